package coverage

import (
	"slices"
	"strconv"

	"auditd/audit"
	"auditd/audit/coverage/lattice"
)

// wideLevel is the level of the search where the lattice is too large to count whole and the plan gives no level (methods 16).
const wideLevel = 3

// mostListed is how many patterns a coverage lists; the rest is counted.
const mostListed = 10000

// Measure holds the data against the reference files and finds the combinations of attribute values with fewer than the threshold
// of records. Representation and distances are given for every attribute of the cells that a file has; representation also for each
// pair of attributes that a joint table holds, and for all attributes of such a table together. Patterns are over the
// attributes of the plan, all when it names none, up to its level; a lattice beyond fifty million patterns is searched to level 3
// when the plan gives none.
//
// Confidence is that of the intervals, 0.95 for 95 %, and alpha is what is left of it; groups of fewer people than minSize are
// flagged. The seed is of the parity nulls. The same arguments give the same result. An Invalid error says what is wrong with the
// plan or with a file.
func Measure(cells *audit.Cells, plan audit.CoveragePlan, pops []*Population, confidence float64, minSize int64, seed uint64) (*audit.Coverage, error) {
	columns, err := checkPlan(cells, plan, confidence)
	if err != nil {
		return nil, err
	}
	r, err := newReference(cells, pops)
	if err != nil {
		return nil, err
	}
	c := &audit.Coverage{
		Threshold: plan.Threshold, Level: plan.Level, Population: r.files, Status: audit.StatusOK,
		Representation: []audit.Representation{}, Distances: []audit.Distance{}, Uncovered: []audit.Pattern{},
		Collection: []audit.Collect{}, Unattainable: []audit.Pattern{},
	}
	if c.Population == nil {
		c.Population = []audit.PopulationFile{}
	}
	r.measureShares(c, cells, confidence, minSize, seed)
	r.measurePatterns(c, cells, columns)
	return c, nil
}

// checkPlan returns the columns of the patterns, in the order of the data's attributes.
func checkPlan(cells *audit.Cells, plan audit.CoveragePlan, confidence float64) ([]int, error) {
	if plan.Threshold < 1 {
		return nil, &audit.Error{Kind: audit.Invalid, Text: "the coverage threshold is not a number of records", Value: strconv.FormatInt(plan.Threshold, 10), Remedy: "set coverage.threshold to 1 or more, such as 30"}
	}
	if plan.Level < 0 {
		return nil, &audit.Error{Kind: audit.Invalid, Text: "the coverage level is negative", Value: strconv.Itoa(plan.Level), Remedy: "set coverage.level to the greatest number of attributes in a pattern, or to 0 for all"}
	}
	if !(confidence > 0.5 && confidence < 1) {
		return nil, &audit.Error{Kind: audit.Invalid, Text: "the confidence does not lie between 0.5 and 1", Value: strconv.FormatFloat(confidence, 'g', -1, 64), Remedy: "set confidence to 0.95 for 95 %"}
	}
	var columns []int
	for a, d := range cells.Attributes {
		if len(plan.Attributes) == 0 || slices.Contains(plan.Attributes, d.Name) {
			columns = append(columns, a)
		}
	}
	for k, name := range plan.Attributes {
		if !slices.ContainsFunc(cells.Attributes, func(d audit.Dim) bool { return d.Name == name }) {
			return nil, &audit.Error{Kind: audit.Invalid, Text: "the coverage plan names an attribute that the plan does not have", Value: audit.Quote(name), Remedy: "name one of the attributes of columns.attributes"}
		}
		if slices.Contains(plan.Attributes[:k], name) {
			return nil, &audit.Error{Kind: audit.Invalid, Text: "the coverage plan names an attribute twice", Value: audit.Quote(name), Remedy: "name it once"}
		}
	}
	return columns, nil
}

// measureShares fills in representation and distances.
func (r *reference) measureShares(c *audit.Coverage, cells *audit.Cells, confidence float64, minSize int64, seed uint64) {
	if len(r.tables) == 0 {
		return
	}
	for a := range r.dims {
		h := r.hold(cells, []int{a})
		c.Representation = append(c.Representation, r.representations(h, confidence, minSize)...)
		if h.table != nil {
			c.Distances = append(c.Distances, r.distancesOf(h, seed)...)
		}
	}
	for _, attributes := range r.intersections() {
		h := r.hold(cells, attributes)
		c.Representation = append(c.Representation, r.representations(h, confidence, minSize)...)
	}
}

