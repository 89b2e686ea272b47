package main

import (
	"context"
	"crypto/rand"
	"encoding/base32"
	"fmt"
	"os"
	"strings"
	"time"

	"auditd/audit/service"
)

type demoVerb struct {
	Listen  string `default:"127.0.0.1:8080" help:"Address to listen on (default ${default})."`
	Verbose bool   `help:"Print the log of the service."`
}

func (v demoVerb) run(ctx context.Context, s streams) (int, error) {
	dir, err := os.MkdirTemp("", "auditd-demo-*")
	if err != nil {
		return exitFailed, err
	}
	defer os.RemoveAll(dir)
	c, err := readConfig([]string{"data_dir=" + dir, "listen=" + v.Listen}, func(string) string { return "" })
	if err != nil {
		return exitFailed, err
	}
	log := s.err
	if !v.Verbose {
		log = discard{}
	}
	i, err := openInstallation(ctx, c, log)
	if err != nil {
		return exitFailed, err
	}
	defer i.close(ctx)
	d, err := seedDemo(ctx, i.service)
	if err != nil {
		return exitFailed, err
	}
	if err := i.serve(ctx, c, "demo.notice", func(address string) { d.announce(s, address) }); err != nil {
		return exitFailed, err
	}
	return exitOK, nil
}

// discard is a log that nobody reads.
type discard struct{}

func (discard) Write(p []byte) (int, error) { return len(p), nil }

// A demo is an installation with invented departments, accounts and cases.
type demo struct {
	s        *service.Service
	password string
	who      map[string]*service.Caller
	order    []string // names of accounts
}

// announce prints where to go.
func (d *demo) announce(s streams, address string) {
	fmt.Fprintf(s.out, "auditd demo: %s  (all data are invented, save the admissions at Berkeley; they are deleted when you press Ctrl-C)\n\n", address)
	fmt.Fprintf(s.out, "The public, without an account:\n  %s/\n\nEvery account has the password  %s\n", address, d.password)
	for _, name := range d.order {
		fmt.Fprintf(s.out, "  %-15s %s/sign-in?name=%s\n", name, address, name)
	}
}

// demoAccounts are one account for each role, and as many members as a panel needs. Names say what they are: nobody is invented.
var demoAccounts = []service.NewAccount{
	{Name: "submitter", DisplayName: "民政厅提交人 Submitter", Department: "civil-affairs", Roles: []service.Role{service.RoleSubmitter}},
	{Name: "intake", DisplayName: "接收员 Intake officer", Roles: []service.Role{service.RoleIntakeOfficer}},
	{Name: "secretary", DisplayName: "委员会秘书 Secretary", Roles: []service.Role{service.RoleSecretary}},
	{Name: "chair", DisplayName: "主任委员 Chair", Roles: []service.Role{service.RoleChair}},
	{Name: "member1", DisplayName: "委员一 Member 1", Roles: []service.Role{service.RoleCommitteeMember}},
	{Name: "member2", DisplayName: "委员二 Member 2", Roles: []service.Role{service.RoleCommitteeMember}},
	{Name: "member3", DisplayName: "委员三 Member 3", Roles: []service.Role{service.RoleCommitteeMember}},
	{Name: "tied-member", DisplayName: "民政厅委员 Member of the department", Department: "civil-affairs", Roles: []service.Role{service.RoleCommitteeMember}},
	{Name: "publisher", DisplayName: "发布人 Publisher", Roles: []service.Role{service.RolePublisher}},
	{Name: "inspector", DisplayName: "监督员 Inspector", Roles: []service.Role{service.RoleInspector}},
}

