package service

import (
	"context"
	"encoding/json"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"auditd/audit"
	"auditd/audit/docket"
	"auditd/audit/docket/catalogue"
	"auditd/audit/docket/jobs"
	"auditd/audit/profile"
	"auditd/audit/review"
	"auditd/audit/store"
)

// profileUpload is the worker that looks into a file in quarantine.
func (s *Service) profileUpload(ctx context.Context, w *work) error {
	var u uploaded
	if err := json.Unmarshal([]byte(w.job.Payload), &u); err != nil {
		return err
	}
	if w.steps[kindProfile] != "" || u.Role != FileData {
		return nil
	}
	p, err := s.readProfile(ctx, w, u)
	if err != nil {
		return err
	}
	text, err := json.Marshal(p)
	if err != nil {
		return err
	}
	return s.Register.Jobs.FinishStep(ctx, w.job.Lease(), kindProfile, string(text), s.Now())
}

// readProfile reads a file in quarantine in a process with limits.
func (s *Service) readProfile(ctx context.Context, w *work, u uploaded) (*profile.Profile, error) {
	key, err := store.IncomingKey(store.ID(u.ID))
	if err != nil {
		return nil, err
	}
	path, err := s.fetch(ctx, key, w.dir, u.Name)
	if err != nil {
		return nil, err
	}
	return Profile(ctx, path, audit.FilePart{}, s.Limits, w.percent("reading"))
}

// validate is the worker that checks a submission and accepts or refuses it.
func (s *Service) validate(ctx context.Context, w *work) error {
	c, err := s.Register.Case(ctx, w.job.Case)
	if err != nil {
		return err
	}
	var in intake
	if err := json.Unmarshal([]byte(w.job.Payload), &in); err != nil {
		return err
	}
	if c.State != review.Submitted { // an earlier attempt decided, and may not have come to this
		return s.emptyQuarantine(ctx, in)
	}
	sub, err := s.submissionOf(ctx, c.ID)
	if err != nil {
		return err
	}
	plan, err := storedPlan(sub.Plan)
	if err != nil {
		return err
	}
	var profiles []*profile.Profile
	for _, u := range in.Uploads {
		if u.Role != FileData {
			continue
		}
		p, err := s.profileOf(ctx, w, u)
		if err != nil && hopeless(err) {
			return s.refuseFiles(ctx, w, in, []review.Check{{Name: "readable", Detail: err.Error()}})
		}
		if err != nil {
			return err
		}
		profiles = append(profiles, p)
	}
	checks := append([]review.Check{{Name: "readable", Passed: true}}, checkSubmission(plan, profiles, in)...)
	if slices.ContainsFunc(checks, func(c review.Check) bool { return !c.Passed }) {
		return s.refuseFiles(ctx, w, in, checks)
	}
	return s.accept(ctx, w, in, checks)
}

func (s *Service) submissionOf(ctx context.Context, id review.CaseID) (docket.Submission, error) {
	d, err := s.Register.Docket(ctx, id)
	if err != nil {
		return docket.Submission{}, err
	}
	return s.Register.Submission(ctx, d.Submission)
}

// profileOf returns what the upload's own job found, or reads the file when that has not ended yet.
func (s *Service) profileOf(ctx context.Context, w *work, u uploaded) (*profile.Profile, error) {
	steps, err := s.Register.Jobs.Steps(ctx, u.ID)
	if err != nil {
		return nil, err
	}
	if steps[kindProfile] == "" {
		return s.readProfile(ctx, w, u)
	}
	p := &profile.Profile{}
	return p, json.Unmarshal([]byte(steps[kindProfile]), p)
}

// checkSubmission holds the plan against the files.
func checkSubmission(plan *audit.Plan, profiles []*profile.Profile, in intake) []review.Check {
	columns := map[string]profile.Column{}
	rows := int64(0)
	for _, p := range profiles {
		rows += p.Input.Rows
		for _, c := range p.Columns {
			columns[c.Name] = c
		}
	}
	checks := []review.Check{
		checkOf("rows", rows > 0, "the files hold no rows"),
		checkColumns(plan, columns),
		checkPersonal(profiles, in.Declared),
	}
	if plan.Coverage != nil {
		for _, name := range plan.Coverage.Population {
			known := slices.ContainsFunc(in.Uploads, func(u uploaded) bool { return u.Role == FilePopulation && u.Name == filepath.Base(name) })
			checks = append(checks, checkOf("population", known, "the plan names a reference file that was not uploaded: "+audit.Quote(filepath.Base(name))))
		}
	}
	return checks
}

func checkOf(name string, passed bool, detail string) review.Check {
	if passed {
		detail = ""
	}
	return review.Check{Name: name, Passed: passed, Detail: detail}
}

