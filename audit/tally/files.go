package tally

import (
	"context"

	"auditd/audit"
	"auditd/audit/ingest"
	"auditd/audit/tally/number"
)

// A Part is one input file.
type Part struct {
	Source  ingest.Source
	Options ingest.Options // Columns is set by Files
	Columns []string       // all columns of the file, when they are known; nil: a join reads the file once more to learn them
}

// A Reader reads one source as ingest.Read does. A service passes one that reads in a process with limits.
type Reader func(ctx context.Context, src ingest.Source, opt ingest.Options, consumer func(worker int) ingest.Consumer) (*ingest.Info, error)

// The ways in which several files belong together (audit.Files.How); the empty one is append.
const (
	howAppend = "append"
	howJoin   = "join"
)

// Files counts one or several files: one after the other, or joined by id; files of stages are joined. files.Parts, where given, goes with parts by position;
// only its ids are used here. read may be nil, which means ingest.Read.
//
// In a join the first part is the main file: its rows are the people. The other parts are kept in memory, about 30 bytes per id
// besides the id itself and 4 per wanted column, and bring the wanted columns that the main file lacks. An id that occurs twice in
// such a file is an Invalid error. A main row without a partner is counted; its columns are missing.
//
// The notices come with the cells. The context is looked at between batches.
func Files(ctx context.Context, req Request, files audit.Files, parts []Part, read Reader) (*audit.Cells, []audit.Note, error) {
	if read == nil {
		read = ingest.Read
	}
	c, err := New(req)
	if err != nil {
		return nil, nil, err
	}
	if len(parts) == 0 {
		return nil, nil, audit.Errorf(audit.Invalid, "there is no file to count")
	}
	var inputs []audit.Input
	switch {
	case files.How == howJoin || files.How == audit.HowStages:
		j := &joining{counter: c, files: files, parts: parts, read: read, limit: maxSideBytes, present: number.NewTexts()}
		j.present.Add([]byte("1"))
		if files.How == audit.HowStages {
			if err := j.everyStage(); err != nil {
				return nil, nil, err
			}
		}
		inputs, err = j.run(ctx)
	case files.How == howAppend || files.How == "":
		inputs, err = appendParts(ctx, c, parts, read)
	default:
		err = audit.Errorf(audit.Invalid, "files belong together by append, join or stages, not by %s", audit.Quote(files.How))
	}
	if err != nil {
		return nil, nil, err
	}
	cells, err := c.Cells()
	if err != nil {
		return nil, nil, err
	}
	cells.Inputs = inputs
	return cells, c.Notices(), nil
}

// appendParts reads the parts one after the other into the same counts.
func appendParts(ctx context.Context, c *Counter, parts []Part, read Reader) ([]audit.Input, error) {
	inputs := make([]audit.Input, 0, len(parts))
	for _, part := range parts {
		opt := part.Options
		opt.Columns = c.Columns()
		info, err := read(ctx, part.Source, opt, func(worker int) ingest.Consumer { return cancellable(ctx, c.Consumer(worker)) })
		if err != nil {
			return nil, err
		}
		inputs = append(inputs, info.Input)
	}
	return inputs, nil
}

// cancellable returns a consumer that stops when the context ends.
func cancellable(ctx context.Context, next ingest.Consumer) ingest.Consumer {
	return func(b *ingest.Batch) error {
		if err := ctx.Err(); err != nil {
			return err
		}
		return next(b)
	}
}
