package docket_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"auditd/audit/docket"
	"auditd/audit/docket/accesslog"
	"auditd/audit/docket/account"
	"auditd/audit/docket/catalogue"
	"auditd/audit/docket/department"
	"auditd/audit/docket/inbox"
	"auditd/audit/docket/jobs"
	"auditd/audit/review"
)

var (
	ctx   = context.Background()
	start = time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
)

func digest(c string) review.Digest { return review.Digest(strings.Repeat(c, 64)) }

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// open opens a register with departments, accounts in every role, a subject and a data set.
func open(t testing.TB, address string) *docket.Register {
	t.Helper()
	r, err := docket.Open(ctx, address, jobs.DefaultPolicy())
	must(t, err)
	t.Cleanup(func() { r.Close() })
	return r
}

func world(t testing.TB, address string) *docket.Register {
	t.Helper()
	r := open(t, address)
	for _, d := range []department.Department{
		{ID: "jilin", Level: department.Province, Region: "220000", Name: "吉林省"},
		{ID: "jilin/transport", Parent: "jilin", Level: department.Province, Region: "220000", Name: "交通运输厅"},
		{ID: "jilin/transport/licensing", Parent: "jilin/transport", Level: department.Prefecture, Region: "220100", Name: "许可处"},
		{ID: "jilin/health", Parent: "jilin", Level: department.Province, Region: "220000", Name: "卫生健康委"},
	} {
		must(t, r.Departments.Create(ctx, d, start))
	}
	for _, a := range []struct {
		id   review.AccountID
		unit review.DepartmentID
		role review.Role
	}{
		{"submitter", "jilin/transport", review.RoleSubmitter},
		{"clerk", "jilin/health", review.RoleSubmitter},
		{"intake", "", review.RoleIntakeOfficer},
		{"secretary", "", review.RoleSecretary},
		{"chair", "", review.RoleChair},
		{"publisher", "", review.RolePublisher},
		{"admin", "", review.RoleAdmin},
		{"inspector", "", review.RoleInspector},
		{"member1", "", review.RoleCommitteeMember},
		{"member2", "", review.RoleCommitteeMember},
		{"member3", "jilin/health", review.RoleCommitteeMember},
		{"colleague", "jilin/transport/licensing", review.RoleCommitteeMember},
	} {
		must(t, r.Accounts.Create(ctx, account.Account{ID: a.id, Name: string(a.id), DisplayName: "甲", Department: a.unit}, "", start))
		must(t, r.Accounts.Grant(ctx, a.id, a.role, "system", "set-up", start))
	}
	must(t, r.PutSubject(ctx, docket.Subject{ID: "transport", Name: "交通", NameEn: "Transport", Position: 1}))
	_, err := r.AddDataset(ctx, docket.Dataset{SHA256: digest("0"), Bytes: 12, Name: "a\u202eb<script>.csv", Format: "csv", ObjectKey: "datasets/0"}, start)
	must(t, err)
	return r
}

func submission(n int) docket.Submission {
	return docket.Submission{
		ID: docket.SubmissionID(fmt.Sprintf("s%03d", n)), Department: "jilin/transport", Account: "submitter", Subject: "transport", Title: "网约车许可", TitleEn: "Permits",
		Plan: `{"name":"permits"}`, PlanSHA256: digest("1"), Manifest: digest("2"), Files: []docket.File{{Dataset: digest("0"), Role: "data", Name: "a.csv"}},
	}
}

func assess(a review.Assessment) []review.CriterionAssessment {
	var out []review.CriterionAssessment
	for _, c := range review.DefaultCriteria() {
		out = append(out, review.CriterionAssessment{Criterion: c.Name, Assessment: a, Reasons: "表 2"})
	}
	return out
}

type step struct {
	by  review.AccountID
	act review.Act
}

// do does steps one after the other, an hour apart.
func do(t testing.TB, r *docket.Register, id review.CaseID, at time.Time, steps ...step) time.Time {
	t.Helper()
	for _, s := range steps {
		at = at.Add(time.Hour)
		if _, _, err := r.Act(ctx, id, s.by, at, s.act); err != nil {
			t.Fatalf("%s by %s: %v", s.act.Action(), s.by, err)
		}
	}
	return at
}

// computed opens a case and takes it to the end of its first run.
func computed(t testing.TB, r *docket.Register, id review.CaseID, n int) time.Time {
	t.Helper()
	_, err := r.OpenCase(ctx, id, submission(n), start)
	must(t, err)
	at := do(t, r, id, start, step{"submitter", &review.Submit{Manifest: digest("2"), ImpactLevel: 2}},
		step{"system", &review.RecordChecks{Checks: []review.Check{{Name: "schema", Passed: true}}}}, step{"intake", &review.Validate{}})
	run := review.RunID(string(id) + "-r1")
	_, err = r.StartRun(ctx, docket.Run{ID: run, Case: id, Plan: "{}", PlanSHA256: digest("1"), InputSHA256: digest("0"), RequestedBy: "submitter"}, at)
	must(t, err)
	_, err = r.FinishRun(ctx, run, digest("3"), digest("4"), "results/1", at.Add(time.Hour))
	must(t, err)
	return at.Add(time.Hour)
}

