package service

import (
	"context"
	"path"
	"slices"
	"time"

	"auditd/audit"
	"auditd/audit/docket"
	"auditd/audit/docket/accesslog"
	"auditd/audit/docket/department"
	"auditd/audit/docket/jobs"
	"auditd/audit/profile"
	"auditd/audit/review"
	"auditd/audit/store"
)

// Values of packages below, under the names that callers use.
type (
	// An Object is an open object of the store.
	Object = store.Object
	// A CaseList is a page of the caller's cases.
	CaseList = docket.List[Listed]
	// A LogPage is a page of the access log.
	LogPage = docket.List[accesslog.Entry]
	// A Department is a node of the tree of departments.
	Department = department.Department
	// A Subject is a topic of the catalogue.
	Subject = docket.Subject
)

// A Listed is a case in the caller's list.
type Listed struct {
	docket.Docket
	DepartmentName Named
	Actions        []Action // what the caller may do now, as far as state and role say
	Clock          Clock    // what the case waits for
	Mine           bool     // that waits for the caller
}

// Cases returns a page of [Service.CasesPage].
func (s *Service) Cases(ctx context.Context, by *Caller, state, after string) (docket.List[Listed], error) {
	return s.CasesPage(ctx, by, state, docket.Page{After: after, Limit: 50})
}

// A View is a case as the caller may see it.
type View struct {
	Docket     docket.Docket
	Case       review.Case // what the caller may not see is left out
	Access     review.Access
	Department department.Department
	Plan       string // as JSON; empty without access to it
	Files      []docket.File
	Previous   *Continued // earlier audit whose evidence is continued; nil for none, and without access to the plan
	History    []Moment
	Reviews    []review.Review
	Received   map[AccountID]bool // whose review is in, read or not; empty without access to the panel
	Actions    []Action
	Names      map[AccountID]string
	Progress   string    // of the job that runs
	Working    bool      // something goes on that the page should wait for
	Held       string    // why it does not go on just now, such as an outage: reason of the last attempt, as one line; empty while it does
	HeldUntil  time.Time // when it is tried again
	Results    []store.Info
	Candidates []Candidate // who may be assigned, for a secretary
	TakesPart  []Candidate // whose recusal the department may ask for
	Clock      Clock       // what the case waits for
	Mine       bool        // that waits for the caller
	Raw        bool        // the caller may read the rows that were submitted
	Now        time.Time
}

// A Moment is one event in the history of a case, without what was said.
type Moment struct {
	Seq    int64
	At     time.Time
	Action Action
	To     review.State
	Role   Role
	Actor  string // empty when the caller may not know
}

// A Candidate is an account that may be assigned to a panel.
type Candidate struct {
	ID   AccountID
	Name string
	Tied bool // to the submitting department: will be refused
}

// Case returns a case. One that the caller may not know of is not there.
func (s *Service) Case(ctx context.Context, by *Caller, id CaseID) (*View, error) {
	c, err := s.Register.Case(ctx, id)
	if err != nil {
		return nil, err
	}
	v := &View{Access: review.AccessOf(c, by.Actor), Now: s.Now()}
	if !v.Access.Case || by.May(RoleAdmin) {
		return nil, hidden(id)
	}
	if v.Docket, err = s.Register.Docket(ctx, id); err != nil {
		return nil, err
	}
	if v.Department, err = s.Register.Departments.Get(ctx, v.Docket.Department); err != nil {
		return nil, err
	}
	if v.Names, err = s.names(ctx, c); err != nil {
		return nil, err
	}
	v.Actions, v.Raw = review.Allowed(c, by.Actor), review.MayReadRaw(c, by.Actor, v.Now)
	cal, err := s.Register.Calendar(ctx)
	if err != nil {
		return nil, err
	}
	v.Clock, v.Mine = review.Waiting(c, cal), review.WaitsFor(c, by.Actor)
	v.Reviews = review.ReviewsFor(c, by.Actor)
	v.Received = map[AccountID]bool{}
	for _, r := range c.Reviews {
		if v.Access.Panel {
			v.Received[r.Member] = true
		}
	}
	for _, f := range []func() error{
		func() error { return s.addPlan(ctx, v, c, by) },
		func() error { return s.addHistory(ctx, v, by) },
		func() error { return s.addProgress(ctx, v, c) },
		func() error { return s.addResults(ctx, v, c, by) },
		func() error { return s.addCandidates(ctx, v, c) },
		func() error { return s.addTakesPart(ctx, v, c) },
	} {
		if err := f(); err != nil {
			return nil, err
		}
	}
	v.Case = visible(c, v, by)
	return v, nil
}