func checkColumns(plan *audit.Plan, columns map[string]profile.Column) review.Check {
	var missing []string
	for _, name := range planColumns(plan) {
		if _, ok := columns[name]; !ok && name != "" {
			missing = append(missing, audit.Quote(name))
		}
	}
	return checkOf("columns", len(missing) == 0, "the plan names columns that the files do not have: "+strings.Join(missing, ", "))
}

// planColumns returns the columns that a plan reads.
func planColumns(p *audit.Plan) []string {
	var out []string
	for _, a := range slices.Concat(p.Columns.Attributes, p.Columns.Strata) {
		out = append(out, a.Column)
	}
	for _, b := range []*audit.Binary{p.Columns.Decision, p.Columns.Label} {
		if b != nil {
			out = append(out, b.Column)
		}
	}
	if p.Columns.Score != nil {
		out = append(out, p.Columns.Score.Column)
	}
	return append(out, p.Columns.Weight)
}

// checkPersonal refuses columns with personal data that nobody declared. It names the columns and shows no value.
func checkPersonal(profiles []*profile.Profile, declared []string) review.Check {
	var found []string
	for _, p := range profiles {
		for _, c := range p.Columns {
			if profile.Refused(c.Personal) && !slices.Contains(declared, c.Name) {
				found = append(found, audit.Quote(c.Name)+" ("+strings.ReplaceAll(c.Personal, "_", " ")+")")
			}
		}
	}
	return checkOf("personal_data", len(found) == 0,
		"columns hold personal data that an audit does not need and that nobody declared: "+strings.Join(found, ", "))
}

// accept moves the files out of quarantine, records the checks and queues the measuring.
func (s *Service) accept(ctx context.Context, w *work, in intake, checks []review.Check) error {
	for _, u := range in.Uploads {
		from, err := store.IncomingKey(store.ID(u.ID))
		if err != nil {
			return err
		}
		to, err := store.DatasetKey(store.Digest(u.SHA256))
		if err != nil {
			return err
		}
		if _, err := s.Objects.Promote(ctx, from, to, store.Encryption{}); err != nil && !s.there(ctx, to) {
			return err
		}
	}
	now := s.Now()
	err := s.Register.Tx(ctx, func(r *docket.Register) error {
		if err := r.Jobs.Hold(ctx, w.job.Lease()); err != nil {
			return err
		}
		if _, _, err := r.Act(ctx, w.job.Case, review.System().Account, now, &review.RecordChecks{Checks: checks}, &review.Validate{}); err != nil {
			return err
		}
		return s.queueMeasure(ctx, r, w.job.Case, 1)
	})
	if err != nil {
		return err
	}
	s.nudge()
	return s.emptyQuarantine(ctx, in)
}

func (s *Service) there(ctx context.Context, key store.Key) bool {
	_, err := s.Objects.Stat(ctx, key)
	return err == nil
}

// emptyQuarantine removes uploads that were accepted or refused. What is gone already was removed by an earlier attempt.
func (s *Service) emptyQuarantine(ctx context.Context, in intake) error {
	for _, u := range in.Uploads {
		key, err := store.IncomingKey(store.ID(u.ID))
		if err != nil {
			return err
		}
		if err := s.Objects.Delete(ctx, key); err != nil && audit.KindOf(err) != audit.NotFound {
			return err
		}
	}
	return nil
}

func (s *Service) queueMeasure(ctx context.Context, r *docket.Register, id review.CaseID, run int) error {
	name := string(id) + "-" + strconv.Itoa(run)
	_, err := r.Jobs.Enqueue(ctx, jobs.Job{ID: "m-" + name, Kind: kindMeasure, Key: "measure/" + name, Case: id}, s.Now())
	return err
}

// refuseFiles refuses a submission and removes its files.
func (s *Service) refuseFiles(ctx context.Context, w *work, in intake, checks []review.Check) error {
	var reasons []string
	for _, c := range checks {
		if !c.Passed {
			reasons = append(reasons, c.Detail)
		}
	}
	err := s.Register.Tx(ctx, func(r *docket.Register) error {
		if err := r.Jobs.Hold(ctx, w.job.Lease()); err != nil {
			return err
		}
		return s.refuse(ctx, r, w.job.Case, checks, strings.Join(reasons, "; "))
	})
	if err != nil {
		return err
	}
	s.notified(s.Inbox.Drop.Bucket) // a platform that dropped the files waits for the answer
	return s.emptyQuarantine(ctx, in)
}

// refuse records failed checks and refuses the case with a reason that is published.
func (s *Service) refuse(ctx context.Context, r *docket.Register, id review.CaseID, checks []review.Check, reason string) error {
	c, _, err := r.Act(ctx, id, review.System().Account, s.Now(), &review.RecordChecks{Checks: checks}, &review.Reject{Reason: reason})
	if err != nil {
		return err
	}
	return s.list(ctx, r, c, catalogue.Entry{})
}
