package table

import (
	"slices"

	"auditd/audit"
)

// comparisonFields are the columns of a comparison besides its groups: the table of comparisons has them, and that of findings
// for the comparison that was judged.
func comparisonFields() []field[audit.Comparison] {
	type comparison = audit.Comparison
	equivalence := func(cell func(*audit.Interval) any) func(*comparison) any {
		return func(c *comparison) any {
			if c.Equivalence == nil {
				return nil
			}
			return cell(c.Equivalence)
		}
	}
	return slices.Concat([]field[comparison]{
		{"metric", Text, "Metric that is compared.", func(c *comparison) any { return text(c.Metric) }},
		{"kind", Text, "Kind of comparison: ratio (group over reference) or difference (group minus reference).", func(c *comparison) any { return text(c.Kind) }},
		{"against", Text, "What the group is held against: reference (one group) or complement (everybody else).", func(c *comparison) any { return text(c.Against) }},
		{"group_rate", Number, "Rate of the group; no value when it is undefined.", func(c *comparison) any { return real(c.GroupRate) }},
		{"reference_rate", Number, "Rate of the reference; no value when it is undefined.", func(c *comparison) any { return real(c.ReferenceRate) }},
		{"n", Integer, "People in the denominator of the group's rate.", func(c *comparison) any { return c.N }},
		{"reference_n", Integer, "People in the denominator of the reference's rate.", func(c *comparison) any { return c.ReferenceN }},
		{"value", Number, "The ratio or the difference; no value when it is undefined.", func(c *comparison) any { return real(c.Value) }},
	}, intervalFields(func(c *comparison) *audit.Interval { return c.Interval }), []field[comparison]{
		{"equivalence_lower", Number, "Lower end of the interval that is held against the band for parity.", equivalence(func(i *audit.Interval) any { return finite(audit.Real(i.Lower)) })},
		{"equivalence_upper", Number, "Upper end of that interval; no value where it is unbounded.", equivalence(func(i *audit.Interval) any { return finite(audit.Real(i.Upper)) })},
		{"equivalence_level", Number, "Confidence level of that interval, 0.9 for two one-sided tests at 5 %.", equivalence(func(i *audit.Interval) any { return i.Level })},
		{"equivalence_method", Text, "Method of that interval.", equivalence(func(i *audit.Interval) any { return text(i.Method) })},
		{"band_lower", Number, "Lower end of the band within which two rates count as alike.", func(c *comparison) any { return finite(c.Band.Lower) }},
		{"band_upper", Number, "Upper end of the band within which two rates count as alike.", func(c *comparison) any { return finite(c.Band.Upper) }},
	}, testFields(func(c *comparison) *audit.Test { return c.Test }), []field[comparison]{
		{"verdict", Text, verdictText, func(c *comparison) any { return text(string(c.Verdict)) }},
	}, statusFields(func(c *comparison) (audit.Status, string) { return c.Status, c.Why }), []field[comparison]{
		{"minimum_detectable", Number, "Value nearest to parity that these numbers of people would show with power 0.8; no value when none is.", func(c *comparison) any { return real(c.MinDetectable) }},
		{"records_needed", Integer, "Further records of the group that would settle the verdict; no value when none would.", func(c *comparison) any { return count(c.RecordsNeeded) }},
		{"records_needed_why", Text, "Key of the message that says why there is no such number.", func(c *comparison) any { return text(c.NeedWhy) }},
		{"reference_records_needed", Integer, "Further records of the reference group before any of the group's would do; no value where it is large enough.", func(c *comparison) any { return count(c.ReferenceNeed) }},
		{"shortfall", Number, "People of the group who would have been selected at the rate of the reference, less those who were.", func(c *comparison) any { return real(c.Shortfall) }},
		{"flags", Text, "Remarks as fixed words, separated by blanks.", func(c *comparison) any { return words(c.Flags) }},
	})
}