// visible leaves out of a case what the caller may not see.
func visible(c review.Case, v *View, by *Caller) review.Case {
	c.Reviews = v.Reviews
	if !v.Access.Panel && !v.Access.Raw { // the department reads what became of its requests
		c.Recusals = nil
	}
	if !v.Access.Panel {
		c.Panel, c.Signatures = namesOnly(c.Panel, v.Access.Members), nil
		c.Grants = nil
		if c.Resolution != nil && !c.State.Public() && !v.Access.Results {
			c.Resolution = nil
		}
	}
	if by.May(RoleSubmitter) && !c.State.Public() {
		c.Reviews, c.Resolution = nil, nil // the department learns of the resolution when it is published
		if c.State == review.UnderReview {
			c.Findings = nil
		}
	}
	return c
}

// names returns the display names of everybody in a case.
func (s *Service) names(ctx context.Context, c review.Case) (map[AccountID]string, error) {
	out := map[AccountID]string{review.System().Account: "auditd"}
	ids := []AccountID{c.Submitter, c.PublishedBy}
	for _, m := range c.Panel {
		ids = append(ids, m.Account)
	}
	for _, r := range c.Recusals {
		ids = append(ids, r.Member, r.By, r.Decider)
	}
	for _, g := range c.Signatures {
		ids = append(ids, g.By)
	}
	if c.Resolution != nil {
		ids = append(ids, c.Resolution.By)
	}
	for _, id := range ids {
		if id == "" || out[id] != "" {
			continue
		}
		a, err := s.Register.Accounts.Get(ctx, id)
		if err != nil {
			return nil, err
		}
		out[id] = a.DisplayName
	}
	return out, nil
}

// addPlan adds plan and files for those who work on the case. The public has the summary.
func (s *Service) addPlan(ctx context.Context, v *View, c review.Case, by *Caller) error {
	if !v.Access.Results || !s.inside(c, by) {
		return nil
	}
	sub, err := s.Register.Submission(ctx, v.Docket.Submission)
	if err != nil {
		return err
	}
	v.Plan, v.Files = sub.Plan, sub.Files
	return s.addPrevious(ctx, v, sub, by)
}

func (s *Service) addHistory(ctx context.Context, v *View, by *Caller) error {
	for p := (docket.Page{Limit: docket.Page{}.Size()}); ; {
		list, err := s.Register.Events(ctx, v.Docket.ID, p)
		if err != nil {
			return err
		}
		for _, e := range list.Items {
			m, err := s.moment(ctx, v, by, e)
			if err != nil {
				return err
			}
			v.History = append(v.History, m)
		}
		if p.After = list.Next; p.After == "" {
			return nil
		}
	}
}

func (s *Service) displayName(ctx context.Context, v *View, id AccountID) (string, error) {
	if name := v.Names[id]; name != "" {
		return name, nil
	}
	a, err := s.Register.Accounts.Get(ctx, id)
	if err != nil {
		return "", err
	}
	v.Names[id] = a.DisplayName
	return a.DisplayName, nil
}

// addProgress says what the service is doing for the case.
func (s *Service) addProgress(ctx context.Context, v *View, c review.Case) error {
	v.Working = slices.Contains([]review.State{review.Submitted, review.Validated, review.Computing, review.Signed}, c.State)
	if !v.Working {
		return nil
	}
	list, err := s.Register.Jobs.List(ctx, c.ID, "", docket.Page{Limit: 200})
	if err != nil {
		return err
	}
	for _, j := range list.Items {
		switch {
		case !slices.Contains(kinds, j.Kind): // a message that nobody takes holds no case
		case j.State == jobs.Running:
			v.Progress, v.Held = j.Progress, ""
			return nil
		case j.State == jobs.Queued && j.Reason != "":
			v.Held, v.HeldUntil = j.Reason, j.RunAt
		}
	}
	return nil
}

// addResults lists the files of the last run, likewise.
func (s *Service) addResults(ctx context.Context, v *View, c review.Case, by *Caller) error {
	if !v.Access.Results || c.Run().Results == "" || !s.inside(c, by) {
		return nil
	}
	prefix, err := store.OfRun(store.Audit, store.ID(c.ID), len(c.Runs))
	if err != nil {
		return err
	}
	for info, err := range s.Objects.List(ctx, prefix, store.Key{}) {
		if err != nil {
			return err
		}
		v.Results = append(v.Results, info)
	}
	return nil
}

