package review

import (
	"regexp"
	"strings"
)

// holds makes a guard of a condition and the reason of its refusal.
func holds(name string, reason Reason, condition func(f Facts) bool) Guard {
	return Guard{Name: name, Check: func(f Facts) Reason {
		if condition(f) {
			return ""
		}
		return reason
	}}
}

// Guards that more than one phase uses.
var (
	ofSubmittingDepartment = holds("of_submitting_department", ReasonNotOwnDepartment, func(f Facts) bool { return f.Actor.Of(f.Case.Unit) })
	independent            = Guard{Name: "independent_of_department", Check: func(f Facts) Reason {
		switch {
		case f.Actor.Account == f.Case.Submitter || f.Actor.Of(f.Case.Unit):
			return ReasonDepartment
		case recused(f.Case, f.Actor.Account): // whatever other role they hold
			return ReasonRecused
		default:
			return ""
		}
	}}
	reasonGiven = holds("reason_given", ReasonNoReason, func(f Facts) bool {
		r, ok := f.Act.(interface{ reason() string })
		return ok && said(r.reason())
	})
)

// said reports whether a text says anything.
func said(s string) bool { return strings.TrimSpace(s) != "" }

var digestPattern = regexp.MustCompile(`^[0-9a-f]{64}$`)

// isDigest reports whether a text is a SHA-256 in lower-case hex.
func isDigest(d Digest) bool { return digestPattern.MatchString(string(d)) }

// passed reports whether there are checks and all of them passed.
func passed(checks []Check) bool {
	for _, c := range checks {
		if !c.Passed {
			return false
		}
	}
	return len(checks) > 0
}

// rows makes one row for each state a transition can start from.
func rows(from []State, action Action, role Role, to State, guards ...Guard) []Transition {
	var out []Transition
	for _, s := range from {
		out = append(out, Transition{From: s, Action: action, Role: role, Guards: guards, To: to})
	}
	return out
}

// stays makes a row for each state in which an act changes the case but not its state.
func stays(in []State, action Action, role Role, guards ...Guard) []Transition {
	var out []Transition
	for _, s := range in {
		out = append(out, Transition{From: s, Action: action, Role: role, Guards: guards, To: s})
	}
	return out
}
