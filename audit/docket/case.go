package docket

import (
	"context"
	"time"

	"auditd/audit"
	"auditd/audit/docket/sqldb"
	"auditd/audit/review"
)

// A Docket is a case as lists show it. Everything else about it is in its events.
type Docket struct {
	ID         review.CaseID
	Submission SubmissionID
	Department review.DepartmentID
	Subject    SubjectID
	Title      string
	TitleEn    string
	State      review.State
	Seq        int64     // of the last event
	ReplyDue   time.Time // zero before the department was notified
	CreatedAt  time.Time
	UpdatedAt  time.Time
}

const docketColumns = "c.id, c.submission_id, c.department_id, c.subject_id, s.title, s.title_en, c.state, c.seq, c.reply_due, c.created_at, c.updated_at"

const docketTables = " FROM cases c JOIN submissions s ON s.id = c.submission_id "

func scanDocket(row sqldb.Row) (d Docket, err error) {
	var due, created, updated int64
	err = row.Scan(&d.ID, &d.Submission, &d.Department, &d.Subject, &d.Title, &d.TitleEn, &d.State, &d.Seq, &due, &created, &updated)
	d.ReplyDue, d.CreatedAt, d.UpdatedAt = sqldb.Time(due), sqldb.Time(created), sqldb.Time(updated)
	return d, err
}

// Docket returns a case as lists show it; an unknown one is a NotFound error.
func (r *Register) Docket(ctx context.Context, id review.CaseID) (Docket, error) {
	return sqldb.One(ctx, r.DB, sqldb.Name("case", id), scanDocket, "SELECT "+docketColumns+docketTables+"WHERE c.id = ?", string(id))
}

// A CaseFilter says which cases are wanted; empty fields want all.
type CaseFilter struct {
	Department review.DepartmentID
	State      review.State
	Member     review.AccountID // cases on whose panel the account sits and is not recused
	DueBefore  time.Time        // waiting for a reply whose time ends before
}

// Cases returns cases by identifier.
func (r *Register) Cases(ctx context.Context, f CaseFilter, p Page) (List[Docket], error) {
	var after string
	if _, err := p.Start(&after); err != nil {
		return List[Docket]{}, err
	}
	where, args := "c.id > ?", []any{after}
	if f.Department != "" {
		where, args = where+" AND c.department_id = ?", append(args, string(f.Department))
	}
	if f.State != "" {
		where, args = where+" AND c.state = ?", append(args, string(f.State))
	}
	if f.Member != "" {
		where += " AND EXISTS (SELECT 1 FROM case_members m WHERE m.case_id = c.id AND m.account_id = ? AND m.recused = 0)"
		args = append(args, string(f.Member))
	}
	if !f.DueBefore.IsZero() {
		where, args = where+" AND c.state = ? AND c.reply_due < ?", append(args, string(review.AgencyResponse), sqldb.Micros(f.DueBefore))
	}
	list, err := sqldb.Select(ctx, r.DB, scanDocket, "SELECT "+docketColumns+docketTables+"WHERE "+where+" ORDER BY c.id LIMIT ?", append(args, p.Size()+1)...)
	if err != nil {
		return List[Docket]{}, err
	}
	return sqldb.Cut(p, list, func(d Docket) []any { return []any{d.ID} })
}

