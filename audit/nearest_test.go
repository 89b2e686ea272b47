package audit

import "testing"

func TestNearest(t *testing.T) {
	known := []string{"confidence", "columns", "coverage"}
	for word, want := range map[string]string{
		"confidance": "confidence", "colums": "columns", "covreage": "coverage", "conf": "confidence", "x": "", "": "", "intersections": "",
	} {
		if got := Nearest(word, known); got != want {
			t.Errorf("Nearest(%q) = %q, want %q", word, got, want)
		}
	}
}
