package service

import (
	"context"
	"slices"

	"auditd/audit"
	"auditd/audit/docket"
	"auditd/audit/docket/accesslog"
	"auditd/audit/docket/account"
	"auditd/audit/docket/catalogue"
	"auditd/audit/docket/department"
	"auditd/audit/review"
)

// Values of packages below, under the names that callers of the API use.
type (
	// A Page says which part of a list is wanted.
	Page = docket.Page
	// A List is one page of a list.
	List[T any] = docket.List[T]
	// A LogEntry is one entry of the access log.
	LogEntry = accesslog.Entry
	// An Entry is a case of the catalogue.
	Entry = catalogue.Entry
	// A Review is what one member filed.
	Review = review.Review
	// A Resolution is what the committee decided.
	Resolution = review.Resolution
	// A Reply is what the department said to the findings.
	Reply = review.Reply
	// A Criterion is what is assessed.
	Criterion = review.Criterion
	// A Check is one examination of what was submitted or is to be published.
	Check = review.Check
	// A Proposal waits for a second person.
	Proposal = review.Proposal
)

// CasesPage returns the cases that the caller may know of before publication: the own department's for a submitter, those of the own
// panels for a member, what waits for the office for the others. A page can hold fewer than its limit. Next is empty on the last page.
func (s *Service) CasesPage(ctx context.Context, by *Caller, state string, p Page) (docket.List[Listed], error) {
	f := docket.CaseFilter{State: review.State(state)}
	switch {
	case by.May(RoleSubmitter):
		f.Department = by.Department
	case by.May(RoleSecretary, RoleChair, RoleInspector, RoleIntakeOfficer, RolePublisher):
	case by.May(RoleCommitteeMember):
		f.Member = by.ID
	default:
		return docket.List[Listed]{}, nil
	}
	list, err := s.Register.Cases(ctx, f, p)
	if err != nil {
		return docket.List[Listed]{}, err
	}
	cal, err := s.Register.Calendar(ctx)
	if err != nil {
		return docket.List[Listed]{}, err
	}
	out := docket.List[Listed]{Next: list.Next}
	for _, d := range list.Items {
		c, err := s.Register.Case(ctx, d.ID)
		if err != nil {
			return out, err
		}
		if !review.AccessOf(c, by.Actor).Case {
			continue
		}
		dep, err := s.Register.Departments.Get(ctx, d.Department)
		if err != nil {
			return out, err
		}
		out.Items = append(out.Items, Listed{d, Named{dep.Name, dep.NameEn}, review.Allowed(c, by.Actor), review.Waiting(c, cal), review.WaitsFor(c, by.Actor)})
	}
	slices.SortStableFunc(out.Items, func(a, b Listed) int { return b.UpdatedAt.Compare(a.UpdatedAt) })
	return out, nil
}

// EventsPage returns the history of a case in its order, without what was said, and without who acted where the caller may not know.
func (s *Service) EventsPage(ctx context.Context, by *Caller, id CaseID, p Page) (docket.List[Moment], error) {
	c, err := s.Register.Case(ctx, id)
	if err != nil {
		return docket.List[Moment]{}, err
	}
	v := &View{Access: review.AccessOf(c, by.Actor), Names: map[AccountID]string{review.System().Account: "auditd"}}
	if !v.Access.Case || by.May(RoleAdmin) {
		return docket.List[Moment]{}, hidden(id)
	}
	list, err := s.Register.Events(ctx, id, p)
	if err != nil {
		return docket.List[Moment]{}, err
	}
	out := docket.List[Moment]{Next: list.Next}
	for _, e := range list.Items {
		m, err := s.moment(ctx, v, by, e)
		if err != nil {
			return out, err
		}
		out.Items = append(out.Items, m)
	}
	return out, nil
}

// moment describes an event as far as the caller may know it.
func (s *Service) moment(ctx context.Context, v *View, by *Caller, e review.Event) (Moment, error) {
	m := Moment{Seq: e.Seq, At: e.At, Action: e.Act.Action(), To: e.To, Role: e.Role}
	if !v.Access.Panel && e.Actor != by.ID && e.Role != review.RoleSystem {
		return m, nil
	}
	var err error
	m.Actor, err = s.displayName(ctx, v, e.Actor)
	return m, err
}

// AccountsPage returns accounts with their roles, for an admin or an inspector.
func (s *Service) AccountsPage(ctx context.Context, by *Caller, p Page) (docket.List[AccountRow], error) {
	if !by.May(RoleAdmin, RoleInspector) {
		return docket.List[AccountRow]{}, audit.Errorf(audit.Denied, "this needs another role")
	}
	list, err := s.Register.Accounts.List(ctx, p)
	if err != nil {
		return docket.List[AccountRow]{}, err
	}
	out := docket.List[AccountRow]{Next: list.Next}
	for _, a := range list.Items {
		roles, err := s.Register.Accounts.Roles(ctx, a.ID)
		if err != nil {
			return out, err
		}
		out.Items = append(out.Items, AccountRow{a, roles})
	}
	return out, nil
}

// DepartmentsPage returns the departments right below another, those at the root of the tree for "".
func (s *Service) DepartmentsPage(ctx context.Context, parent string, p Page) (docket.List[department.Department], error) {
	return s.Register.Departments.Children(ctx, review.DepartmentID(parent), p)
}

// TokensPage returns the caller's tokens of the API. A page can hold fewer than its limit.
func (s *Service) TokensPage(ctx context.Context, by *Caller, p Page) (docket.List[Token], error) {
	list, err := s.Register.Accounts.Tokens(ctx, by.ID, p)
	list.Items = slices.DeleteFunc(list.Items, func(t account.Token) bool { return t.Allows(scopeSetPassword) })
	return list, err
}

// AccessLogPage returns who read or changed what, the newest last: everything for an inspector, what concerns the own department for a
// submitter, one's own acts for everybody else.
func (s *Service) AccessLogPage(ctx context.Context, by *Caller, p Page) (docket.List[accesslog.Entry], error) {
	f := accesslog.Filter{Actor: by.ID}
	switch {
	case by.May(RoleInspector):
		f = accesslog.Filter{}
	case by.May(RoleSubmitter) && by.Department != "": // no department is no filter
		f = accesslog.Filter{Department: by.Department}
	}
	return s.Register.Access.List(ctx, f, p)
}
