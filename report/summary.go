package report

import (
	"sort"

	"auditd/audit"
)

const (
	summaryCards    = 9 // verdict cards on the first page
	summaryFindings = 3 // worst findings on the first page
	summaryOpen     = 4 // open questions on the first page
)

// summary is the first page: the verdict per criterion, the worst findings in plain words, and what could not be judged.
func (b *builder) summary() {
	b.part("summary", 1)
	b.add(&Paragraph{Lead: true, Text: b.headline()})
	if len(b.a.Plan.Columns.Attributes) > 0 {
		b.say("summary.scope", "rows", b.a.Rows.Counted, "read", b.a.Rows.Read, "attributes", b.attributeNames())
	}
	b.verdicts()
	b.hidden()
	b.stageWarnings()
	b.note(NoteLimit, "summary.no_endorsement")
	b.part("worst", 2)
	b.worst()
	b.part("open", 2)
	b.open()
}

// headline counts the criteria by verdict.
func (b *builder) headline() Text {
	disparity, parity, open := 0, 0, 0
	for _, c := range b.a.Criteria {
		switch c.Verdict {
		case audit.DisparityShown:
			disparity++
		case audit.ParityShown:
			parity++
		default:
			open++
		}
	}
	if len(b.a.Criteria) == 0 {
		return b.l.text("summary.no_criteria")
	}
	return b.l.text("summary.headline", "all", len(b.a.Criteria), "disparity", disparity, "parity", parity, "open", open)
}

func (b *builder) attributeNames() Text {
	var items []Text
	for _, at := range b.a.Plan.Columns.Attributes {
		items = append(items, Text{fromData(at.Name)})
	}
	return b.l.list(items)
}

// verdicts shows a card for every rule and metric, the gravest first: within it stand the attribute sets by their verdict.
func (b *builder) verdicts() {
	if len(b.a.Criteria) == 0 {
		return
	}
	cards := b.cards()
	sort.SliceStable(cards, func(i, j int) bool { return gravity(cards[i][0].Verdict) > gravity(cards[j][0].Verdict) })
	v := &Verdicts{}
	for _, criteria := range cards[:min(len(cards), summaryCards)] {
		c := criteria[0]
		v.Items = append(v.Items, VerdictItem{
			Badge: b.l.badge(c.Verdict),
			Title: b.l.text("summary.card", "rule", b.l.rule(c.Rule), "metric", b.l.metric(c.Metric)),
			Text:  b.cardText(criteria),
			Ref:   "checklist",
		})
	}
	b.add(v)
	if more := len(cards) - summaryCards; more > 0 {
		b.say("summary.more_criteria", "n", more, "section", ref("checklist"))
	}
}

// cards gathers the criteria of one rule and metric, gravest first, in the order of the audit.
func (b *builder) cards() [][]*audit.Criterion {
	var cards [][]*audit.Criterion
	at := map[string]int{}
	for i := range b.a.Criteria {
		c := &b.a.Criteria[i]
		k := key(c.Rule, c.Metric)
		n, ok := at[k]
		if !ok {
			n = len(cards)
			at[k] = n
			cards = append(cards, nil)
		}
		cards[n] = append(cards[n], c)
	}
	for _, c := range cards {
		sort.SliceStable(c, func(i, j int) bool { return gravity(c[i].Verdict) > gravity(c[j].Verdict) })
	}
	return cards
}

// cardText names the attribute sets of each verdict, so that no verdict hides behind a graver one.
func (b *builder) cardText(criteria []*audit.Criterion) Text {
	var groups []Text
	for i := 0; i < len(criteria); {
		verdict := criteria[i].Verdict
		var sets []Text
		for ; i < len(criteria) && criteria[i].Verdict == verdict; i++ {
			sets = append(sets, b.l.attributes(criteria[i].Attributes))
		}
		groups = append(groups, b.l.text("summary.sets", "verdict", b.l.badge(verdict).Text, "sets", b.l.list(sets)))
	}
	return b.l.join(groups, b.l.str("punctuation.semicolon"))
}

func (b *builder) criterionTitle(c *audit.Criterion) Text {
	return b.l.text("summary.criterion_title", "rule", b.l.rule(c.Rule), "metric", b.l.metric(c.Metric), "attributes", b.l.attributes(c.Attributes))
}

func gravity(v audit.Verdict) int {
	switch v {
	case audit.DisparityShown:
		return 3
	case audit.Inconclusive:
		return 2
	case audit.ParityShown:
		return 0
	default:
		return 1
	}
}

