package infer

import "math"

// descend returns where a falling function passes 0 between low and high, to 1e-14; low when it is not positive there, high when it
// is not negative there. It interpolates where that is safe and halves where it is not (Chandrupatla 1997, Advances in Engineering
// Software 28:145): about ten calls of f in place of the fifty of halving alone.
func descend(f func(float64) float64, low, high float64) float64 {
	b, a := low, high
	fb, fa := f(b), f(a)
	if low >= high || !(fb > 0) {
		return low
	}
	if !(fa < 0) {
		return high
	}
	var c, fc float64
	t := 0.5
	for range 200 {
		x := a + t*(b-a)
		fx := f(x)
		if (fx > 0) == (fa > 0) {
			c, fc = a, fa
		} else {
			c, fc, b, fb = b, fb, a, fa
		}
		a, fa = x, fx
		best, value := a, fa
		if math.Abs(fb) < math.Abs(fa) {
			best, value = b, fb
		}
		least := (4e-16*math.Abs(best) + 1e-14) / math.Abs(b-a)
		if value == 0 || least > 0.5 || math.IsNaN(fx) {
			return best
		}
		t = min(1-least, max(least, step(a, b, c, fa, fb, fc)))
	}
	return a
}

// step returns how far to go from a towards b: to where the inverse parabola through the three points has its zero, if it is steep
// enough to be trusted, else half-way.
func step(a, b, c, fa, fb, fc float64) float64 {
	xi, phi := (a-b)/(c-b), (fa-fb)/(fc-fb)
	if phi*phi < xi && (1-phi)*(1-phi) < 1-xi {
		return fa/(fb-fa)*fc/(fb-fc) + (c-a)/(b-a)*fa/(fc-fa)*fb/(fc-fb)
	}
	return 0.5
}
