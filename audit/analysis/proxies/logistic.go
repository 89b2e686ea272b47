package proxies

import (
	"math"
)

// What logistic regression is tried on: beyond, naive Bayes alone has to do.
const (
	mostParameters = 150
	mostPatterns   = 4000
	steps          = 25
	ridge          = 1.0 // keeps values that only one group has from running away
)

// logistic returns the scores of all people by logistic regression on the values of all features, each by the fit that has not seen
// them; false where there is too much of it. Groups weigh the same, so that a score above 0 means the group.
func (f *fit) logistic(group int) ([]scored, bool) {
	first := []int{1} // parameter of the first value of each feature; 0 is the constant
	for _, d := range f.t.Dims[1:] {
		first = append(first, first[len(first)-1]+len(d.Values))
	}
	parameters := first[len(first)-1]
	if parameters > mostParameters || len(f.t.Counts) > mostPatterns {
		return nil, false
	}
	var out []scored
	for i, fold := range f.people {
		beta := f.newton(group, i, first, parameters)
		for k, n := range fold {
			if n == 0 {
				continue
			}
			at, sum := f.t.At(k), beta[0]
			for j, v := range at[1:] {
				sum += beta[first[j]+int(v)]
			}
			out = append(out, scored{sum, n, int(at[0]) == f.groups[group]})
		}
	}
	return out, true
}

// newton fits the regression on all folds but one.
func (f *fit) newton(group, but int, first []int, parameters int) []float64 {
	weights, members := f.balanced(group, but)
	beta := make([]float64, parameters)
	for range steps {
		gradient := make([]float64, parameters)
		hessian := make([]float64, parameters*parameters)
		for k, w := range weights {
			if w == 0 {
				continue
			}
			at, sum := f.t.At(k), beta[0]
			active := []int{0}
			for j, v := range at[1:] {
				active = append(active, first[j]+int(v))
				sum += beta[first[j]+int(v)]
			}
			p := 1 / (1 + math.Exp(-sum))
			residual, spread := float64(w*(members[k]-p)), float64(w*p*(1-p))
			for _, a := range active {
				gradient[a] += residual
				for _, b := range active {
					hessian[a*parameters+b] += spread
				}
			}
		}
		for a := range parameters {
			if a > 0 {
				gradient[a] -= float64(ridge * beta[a])
			}
			hessian[a*parameters+a] += ridge
		}
		step, ok := solve(hessian, gradient)
		if !ok {
			break
		}
		longest := 0.0
		for a := range beta {
			beta[a] += step[a]
			longest = math.Max(longest, math.Abs(step[a]))
		}
		if longest < 1e-8 {
			break
		}
	}
	return beta
}

// balanced returns the weight of every cell outside a fold, the group and all others weighing as much as each other and all together as
// many as there are people, and whether the cell is of the group.
func (f *fit) balanced(group, but int) (weights, members []float64) {
	weights, members = make([]float64, len(f.t.Counts)), make([]float64, len(f.t.Counts))
	in, rest := 0.0, 0.0
	for k := range weights {
		for i := range f.people {
			if i != but {
				weights[k] += float64(f.people[i][k])
			}
		}
		if int(f.t.At(k)[0]) == f.groups[group] {
			members[k] = 1
			in += weights[k]
		} else {
			rest += weights[k]
		}
	}
	half := (in + rest) / 2
	for k := range weights {
		if members[k] == 1 {
			weights[k] *= half / math.Max(in, 1)
		} else {
			weights[k] *= half / math.Max(rest, 1)
		}
	}
	return weights, members
}

// solve returns x with a·x = b for a symmetric positive definite a, which it overwrites with its Cholesky factor; false when a is not.
func solve(a, b []float64) ([]float64, bool) {
	n := len(b)
	for i := range n {
		for j := range i + 1 {
			sum := a[i*n+j]
			for k := range j {
				sum -= float64(a[i*n+k] * a[j*n+k])
			}
			if i != j {
				a[i*n+j] = sum / a[j*n+j]
				continue
			}
			if sum <= 0 {
				return nil, false
			}
			a[i*n+i] = math.Sqrt(sum)
		}
	}
	x := make([]float64, n)
	for i := range n {
		sum := b[i]
		for k := range i {
			sum -= float64(a[i*n+k] * x[k])
		}
		x[i] = sum / a[i*n+i]
	}
	for i := n - 1; i >= 0; i-- {
		sum := x[i]
		for k := i + 1; k < n; k++ {
			sum -= float64(a[k*n+i] * x[k])
		}
		x[i] = sum / a[i*n+i]
	}
	return x, true
}
