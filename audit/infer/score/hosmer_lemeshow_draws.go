package score

import (
	"auditd/audit"
	"auditd/audit/infer"
	"auditd/audit/infer/draw"
)

// streamHosmerLemeshow keeps this purpose's random numbers apart from others of the same seed.
const streamHosmerLemeshow = 106

// hosmerLemeshowDraws is how many times outcomes are drawn where the law of the statistic is not chi-squared.
const hosmerLemeshowDraws = 1999

// FewExpected reports whether so few people are expected to be positive, or negative, in the bins that the statistic of
// [HosmerLemeshow] is no chi-squared number, and too large too often: fewer than one somewhere, or fewer than five in more than a fifth
// of the counts. Cochran 1954, Biometrics 10:417.
func FewExpected(bins []Bin) bool {
	counts, below := 0, 0
	for _, b := range bins {
		positive := float64(b.N) * b.mean()
		negative := float64(b.N) - positive
		if b.N == 0 || positive <= 0 || negative <= 0 {
			continue
		}
		counts += 2
		for _, expected := range []float64{positive, negative} {
			switch {
			case expected < 1:
				return true
			case expected < 5:
				below++
			}
		}
	}
	return 5*below > counts
}

// HosmerLemeshowDrawn is [HosmerLemeshow] with a p-value from outcomes drawn as the scores promise, each bin binomial with its mean
// score: p = (1 + #{≥})/(1999 + 1), valid however few people a bin holds. North, Curtis and Sham 2002 for the p-value.
func HosmerLemeshowDrawn(bins []Bin, seed uint64) (audit.Test, infer.Why) {
	observed, why := HosmerLemeshow(bins, false)
	if why != infer.Defined {
		return observed, why
	}
	statistic := float64(*observed.Statistic)
	laws := make([]*draw.BinomialLaw, len(bins))
	for k, b := range bins {
		if mean := b.mean(); b.N > 0 && mean > 0 && mean < 1 {
			laws[k] = draw.NewBinomial(b.N, mean)
		}
	}
	r := draw.New(seed, streamHosmerLemeshow)
	atLeast := 0
	for range hosmerLemeshowDraws {
		sum := 0.0
		for k, law := range laws {
			if law == nil {
				continue
			}
			expected := float64(bins[k].N) * bins[k].mean()
			d := float64(law.Draw(r)) - expected
			sum += float64(d * d / (expected * (1 - bins[k].mean())))
		}
		if sum >= statistic*(1-1e-12) {
			atLeast++
		}
	}
	return infer.NewTest("hosmer_lemeshow_drawn", statistic, observed.DF, float64(atLeast+1)/(hosmerLemeshowDraws+1)), infer.Defined
}
