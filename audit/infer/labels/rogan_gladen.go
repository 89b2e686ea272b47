package labels

import (
	"math"

	"auditd/audit"
	"auditd/audit/infer"
)

// A Corrected is a rate freed of known misclassification.
type Corrected struct {
	Value    float64
	SE       float64
	Interval audit.Interval
	Clipped  bool // the raw result lay outside [0, 1]: the error rates and the counts do not fit together
}

// A Validation says how well labels were found to fit the truth. Its sizes, if known, add their uncertainty; 0 means taken as
// exact.
type Validation struct {
	Sensitivity, Specificity float64
	Positives, Negatives     int64 // people of known truth behind each
}

// RoganGladen returns the true rate behind an observed one: (p̂+sp−1)/(se+sp−1). Labels that are no better than chance, se+sp ≤ 1,
// are refused. Rogan and Gladen 1978, American Journal of Epidemiology 107:71; methods 12.3.
func RoganGladen(observed infer.Proportion, v Validation, level float64) (Corrected, infer.Why) {
	p := observed.Value()
	valid := func(x float64) bool { return x >= 0 && x <= 1 }
	power := v.Sensitivity + v.Specificity - 1
	switch {
	case observed.N == 0:
		return Corrected{}, infer.WhyNobody
	case math.IsNaN(p) || !valid(v.Sensitivity) || !valid(v.Specificity) || v.Positives < 0 || v.Negatives < 0:
		return Corrected{}, infer.WhyNotComputable
	case power <= 0:
		return Corrected{}, infer.WhyOutOfRange
	}
	raw := (p + v.Specificity - 1) / power
	variance := p * (1 - p) / observed.N
	if v.Positives > 0 {
		variance += raw * raw * v.Sensitivity * (1 - v.Sensitivity) / float64(v.Positives)
	}
	if v.Negatives > 0 {
		variance += (1 - raw) * (1 - raw) * v.Specificity * (1 - v.Specificity) / float64(v.Negatives)
	}
	c := Corrected{Value: math.Min(1, math.Max(0, raw)), SE: math.Sqrt(variance) / power, Clipped: raw < 0 || raw > 1}
	z := infer.CriticalValue(level)
	c.Interval = audit.Interval{
		Lower: math.Min(1, math.Max(0, raw-z*c.SE)), Upper: math.Max(0, math.Min(1, raw+z*c.SE)), Level: level, Method: "rogan_gladen",
	}
	return c, infer.Defined
}

// TippingPoint returns the smallest differential error that makes the disparity between two observed rates vanish: the sensitivity
// of the labels of the lower group, all specificities being 1 and the other's sensitivity 1, at which both true rates would be
// equal. 1 means they already are; the lower it is, the more robust the disparity. Which group is lower is returned. Undefined
// when a group has nobody, and infeasible when the lower rate is 0: then no missed events can explain it by a rate of detection
// above 0. Methods 12.3.
func TippingPoint(a, b infer.Proportion) (sensitivity float64, aIsLower bool, why infer.Why) {
	p, q := a.Value(), b.Value()
	switch {
	case a.N == 0 || b.N == 0:
		return 0, false, infer.WhyNobody
	case math.IsNaN(p) || math.IsNaN(q):
		return 0, false, infer.WhyNotComputable
	case p == 0 && q == 0:
		return 1, false, infer.Defined
	case p == 0 || q == 0:
		return 0, p == 0, infer.WhyInfeasible
	}
	return math.Min(p, q) / math.Max(p, q), p < q, infer.Defined
}
