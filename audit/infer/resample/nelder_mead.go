package resample

import (
	"math"
	"slices"
)

// nelderMead returns the point of a plane where f is least, by the simplex of Nelder and Mead 1965 with their coefficients: 1
// for reflection, 2 for expansion, ½ for contraction and shrinking.
func nelderMead(f func([2]float64) float64, start [2]float64) [2]float64 {
	type vertex struct {
		at    [2]float64
		value float64
	}
	at := func(p [2]float64) vertex { return vertex{p, f(p)} }
	simplex := []vertex{at(start), at([2]float64{start[0] + 0.5, start[1]}), at([2]float64{start[0], start[1] + 0.5})}
	order := func(a, b vertex) int {
		switch {
		case a.value < b.value:
			return -1
		case a.value > b.value:
			return 1
		}
		return 0
	}
	for range 2000 {
		slices.SortStableFunc(simplex, order)
		size := 0.0
		for k := range 2 {
			size = math.Max(size, math.Max(math.Abs(simplex[1].at[k]-simplex[0].at[k]), math.Abs(simplex[2].at[k]-simplex[0].at[k])))
		}
		if size < 1e-10 {
			break
		}
		// A point on the line from the worst vertex through the middle of the other two.
		along := func(t float64) vertex {
			var p [2]float64
			for k := range p {
				middle := (simplex[0].at[k] + simplex[1].at[k]) / 2
				p[k] = middle + t*(simplex[2].at[k]-middle)
			}
			return at(p)
		}
		next := along(-1)
		switch {
		case next.value < simplex[0].value:
			if further := along(-2); further.value < next.value {
				next = further
			}
		case next.value >= simplex[1].value:
			next = along(0.5)
		}
		if next.value < simplex[2].value {
			simplex[2] = next
			continue
		}
		for v := 1; v <= 2; v++ {
			for k := range 2 {
				simplex[v].at[k] = (simplex[v].at[k] + simplex[0].at[k]) / 2
			}
			simplex[v] = at(simplex[v].at)
		}
	}
	slices.SortStableFunc(simplex, order)
	return simplex[0].at
}
