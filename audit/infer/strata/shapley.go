package strata

// Shapley divides value(all) − value(none) among m players, m ≤ 20: each gets its average contribution over all orders. value
// takes a bit mask of players and is called once for every subset; if it is false for one of them, nobody has a share.
// Shapley 1953.
func Shapley(m int, value func(set int) (float64, bool)) ([]float64, bool) {
	if m < 1 || m > maxFilters {
		return nil, false
	}
	values := make([]float64, 1<<m)
	for set := range values {
		v, ok := value(set)
		if !ok {
			return nil, false
		}
		values[set] = v
	}
	// weight[k] = k!(m−k−1)!/m!, the share of orders in which exactly a given set of k players comes before a given one.
	weight := make([]float64, m)
	weight[0] = 1 / float64(m)
	for k := 1; k < m; k++ {
		weight[k] = weight[k-1] * float64(k) / float64(m-k)
	}
	shares := make([]float64, m)
	sizes := sizesOfSets(m)
	for set, v := range values {
		for j := range shares {
			if set&(1<<j) == 0 {
				shares[j] += weight[sizes[set]] * (values[set|1<<j] - v)
			}
		}
	}
	return shares, true
}

// sizesOfSets returns the number of members of every subset of m players.
func sizesOfSets(m int) []uint8 {
	sizes := make([]uint8, 1<<m)
	for set := 1; set < len(sizes); set++ {
		sizes[set] = sizes[set>>1] + uint8(set&1)
	}
	return sizes
}
