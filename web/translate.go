package web

import (
	"cmp"
	_ "embed" // the sentences
	"fmt"
	"regexp"
	"slices"
	"strings"
	"sync"
)

// Errors are made where something goes wrong, in English, because the command line prints them there. A page and the API say them in
// the language of their reader: the English sentence is the key of the Chinese one, as with gettext. A sentence that has none is shown
// in English and says so.

//go:embed messages/errors-zh.txt
var errorTexts string

// verb is where something is filled into a sentence.
var verb = regexp.MustCompile(`%[-+#0-9.]*[a-zA-Z]`)

// A phrase is a sentence with places to fill in.
type phrase struct {
	english *regexp.Regexp
	chinese string
	fixed   int // letters that are the same in every use
}

// errorSentences are read when first asked for: every process of the program holds this package.
var errorSentences = sync.OnceValues(func() (plain map[string]string, phrases []phrase) { return parseSentences(errorTexts) })

// parseSentences reads pairs of lines, English before Chinese. It returns the sentences without places to fill in, and the others:
// what fits more letters comes first.
func parseSentences(text string) (map[string]string, []phrase) {
	plain, phrases, english := map[string]string{}, []phrase(nil), ""
	for line := range strings.Lines(text) {
		line = strings.TrimRight(line, "\n")
		switch {
		case line == "" || strings.HasPrefix(line, "#"):
		case english == "":
			english = line
		case !strings.Contains(english, "%s"):
			plain[english], english = line, ""
		default:
			source := "^" + strings.ReplaceAll(regexp.QuoteMeta(english), "%s", "(.+?)") + "$"
			phrases = append(phrases, phrase{regexp.MustCompile(source), line, len(strings.ReplaceAll(english, "%s", ""))})
			english = ""
		}
	}
	slices.SortStableFunc(phrases, func(a, b phrase) int { return cmp.Compare(b.fixed, a.fixed) })
	return plain, phrases
}

// longest is the longest text that is compared with sentences; what was filled in is cut before.
const longest = 4000

// deepest is how many sentences may stand within one another: a place, a sentence, its cause.
const deepest = 3

// translated returns a sentence in Chinese. What was filled into it is translated too where it is a sentence itself.
func translated(english string) (string, bool) { return translatedWithin(english, deepest) }

func translatedWithin(english string, depth int) (string, bool) {
	plain, phrases := errorSentences()
	if text, ok := plain[english]; ok {
		return text, true
	}
	if len(english) > longest || depth == 0 {
		return "", false
	}
	for _, p := range phrases {
		m := p.english.FindStringSubmatch(english)
		if m == nil {
			continue
		}
		args := make([]any, 0, len(m)-1)
		for _, arg := range m[1:] {
			if text, ok := translatedWithin(arg, depth-1); ok {
				arg = text
			}
			args = append(args, arg)
		}
		return fmt.Sprintf(p.chinese, args...), true
	}
	return "", false
}

// sentenceIn returns a sentence in a language.
func sentenceIn(lang, english string) string {
	if lang == "en" || english == "" || !latin(english) {
		return english
	}
	if text, ok := translated(english); ok {
		return text
	}
	return message(lang, "problem.original", english)
}

// latin reports whether a text is English and nothing else: some are written in both languages where they are made.
func latin(s string) bool {
	return !strings.ContainsFunc(s, func(r rune) bool { return r >= 0x4E00 && r <= 0x9FFF }) || strings.Contains(s, `"`)
}

// lineIn returns an error that is kept as one line, with its place before it and the remedy behind it, in a language. What a person
// wrote is kept in the same places and stays as it is.
func lineIn(lang, line string) string {
	if lang == "en" || line == "" {
		return line
	}
	if text, ok := translated(line); ok {
		return text
	}
	if parts := sentences(line); len(parts) > 1 {
		for i := range parts {
			parts[i] = lineIn(lang, parts[i])
		}
		return strings.Join(parts, "；")
	}
	body, end := line, ""
	if i := strings.LastIndex(line, " ("); i > 0 && strings.HasSuffix(line, ")") {
		if text, ok := translated(line[i+2 : len(line)-1]); ok {
			body, end = line[:i], "（"+text+"）"
		}
	}
	for _, start := range append([]int{0}, cuts(body)...) {
		rest := body[start:]
		if text, ok := translated(rest); ok {
			return body[:start] + text + end
		}
		if i := strings.Index(rest, `: "`); i > 0 {
			if text, ok := translated(rest[:i]); ok {
				return body[:start] + text + "：" + kindsIn(rest[i+2:]) + end
			}
		}
	}
	return line
}

// cuts returns where the text may begin behind the place of an error.
func cuts(s string) (out []int) {
	for i := 0; i+2 < len(s); i++ {
		if s[i] == ':' && s[i+1] == ' ' {
			out = append(out, i+2)
		}
	}
	return out
}

// sentences returns the parts of a line that several errors share, cut at semicolons that stand in no quoted value.
func sentences(line string) []string {
	var out []string
	quoted, start := false, 0
	for i := 0; i < len(line); i++ {
		switch {
		case line[i] == '\\' && quoted:
			i++ // what follows is part of the value
		case line[i] == '"':
			quoted = !quoted
		case !quoted && strings.HasPrefix(line[i:], "; "):
			out, start = append(out, line[start:i]), i+2
		}
	}
	return append(out, line[start:])
}

// kind is a kind of personal data behind a quoted column.
var kind = regexp.MustCompile(`" \(([a-z ]+)\)`)

// kindsIn says kinds of personal data behind quoted columns in Chinese.
func kindsIn(s string) string {
	return kind.ReplaceAllStringFunc(s, func(m string) string {
		key := "personal." + strings.ReplaceAll(kind.FindStringSubmatch(m)[1], " ", "_")
		if text := message("zh", key); text != key {
			return `"（` + text + `）`
		}
		return m
	})
}
