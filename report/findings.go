package report

import (
	"math"
	"strconv"
	"strings"

	"auditd/audit"
)

const (
	fullDisparity    = 12  // findings of a disparity that get a section of their own
	fullInconclusive = 6   // inconclusive findings that do
	tableRows        = 200 // rows of any table that could grow without end; the rest stands in results.json
)

// findingIDs returns a link target for every finding: its own ID where that is fit for a link and not taken, else its place.
func findingIDs(findings []audit.Finding) []string {
	ids := make([]string, len(findings))
	taken := map[string]bool{}
	fit := func(r rune) bool { return r >= 'a' && r <= 'z' || r >= '0' && r <= '9' }
	for i := range findings {
		id := strings.ToLower(findings[i].ID)
		if id == "" || taken[id] || strings.ContainsFunc(id, func(r rune) bool { return !fit(r) }) {
			id = "at-" + strconv.Itoa(i+1) // the hyphen keeps it apart from all of the first kind
		}
		taken[id] = true
		ids[i] = "finding-" + id
	}
	return ids
}

// findings writes the worst findings in full and all others as tables.
func (b *builder) findings() {
	b.part("findings", 1)
	if len(b.a.Findings) == 0 {
		b.say("findings.none")
		return
	}
	b.say("findings.intro", "n", len(b.a.Findings))
	full := map[audit.Level]int{audit.LevelDisparity: fullDisparity, audit.LevelInconclusive: fullInconclusive}
	rest := map[audit.Level][]*audit.Finding{}
	for i := range b.a.Findings {
		f := &b.a.Findings[i]
		if full[f.Level] > 0 {
			full[f.Level]--
			b.finding(i, f)
			continue
		}
		level := f.Level
		if level != audit.LevelDisparity && level != audit.LevelInconclusive {
			level = audit.LevelNote // a finding of a level that is not known is still shown
		}
		rest[level] = append(rest[level], f)
	}
	for _, level := range []audit.Level{audit.LevelDisparity, audit.LevelInconclusive, audit.LevelNote} {
		b.furtherFindings(level, rest[level])
	}
}

// finding is one finding in full.
func (b *builder) finding(i int, f *audit.Finding) {
	badge := b.l.badge(f.Verdict)
	b.section(b.ids[i], 2, b.findingTitle(f))
	b.doc.Sections[len(b.doc.Sections)-1].Badge = &badge
	if f.Exploratory {
		b.note(NoteCaution, "finding.exploratory")
	}
	b.add(&Paragraph{Lead: true, Text: b.plainSentence(f)})
	if t := b.besides(f); t != nil {
		b.add(&Note{Kind: NoteCaution, Title: b.l.str("finding.beside"), Text: []Text{t}})
	}
	b.add(&Facts{Items: b.findingFacts(f)})
	b.findingFigure(f)
	b.add(&Note{Kind: NoteLimit, Title: b.l.str("finding.not_mean"), Text: []Text{b.notMean(f)}})
	b.add(&Note{Kind: NoteInfo, Title: b.l.str("finding.settle"), Text: []Text{b.settle(f)}})
}

// notMean says what a reader must not take from the finding.
func (b *builder) notMean(f *audit.Finding) Text {
	if f.Evidence == nil && f.Verdict == audit.DisparityShown {
		return b.l.text("not_mean.sample")
	}
	return b.l.text("not_mean." + verdictKey(f.Verdict))
}

func verdictKey(v audit.Verdict) string {
	switch v {
	case audit.DisparityShown, audit.ParityShown:
		return string(v)
	default:
		return string(audit.Inconclusive)
	}
}

func (b *builder) findingTitle(f *audit.Finding) Text {
	title := b.l.text("finding.title", "id", shown(f.ID), "metric", b.l.metric(f.Metric), "group", b.l.where(f.Group))
	if len(f.Group) == 0 {
		title = b.l.text("finding.title_all", "id", shown(f.ID), "metric", b.l.metric(f.Metric))
	}
	if len(f.Stratum) > 0 {
		title = append(title, b.l.text("finding.within", "stratum", b.l.where(f.Stratum))...)
	}
	return title
}

