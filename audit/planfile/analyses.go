package planfile

import (
	"fmt"
	"slices"

	"go.yaml.in/yaml/v3"

	"auditd/audit"
)

// Defaults of the further analyses (methods 9 and 10.5).
const (
	DefaultDepth        = 3
	DefaultSupport      = 0.01
	DefaultConfirm      = 20
	DefaultPermutations = 999
	DefaultEpsilon      = 0.01
	DefaultClusters     = 8
	DefaultFolds        = 5
)

// subgroupMetrics are the rates by which subgroups can be told apart.
var subgroupMetrics = []string{
	"selection_rate", "base_rate", "true_positive_rate", "false_positive_rate", "false_negative_rate", "true_negative_rate",
	"positive_predictive_value", "negative_predictive_value", "accuracy", "error_rate",
}

// An option of analyses: a mapping, or true or false for all its defaults.
type option struct {
	*mapping
	asked, off bool
}

func (m *mapping) option(key string) option {
	n := m.at(key)
	if n != nil && n.Kind == yaml.ScalarNode && n.Tag == "!!bool" {
		return option{m.r.mapping(nil, m.where+"."+key), true, n.Value != "true"}
	}
	return option{m.r.mapping(n, m.where+"."+key), n != nil, false}
}

// analyses reads the options of the further analyses; nil when the plan has none.
func (r *reader) analyses(n *yaml.Node, c *audit.Columns) *audit.Analyses {
	if n == nil {
		return nil
	}
	m := r.mapping(n, "analyses")
	a := &audit.Analyses{
		Subgroups: r.subgroups(m.option("subgroups"), c), Scan: r.scan(m.option("scan"), c),
		Proxies: r.proxies(m.option("proxies")), Missingness: r.missingness(m.option("missingness"), c),
		Inequality:  r.inequality(m.option("inequality"), c),
		Oaxaca:      r.oaxaca(m.option("oaxaca"), c),
		Consistency: r.consistency(m.option("consistency"), c),
		Scores:      r.scores(m.option("scores"), c),
		SubsetScan:  r.subsetScan(m.option("subset_scan"), c),
	}
	a.SmallGroups = r.smallGroups(m.option("small_groups"), c)
	m.done()
	if *a == (audit.Analyses{}) {
		return nil
	}
	return a
}

func (r *reader) subgroups(o option, c *audit.Columns) *audit.SubgroupsPlan {
	if !o.asked || o.off {
		return nil
	}
	p := &audit.SubgroupsPlan{
		Depth: int(o.integer("depth", DefaultDepth, 1, 6)), Support: o.number("support", DefaultSupport, 0, 0.5),
		Features: r.featureNames(o.mapping, c), Metrics: o.texts("metrics"),
		Control: o.choice("control", audit.ControlSplit, audit.ControlSplit, audit.ControlPermutation),
		Confirm: int(o.integer("confirm", DefaultConfirm, 1, 1000)), Permutations: int(o.integer("permutations", DefaultPermutations, 99, 99_999)),
		Epsilon: o.number("epsilon", DefaultEpsilon, 0, 1),
	}
	for _, name := range p.Metrics {
		r.subgroupMetric(o.node, "analyses.subgroups.metrics", name)
	}
	o.done()
	return p
}

func (r *reader) subgroupMetric(n *yaml.Node, where, name string) {
	if slices.Contains(subgroupMetrics, name) {
		return
	}
	remedy := fmt.Sprint("one of ", subgroupMetrics)
	if near := audit.Nearest(name, subgroupMetrics); near != "" {
		remedy = fmt.Sprintf("did you mean %q?", near)
	}
	r.fail(n, remedy, "%s cannot be %s", where, audit.Quote(name))
}

func (r *reader) scan(o option, c *audit.Columns) *audit.ScanPlan {
	if !o.asked || o.off {
		return nil
	}
	p := &audit.ScanPlan{
		Features: r.featureNames(o.mapping, c), Clusters: int(o.integer("clusters", DefaultClusters, 2, 64)), Metric: o.text("metric", ""),
	}
	if p.Metric != "" {
		r.subgroupMetric(o.node, "analyses.scan.metric", p.Metric)
	}
	if len(c.Features) == 0 {
		r.fail(o.node, "name columns of the data that are no protected attributes in columns.features", "analyses.scan needs features")
	}
	o.done()
	return p
}

func (r *reader) proxies(o option) *audit.ProxiesPlan {
	if !o.asked {
		return nil
	}
	p := &audit.ProxiesPlan{Off: o.off, Folds: int(o.integer("folds", DefaultFolds, 2, 50))}
	o.done()
	return p
}

func (r *reader) missingness(o option, c *audit.Columns) *audit.MissingnessPlan {
	if !o.asked {
		return nil
	}
	p := &audit.MissingnessPlan{Off: o.off, LabelErrors: r.labelErrors(o, c)}
	o.done()
	return p
}

func (r *reader) inequality(o option, c *audit.Columns) *audit.InequalityPlan {
	p := &audit.InequalityPlan{RankBy: o.text("rank_by", "")}
	o.done()
	if !o.asked || o.off {
		return nil
	}
	if p.RankBy != "" && c.Decision == nil {
		r.fail(o.node, "name columns.decision", "analyses.inequality.rank_by needs decisions")
	}
	return p
}

// featureNames reads a list of names of features and refuses those that columns.features does not have.
func (r *reader) featureNames(m *mapping, c *audit.Columns) []string {
	names := m.texts("features")
	var known []string
	for _, f := range c.Features {
		known = append(known, f.Name)
	}
	for _, name := range names {
		if slices.Contains(known, name) {
			continue
		}
		remedy := "use the names of columns.features"
		if near := audit.Nearest(name, known); near != "" {
			remedy = fmt.Sprintf("did you mean %q?", near)
		}
		r.fail(m.node, remedy, "%s.features names %s, which is no feature of the plan", m.where, audit.Quote(name))
	}
	return names
}

// annotators reads the columns of annotators' labels; one annotator cannot agree with anybody.
func (r *reader) annotators(n *yaml.Node) []audit.Attribute {
	out := r.attributes(n, "columns.annotators")
	if len(out) == 1 {
		r.fail(n, "name the column of each annotator", "columns.annotators names a single column")
	}
	return out
}
