package service

import (
	"context"
	"time"

	"auditd/audit/store"
)

// DropConfig says where platforms leave files for the service; the zero value is nowhere.
type DropConfig struct {
	Place    store.DropPlace
	Bucket   string            // name of the bucket that notifications are about
	Accounts map[string]string // first folder of a name -> name of the account that submits what lies there
	Secret   string            // that a notification must carry; empty means that none is taken
	Every    time.Duration     // between two looks at the place; 0 means a minute
}

func (s *Service) sweepDrops(context.Context) error  { return nil }
func (s *Service) answerDrops(context.Context) error { return nil }
