package tally

import (
	"slices"

	"auditd/audit"
)

// unmatchedNote is the notice for main rows without a partner: in a file of a stage they are the people who did not pass it, which
// is nothing to remark on.
func (j *joining) unmatchedNote() string {
	if j.files.How == audit.HowStages {
		return ""
	}
	return NoteUnmatched
}

// meetStage fills in a column that says whether a stage has a person.
func (l *lane) meetStage(i int) {
	l.buffer[i] = l.buffer[i][:0]
	for _, row := range l.row {
		l.buffer[i] = append(l.buffer[i], min(row, 1))
	}
	l.block.codes[i], l.block.dicts[i] = l.buffer[i], dict{l.joining.present, 0}
}

// stage returns the part that is asked for as a stage by the name of a column, 0 for any other column.
func (j *joining) stage(column string) int {
	for part := 1; part < len(j.parts) && j.files.How == audit.HowStages; part++ {
		if column == audit.StageColumn(part) {
			return part
		}
	}
	return 0
}

// everyStage returns an error unless there is one file for every stage of the plan, besides the first.
func (j *joining) everyStage() error {
	stages := 0
	for slices.Contains(j.counter.columns, audit.StageColumn(stages+1)) {
		stages++
	}
	if stages == len(j.parts)-1 {
		return nil
	}
	e := audit.Errorf(audit.Invalid, "the plan names %d stages and %d files were given besides the first", stages, len(j.parts)-1)
	e.Remedy = "give the file of the people who entered first, then one file for every stage in its order"
	return e
}