func (b *builder) worst() {
	list := &List{Ordered: true}
	for i := range b.a.Findings {
		f := &b.a.Findings[i]
		if f.Level != audit.LevelDisparity || len(list.Items) == summaryFindings {
			break
		}
		t := Text{{Text: b.l.metric(f.Metric), Strong: true}, {Text: b.l.str("punctuation.colon")}}
		t = append(t, b.plainSentence(f)...)
		if doubt := b.doubt(f); doubt != nil {
			t = append(t, Span{Text: b.l.str("punctuation.sentence")})
			t = append(t, doubt...)
		}
		if beside := b.besides(f); beside != nil {
			t = append(t, Span{Text: b.l.str("punctuation.sentence")})
			t = append(t, strong(beside)...)
		}
		list.Items = append(list.Items, append(t, b.l.text("summary.see", "section", ref(b.ids[i]))...))
	}
	if len(list.Items) == 0 {
		b.say("summary.no_disparity")
		return
	}
	b.add(list)
}

// doubt is the number of a finding with its interval and n, nil when it has none.
func (b *builder) doubt(f *audit.Finding) Text {
	if f.Evidence != nil {
		return b.l.withDoubt(f.Evidence)
	}
	if r := b.representationOf(f); r != nil {
		return b.representationNumbers(r)
	}
	return nil
}

// open says what could not be judged and what would settle it.
func (b *builder) open() {
	list := &List{}
	criteria := b.openCriteria()
	for _, c := range criteria[:min(len(criteria), summaryOpen)] {
		list.Items = append(list.Items, append(append(strong(b.criterionTitle(c)), Span{Text: b.l.str("punctuation.colon")}), b.settles(c)...))
	}
	if more := len(criteria) - summaryOpen; more > 0 {
		list.Items = append(list.Items, b.l.text("open.more", "n", more, "section", ref("checklist")))
	}
	if b.a.Plan.Columns.Decision != nil && b.a.Plan.Columns.Label == nil {
		list.Items = append(list.Items, b.l.text("open.no_label"))
	}
	if b.a.Coverage == nil || len(b.a.Coverage.Population) == 0 {
		list.Items = append(list.Items, b.l.text("open.no_population"))
	}
	if n := b.a.Examined.Undefined; n > 0 && len(b.setsOf(1)) > 0 {
		list.Items = append(list.Items, b.l.text("open.undefined", "n", n, "all", b.a.Examined.Estimates, "section", ref("all-rates")))
	}
	if len(list.Items) == 0 {
		b.say("open.nothing")
		return
	}
	b.add(list)
}

// openCriteria returns the criteria with inconclusive groups: first those that could not be decided at all.
func (b *builder) openCriteria() []*audit.Criterion {
	var out []*audit.Criterion
	for i := range b.a.Criteria {
		if b.a.Criteria[i].Inconclusive > 0 {
			out = append(out, &b.a.Criteria[i])
		}
	}
	sort.SliceStable(out, func(i, j int) bool {
		return out[i].Verdict == audit.Inconclusive && out[j].Verdict != audit.Inconclusive
	})
	return out
}

// settles says for the inconclusive groups of a criterion how many records are wanting, the most attainable group first; when no
// number is known, why the first of them is inconclusive.
func (b *builder) settles(c *audit.Criterion) Text {
	var least *audit.Comparison
	var first *audit.Finding
	for i := range b.a.Findings {
		f := &b.a.Findings[i]
		if f.Rule != c.Rule || f.Metric != c.Metric || f.Verdict != audit.Inconclusive || setKey(attributesOf(f.Group)) != setKey(c.Attributes) {
			continue
		}
		if first == nil {
			first = f
		}
		if e := f.Evidence; e != nil && e.RecordsNeeded != nil && (least == nil || *e.RecordsNeeded < *least.RecordsNeeded) {
			least = e
		}
	}
	switch {
	case least != nil:
		return b.l.text("open.criterion_records", "n", c.Inconclusive, "group", b.l.name(least.Group), "records", *least.RecordsNeeded)
	case first == nil:
		return b.l.text("open.criterion", "n", c.Inconclusive)
	}
	if e := first.Evidence; e != nil && e.ReferenceNeed != nil {
		return b.l.text("open.criterion_reference", "n", c.Inconclusive, "group", b.l.name(first.Group), "records", *e.ReferenceNeed)
	}
	why := first.Reason
	if first.Evidence != nil && first.Evidence.NeedWhy != "" {
		why = first.Evidence.NeedWhy
	}
	if why == "" {
		return b.l.text("open.criterion", "n", c.Inconclusive)
	}
	return b.l.text("open.criterion_why", "n", c.Inconclusive, "group", b.l.name(first.Group), "why", b.l.said(why, first.Args))
}
