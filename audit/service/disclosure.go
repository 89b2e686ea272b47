package service

import (
	"context"
	"encoding/json"

	"auditd/audit"
	"auditd/audit/docket"
	"auditd/audit/review"
)

// withhold takes the counts out of an attribute.
func (a *PublicAttribute) withhold() { a.Withheld, a.Groups = true, nil }

// people returns how many people the groups of an attribute hold together.
func (a *PublicAttribute) people() int64 {
	var n int64
	for _, g := range a.Groups {
		n += g.People
	}
	return n
}

// few reports whether two counts differ by a count that must not be known.
func few(a, b int64) bool {
	d := a - b
	return d != 0 && d > -leastPublic && d < leastPublic
}

// withholdDifferences withholds what would give a small count away by subtraction within the summary: an attribute whose groups do not
// add up to everybody, because the rest would be a group of its own; and one that cuts a column which another published attribute cuts
// too, because the ages up to 25 and those up to 26 give away who is 26. columns are the columns of the attributes, in their order.
func (p *Summary) withholdDifferences(columns []string, counted int64) {
	seen := map[string]bool{}
	for i := range p.Attributes {
		a := &p.Attributes[i]
		if !a.Withheld && (a.people() != counted || seen[columns[i]]) {
			a.withhold()
		}
		seen[columns[i]] = seen[columns[i]] || !a.Withheld
	}
}

// withholdChanges withholds what would give a small count away by subtraction from an earlier summary of the same system: an attribute
// any count of which differs by 1 to 9 from the earlier one, and one with other groups over nearly the same people.
func (p *Summary) withholdChanges(earlier *Summary) {
	before := map[string]PublicAttribute{}
	for _, a := range earlier.Attributes {
		before[a.Name] = a
	}
	for i := range p.Attributes {
		a := &p.Attributes[i]
		old, ok := before[a.Name]
		if !ok || old.Withheld || a.Withheld {
			continue
		}
		if a.tellsFew(&old) {
			a.withhold()
		}
	}
}

// tellsFew reports whether an attribute and an earlier version of it give a small count away together.
func (a *PublicAttribute) tellsFew(old *PublicAttribute) bool {
	before := map[string]PublicGroup{}
	for _, g := range old.Groups {
		before[g.Value] = g
	}
	same := len(a.Groups) == len(old.Groups)
	for _, g := range a.Groups {
		o, ok := before[g.Value]
		if !ok {
			same = false
			continue
		}
		if few(g.People, o.People) || few(g.Selected, o.Selected) || few(g.NotSelected, o.NotSelected) || few(g.Undecided, o.Undecided) {
			return true
		}
	}
	return !same && (a.people() == old.people() || few(a.people(), old.people()))
}

// earlier returns the summaries that the public has, or had, of other cases of the same department about the same system.
func (s *Service) earlier(ctx context.Context, d docket.Docket) ([]*Summary, error) {
	name, err := systemOf(ctx, s.Register, d)
	if err != nil || name == "" {
		return nil, err
	}
	var out []*Summary
	for p := (docket.Page{Limit: 200}); ; {
		list, err := s.Register.Cases(ctx, docket.CaseFilter{Department: d.Department}, p)
		if err != nil {
			return nil, err
		}
		for _, old := range list.Items {
			if old.ID == d.ID || !old.State.Public() && old.State != review.Withdrawn {
				continue
			}
			if other, err := systemOf(ctx, s.Register, old); err != nil || other != name {
				if err != nil {
					return nil, err
				}
				continue
			}
			summary, err := s.publishedSummary(ctx, old.ID)
			if audit.KindOf(err) == audit.NotFound { // withdrawn before anything was published
				continue
			}
			if err != nil {
				return nil, err
			}
			out = append(out, summary)
		}
		if p.After = list.Next; p.After == "" {
			return out, nil
		}
	}
}

// publishedSummary reads the summary that was published of a case.
func (s *Service) publishedSummary(ctx context.Context, id CaseID) (*Summary, error) {
	c, err := s.Register.Case(ctx, id)
	if err != nil {
		return nil, err
	}
	data, err := s.publicFile(ctx, c, publicFile)
	if err != nil {
		return nil, err
	}
	var p Summary
	return &p, json.Unmarshal(data, &p)
}
