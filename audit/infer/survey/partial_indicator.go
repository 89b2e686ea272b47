package survey

import (
	"fmt"
	"math"

	"auditd/audit/infer"
)

// A Partial says how much one variable has to do with unlike chances of being sampled.
type Partial struct {
	Unconditional         float64   // 0 … ½
	Conditional           float64   // 0 … ½: within categories of all the other variables
	UnconditionalCategory []float64 // −½ … ½ by category: below 0 is under-sampled
	ConditionalCategory   []float64 // by category, without sign
}

// NewPartial returns the partial R-indicators of the variable with the given index into Cell.Categories. Schouten, Shlomo and
// Skinner 2011, Journal of Official Statistics 27:231; methods 1.4.
func NewPartial(cells []Cell, variable int) (Partial, infer.Why) {
	kept, n, mean, why := frame(cells)
	if why != infer.Defined {
		return Partial{}, why
	}
	categories := 0
	for _, c := range kept {
		if len(c.Categories) != len(kept[0].Categories) || variable < 0 || variable >= len(c.Categories) ||
			c.Categories[variable] < 0 || c.Categories[variable] > len(cells)*len(cells) {
			return Partial{}, infer.WhyNotComputable
		}
		categories = max(categories, c.Categories[variable]+1)
	}
	p := Partial{UnconditionalCategory: make([]float64, categories), ConditionalCategory: make([]float64, categories)}
	size, sample := make([]float64, categories), make([]float64, categories)
	others := map[string]*[2]float64{} // population and sample alike in the other variables
	for _, c := range kept {
		k, l := c.Categories[variable], c.others(variable)
		size[k] += float64(c.Population)
		sample[k] += float64(c.Sample)
		if others[l] == nil {
			others[l] = &[2]float64{}
		}
		others[l][0] += float64(c.Population)
		others[l][1] += float64(c.Sample)
	}
	for k := range categories {
		if size[k] > 0 {
			p.UnconditionalCategory[k] = math.Sqrt(size[k]/n) * (sample[k]/size[k] - mean)
			p.Unconditional += p.UnconditionalCategory[k] * p.UnconditionalCategory[k]
		}
	}
	p.Unconditional = math.Sqrt(p.Unconditional)
	for _, c := range kept {
		l := others[c.others(variable)]
		d := c.chance() - l[1]/l[0]
		p.ConditionalCategory[c.Categories[variable]] += float64(c.Population) * d * d / (n - 1)
	}
	for k, squares := range p.ConditionalCategory {
		p.Conditional += squares
		p.ConditionalCategory[k] = math.Sqrt(squares)
	}
	p.Conditional = math.Sqrt(p.Conditional)
	return p, infer.Defined
}

// others is a key of all categories but one; categories are numbers, so no separator can occur in them.
func (c Cell) others(variable int) string {
	rest := append([]int(nil), c.Categories...)
	rest[variable] = -1
	return fmt.Sprint(rest)
}
