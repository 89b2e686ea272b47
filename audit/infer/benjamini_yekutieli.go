package infer

// benjaminiYekutieli adjusts ascending p-values in place as Benjamini and Hochberg do, times 1 + 1/2 + … + 1/m, which buys
// validity under any dependence. Benjamini and Yekutieli 2001.
func benjaminiYekutieli(p []float64, m int) {
	harmonic := 0.0
	for i := m; i >= 1; i-- { // smallest first, to keep the digits
		harmonic += 1 / float64(i)
	}
	stepUp(p, float64(m)*harmonic)
}