// plainSentence says a finding in natural frequencies: of 100 people of one group and of the other.
func (b *builder) plainSentence(f *audit.Finding) Text {
	if r := b.representationOf(f); r != nil {
		return b.representationSentence(r)
	}
	e := f.Evidence
	if e == nil {
		return b.l.said(f.Reason, f.Args)
	}
	if e.GroupRate == nil || e.ReferenceRate == nil || e.Value == nil && e.Status != audit.StatusInfiniteRatio {
		return b.l.text("finding.undefined", "metric", b.l.metric(f.Metric), "group", b.l.where(f.Group), "why", b.l.why(e.Status, e.Why))
	}
	reference := b.l.name(f.Reference)
	if e.Against == audit.AgainstComplement {
		reference = b.l.text("group.complement")
	}
	if !isProportion(f.Metric) {
		return b.l.text("frequency.value", "metric", b.l.metric(f.Metric), "group", b.l.name(f.Group), "a", b.l.rate(f.Metric, e.GroupRate),
			"reference", reference, "b", b.l.rate(f.Metric, e.ReferenceRate))
	}
	x, y := e.GroupRate.Round(), e.ReferenceRate.Round()
	of := frequencyBase(x, y)
	key := "frequency." + f.Metric
	if !b.l.has(key) {
		key = "frequency.other"
	}
	t := b.l.text(key, "metric", b.l.metric(f.Metric), "of", of, "group", b.l.name(f.Group), "reference", reference,
		"a", frequency(x, of), "na", of-frequency(x, of), "b", frequency(y, of), "nb", of-frequency(y, of))
	if small := min(e.N, e.ReferenceN); small < b.a.Plan.MinGroupSize {
		t = append(t, b.l.text("frequency.small", "n", small)...)
	}
	return t
}

// frequencyBase is the number of people a sentence speaks of: 100, or more when a rate is too small to give one person in 100.
func frequencyBase(rates ...float64) int64 {
	base := int64(100)
	for _, x := range rates {
		for x > 0 && x*float64(base) < 1 && base < 100_000 {
			base *= 10
		}
	}
	return base
}

// frequency is a rate as a whole number of people, rounded to the nearest.
func frequency(x float64, of int64) int64 { return int64(x*float64(of) + 0.5) }

// findingFacts are the key numbers: the comparison with its interval, both n, the test, the rule with its source.
func (b *builder) findingFacts(f *audit.Finding) []Fact {
	var facts []Fact
	fact := func(key string, t Text) {
		if len(t) > 0 {
			facts = append(facts, Fact{Term: b.l.text("fact." + key), Text: t})
		}
	}
	badge := b.l.badge(f.Verdict)
	fact("verdict", append(Text{{Verdict: &badge}}, b.reason(f)...))
	if r := b.representationOf(f); r != nil {
		fact("comparison", b.representationNumbers(r))
	}
	if e := f.Evidence; e != nil {
		reference := b.l.where(f.Reference)
		if e.Against == audit.AgainstComplement {
			reference = b.l.text("group.complement")
		}
		fact("groups", b.l.text("fact.groups_text", "group", b.l.where(f.Group), "n", e.N, "reference", reference, "m", e.ReferenceN))
		fact("rates", b.rates(f))
		fact("comparison", b.l.withDoubt(e))
		fact("band", plain(b.l.band(e)))
		fact("test", b.testText(e.Test))
		fact("beside", b.besideFact(f))
		fact("shortfall", b.shortfall(e))
		fact("detectable", b.detectable(e))
		fact("flags", b.flags(e.Flags))
	}
	if f.Adverse {
		fact("direction", b.l.text("fact.adverse"))
	}
	fact("rule", b.ruleText(f.Rule))
	return facts
}

// reason is why a finding has its verdict, after a colon; nothing when the audit gives none.
func (b *builder) reason(f *audit.Finding) Text {
	if f.Reason == "" {
		return nil
	}
	return append(Text{{Text: b.l.str("punctuation.colon")}}, b.l.said(f.Reason, f.Args)...)
}

// rates prints both rates with the counts behind them and their intervals.
func (b *builder) rates(f *audit.Finding) Text {
	var items []Text
	for _, g := range []audit.Group{f.Group, f.Reference} {
		if e := b.index.estimate(f.Metric, g, f.Stratum); e != nil && e.Value != nil && len(g) > 0 {
			items = append(items, b.l.text("fact.rate_text", "group", b.l.name(g), "rate", b.l.rate(e.Metric, e.Value), "of", e.Numerator, "out", e.Denominator,
				"interval", b.l.rateInterval(e.Metric, e.Interval)))
		}
	}
	return b.l.join(items, b.l.str("punctuation.semicolon"))
}

// ruleText names a rule, with its source as a footnote.
func (b *builder) ruleText(rule string) Text {
	t := plain(b.l.rule(rule))
	if b.l.has("rule." + rule + ".source") {
		t = append(t, Span{Foot: &Foot{Text: b.l.text("rule." + rule + ".source")}})
	}
	return t
}

func (b *builder) testText(t *audit.Test) Text {
	if t == nil {
		return b.l.text("test.none")
	}
	text := b.l.text("test.text", "test", b.l.str("test."+t.Name), "p", b.l.pValue(t.P))
	if t.Method == "" || t.Method == "none" {
		return append(text, b.l.text("test.unadjusted")...)
	}
	return append(text, b.l.text("test.adjusted", "p", b.l.pValue(t.PAdjusted), "method", b.l.str("adjustment."+t.Method), "n", t.FamilyN)...)
}

