package service

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"slices"

	"auditd/audit"
	"auditd/audit/docket"
	"auditd/audit/docket/catalogue"
	"auditd/audit/review"
	"auditd/audit/store"
)

// Names of the published files that the service itself makes.
const (
	publicFile   store.FileName = "summary.json"
	signedFile   store.FileName = "signed.json"
	manifestFile store.FileName = "manifest.json"
)

// A ManifestEntry is one published file with its digest.
type ManifestEntry struct {
	Name   string `json:"name"`
	Bytes  int64  `json:"bytes"`
	SHA256 string `json:"sha256"`
}

// preparePublication is the worker that makes what the public reads and checks it.
func (s *Service) preparePublication(ctx context.Context, w *work) error {
	c, err := s.Register.Case(ctx, w.job.Case)
	if err != nil || c.State != review.Signed { // an earlier attempt got to its end
		return err
	}
	p, err := s.summarise(ctx, c)
	if err != nil {
		return err
	}
	var files []ManifestEntry
	put := func(name string, write func(io.Writer) error) error {
		key, err := store.ReportKey(store.ID(c.ID), len(c.Runs), store.FileName(name))
		if err != nil {
			return err
		}
		// Nothing refers to these files before the checks are recorded; an attempt of another program may have left other bytes.
		info, err := s.putStream(ctx, key, store.PutOptions{Replace: true}, write)
		files = append(files, ManifestEntry{Name: name, Bytes: info.Size, SHA256: string(info.SHA256)})
		return err
	}
	signed, err := s.readSigned(ctx, c)
	if err != nil {
		return err
	}
	write := func(data []byte) func(io.Writer) error {
		return func(w io.Writer) error { _, err := w.Write(data); return err }
	}
	text, err := json.MarshalIndent(p, "", "  ")
	if err != nil {
		return err
	}
	if err := put(string(publicFile), write(text)); err != nil {
		return err
	}
	if err := put(string(signedFile), write(signed)); err != nil {
		return err
	}
	if err := s.Renderer.Public(p, put); err != nil {
		return fmt.Errorf("write the public tables: %w", err)
	}
	manifest, err := json.MarshalIndent(files, "", "  ")
	if err != nil {
		return err
	}
	if err := put(string(manifestFile), write(manifest)); err != nil {
		return err
	}
	checks := []review.Check{
		{Name: "suppression", Passed: p.Safe(), Detail: "no published count below 10"},
		{Name: "digest", Passed: digestOf(signed) == c.Snapshot, Detail: string(c.Snapshot)},
		{Name: "files", Passed: len(files) > 3, Detail: fmt.Sprintf("%d files", len(files))},
	}
	return s.Register.Tx(ctx, func(r *docket.Register) error {
		if err := r.Jobs.Hold(ctx, w.job.Lease()); err != nil {
			return err
		}
		_, _, err := r.Act(ctx, c.ID, review.System().Account, s.Now(), &review.CheckPublication{Checks: checks})
		return err
	})
}

// readSigned returns the document that was signed.
func (s *Service) readSigned(ctx context.Context, c review.Case) ([]byte, error) {
	key, err := signedKey(c, c.Snapshot)
	if err != nil {
		return nil, err
	}
	return s.readAll(ctx, key)
}

// readAll reads a small object.
func (s *Service) readAll(ctx context.Context, key store.Key) ([]byte, error) {
	o, err := s.Objects.Get(ctx, key)
	if err != nil {
		return nil, err
	}
	defer o.Close()
	return io.ReadAll(o)
}

