// Package repeated continues the evidence of earlier audits of one system: the more often one tests anew, the surer a false alarm,
// unless the evidence is gathered by an e-process.
//
// It does not read the earlier results, and it does not know whether the system is still the same.
package repeated

import (
	"encoding/json"
	"slices"

	"auditd/audit"
	"auditd/audit/analysis"
	"auditd/audit/infer"
	"auditd/audit/infer/resample"
)

// Analysis continues the evidence where the results of an earlier audit are given.
var Analysis = analysis.Analysis{Name: "repeated", Applies: func(*audit.Plan) bool { return true }, Run: run}

func run(in *analysis.Input) error {
	if in.Previous == nil {
		return nil
	}
	if err := fresh(in); err != nil {
		return err
	}
	if err := Fit(in.Plan, &in.Previous.Plan); err != nil {
		return err
	}
	out := &audit.Repeated{Audits: 2, Evidence: []audit.Evidence{}}
	if p := in.Previous.Repeated; p != nil {
		out.Audits = p.Audits + 1
	}
	out.Inputs = append(append([]string{}, inputs(in.Previous)...), sums(in.Cells.Inputs)...)
	slices.Sort(out.Inputs)
	var e []float64
	for i := range in.Sets {
		s := &in.Sets[i]
		if len(s.Dims) != 1 || s.Reference < 0 {
			continue
		}
		for _, m := range in.Judged {
			reference := m.RateOf(s.Groups[s.Reference].Counts, in.Favourable())
			for g := range s.Groups {
				if g == s.Reference || s.Groups[g].Group.IsUnknown() {
					continue
				}
				r := m.RateOf(s.Groups[g].Counts, in.Favourable())
				ev := audit.Evidence{Metric: m.Name, Group: s.Groups[g].Group, Reference: s.Groups[s.Reference].Group}
				ev.Blocks = append(before(in.Previous, &ev), audit.EvidenceBlock{Of: r.Of.N, Out: r.Out.N, ReferenceOf: reference.Of.N, ReferenceOut: reference.Out.N})
				e = append(e, gather(&ev, in.Terms.Alpha()))
				out.Evidence = append(out.Evidence, ev)
			}
		}
	}
	for k, shown := range resample.EBH(e, in.Terms.Alpha()) {
		out.Evidence[k].Shown = shown
	}
	in.Out.Repeated = out
	return nil
}

// gather computes the evidence of all blocks and returns it.
func gather(ev *audit.Evidence, alpha float64) float64 {
	p := resample.NewEProcess(resample.DefaultGamma)
	for _, b := range ev.Blocks {
		own, why := p.Add(resample.Block{A: infer.P(b.Of, b.Out), B: infer.P(b.ReferenceOf, b.ReferenceOut)})
		if why != infer.Defined {
			ev.Why = string(why)
			return 0
		}
		ev.Own = audit.Ptr(own)
	}
	ev.LogE, ev.E, ev.P = audit.Real(p.LogValue()), audit.Ptr(p.Value()), audit.P(p.P())
	ev.Reached = p.P() <= alpha
	return p.Value()
}

// before returns the blocks of the earlier audits; those of an audit without evidence are its own counts.
func before(a *audit.Audit, ev *audit.Evidence) []audit.EvidenceBlock {
	if a.Repeated != nil {
		for i := range a.Repeated.Evidence {
			if e := &a.Repeated.Evidence[i]; e.Metric == ev.Metric && e.Group.Equal(ev.Group) && e.Reference.Equal(ev.Reference) {
				return slices.Clone(e.Blocks)
			}
		}
		return nil
	}
	group, reference := estimate(a, ev.Metric, ev.Group), estimate(a, ev.Metric, ev.Reference)
	if group == nil || reference == nil {
		return nil
	}
	return []audit.EvidenceBlock{{Of: group.Numerator, Out: group.Denominator, ReferenceOf: reference.Numerator, ReferenceOut: reference.Denominator}}
}

func estimate(a *audit.Audit, name string, g audit.Group) *audit.Estimate {
	for i := range a.Estimates {
		if e := &a.Estimates[i]; e.Metric == name && len(e.Stratum) == 0 && e.Group.Equal(g) {
			return e
		}
	}
	return nil
}

// fresh refuses people who would count twice.
func fresh(in *analysis.Input) error {
	for _, sum := range sums(in.Cells.Inputs) {
		if slices.Contains(inputs(in.Previous), sum) {
			return &audit.Error{
				Kind: audit.Invalid, Text: "a file of this audit was counted by an earlier one: its people would count twice",
				Remedy: "audit only those who were decided on since",
			}
		}
	}
	return nil
}

// Fit returns nil when an audit of one plan can continue the evidence of an earlier audit of another, and else an *audit.Error of kind
// Invalid: evidence counts people, not weights, and both audits must ask the same question.
func Fit(plan, earlier *audit.Plan) error {
	if plan.Columns.Weight != "" {
		return &audit.Error{
			Kind: audit.Invalid, Text: "evidence over repeated audits counts people, and the plan names a weight", Remedy: "leave out the earlier audit, or the weight",
		}
	}
	question := func(p *audit.Plan) string {
		b, _ := json.Marshal([]any{p.Columns.Attributes, p.Columns.Decision, p.Columns.Label, p.Reference})
		return string(b)
	}
	if question(plan) != question(earlier) {
		return &audit.Error{
			Kind: audit.Invalid, Text: "the earlier audit asks another question: attributes, decision, label or reference groups differ",
			Remedy: "repeat the audit with the plan of the earlier one",
		}
	}
	return nil
}

// inputs returns the digests of all files that the earlier audits counted.
func inputs(a *audit.Audit) []string {
	if a.Repeated != nil {
		return a.Repeated.Inputs
	}
	return sums(a.Inputs)
}

func sums(in []audit.Input) []string {
	var out []string
	for _, f := range in {
		if f.SHA256 != "" {
			out = append(out, f.SHA256)
		}
	}
	return out
}
