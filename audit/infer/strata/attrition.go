package strata

import (
	"math"

	"auditd/audit"
	"auditd/audit/infer"
)

// A Stage is one filter of a process as two groups pass it.
type Stage struct {
	GroupRate     float64 // share of the group's people who reached the stage and passed it
	ReferenceRate float64
	Ratio         float64        // GroupRate / ReferenceRate, the stage's adverse impact ratio
	Interval      audit.Interval // Katz, which telescopes over the stages
	Score         audit.Interval // Koopman, which also holds for small counts
	LogRatio      float64        // ln Ratio
	Share         float64        // LogRatio over its sum; may lie outside [0, 1] when stages work in opposite directions
	Why           infer.Why      // why there is no ratio; WhyZeroRatio leaves Ratio 0 and Score readable
}

// An Attrition follows two groups through the stages of a process.
type Attrition struct {
	Stages    []Stage
	Ratio     float64        // product of the stages' ratios: the ratio of surviving shares
	Interval  audit.Interval // from the telescoping variance
	SharesWhy infer.Why      // why the stages have no shares: the product is 1, or a stage has no log ratio
	Shortfall float64        // people of the group who would have passed at the reference's rate and did not
}

// NewAttrition compares the people of a group and of the reference before the first stage and after each: two equally long
// lists, falling. A list that rises is no chain of filters and is refused. Greenwood 1926 for the telescoping variance; Uniform
// Guidelines, 29 CFR 1607.4C, for looking at stages; methods 2.1.
func NewAttrition(group, reference []int64, level float64) (Attrition, infer.Why) {
	for _, list := range [][]int64{group, reference} {
		if len(list) < 2 || len(list) != len(group) {
			return Attrition{}, infer.WhyNotComputable
		}
		for j, n := range list {
			if n < 0 {
				return Attrition{}, infer.WhyNotComputable
			}
			if j > 0 && n > list[j-1] {
				return Attrition{}, infer.WhyNotNested
			}
		}
		if list[0] == 0 {
			return Attrition{}, infer.WhyNobody
		}
	}
	var a Attrition
	for j := 1; j < len(group); j++ {
		a.Stages = append(a.Stages, newStage(infer.P(group[j], group[j-1]), infer.P(reference[j], reference[j-1]), level))
	}
	last := len(group) - 1
	whole := newStage(infer.P(group[last], group[0]), infer.P(reference[last], reference[0]), level)
	a.Ratio, a.Interval = whole.Ratio, whole.Interval
	a.Shortfall = float64(group[0])*whole.ReferenceRate - float64(group[last])
	a.shares(whole)
	return a, whole.Why
}

func newStage(group, reference infer.Proportion, level float64) Stage {
	s := Stage{GroupRate: group.Value(), ReferenceRate: reference.Value()}
	switch {
	case group.N == 0 || reference.N == 0:
		return Stage{Why: infer.WhyNobody}
	case group.X == 0 && reference.X == 0:
		s.Why = infer.WhyBothZero
		return s
	case reference.X == 0:
		s.Why = infer.WhyInfiniteRatio
		return s
	}
	s.Ratio = s.GroupRate / s.ReferenceRate
	s.Score, _ = infer.Koopman(group, reference, level)
	if group.X == 0 {
		s.Why = infer.WhyZeroRatio
		return s
	}
	s.LogRatio = math.Log(s.Ratio)
	s.Interval, _ = infer.Katz(group, reference, level)
	return s
}

// shares divides the log ratio of the whole process among its stages.
func (a *Attrition) shares(whole Stage) {
	a.SharesWhy = whole.Why
	if a.SharesWhy == infer.Defined && whole.LogRatio == 0 {
		a.SharesWhy = infer.WhyNoVariance
	}
	for _, s := range a.Stages {
		if s.Why != infer.Defined && a.SharesWhy == infer.Defined {
			a.SharesWhy = infer.WhyUndefinedPart
		}
	}
	if a.SharesWhy != infer.Defined {
		return
	}
	for j := range a.Stages {
		a.Stages[j].Share = a.Stages[j].LogRatio / whole.LogRatio
	}
}