// summarise makes the public summary of a signed case from its results.
func (s *Service) summarise(ctx context.Context, c review.Case) (*Summary, error) {
	key, err := store.AuditKey(store.ID(c.ID), len(c.Runs), store.Results)
	if err != nil {
		return nil, err
	}
	data, err := s.readAll(ctx, key)
	if err != nil {
		return nil, err
	}
	if digestOf(data) != c.Run().Results {
		return nil, audit.Errorf(audit.Internal, "the results are not those that the case has")
	}
	var a audit.Audit
	if err := json.NewDecoder(bytes.NewReader(data)).Decode(&a); err != nil {
		return nil, err
	}
	d, err := s.Register.Docket(ctx, c.ID)
	if err != nil {
		return nil, err
	}
	dep, err := s.Register.Departments.Get(ctx, d.Department)
	if err != nil {
		return nil, err
	}
	names, err := s.names(ctx, c)
	if err != nil {
		return nil, err
	}
	p := summaryOf(&a)
	before, err := s.earlier(ctx, d)
	if err != nil {
		return nil, err
	}
	for _, old := range before {
		p.withholdChanges(old)
	}
	p.Case, p.Title, p.TitleEn, p.Subject = c.ID, d.Title, d.TitleEn, string(d.Subject)
	p.Department, p.DepartmentEn, p.Region = dep.Name, dep.NameEn, string(dep.Region)
	p.Digest, p.Findings, p.Reply, p.Answers, p.Early = c.Snapshot, c.Findings, c.Reply, c.Answers, c.Early
	p.Resolution = c.Resolution
	for _, g := range c.Signatures {
		p.Signers = append(p.Signers, names[g.By])
	}
	p.Names = map[AccountID]string{}
	for _, x := range c.Resolution.Dissents {
		p.Names[x.Member] = names[x.Member]
	}
	for _, m := range c.Panel {
		if m.Recused != "" {
			p.Recused = append(p.Recused, m.Recused)
		}
	}
	return p, nil
}

// entryOf makes the entry of the catalogue for a case that is about to be published.
func (s *Service) entryOf(ctx context.Context, c review.Case) (catalogue.Entry, error) {
	if c.State != review.PublicationCheck {
		return catalogue.Entry{}, nil // the rules refuse the act with their reason
	}
	data, err := s.publicFile(ctx, c, manifestFile)
	if err != nil {
		return catalogue.Entry{}, err
	}
	text, err := s.publicFile(ctx, c, publicFile)
	if err != nil {
		return catalogue.Entry{}, err
	}
	var p Summary
	if err := json.Unmarshal(text, &p); err != nil {
		return catalogue.Entry{}, err
	}
	prefix, err := store.OfRun(store.Report, store.ID(c.ID), len(c.Runs))
	return catalogue.Entry{Summary: p.Sentence("zh"), SummaryEn: p.Sentence("en"), Manifest: digestOf(data), ObjectPrefix: prefix.String()}, err
}

func (s *Service) publicFile(ctx context.Context, c review.Case, name store.FileName) ([]byte, error) {
	key, err := store.ReportKey(store.ID(c.ID), len(c.Runs), name)
	if err != nil {
		return nil, err
	}
	return s.readAll(ctx, key)
}

// list enters a case into the catalogue: published, refused or withheld, each with what the public may know.
func (s *Service) list(ctx context.Context, r *docket.Register, c review.Case, e catalogue.Entry) error {
	d, err := r.Docket(ctx, c.ID)
	if err != nil {
		return err
	}
	dep, err := r.Departments.Get(ctx, d.Department)
	if err != nil {
		return err
	}
	versions, err := r.Catalogue.Versions(ctx, c.ID)
	if err != nil {
		return err
	}
	e.Case, e.Version, e.State, e.Title, e.TitleEn = c.ID, int64(len(versions)+1), c.State, d.Title, d.TitleEn
	e.Subject, e.Department, e.Region, e.Reason, e.PublishedAt = string(d.Subject), d.Department, string(dep.Region), c.Reason, s.Now()
	if c.Resolution != nil {
		e.Verdict = c.Resolution.Verdict
	}
	return r.Catalogue.Add(ctx, e)
}

// relist keeps the state of a published case in the catalogue.
func (s *Service) relist(ctx context.Context, r *docket.Register, c review.Case) error {
	versions, err := r.Catalogue.Versions(ctx, c.ID)
	if err != nil || len(versions) == 0 || versions[len(versions)-1].State == c.State {
		return err
	}
	return r.Catalogue.SetState(ctx, c.ID, versions[len(versions)-1].Version, c.State, c.Reason)
}

// PublicFile opens a published file. One that the manifest does not name is not there.
func (s *Service) PublicFile(ctx context.Context, id CaseID, name string) (store.Object, error) {
	p, err := s.Public(ctx, id)
	if err != nil {
		return nil, err
	}
	listed := slices.ContainsFunc(p.Files, func(f ManifestEntry) bool { return f.Name == name })
	if !listed && (name != string(manifestFile) || len(p.Files) == 0) {
		return nil, audit.Errorf(audit.NotFound, "there is no such file")
	}
	c, err := s.Register.Case(ctx, id)
	if err != nil {
		return nil, err
	}
	key, err := store.ReportKey(store.ID(id), len(c.Runs), store.FileName(name))
	if err != nil {
		return nil, err
	}
	return s.Objects.Get(ctx, key)
}
