package scores_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"auditd/audit"
)

// drawn is a file of group, label and score with the scores of every group.
func drawn(people, groups, distinct int) (data string, scores map[string][]float64) {
	r := rand.New(rand.NewPCG(7, 11))
	var b strings.Builder
	b.WriteString("g,y,s\n")
	scores = map[string][]float64{}
	for i := range people {
		k := i%distinct + 1
		if i >= distinct {
			k = 1 + r.IntN(distinct)
		}
		s, y := float64(k)/float64(distinct), 0
		g := string(rune('A' + r.IntN(groups)))
		if r.Float64() < s*(.7+.03*float64(g[0]-'A')) {
			y = 1
		}
		fmt.Fprintf(&b, "%s,%d,%v\n", g, y, s)
		scores[g] = append(scores[g], s)
	}
	return b.String(), scores
}

// A hundred thousand scores are kept apart, all of them, where they are spread over few enough combinations.
func TestHundredThousandScoresAreExact(t *testing.T) {
	data, scores := drawn(100_000, 2, 100_000)
	a := audited(t, fPlan, data, 2)
	if a.Scores.Bits != 0 || a.Scores.Distinct != 100_000 {
		t.Fatalf("%d of 100,000 scores are told apart, to %d bits", a.Scores.Distinct, a.Scores.Bits)
	}
	for g, list := range scores {
		of := group(t, &a.Scores.Attributes[0], g)
		if got, want := value(t, of.Measure(audit.ScoreAUC)), rankAUC(data, g); math.Abs(got-want) > 1e-6 {
			t.Errorf("AUC of %s is %v, from the ranks of the rows %v", g, got, want)
		}
		if got := value(t, of.Measure(audit.ScoreMean)); math.Abs(got-mean(list)) > 1e-6 {
			t.Errorf("mean of %s is %v, of the rows %v", g, got, mean(list))
		}
	}
}

// Ten groups with a hundred thousand scores and both labels are two million combinations. Scores are joined then, the results say so, and no
// number is farther from that of the rows than they state.
func TestJoinedScoresKeepTheirBound(t *testing.T) {
	data, scores := drawn(240_000, 10, 100_000)
	a := audited(t, fPlan, data, 2)
	if a.Scores.Bits == 0 || a.Scores.Error <= 0 {
		t.Fatalf("%d scores are told apart and nothing is said to be joined", a.Scores.Distinct)
	}
	set := &a.Scores.Attributes[0]
	within := func(what string, m *audit.ScoreMeasure, want float64) {
		if m.Error == nil {
			t.Fatalf("%s states no bound", what)
		}
		if d := math.Abs(value(t, m) - want); d > float64(*m.Error)+1e-6 {
			t.Errorf("%s is %v, of the rows %v: %v apart, the bound is %v", what, value(t, m), want, d, *m.Error)
		}
		if *m.Error > .01 {
			t.Errorf("%s: a bound of %v says little", what, *m.Error)
		}
	}
	var all []float64
	for _, list := range scores {
		all = append(all, list...)
	}
	slices.Sort(all)
	middle := (all[len(all)/2-1] + all[len(all)/2]) / 2
	for g, list := range scores {
		of := group(t, set, g)
		above := 0.0
		for _, s := range list {
			if s > middle {
				above++
			}
		}
		within("mean of "+g, of.Measure(audit.ScoreMean), mean(list))
		within("AUC of "+g, of.Measure(audit.ScoreAUC), rankAUC(data, g))
		within("scoring rate of "+g, of.Measure(audit.ScoreRate), above/float64(len(list)))
		if g == "A" {
			continue
		}
		ks, area := apart(list, scores["A"])
		within("Wasserstein of "+g, pair(t, set, g).Measure(audit.ScoreWasserstein), area)
		within("Kolmogorov-Smirnov of "+g, pair(t, set, g).Measure(audit.ScoreKolmogorovSmirnov), ks)
	}
}

func mean(list []float64) float64 {
	sum := 0.0
	for _, s := range list {
		sum += s
	}
	return sum / float64(len(list))
}

// apart is the largest distance of two empirical distributions and the area between them, by walking both sorted lists.
func apart(x, y []float64) (largest, area float64) {
	x, y = slices.Clone(x), slices.Clone(y)
	slices.Sort(x)
	slices.Sort(y)
	i, k, last := 0, 0, math.Min(x[0], y[0])
	for i < len(x) || k < len(y) {
		at := math.Inf(1)
		if i < len(x) {
			at = x[i]
		}
		if k < len(y) {
			at = math.Min(at, y[k])
		}
		gap := math.Abs(float64(i)/float64(len(x)) - float64(k)/float64(len(y)))
		largest, area = math.Max(largest, gap), area+gap*(at-last)
		for i < len(x) && x[i] == at {
			i++
		}
		for k < len(y) && y[k] == at {
			k++
		}
		last = at
	}
	return largest, area
}
