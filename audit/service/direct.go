package service

import (
	"context"
	"net/url"
	"time"

	"auditd/audit"
	"auditd/audit/docket/inbox"
	"auditd/audit/review"
	"auditd/audit/store"
)

// A DirectUpload is a form by which a sender posts a file straight to the object server.
type DirectUpload struct {
	Upload OpenUpload
	Form   store.Form // the file goes into its last field, named file
	Until  time.Time  // when the form expires
}

// formTime is how long a signed form can be used.
const formTime = time.Hour

// BeginDirectUpload signs a form for exactly one key in quarantine and at most the bytes stated. A store that senders cannot reach is
// a Conflict: the file comes in pieces then, see BeginUpload.
func (s *Service) BeginDirectUpload(ctx context.Context, by *Caller, n NewUpload) (DirectUpload, error) {
	if _, err := s.forms(); err != nil {
		return DirectUpload{}, err
	}
	u, err := s.begin(ctx, by, n, inbox.Direct)
	if err != nil {
		return DirectUpload{}, err
	}
	return s.signForm(ctx, u)
}

// SignAgain signs a new form for an upload of the caller that was begun and has not been finished: a Conflict for any other.
func (s *Service) SignAgain(ctx context.Context, by *Caller, id string) (DirectUpload, error) {
	u, err := s.ownUpload(ctx, by, id)
	if err == nil && (u.Way != inbox.Direct || u.State != inbox.Open) {
		err = audit.Errorf(audit.Conflict, "the upload is finished")
	}
	if err != nil {
		return DirectUpload{}, err
	}
	return s.signForm(ctx, u)
}

// forms returns what signs forms, a Conflict where nobody can send to the store directly.
func (s *Service) forms() (store.FormUploader, error) {
	forms, ok := s.Objects.(store.FormUploader)
	if !ok {
		return nil, &audit.Error{
			Kind: audit.Conflict, Text: "this service keeps files in a folder, to which nobody can send directly", Remedy: "send the file in pieces, to /api/v1/uploads",
		}
	}
	return forms, nil
}

func (s *Service) signForm(ctx context.Context, u OpenUpload) (DirectUpload, error) {
	forms, err := s.forms()
	if err != nil {
		return DirectUpload{}, err
	}
	key, err := quarantined(u.ID)
	if err != nil {
		return DirectUpload{}, err
	}
	until := s.Now().Add(formTime)
	form, err := forms.UploadForm(ctx, key, u.Bytes, until)
	if err != nil {
		return DirectUpload{}, err
	}
	if form.URL, err = s.outside(form.URL); err != nil {
		return DirectUpload{}, err
	}
	return DirectUpload{Upload: u, Form: form, Until: until}, nil
}

// outside returns the address under which senders reach the object server. The signature of a form does not cover it.
func (s *Service) outside(address string) (string, error) {
	if s.Inbox.ObjectsURL == "" {
		return address, nil
	}
	at, err := url.Parse(address)
	if err != nil {
		return "", err
	}
	public, err := url.Parse(s.Inbox.ObjectsURL)
	if err != nil {
		return "", err
	}
	at.Scheme, at.Host = public.Scheme, public.Host
	return at.String(), nil
}

// FinishDirectUpload checks the size and the digest of a file that was sent straight to the object server, and enters it. It can be
// repeated, with a key for the request or without one.
func (s *Service) FinishDirectUpload(ctx context.Context, by *Caller, id string) (OpenUpload, error) {
	u, err := s.ownUpload(ctx, by, id)
	if err == nil {
		err = s.reserve(ctx, by, id)
	}
	switch {
	case err != nil || u.State != inbox.Open:
		return u, err
	case u.Way != inbox.Direct:
		return u, audit.Errorf(audit.Conflict, "the upload comes in pieces and finishes by itself")
	}
	key, err := quarantined(id)
	if err != nil {
		return u, err
	}
	o, err := s.Objects.Get(ctx, key)
	if audit.KindOf(err) == audit.NotFound {
		return u, &audit.Error{Kind: audit.Conflict, Text: "the file has not arrived", Remedy: "post it to the form first"}
	}
	if err != nil {
		return u, err
	}
	defer o.Close()
	m := store.NewMeter(ctx, key, o, u.Bytes, store.PutOptions{SHA256: store.Digest(u.SHA256)})
	if err := m.Drain(); err != nil {
		if audit.KindOf(err) == audit.Invalid { // another size or digest than stated
			return u, s.refuseUpload(ctx, u, err)
		}
		return u, err
	}
	u.SHA256 = review.Digest(m.Sum())
	if err := s.received(ctx, u); err != nil {
		return u, err
	}
	return s.Register.Inbox.Upload(ctx, id)
}
