package survey

import (
	"math"

	"auditd/audit/infer"
)

// maxSweeps bounds the sweeps over all margins.
const maxSweeps = 1000

// A Raked table meets its margins.
type Raked struct {
	Cells     []float64 // in the order given
	Weights   []float64 // Cells over the start; 0 where the start is
	Sweeps    int
	Residual  float64 // largest distance of a margin from its target
	DesignEff float64 // Kish's, of the weights
}

// A Margin groups the cells: Group[k] is the category of cell k, and Target the sum that each category must reach.
type Margin struct {
	Group  []int
	Target []float64
}

// Rake multiplies cells until every margin meets its targets within 1e-9 of the total; odds ratios of the start are kept.
// Targets of all margins must have the same sum. A category without people but with a target is infeasible; zeros may also keep
// the sweeps from meeting all margins, and then the reason is not_converged and Residual says by how much. Deming and Stephan
// 1940, Annals of Mathematical Statistics 11:427; methods 1.6.
func Rake(start []float64, margins []Margin) (Raked, infer.Why) {
	total, why := checkMargins(start, margins)
	if why != infer.Defined {
		return Raked{}, why
	}
	r := Raked{Cells: append([]float64(nil), start...)}
	for r.Sweeps < maxSweeps {
		for _, m := range margins {
			sums := m.sums(r.Cells)
			for k, g := range m.Group {
				if sums[g] > 0 {
					r.Cells[k] *= m.Target[g] / sums[g]
				}
			}
		}
		r.Sweeps++
		r.Residual = 0
		for _, m := range margins {
			for g, sum := range m.sums(r.Cells) {
				r.Residual = math.Max(r.Residual, math.Abs(sum-m.Target[g]))
			}
		}
		if r.Residual < 1e-9*total {
			r.finish(start)
			return r, infer.Defined
		}
	}
	r.finish(start)
	return r, infer.WhyNotConverged
}

func (m Margin) sums(cells []float64) []float64 {
	sums := make([]float64, len(m.Target))
	for k, g := range m.Group {
		sums[g] += cells[k]
	}
	return sums
}

func (r *Raked) finish(start []float64) {
	r.Weights = make([]float64, len(start))
	people, sum, squares := 0.0, 0.0, 0.0
	for k, n := range start {
		if n > 0 {
			r.Weights[k] = r.Cells[k] / n
			people += n
			sum += r.Cells[k]
			squares += r.Weights[k] * r.Cells[k]
		}
	}
	r.DesignEff = people * squares / (sum * sum)
}

// checkMargins returns the sum of the targets.
func checkMargins(start []float64, margins []Margin) (float64, infer.Why) {
	if len(margins) == 0 || len(start) == 0 {
		return 0, infer.WhyNotComputable
	}
	for _, n := range start {
		if !(n >= 0) || math.IsInf(n, 0) {
			return 0, infer.WhyNotComputable
		}
	}
	total := 0.0
	for i, m := range margins {
		if len(m.Group) != len(start) {
			return 0, infer.WhyNotComputable
		}
		for _, g := range m.Group {
			if g < 0 || g >= len(m.Target) {
				return 0, infer.WhyNotComputable
			}
		}
		sum := 0.0
		for g, have := range m.sums(start) {
			target := m.Target[g]
			switch {
			case !(target >= 0) || math.IsInf(target, 0):
				return 0, infer.WhyNotComputable
			case target > 0 && have == 0:
				return 0, infer.WhyInfeasible
			}
			sum += target
		}
		if i > 0 && math.Abs(sum-total) > 1e-9*total {
			return 0, infer.WhyInfeasible
		}
		total = sum
	}
	if total == 0 {
		return 0, infer.WhyNobody
	}
	return total, infer.Defined
}
