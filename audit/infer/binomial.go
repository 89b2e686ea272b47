package infer

import "math"

// BinomialLowerTail returns the probability of k or fewer events among n people when each has one with probability p. It is
// 0 for k < 0, 1 for k ≥ n, NaN when n is negative or p lies outside [0, 1]. The masses are summed away from the middle until
// a term no longer counts, which keeps twelve digits at n = 1e9 where gonum's incomplete beta function keeps five.
func BinomialLowerTail(k, n int64, p float64) float64 {
	switch {
	case n < 0 || math.IsNaN(p) || p < 0 || p > 1:
		return math.NaN()
	case k < 0:
		return 0
	case k >= n || p == 0:
		return 1
	case p == 1:
		return 0
	}
	x, people := float64(k), float64(n)
	if x <= people*p {
		return clamp01(binomialSumBelow(x, people, p))
	}
	return clamp01(1 - binomialSumBelow(people-x-1, people, 1-p))
}

// binomialSumBelow adds the masses of x, x−1, … for an x at or below the mean, from where they fall.
func binomialSumBelow(x, n, p float64) float64 {
	first := binomialLogMass(x, n, p)
	term, total := 1.0, 1.0
	for ; x > 0 && term > 1e-18*total; x-- {
		term *= x / (n - x + 1) * ((1 - p) / p)
		total += term
	}
	return math.Exp(first + math.Log(total))
}

// binomialLogMass returns the log of the probability of x events among n. It follows Loader's saddle-point form (Fast and
// accurate computation of binomial probabilities, 2000): differences of log-gammas would lose five digits at n = 1e9.
func binomialLogMass(x, n, p float64) float64 {
	q := 1 - p
	switch {
	case x < 0 || x > n:
		return math.Inf(-1)
	case p == 0:
		return certain(x == 0)
	case q == 0:
		return certain(x == n)
	case n == 0:
		return 0
	case x == 0:
		return n * math.Log1p(-p)
	case x == n:
		return n * math.Log(p)
	}
	correction := stirlingError(n) - stirlingError(x) - stirlingError(n-x)
	return correction - devianceTerm(x, n*p) - devianceTerm(n-x, n*q) + 0.5*math.Log(n/(2*math.Pi*x*(n-x)))
}

func certain(yes bool) float64 {
	if yes {
		return 0
	}
	return math.Inf(-1)
}

// stirlingError returns ln n! − ln(√(2πn)(n/e)ⁿ), by its series from 16 on and from log-gamma below, where nothing cancels.
func stirlingError(n float64) float64 {
	if n < 16 {
		lg, _ := math.Lgamma(n + 1)
		return lg - (n+0.5)*math.Log(n) + n - 0.5*math.Log(2*math.Pi)
	}
	n2 := n * n
	return (1.0/12 - (1.0/360-(1.0/1260-(1.0/1680-1.0/1188/n2)/n2)/n2)/n2) / n
}

// devianceTerm returns x·ln(x/m) + m − x, by a series where x is near m and the terms cancel.
func devianceTerm(x, m float64) float64 {
	if math.Abs(x-m) > 0.1*(x+m) {
		return x*math.Log(x/m) + m - x
	}
	v := (x - m) / (x + m)
	sum, term := (x-m)*v, 2*x*v
	for j := 1.0; j < 1000; j++ {
		term *= v * v
		next := sum + term/(2*j+1)
		if next == sum {
			break
		}
		sum = next
	}
	return sum
}
