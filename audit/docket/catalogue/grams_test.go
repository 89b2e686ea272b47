package catalogue

import (
	"slices"
	"strings"
	"testing"
)

// FuzzGrams checks what a search relies on: every part of a word of the text asks only for grams that the text has, and normal text
// has no wildcard.
func FuzzGrams(f *testing.F) {
	for _, s := range []string{"网约车许可审计", "Ride-hailing １００%", "a\u202eb_c", "", "\xff\x00", "é e\u0301", "ﷺ İ ǅ"} {
		f.Add(s, uint8(0), uint8(2))
	}
	f.Fuzz(func(t *testing.T, s string, from, length uint8) {
		text := normal(s)
		if strings.ContainsAny(text, "%_\\?") || text != strings.TrimSpace(text) {
			t.Errorf("got %q", text)
		}
		have := grams(text)
		for _, word := range strings.Fields(text) {
			r := []rune(word)
			i := int(from) % len(r)
			part := string(r[i:min(len(r), i+1+int(length))])
			for _, g := range pairs(part) {
				if !slices.Contains(have, g) {
					t.Errorf("%q asks for %q, which %q does not have", part, g, text)
				}
			}
		}
	})
}
