package report

// exploratory says of a section that no rule judges it: it adds no finding and no verdict to the first page. countsPeople is set where the
// analysis counts people even if the plan names weights.
func (b *builder) exploratory(countsPeople bool) {
	b.say("exploratory.section")
	if countsPeople && b.a.Plan.Columns.Weight != "" {
		b.note(NoteCaution, "exploratory.counts_people", "weight", fromData(b.a.Plan.Columns.Weight))
	}
}