// OpenCase enters a submission and opens a case for it, in the state draft. The account must be a submitter of the department.
func (r *Register) OpenCase(ctx context.Context, id review.CaseID, s Submission, at time.Time) (review.Case, error) {
	var out review.Case
	err := r.Tx(ctx, func(t *Register) error {
		actor, err := t.Accounts.Actor(ctx, s.Account)
		if err != nil {
			return err
		}
		unit, err := t.Departments.Unit(ctx, s.Department)
		if err != nil {
			return err
		}
		e, err := review.Next(review.Case{}, actor, &review.Open{Case: id, Unit: unit}, at)
		if err != nil {
			return err
		}
		if err := t.addSubmission(ctx, s, at); err != nil {
			return err
		}
		_, err = t.DB.Exec(ctx, "INSERT INTO cases (id, submission_id, department_id, subject_id, state, seq, created_at, updated_at) VALUES (?, ?, ?, ?, '', 0, ?, ?)",
			string(id), string(s.ID), string(s.Department), string(s.Subject), sqldb.Micros(at), sqldb.Micros(at))
		if err != nil {
			return err
		}
		out, err = t.append(ctx, review.Case{}, e)
		return err
	})
	return out, err
}

// Case adds up the events of a case; an unknown one is a NotFound error.
func (r *Register) Case(ctx context.Context, id review.CaseID) (review.Case, error) {
	events, err := r.events(ctx, id, 0, -1)
	if err != nil {
		return review.Case{}, err
	}
	if len(events) == 0 {
		return review.Case{}, audit.Errorf(audit.NotFound, "there is no %s", sqldb.Name("case", id))
	}
	return review.Apply(review.Case{}, events...)
}

// Act does acts to a case, one after the other, in one transaction, as the account with the roles and ties that it has now; the
// account "system" is the service itself. It returns the case and its new events. When somebody else acts on the same case at the
// same time, one of the two gets a Conflict and looks again.
func (r *Register) Act(ctx context.Context, id review.CaseID, by review.AccountID, at time.Time, acts ...review.Act) (review.Case, []review.Event, error) {
	var out review.Case
	var events []review.Event
	err := r.Tx(ctx, func(t *Register) error {
		events = nil
		c, err := t.Case(ctx, id)
		if err != nil {
			return err
		}
		actor := review.System()
		if by != actor.Account {
			if actor, err = t.Accounts.Actor(ctx, by); err != nil {
				return err
			}
		}
		for _, act := range acts {
			if act, err = t.fill(ctx, c, act); err != nil {
				return err
			}
			e, err := review.Next(c, actor, act, at)
			if err != nil {
				return err
			}
			if c, err = t.append(ctx, c, e); err != nil {
				return err
			}
			events = append(events, e)
		}
		out = c
		return nil
	})
	if err != nil {
		return review.Case{}, nil, err
	}
	return out, events, nil
}

// fill puts what the register knows into an act on a case, whatever a request said.
func (r *Register) fill(ctx context.Context, c review.Case, act review.Act) (review.Act, error) {
	switch a := act.(type) {
	case *review.AssignMember:
		member, err := r.Accounts.Actor(ctx, a.Member)
		if err != nil {
			return nil, err
		}
		return &review.AssignMember{Member: a.Member, External: a.External, Roles: member.Roles, Units: member.Units}, nil
	case *review.RequestRecusal:
		member, err := r.Accounts.Actor(ctx, a.Member)
		if kind := audit.KindOf(err); kind == audit.NotFound || kind == audit.Denied { // the rules say that they do not take part
			err = nil
		}
		return &review.RequestRecusal{Member: a.Member, Reason: a.Reason, Roles: member.Roles}, err
	case *review.Close:
		proof, err := r.provenAudit(ctx, c, a.Proof)
		return &review.Close{Proof: a.Proof, Audit: proof}, err
	}
	return act, nil
}