func (b *builder) shortfall(e *audit.Comparison) Text {
	if e.Shortfall == nil {
		return nil
	}
	if n := math.Round(e.Shortfall.Round()); n < 0 {
		return b.l.text("fact.surplus_text", "n", int64(-n))
	}
	return b.l.text("fact.shortfall_text", "n", int64(math.Round(e.Shortfall.Round())))
}

func (b *builder) detectable(e *audit.Comparison) Text {
	if e.MinDetectable == nil {
		return nil
	}
	value := b.l.compared(e)(float64(*e.MinDetectable))
	if e.Kind == audit.Difference {
		value = b.l.str("value.points", "x", value)
	}
	return b.l.text("fact.detectable_text", "value", value)
}

func (b *builder) flags(flags []string) Text {
	var items []Text
	for _, f := range flags {
		items = append(items, b.l.text("flag."+f))
	}
	return b.l.join(items, b.l.str("punctuation.semicolon"))
}

// settle says what would turn the finding into an answer.
func (b *builder) settle(f *audit.Finding) Text {
	if f.Evidence == nil && f.Verdict != audit.ParityShown {
		return b.settleSample(f)
	}
	if f.Verdict != audit.Inconclusive {
		return b.l.text("settle." + verdictKey(f.Verdict))
	}
	switch e := f.Evidence; {
	case e.RecordsNeeded != nil:
		return b.l.text("settle.records", "n", *e.RecordsNeeded, "group", b.l.where(f.Group))
	case e.ReferenceNeed != nil:
		return b.l.text("settle.reference_records", "n", *e.ReferenceNeed, "group", b.l.where(f.Group))
	case e.NeedWhy != "":
		return b.l.said(e.NeedWhy, f.Args)
	default:
		return b.l.text("settle.inconclusive")
	}
}

// settleSample says what would mend or settle a finding about the sample.
func (b *builder) settleSample(f *audit.Finding) Text {
	if r := b.representationOf(f); r != nil {
		if r.Missing != nil && r.Missing.Round() >= 1 {
			return b.l.text("settle.sample_records", "n", int64(math.Ceil(r.Missing.Round())), "group", b.l.where(r.Group))
		}
		if r.Why != "" {
			return b.l.text("settle.sample_why", "why", b.l.said(r.Why, nil))
		}
		return b.l.text("settle.sample")
	}
	if b.a.Coverage != nil {
		return b.l.text("settle.patterns", "section", ref("collection"))
	}
	return b.l.text("settle.sample")
}

// furtherFindings is a table of findings of one level.
func (b *builder) furtherFindings(level audit.Level, fs []*audit.Finding) {
	if len(fs) == 0 {
		return
	}
	key := string(level)
	b.part("further-"+key, 2)
	b.say("findings.further_" + key)
	t := &Table{ID: "table-further-" + key, Caption: b.l.text("caption.further_" + key), Columns: []TableColumn{
		b.left("finding"), b.left("group"), b.left("rule"), b.left("metric"), b.left("verdict"), b.right("comparison"), b.right("interval"),
		b.right("n"), b.right("records_needed"),
	}}
	for _, f := range fs[:min(len(fs), tableRows)] {
		t.Rows = append(t.Rows, b.findingRow(f))
	}
	b.cutNote(t, len(fs))
	b.add(t)
}

func (b *builder) findingRow(f *audit.Finding) []TableCell {
	row := []TableCell{
		head(plain(shown(f.ID))), cell(b.l.where(f.Group)), words(b.l.rule(f.Rule)), words(b.l.metric(f.Metric)), cell(b.l.verdict(f.Verdict)),
	}
	none := b.l.str("value.none")
	switch e, r := f.Evidence, b.representationOf(f); {
	case e != nil:
		return append(row, num(b.l.compareValue(e)), num(b.l.compareInterval(e)), num(b.l.count(e.N)+" / "+b.l.count(e.ReferenceN)), num(b.l.maybeCount(e.RecordsNeeded)))
	case r != nil:
		return append(row, num(b.optionalRatio(r.Ratio)), num(b.ratioInterval(r.Interval)), num(b.l.count(r.Count)+" / "+b.l.count(r.N)), num(none))
	default:
		return append(row, num(none), num(none), num(none), num(none))
	}
}

// cutNote says below a table that it was cut.
func (b *builder) cutNote(t *Table, all int) {
	if all > tableRows {
		t.Notes = append(t.Notes, b.l.text("table.cut", "shown", tableRows, "all", all))
	}
}
