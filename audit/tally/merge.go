package tally

import (
	"cmp"
	"maps"
	"slices"

	"auditd/audit"
	"auditd/audit/tally/crosstab"
	"auditd/audit/tally/meaning"
)

// Merge returns the cells of the rows of a and of b together, as if they had been counted in one pass of the same request. The
// arguments are not changed. Values are united in canonical order; dimensions with declared bins must have the same bins. It
// returns an Invalid error when the two were not made by the same request, as far as the cells tell. A table that was left out of one
// is left out of both.
//
// Counts are exact. Weights are sums that were rounded once in a and once in b; their sum is rounded again, so that its last bit
// may differ from that of one pass. Lists of values are exact when those of a and b are complete (More is 0).
func Merge(a, b *audit.Cells) (*audit.Cells, error) {
	if len(a.Attributes) != len(b.Attributes) || len(a.Strata) != len(b.Strata) || a.Weighted != b.Weighted {
		return nil, audit.Errorf(audit.Invalid, "the counts are not of the same request: they differ in columns")
	}
	out := &audit.Cells{
		Attributes: make([]audit.Dim, len(a.Attributes)), Strata: make([]audit.Dim, len(a.Strata)), Weighted: a.Weighted,
		Read: a.Read + b.Read, Excluded: mergeExcluded(a.Excluded, b.Excluded), Inputs: append(append([]audit.Input{}, a.Inputs...), b.Inputs...),
	}
	var fromA, fromB [][]int32
	for i := range len(a.Attributes) + len(a.Strata) {
		x, y, to := dimAt(a, i), dimAt(b, i), dimAt(out, i)
		values, err := unite(*x, *y)
		if err != nil {
			return nil, err
		}
		*to = audit.Dim{Name: x.Name, Values: values}
		fromA, fromB = append(fromA, positions(x.Values, values)), append(fromB, positions(y.Values, values))
	}
	out.Cells = mergeCells(a.Cells, fromA, b.Cells, fromB)
	out.LeftOut = mergeLeftOut(a.LeftOut, b.LeftOut)
	tables, err := crosstab.Merge(tablesWithout(a.Tables, out.LeftOut), tablesWithout(b.Tables, out.LeftOut), unite)
	if err != nil {
		return nil, err
	}
	out.Tables = tables
	values, err := mergeValues(a.Values, b.Values, out)
	if err != nil {
		return nil, err
	}
	out.Values = values
	return out, out.Check()
}

// mergeLeftOut returns the tables that either lacks, by name; the reason is that of a where both lack it.
func mergeLeftOut(a, b []audit.LeftOut) []audit.LeftOut {
	out := slices.Clone(a)
	for _, t := range b {
		if !slices.ContainsFunc(a, func(o audit.LeftOut) bool { return o.Table == t.Table }) {
			out = append(out, t)
		}
	}
	slices.SortStableFunc(out, func(x, y audit.LeftOut) int { return cmp.Compare(x.Table, y.Table) })
	return out
}

// tablesWithout returns the tables that were not left out.
func tablesWithout(tables []audit.Table, out []audit.LeftOut) []audit.Table {
	return slices.DeleteFunc(slices.Clone(tables), func(t audit.Table) bool {
		return slices.ContainsFunc(out, func(o audit.LeftOut) bool { return o.Table == t.Name })
	})
}

// dimAt returns the dimension with number i, attributes first.
func dimAt(c *audit.Cells, i int) *audit.Dim {
	if i < len(c.Attributes) {
		return &c.Attributes[i]
	}
	return &c.Strata[i-len(c.Attributes)]
}

// unite returns the values of both dimensions in canonical order.
func unite(x, y audit.Dim) ([]string, error) {
	known, unknown := cutUnknown(x.Values)
	other, unknownToo := cutUnknown(y.Values)
	switch {
	case x.Name != y.Name:
		return nil, audit.Errorf(audit.Invalid, "the counts are not of the same request: %s is not %s", audit.Quote(x.Name), audit.Quote(y.Name))
	case slices.Equal(known, other):
		known = slices.Clone(known)
	case !slices.IsSorted(known) || !slices.IsSorted(other):
		// Only bins are in another order than the bytewise one, and bins do not depend on the data.
		return nil, audit.Errorf(audit.Invalid, "the counts are not of the same request: %s has other bins", audit.Quote(x.Name))
	default:
		known = slices.Concat(known, other)
		slices.Sort(known)
		known = slices.Compact(known)
	}
	if unknown || unknownToo {
		known = append(known, audit.Unknown)
	}
	return known, nil
}

// cutUnknown returns the values without Unknown, and whether it was there. It stands last.
func cutUnknown(values []string) ([]string, bool) {
	if n := len(values); n > 0 && values[n-1] == audit.Unknown {
		return values[:n-1], true
	}
	return values, false
}

// positions returns where each of the values is in the list that holds them all.
func positions(values, all []string) []int32 {
	index := make(map[string]int32, len(all))
	for i, v := range all {
		index[v] = int32(i)
	}
	at := make([]int32, len(values))
	for i, v := range values {
		at[i] = index[v]
	}
	return at
}

