package service

import (
	"slices"

	"auditd/audit/planfile"
	"auditd/audit/planfile/fields"
)

// What the form of a plan is made of, under the names that its page uses.
type (
	// A FormField is one key of the plan that the form offers.
	FormField = fields.Field
	// FormValues are what the fields hold.
	FormValues = fields.Values
	// A PlanFault is one thing that is wrong with a plan, with the key where it is.
	PlanFault = planfile.Fault
)

// PlanFormField returns a field of the form by its name.
func PlanFormField(name string) (FormField, bool) { return fields.Get(name) }

// PlanFormAt returns the field at which an error of a key of the plan is shown, empty for none.
func PlanFormAt(key string) string { return fields.At(key) }

// PlanFormBins is the name of the field with the breaks of one column of a field of columns.
func PlanFormBins(field, column string) string { return fields.BinsOf(field, column) }

// PlanFormStages are the names of the fields of the filters of a process.
func PlanFormStages() []string { return slices.Clone(fields.StageNames) }

// ReadPlanForm returns the fields of a plan's text. A text that is no YAML is an Invalid error.
func ReadPlanForm(text string) (FormValues, error) { return fields.Read(text) }

// A PlanEdit is what was done on the page of a plan.
type PlanEdit struct {
	Text       string     // as it is now, perhaps changed by hand
	Was, Now   FormValues // the fields as they were shown, and as they came back
	KeepText   bool       // where text and field were both changed, the text wins
	Department string     // for the gap of a proposal
	Population string     // reference file that was uploaded; empty for none
	Found      []Column   // of the data, for the bins of numbers
}

// WritePlanForm writes the fields that were changed into the text; everything else stays as it is written there.
func WritePlanForm(e PlanEdit) (string, error) {
	return fields.Write(e.Text, e.Was, e.Now, e.KeepText, fields.Options{
		Bins: func(column string) []string { return breaksOf(e.Found, column) }, Department: e.Department, Population: e.Population,
	})
}

// PlanFaults returns what is wrong with a plan, each with its key.
func PlanFaults(text string) []PlanFault { return planfile.Faults([]byte(text)) }

// Binnable reports whether a column is one of numbers that are better cut into bins.
func Binnable(c Column) bool { return manyNumbers(c) }
