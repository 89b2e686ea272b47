package service

import (
	"context"
	"io"
	"path/filepath"

	"auditd/audit"
	"auditd/audit/coverage"
	"auditd/audit/measure"
	"auditd/audit/planfile"
	"auditd/audit/profile"
	"auditd/audit/sandbox"
	"auditd/audit/tally"
)

// maxCells is how many combinations of groups and strata one audit may hold.
const maxCells = 1 << 20

// A Measurement is a plan to be carried out on files.
type Measurement struct {
	Plan      *audit.Plan
	PlanDir   string       // folder that the plan's reference files are relative to
	Files     []string     // paths, in the order of the plan's files.parts
	Generator string       // program and version, for the record
	Previous  *audit.Audit // earlier results of the same system, whose evidence is continued; nil for none
	Limits    sandbox.Limits
	Progress  func(done, total int64) // bytes; may be nil
}

// Measure counts the files in a process with limits and makes the audit. Errors are *audit.Error for what a user can mend.
func Measure(ctx context.Context, m Measurement) (*audit.Audit, error) {
	hash, err := planfile.Hash(m.Plan)
	if err != nil {
		return nil, err
	}
	populations, err := m.readPopulations(ctx)
	if err != nil {
		return nil, err
	}
	reply, err := m.count(ctx)
	if err != nil {
		return nil, err
	}
	return measure.Run(measure.Input{
		Plan: m.Plan, PlanSHA256: hash, Generator: m.Generator, Cells: reply.Cells, Notices: reply.Notices, Populations: populations, Previous: m.Previous,
	})
}

// count runs the counting job.
func (m *Measurement) count(ctx context.Context) (*countReply, error) {
	if n := len(m.Plan.Files.Parts); n > 0 && n != len(m.Files) {
		return nil, audit.Errorf(audit.Invalid, "the plan describes %d files and %d were given", n, len(m.Files))
	}
	files, err := openAll(ctx, m.Files)
	if err != nil {
		return nil, err
	}
	defer closeAll(files)
	described, err := parts(m.Files, files, m.Plan.Files.Parts)
	if err != nil {
		return nil, err
	}
	c := m.Plan.Columns
	fields, tables := measure.Tables(m.Plan)
	request := countRequest{Files: m.Plan.Files, Parts: described, Request: tally.Request{
		Attributes: c.Attributes, Strata: c.Strata, Decision: c.Decision, Label: c.Label, Weight: c.Weight,
		Fields: fields, Tables: tables, MaxGroups: m.Plan.MaxGroups, MaxCells: maxCells,
	}}
	reply := &countReply{}
	if err := sandbox.Run(ctx, m.Limits, jobCount, request, reply, steps(m.Progress), files...); err != nil {
		return nil, err
	}
	return reply, nil
}

// Profile says what one file holds.
func Profile(ctx context.Context, path string, how audit.FilePart, limits sandbox.Limits, progress func(done, total int64)) (*profile.Profile, error) {
	files, err := openAll(ctx, []string{path})
	if err != nil {
		return nil, err
	}
	defer closeAll(files)
	described, err := parts([]string{path}, files, []audit.FilePart{how})
	if err != nil {
		return nil, err
	}
	p := &profile.Profile{}
	if err := sandbox.Run(ctx, limits, jobProfile, described[0], p, steps(progress), files...); err != nil {
		return nil, err
	}
	return p, nil
}

func steps(f func(done, total int64)) func(sandbox.Progress) {
	if f == nil {
		return nil
	}
	return func(p sandbox.Progress) { f(p.Done, p.Total) }
}

// readPopulations reads the reference files of a plan. They are foreign bytes like the data, so a process with limits reads them
// first; what it came through unharmed is read here again.
func (m *Measurement) readPopulations(ctx context.Context) ([]*coverage.Population, error) {
	if m.Plan.Coverage == nil || len(m.Plan.Coverage.Population) == 0 {
		return nil, nil
	}
	var paths []string
	for _, path := range m.Plan.Coverage.Population {
		if !filepath.IsAbs(path) {
			path = filepath.Join(m.PlanDir, path)
		}
		paths = append(paths, path)
	}
	files, err := openAll(ctx, paths)
	if err != nil {
		return nil, err
	}
	defer closeAll(files)
	described, err := parts(paths, files, nil)
	if err != nil {
		return nil, err
	}
	if err := sandbox.Run(ctx, m.Limits, jobPopulations, described, &struct{}{}, nil, files...); err != nil {
		return nil, err
	}
	var out []*coverage.Population
	for i, d := range described {
		population, err := coverage.ReadPopulation(d.Name, io.NewSectionReader(files[i], 0, d.Size))
		if err != nil {
			return nil, err
		}
		out = append(out, population)
	}
	return out, nil
}

// maxPlan is more than planfile accepts, so that a plan that is too large is refused and not cut.
const maxPlan = 2 << 20

// ReadPlan reads a plan document from a file.
func ReadPlan(path string) (*audit.Plan, error) {
	f, err := openOne(context.Background(), path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	data, err := io.ReadAll(io.LimitReader(f, maxPlan))
	if err != nil {
		return nil, err
	}
	return planfile.Parse(filepath.Base(path), data)
}
