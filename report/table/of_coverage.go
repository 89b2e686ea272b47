package table

import "auditd/audit"

// covered returns the part of the audit about coverage; without one it is empty and its tables have no rows.
func covered(a *audit.Audit) *audit.Coverage {
	if a.Coverage == nil {
		return &audit.Coverage{}
	}
	return a.Coverage
}

func representation(a *audit.Audit) Table {
	type share = audit.Representation
	return build("representation", "Share of the data against share of the population", covered(a).Representation,
		groupFields(func(r *share) audit.Group { return r.Group }), []field[share]{
			{"count", Integer, "People of the group in the data.", func(r *share) any { return r.Count }},
			{"n", Integer, "People in the data with a known value that the reference has.", func(r *share) any { return r.N }},
			{"share", Number, "Share of the data: count over n.", func(r *share) any { return real(r.Share) }},
			{"population", Integer, "People of the group in the population; no value when the reference has no such group.", func(r *share) any { return count(r.Population) }},
			{"reference_share", Number, "Share of the population; no value when the reference has no such group.", func(r *share) any { return real(r.ReferenceShare) }},
			{"ratio", Number, "Representation ratio: share over reference share, 1 when proportional.", func(r *share) any { return real(r.Ratio) }},
		}, intervalFields(func(r *share) *audit.Interval { return r.Interval }), []field[share]{
			{"gap", Number, "Difference: share minus reference share.", func(r *share) any { return real(r.Gap) }},
			{"standardised_residual", Number, "Standardised residual of the group in the test of the whole attribute.", func(r *share) any { return real(r.Residual) }},
		}, testFields(func(r *share) *audit.Test { return r.Test }), []field[share]{
			{"verdict", Text, verdictText, func(r *share) any { return text(string(r.Verdict)) }},
			{"direction", Text, "Direction of a disparity that is shown: under or over.", func(r *share) any { return text(r.Direction) }},
			{"records_short", Number, "Further records of the group that would bring its share to the reference, others unchanged.", func(r *share) any { return real(r.Missing) }},
		}, statusFields(func(r *share) (audit.Status, string) { return r.Status, r.Why }))
}

func distances(a *audit.Audit) Table {
	type distance = audit.Distance
	return build("distances", "Distance of the data's shares from the population's", covered(a).Distances, []field[distance]{
		{"attribute", Text, "Attribute whose shares are compared.", func(d *distance) any { return text(d.Attribute) }},
		{"name", Text, "Name of the distance, such as total_variation.", func(d *distance) any { return text(d.Name) }},
		{"unit", Text, "Unit of the distance; no value when it has none.", func(d *distance) any { return text(d.Unit) }},
		{"value", Number, "The distance, 0 when the shares are equal; no value when it is undefined.", func(d *distance) any { return real(d.Value) }},
		{"null_mean", Number, "Mean of the same number under proportional samples of this size.", func(d *distance) any { return real(d.NullMean) }},
		{"null_quantile", Number, "What a proportional sample of this size would stay below in 95 of 100 cases.", func(d *distance) any { return real(d.Null95) }},
		{"n", Integer, "People in the data that the distance rests on.", func(d *distance) any { return d.N }},
	}, testFields(func(d *distance) *audit.Test { return d.Test }),
		statusFields(func(d *distance) (audit.Status, string) { return d.Status, d.Why }))
}

func uncovered(a *audit.Audit) Table {
	return build("uncovered_patterns", "Combinations with too few records", covered(a).Uncovered, patternFields())
}

func unattainable(a *audit.Audit) Table {
	return build("unattainable_patterns", "Uncovered combinations that no record that can exist would fill", covered(a).Unattainable, patternFields())
}

