package ranking

import (
	"math"
	"slices"

	"auditd/audit"
	"auditd/audit/infer/draw"
)

// A bootstrap draws whole lists anew, all numbers from the same draws. A nil number keeps its place without an interval.
type bootstrap struct {
	rows      [][]float64 // sums by list
	numbers   []func(sum []float64) float64
	intervals []*audit.Interval // as many as numbers
}

// streamLists is the stream of random numbers of the draws.
const streamLists = 0x72616e6b

// add enters numbers and returns the place of the first.
func (b *bootstrap) add(numbers ...func(sum []float64) float64) int {
	b.numbers = append(b.numbers, numbers...)
	return len(b.numbers) - len(numbers)
}

// run fills in the percentile intervals. There is none with fewer than ten lists, nor where more than one draw in a hundred leaves the
// number undefined.
func (b *bootstrap) run(seed uint64, level float64) {
	b.intervals = make([]*audit.Interval, len(b.numbers))
	if len(b.rows) < leastLists {
		return
	}
	r := draw.New(seed, streamLists)
	found := make([][]float64, len(b.numbers))
	sum := make([]float64, len(b.rows[0]))
	for range resamples {
		clear(sum)
		for range b.rows {
			for k, v := range b.rows[r.IntN(len(b.rows))] {
				sum[k] += v
			}
		}
		for k, number := range b.numbers {
			if number == nil {
				continue
			}
			if v := number(sum); !math.IsNaN(v) && !math.IsInf(v, 0) {
				found[k] = append(found[k], v)
			}
		}
	}
	tail := (1 - level) / 2
	for k, values := range found {
		if len(values) < resamples*99/100 {
			continue
		}
		slices.Sort(values)
		at := func(q float64) float64 { return values[min(len(values)-1, int(q*float64(len(values))))] }
		b.intervals[k] = &audit.Interval{Lower: at(tail), Upper: at(1 - tail), Level: level, Method: "cluster_bootstrap"}
	}
}

// why says why there is no interval.
func (b *bootstrap) why() string {
	if len(b.rows) < leastLists {
		return WhyFewLists
	}
	return WhyResamples
}
