package score

import (
	"math"

	"auditd/audit"
	"auditd/audit/infer"
)

// A CrossAUC ranks the positives of one group against the negatives of another, both ways round. The groups' own AUCs may be
// equal while these differ. A difference of base rates or a shift of scores moves it too, so it is shown with the distances
// between distributions.
type CrossAUC struct {
	AB         AUC // positives of A above negatives of B
	BA         AUC // positives of B above negatives of A
	Difference float64
	SE         float64
	Interval   audit.Interval
	Test       audit.Test
}

// NewCrossAUC compares two groups. The two terms use different people, so their variances add. Kallus and Zhou 2019 (NeurIPS);
// methods 6.2.
func NewCrossAUC(a, b Histogram, level float64) (CrossAUC, infer.Why) {
	if why := checkAll(a, b); why != infer.Defined {
		return CrossAUC{}, why
	}
	a, b = align(a, b)
	var c CrossAUC
	var why infer.Why
	if c.AB, why = newAUC(a.Positive, b.Negative, level); why != infer.Defined {
		return c, why
	}
	if c.BA, why = newAUC(b.Positive, a.Negative, level); why != infer.Defined {
		return c, why
	}
	c.Difference = c.AB.Value - c.BA.Value
	c.SE = math.Hypot(c.AB.SE, c.BA.SE)
	if c.SE == 0 {
		return c, infer.WhyNoVariance
	}
	z := infer.CriticalValue(level)
	c.Interval = audit.Interval{Lower: c.Difference - z*c.SE, Upper: c.Difference + z*c.SE, Level: level, Method: "delong"}
	c.Test = infer.NewTest("delong_z", c.Difference/c.SE, 0, infer.NormalTwoSided(c.Difference/c.SE))
	return c, infer.Defined
}
