package table

import (
	"strings"
	"testing"
)

// What harmless lets through is what the protection of a cell would have left as it is.
func FuzzHarmless(f *testing.F) {
	for _, s := range []string{"", "a", " a", "a ", "a  b", "race", "25_to_45", "1.5", "=1", "-1", "a,b", "a;=1", "é", "a\x00", "_a", "a_", "a.b c"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if !harmless(s) {
			return
		}
		if Neutral(valid(s)) != s || strings.ContainsAny(s, ",\""+breaks) || strings.TrimSpace(s) != s || s == "" {
			t.Errorf("%q is called harmless", s)
		}
	})
}

func TestHarmless(t *testing.T) {
	for s, want := range map[string]bool{
		"race": true, "African American": true, "25_45": true, "0.5": true,
		"": false, " a": false, "a ": false, "-1": false, "=1": false, "a;b": false, "农村": false, "a\"b": false, "a\r\n=1": false,
	} {
		if got := harmless(s); got != want {
			t.Errorf("harmless(%q) is %v", s, got)
		}
	}
}
