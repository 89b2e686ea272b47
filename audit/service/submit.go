package service

import (
	"context"
	"encoding/json"
	"maps"
	"slices"
	"strings"

	"auditd/audit"
	"auditd/audit/docket"
	"auditd/audit/docket/inbox"
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
	Previous    CaseID   // case of the earlier audit of the same system whose evidence is continued; empty for none
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
	files, before, err := s.filesOf(ctx, by, n.Uploads)
	if err != nil {
		return "", err
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
	if before != "" {
		return before, s.sameSubmission(ctx, before, n, plan, files)
	}
	run, err := s.previousRun(ctx, by, n.Previous, plan, files)
	if err != nil {
		return "", err
	}
	return s.open(ctx, by, n, plan, files, run)
}

// filesOf returns the files of uploads, and the case that all of them were submitted to before.
func (s *Service) filesOf(ctx context.Context, by *Caller, ids []string) (files []uploaded, before CaseID, err error) {
	cases := map[CaseID]bool{}
	for _, id := range ids {
		u, err := s.ownUpload(ctx, by, id)
		if err != nil {
			return nil, "", err
		}
		if u.State == inbox.Open {
			return nil, "", &audit.Error{Kind: audit.Conflict, File: u.Name, Text: "the upload is not whole", Remedy: "send the rest of it first"}
		}
		files, before = append(files, fileOf(u)), u.Case
		cases[u.Case] = true
	}
	if len(cases) > 1 {
		return nil, "", &audit.Error{Kind: audit.Conflict, Text: "one of the files was submitted already", Remedy: "upload it again"}
	}
	return files, before, nil
}

// sameSubmission returns nil when the same uploads were handed in before with the same plan: the answer to the first time was lost.
func (s *Service) sameSubmission(ctx context.Context, id CaseID, n Submission, plan *audit.Plan, files []uploaded) error {
	was, err := s.submissionOf(ctx, id)
	if err != nil {
		return err
	}
	now, err := submission(n, plan, files)
	if err == nil && now.Manifest != was.Manifest {
		err = &audit.Error{Kind: audit.Conflict, Text: "the files were submitted already with another plan", Value: string(id), Remedy: "upload them again"}
	}
	return err
}

// open enters the submission, opens its case, hands it in and queues its validation, all or nothing. previousRun is the run of the
// earlier case that is continued.
func (s *Service) open(ctx context.Context, by *Caller, n Submission, plan *audit.Plan, files []uploaded, previousRun int64) (review.CaseID, error) {
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
	sub.ID, sub.Department, sub.Account, sub.PreviousRun = docket.SubmissionID("s-"+id), by.Department, by.ID, previousRun
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
			if err := r.Inbox.Submit(ctx, u.ID, caseID); err != nil {
				return err
			}
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
		Previous: n.Previous,
	}
	for _, u := range files {
		sub.Files = append(sub.Files, docket.File{Dataset: u.SHA256, Role: u.Role, Name: u.Name})
	}
	manifest, err := json.Marshal(struct {
		Plan     review.Digest
		Files    []docket.File
		Previous review.CaseID `json:",omitempty"`
	}{sub.PlanSHA256, sub.Files, sub.Previous})
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
