package review

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"strings"
	"text/tabwriter"
)

// acts makes an empty act of every kind, in the order of the phases. A new act is one more line.
var acts = []func() Act{
	func() Act { return &Open{} }, func() Act { return &Submit{} }, func() Act { return &RecordChecks{} },
	func() Act { return &Validate{} }, func() Act { return &Reject{} },
	func() Act { return &StartRun{} }, func() Act { return &FinishRun{} }, func() Act { return &FailRun{} },
	func() Act { return &RequestReaudit{} },
	func() Act { return &FormPanel{} }, func() Act { return &AssignMember{} }, func() Act { return &Declare{} },
	func() Act { return &Recuse{} }, func() Act { return &StartReview{} },
	func() Act { return &RequestRecusal{} }, func() Act { return &DecideRecusal{} },
	func() Act { return &FileReview{} }, func() Act { return &ReleaseReviews{} }, func() Act { return &ReleaseEarly{} },
	func() Act { return &IssueFindings{} },
	func() Act { return &NotifyDepartment{} }, func() Act { return &FileReply{} }, func() Act { return &RecordSilence{} },
	func() Act { return &AnswerReply{} },
	func() Act { return &Resolve{} }, func() Act { return &Sign{} }, func() Act { return &CompleteSigning{} },
	func() Act { return &CheckPublication{} }, func() Act { return &Publish{} }, func() Act { return &Withhold{} },
	func() Act { return &ProposeCorrection{} }, func() Act { return &Correct{} }, func() Act { return &Supersede{} },
	func() Act { return &Expire{} }, func() Act { return &ProposeWithdrawal{} }, func() Act { return &Withdraw{} },
	func() Act { return &OpenCorrectivePlan{} }, func() Act { return &StartFollowUp{} }, func() Act { return &MarkOverdue{} },
	func() Act { return &Close{} }, func() Act { return &DeleteRawData{} },
	func() Act { return &GrantRawData{} },
}

// table is the whole state machine, phase after phase.
var table = slices.Concat(intakeRows, runRows, panelRows, recusalRows, reviewingRows, replyRows, resolutionRows, publicationRows, followUpRows, retentionRows, grantRows)

// A move is what the rows of the table are looked up by.
type move struct {
	from   State
	action Action
}

// byMove holds the rows of the table for each move, in the order of the table.
var byMove = func() map[move][]Transition {
	m := map[move][]Transition{}
	for _, t := range table {
		m[move{t.From, t.Action}] = append(m[move{t.From, t.Action}], t)
	}
	return m
}()

// Table returns the transitions, phase after phase.
func Table() []Transition { return slices.Clone(table) }

// WriteTable writes the transitions as text in columns, for the documentation.
func WriteTable(w io.Writer) error {
	t := tabwriter.NewWriter(w, 0, 8, 2, ' ', 0)
	fmt.Fprintln(t, "from\taction\trole\tto\tguards")
	for _, row := range table {
		var names []string
		for _, g := range row.Guards {
			names = append(names, g.Name)
		}
		from := string(row.From)
		if row.From == None {
			from = "(none)"
		}
		fmt.Fprintf(t, "%s\t%s\t%s\t%s\t%s\n", from, row.Action, row.Role, row.To, cmp.Or(strings.Join(names, ", "), "-"))
	}
	return t.Flush()
}
