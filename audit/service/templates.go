package service

import (
	"context"
	"slices"
	"strings"

	"auditd/audit"
	"auditd/audit/docket"
	"auditd/audit/planfile"
)

// A Template is a plan that a department saved for the next time.
type Template = docket.Template

// Saved is the answer to a saved template.
type Saved struct {
	ID      string `json:"id"`      // Identifier of the template.
	Version int64  `json:"version"` // Its version: 1, or one more when the department had a template of this name.
}

// maxTemplateName is how many bytes the name of a template may have.
const maxTemplateName = 200

// SaveTemplate saves a plan under a name for the caller's department. A name that is taken gets a new version.
func (s *Service) SaveTemplate(ctx context.Context, by *Caller, name, nameEn, plan string) (Saved, error) {
	unit, err := ownDepartment(by)
	if err != nil {
		return Saved{}, err
	}
	name, nameEn = strings.TrimSpace(name), strings.TrimSpace(nameEn)
	if name == "" || len(name) > maxTemplateName || len(nameEn) > maxTemplateName {
		return Saved{}, &audit.Error{Kind: audit.Invalid, Column: "name", Text: "a template needs a name of at most 200 bytes"}
	}
	if _, err := planfile.Parse("plan.yaml", []byte(plan)); err != nil {
		return Saved{}, err
	}
	fresh, err := s.newID()
	if err != nil {
		return Saved{}, err
	}
	var out Saved
	return out, s.once(ctx, by, func(r *docket.Register) (any, error) {
		id := "p-" + fresh
		all, err := templates(ctx, r, by)
		if err != nil {
			return nil, err
		}
		if i := slices.IndexFunc(all, func(t Template) bool { return t.Name == name }); i >= 0 {
			id = all[i].ID
		}
		t, err := r.AddTemplate(ctx, Template{ID: id, Department: unit, Name: name, NameEn: nameEn, Plan: plan, By: by.ID, At: s.Now()})
		out = Saved{ID: t.ID, Version: t.Version}
		return out, err
	})
}

// templates returns all templates of the caller's department.
func templates(ctx context.Context, r *docket.Register, by *Caller) ([]Template, error) {
	var out []Template
	for p := (Page{Limit: 500}); ; {
		list, err := r.Templates(ctx, by.Department, p)
		if err != nil {
			return nil, err
		}
		out = append(out, list.Items...)
		if p.After = list.Next; p.After == "" {
			return out, nil
		}
	}
}

// Templates returns the newest version of the templates of the caller's department.
func (s *Service) Templates(ctx context.Context, by *Caller, p Page) (docket.List[Template], error) {
	unit, err := ownDepartment(by)
	if err != nil {
		return docket.List[Template]{}, err
	}
	return s.Register.Templates(ctx, unit, p)
}

// TemplateOf returns the newest version of a template of the caller's department. That of another, or one that was deleted, is not there.
func (s *Service) TemplateOf(ctx context.Context, by *Caller, id string) (Template, error) {
	if _, err := ownDepartment(by); err != nil {
		return Template{}, err
	}
	all, err := templates(ctx, s.Register, by)
	if err != nil {
		return Template{}, err
	}
	if i := slices.IndexFunc(all, func(t Template) bool { return t.ID == id }); i >= 0 {
		return all[i], nil
	}
	return Template{}, audit.Errorf(audit.NotFound, "there is no template %s", audit.Quote(id))
}

// DeleteTemplate takes a template off the list of the caller's department.
func (s *Service) DeleteTemplate(ctx context.Context, by *Caller, id string) error {
	unit, err := ownDepartment(by)
	if err != nil {
		return err
	}
	return s.Register.DeleteTemplate(ctx, unit, id, s.Now())
}

// CheckPlan reads a plan and returns it complete, with its defaults filled in, as JSON.
func CheckPlan(text string) (string, error) {
	p, err := planfile.Parse("plan.yaml", []byte(text))
	if err != nil {
		return "", err
	}
	out, err := planfile.Canonical(p)
	return string(out), err
}
