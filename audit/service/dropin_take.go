package service

import (
	"context"
	"errors"
	"io"
	"path"
	"slices"
	"strconv"
	"strings"

	"auditd/audit"
	"auditd/audit/docket/inbox"
	"auditd/audit/planfile"
	"auditd/audit/review"
	"auditd/audit/store"
)

// takeDrop copies a pair into quarantine and submits it, and notes in d what it became. What an earlier attempt did is not done again.
func (s *Service) takeDrop(ctx context.Context, p pair, d *inbox.Drop) error {
	by, err := s.dropper(ctx, p.data.Name)
	if err != nil {
		return err
	}
	switch {
	case p.plan.Name == "":
		return &audit.Error{
			Kind: audit.Invalid, Text: "there is no plan beside the data set",
			Remedy: "put " + audit.Clean(path.Base(p.stem())) + planMarks[0] + " beside it; auditd profile proposes one",
		}
	case !p.alone:
		return &audit.Error{Kind: audit.Invalid, Text: "several data sets share the name of one plan", Remedy: "give each its own name and plan"}
	}
	text, err := s.readDropped(ctx, p.plan)
	if err != nil {
		return err
	}
	plan, err := planfile.Parse(path.Base(p.plan.Name), text)
	if err != nil {
		return err
	}
	n := Submission{Plan: string(text)}
	if n.Subject, n.ImpactLevel, err = fromFolders(p.data.Name); err != nil {
		return err
	}
	files, err := s.takeFiles(ctx, by, p, plan)
	if err != nil {
		return err
	}
	if sum := files[0].SHA256; d.Case != "" && d.DataSHA256 == sum && d.PlanSHA256 == digestOf(text) { // dropped before, at another time
		return s.removeUploads(ctx, files)
	}
	for _, u := range files {
		n.Uploads = append(n.Uploads, u.ID)
	}
	id, err := s.Submit(ctx, by, n)
	if err != nil {
		if refusal(err) {
			err = errors.Join(err, s.removeUploads(ctx, files))
		}
		return err
	}
	d.Case, d.DataSHA256, d.PlanSHA256 = id, files[0].SHA256, digestOf(text)
	return nil
}

// refusal reports whether an error is about what was dropped, and not about the moment.
func refusal(err error) bool {
	kind := audit.KindOf(err)
	return kind != audit.Conflict && kind != audit.Internal && !kind.Passing()
}

func (s *Service) removeUploads(ctx context.Context, files []OpenUpload) error {
	for _, u := range files {
		if err := s.removeUpload(ctx, u); err != nil {
			return err
		}
	}
	return nil
}

// takeFiles takes the data set and the reference files of its plan.
func (s *Service) takeFiles(ctx context.Context, by *Caller, p pair, plan *audit.Plan) ([]OpenUpload, error) {
	data, err := s.takeFile(ctx, by, p, p.data, FileData)
	if err != nil {
		return nil, err
	}
	files := []OpenUpload{data}
	if plan.Coverage == nil {
		return files, nil
	}
	for _, name := range plan.Coverage.Population {
		u, err := s.takeReference(ctx, by, p, path.Base(name))
		if err != nil {
			return nil, errors.Join(err, s.removeUploads(ctx, files))
		}
		files = append(files, u)
	}
	return files, nil
}

// dropper returns the account that submits what lies in a folder.
func (s *Service) dropper(ctx context.Context, name string) (*Caller, error) {
	folder, _, deep := strings.Cut(name, "/")
	account := s.Inbox.Drop.Accounts[folder]
	if !deep || account == "" {
		return nil, &audit.Error{
			Kind: audit.Denied, Text: "no account is named for this folder", Value: audit.Quote(folder),
			Remedy: "put the files into the folder of your department, or have the operator name an account for it",
		}
	}
	a, err := s.Register.Accounts.ByName(ctx, account)
	if err != nil {
		return nil, err
	}
	by, err := s.caller(ctx, a, []string{ScopeSubmit})
	if err == nil && (!by.May(RoleSubmitter) || by.Department == "" || !a.DisabledAt.IsZero()) {
		err = &audit.Error{Kind: audit.Denied, Text: "the account of this folder may not submit", Value: audit.Quote(folder), Remedy: "have the operator name another one"}
	}
	return by, err
}

