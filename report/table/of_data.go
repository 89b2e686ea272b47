package table

import (
	"strings"

	"auditd/audit"
)

func overview(a *audit.Audit) Table {
	type run = audit.Audit
	return build("audit", "The audit", []run{*a}, []field[run]{
		{"schema", Integer, "Version of the results document.", func(a *run) any { return int64(a.Schema) }},
		{"generator", Text, "Program that wrote the results and its version.", func(a *run) any { return text(a.Generator) }},
		{"plan_sha256", Text, "SHA-256 of the plan in hexadecimal.", func(a *run) any { return text(a.PlanSHA256) }},
		{"title", Text, "Title of the plan.", func(a *run) any { return text(a.Plan.Title) }},
		{"system", Text, "Name of the system that was audited.", func(a *run) any { return text(a.Plan.System.Name) }},
		{"department", Text, "Department that runs the system.", func(a *run) any { return text(a.Plan.System.Department) }},
		{"region", Text, "Region of the system.", func(a *run) any { return text(a.Plan.System.Region) }},
		{"subject", Text, "Subject that the system belongs to.", func(a *run) any { return text(a.Plan.System.Subject) }},
		{"purpose", Text, "Purpose of the system.", func(a *run) any { return text(a.Plan.System.Purpose) }},
		{"confidence", Number, "Confidence level of the intervals, 0.95 for 95 %.", func(a *run) any { return finite(audit.Real(a.Plan.Confidence)) }},
		{"multiplicity_method", Text, "How p-values are adjusted: holm, bh, by, ebh or none.", func(a *run) any { return text(a.Plan.Multiplicity.Method) }},
		{"multiplicity_family", Text, "Tests that are adjusted together: depth, audit, attribute, metric or attribute_metric.", func(a *run) any { return text(a.Plan.Multiplicity.Family) }},
		{"min_group_size", Integer, "A group with fewer people than this is marked low_n.", func(a *run) any { return a.Plan.MinGroupSize }},
		{"rows_read", Integer, "Rows that were read.", func(a *run) any { return a.Rows.Read }},
		{"rows_counted", Integer, "Rows that were counted.", func(a *run) any { return a.Rows.Counted }},
		{"rows_excluded", Integer, "Rows that were read and not counted; the table excluded says why.", func(a *run) any { return a.Rows.Excluded }},
		{"groups", Integer, "Groups over all attribute sets, those of unknown values included.", func(a *run) any { return int64(a.Examined.Groups) }},
		{"attributes_json", Text, "Attributes that were examined, a JSON array.", func(a *run) any { return list(a.Examined.Attributes) }},
		{"strata_json", Text, "Columns that were held fixed, a JSON array; no value means none.", func(a *run) any { return list(a.Examined.Strata) }},
		{"metrics_json", Text, "Metrics that were examined, a JSON array.", func(a *run) any { return list(a.Examined.Metrics) }},
		{"rules_json", Text, "Rules that judged, a JSON array.", func(a *run) any { return list(a.Examined.Rules) }},
		{"estimates", Integer, "Number of estimates.", func(a *run) any { return int64(a.Examined.Estimates) }},
		{"estimates_undefined", Integer, "Number of estimates without a value.", func(a *run) any { return int64(a.Examined.Undefined) }},
		{"comparisons", Integer, "Number of comparisons.", func(a *run) any { return int64(a.Examined.Comparisons) }},
		{"tests", Integer, "Number of significance tests.", func(a *run) any { return int64(a.Examined.Tests) }},
		{"patterns", Number, "Patterns in the lattice of the coverage.", func(a *run) any { return finite(a.Examined.Patterns) }},
		{"cells", Integer, "Cells of the counts that have at least one person.", func(a *run) any { return int64(a.Examined.Cells) }},
	})
}

func notices(a *audit.Audit) Table {
	type notice struct {
		about string
		audit.Note
	}
	var items []notice
	for _, n := range a.Notices {
		items = append(items, notice{"", n})
	}
	for _, in := range a.Inputs {
		for _, n := range in.Notes {
			items = append(items, notice{in.Name, n})
		}
	}
	return build("notices", "What a reader must know before using the numbers", items, []field[notice]{
		{"file", Text, "Input file that it is about; no value means the whole audit.", func(n *notice) any { return text(n.about) }},
		{"key", Text, "Key of the message.", func(n *notice) any { return text(n.Key) }},
		{"args_json", Text, "Arguments of the message, a JSON array.", func(n *notice) any { return list(n.Args) }},
	})
}

func references(a *audit.Audit) Table {
	type chosen = audit.Chosen
	return build("references", "Reference groups and how they were chosen", a.Examined.References, []field[chosen]{
		{"attributes", Text, "Attribute set, joined by ×.", func(c *chosen) any { return text(strings.Join(c.Attributes, " × ")) }},
		{"attributes_json", Text, "The same as a JSON array.", func(c *chosen) any { return list(c.Attributes) }},
	}, namedGroup("reference", "Group that the others are compared with; no value when none is eligible.", func(c *chosen) audit.Group { return c.Group }), []field[chosen]{
		{"how", Text, "How it was chosen: named, largest or highest.", func(c *chosen) any { return text(c.How) }},
		{"why", Text, "Key of the message that says why none is eligible.", func(c *chosen) any { return text(c.Why) }},
		{"tied_json", Text, "Groups that would have qualified equally, a JSON array of objects.", func(c *chosen) any { return groups(c.Tied) }},
	})
}

