package ingest

import (
	"bytes"
	"context"
	"encoding/csv"
	"fmt"
	"io"
	"math/rand/v2"
	"testing"
)

// benchColumns and benchWanted are those of the file in the study of libraries: 7 short columns, 6 of them wanted.
var (
	benchColumns = []string{"sex", "age", "ethnicity", "region", "score", "label", "decision"}
	benchWanted  = []string{"sex", "age", "ethnicity", "region", "label", "decision"}
)

// benchCSV makes a table of about 35 bytes a row.
func benchCSV(rows int) []byte {
	r := rand.New(rand.NewPCG(1, 2))
	var b bytes.Buffer
	b.WriteString("sex,age,ethnicity,region,score,label,decision\n")
	ethnic := []string{"Han", "Korean", "Manchu", "Mongol", "Hui"}
	sex := []string{"male", "female"}
	age := []string{"0-14", "15-59", "60+"}
	for range rows {
		fmt.Fprintf(&b, "%s,%s,%s,r%02d,%.6f,%d,%d\n", sex[r.IntN(2)], age[r.IntN(3)], ethnic[r.IntN(5)], r.IntN(40), r.Float64(), r.IntN(2), r.IntN(2))
	}
	return b.Bytes()
}

// memory is a source of bytes at hand.
func memory(name string, data []byte) Source {
	return Source{
		Name: name, Size: int64(len(data)), At: bytes.NewReader(data),
		Open: func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(data)), nil },
	}
}

// ignore takes batches and does nothing.
func ignore(int) Consumer { return func(*Batch) error { return nil } }

// BenchmarkCSV reads the same bytes with encoding/csv, which only splits, and with Read, which also hashes the source, checks
// the text and builds codes.
func BenchmarkCSV(b *testing.B) {
	data := benchCSV(1_000_000)
	b.Run("encoding_csv", func(b *testing.B) {
		b.SetBytes(int64(len(data)))
		for b.Loop() {
			r := csv.NewReader(bytes.NewReader(data))
			r.ReuseRecord = true
			for {
				if _, err := r.Read(); err != nil {
					break
				}
			}
		}
	})
	for _, workers := range []int{1, 2, 4} {
		b.Run(fmt.Sprintf("workers_%d", workers), func(b *testing.B) {
			b.SetBytes(int64(len(data)))
			for b.Loop() {
				if _, err := Read(context.Background(), memory("bench.csv", data), Options{Columns: benchWanted, Workers: workers}, ignore); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
