package infer

import "math"

// eBenjaminiHochberg turns ascending p-values into e-values and adjusts those in place: the least false discovery rate at which e-BH
// would reject each, whatever the dependence. It is far more careful than Benjamini and Yekutieli where few tests are made, and less so
// where thousands are. Wang and Ramdas 2022; methods 4.10.
func eBenjaminiHochberg(p []float64, m int) {
	for i := range p {
		p[i] = math.Min(1, 1/EValue(p[i]))
	}
	stepUp(p, float64(m))
}

// EValue returns an e-value made from a p-value alone: (1−p+p·ln p)/(p·ln²p), the mixture of all κp^(κ−1) over κ from 0 to 1. It is
// +Inf at 0, ½ at 1, and NaN outside [0, 1]. Vovk and Wang 2021, Annals of Statistics 49:1736, equation (2).
func EValue(p float64) float64 {
	switch l := math.Log(p); {
	case !(p >= 0 && p <= 1):
		return math.NaN()
	case p == 0:
		return math.Inf(1)
	case p > 0.999: // the formula is 0/0 at 1; its series there is ½ + (1−p)/6 + …
		return 0.5 + (1-p)/6
	default:
		return (1 - p + float64(p*l)) / (p * l * l)
	}
}