// addCandidates lists who may sit on the panel, for who may assign.
func (s *Service) addCandidates(ctx context.Context, v *View, c review.Case) error {
	if !slices.Contains(v.Actions, review.ActionAssignMember) {
		return nil
	}
	list, err := s.Register.Accounts.Holders(ctx, RoleCommitteeMember, docket.Page{Limit: 500})
	if err != nil {
		return err
	}
	for _, a := range list.Items {
		if _, on := c.Member(a.ID); on {
			continue
		}
		actor, err := s.Register.Accounts.Actor(ctx, a.ID)
		if err != nil {
			return err
		}
		v.Candidates = append(v.Candidates, Candidate{ID: a.ID, Name: a.DisplayName, Tied: actor.Of(c.Unit)})
	}
	return nil
}

// Result opens a file of the last run of a case: the report, a table, results.json. Every reading is logged.
func (s *Service) Result(ctx context.Context, by *Caller, id CaseID, name string) (store.Object, error) {
	c, err := s.readable(ctx, by, id)
	if err != nil {
		return nil, err
	}
	if c.Run().Results == "" { // files of a run that is under way, or failed, are no report
		return nil, audit.Errorf(audit.NotFound, "there is no such file")
	}
	return s.openResult(ctx, by, c, len(c.Runs), name)
}

// readable returns a case whose results the caller may read. One that they may not know of is not there.
func (s *Service) readable(ctx context.Context, by *Caller, id CaseID) (review.Case, error) {
	c, err := s.Register.Case(ctx, id)
	if err != nil {
		return c, err
	}
	if got := review.AccessOf(c, by.Actor); !got.Case || by.May(RoleAdmin) {
		return c, hidden(id)
	} else if !got.Results || !s.inside(c, by) {
		return c, audit.Errorf(audit.Denied, "the results are for those who work on the case")
	}
	return c, nil
}

// openResult opens a file of a run, numbered from 1, and logs that the caller reads it.
func (s *Service) openResult(ctx context.Context, by *Caller, c review.Case, run int, name string) (store.Object, error) {
	key, err := store.AuditKey(store.ID(c.ID), run, store.FileName(name))
	if err != nil {
		return nil, audit.Errorf(audit.NotFound, "there is no such file")
	}
	o, err := s.Objects.Get(ctx, key)
	if err != nil {
		return nil, err
	}
	_, err = s.Register.Access.Append(ctx, accesslog.Entry{
		At: s.Now(), Actor: by.ID, Action: "read_results", Object: key.String(), Case: c.ID, Department: c.Unit.Department(),
	})
	if err != nil {
		o.Close()
		return nil, err
	}
	return o, nil
}

// inside reports whether the caller has to do with a case, as the public has not: what is published of a case is its summary, never
// the counts of small groups in its full results.
func (s *Service) inside(c review.Case, by *Caller) bool {
	c.State = review.UnderReview // what the caller could see before publication
	got := review.AccessOf(c, by.Actor)
	return got.Results || by.May(RolePublisher, RoleInspector) && !by.Actor.Of(c.Unit)
}

// QueryOf makes a query of the catalogue from texts; empty ones ask for nothing.
func QueryOf(text, subject, unit, region, verdict, state string) Query {
	return Query{Text: text, Subject: subject, Department: review.DepartmentID(unit), Region: region, Verdict: Verdict(verdict), State: review.State(state)}
}

// DepartmentOf makes a department from texts, which its entry checks.
func DepartmentOf(id, parent string, level int64, region, name, nameEn string) Department {
	return Department{
		ID: review.DepartmentID(id), Parent: review.DepartmentID(parent), Level: department.Level(level), Region: department.Region(region), Name: name, NameEn: nameEn,
	}
}

// Column is what was found in one column of an upload.
type Column = profile.Column

// Refused reports whether a column with that kind of personal data is refused unless it is declared.
func Refused(kind string) bool { return profile.Refused(kind) }

// NameOf returns the file name of an object.
func NameOf(i store.Info) string { return path.Base(i.Key.String()) }

// Needed returns how many members, and of them external ones, the impact level of a case asks for, and how many signatures.
func Needed(c review.Case) (members, external, signatures int) {
	members, external = review.PanelSize(c.ImpactLevel)
	return members, external, review.SignaturesNeeded(c)
}
