package score

import (
	"math/rand/v2"
	"testing"

	"auditd/audit/infer"
)

// Ten bins of six people with mean scores of .02 to .2: few are expected to be positive. Outcomes are drawn as the scores promise, a fixed
// seed. The chi-squared p-value says "not calibrated" too often; the drawn one in at most .05 of 1,000 groups, and four standard errors.
func TestHosmerLemeshowOfFew(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	const groups = 1000
	plain, drawn := 0, 0
	for g := range groups {
		var bins []Bin
		for k := range 10 {
			mean := .02 * float64(k+1)
			b := Bin{N: 6, SumScore: 6 * mean}
			for range 6 {
				if r.Float64() < mean {
					b.Positives++
				}
			}
			bins = append(bins, b)
		}
		if !FewExpected(bins) {
			t.Fatal("bins of six are not found to be small")
		}
		a, why := HosmerLemeshow(bins, false)
		defined(t, "chi-squared", why)
		b, why := HosmerLemeshowDrawn(bins, uint64(g))
		defined(t, "drawn", why)
		if *a.Statistic != *b.Statistic || a.DF != b.DF {
			t.Fatalf("statistic %v and %v", *a.Statistic, *b.Statistic)
		}
		if a.P <= .05 {
			plain++
		}
		if b.P <= .05 {
			drawn++
		}
	}
	t.Logf("chi-squared finds something in %d of %d calibrated groups, drawn outcomes in %d", plain, groups, drawn)
	if drawn > 78 { // 50 + 4·√(1000·.05·.95)
		t.Errorf("drawn outcomes find something in %d of %d calibrated groups", drawn, groups)
	}
	if plain <= drawn {
		t.Errorf("chi-squared finds something in %d, no more than drawn outcomes in %d: the test tests nothing", plain, drawn)
	}
}

// With many people both p-values agree; people who contradict a score of 0 leave both undefined.
func TestHosmerLemeshowOfMany(t *testing.T) {
	bins := []Bin{{N: 400, Positives: 95, SumScore: 80}, {N: 500, Positives: 260, SumScore: 250}, {N: 300, Positives: 255, SumScore: 240}}
	if FewExpected(bins) {
		t.Error("bins of hundreds are found to be small")
	}
	a, _ := HosmerLemeshow(bins, false)
	b, _ := HosmerLemeshowDrawn(bins, 1)
	near(t, "p", float64(b.P), float64(a.P), .03)
	if _, why := HosmerLemeshowDrawn([]Bin{{N: 5, Positives: 1}}, 1); why != infer.WhyOutOfRange {
		t.Errorf("a score of 0 that is contradicted: %q", why)
	}
}
