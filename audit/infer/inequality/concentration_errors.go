package inequality

import (
	"cmp"
	"math"
	"slices"

	"auditd/audit/infer"
)

// ConcentrationErrors are the standard errors of a concentration index and its corrections for yes and no; 0 where everybody has
// the same.
type ConcentrationErrors struct {
	Index     float64
	Wagstaff  float64 // 0 where everybody has it
	Erreygers float64
}

// NewConcentrationErrors returns the standard errors by linearisation: what each person adds, by what they have and by their rank, which
// moves those above. squares holds the sum of squared weights of each entry, nil where weights count people. Kakwani, Wagstaff and van
// Doorslaer 1997, Journal of Econometrics 77:87, with ties at the middle rank; methods 8.
func NewConcentrationErrors(people []Person, squares []float64) (ConcentrationErrors, infer.Why) {
	c, why := NewConcentration(people)
	if why != infer.Defined {
		return ConcentrationErrors{}, why
	}
	if squares != nil && len(squares) != len(people) {
		return ConcentrationErrors{}, infer.WhyNotComputable
	}
	weight, sum, _ := addUp(people)
	mean := sum / weight
	theta := mean * (c.Index + 1) / 2 // mean of what one has times one's rank
	var index, wagstaff, erreygers float64
	eachRanked(people, func(i int, rank, above float64) {
		p := people[i]
		of := 2*(float64(p.Has*rank)+above-2*theta)/mean - 2*theta*(p.Has-mean)/(mean*mean)
		square := p.Weight
		if squares != nil {
			square = squares[i]
		}
		index += square * (of * of)
		e := 4 * (float64(mean*of) + float64(c.Index*(p.Has-mean)))
		erreygers += square * (e * e)
		if mean < 1 {
			w := of/(1-mean) + c.Index*(p.Has-mean)/((1-mean)*(1-mean))
			wagstaff += square * (w * w)
		}
	})
	return ConcentrationErrors{Index: math.Sqrt(index) / weight, Wagstaff: math.Sqrt(wagstaff) / weight, Erreygers: math.Sqrt(erreygers) / weight}, infer.Defined
}

// eachRanked calls f for every entry with its fractional rank and with what those above have, and half of those level with it, as a
// share of everybody.
func eachRanked(people []Person, f func(i int, rank, above float64)) {
	order := make([]int, len(people))
	weight, has := 0.0, 0.0
	for i := range order {
		order[i] = i
		weight += people[i].Weight
		has += float64(people[i].Weight * people[i].Has)
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(people[a].Standing, people[b].Standing) })
	below, hasBelow := 0.0, 0.0
	for i := 0; i < len(order); {
		j, tied, hasTied := i, 0.0, 0.0
		for ; j < len(order) && people[order[j]].Standing == people[order[i]].Standing; j++ {
			tied += people[order[j]].Weight
			hasTied += float64(people[order[j]].Weight * people[order[j]].Has)
		}
		for ; i < j; i++ {
			f(order[i], (below+tied/2)/weight, (has-hasBelow-hasTied/2)/weight)
		}
		below, hasBelow = below+tied, hasBelow+hasTied
	}
}

// LowerShare returns the share of everything that the given share of people with the lowest standing have: a point of the concentration
// curve. People who are level are taken in equal parts. Share lies in 0 … 1. Methods 8.
func LowerShare(people []Person, share float64) (float64, infer.Why) {
	weight, sum, why := addUp(people)
	if why != infer.Defined {
		return 0, why
	}
	if !(share >= 0 && share <= 1) {
		return 0, infer.WhyOutOfRange
	}
	sorted := slices.Clone(people)
	slices.SortStableFunc(sorted, func(a, b Person) int { return cmp.Compare(a.Standing, b.Standing) })
	left, has := share*weight, 0.0
	for i := 0; i < len(sorted) && left > 0; {
		j, tied, hasTied := i, 0.0, 0.0
		for ; j < len(sorted) && sorted[j].Standing == sorted[i].Standing; j++ {
			tied += sorted[j].Weight
			hasTied += float64(sorted[j].Weight * sorted[j].Has)
		}
		if tied > 0 {
			part := min(1, left/tied)
			has += float64(part * hasTied)
			left -= float64(part * tied)
		}
		i = j
	}
	return has / sum, infer.Defined
}
