package review

import (
	"errors"
	"time"

	"auditd/audit"
)

// Facts are what a guard judges by.
type Facts struct {
	Case  Case
	Actor Actor
	Act   Act
	At    time.Time
}

// A Guard is a condition of a transition.
type Guard struct {
	Name  string             // says what must hold, in snake_case
	Check func(Facts) Reason // returns "" when it holds
}

// A Transition is one row of the table.
type Transition struct {
	From   State
	Action Action
	Role   Role
	Guards []Guard // all must hold; the first that does not gives the reason
	To     State
}

// A Refusal is why an act is refused. It is the cause of the *audit.Error that Next returns.
type Refusal struct {
	Reason Reason
	Guard  string // name of the guard, empty when state or role refused
}

// Error returns the reason as a sentence in English.
func (r *Refusal) Error() string { return reasons[r.Reason].text }

// ReasonOf returns the reason of a refusal in the chain of err, "" when there is none.
func ReasonOf(err error) Reason {
	var r *Refusal
	if errors.As(err, &r) {
		return r.Reason
	}
	return ""
}

func refuse(reason Reason, guard string) error {
	r := &Refusal{Reason: reason, Guard: guard}
	return &audit.Error{Kind: reasons[reason].kind, Text: r.Error(), Remedy: remedies[reason], Err: r}
}

// Next returns the event that follows when the actor does the act at the time, without changing the case. An act that the state
// does not allow is a Conflict, one that no role of the actor allows is Denied; what a guard refuses has the kind of its reason. The
// identifier of a new case comes with [Open].
func Next(c Case, a Actor, act Act, at time.Time) (Event, error) {
	known := false
	var refused error
	for _, t := range byMove[move{c.State, act.Action()}] {
		known = true
		if !a.Has(t.Role) {
			continue
		}
		if refused = t.check(Facts{c, a, act, at}); refused == nil {
			id := c.ID
			if open, ok := act.(*Open); ok {
				id = open.Case
			}
			return Event{Case: id, Seq: c.Seq + 1, From: c.State, To: t.To, Actor: a.Account, Role: t.Role, At: at, Act: act}, nil
		}
	}
	switch {
	case refused != nil:
		return Event{}, refused
	case known:
		return Event{}, refuse(ReasonRole, "")
	default:
		return Event{}, refuse(ReasonState, "")
	}
}

func (t Transition) check(f Facts) error {
	for _, g := range t.Guards {
		if reason := g.Check(f); reason != "" {
			return refuse(reason, g.Name)
		}
	}
	return nil
}

// Allowed returns the actions for which the table has a row from the state of the case for a role of the actor, in the order of the
// table. Guards may still refuse them.
func Allowed(c Case, a Actor) []Action {
	var out []Action
	seen := map[Action]bool{}
	for _, t := range table {
		if t.From == c.State && a.Has(t.Role) && !seen[t.Action] {
			seen[t.Action] = true
			out = append(out, t.Action)
		}
	}
	return out
}
