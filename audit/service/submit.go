package service

import (
	"context"
	"encoding/json"
	"maps"
	"slices"
	"strings"

	"auditd/audit"
	"auditd/audit/docket"
	"auditd/audit/docket/jobs"
	"auditd/audit/planfile"
	"auditd/audit/review"
	"auditd/audit/store"
)

// A Submission is what a department hands in: uploads, a plan, and under what the public finds it.
type Submission struct {
	Uploads     []string // identifiers of [Service.Upload], in the order of the plan's files
	Plan        string   // YAML or JSON
	Title       string   // in Chinese; the plan's title when empty
	TitleEn     string
	Subject     string
	ImpactLevel int      // 1 to 4
	Declared    []string // columns with personal data that the department means to submit
	Key         string   // of the sender's choice, up to 200 characters: the same submission under it again is the same case; empty for none
}

// intake is the payload of the job that validates a case.
type intake struct {
	Uploads  []uploaded `json:"uploads"`
	Declared []string   `json:"declared"`
}

// Submit hands a submission in. The plan is read at once, so that its errors are shown beside it; the files are validated by a job.
func (s *Service) Submit(ctx context.Context, by *Caller, n Submission) (review.CaseID, error) {
	if !by.May(RoleSubmitter) || !by.Allows(ScopeSubmit) {
		return "", audit.Errorf(audit.Denied, "this needs another role")
	}
	plan, err := planfile.Parse("plan.yaml", []byte(n.Plan))
	if err != nil {
		return "", err
	}
	known, err := s.subjectNames(ctx)
	if err != nil {
		return "", err
	}
	if _, ok := known[n.Subject]; !ok {
		names := slices.Sorted(maps.Keys(known))
		return "", &audit.Error{Kind: audit.Invalid, Text: "there is no such subject", Value: audit.Quote(n.Subject), Remedy: "use one of " + strings.Join(names, ", ")}
	}
	var files []uploaded
	for _, id := range n.Uploads {
		_, u, err := s.upload(ctx, by.ID, id)
		if err != nil {
			return "", err
		}
		files = append(files, u)
	}
	if !slices.ContainsFunc(files, func(u uploaded) bool { return u.Role == FileData }) {
		return "", &audit.Error{Kind: audit.Invalid, Text: "a submission needs a data file", Remedy: "upload a file"}
	}
	if n.Title = strings.TrimSpace(n.Title); n.Title == "" {
		n.Title = plan.Title
	}
	if n.TitleEn = strings.TrimSpace(n.TitleEn); n.TitleEn == "" {
		n.TitleEn = plan.Title
	}
	return s.open(ctx, by, n, plan, files)
}

// open enters the submission, opens its case, hands it in and queues its validation, all or nothing.
func (s *Service) open(ctx context.Context, by *Caller, n Submission, plan *audit.Plan, files []uploaded) (review.CaseID, error) {
	id, err := s.newID()
	if err != nil {
		return "", err
	}
	now := s.Now()
	caseID := review.CaseID(now.Format("2006-") + id)
	sub, err := submission(n, plan, files)
	if err != nil {
		return "", err
	}
	sub.ID, sub.Department, sub.Account = docket.SubmissionID("s-"+id), by.Department, by.ID
	payload, err := json.Marshal(intake{Uploads: files, Declared: n.Declared})
	if err != nil {
		return "", err
	}
	opened := caseID
	err = s.Register.Tx(ctx, func(r *docket.Register) error {
		earlier, err := s.claimKey(ctx, r, by, n, sub, caseID, now)
		if opened = caseID; err != nil || earlier != "" {
			opened = earlier
			return err
		}
		for _, u := range files {
			key, err := store.DatasetKey(store.Digest(u.SHA256))
			if err != nil {
				return err
			}
			d := docket.Dataset{SHA256: u.SHA256, Bytes: u.Bytes, Name: u.Name, ObjectKey: key.String()}
			if _, err := r.AddDataset(ctx, d, now); err != nil {
				return err
			}
		}
		if _, err := r.OpenCase(ctx, caseID, sub, now); err != nil {
			return err
		}
		if _, _, err := r.Act(ctx, caseID, by.ID, now, &review.Submit{Manifest: sub.Manifest, ImpactLevel: n.ImpactLevel}); err != nil {
			return err
		}
		_, err = r.Jobs.Enqueue(ctx, jobs.Job{ID: "i-" + id, Kind: kindIntake, Key: "intake/" + string(caseID), Case: caseID, Payload: string(payload)}, now)
		return err
	})
	switch {
	case err != nil:
		return "", err
	case opened != caseID:
		return opened, s.dropRepeated(ctx, opened, files)
	}
	s.nudge()
	return caseID, nil
}

// submission makes the record of a submission with its manifest, the digest of plan and files together.
func submission(n Submission, plan *audit.Plan, files []uploaded) (docket.Submission, error) {
	text, err := planfile.Canonical(plan)
	if err != nil {
		return docket.Submission{}, err
	}
	hash, err := planfile.Hash(plan)
	if err != nil {
		return docket.Submission{}, err
	}
	sub := docket.Submission{
		Subject: docket.SubjectID(n.Subject), Title: n.Title, TitleEn: n.TitleEn, Plan: string(text), PlanSHA256: review.Digest(hash),
	}
	for _, u := range files {
		sub.Files = append(sub.Files, docket.File{Dataset: u.SHA256, Role: u.Role, Name: u.Name})
	}
	manifest, err := json.Marshal(struct {
		Plan  review.Digest
		Files []docket.File
	}{sub.PlanSHA256, sub.Files})
	sub.Manifest = digestOf(manifest)
	return sub, err
}

// storedPlan reads a plan as the register keeps it: complete, with its defaults filled in.
func storedPlan(text string) (*audit.Plan, error) {
	p := &audit.Plan{}
	if err := json.Unmarshal([]byte(text), p); err != nil {
		return nil, &audit.Error{Kind: audit.Internal, Text: "the plan in the register cannot be read", Err: err}
	}
	return p, nil
}
