package report

// cover fills the first page: what was audited, for whom, and the digests that fix what the report is about.
func (b *builder) cover() {
	p := &b.a.Plan
	b.doc.Title = shown(p.Title)
	if p.Title == "" {
		b.doc.Title = b.l.str("cover.title")
	}
	b.doc.Subtitle = b.l.str("cover.subtitle")
	stated := func(key, value string) {
		b.doc.Cover = append(b.doc.Cover, Field{Name: b.l.str("cover." + key), Value: b.l.optional(value).Plain()})
	}
	given := func(key, value string, fixed bool) {
		if value != "" {
			b.doc.Cover = append(b.doc.Cover, Field{Name: b.l.str("cover." + key), Value: value, Code: fixed})
		}
	}
	stated("system", p.System.Name)
	stated("department", p.System.Department)
	stated("region", p.System.Region)
	stated("subject", p.System.Subject)
	stated("purpose", p.System.Purpose)
	given("case", shown(b.opt.Case), false)
	given("query", shown(b.opt.Query), false)
	given("date", b.doc.Date, false)
	given("version", shown(b.opt.Version), false)
	given("generator", shown(b.a.Generator), false)
	b.attach()
	given("plan_sha256", shown(b.a.PlanSHA256), true)
	for _, in := range b.a.Inputs {
		b.doc.Cover = append(b.doc.Cover, Field{Name: b.l.str("cover.input_sha256", "file", shown(in.Name)), Value: shown(in.SHA256), Code: true})
	}
	for _, at := range b.doc.Attachments {
		given("results_sha256", at.SHA256, true)
	}
}
