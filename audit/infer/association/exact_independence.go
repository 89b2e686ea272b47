package association

import (
	"math"

	"auditd/audit"
	"auditd/audit/infer"
	"auditd/audit/infer/draw"
)

const (
	exactTables = 100_000        // tables with the same margins up to which all are looked at
	randomDeals = 9999           // with the observed one added, p resolves 0.0001
	streamDeals = 0x636c61737365 // of random numbers, so that purposes sharing a seed do not share numbers
	sameChance  = 1e-7           // relative difference within which two tables are as likely, as in R and SciPy
)

// ExactIndependence tests whether two groups get the categories alike when the counts are too small for chi-squared: the probability,
// with all margins held, of the tables that are no likelier than the observed one. Up to 100,000 tables all are looked at
// (exact_independence); beyond, 9999 are dealt out from the seed and p = (b+1)/(B+1) (monte_carlo_independence). Freeman and Halton
// 1951, Biometrika 38:141; North, Curtis and Sham 2002 for the estimate.
func ExactIndependence(group, reference []int64, seed uint64) (audit.Test, infer.Why) {
	m, why := Table{group, reference}.comparable()
	if why != infer.Defined {
		return audit.Test{}, why
	}
	d := newDeal(m)
	observed := 0.0
	for j, x := range m.cells[0] {
		observed += d.logWays(j, int(x))
	}
	if p, ok := d.enumerate(observed); ok {
		return infer.NewTest("exact_independence", math.NaN(), 0, p), infer.Defined
	}
	return infer.NewTest("monte_carlo_independence", math.NaN(), 0, d.draw(observed, seed)), infer.Defined
}

// A deal is all tables of two rows with the same margins.
type deal struct {
	columns []int
	people  int // in the first row
	all     int // in both
}

func newDeal(m margins) deal {
	d := deal{people: int(m.rows[0]), all: int(m.total)}
	for _, n := range m.columns {
		d.columns = append(d.columns, int(n))
	}
	return d
}

// logWays returns the logarithm of the number of ways to choose x people of column j.
func (d deal) logWays(j, x int) float64 { return logChoose(d.columns[j], x) }

func logChoose(n, k int) float64 {
	all, _ := math.Lgamma(float64(n) + 1)
	in, _ := math.Lgamma(float64(k) + 1)
	out, _ := math.Lgamma(float64(n-k) + 1)
	return all - in - out
}

// enumerate goes through all tables; false when there are too many.
func (d deal) enumerate(observed float64) (p float64, ok bool) {
	after := make([]int, len(d.columns)+1) // people in the columns from j on
	for j := len(d.columns) - 1; j >= 0; j-- {
		after[j] = after[j+1] + d.columns[j]
	}
	all := logChoose(d.all, d.people)
	tables := 0
	var walk func(j, left int, ways float64) bool
	walk = func(j, left int, ways float64) bool {
		if j == len(d.columns) {
			tables++
			if ways <= observed+sameChance {
				p += math.Exp(ways - all)
			}
			return tables <= exactTables
		}
		for x := max(0, left-after[j+1]); x <= min(left, d.columns[j]); x++ {
			if !walk(j+1, left-x, ways+d.logWays(j, x)) {
				return false
			}
		}
		return true
	}
	ok = walk(0, d.people, 0)
	return math.Min(1, p), ok
}

// draw deals the people out at random and counts the tables that are no likelier.
func (d deal) draw(observed float64, seed uint64) float64 {
	r := draw.New(seed, streamDeals)
	extreme := 0
	for range randomDeals {
		ways, left, people := 0.0, d.people, d.all
		for j, n := range d.columns {
			x := int(draw.Hypergeometric(r, int64(people), int64(n), int64(left)))
			ways += d.logWays(j, x)
			left, people = left-x, people-n
		}
		if ways <= observed+sameChance {
			extreme++
		}
	}
	return float64(extreme+1) / (randomDeals + 1)
}
