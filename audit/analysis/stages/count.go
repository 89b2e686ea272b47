package stages

import (
	"slices"
	"strconv"

	"auditd/audit"
	"auditd/audit/analysis"
)

// A way is one group's people by what happened to them.
type way struct {
	left    []audit.Tally   // who entered, then after each stage; without a weight column everybody weighs 1
	unknown []int64         // by stage: result not known although everything before was passed
	masks   map[int]float64 // by the set of filters passed, bit k for stage k: weight of people whose results are all known
}

// counts are the ways of all groups of one attribute.
type counts struct {
	stages   int
	ways     map[string]*way
	order    []string // values in the order of the table
	returned []int64  // by stage: people in it who were absent from the one before (files of stages)
	leftOut  int64
	gaps     bool // a result is not known for somebody
}

// of returns the way of a group; a group of nobody has one too.
func (c *counts) of(value string) *way {
	if w := c.ways[value]; w != nil {
		return w
	}
	w := &way{left: make([]audit.Tally, c.stages+1), unknown: make([]int64, c.stages), masks: map[int]float64{}}
	c.ways[value] = w
	c.order = append(c.order, value)
	return w
}

// count adds the cells of a table up to the ways of groups.
func count(t *audit.Table, p *audit.StagesPlan, form string) *counts {
	c := &counts{stages: len(p.Stages), ways: map[string]*way{}, returned: make([]int64, len(p.Stages))}
	for k := range t.N {
		codes, n := t.At(k), tallyOf(t, k)
		w := c.of(t.Axes[0].Values[codes[0]])
		switch form {
		case audit.StagesByFirst:
			c.first(w, t.Axes[1].Values[codes[1]], n, slices.Contains(p.Passed, ""))
		case audit.StagesByFile:
			c.file(w, t, codes, n)
		default:
			c.columns(w, t, codes, n)
		}
	}
	return c
}

// tallyOf returns the people of a cell with their weights, 1 for each without a weight column.
func tallyOf(t *audit.Table, k int) audit.Tally {
	if t.W == nil {
		return audit.Tally{N: t.N[k], W: float64(t.N[k]), W2: float64(t.N[k])}
	}
	return audit.Tally{N: t.N[k], W: t.W[k], W2: t.W2[k]}
}

// plus returns the sum of two.
func plus(a, b audit.Tally) audit.Tally {
	return audit.Tally{N: a.N + b.N, W: a.W + b.W, W2: a.W2 + b.W2}
}

// first counts people by the first filter they failed.
func (c *counts) first(w *way, value string, n audit.Tally, emptyPassed bool) {
	reached := c.stages // how many stages they passed
	switch {
	case value == audit.Unknown && !emptyPassed:
		c.leftOut += n.N
		return
	case value == passed, value == audit.Unknown:
	default:
		if k, err := strconv.Atoi(value); err == nil {
			reached = k
		}
	}
	for j := 0; j <= reached; j++ {
		w.left[j] = plus(w.left[j], n)
	}
}

// columns counts people by the results of all filters: left after a stage are those who passed it and all before it.
func (c *counts) columns(w *way, t *audit.Table, codes []int32, n audit.Tally) {
	mask, known, on := 0, true, true
	w.left[0] = plus(w.left[0], n)
	for k := range c.stages {
		switch t.Axes[k+1].Values[codes[k+1]] {
		case passed:
			mask |= 1 << k
			if on {
				w.left[k+1] = plus(w.left[k+1], n)
			}
			continue
		case audit.Unknown:
			known = false
			if on {
				w.unknown[k] += n.N
			}
		}
		on = false
	}
	if !known {
		c.gaps = true
		return
	}
	w.masks[mask] += n.W
}

// file counts people by the files that have them: left after a stage are all whom its file has.
func (c *counts) file(w *way, t *audit.Table, codes []int32, n audit.Tally) {
	w.left[0] = plus(w.left[0], n)
	before := true
	for k := range c.stages {
		here := t.Axes[k+1].Values[codes[k+1]] == audit.Present
		if here {
			w.left[k+1] = plus(w.left[k+1], n)
			if !before {
				c.returned[k] += n.N
			}
		}
		before = here
	}
}

// byMask returns the weight by set of filters passed as a list of 2^stages sums.
func (w *way) byMask() []float64 {
	out := make([]float64, 1<<(len(w.left)-1))
	for mask, n := range w.masks {
		out[mask] += n
	}
	return out
}

// people returns who entered and who was left after each stage.
func (w *way) people() []int64 {
	out := make([]int64, len(w.left))
	for k, t := range w.left {
		out[k] = t.N
	}
	return out
}

// weights returns the same as sums of weights.
func (w *way) weights() []audit.Real {
	out := make([]audit.Real, len(w.left))
	for k, t := range w.left {
		out[k] = audit.Real(t.W)
	}
	return out
}

func (c *counts) entered() int64 {
	var n int64
	for _, v := range c.order {
		n += c.ways[v].left[0].N
	}
	return n
}

// broken lists the stages into which people came from outside.
func (c *counts) broken(in *analysis.Input, names []string) []audit.BrokenStage {
	out := []audit.BrokenStage{}
	for k, name := range names {
		if b := (audit.BrokenStage{Stage: name, Returned: c.returned[k], New: newIDs(in, k+1)}); b.Returned > 0 || b.New > 0 {
			out = append(out, b)
		}
	}
	return out
}

// filtersWhy says why filters have no shares whatever their order: they must all have been evaluated on everybody.
func (c *counts) filtersWhy(form string, stages int) string {
	switch {
	case form != audit.StagesByColumn || c.gaps:
		return WhyNotAllEvaluated
	case stages > audit.MostStages:
		return WhyTooManyFilters
	}
	return ""
}
