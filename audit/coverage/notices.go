package coverage

import (
	"strconv"

	"auditd/audit"
	"auditd/audit/coverage/lattice"
)

// Notices says what a reader of the coverage must know about how data and reference were brought together: columns and attributes
// of the reference that were not used, attributes that no file has, tables whose universe differs from the total, files that
// differ a little, and records with unknown values, which match no pattern that fixes the attribute. The errors are those of
// [Measure].
//
// Keys and arguments: coverage_reference_not_used (file), coverage_reference_attribute_ignored (file, attribute),
// coverage_reference_column_ignored and coverage_reference_column_summed_over (file, column), coverage_reference_bands_added_up
// (file, attribute), coverage_reference_columns_do_not_add_up (file, attribute, row), coverage_reference_universe_differs (file,
// attributes, people, total), coverage_references_differ (attribute, group, file, file), coverage_attribute_not_in_reference
// (attribute), coverage_records_unknown (attribute, records).
func Notices(cells *audit.Cells, plan audit.CoveragePlan, pops []*Population) ([]audit.Note, error) {
	const anyConfidence = 0.95
	columns, err := checkPlan(cells, plan, anyConfidence)
	if err != nil {
		return nil, err
	}
	r, err := newReference(cells, pops)
	if err != nil {
		return nil, err
	}
	l := lattice.New(cells, columns, nil)
	for i, d := range l.Dims {
		var n int64
		for _, rec := range l.Cells {
			if rec.Values[i] == lattice.Wildcard {
				n += rec.Count
			}
		}
		if n > 0 {
			r.note("coverage_records_unknown", d.Name, strconv.FormatInt(n, 10))
		}
	}
	return r.notes, nil
}
