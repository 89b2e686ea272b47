package dirstore_test

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"testing"

	"auditd/audit/store"
	"auditd/audit/store/dirstore"
	"auditd/audit/store/storetest"
)

// repeated yields one block over and over.
type repeated struct{ block []byte }

func (r repeated) Read(p []byte) (int, error) { return copy(p, r.block), nil }

// BenchmarkPut puts 1 GiB through the store, and writes the same bytes to a plain file with fsync in the same run. Read the ratio.
func BenchmarkPut(b *testing.B) {
	const gib = 1 << 30
	dir := b.TempDir()
	s := open(b, filepath.Join(dir, "store"), dirstore.Options{})
	body := func() io.Reader { return io.LimitReader(repeated{storetest.Bytes(1<<20, 1)}, gib) }
	b.Run("store", func(b *testing.B) {
		b.SetBytes(gib)
		for i := 0; b.Loop(); i++ {
			key, err := store.IncomingKey(store.ID(fmt.Sprintf("k%d", i)))
			if err != nil {
				b.Fatal(err)
			}
			if _, err := s.Put(b.Context(), key, body(), gib, store.PutOptions{}); err != nil {
				b.Fatal(err)
			}
			if err := s.Delete(b.Context(), key); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("file", func(b *testing.B) {
		b.SetBytes(gib)
		for b.Loop() {
			f, err := os.Create(filepath.Join(dir, "plain"))
			if err != nil {
				b.Fatal(err)
			}
			if _, err := io.CopyBuffer(struct{ io.Writer }{f}, body(), make([]byte, 1<<20)); err != nil {
				b.Fatal(err)
			}
			if err := f.Sync(); err != nil {
				b.Fatal(err)
			}
			f.Close()
			os.Remove(f.Name())
		}
	})
}
