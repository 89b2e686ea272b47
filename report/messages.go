package report

import (
	"embed"
	"strconv"
	"strings"
	"sync"

	"auditd/audit"
)

// The message catalogues: one file a language, one message a line, "key = text". In a text, {name} stands for an argument and
// {name|form|forms} for the form that the number of that argument asks for (English only; Chinese has one form).
//
//go:embed messages/*.txt
var messageFiles embed.FS

// The languages of reports.
const (
	Chinese = "zh-CN"
	English = "en-GB"
)

// Languages are the languages a report can be written in, Chinese first.
var Languages = []string{Chinese, English}

// A part of a message is a literal or, with a name, an argument. With one and other it is a plural form.
type part struct {
	literal    string
	name       string
	one, other string
}

type message []part

// A language formats messages and numbers.
type language struct {
	tag      string
	messages map[string]message
}

// languages are read when first asked for: every process of the program holds this package, and few of them write reports.
var languages = sync.OnceValue(func() map[string]*language {
	all := map[string]*language{}
	for _, tag := range Languages {
		data, err := messageFiles.ReadFile("messages/" + tag + ".txt")
		if err != nil {
			panic(err) // the file is compiled in
		}
		l, err := parseCatalogue(tag, string(data))
		if err != nil {
			panic(err) // a test has read it
		}
		all[tag] = l
	}
	return all
})

// invisible are the signs for what does not show at the end of a line.
var invisible = strings.NewReplacer("␣", " ", "∅", "")

func parseCatalogue(tag, data string) (*language, error) {
	l := &language{tag: tag, messages: map[string]message{}}
	for i, line := range strings.Split(data, "\n") {
		line = strings.TrimSpace(line)
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		key, text, ok := strings.Cut(line, " = ")
		if !ok {
			return nil, audit.Errorf(audit.Internal, "catalogue %s line %d: no \" = \"", tag, i+1)
		}
		if _, twice := l.messages[key]; twice {
			return nil, audit.Errorf(audit.Internal, "catalogue %s line %d: %s occurs twice", tag, i+1, key)
		}
		l.messages[key] = parseMessage(invisible.Replace(text))
	}
	return l, nil
}

func parseMessage(s string) message {
	var m message
	for {
		open := strings.IndexByte(s, '{')
		if open < 0 {
			break
		}
		end := strings.IndexByte(s[open:], '}')
		if end < 0 {
			break
		}
		if open > 0 {
			m = append(m, part{literal: s[:open]})
		}
		p := part{}
		var forms string
		p.name, forms, _ = strings.Cut(s[open+1:open+end], "|")
		p.one, p.other, _ = strings.Cut(forms, "|")
		m = append(m, p)
		s = s[open+end+1:]
	}
	if s != "" {
		m = append(m, part{literal: s})
	}
	return m
}

// has reports whether the catalogue holds the key.
func (l *language) has(key string) bool {
	_, ok := l.messages[key]
	return ok
}

// text returns the message with its arguments, given as name and value in turn. A value is a string, a Text, a Span or a whole
// number. An unknown key gives the key itself in readable form, so that a report is never without words.
func (l *language) text(key string, args ...any) Text {
	m, ok := l.messages[key]
	if !ok {
		return Text{{Text: readable(key)}}
	}
	var t Text
	for _, p := range m {
		if p.name == "" {
			t = append(t, Span{Text: p.literal})
			continue
		}
		t = append(t, l.argument(p, args)...)
	}
	return compact(t)
}

// str returns the message as plain text.
func (l *language) str(key string, args ...any) string { return l.text(key, args...).Plain() }

func (l *language) argument(p part, args []any) Text {
	for i := 0; i+1 < len(args); i += 2 {
		if args[i] != p.name {
			continue
		}
		if p.one != "" {
			return Text{{Text: p.form(args[i+1])}}
		}
		switch v := args[i+1].(type) {
		case Text:
			return v
		case Span:
			return Text{v}
		case string:
			return Text{{Text: v}}
		case int:
			return Text{{Text: l.count(int64(v))}}
		case int64:
			return Text{{Text: l.count(v)}}
		}
	}
	return Text{{Text: "{" + p.name + "}"}}
}

// form returns the form of a word for a number: English has one for 1 and one for all others.
func (p part) form(n any) string {
	if n == 1 || n == int64(1) {
		return p.one
	}
	return p.other
}

// said returns what another package said by a key and its arguments in order. A message names them {0}, {1} …; {2…} is an
// enumeration of the third and all that follow, {1:role} the second in words,
// {1:count} the second as a whole number. A key may carry its arguments itself, as
// "key: argument". When the catalogue lacks the key, or the key came without an argument its message needs, the key is shown
// in readable form with whatever arguments there are. Statuses given as reasons have the words of the status.
func (l *language) said(key string, args []string) Text {
	if key == "" {
		return nil
	}
	if bare, rest, ok := strings.Cut(key, ": "); ok {
		key, args = bare, append([]string{rest}, args...)
	}
	said := "said." + key
	if !l.has(said) && l.has("status."+key) {
		said = "status." + key
	}
	m, ok := l.messages[said]
	var named []any
	for _, p := range m {
		if p.name == "" {
			continue
		}
		value := l.spoken(p.name, args)
		ok = ok && value != nil
		named = append(named, p.name, value)
	}
	if ok {
		return l.text(said, named...)
	}
	t := Text{{Text: readable(key)}}
	for i, a := range args {
		sep := l.str("punctuation.comma")
		if i == 0 {
			sep = l.str("punctuation.colon")
		}
		t = append(t, Span{Text: sep}, fromData(a))
	}
	return t
}

// spoken returns the argument that a placeholder of a said message asks for, nil when there is none.
func (l *language) spoken(name string, args []string) Text {
	digits, all := strings.CutSuffix(name, "…")
	digits, kind, worded := strings.Cut(digits, ":")
	n, err := strconv.Atoi(digits)
	switch {
	case err != nil || n < 0 || n >= len(args):
		return nil
	case all:
		return l.names(args[n:])
	case worded && kind == "count":
		if x, err := strconv.ParseInt(args[n], 10, 64); err == nil {
			return Text{{Text: l.count(x)}}
		}
		return Text{fromData(args[n])}
	case worded && l.has(kind+"."+args[n]):
		return l.text(kind + "." + args[n])
	default:
		return Text{fromData(args[n])}
	}
}

// readable turns the last part of a key into words: "said.no_such_thing" into "no such thing".
func readable(key string) string {
	key = audit.Clean(key[strings.LastIndexByte(key, '.')+1:])
	return strings.ReplaceAll(key, "_", " ")
}

// Plain returns the words of the text without references, footnotes and badges' shapes.
func (t Text) Plain() string {
	var b strings.Builder
	for _, s := range t {
		b.WriteString(s.Text)
		if s.Verdict != nil {
			b.WriteString(s.Verdict.Text)
		}
	}
	return b.String()
}

// compact joins neighbouring spans of ordinary text.
func compact(t Text) Text {
	var out Text
	for _, s := range t {
		if n := len(out); n > 0 && isOrdinary(s) && isOrdinary(out[n-1]) {
			out[n-1].Text += s.Text
			continue
		}
		out = append(out, s)
	}
	return out
}

func isOrdinary(s Span) bool {
	return !s.Strong && !s.Code && !s.Data && s.Lang == "" && s.Ref == "" && s.Foot == nil && s.Verdict == nil
}