// seedDemo makes the accounts by the ways that a person would, and takes cases to where the demonstration wants them.
func seedDemo(ctx context.Context, s *service.Service) (*demo, error) {
	d := &demo{s: s, who: map[string]*service.Caller{}}
	var b [10]byte
	if _, err := rand.Read(b[:]); err != nil {
		return nil, err
	}
	d.password = strings.ToLower(base32.StdEncoding.EncodeToString(b[:]))
	link, err := s.FirstLink(ctx)
	if err != nil {
		return nil, err
	}
	if err := d.enter(ctx, "admin", link); err != nil {
		return nil, err
	}
	for _, x := range []service.Department{
		service.DepartmentOf("jilin", "", 1, "220000", "吉林省（虚构）", "Province of Jilin (invented data)"),
		service.DepartmentOf("civil-affairs", "jilin", 1, "220000", "民政厅（虚构）", "Department of Civil Affairs (invented)"),
		service.DepartmentOf("education", "jilin", 1, "220000", "教育厅（虚构）", "Department of Education (invented)"),
	} {
		if err := s.CreateDepartment(ctx, d.who["admin"], x); err != nil {
			return nil, err
		}
	}
	for _, n := range demoAccounts {
		link, err := s.CreateAccount(ctx, d.who["admin"], n)
		if err != nil {
			return nil, err
		}
		if err := d.enter(ctx, n.Name, link); err != nil {
			return nil, err
		}
	}
	work, stop := context.WithCancel(ctx)
	done := make(chan struct{})
	go func() { s.Work(work, "demo", 2); close(done) }()
	defer func() { stop(); <-done }()
	return d, d.cases(ctx)
}

// enter chooses the password of an account and signs it in.
func (d *demo) enter(ctx context.Context, name, link string) error {
	if _, err := d.s.Redeem(ctx, link, d.password); err != nil {
		return err
	}
	secret, err := d.s.SignIn(ctx, name, d.password)
	if err != nil {
		return err
	}
	d.who[name], err = d.s.Session(ctx, secret)
	d.order = append(d.order, name)
	return err
}

// cases makes a published case, one under review, one that is inconclusive and waits for its panel, and one refused at intake.
func (d *demo) cases(ctx context.Context) error {
	published, err := d.submit(ctx, berkeleyCSV(), berkeleyPlan, service.Submission{
		Title: "研究生录取（伯克利，1973 年）", TitleEn: "Graduate admissions at Berkeley, 1973", Subject: "education", ImpactLevel: 2,
	})
	if err != nil {
		return err
	}
	review, err := d.submit(ctx, assistanceCSV(40), assistancePlan, service.Submission{
		Title: "低保申请自动筛查", TitleEn: "Screening of applications for assistance", Subject: "social_assistance", ImpactLevel: 2,
	})
	if err != nil {
		return err
	}
	small, err := d.submit(ctx, assistanceCSV(1), assistancePlan, service.Submission{
		Title: "临时救助试点（样本很小）", TitleEn: "Pilot of emergency relief (a small sample)", Subject: "social_assistance", ImpactLevel: 1,
	})
	if err != nil {
		return err
	}
	refused, err := d.submit(ctx, phoneCSV(), assistancePlan, service.Submission{
		Title: "住房补贴名单", TitleEn: "List of housing subsidies", Subject: "housing", ImpactLevel: 1,
	})
	if err != nil {
		return err
	}
	for id, state := range map[service.CaseID]string{published: "computed", review: "computed", small: "computed", refused: "rejected_intake"} {
		if err := d.await(ctx, id, state); err != nil {
			return err
		}
	}
	if err := d.convene(ctx, review); err != nil {
		return err
	}
	if err := d.do(ctx, "member1", review, demoReview("partly_met", "conditional")); err != nil {
		return err
	}
	return d.publish(ctx, published)
}

func (d *demo) submit(ctx context.Context, data, plan string, n service.Submission) (service.CaseID, error) {
	u, err := d.s.Upload(ctx, d.who["submitter"], "decisions.csv", service.FileData, strings.NewReader(data), int64(len(data)))
	if err != nil {
		return "", err
	}
	n.Uploads, n.Plan = []string{u.ID}, plan
	return d.s.Submit(ctx, d.who["submitter"], n)
}

// await waits until the service has brought a case into a state.
func (d *demo) await(ctx context.Context, id service.CaseID, state string) error {
	for range 600 {
		v, err := d.s.Case(ctx, d.who["inspector"], id)
		if err != nil {
			return err
		}
		if string(v.Docket.State) == state {
			return nil
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(100 * time.Millisecond):
		}
	}
	return fmt.Errorf("the case %s did not become %s", id, state)
}

