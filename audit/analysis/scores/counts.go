package scores

import (
	"auditd/audit"
	"auditd/audit/infer/score"
)

// A counted is one attribute's table, taken apart into groups.
type counted struct {
	name   string
	axis   *audit.TableAxis // of the scores
	groups []people         // by value of the attribute, Unknown included
	values []string         // of the attribute
	all    *everybody
}

// people are the people of one group with a score, by rising score.
type people struct {
	scores   []float64
	unknown  []int64 // label not known, or no label column
	negative []int64
	positive []int64
	unscored int64
}

// everybody is all people by score, with what was decided about them.
type everybody struct {
	values   []float64 // that occur, rising
	n        []int64
	selected []int64
	rejected []int64
	people   int64
	unscored int64
}

// The codes of label and decision in a table (audit.TableAxis).
const (
	no  = 0 // negative, not selected
	yes = 1 // positive, selected
)

// readTable takes a table apart. Its cells are sorted by attribute and score.
func readTable(t *audit.Table, attribute, field string) *counted {
	group, value := t.Axis(audit.AxisAttribute, attribute), t.Axis(audit.AxisField, field)
	label, decision := t.Axis(audit.AxisLabel, ""), t.Axis(audit.AxisDecision, "")
	c := &counted{name: attribute, axis: &t.Axes[value], values: t.Axes[group].Values, groups: make([]people, len(t.Axes[group].Values))}
	numbers, unknown := c.axis.Numbers(), c.axis.Unknown()
	n, selected, rejected := make([]int64, len(numbers)), make([]int64, len(numbers)), make([]int64, len(numbers))
	all := &everybody{}
	for k := range t.Cells() {
		at, rows := t.At(k), t.N[k]
		p, code := &c.groups[at[group]], at[value]
		if int(code) == unknown {
			p.unscored += rows
			all.unscored += rows
			continue
		}
		p.add(numbers[code], codeOf(at, label), rows)
		n[code] += rows
		all.people += rows
		switch codeOf(at, decision) {
		case yes:
			selected[code] += rows
		case no:
			rejected[code] += rows
		}
	}
	for code, rows := range n {
		if rows > 0 {
			all.values, all.n = append(all.values, numbers[code]), append(all.n, rows)
			all.selected, all.rejected = append(all.selected, selected[code]), append(all.rejected, rejected[code])
		}
	}
	c.all = all
	return c
}

// codeOf returns the code on an axis, 2 where the table does not have it or the value is not known.
func codeOf(at []int32, axis int) int32 {
	if axis < 0 {
		return 2
	}
	return at[axis]
}

// add counts people of one score; scores come rising.
func (p *people) add(value float64, label int32, rows int64) {
	if n := len(p.scores); n == 0 || p.scores[n-1] != value {
		p.scores = append(p.scores, value)
		p.unknown, p.negative, p.positive = append(p.unknown, 0), append(p.negative, 0), append(p.positive, 0)
	}
	last := len(p.scores) - 1
	switch label {
	case yes:
		p.positive[last] += rows
	case no:
		p.negative[last] += rows
	default:
		p.unknown[last] += rows
	}
}

// labelled returns the people whose label is known.
func (p *people) labelled() score.Histogram {
	h := score.Histogram{}
	for k, v := range p.scores {
		if p.negative[k]+p.positive[k] > 0 {
			h.Values, h.Negative, h.Positive = append(h.Values, v), append(h.Negative, p.negative[k]), append(h.Positive, p.positive[k])
		}
	}
	return h
}

// everyone returns all people of the group, for what needs no label.
func (p *people) everyone() score.Histogram {
	h := score.Histogram{Values: p.scores, Negative: make([]int64, len(p.scores)), Positive: make([]int64, len(p.scores))}
	for k := range p.scores {
		h.Negative[k] = p.unknown[k] + p.negative[k] + p.positive[k]
	}
	return h
}

// unlabelled returns all people, whatever their group and label.
func (a *everybody) unlabelled() score.Histogram {
	return score.Histogram{Values: a.values, Negative: a.n, Positive: make([]int64, len(a.n))}
}

// count returns how many people there are, and how many of them are positive and negative.
func (p *people) count() (n, positives, negatives int64) {
	for k := range p.scores {
		n += p.unknown[k] + p.negative[k] + p.positive[k]
		positives += p.positive[k]
		negatives += p.negative[k]
	}
	return n, positives, negatives
}

// joined returns two histograms with their scores joined to bins of nearly equal size, where there are too many to permute.
func joined(a, b score.Histogram) (score.Histogram, score.Histogram) {
	if len(a.Values) <= permutedBins && len(b.Values) <= permutedBins {
		return a, b
	}
	edges := score.EqualMassEdges([]score.Histogram{a, b}, permutedBins)
	return binned(a, edges), binned(b, edges)
}

// binned joins scores between edges. What follows from the order of scores alone needs no better value than the bin's number.
func binned(h score.Histogram, edges []float64) score.Histogram {
	out := score.Histogram{Values: make([]float64, len(edges)+1), Negative: make([]int64, len(edges)+1), Positive: make([]int64, len(edges)+1)}
	for k := range out.Values {
		out.Values[k] = float64(k)
	}
	k := 0
	for i, v := range h.Values {
		for k < len(edges) && v >= edges[k] {
			k++
		}
		out.Negative[k] += h.Negative[i]
		out.Positive[k] += h.Positive[i]
	}
	return out
}
