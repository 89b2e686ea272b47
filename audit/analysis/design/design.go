// Package design computes rates, differences and ratios of a sample that was drawn in clusters and strata, with the variance that
// the design leaves: people of one cluster resemble one another, so that they tell less than as many drawn one by one.
//
// It does not know how the sample was drawn beyond what the columns say.
package design

import (
	"math"
	"slices"

	"auditd/audit"
	"auditd/audit/analysis"
	"auditd/audit/infer"
	"auditd/audit/infer/survey"
)

// Analysis counts by cluster where the plan names a column of clusters.
var Analysis = analysis.Analysis{
	Name: "design", Applies: func(p *audit.Plan) bool { return p.Columns.Cluster != "" }, Tables: tables, Run: run,
}

// The limits of this package. Clusters are people drawn together, so that a survey has many more of them than an attribute has groups.
const (
	mostClusters = 20_000  // of a file; more are refused
	mostCells    = 1 << 19 // combinations of group, cluster, stratum, decision and label
	mostSums     = 1 << 20 // clusters times groups of one attribute
)

// WhyTooManyClusters says that an attribute has too many groups to follow each of them through all clusters.
const WhyTooManyClusters = "too_many_clusters_by_groups"

// The names of the fields.
const (
	clusterField = "cluster"
	stratumField = "survey stratum"
)

func tableName(attribute string) string { return "design/" + attribute }

func tables(p *audit.Plan) ([]audit.Field, []audit.TablePlan) {
	fields := []audit.Field{{Kind: audit.FieldGroup, Attribute: audit.Attribute{Column: p.Columns.Cluster, Name: clusterField}, Values: mostClusters}}
	if p.Columns.SurveyStratum != "" {
		fields = append(fields, audit.Field{Kind: audit.FieldGroup, Attribute: audit.Attribute{Column: p.Columns.SurveyStratum, Name: stratumField}, Values: mostClusters})
	}
	var plans []audit.TablePlan
	for _, a := range p.Columns.Attributes {
		t := audit.TablePlan{Name: tableName(a.Name), MaxCells: mostCells, Axes: []audit.AxisName{{Role: audit.AxisAttribute, Name: a.Name}}}
		for _, f := range fields {
			t.Axes = append(t.Axes, audit.AxisName{Role: audit.AxisField, Name: f.Attribute.Name})
		}
		if p.Columns.Decision != nil {
			t.Axes = append(t.Axes, audit.AxisName{Role: audit.AxisDecision})
		}
		if p.Columns.Label != nil {
			t.Axes = append(t.Axes, audit.AxisName{Role: audit.AxisLabel})
		}
		plans = append(plans, t)
	}
	return fields, plans
}

func run(in *analysis.Input) error {
	out := &audit.Design{Rates: []audit.DesignRate{}, Comparisons: []audit.DesignComparison{}, Tests: []audit.DesignTest{}}
	for i := range in.Sets {
		s := &in.Sets[i]
		if len(s.Dims) != 1 {
			continue
		}
		t := in.Cells.Table(tableName(s.Names[0]))
		if t == nil {
			return audit.Errorf(audit.Internal, "clusters were not counted by %s", audit.Quote(s.Names[0]))
		}
		c := gather(t, s)
		if i == 0 {
			out.Clusters, out.Strata, out.LeftOut = len(c.clusters), c.strata, c.leftOut
		}
		measure(in, out, s, c)
	}
	in.Out.Design = out
	return nil
}

// sample is the people of one attribute by cluster.
type sample struct {
	clusters []cluster
	strata   int
	leftOut  int64
}

// A cluster is the counts of the groups that it has people of, by position in the set.
type cluster struct {
	stratum int
	counts  map[int]*audit.Counts
}

// of returns the counts of a group.
func (c *cluster) of(group int) audit.Counts {
	if n := c.counts[group]; n != nil {
		return *n
	}
	return audit.Counts{}
}

// gather adds the cells of a table up to clusters. A cluster of the same name in another stratum is another one.
func gather(t *audit.Table, s *analysis.Set) *sample {
	out := &sample{}
	group := map[string]int{}
	for g := range s.Groups {
		group[s.Groups[g].Group[0].Value] = g
	}
	at := map[[2]int32]int{}
	stratum := map[int32]int{}
	axis := func(role, name string) int { return t.Axis(role, name) }
	cl, st, de, la := axis(audit.AxisField, clusterField), axis(audit.AxisField, stratumField), axis(audit.AxisDecision, ""), axis(audit.AxisLabel, "")
	for k, n := range t.N {
		codes := t.At(k)
		key := [2]int32{codes[cl], -1}
		known := int(codes[cl]) != t.Axes[cl].Unknown()
		if st >= 0 {
			key[1] = codes[st]
			known = known && int(codes[st]) != t.Axes[st].Unknown()
		}
		if !known {
			out.leftOut += n
			continue
		}
		i, ok := at[key]
		if !ok {
			h, seen := stratum[key[1]]
			if !seen {
				h = len(stratum)
				stratum[key[1]] = h
			}
			i = len(out.clusters)
			at[key] = i
			out.clusters = append(out.clusters, cluster{stratum: h, counts: map[int]*audit.Counts{}})
		}
		g := group[t.Axes[0].Values[codes[0]]]
		label, decision := audit.NoLabel, audit.NoDecision
		if de >= 0 {
			decision = decisionOf(t.Axes[de].Values[codes[de]])
		}
		if la >= 0 {
			label = labelOf(t.Axes[la].Values[codes[la]])
		}
		c := out.clusters[i].counts[g]
		if c == nil {
			c = &audit.Counts{}
			out.clusters[i].counts[g] = c
		}
		c.N[label][decision] += n
		if t.W != nil {
			c.W[label][decision] += t.W[k]
			c.W2[label][decision] += t.W2[k]
		}
	}
	out.strata = len(stratum)
	return out
}

