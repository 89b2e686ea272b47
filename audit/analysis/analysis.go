// Package analysis is what all further analyses of an audit have in common: what an analysis asks the count for, and what it is
// given. Each analysis is a package below this one; package measure lists them.
//
// It does not know which analyses there are.
package analysis

import (
	"math"

	"auditd/audit"
	"auditd/audit/infer"
	"auditd/audit/metric"
)

// An Analysis answers one further question from counts: scores, filter stages, subgroups, proxies, periods.
type Analysis struct {
	Name    string                                                 // the key of its section in the message catalogues: scores, stages …
	Applies func(p *audit.Plan) bool                               // whether the plan asks for it or its columns allow it
	Tables  func(p *audit.Plan) ([]audit.Field, []audit.TablePlan) // what it needs counted besides the cells; nil when the cells suffice
	Run     func(in *Input) error                                  // adds its results to in.Out; errors are *audit.Error
}

// Input is what an analysis works on.
type Input struct {
	Plan    *audit.Plan
	Cells   *audit.Cells
	Terms   metric.Terms    // confidence, bands, least group size
	Sets    []Set           // the attribute sets of the audit with their reference groups: single ones first
	Judged  []metric.Metric // proportions that a rule of the plan judges, in the order of the registry
	Workers int             // goroutines it may use; the result must not depend on it
	// Sharing is the number of families of tests that share one allowance for errors because findings come of them, 0 where the plan
	// keeps the promise for each of its families by itself.
	Sharing int
	// Previous are earlier results of the same system, nil when there are none to continue.
	Previous *audit.Audit
	Out      *audit.Audit // with estimates, comparisons and coverage filled in; findings come after the analyses
	// Families are the families of tests that Family adjusted, in order; they join those of the comparisons in the record.
	Families []audit.Family
}

// A Set is an attribute, or several that are crossed, with its groups.
type Set struct {
	Names     []string             // attributes
	Dims      []int                // their positions in Cells.Attributes
	Groups    []metric.GroupCounts // Unknown ones included
	Reference int                  // position in Groups, −1 when there is none
}

// Single returns the set of one attribute.
func (in *Input) Single(name string) *Set {
	for i := range in.Sets {
		if len(in.Sets[i].Names) == 1 && in.Sets[i].Names[0] == name {
			return &in.Sets[i]
		}
	}
	return nil
}

// ReferenceValue returns the value of the reference group of a single attribute, false when there is none.
func (s *Set) ReferenceValue() (string, bool) {
	if s.Reference < 0 {
		return "", false
	}
	return s.Groups[s.Reference].Group[0].Value, true
}

// Favourable reports whether being selected is good for the person.
func (in *Input) Favourable() bool {
	return in.Plan.Columns.Decision != nil && in.Plan.Columns.Decision.Favourable
}

// Family adjusts the p-values of tests that are read together by the method of the plan, and enters the family into the record of
// what was examined. Tests that are nil or have no p-value are left out; without any other there is no family.
func (in *Input) Family(name string, tests []*audit.Test) { in.adjust(name, tests, 1) }

// FindingFamily is Family for tests whose verdicts become findings: they keep to their part of the allowance.
func (in *Input) FindingFamily(name string, tests []*audit.Test) {
	in.adjust(name, tests, max(1, in.Sharing))
}

func (in *Input) adjust(name string, tests []*audit.Test, sharing int) {
	var made []*audit.Test
	var p []float64
	for _, t := range tests {
		if t != nil && !math.IsNaN(float64(t.P)) {
			made, p = append(made, t), append(p, float64(t.P))
		}
	}
	if len(made) == 0 {
		return
	}
	method := in.Plan.Multiplicity.Method
	size := len(p) * sharing
	adjusted := infer.Adjust(method, p, size)
	for i, t := range made {
		t.PAdjusted, t.Method, t.Family, t.FamilyN = audit.P(adjusted[i]), method, name, size
	}
	in.Families = append(in.Families, audit.Family{Name: name, Tests: len(p), Size: size, Method: method})
}

// Note adds a notice to the audit, once.
func (in *Input) Note(key string, args ...string) {
	in.Out.Notices = append(in.Out.Notices, audit.Note{Key: key, Args: args})
}