func patternFields() []field[audit.Pattern] {
	type pattern = audit.Pattern
	pValue := func(get func(*pattern) *audit.P) func(*pattern) any {
		return func(u *pattern) any {
			if v := get(u); v != nil {
				return p(*v)
			}
			return nil
		}
	}
	return append(namedPattern("pattern", func(u *pattern) audit.Group { return u.Pattern }), []field[pattern]{
		{"level", Integer, "Number of attributes in the pattern.", func(u *pattern) any { return int64(u.Level) }},
		{"count", Integer, "Records that match the pattern.", func(u *pattern) any { return u.Count }},
		{"materiality", Text, "What the population says about it: under_covered, rare, structural_zero or no_population.", func(u *pattern) any { return text(u.Materiality) }},
		{"population", Number, "People of the pattern in the population; no value when it is not known.", func(u *pattern) any { return real(u.Population) }},
		{"expected", Number, "Records of the pattern in a proportional sample of this size.", func(u *pattern) any { return real(u.Expected) }},
		{"basis", Text, "How the population is known: joint (counted) or independence (product of its margins).", func(u *pattern) any { return text(u.Basis) }},
		{"p", Number, "One-sided p-value of as few or fewer records in a proportional sample.", pValue(func(u *pattern) *audit.P { return u.P })},
		{"p_adjusted", Number, "The same p-value adjusted for the number of patterns.", pValue(func(u *pattern) *audit.P { return u.PAdjusted })},
	}...)
}

// namedPattern are the columns of a combination of values that is no group of the audit.
func namedPattern[T any](name string, get func(*T) audit.Group) []field[T] {
	f := groupFields(get)
	f[0].text = "Attributes of the combination, joined by ×; no value means everybody."
	f[1].name, f[1].text = name, "Values of the combination, joined by ·; no value means everybody."
	f[2].name, f[2].text = name+"_json", "The combination as a JSON object of attribute and value; {} means everybody."
	return f
}

func collection(a *audit.Audit) Table {
	type step struct {
		number int
		audit.Collect
	}
	var steps []step
	for i, c := range covered(a).Collection {
		steps = append(steps, step{i + 1, c})
	}
	return build("collection_plan", "Records to collect", steps, []field[step]{
		{"step", Integer, "Place in the order of the plan, from 1.", func(s *step) any { return int64(s.number) }},
	}, namedPattern("combination", func(s *step) audit.Group { return s.Combination }), []field[step]{
		{"records", Integer, "Number of records of the combination to add.", func(s *step) any { return s.Records }},
	})
}

func coverage(a *audit.Audit) Table {
	type part = audit.Coverage
	var items []part
	if a.Coverage != nil {
		items = []part{*a.Coverage}
	}
	return build("coverage", "How the coverage was examined", items, []field[part]{
		{"threshold", Integer, "A pattern with fewer records than this is uncovered.", func(c *part) any { return c.Threshold }},
		{"level", Integer, "Greatest number of attributes in a pattern.", func(c *part) any { return int64(c.Level) }},
		{"attributes_json", Text, "Attributes of the patterns, a JSON array.", func(c *part) any { return list(c.Attributes) }},
		{"engine", Text, "Algorithm that found the patterns: cube or deepdiver.", func(c *part) any { return text(c.Engine) }},
		{"nodes", Number, "Patterns in the lattice.", func(c *part) any { return finite(c.Nodes) }},
		{"nodes_uncovered", Integer, "Patterns of the lattice that are uncovered; no value when the algorithm does not count them.", func(c *part) any { return count(c.UncoveredNodes) }},
		{"uncovered_patterns", Integer, "Number of maximal uncovered patterns that are listed.", func(c *part) any { return int64(len(c.Uncovered)) }},
		{"uncovered_patterns_not_listed", Integer, "Number of further maximal uncovered patterns, which are not listed.", func(c *part) any { return int64(c.UncoveredMore) }},
		{"unattainable", Integer, "Number of patterns that no combination that can exist would fill.", func(c *part) any { return int64(len(c.Unattainable)) }},
		{"collection_total", Integer, "Records of the whole collection plan.", func(c *part) any { return c.CollectTotal }},
		{"collection_level", Integer, "With the plan, every pattern of up to this many attributes reaches the threshold.", func(c *part) any { return int64(c.CollectLevel) }},
	}, statusFields(func(c *part) (audit.Status, string) { return c.Status, c.Why }))
}

func populations(a *audit.Audit) Table {
	type file = audit.PopulationFile
	return build("populations", "Census or register that the data are held against", covered(a).Population, []field[file]{
		{"name", Text, "Name of the file.", func(f *file) any { return text(f.Name) }},
		{"sha256", Text, "SHA-256 of the file in hexadecimal.", func(f *file) any { return text(f.SHA256) }},
		{"attributes_json", Text, "Attributes of the plan that the file has, a JSON array.", func(f *file) any { return list(f.Attributes) }},
		{"total", Integer, "People in the population, counted by the first attribute.", func(f *file) any { return f.Total }},
	})
}
