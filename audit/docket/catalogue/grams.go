package catalogue

import (
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// normal returns text as it is searched: compatibility forms such as full-width letters made plain, lower case, everything that is
// no letter or digit a single space.
func normal(s string) string {
	var b strings.Builder
	gap := false
	for _, r := range norm.NFKC.String(s) {
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.IsMark(r) {
			gap = true
			continue
		}
		if gap && b.Len() > 0 {
			b.WriteByte(' ')
		}
		gap = false
		b.WriteRune(unicode.ToLower(r))
	}
	return b.String()
}

// grams returns the single characters and the pairs of neighbours in normal text, each once, sorted. They need no dictionary of
// words, which Chinese text would, and work on every database.
func grams(text string) []string {
	var out []string
	for _, word := range strings.Fields(text) {
		r := []rune(word)
		for i := range r {
			out = append(out, string(r[i]))
			if i > 0 {
				out = append(out, string(r[i-1:i+1]))
			}
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// pairs returns the grams that a search for a word asks for: its pairs, or the word itself if it is one character.
func pairs(word string) []string {
	r := []rune(word)
	if len(r) == 1 {
		return []string{word}
	}
	var out []string
	for i := 1; i < len(r); i++ {
		out = append(out, string(r[i-1:i+1]))
	}
	slices.Sort(out)
	return slices.Compact(out)
}