// mergeCells recodes and adds the cells.
func mergeCells(a []audit.Cell, fromA [][]int32, b []audit.Cell, fromB [][]int32) []audit.Cell {
	all := make([]audit.Cell, 0, len(a)+len(b))
	recode := func(cells []audit.Cell, to [][]int32) {
		for _, c := range cells {
			codes := make([]int32, len(c.Codes))
			for i, code := range c.Codes {
				codes[i] = to[i][code]
			}
			all = append(all, audit.Cell{Codes: codes, Counts: c.Counts})
		}
	}
	recode(a, fromA)
	recode(b, fromB)
	slices.SortStableFunc(all, func(x, y audit.Cell) int { return slices.Compare(x.Codes, y.Codes) })
	out := all[:0]
	for _, c := range all {
		if n := len(out); n > 0 && slices.Equal(out[n-1].Codes, c.Codes) {
			out[n-1].Counts = out[n-1].Counts.Add(c.Counts)
			continue
		}
		out = append(out, c)
	}
	return out
}

// mergeExcluded adds rows with the same reason and column, and sorts.
func mergeExcluded(a, b []audit.Exclusion) []audit.Exclusion {
	sum := map[audit.Exclusion]int64{}
	for _, e := range slices.Concat(a, b) {
		sum[audit.Exclusion{Reason: e.Reason, Column: e.Column}] += e.Rows
	}
	out := []audit.Exclusion{}
	for e, n := range sum {
		e.Rows = n
		out = append(out, e)
	}
	slices.SortFunc(out, func(x, y audit.Exclusion) int {
		return cmp.Or(cmp.Compare(x.Reason, y.Reason), cmp.Compare(x.Column, y.Column))
	})
	return out
}

// mergeValues unites the lists of values, which stand in the same order of columns and roles.
func mergeValues(a, b []audit.ColumnValues, out *audit.Cells) ([]audit.ColumnValues, error) {
	if len(a) != len(b) {
		return nil, audit.Errorf(audit.Invalid, "the counts are not of the same request: they differ in columns")
	}
	merged := make([]audit.ColumnValues, len(a))
	for i, x := range a {
		y := b[i]
		if x.Column != y.Column || x.Role != y.Role {
			return nil, audit.Errorf(audit.Invalid, "the counts are not of the same request: %s is not %s", audit.Quote(x.Column), audit.Quote(y.Column))
		}
		grouped := namesGroups(x.Values) || namesGroups(y.Values)
		sum := map[audit.ValueCount]int64{}
		for _, v := range slices.Concat(x.Values, y.Values) {
			if grouped {
				v.Value = ""
			}
			sum[audit.ValueCount{Value: v.Value, As: v.As}] += v.Rows
		}
		list := make([]audit.ValueCount, 0, len(sum))
		for _, v := range slices.SortedFunc(maps.Keys(sum), func(v, w audit.ValueCount) int {
			return cmp.Or(cmp.Compare(v.Value, w.Value), cmp.Compare(v.As, w.As))
		}) {
			v.Rows = sum[v]
			list = append(list, v)
		}
		groups := groupsOf(out, i, x.Role, list)
		slices.SortFunc(list, func(v, w audit.ValueCount) int {
			if grouped {
				return cmp.Compare(slices.Index(groups, v.As), slices.Index(groups, w.As))
			}
			return cmp.Or(cmp.Compare(w.Rows, v.Rows), cmp.Compare(v.Value, w.Value), cmp.Compare(v.As, w.As))
		})
		n := min(len(list), listedValues)
		// Values that neither list names may be the same ones: the greater number is certain, their sum is not.
		merged[i] = audit.ColumnValues{Column: x.Column, Role: x.Role, Values: list[:n], More: int64(len(list)-n) + max(x.More, y.More)}
	}
	return merged, nil
}

// groupsOf returns the order in which list i names groups where it names no values.
func groupsOf(out *audit.Cells, i int, role string, list []audit.ValueCount) []string {
	switch role {
	case meaning.Decision:
		return []string{"selected", "not_selected", audit.Unknown}
	case meaning.Label:
		return []string{"positive", "negative", audit.Unknown}
	case roleField:
		return fieldGroups(out, list)
	}
	if i < len(out.Attributes)+len(out.Strata) {
		return dimAt(out, i).Values
	}
	return nil
}

// fieldGroups returns the values of the field of kind group that a list is about: the list names a column, the tables name fields,
// but only the field has all groups of the list.
func fieldGroups(out *audit.Cells, list []audit.ValueCount) []string {
	for _, t := range out.Tables {
		for _, a := range t.Axes {
			if a.Kind == audit.FieldGroup && !slices.ContainsFunc(list, func(v audit.ValueCount) bool { return !slices.Contains(a.Values, v.As) }) {
				return a.Values
			}
		}
	}
	return nil
}

// namesGroups reports whether a list names groups and no values, as for bins. The empty value itself is always Unknown.
func namesGroups(list []audit.ValueCount) bool {
	return slices.ContainsFunc(list, func(v audit.ValueCount) bool { return v.Value == "" && v.As != audit.Unknown })
}