// published takes a case the whole way.
func published(t testing.TB, r *docket.Register, id review.CaseID, n int) time.Time {
	t.Helper()
	at := computed(t, r, id, n)
	at = do(t, r, id, at, step{"secretary", &review.FormPanel{}})
	members := []review.AccountID{"member1", "member2", "member3"}
	for _, m := range members {
		at = do(t, r, id, at, step{"secretary", &review.AssignMember{Member: m}}, step{m, &review.Declare{NoConflict: true}})
	}
	at = do(t, r, id, at, step{"secretary", &review.StartReview{}})
	for _, m := range members {
		at = do(t, r, id, at, step{m, &review.FileReview{Verdict: review.Inconclusive, Criteria: assess(review.PartlyMet)}})
	}
	at = do(t, r, id, at, step{"system", &review.ReleaseReviews{}},
		step{"chair", &review.IssueFindings{Findings: []review.Finding{{ID: "1", Text: "样本不足", Severity: "low", Anchors: []string{"field=n"}}}, Snapshot: digest("5")}},
		step{"system", &review.NotifyDepartment{}}, step{"submitter", &review.FileReply{NoObjection: true}}, step{"chair", &review.AnswerReply{}},
		step{"chair", &review.Resolve{Verdict: review.Inconclusive, Reasons: "样本不足以判断", Criteria: assess(review.PartlyMet), Snapshot: digest("6"), Dissents: []review.Dissent{{Member: "member2", Criterion: "fairness", Reasons: "不公平"}}}},
		step{"member1", &review.Sign{Digest: digest("6")}}, step{"chair", &review.Sign{Digest: digest("6")}}, step{"system", &review.CompleteSigning{}},
		step{"system", &review.CheckPublication{Checks: []review.Check{{Name: "suppression", Passed: true}}}}, step{"publisher", &review.Publish{Digest: digest("6")}})
	must(t, r.Catalogue.Add(ctx, catalogue.Entry{
		Case: id, Version: 1, State: review.Published, Title: "网约车许可", TitleEn: "Permits", Summary: "样本不足以判断", SummaryEn: "Inconclusive", Subject: "transport",
		Department: "jilin/transport", Region: "220000", Verdict: review.Inconclusive, Manifest: digest("7"), ObjectPrefix: "public/1", PublishedAt: at,
	}))
	return at
}

// full fills every table.
func full(t testing.TB, address string) *docket.Register {
	t.Helper()
	r := world(t, address)
	must(t, r.AddWebhook(ctx, docket.Webhook{ID: "w1", Department: "jilin/transport", URL: "https://example.invalid/", Secret: "s"}, start))
	at := published(t, r, "c001", 1)
	computed(t, r, "c002", 2)
	must(t, r.Accounts.Affiliate(ctx, "member2", "jilin/health", "former_employment", start))
	must(t, r.Accounts.Revoke(ctx, "inspector", review.RoleInspector, "admin", "left", at))
	hash, err := account.HashPassword("correct horse battery", strings.NewReader(strings.Repeat("s", 16)))
	must(t, err)
	must(t, r.Accounts.SetPassword(ctx, "member1", hash, at))
	_, err = r.Accounts.LogIn(ctx, "member1", "correct horse battery", account.Source{}, digest("8"), at, at.Add(time.Hour))
	must(t, err)
	must(t, r.PutYear(ctx, review.Year{Year: 2027, Notice: "a notice", Off: []string{"2027-01-01"}}, "admin", at))
	must(t, r.Accounts.KnowDevice(ctx, "member1", digest("c"), at))
	if _, err = r.Accounts.CheckPassword(ctx, "member1", "wrong", account.Source{Address: "192.0.2.1"}, at); err == nil {
		t.Fatal("a wrong password is right")
	}
	must(t, r.Accounts.Link(ctx, account.Identity{Issuer: "https://provider.invalid", Subject: "1", Account: "member1"}, at))
	must(t, r.Accounts.BeginFlow(ctx, account.Flow{ID: digest("b"), State: "s", Nonce: "n", Verifier: "v", Purpose: "sign_in", ExpiresAt: at.Add(time.Hour)}, at))
	must(t, r.Accounts.CreateToken(ctx, account.Token{ID: "t1", Account: "submitter", Name: "ci", Scopes: []string{"submit"}, ExpiresAt: at.AddDate(0, 1, 0)}, digest("9"), at))
	_, err = r.Access.Append(ctx, accesslog.Entry{At: at, Actor: "member1", Action: "read", Object: "<b>\u202e 第\n二", Department: "jilin/transport"})
	must(t, err)
	_, err = r.AddTemplate(ctx, docket.Template{ID: "licences", Department: "health", Name: "许可", Plan: "{}", By: "admin", At: at})
	must(t, err)
	_, err = r.BeginRequest(ctx, docket.Request{Account: "submitter", Key: "k", SHA256: digest("a")}, at, at.Add(time.Hour))
	must(t, err)
	must(t, r.Inbox.Add(ctx, inbox.Upload{ID: "u1", Account: "submitter", Name: "a.csv", Role: "data", Way: inbox.Resumable, State: inbox.Open, Bytes: 9, ExpiresAt: at.Add(time.Hour)}, 1, at))
	_, err = r.Inbox.Claim(ctx, "transport/a.csv", "1", "2", at, at.Add(time.Minute))
	must(t, err)
	j, ok, err := r.Jobs.Claim(ctx, "w", []string{docket.KindWebhook}, at)
	if err != nil || !ok {
		t.Fatalf("no job to claim: %v", err)
	}
	must(t, r.Jobs.FinishStep(ctx, j.Lease(), "sent", "200", at))
	return r
}
