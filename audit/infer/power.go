package infer

import "math"

// Power returns the probability that a two-sided score z test at alpha finds rates pr of nr people and pg of ng people
// different. It is NaN when a rate lies outside [0, 1], a size is not positive, or alpha lies outside (0, 1). Take effective
// numbers under weights. Fleiss, Levin and Paik 2003, chapter 4; methods 1.9.
func Power(pr, nr, pg, ng, alpha float64) float64 {
	if !(pr >= 0 && pr <= 1 && pg >= 0 && pg <= 1 && nr > 0 && ng > 0 && alpha > 0 && alpha < 1) {
		return math.NaN()
	}
	pooled := weightedMean(pr, nr, pg, ng)
	null := math.Sqrt(pooled * (1 - pooled) * (1/nr + 1/ng))
	actual := math.Sqrt(pr*(1-pr)/nr + pg*(1-pg)/ng)
	distance := math.Abs(pr - pg)
	line := NormalQuantile(1-alpha/2) * null
	if actual == 0 { // rates of 0 and 1 come out the same in every sample
		if distance > line {
			return 1
		}
		return 0
	}
	return clamp01(NormalCDF((distance-line)/actual) + NormalCDF((-distance-line)/actual))
}

// weightedMean returns the mean of two rates by size; written so that sizes may be as large as they like.
func weightedMean(pr, nr, pg, ng float64) float64 {
	share := nr / (nr + ng)
	return pr*share + pg*(1-share)
}
