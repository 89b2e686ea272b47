package score

import (
	"math"

	"auditd/audit"
	"auditd/audit/infer"
	"auditd/audit/infer/law"
)

// MeanInterval returns Student's interval of a mean. It needs two values; with none that differ it is the mean itself. Student 1908,
// Biometrika 6:1.
func MeanInterval(s Sample, level float64) (audit.Interval, infer.Why) {
	switch {
	case s.N == 0:
		return audit.Interval{}, infer.WhyNobody
	case s.N < 2:
		return audit.Interval{}, infer.WhyTooFew
	}
	half := law.StudentTCritical(level, float64(s.N-1)) * math.Sqrt(s.Variance/float64(s.N))
	return audit.Interval{Lower: s.Mean - half, Upper: s.Mean + half, Level: level, Method: "student_t"}, infer.Defined
}

// RootMeanInterval returns the interval of the square root of a mean of squares: the roots of the ends of the mean's interval, its
// lower end not below 0.
func RootMeanInterval(squares Sample, level float64) (audit.Interval, infer.Why) {
	in, why := MeanInterval(squares, level)
	if why != infer.Defined {
		return in, why
	}
	return audit.Interval{Lower: math.Sqrt(max(0, in.Lower)), Upper: math.Sqrt(max(0, in.Upper)), Level: level, Method: "student_t_root"}, infer.Defined
}
