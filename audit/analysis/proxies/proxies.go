// Package proxies asks which features tell the protected attributes (methods 9): each by itself, all together by a classifier that is
// fitted on some people and tried on others, and whether decisions go with what tells. It works on the joint table of attributes and
// features, and says where a column has too many values to be judged.
//
// It counts people also where the plan names weights, and says so. What a column tells of the group is asked of the rows that a system
// would see, each of them once. The classifiers are fitted and tried on people dealt out by cells, where nobody's weight is known; the
// corrections for chance and the tests of V and of information have their laws for counts. Weighted sums in their place would look like
// more people, or fewer, than there are.
//
// It does not know how the audited system works: a proxy that exists may not be used, and only the data speak for or against it.
package proxies

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"sync"

	"auditd/audit"
	"auditd/audit/analysis"
	"auditd/audit/analysis/joint"
	"auditd/audit/infer"
	"auditd/audit/metric"
)

// Analysis looks for proxies wherever features are named, unless the plan declines.
var Analysis = analysis.Analysis{
	Name: "proxies", Tables: tables, Run: run,
	Applies: func(p *audit.Plan) bool {
		return len(p.Columns.Features) > 0 && len(p.Columns.Attributes) > 0 && !options(p).Off
	},
}

// defaultFolds is the number of parts of the cross-fitted classifier when the plan does not say.
const defaultFolds = 5

// asked reports whether the plan asks for proxies itself; otherwise its features alone do, and proxies are sought where it can be done.
func asked(p *audit.Plan) bool { return p.Analyses != nil && p.Analyses.Proxies != nil }

func options(p *audit.Plan) audit.ProxiesPlan {
	if !asked(p) {
		return audit.ProxiesPlan{Folds: defaultFolds}
	}
	return *p.Analyses.Proxies
}

// tables asks for the joint table and, of every feature with breaks, for its numbers by group.
func tables(p *audit.Plan) ([]audit.Field, []audit.TablePlan) {
	optional := !asked(p)
	fields, plans := joint.Tables(p, optional)
	for _, f := range p.Columns.Features {
		if len(f.Breaks) == 0 {
			continue
		}
		number := audit.Attribute{Column: f.Column, Name: numberOf(f.Name), Missing: f.Missing}
		fields = append(fields, audit.Field{Kind: audit.FieldNumber, Attribute: number, Values: mostNumbers})
		for _, a := range p.Columns.Attributes {
			plans = append(plans, audit.TablePlan{Name: numberTable(a.Name, f.Name), Optional: optional, Axes: []audit.AxisName{
				{Role: audit.AxisAttribute, Name: a.Name}, {Role: audit.AxisField, Name: number.Name},
			}})
		}
	}
	return fields, plans
}

// The parts that count people where the plan names weights ([audit.Unweighted]).
const (
	PartAssociation = "association" // V, information, their tests, and the comparison of numbers
	PartPrediction  = "prediction"  // the classifiers and what rests on them
)

// mostNumbers is how many distinct numbers of a feature are kept; beyond, they are rounded.
const mostNumbers = 4096

// mostFeatures is how many features one set of bits holds.
const mostFeatures = 60

// NoticeTooManyFeatures says that proxies were not sought because there are too many features: [features, limit].
const NoticeTooManyFeatures = "too_many_features_for_proxies"

func numberOf(feature string) string { return feature + " (number)" }

func numberTable(attribute, feature string) string { return "number " + attribute + " / " + feature }

// A study is one run of the analysis.
type study struct {
	in       *analysis.Input
	t        *joint.Table
	features []int // dimensions of the joint table
	folds    int
	out      *audit.Proxies
	tests    []*audit.Test
}

func run(in *analysis.Input) error {
	t, err := joint.Of(in)
	if err != nil {
		return err
	}
	if in.Cells.WithoutTable(joint.Name) != nil {
		return nil
	}
	n := len(in.Plan.Columns.Features)
	switch {
	case n <= mostFeatures:
	case !asked(in.Plan):
		in.Note(NoticeTooManyFeatures, strconv.Itoa(n), strconv.Itoa(mostFeatures))
		return nil
	default:
		return &audit.Error{
			Kind: audit.Invalid, Text: fmt.Sprintf("proxies are sought among %d features, at most %d", n, mostFeatures),
			Remedy: "name fewer features, or write analyses: {proxies: false}",
		}
	}
	in.Out.Proxies = Study(in, t)
	return nil
}

