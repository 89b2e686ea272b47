package draw

import (
	"math"
	"math/rand/v2"
)

// Poisson returns how many events happen when the mean is given; 0 when the mean is not positive. It works by inversion while
// the mean is below 10, by transformed rejection (Hörmann 1993, Insurance: Mathematics and Economics 12:39, algorithm PTRS)
// from there on, and does not slow down as the mean grows. A mean above 1e15, infinite or NaN gives 0: no count reaches it.
func Poisson(r *rand.Rand, mean float64) int64 {
	switch {
	case !(mean > 0) || mean > 1e15:
		return 0
	case mean < 10:
		return invertPoisson(r, mean)
	}
	return rejectPoisson(r, mean)
}

// invertPoisson walks up the distribution from 0 until the uniform number is used up.
func invertPoisson(r *rand.Rand, mean float64) int64 {
	start := portableExp(mean)
	for {
		u, mass := r.Float64(), start
		for x := int64(0); x < 200; x++ { // beyond 200, with a mean below 10, lies less than 1e-150
			if u < mass {
				return x
			}
			u -= mass
			mass = float64(mass * (mean / float64(x+1)))
		}
	}
}

// rejectPoisson proposes from a hat of constant acceptance; the names are Hörmann's where they name a thing.
func rejectPoisson(r *rand.Rand, mean float64) int64 {
	b := 0.931 + float64(2.53*math.Sqrt(mean))
	a := -0.059 + float64(0.02483*b)
	inverseAlpha := 1.1239 + 1.1328/(b-3.4)
	squeeze := 0.9277 - 3.6224/(b-2)
	for {
		u, v := r.Float64()-0.5, r.Float64()
		us := 0.5 - math.Abs(u)
		k := math.Floor(float64((float64(2*a/us)+b)*u) + mean + 0.43)
		if us >= 0.07 && v <= squeeze {
			return int64(k)
		}
		if k < 0 || us < 0.013 && v > us || v == 0 {
			continue
		}
		if portableLog(v*inverseAlpha/(a/(us*us)+b)) <= poissonLogMass(k, mean) {
			return int64(k)
		}
	}
}

// poissonLogMass returns k·ln m − m − ln k!, arranged so that large terms cancel before they are rounded.
func poissonLogMass(k, mean float64) float64 {
	if k < 10 {
		factorial := 1.0
		for i := 2.0; i <= k; i++ {
			factorial *= i
		}
		return float64(k*portableLog(mean)) - mean - portableLog(factorial)
	}
	x := k + 1
	const halfLogTwoPi = 0.918938533204672741780329736406
	return float64(k*portableLog(mean/x)) + (x - mean) - float64(0.5*portableLog(x)) - halfLogTwoPi - stirlingTerm(x)
}
