package infer

import (
	"testing"

	"auditd/audit"
)

// Every name that a result can carry is in the registry, with a title and a source, and no other name is.
func TestMethods(t *testing.T) {
	produced := map[string]bool{}
	a, b := P(7, 20), P(12, 30)
	for _, f := range []func(Proportion, float64) audit.Interval{Wilson, WilsonCorrected, ClopperPearson, Jeffreys} {
		produced[f(a, .95).Method] = true
	}
	for _, f := range []twoSample{Newcombe, MiettinenNurminen, Mee, Koopman, MiettinenNurminenRatio, Katz} {
		produced[must(f(a, b, .95)).Method] = true
	}
	for _, f := range []func(a, b Proportion) (audit.Test, bool){ScoreZ, FisherExact, FisherMidP, Boschloo, Barnard, ChiSquaredYates, TwoProportions} {
		produced[must(f(a, b)).Name] = true
	}
	for _, f := range []func([]int64, []float64) (audit.Test, bool){Pearson, G, CressieRead, ExactMultinomial} {
		produced[must(f([]int64{9, 3, 0}, []float64{.5, .3, .2})).Name] = true
	}
	produced[must(Homogeneity([]Proportion{a, b})).Name] = true
	produced[must(TwoProportions(Proportion{1.5, 9}, b)).Name] = true
	produced[must(MonteCarlo([]int64{9, 3}, []float64{.5, .5}, 1)).Name] = true

	seen := map[string]bool{}
	for _, m := range Methods() {
		if m.Title == "" || m.Source == "" {
			t.Errorf("%s: no title or no source", m.Name)
		}
		if seen[m.Name] {
			t.Errorf("%s: listed twice", m.Name)
		}
		seen[m.Name] = true
		if !produced[m.Name] && adjustmentNamed(m.Name) == nil {
			t.Errorf("%s: listed, but nothing produces it", m.Name)
		}
	}
	for name := range produced {
		if !seen[name] {
			t.Errorf("%s: produced, but not listed", name)
		}
	}
	Methods()[0].Name = "changed"
	if Methods()[0].Name != "wilson" {
		t.Error("a caller can change the registry")
	}
}