func (d *demo) do(ctx context.Context, who string, id service.CaseID, act service.Act) error {
	if err := d.s.Do(ctx, d.who[who], id, act); err != nil {
		return fmt.Errorf("%s of %s: %w", act.Action(), who, err)
	}
	return nil
}

// convene forms the panel of a case and opens the review.
func (d *demo) convene(ctx context.Context, id service.CaseID) error {
	if err := d.do(ctx, "secretary", id, &service.FormPanel{}); err != nil {
		return err
	}
	for _, m := range []string{"member1", "member2", "member3"} {
		if err := d.do(ctx, "secretary", id, &service.AssignMember{Member: d.who[m].ID}); err != nil {
			return err
		}
		if err := d.do(ctx, m, id, &service.Declare{NoConflict: true}); err != nil {
			return err
		}
	}
	return d.do(ctx, "secretary", id, &service.StartReview{})
}

// publish takes a measured case through the committee to the public.
func (d *demo) publish(ctx context.Context, id service.CaseID) error {
	if err := d.convene(ctx, id); err != nil {
		return err
	}
	type step struct {
		who string
		act service.Act
	}
	steps := []step{
		{"member1", demoReview("partly_met", "conditional")},
		{"member2", demoReview("partly_met", "conditional")},
		{"member3", demoReview("met", "pass")},
		{"chair", &service.IssueFindings{Findings: []service.Finding{{
			ID: "1", Severity: "medium", Anchors: []string{"metric=selection_rate&group=gender:women"},
			Text: "总体上女性录取率低于男性；按院系比较时，差异不再朝同一方向。\nOverall fewer women than men were admitted; held by department, the difference does not point one way.",
		}}}},
		{"submitter", &service.FileReply{Text: "各院系分别录取，申请人数分布不同。\nDepartments admit separately, and applicants chose them differently.", Points: []string{"应按院系比较。The comparison should hold the department fixed."}}},
		{"chair", &service.AnswerReply{Answers: []service.Answer{{Point: 0, Answer: "accepted", Reasons: "报告两种比较都列出。The report shows both."}}}},
		{"chair", demoResolution(d.who["member3"].ID)},
	}
	for _, x := range steps {
		if err := d.do(ctx, x.who, id, x.act); err != nil {
			return err
		}
	}
	v, err := d.s.Case(ctx, d.who["chair"], id)
	if err != nil {
		return err
	}
	for _, who := range []string{"member1", "chair"} {
		if err := d.do(ctx, who, id, &service.Sign{Digest: v.Case.Snapshot}); err != nil {
			return err
		}
	}
	if err := d.await(ctx, id, "publication_check"); err != nil {
		return err
	}
	return d.do(ctx, "publisher", id, &service.Publish{Digest: v.Case.Snapshot})
}

func demoCriteria(a service.Assessment) []service.CriterionAssessment {
	return []service.CriterionAssessment{
		{Criterion: "fairness", Assessment: a, Reasons: "见报告中各院系的比较。See the comparison by department in the report."},
		{Criterion: "effectiveness", Assessment: "cannot_assess", Reasons: "数据中没有结果。The data hold no later outcomes."},
		{Criterion: "scientificity", Assessment: "met", Reasons: "方法与计数公开且可重算。Methods and counts are open and can be computed again."},
	}
}

func demoReview(a service.Assessment, v service.Verdict) *service.FileReview {
	return &service.FileReview{Verdict: v, Criteria: demoCriteria(a)}
}

func demoResolution(dissenter service.AccountID) *service.Resolve {
	return &service.Resolve{
		Verdict: "conditional", Criteria: demoCriteria("partly_met"), Conditions: []string{"每年公布按院系的录取率。Publish admission rates by department every year."},
		Reasons:  "总体差异来自申请结构，但院系层面仍需持续公布。\nThe overall difference follows from where people applied; the rates by department must go on being published.",
		Dissents: []service.Dissent{{Member: dissenter, Criterion: "fairness", Reasons: "按院系比较后没有需要附条件的差异。Held by department, nothing is left that needs a condition."}},
	}
}
