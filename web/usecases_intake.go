package web

import (
	"context"
	"io"
	"time"

	"auditd/audit/service"
)

// intakeUseCases is what the ways in for files need done.
type intakeUseCases interface {
	InboxTimes() (quarantine, retention time.Duration)
	Waiting(ctx context.Context, by *service.Caller) ([]service.OpenUpload, error)
	BeginUpload(ctx context.Context, by *service.Caller, n service.NewUpload) (service.OpenUpload, error)
	UploadState(ctx context.Context, by *service.Caller, id string) (service.OpenUpload, error)
	AppendUpload(ctx context.Context, by *service.Caller, id string, offset int64, r io.Reader, stop func()) (service.OpenUpload, error)
	GiveUpUpload(ctx context.Context, by *service.Caller, id string) error
	BeginDirectUpload(ctx context.Context, by *service.Caller, n service.NewUpload) (service.DirectUpload, error)
	FinishDirectUpload(ctx context.Context, by *service.Caller, id string) (service.OpenUpload, error)
	SignAgain(ctx context.Context, by *service.Caller, id string) (service.DirectUpload, error)
	Notify(ctx context.Context, by *service.Caller, buckets []string) error
}
