package labels

import (
	"math"

	"auditd/audit"
	"auditd/audit/infer"
)

// A NeighbourFeature says how far apart two values of a feature are, as Gower does: 0 where they are the same; for the first Ordered
// values, which stand in an order, the difference of their positions over the greatest there can be; else 1.
type NeighbourFeature struct {
	Ordered int // bins in their order; below 2 none
}

// A NeighbourCell is all people who are alike in every feature.
type NeighbourCell struct {
	Codes   []int32   // by feature: the number of the value
	N       [2]int64  // people decided 0 and 1
	Members []Members // those of them who are in groups
}

// Members are the people of one group in a cell. A person may be in several groups.
type Members struct {
	Group int
	N     [2]int64 // decided 0 and 1
}

// A NeighbourConsistency says how often the people of a group are decided as those most like them, whoever these are.
type NeighbourConsistency struct {
	People   int64
	Value    float64 // mean share of a person's k nearest others whose decision is the person's
	SE       float64
	Interval audit.Interval // cut off at 0 and 1
	Why      infer.Why      // no_variance: nothing varies, most often because all are decided alike; the value stands without an interval
}

// Neighbours is the consistency of Zemel et al. for cells of people who are alike, which must differ in their codes: 1 less the mean of
// |decision − mean decision of the k nearest others|. For decisions of 0 and 1 that is the mean share of neighbours with one's own
// decision. Nobody is their own neighbour. Where some of several people at one distance are needed, each counts for an equal part: that
// is the expectation over all ways to draw them, exactly, so that no order of people matters. The first result is everybody's, then
// come the groups.
//
// The intervals are linear (infinitesimal jackknife): what one person more would change, as a person and as a neighbour of others,
// with the neighbours of the others held. A bootstrap would make people neighbours of their own copies, and does not hold for
// nearest neighbours (Abadie and Imbens 2008, Econometrica 76:1537).
//
// Its time grows with the square of the cells, its memory with the cells. parallel calls f for every number below n, at the same time
// or not; the result does not depend on it. Zemel, Wu, Swersky, Pitassi and Dwork 2013 (ICML); Gower 1971, Biometrics 27:857; Efron
// 1982, The Jackknife, the Bootstrap and Other Resampling Plans; methods 11.1.
func Neighbours(features []NeighbourFeature, cells []NeighbourCell, groups, k int, level float64, parallel func(n int, f func(i int))) ([]NeighbourConsistency, infer.Why) {
	s := &neighbourhood{features: features, cells: cells, k: int64(k), groups: groups}
	if why := s.prepare(); why != infer.Defined {
		return nil, why
	}
	parallel(len(cells), s.meet)
	s.sumUp()
	s.square = make([][]float64, parts)
	parallel(parts, s.gatherPart)
	out := make([]NeighbourConsistency, groups+1)
	for g := range out {
		out[g] = s.of(g, level)
	}
	return out, infer.Defined
}

// of returns the result of a group.
func (s *neighbourhood) of(g int, level float64) NeighbourConsistency {
	out := NeighbourConsistency{People: s.people[g], Value: s.value[g]}
	if out.People == 0 {
		out.Why = infer.WhyNobody
		return out
	}
	sum := 0.0
	for i := range s.square {
		sum += s.square[i][g]
	}
	if out.SE = math.Sqrt(sum) / float64(out.People); out.SE == 0 {
		out.Why = infer.WhyNoVariance
		return out
	}
	half := infer.CriticalValue(level) * out.SE
	out.Interval = audit.Interval{Lower: max(0, out.Value-half), Upper: min(1, out.Value+half), Level: level, Method: "neighbour_jackknife"}
	return out
}

// ChanceConsistency is the mean of the consistency of everybody when the same decisions are dealt out at random: 1 − 2·yes·no/(n·(n−1)),
// as any two people then have different decisions with one chance. It is undefined for fewer than two people. Methods 11.1, "same C
// under permuted ŷ", worked out.
func ChanceConsistency(no, yes int64) (float64, infer.Why) {
	n := float64(no) + float64(yes)
	switch {
	case no < 0 || yes < 0:
		return 0, infer.WhyNotComputable
	case n < 2:
		return 0, infer.WhyTooFew
	}
	return 1 - 2*(float64(yes)/n)*(float64(no)/(n-1)), infer.Defined
}
