package review

import (
	"encoding/json"
	"time"

	"auditd/audit"
)

// An Action is the name of an act.
type Action string

// An Act is something done to a case, with what was said in doing it. Every act is a pointer to a struct of this package.
type Act interface {
	// Action returns the name of the act, the same for every value of its type.
	Action() Action
	// apply adds the act to the case. It shares no slice with the case before.
	apply(c *Case, e Event)
}

// An Event is one act in the history of a case. Events are never changed.
type Event struct {
	Case  CaseID
	Seq   int64 // 1, 2, 3 … within the case
	From  State
	To    State
	Actor AccountID
	Role  Role // the role they acted in
	At    time.Time
	Act   Act
}

// EncodeAct returns an act as JSON, for storage.
func EncodeAct(a Act) ([]byte, error) { return json.Marshal(a) }

// DecodeAct reads an act that EncodeAct wrote. An unknown action is an Invalid error. Members that it does not know are ignored, so
// that an older program can read a newer history.
func DecodeAct(name Action, data []byte) (Act, error) {
	for _, make := range acts {
		act := make()
		if act.Action() != name {
			continue
		}
		if err := json.Unmarshal(data, act); err != nil {
			return nil, &audit.Error{Kind: audit.Invalid, Text: "the act " + string(name) + " is not well formed", Err: err}
		}
		return act, nil
	}
	return nil, audit.Errorf(audit.Invalid, "there is no act %s", audit.Quote(string(name)))
}

// Actions returns the name of every act, in the order of the phases.
func Actions() []Action {
	out := make([]Action, len(acts))
	for i, make := range acts {
		out[i] = make().Action()
	}
	return out
}
