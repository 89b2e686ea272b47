package report

import (
	"crypto/sha256"
	"encoding/hex"
	"time"

	"auditd/audit"
)

// Options are what a report needs besides the audit. All but Lang may be empty.
type Options struct {
	Lang    string    // zh-CN or en-GB; empty means zh-CN
	Case    string    // case number
	Query   string    // query code, by which anybody can find the published report
	Date    time.Time // the audit's logical date; the zero time prints none
	Version string    // of this report: 1, 2 …
	Command string    // the command that made the audit, for reproduction
	Results Results   // results.json; attached to the report with its digest
}

// Results is results.json as it was written. The zero value attaches nothing.
type Results struct {
	Bytes  int64
	SHA256 string                 // lower-case hex
	Load   func() ([]byte, error) // reads it again
}

// ResultsOf returns results.json that is held in memory.
func ResultsOf(data []byte) Results {
	sum := sha256.Sum256(data)
	return Results{Bytes: int64(len(data)), SHA256: hex.EncodeToString(sum[:]), Load: func() ([]byte, error) { return data, nil }}
}

// builder holds what the sections share while a document is made.
type builder struct {
	a       *audit.Audit
	opt     Options
	l       *language
	doc     *Document
	index   *index
	ids     []string          // of the findings' sections, by index
	forests map[string]string // key of a forest plot -> ID of its figure
}

// New returns the report of an audit in one language. The error is Invalid when the language is not known, Internal when the
// document does not hold together.
func New(a *audit.Audit, opt Options) (*Document, error) {
	if opt.Lang == "" {
		opt.Lang = Chinese
	}
	l, ok := languages()[opt.Lang]
	if !ok {
		return nil, audit.Errorf(audit.Invalid, "no reports in language %s", audit.Quote(opt.Lang))
	}
	b := &builder{a: a, opt: opt, l: l, index: newIndex(a), ids: findingIDs(a.Findings), forests: map[string]string{}}
	b.doc = &Document{Lang: l.tag, Words: l.words(), Query: shown(opt.Query), Date: l.date(opt.Date)}
	b.cover()
	for _, part := range []func(){
		b.summary, b.scope, b.data, b.findings,
		b.stages,
		b.conditional,
		b.oaxacaSplits,
		b.strata,
		b.scores,
		b.subgroups,
		b.scan, b.subsetScan,
		b.proxies,
		b.missingness,
		b.ranking, b.classes, b.regression, b.inequality, b.concentration, b.pairs, b.consistency, b.items,
		b.intersections, b.periods, b.uncovered, b.weighting, b.design, b.smallGroups, b.repeated, b.unknown, b.examined,
		b.profile, b.checklist, b.actions, b.methods, b.glossary, b.reproduction,
	} {
		part()
	}
	return b.doc, b.doc.Check()
}

// section starts a section; blocks are added to the one that was started last.
func (b *builder) section(id string, level int, title Text) {
	b.doc.Sections = append(b.doc.Sections, Section{ID: id, Level: level, Title: title})
}

// part starts a section whose title is the message of its name.
func (b *builder) part(id string, level int) { b.section(id, level, b.l.text("section."+id)) }

func (b *builder) add(blocks ...Block) {
	s := &b.doc.Sections[len(b.doc.Sections)-1]
	s.Blocks = append(s.Blocks, blocks...)
}

// say adds a paragraph.
func (b *builder) say(key string, args ...any) { b.add(&Paragraph{Text: b.l.text(key, args...)}) }

// note adds a note of one paragraph.
func (b *builder) note(kind NoteKind, key string, args ...any) {
	b.add(&Note{Kind: kind, Title: b.l.str("note." + string(kind)), Text: []Text{b.l.text(key, args...)}})
}

// attach adds results.json to the document.
func (b *builder) attach() {
	r := b.opt.Results
	if r.Load == nil {
		return
	}
	b.doc.Attachments = append(b.doc.Attachments, Attachment{
		Name: "results.json", MIME: "application/json", Description: b.l.str("attachment.results"),
		Bytes: r.Bytes, Size: b.l.size(r.Bytes), SHA256: r.SHA256, Load: r.Load,
	})
}

// words are the fixed texts of the outputs.
func (l *language) words() Words {
	return Words{
		Contents: l.str("word.contents"), Figure: l.str("word.figure"), Table: l.str("word.table"), Section: l.str("word.section"),
		Page: l.str("word.page"), Footnotes: l.str("word.footnotes"), Footnote: l.str("word.footnote"), Data: l.str("word.data"),
		Continued: l.str("word.continued"), Identification: l.str("word.identification"), Download: l.str("word.download"),
		Skip: l.str("word.skip"), Back: l.str("word.back"), Top: l.str("word.top"), Query: l.str("word.query"),
	}
}
