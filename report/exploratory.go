package report

// exploratory says of a section that no rule judges it: it adds no finding and no verdict to the first page. countsPeople is set where the
// analysis counts people even if the plan names weights.
func (b *builder) exploratory(countsPeople bool) {
	b.say("exploratory.section")
	if countsPeople {
		b.countsPeople()
	}
}

// countsPeople says of a section that it does not use the weights of the plan, when there are any.
func (b *builder) countsPeople() {
	if w := b.a.Plan.Columns.Weight; w != "" {
		b.note(NoteCaution, "exploratory.counts_people", "weight", fromData(w))
	}
}