// intersections returns the sets of attributes that shares are given for besides single ones: each pair that a table holds, and each
// table's set, smaller ones first, in the order of the plan.
func (r *reference) intersections() [][]int {
	var sets [][]int
	add := func(set []int) {
		if !slices.ContainsFunc(sets, func(s []int) bool { return slices.Equal(s, set) }) && r.combinations(set) <= mostCombinations {
			sets = append(sets, set)
		}
	}
	for _, t := range r.tables {
		for i, a := range t.attributes {
			for _, b := range t.attributes[i+1:] {
				add([]int{a, b})
			}
		}
		if len(t.attributes) > 2 {
			add(t.attributes)
		}
	}
	slices.SortFunc(sets, func(a, b []int) int {
		if d := len(a) - len(b); d != 0 {
			return d
		}
		return slices.Compare(a, b)
	})
	return sets
}

// combinations returns the number of combinations of the attributes' values in data and reference.
func (r *reference) combinations(attributes []int) int {
	t := r.covering(attributes)
	n := 1
	for i, a := range attributes {
		if n *= len(r.domain(a, t, i)); n > mostCombinations {
			break
		}
	}
	return n
}

// measurePatterns fills in the uncovered patterns and the collection plan.
func (r *reference) measurePatterns(c *audit.Coverage, cells *audit.Cells, columns []int) {
	extra := map[string][]string{}
	for a, m := range r.margins {
		if m != nil {
			extra[r.dims[a].Name] = m.values[0]
		}
	}
	l := lattice.New(cells, columns, extra)
	c.Attributes = []string{}
	for _, d := range l.Dims {
		c.Attributes = append(c.Attributes, d.Name)
	}
	c.Nodes = audit.Real(l.Nodes())
	level := c.Level
	if level == 0 {
		level = len(l.Dims)
		if l.Nodes() > lattice.CubeNodes {
			level = min(level, wideLevel)
			c.Level, c.Why = level, "lattice_searched_to_this_level"
		}
	}
	s := lattice.Find(l, c.Threshold, level, mostListed)
	c.Engine, c.UncoveredNodes = s.Engine, s.Nodes
	w := newWeigher(l, r)
	for _, u := range s.Maximal[:min(len(s.Maximal), mostListed)] {
		c.Uncovered = append(c.Uncovered, w.describe(u, c.Threshold))
	}
	c.UncoveredMore = len(s.Maximal) - len(c.Uncovered)
	adjust(c.Uncovered)
	if !s.Complete {
		c.Status, c.Why = audit.StatusNotConverged, also(c.Why, "pattern_search_stopped")
		return // a plan for some of the patterns would promise what it does not keep
	}
	w.planCollection(c, s, level)
}

// planCollection fills in which records to collect.
func (w *weigher) planCollection(c *audit.Coverage, s lattice.Search, level int) {
	plan := lattice.Collect(w.lattice, s, newExistence(w.lattice, w.reference).allows, c.Threshold, level)
	c.CollectLevel = plan.Level
	for _, step := range plan.Steps {
		c.Collection = append(c.Collection, audit.Collect{Combination: w.lattice.Group(step.Pattern), Records: step.Count})
		c.CollectTotal += step.Count
	}
	for _, u := range plan.Unattainable {
		p := w.describe(u, c.Threshold)
		p.P = nil // the pattern is listed because nobody can fill it; whether chance missed it is not the question
		c.Unattainable = append(c.Unattainable, p)
	}
	switch {
	case plan.Partial:
		c.Status, c.Why = audit.StatusNotConverged, also(c.Why, "collection_plan_partial")
	case plan.Level < min(level, w.lattice.Deepest()):
		c.Why = also(c.Why, "collection_level_lowered")
	case plan.Bounded:
		c.Why = also(c.Why, "collection_search_bounded")
	}
}
