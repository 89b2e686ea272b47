package report

import (
	"fmt"
	"strconv"

	"auditd/audit"
)

// Labels are the numbers of a document's sections, tables and figures, so that every output counts them alike.
type Labels struct {
	number map[string]string
	name   map[string]string
}

// Number returns "2", "2.1" for a section, "3" for a table or figure, "" for an unknown ID.
func (l *Labels) Number(id string) string { return l.number[id] }

// Name returns how a reference to the ID reads: "Section 2.1", "Figure 3"; "" for an unknown ID.
func (l *Labels) Name(id string) string { return l.name[id] }

// Labels numbers the document: sections as 1, 1.1 …, tables and figures each from 1. Data tables of figures have the name
// that Words.Data gives them and no number of their own.
func (d *Document) Labels() *Labels {
	l := &Labels{number: map[string]string{}, name: map[string]string{}}
	major, minor, tables, figures := 0, 0, 0, 0
	for i := range d.Sections {
		s := &d.Sections[i]
		if s.Level == 1 {
			major, minor = major+1, 0
			l.number[s.ID] = strconv.Itoa(major)
		} else {
			minor++
			l.number[s.ID] = fmt.Sprintf("%d.%d", major, minor)
		}
		l.name[s.ID] = fmt.Sprintf(d.Words.Section, l.number[s.ID])
		for _, b := range s.Blocks {
			switch b := b.(type) {
			case *Table:
				tables++
				l.number[b.ID] = strconv.Itoa(tables)
				l.name[b.ID] = fmt.Sprintf(d.Words.Table, tables)
			case *Figure:
				figures++
				l.number[b.ID] = strconv.Itoa(figures)
				l.name[b.ID] = fmt.Sprintf(d.Words.Figure, figures)
				if b.Data != nil {
					l.name[b.Data.ID] = fmt.Sprintf(d.Words.Data, l.name[b.ID])
				}
			}
		}
	}
	return l
}

// Check returns an Internal error unless every ID is unique and fit for a link, every reference has its target, every row of
// a table has a cell for every column, and headings do not skip a level.
func (d *Document) Check() error {
	c := checker{seen: map[string]bool{}}
	for i := range d.Sections {
		c.section(&d.Sections[i], i == 0)
	}
	for _, ref := range c.refs {
		if !c.seen[ref] {
			c.fail("reference to %q, which is not in the document", ref)
		}
	}
	return c.err
}

type checker struct {
	seen map[string]bool
	refs []string
	err  error
}

func (c *checker) fail(format string, args ...any) {
	if c.err == nil {
		c.err = audit.Errorf(audit.Internal, "report: "+format, args...)
	}
}

func (c *checker) id(id string) {
	fit := id != ""
	for _, r := range id {
		fit = fit && (r >= 'a' && r <= 'z' || r >= '0' && r <= '9' || r == '-')
	}
	if !fit {
		c.fail("identifier %q is not fit for a link", id)
	}
	if c.seen[id] {
		c.fail("identifier %q occurs twice", id)
	}
	c.seen[id] = true
}

func (c *checker) section(s *Section, first bool) {
	c.id(s.ID)
	if s.Level != 1 && (s.Level != 2 || first) {
		c.fail("section %q has level %d", s.ID, s.Level)
	}
	c.text(s.Title)
	for _, b := range s.Blocks {
		c.block(b)
	}
}

func (c *checker) block(b Block) {
	switch b := b.(type) {
	case *Paragraph:
		c.text(b.Text)
	case *List:
		c.texts(b.Items)
	case *Facts:
		for _, f := range b.Items {
			c.text(f.Term)
			c.text(f.Text)
		}
	case *Note:
		c.texts(b.Text)
	case *Table:
		c.table(b)
	case *Figure:
		c.id(b.ID)
		c.text(b.Caption)
		if b.Alt == "" || b.Plot == nil {
			c.fail("figure %q has no plot or no alternative text", b.ID)
		}
		if b.Data != nil {
			c.table(b.Data)
		}
	case *Verdicts:
		for _, v := range b.Items {
			c.text(v.Title)
			c.text(v.Text)
			if v.Ref != "" {
				c.refs = append(c.refs, v.Ref)
			}
		}
	}
}

func (c *checker) table(t *Table) {
	c.id(t.ID)
	c.text(t.Caption)
	for i, row := range t.Rows {
		if len(row) != len(t.Columns) {
			c.fail("table %q row %d has %d cells for %d columns", t.ID, i+1, len(row), len(t.Columns))
		}
		for _, cell := range row {
			c.text(cell.Text)
		}
	}
	c.texts(t.Notes)
}

func (c *checker) texts(ts []Text) {
	for _, t := range ts {
		c.text(t)
	}
}

func (c *checker) text(t Text) {
	for _, s := range t {
		if s.Ref != "" {
			c.refs = append(c.refs, s.Ref)
		}
		if s.Foot != nil {
			c.text(s.Foot.Text)
		}
	}
}