func decisionOf(value string) audit.Decision {
	switch value {
	case "selected":
		return audit.Selected
	case "not_selected":
		return audit.NotSelected
	default:
		return audit.NoDecision
	}
}

func labelOf(value string) audit.Label {
	switch value {
	case "positive":
		return audit.Positive
	case "negative":
		return audit.Negative
	default:
		return audit.NoLabel
	}
}

// measure adds the rates of every judged metric and compares the groups with their reference.
func measure(in *analysis.Input, out *audit.Design, s *analysis.Set, c *sample) {
	var tests, together []*audit.Test
	first, firstTest := len(out.Comparisons), len(out.Tests)
	for _, m := range in.Judged {
		known := slices.DeleteFunc(positions(s), func(g int) bool { return s.Groups[g].Group.IsUnknown() })
		if len(c.clusters)*len(known) > mostSums {
			out.Tests = append(out.Tests, audit.DesignTest{Metric: m.Name, Attribute: s.Names[0], Why: WhyTooManyClusters})
			continue
		}
		sums := make([]survey.Cluster, len(c.clusters))
		for i := range c.clusters {
			sums[i].Stratum = c.clusters[i].stratum
			for _, g := range known {
				sums[i].Groups = append(sums[i].Groups, sumsOf(m.RateOf(c.clusters[i].of(g), in.Favourable()), in.Terms.Weighted))
			}
		}
		r, why := survey.Linearise(sums)
		if why != infer.Defined {
			out.Tests = append(out.Tests, audit.DesignTest{Metric: m.Name, Attribute: s.Names[0], Why: string(why)})
			continue
		}
		out.Lonely, out.DF = r.Lonely, r.DF
		for k, g := range known {
			out.Rates = append(out.Rates, rate(r, k, m.Name, s.Groups[g].Group, in.Terms.Confidence))
		}
		reference := slices.Index(known, s.Reference)
		for k, g := range known {
			if reference >= 0 && k != reference {
				out.Comparisons = append(out.Comparisons, compare(r, k, reference, m.Name, s.Groups[g].Group, s.Groups[s.Reference].Group, in.Terms.Confidence))
			}
		}
		t, why := r.RaoScott()
		d := audit.DesignTest{Metric: m.Name, Attribute: s.Names[0], Why: string(why)}
		if why == infer.Defined {
			t.PAdjusted = audit.P(math.NaN())
			d.Test = &t
		}
		out.Tests = append(out.Tests, d)
	}
	for i := first; i < len(out.Comparisons); i++ {
		tests = append(tests, out.Comparisons[i].Test)
	}
	for i := firstTest; i < len(out.Tests); i++ {
		together = append(together, out.Tests[i].Test)
	}
	in.Family("design/"+s.Names[0], tests)
	in.Family("design/"+s.Names[0]+"/together", together)
}

func positions(s *analysis.Set) []int {
	out := make([]int, len(s.Groups))
	for i := range out {
		out[i] = i
	}
	return out
}

// sumsOf returns the sums of a rate within a cluster; without weights everybody weighs 1.
func sumsOf(r audit.Rate, weighted bool) survey.ClusterSums {
	if !weighted {
		n := float64(r.Out.N)
		return survey.ClusterSums{N: r.Out.N, Weight: n, Squares: n, Events: float64(r.Of.N)}
	}
	return survey.ClusterSums{N: r.Out.N, Weight: r.Out.W, Squares: r.Out.W2, Events: r.Of.W}
}

func rate(r survey.Rates, k int, name string, g audit.Group, level float64) audit.DesignRate {
	d := audit.DesignRate{Metric: name, Group: g, N: r.People[k]}
	if r.Why[k] != infer.Defined {
		d.Rate.Why = string(r.Why[k])
		return d
	}
	d.Rate.Value = audit.Ptr(r.Value[k])
	interval, effective, why := r.KornGraubard(k, level)
	if why != infer.Defined {
		d.Rate.Why = string(why)
		return d
	}
	d.Rate.Interval, d.EffectiveN = &interval, audit.Ptr(effective)
	return d
}

func compare(r survey.Rates, k, reference int, name string, g, ref audit.Group, level float64) audit.DesignComparison {
	c := audit.DesignComparison{Metric: name, Group: g, Reference: ref}
	if value, _, interval, why := r.Ratio(k, reference, level); why == infer.Defined {
		c.Ratio = audit.Effect{Value: audit.Ptr(value), Interval: &interval}
	} else {
		c.Ratio.Why = string(why)
	}
	if value, interval, test, why := r.Difference(k, reference, level); why == infer.Defined {
		test.PAdjusted = audit.P(math.NaN())
		c.Difference, c.Test = audit.Effect{Value: audit.Ptr(value), Interval: &interval}, &test
	} else {
		c.Difference.Why = string(why)
	}
	return c
}