// append stores an event and what is kept of the case for lists. The number of an event is given once: a second writer of the same
// number gets a Conflict.
func (r *Register) append(ctx context.Context, c review.Case, e review.Event) (review.Case, error) {
	e.At = sqldb.Time(sqldb.Micros(e.At)) // as it is stored
	next, err := review.Apply(c, e)
	if err != nil {
		return c, err
	}
	act, err := review.EncodeAct(e.Act)
	if err != nil {
		return c, err
	}
	_, err = r.DB.Exec(ctx, "INSERT INTO events (case_id, seq, action, from_state, to_state, actor, role, at, act) VALUES ("+sqldb.Marks(9)+")", string(e.Case), e.Seq,
		string(e.Act.Action()), string(e.From), string(e.To), string(e.Actor), string(e.Role), sqldb.Micros(e.At), string(act))
	if audit.KindOf(err) == audit.Conflict {
		return c, &audit.Error{Kind: audit.Conflict, Text: "the case was changed by somebody else", Remedy: "look at it again", Err: err}
	}
	if err != nil {
		return c, err
	}
	if _, err := r.DB.Exec(ctx, "UPDATE cases SET state = ?, seq = ?, reply_due = ?, updated_at = ? WHERE id = ?",
		string(next.State), next.Seq, sqldb.Micros(next.ReplyDue), sqldb.Micros(e.At), string(e.Case)); err != nil {
		return c, err
	}
	if err := r.keepPanel(ctx, next, e); err != nil {
		return c, err
	}
	return next, r.notify(ctx, e)
}

// keepPanel keeps who sits on a panel, for the lists of members.
func (r *Register) keepPanel(ctx context.Context, c review.Case, e review.Event) error {
	switch e.Act.(type) {
	case *review.AssignMember, *review.Recuse, *review.DecideRecusal:
	default:
		return nil
	}
	for _, m := range c.Panel {
		_, err := r.DB.Exec(ctx, "INSERT INTO case_members (case_id, account_id, recused) VALUES (?, ?, ?) ON CONFLICT (case_id, account_id) DO UPDATE SET recused = excluded.recused",
			string(c.ID), string(m.Account), sqldb.Flag(m.Recused != ""))
		if err != nil {
			return err
		}
	}
	return nil
}

// Events returns the events of a case in their order.
func (r *Register) Events(ctx context.Context, id review.CaseID, p Page) (List[review.Event], error) {
	var after int64
	if _, err := p.Start(&after); err != nil {
		return List[review.Event]{}, err
	}
	list, err := r.events(ctx, id, after, p.Size()+1)
	if err != nil {
		return List[review.Event]{}, err
	}
	return sqldb.Cut(p, list, func(e review.Event) []any { return []any{e.Seq} })
}

// events returns events after a number, all of them with a limit below zero.
func (r *Register) events(ctx context.Context, id review.CaseID, after int64, limit int) ([]review.Event, error) {
	query, args := "SELECT case_id, seq, action, from_state, to_state, actor, role, at, act FROM events WHERE case_id = ? AND seq > ? ORDER BY seq", []any{string(id), after}
	if limit >= 0 {
		query, args = query+" LIMIT ?", append(args, limit)
	}
	return sqldb.Select(ctx, r.DB, func(row sqldb.Row) (e review.Event, err error) {
		var action review.Action
		var act string
		var at int64
		if err := row.Scan(&e.Case, &e.Seq, &action, &e.From, &e.To, &e.Actor, &e.Role, &at, &act); err != nil {
			return e, err
		}
		e.At = sqldb.Time(at)
		e.Act, err = review.DecodeAct(action, []byte(act))
		return e, err
	}, query, args...)
}

// Check adds up the events of every case and returns an Internal error for the first one that does not give the state kept for
// lists.
func (r *Register) Check(ctx context.Context) error {
	var p Page
	for {
		list, err := r.Cases(ctx, CaseFilter{}, p)
		if err != nil {
			return err
		}
		for _, d := range list.Items {
			c, err := r.Case(ctx, d.ID)
			if err != nil {
				return err
			}
			if c.State != d.State || c.Seq != d.Seq || !c.ReplyDue.Equal(d.ReplyDue) {
				return audit.Errorf(audit.Internal, "%s is %q after event %d, the list says %q after %d", sqldb.Name("case", d.ID), c.State, c.Seq, d.State, d.Seq)
			}
		}
		if list.Next == "" {
			return nil
		}
		p.After = list.Next
	}
}
