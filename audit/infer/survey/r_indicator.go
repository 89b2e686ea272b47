package survey

import (
	"math"

	"auditd/audit"
	"auditd/audit/infer"
)

// A Cell counts the people of the population and of the sample who have one combination of categories.
type Cell struct {
	Population int64
	Sample     int64
	Categories []int // the category of every variable, in one order for all cells; only the partial indicators need them
}

// A Representativity says how alike the chances of being in the sample are.
type Representativity struct {
	R          float64 // 1 − 2S: 1 when all chances are alike, 0 at worst
	Adjusted   float64 // with the bias of small cells taken out of S²
	S          float64 // standard deviation of the chances over the population
	Mean       float64 // sampling fraction
	CV         float64 // S/Mean: the largest standardised bias of an unadjusted mean
	Bias       float64 // taken out of S²
	SE         float64 // of R, by the delta method; 0 when S is
	Interval   audit.Interval
	SmallCells int // cells with fewer than 20 people in the population: with more than 200 cells, model the chances instead
}

// NewRepresentativity returns the R-indicator of a sample whose population is counted cell by cell. Cells without population are
// skipped; more people in a sample than in its population are a fault of linkage. Schouten, Cobben and Bethlehem 2009, Survey
// Methodology 35:101; Shlomo, Skinner and Schouten 2012 for bias and variance; methods 1.4.
func NewRepresentativity(cells []Cell, level float64) (Representativity, infer.Why) {
	kept, n, mean, why := frame(cells)
	if why != infer.Defined {
		return Representativity{}, why
	}
	r := Representativity{Mean: mean}
	squares, variance := 0.0, 0.0
	for _, c := range kept {
		size, rho := float64(c.Population), c.chance()
		d := rho - mean
		squares += size * d * d / (n - 1)
		if c.Population > 1 {
			r.Bias += (1 - size/n) * rho * (1 - rho) * size / (size - 1) / n
		}
		slope := 2 * size / n * d
		variance += slope * slope * rho * (1 - rho) / size
		if c.Population < 20 {
			r.SmallCells++
		}
	}
	r.S = math.Sqrt(squares)
	r.R = 1 - 2*r.S
	r.Adjusted = 1 - 2*math.Sqrt(math.Max(0, squares-r.Bias))
	r.CV = r.S / mean
	r.Interval = audit.Interval{Lower: r.R, Upper: r.R, Level: level, Method: "r_indicator"}
	if r.S > 0 {
		r.SE = math.Sqrt(variance) / r.S
		z := infer.CriticalValue(level)
		r.Interval.Lower, r.Interval.Upper = math.Max(0, r.R-z*r.SE), math.Min(1, r.R+z*r.SE)
	}
	return r, infer.Defined
}

func (c Cell) chance() float64 { return float64(c.Sample) / float64(c.Population) }

// frame checks the cells and returns those with population, its size and the sampling fraction.
func frame(cells []Cell) (kept []Cell, n, mean float64, why infer.Why) {
	sampled := 0.0
	for _, c := range cells {
		switch {
		case c.Population < 0 || c.Sample < 0 || c.Sample > c.Population:
			return nil, 0, 0, infer.WhyNotComputable
		case c.Population == 0:
			continue
		}
		kept = append(kept, c)
		n += float64(c.Population)
		sampled += float64(c.Sample)
	}
	switch {
	case n < 2:
		return nil, 0, 0, infer.WhyNobody
	case sampled == 0:
		return nil, 0, 0, infer.WhyNoDenominator
	}
	return kept, n, sampled / n, infer.Defined
}
