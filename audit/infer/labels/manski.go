package labels

import (
	"math"

	"auditd/audit"
	"auditd/audit/infer"
)

// A Bounds is the range in which a number must lie, whatever the missing values are.
type Bounds struct {
	Lower, Upper float64 // Upper is +Inf where a ratio has no bound
}

// A PartlyKnown counts the events among the people whose label is known, and those whose label is not.
type PartlyKnown struct {
	Known   infer.Proportion
	Unknown float64
}

// Rate returns the bounds of a rate: none of the unknown have the event, or all have. Manski 1989, Journal of Human Resources
// 24:343; methods 12.2.
func (p PartlyKnown) Rate() (Bounds, infer.Why) {
	n := p.Known.N + p.Unknown
	switch {
	case !(p.Known.X >= 0 && p.Known.X <= p.Known.N && p.Unknown >= 0) || math.IsInf(n, 0):
		return Bounds{}, infer.WhyNotComputable
	case n == 0:
		return Bounds{}, infer.WhyNobody
	}
	return Bounds{Lower: p.Known.X / n, Upper: (p.Known.X + p.Unknown) / n}, infer.Defined
}

// DifferenceBounds returns the bounds of rate(a) − rate(b). Methods 12.2.
func DifferenceBounds(a, b PartlyKnown) (Bounds, infer.Why) {
	x, y, why := both(a, b)
	return Bounds{Lower: x.Lower - y.Upper, Upper: x.Upper - y.Lower}, why
}

// RatioBounds returns the bounds of rate(a)/rate(b). There is no upper one where b may have no event at all, and none at all
// where neither may. Methods 12.2.
func RatioBounds(a, b PartlyKnown) (Bounds, infer.Why) {
	x, y, why := both(a, b)
	switch {
	case why != infer.Defined:
		return Bounds{}, why
	case y.Upper == 0 && x.Upper == 0:
		return Bounds{}, infer.WhyBothZero
	case y.Upper == 0:
		return Bounds{}, infer.WhyInfiniteRatio
	}
	r := Bounds{Lower: x.Lower / y.Upper, Upper: math.Inf(1)}
	if y.Lower > 0 {
		r.Upper = x.Upper / y.Lower
	}
	return r, infer.Defined
}

func both(a, b PartlyKnown) (x, y Bounds, why infer.Why) {
	if x, why = a.Rate(); why != infer.Defined {
		return x, y, why
	}
	y, why = b.Rate()
	return x, y, why
}

// Robust reports whether all values in the bounds lie on one side of the line, so that no missing label can change the answer. A
// value on the line lies on neither side.
func (b Bounds) Robust(line float64) bool { return b.Upper < line || b.Lower > line }

// ImbensManski returns an interval that holds the true rate, rather than all its bounds, with the probability level: narrower
// than bounds with intervals at both ends. Imbens and Manski 2004, Econometrica 72:1845; methods 12.2.
func ImbensManski(p PartlyKnown, level float64) (audit.Interval, infer.Why) {
	b, why := p.Rate()
	if why != infer.Defined {
		return audit.Interval{}, why
	}
	n := p.Known.N + p.Unknown
	se := func(rate float64) float64 { return math.Sqrt(rate * (1 - rate) / n) }
	low, high := se(b.Lower), se(b.Upper)
	width := b.Upper - b.Lower
	largest := math.Max(low, high)
	if largest == 0 {
		return audit.Interval{Lower: b.Lower, Upper: b.Upper, Level: level, Method: "imbens_manski"}, infer.Defined
	}
	// Between the one-sided and the two-sided normal quantile, the closer to the former the wider the bounds.
	c, far := 0.0, infer.CriticalValue(level)+1
	for range 100 {
		middle := (c + far) / 2
		if infer.NormalCDF(middle+width/largest)-infer.NormalCDF(-middle) < level {
			c = middle
		} else {
			far = middle
		}
	}
	return audit.Interval{
		Lower: math.Max(0, b.Lower-c*low), Upper: math.Min(1, b.Upper+c*high), Level: level, Method: "imbens_manski",
	}, infer.Defined
}
