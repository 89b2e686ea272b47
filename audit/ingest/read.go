package ingest

import (
	"context"

	"auditd/audit"
)

// Read reads the whole source and hands every row to exactly one consumer; consumer is called once per worker before any batch,
// with the worker's number. The rows read are the sum over batches. When several workers meet errors, the one of the earliest
// row is returned, so that the message does not depend on timing. Errors of foreign data are *audit.Error of kind Invalid or
// Limit with file, row and column.
func Read(ctx context.Context, src Source, opt Options, consumer func(worker int) Consumer) (*Info, error) {
	return nil, audit.Errorf(audit.Internal, "read is not written yet")
}