// Study looks for proxies in a joint table.
func Study(in *analysis.Input, t *joint.Table) *audit.Proxies {
	s := &study{in: in, t: t, folds: max(2, options(in.Plan).Folds), out: &audit.Proxies{Features: []string{}, Clusters: [][]string{}}}
	for i, d := range t.Dims {
		if !d.Protected {
			s.features = append(s.features, i)
			s.out.Features = append(s.out.Features, d.Name)
		}
	}
	s.clusters()
	s.out.Attributes = make([]audit.ProxyAttribute, len(in.Plan.Columns.Attributes))
	s.each(len(s.out.Attributes), func(i int) { s.out.Attributes[i] = s.attribute(t.Dim(in.Plan.Columns.Attributes[i].Name)) })
	for i := range s.out.Attributes {
		for k := range s.out.Attributes[i].Features {
			p := &s.out.Attributes[i].Features[k]
			s.tests = append(s.tests, p.Test)
			if p.Use != nil {
				s.tests = append(s.tests, p.Use.Test)
			}
		}
	}
	s.out.Weights = in.CountsPeople(
		audit.Unweighted{Part: PartAssociation, Why: audit.WhyLawOfCounts}, audit.Unweighted{Part: PartPrediction, Why: audit.WhyDealtOut},
	)
	in.Family("proxies", s.tests)
	for _, x := range s.tests {
		if x != nil {
			s.out.Tests++
		}
	}
	return s.out
}

// attribute holds one attribute against the features.
func (s *study) attribute(dim int) audit.ProxyAttribute {
	d := s.t.Dims[dim]
	out := audit.ProxyAttribute{Attribute: d.Name, Features: []audit.Proxy{}, Joint: []audit.JointProxy{}, Removal: []audit.ProxyRemoval{}, Status: audit.StatusOK}
	known := s.known(dim)
	for k := range known.Counts {
		out.N += known.Counts[k].Total()
	}
	if groupsOf(known) < 2 {
		out.Status, out.Why = audit.StatusOneGroup, metric.WhyOneGroup
		return out
	}
	f := s.fit(known)
	for i := range s.features {
		p := s.feature(known, f, i)
		p.Number = s.number(d.Name, p.Feature)
		out.Features = append(out.Features, p)
	}
	out.Macro = audit.Ptr(f.macro(f.every()))
	out.Joint = s.joint(known, f)
	s.contributions(f, &out)
	slices.SortStableFunc(out.Features, func(a, b audit.Proxy) int { return cmp.Compare(value(b.Corrected), value(a.Corrected)) })
	return out
}

func value(v *audit.Real) float64 {
	if v == nil {
		return -1
	}
	return float64(*v)
}

// known returns the people whose group is known by group (first dimension) and features.
func (s *study) known(dim int) *joint.Table {
	t := s.t.Select(append([]int{dim}, s.features...)...)
	unknown := t.Dims[0].Unknown()
	if unknown < 0 {
		return t
	}
	out := &joint.Table{Dims: t.Dims}
	for k := range t.Counts {
		if at := t.At(k); at[0] != int32(unknown) {
			out.Codes, out.Counts = append(out.Codes, at...), append(out.Counts, t.Counts[k])
		}
	}
	return out
}

// groupsOf counts the groups that have people.
func groupsOf(t *joint.Table) int {
	seen := map[int32]bool{}
	for k := range t.Counts {
		if t.Counts[k].Total() > 0 {
			seen[t.At(k)[0]] = true
		}
	}
	return len(seen)
}

// each calls f for 0 … n−1 on several goroutines; every call writes its own place only.
func (s *study) each(n int, f func(int)) {
	var wg sync.WaitGroup
	workers := max(1, min(s.in.Workers, n))
	for w := range workers {
		wg.Go(func() {
			for i := w; i < n; i += workers {
				f(i)
			}
		})
	}
	wg.Wait()
}

// why turns a reason of a method into a status.
func why(w infer.Why) (audit.Status, string) {
	if w == infer.Defined {
		return audit.StatusOK, ""
	}
	return audit.StatusAssumption, string(w)
}
