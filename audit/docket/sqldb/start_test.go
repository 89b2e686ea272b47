package sqldb_test

import (
	"sync"
	"testing"

	"auditd/audit/docket/sqldb"
)

// TestStartAtOnce starts several services on one empty database: all of them find the current schema.
func TestStartAtOnce(t *testing.T) {
	for name, address := range empty {
		t.Run(name, func(t *testing.T) {
			where := address(t)
			var wg sync.WaitGroup
			for range 4 {
				wg.Go(func() {
					db, err := sqldb.Open(ctx, where)
					if err != nil {
						t.Error(err)
						return
					}
					defer db.Close()
					if err := db.Migrate(ctx); err != nil {
						t.Error(err)
					}
					if v, err := db.Version(ctx); err != nil || v != sqldb.Schema() {
						t.Errorf("version %d: %v", v, err)
					}
				})
			}
			wg.Wait()
		})
	}
}