// fromFolders reads the subject and the impact level from the folders between the first one and the file. Without them they are those
// of auditd submit: other, 2.
func fromFolders(name string) (subject string, level int, err error) {
	subject, level = "other", 2
	parts := strings.Split(path.Dir(name), "/")
	for _, part := range parts[1:] {
		if n, err := strconv.Atoi(part); err == nil {
			level = n
			continue
		}
		subject = part
	}
	if len(parts) > 3 {
		return "", 0, &audit.Error{Kind: audit.Invalid, Text: "the file lies too deep", Remedy: "use DEPARTMENT/SUBJECT/LEVEL/NAME, of which SUBJECT and LEVEL may be left out"}
	}
	return subject, level, nil
}

// readDropped reads a plan.
func (s *Service) readDropped(ctx context.Context, d store.Dropped) ([]byte, error) {
	if d.Size >= maxPlan {
		return nil, &audit.Error{Kind: audit.Limit, Text: "the plan is too large"}
	}
	r, err := s.Inbox.Drop.Place.Open(ctx, d)
	if err != nil {
		return nil, err
	}
	defer r.Close()
	return io.ReadAll(io.LimitReader(r, maxPlan))
}

// takeReference takes a reference file from beside the plan or from the department's folder. It stays where it lies, for the next plan.
func (s *Service) takeReference(ctx context.Context, by *Caller, p pair, name string) (OpenUpload, error) {
	department, _, _ := strings.Cut(p.data.Name, "/")
	for _, folder := range slices.Compact([]string{path.Dir(p.data.Name), department}) {
		d, err := s.Inbox.Drop.Place.Look(ctx, path.Join(folder, references, name))
		if err == nil {
			return s.takeFile(ctx, by, p, d, FilePopulation)
		}
		if audit.KindOf(err) != audit.NotFound {
			return OpenUpload{}, err
		}
	}
	return OpenUpload{}, &audit.Error{
		Kind: audit.Invalid, Text: "the plan names a reference file that does not lie in the folder " + references, Value: audit.Quote(name),
		Remedy: "put it there, beside the plan",
	}
}

// takeFile copies a dropped file into quarantine and enters it, once for the same content.
func (s *Service) takeFile(ctx context.Context, by *Caller, p pair, d store.Dropped, role string) (OpenUpload, error) {
	id := dropID(p, role+d.Name+d.Mark)
	if u, err := s.Register.Inbox.Upload(ctx, id); err == nil && u.State != inbox.Removed || audit.KindOf(err) != audit.NotFound && err != nil {
		return u, err
	}
	key, err := quarantined(id)
	if err != nil {
		return OpenUpload{}, err
	}
	r, err := s.Inbox.Drop.Place.Open(ctx, d)
	if err != nil {
		return OpenUpload{}, err
	}
	defer r.Close()
	info, err := s.Objects.Put(ctx, key, r, d.Size, store.PutOptions{MaxSize: s.MaxUpload})
	if err != nil {
		return OpenUpload{}, err
	}
	if now, err := s.Inbox.Drop.Place.Look(ctx, d.Name); err != nil || now.Mark != d.Mark {
		return OpenUpload{}, audit.Errorf(audit.Conflict, "a dropped file was changed while it was taken")
	}
	u := inbox.Upload{ID: id, Account: by.ID, Name: fileName(d.Name), Role: role, Way: inbox.DropIn, Bytes: info.Size, Received: info.Size, SHA256: review.Digest(info.SHA256)}
	if info.Size == 0 {
		return u, &audit.Error{Kind: audit.Invalid, File: u.Name, Text: "the file is empty"}
	}
	if err := s.received(ctx, u); err != nil {
		return OpenUpload{}, err
	}
	return s.Register.Inbox.Upload(ctx, id)
}
