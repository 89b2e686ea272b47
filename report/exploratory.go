package report

// exploratory says of a section that no rule judges it, so that it adds no finding and no verdict to the first page, and how often its
// tests, those of the family of that name, show something where there is nothing. countsPeople is set where the analysis counts
// people even if the plan names weights.
func (b *builder) exploratory(family string, countsPeople bool) {
	b.say("exploratory.section")
	b.allowance(family)
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
