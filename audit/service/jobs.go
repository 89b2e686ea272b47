package service

import (
	"context"
	"io"
	"os"
	"runtime/debug"

	"auditd/audit"
	"auditd/audit/coverage"
	"auditd/audit/ingest"
	"auditd/audit/profile"
	"auditd/audit/sandbox"
	"auditd/audit/tally"
)

// Names of the jobs that run in a process of their own.
const (
	jobCount   = "count"
	jobProfile = "profile"
	// jobPopulations reads reference files and returns nothing but what is wrong with them.
	jobPopulations = "populations"
)

// Jobs is the table of jobs that read foreign bytes. The command passes it to sandbox.Main.
func Jobs() sandbox.Jobs {
	return sandbox.Jobs{
		jobCount:   sandbox.Typed(count),
		jobProfile: sandbox.Typed(profileFile),

		jobPopulations: sandbox.Typed(checkPopulations),
	}
}

// A part says how one of the files of a job is read.
type part struct {
	Name string         `json:"name"`
	How  audit.FilePart `json:"how"`
	Size int64          `json:"size"`
}

// options returns what the reader is told. Empty fields are detected.
func (p part) options() ingest.Options {
	return ingest.Options{Format: p.How.Format, Encoding: p.How.Encoding, Delimiter: p.How.Delimiter, Sheet: p.How.Sheet, Record: p.How.Record}
}

// source makes an open file a source that can be read more than once.
func (p part) source(f *os.File) ingest.Source {
	open := func() (io.ReadCloser, error) { return io.NopCloser(io.NewSectionReader(f, 0, p.Size)), nil }
	return ingest.Source{Name: p.Name, Open: open, At: io.NewSectionReader(f, 0, p.Size), Size: p.Size}
}

type countRequest struct {
	Request tally.Request `json:"request"`
	Files   audit.Files   `json:"files"`
	Parts   []part        `json:"parts"`
}

type countReply struct {
	Cells   *audit.Cells `json:"cells"`
	Notices []audit.Note `json:"notices"`
}

// count is the job that counts files.
func count(ctx context.Context, req countRequest, call *sandbox.Call) (countReply, error) {
	if len(req.Request.Tables) > 0 {
		// Tables live as long as the count. The process ends with it, and memory is dearer to it than the time to collect garbage.
		debug.SetGCPercent(20)
	}
	parts := make([]tally.Part, len(req.Parts))
	total, before := int64(0), int64(0)
	for _, p := range req.Parts {
		total += p.Size
	}
	for i, p := range req.Parts {
		opt, start := p.options(), before
		opt.Progress = func(n int64) { call.Progress(sandbox.Progress{Done: start + min(n, p.Size), Total: total}) }
		parts[i] = tally.Part{Source: p.source(call.Files[i]), Options: opt}
		before += p.Size
	}
	cells, notices, err := tally.Files(ctx, req.Request, req.Files, parts, nil)
	return countReply{Cells: cells, Notices: notices}, err
}

// profileFile is the job that profiles one file.
func profileFile(ctx context.Context, p part, call *sandbox.Call) (*profile.Profile, error) {
	debug.SetGCPercent(30) // a hostile file is refused within 256 MB; the process ends with the file
	opt := p.options()
	opt.Progress = func(n int64) { call.Progress(sandbox.Progress{Done: min(n, p.Size), Total: p.Size}) }
	return profile.Read(ctx, p.source(call.Files[0]), opt)
}

// checkPopulations is the job that reads reference files.
func checkPopulations(_ context.Context, described []part, call *sandbox.Call) (struct{}, error) {
	for i, p := range described {
		if _, err := coverage.ReadPopulation(p.Name, io.NewSectionReader(call.Files[i], 0, p.Size)); err != nil {
			return struct{}{}, err
		}
	}
	return struct{}{}, nil
}
