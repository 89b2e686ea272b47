package infer

// MinimumDetectable returns the rate of the group, nearest to the reference rate pr, that a two-sided test at alpha would find
// different with the given power: below pr, or above it. False when no drop (or rise) is detectable with nr and ng people, or
// an argument is out of range (the power must exceed alpha, which chance alone gives).
// Methods 1.9.
func MinimumDetectable(pr, nr, ng, alpha, power float64, below bool) (pg float64, ok bool) {
	if !(power > alpha && power < 1) {
		return 0, false
	}
	end := 1.0
	if below {
		end = 0
	}
	// The distance grows by a seventh at a time. Near an end the power can fall again, because the variance there changes faster
	// than the distance; where no crossing was met, every two-thousandth of the way is looked at before there is said to be none.
	last := pr
	for share := 1e-5; share < 1; share *= 1.15 {
		next := pr + (end-pr)*share
		if Power(pr, nr, next, ng, alpha) >= power {
			return crossing(pr, nr, ng, alpha, power, last, next), true
		}
		last = next
	}
	const steps = 2000
	last = pr
	for i := 1; i <= steps; i++ {
		next := pr + (end-pr)*float64(i)/steps
		if Power(pr, nr, next, ng, alpha) >= power {
			return crossing(pr, nr, ng, alpha, power, last, next), true
		}
		last = next
	}
	return 0, false
}

// crossing returns the rate between one without the power and one with it at which the power is reached, to 1e-14 of the way.
func crossing(pr, nr, ng, alpha, power, without, with float64) float64 {
	t := descend(func(t float64) float64 { return power - Power(pr, nr, without+t*(with-without), ng, alpha) }, 0, 1)
	// The search may end a hair short of the power; the rate that is returned has it.
	rate := without + t*(with-without)
	for hair := 1e-15; Power(pr, nr, rate, ng, alpha) < power && t < 1; hair *= 2 {
		t = min(1, t+hair)
		rate = without + t*(with-without)
	}
	return rate
}
