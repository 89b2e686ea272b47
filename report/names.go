package report

import (
	"crypto/sha256"
	"encoding/hex"
	"strconv"
	"strings"
	"unicode/utf8"

	"auditd/audit"
)

// longestName is how many characters of a foreign text are shown. What is longer is cut, with a digest of the whole, so that
// two long names that begin alike stay apart; the full text stands in results.json.
const longestName = 120

// shown returns a foreign text fit for people: control and direction characters as escapes, cut when very long.
func shown(s string) string {
	if utf8.RuneCountInString(s) <= longestName {
		return audit.Clean(s)
	}
	sum := sha256.Sum256([]byte(s))
	r := []rune(s)
	return audit.Clean(string(r[:longestName-20])) + "… [" + hex.EncodeToString(sum[:4]) + "]"
}

// fromData returns a foreign text as a span of its own. One that would be invisible is quoted.
func fromData(s string) Span {
	if strings.TrimSpace(s) == "" {
		return Span{Text: strconv.QuoteToASCII(shown(s)), Data: true}
	}
	return Span{Text: shown(s), Data: true}
}

// name returns the values of a group, "Everybody" for the empty group.
func (l *language) name(g audit.Group) Text {
	if len(g) == 0 {
		return l.text("group.everybody")
	}
	var t Text
	for i, it := range g {
		if i > 0 {
			t = append(t, Span{Text: l.str("punctuation.dot")})
		}
		t = append(t, l.value(it.Value))
	}
	return t
}

// value returns one value of an attribute; the reserved name Unknown is written in the report's language.
func (l *language) value(v string) Span {
	if v == audit.Unknown {
		return Span{Text: l.str("group.unknown")}
	}
	return fromData(v)
}

// where returns a group with the names of its attributes: "sex Female, race Black", for places where the attribute is not clear.
func (l *language) where(g audit.Group) Text {
	if len(g) == 0 {
		return l.text("group.everybody")
	}
	var items []Text
	for _, it := range g {
		items = append(items, l.text("group.item", "attribute", fromData(it.Attribute), "value", l.value(it.Value)))
	}
	return l.join(items, l.str("punctuation.comma"))
}

// attributes returns the names of attributes joined by ×.
func (l *language) attributes(names []string) Text {
	if len(names) == 0 {
		return l.text("group.attributes_all")
	}
	var items []Text
	for _, n := range names {
		items = append(items, Text{fromData(n)})
	}
	return l.join(items, " × ")
}

func (l *language) join(items []Text, sep string) Text {
	var t Text
	for i, it := range items {
		if i > 0 {
			t = append(t, Span{Text: sep})
		}
		t = append(t, it...)
	}
	return compact(t)
}

// names returns foreign names as an enumeration.
func (l *language) names(values []string) Text {
	items := make([]Text, len(values))
	for i, v := range values {
		items[i] = Text{l.value(v)}
	}
	return l.list(items)
}

func attributesOf(g audit.Group) []string {
	names := make([]string, len(g))
	for i, it := range g {
		names[i] = it.Attribute
	}
	return names
}
