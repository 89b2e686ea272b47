package metric

import (
	"math"

	"auditd/audit"
)

// A benefitShare is a number of people, or their weight, who have one benefit.
type benefitShare struct {
	benefit float64
	weight  float64
}

// benefits returns the benefit b = decision − label + 1 of the people with both (Speicher et al. 2018): 2 for false positives,
// 1 for right decisions, 0 for false negatives.
func benefits(c audit.Counts, weighted bool) []benefitShare {
	size := func(t audit.Tally) float64 {
		if weighted {
			return t.W
		}
		return float64(t.N)
	}
	right := tally(c.Sum(positive, selected), c.Sum(negative, notSelected))
	return []benefitShare{
		{0, size(c.Sum(positive, notSelected))},
		{1, size(right)},
		{2, size(c.Sum(negative, selected))},
	}
}

// meanBenefit returns the mean benefit and the number (or weight) of people.
func meanBenefit(shares []benefitShare) (mean, total float64) {
	for _, s := range shares {
		total += s.weight
		mean += s.weight * s.benefit
	}
	return mean / total, total
}

// An inequality measures how unequal benefits with mean mu are.
type inequality func(shares []benefitShare, mu, total float64) float64

// entropyTwo is generalized entropy with α = 2: Σ[(b/μ)² − 1]/(2n).
func entropyTwo(shares []benefitShare, mu, total float64) float64 {
	sum := 0.0
	for _, s := range shares {
		r := s.benefit / mu
		sum += s.weight * (r*r - 1)
	}
	return sum / (2 * total)
}

// theil is generalized entropy with α = 1: Σ(b/μ) ln(b/μ)/n, with 0·ln 0 = 0.
func theil(shares []benefitShare, mu, total float64) float64 {
	sum := 0.0
	for _, s := range shares {
		if r := s.benefit / mu; r > 0 {
			sum += s.weight * r * math.Log(r)
		}
	}
	return sum / total
}

// variation is the coefficient of variation, √(2·GE(2)). Rounding may leave a tiny negative under the root.
func variation(shares []benefitShare, mu, total float64) float64 {
	return math.Sqrt(2 * max(0, entropyTwo(shares, mu, total)))
}

// amongPeople returns the inequality of benefit among all people with a decision and a label.
func amongPeople(name string, groups []GroupCounts, measure inequality) audit.Aggregate {
	a := newAggregate(name, KindInequality, groups)
	var all audit.Counts
	for _, g := range groups {
		if g.Counts.Sum(labels, decisions).N == 0 {
			a.GroupsLeft = append(a.GroupsLeft, audit.GroupLeftOut{Group: g.Group, Why: WhyNoComplete})
			continue
		}
		a.GroupsUsed++
		all = all.Add(g.Counts)
	}
	shares := benefits(all, isWeighted(all))
	mu, total := meanBenefit(shares)
	return finishInequality(a, shares, mu, total, measure)
}

// betweenGroups returns the inequality that is left when everybody has the mean benefit of the group.
func betweenGroups(name string, groups []GroupCounts, minSize int64, measure inequality) audit.Aggregate {
	a := newAggregate(name, KindBetween, groups)
	in, out := eligible(groups, minSize)
	a.GroupsLeft = append(a.GroupsLeft, out...)
	weighted := anyWeighted(groups)
	var shares []benefitShare
	low, high := -1, -1
	var means []float64
	var at []int
	for _, i := range in {
		mu, total := meanBenefit(benefits(groups[i].Counts, weighted))
		if total <= 0 {
			a.GroupsLeft = append(a.GroupsLeft, audit.GroupLeftOut{Group: groups[i].Group, Why: WhyNoComplete})
			continue
		}
		a.GroupsUsed++
		shares, means, at = append(shares, benefitShare{mu, total}), append(means, mu), append(at, i)
		if k := len(means) - 1; low < 0 || mu < means[low] {
			low = k
		}
		if k := len(means) - 1; high < 0 || mu > means[high] {
			high = k
		}
	}
	if len(shares) < 2 {
		return undefinedAs(a, audit.StatusOneGroup, WhyOneGroup)
	}
	a.Low, a.High = groups[at[low]].Group, groups[at[high]].Group
	mu, total := meanBenefit(shares)
	return finishInequality(a, shares, mu, total, measure)
}

// finishInequality sets the value, or says why there is none.
func finishInequality(a audit.Aggregate, shares []benefitShare, mu, total float64, measure inequality) audit.Aggregate {
	switch {
	case !(total > 0):
		return undefinedAs(a, audit.StatusZeroDenominator, WhyNoComplete)
	case mu == 0: // everybody is a false negative
		return undefinedAs(a, audit.StatusUndefinedRatio, WhyBenefitZero)
	}
	a.Value = audit.Ptr(measure(shares, mu, total))
	return a
}
