package infer

// MinimumDetectable returns the rate of the group, nearest to the reference rate pr, that a two-sided test at alpha would find
// different with the given power: below pr, or above it. False when no drop (or rise) is detectable with nr and ng people, or
// an argument is out of range (the power must exceed alpha, which chance alone gives). The rate is bisected to 1e-12.
// Methods 1.9.
func MinimumDetectable(pr, nr, ng, alpha, power float64, below bool) (pg float64, ok bool) {
	if !(power > alpha && power < 1) {
		return 0, false
	}
	end := 1.0
	if below {
		end = 0
	}
	// Near an end the power can fall again, because the variance there changes faster than the distance; so the first crossing
	// is looked for step by step, not by comparing the ends.
	const steps = 2000
	last := pr
	for i := 1; i <= steps; i++ {
		next := pr + (end-pr)*float64(i)/steps
		if Power(pr, nr, next, ng, alpha) >= power {
			return crossing(pr, nr, ng, alpha, power, last, next), true
		}
		last = next
	}
	return 0, false
}

// crossing bisects between a rate without the power and one with it.
func crossing(pr, nr, ng, alpha, power, without, with float64) float64 {
	for range 60 {
		middle := (without + with) / 2
		if Power(pr, nr, middle, ng, alpha) >= power {
			with = middle
		} else {
			without = middle
		}
	}
	return with
}