// groups returns the cell of a list of groups as a JSON array of objects, nil when it is empty.
func groups(list []audit.Group) any {
	if len(list) == 0 {
		return nil
	}
	items := make([]string, len(list))
	for i, g := range list {
		items[i], _ = groupJSON(g).(string)
	}
	return "[" + strings.Join(items, ",") + "]"
}

func families(a *audit.Audit) Table {
	type family = audit.Family
	return build("families", "Tests that were adjusted together", a.Examined.Families, []field[family]{
		{"name", Text, "Name of the family.", func(f *family) any { return text(f.Name) }},
		{"tests", Integer, "Tests of the family that have a p-value.", func(f *family) any { return int64(f.Tests) }},
		{"size", Integer, "Number that was adjusted for: all pairs when the data chose the reference.", func(f *family) any { return int64(f.Size) }},
		{"method", Text, "Method of the adjustment: holm, bh, by, ebh or none.", func(f *family) any { return text(f.Method) }},
	})
}

func inputs(a *audit.Audit) Table {
	type input = audit.Input
	return build("inputs", "Files that were audited", a.Inputs, []field[input]{
		{"name", Text, "Name of the file without its folder.", func(i *input) any { return text(i.Name) }},
		{"sha256", Text, "SHA-256 of the bytes as submitted, in hexadecimal.", func(i *input) any { return text(i.SHA256) }},
		{"rows", Integer, "Data rows, without the head.", func(i *input) any { return i.Rows }},
		{"bytes", Integer, "Size of the file in bytes.", func(i *input) any { return i.Bytes }},
		{"format", Text, "Format of the file.", func(i *input) any { return text(i.Format) }},
		{"compression", Text, "Compression: gzip or zstd; no value means none.", func(i *input) any { return text(i.Compression) }},
		{"encoding", Text, "Character encoding of the file.", func(i *input) any { return text(i.Encoding) }},
		{"delimiter", Text, "Separator of the fields.", func(i *input) any { return text(i.Delimiter) }},
		{"blank_lines", Integer, "Lines without any character, which are no rows.", func(i *input) any { return i.BlankLines }},
	})
}

func missing(a *audit.Audit) Table {
	type count = audit.MissingCount
	return build("missing", "Missing decisions and labels by group", a.Missing, groupFields(func(m *count) audit.Group { return m.Group }), []field[count]{
		{"n", Integer, "People in the group.", func(m *count) any { return m.N }},
		{"decision_missing", Integer, "People of the group without a decision.", func(m *count) any { return m.Decision }},
		{"label_missing", Integer, "People of the group without a label.", func(m *count) any { return m.Label }},
	})
}

func excluded(a *audit.Audit) Table {
	type exclusion = audit.Exclusion
	return build("excluded", "Rows that were read and not counted", a.Excluded, []field[exclusion]{
		{"reason", Text, "Key of the message that says why.", func(e *exclusion) any { return text(e.Reason) }},
		{"column", Text, "Column of the file that it is about.", func(e *exclusion) any { return text(e.Column) }},
		{"rows", Integer, "Number of rows.", func(e *exclusion) any { return e.Rows }},
	})
}

func values(a *audit.Audit) Table {
	type value struct {
		of *audit.ColumnValues
		audit.ValueCount
	}
	var items []value
	for i := range a.Values {
		for _, v := range a.Values[i].Values {
			items = append(items, value{&a.Values[i], v})
		}
	}
	return build("values", "Values as they were read", items, []field[value]{
		{"column", Text, "Column of the file.", func(v *value) any { return text(v.of.Column) }},
		{"role", Text, "What the column is: attribute, stratum, decision or label.", func(v *value) any { return text(v.of.Role) }},
		{"value", Text, "Value as it was decoded; the empty text is one.", func(v *value) any { return v.Value }},
		{"rows", Integer, "Rows with this value.", func(v *value) any { return v.Rows }},
		{"taken_as", Text, "What the value was taken for.", func(v *value) any { return text(v.As) }},
		{"values_not_listed", Integer, "Further distinct values of the column, which are not listed.", func(v *value) any { return v.of.More }},
	})
}

func profile(a *audit.Audit) Table {
	type value = audit.ToolValue
	var tool audit.ToolProfile
	if a.Profile != nil {
		tool = *a.Profile
	}
	return build("profile", "Numbers of another tool", tool.Values, []field[value]{
		{"tool", Text, "Tool whose behaviour is matched, with its version.", func(*value) any { return text(strings.TrimSpace(tool.Name + " " + tool.Version)) }},
		{"metric", Text, "The tool's own name of the metric.", func(v *value) any { return text(v.Metric) }},
		{"attribute", Text, "Attribute of the groups.", func(v *value) any { return text(v.Attribute) }},
		{"group", Text, "Group as the tool names it; no value for a number over all groups.", func(v *value) any { return text(v.Group) }},
		{"reference", Text, "Reference group as the tool names it.", func(v *value) any { return text(v.Reference) }},
		{"stratum", Text, "Group variable of a conditional metric.", func(v *value) any { return text(v.Stratum) }},
		{"value", Number, "Number that the tool prints.", func(v *value) any { return real(v.Value) }},
		{"text", Text, "What the tool prints where that is no number, such as nan or inf.", func(v *value) any { return text(v.Text) }},
		{"note", Text, "Key of the message that says where the tool's answer misleads.", func(v *value) any { return text(v.Note) }},
	})
}
