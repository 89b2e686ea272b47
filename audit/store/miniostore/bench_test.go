package miniostore_test

import (
	"fmt"
	"io"
	"runtime"
	"runtime/metrics"
	"sync/atomic"
	"testing"
	"time"

	"github.com/minio/minio-go/v7"

	"auditd/audit/store"
	"auditd/audit/store/storetest"
)

// A source yields n bytes without taking time for it.
type source struct {
	block []byte
	left  int64
}

func (s *source) Read(p []byte) (int, error) {
	if s.left == 0 {
		return 0, io.EOF
	}
	n := copy(p[:min(int64(len(p)), s.left)], s.block)
	s.left -= int64(n)
	return n, nil
}

func newSource(n int64) io.Reader { return &source{block: storetest.Bytes(1<<20, 1), left: n} }

// peak measures the most memory that objects on the heap took while f ran, in bytes.
func peak(f func()) uint64 {
	runtime.GC() // what others left is not ours
	var most atomic.Uint64
	stop := make(chan struct{})
	stopped := make(chan struct{})
	go func() {
		defer close(stopped)
		sample := []metrics.Sample{{Name: "/memory/classes/heap/objects:bytes"}}
		for {
			metrics.Read(sample)
			most.Store(max(most.Load(), sample[0].Value.Uint64()))
			select {
			case <-stop:
				return
			case <-time.After(2 * time.Millisecond):
			}
		}
	}()
	f()
	close(stop)
	<-stopped
	return most.Load()
}

func TestPut_memory_is_bounded(t *testing.T) {
	c := config(storetest.MinIO(t))
	c.PartSize = 16 << 20
	s := open(t, c)
	for i, size := range []int64{-1, 384 << 20} {
		got := peak(func() {
			key, _ := store.IncomingKey(store.ID(fmt.Sprintf("memory-%d", i)))
			if _, err := s.Put(t.Context(), key, newSource(384<<20), size, store.PutOptions{}); err != nil {
				t.Error(err)
			}
		})
		// Parallel+1 = 5 parts of 16 MiB, the first one grown in steps (16 + 4 + 1 + … MiB), make 101 MiB in use; the collector lets as much
		// again lie around before it runs.
		if got > 2*101<<20 {
			t.Errorf("384 MiB declared as %d took %d MiB of memory", size, got>>20)
		}
		t.Logf("384 MiB declared as %d: %d MiB of memory", size, got>>20)
	}
}

// The benchmarks put and get 1 GiB through the store, and through minio-go alone in the same run. Read the ratios: the machine and the
// server are the same.
const gib = 1 << 30

func BenchmarkPut(b *testing.B) {
	for _, server := range servers {
		b.Run(server.name, func(b *testing.B) {
			running := server.start(b)
			c := config(running)
			c.PartSize = 16 << 20
			s, core := open(b, c), bare(b, running)
			for _, size := range []int64{gib, -1} {
				run(b, fmt.Sprintf("store/declared=%d", size), func(i int) error {
					_, err := s.Put(b.Context(), must(store.IncomingKey(store.ID(fmt.Sprintf("s%d-%d", i, size+1)))), newSource(gib), size, store.PutOptions{})
					return err
				})
				for _, parallel := range []bool{false, true} {
					run(b, fmt.Sprintf("minio-go/declared=%d,parallel=%v", size, parallel), func(i int) error {
						o := minio.PutObjectOptions{PartSize: 16 << 20, NumThreads: 4, ConcurrentStreamParts: parallel}
						key := fmt.Sprintf("m%d-%d-%v", i, size+1, parallel)
						_, err := core.Client.PutObject(b.Context(), c.Prefix+"-incoming", key, newSource(gib), size, o)
						return err
					})
				}
			}
		})
	}
}

func BenchmarkGet(b *testing.B) {
	for _, server := range servers {
		b.Run(server.name, func(b *testing.B) {
			running := server.start(b)
			c := config(running)
			c.PartSize = 16 << 20
			s, core := open(b, c), bare(b, running)
			key := must(store.IncomingKey("get"))
			if _, err := s.Put(b.Context(), key, newSource(gib), gib, store.PutOptions{}); err != nil {
				b.Fatal(err)
			}
			run(b, "store", func(int) error {
				obj, err := s.Get(b.Context(), key)
				if err != nil {
					return err
				}
				defer obj.Close()
				_, err = io.CopyBuffer(struct{ io.Writer }{io.Discard}, struct{ io.Reader }{obj}, make([]byte, 1<<20))
				return err
			})
			run(b, "minio-go", func(int) error {
				obj, err := core.Client.GetObject(b.Context(), c.Prefix+"-incoming", key.String(), minio.GetObjectOptions{})
				if err != nil {
					return err
				}
				defer obj.Close()
				_, err = io.CopyBuffer(struct{ io.Writer }{io.Discard}, struct{ io.Reader }{obj}, make([]byte, 1<<20))
				return err
			})
		})
	}
}

func run(b *testing.B, name string, f func(i int) error) {
	b.Run(name, func(b *testing.B) {
		b.SetBytes(gib)
		most := peak(func() {
			for i := 0; b.Loop(); i++ {
				if err := f(i); err != nil {
					b.Fatal(err)
				}
			}
		})
		b.ReportMetric(float64(most>>20), "MiB-peak")
	})
}
