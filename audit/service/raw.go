package service

import (
	"cmp"
	"context"
	"strconv"

	"auditd/audit"
	"auditd/audit/review"
	"auditd/audit/store"
)

// RawFile opens a file as it was submitted, the n-th of a case from 1, and returns its name. Every reading is logged with its purpose
// where the department sees it, and so is every attempt that is refused.
func (s *Service) RawFile(ctx context.Context, by *Caller, id CaseID, n string) (store.Object, string, error) {
	c, err := s.Register.Case(ctx, id)
	if err != nil {
		return nil, "", err
	}
	if !review.AccessOf(c, by.Actor).Case || by.May(RoleAdmin) {
		return nil, "", hidden(id)
	}
	d, err := s.Register.Docket(ctx, id)
	if err != nil {
		return nil, "", err
	}
	sub, err := s.Register.Submission(ctx, d.Submission)
	if err != nil {
		return nil, "", err
	}
	i, err := strconv.Atoi(n)
	if err != nil || i < 1 || i > len(sub.Files) {
		return nil, "", audit.Errorf(audit.NotFound, "there is no such file")
	}
	f := sub.Files[i-1]
	key, err := store.DatasetKey(store.Digest(f.Dataset))
	if err != nil {
		return nil, "", err
	}
	g, _ := review.GrantOf(c, by.ID, s.Now())
	if err := s.Register.ReadRaw(ctx, id, by.ID, key.String(), cmp.Or(g.Reason, "own department"), s.Now()); err != nil {
		return nil, "", err
	}
	o, err := s.Objects.Get(ctx, key)
	return o, f.Name, err
}
