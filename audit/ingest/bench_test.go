package ingest

import (
	"bytes"
	"context"
	"encoding/csv"
	"fmt"
	"io"
	"math/rand/v2"
	"strings"
	"testing"

	"golang.org/x/text/encoding/simplifiedchinese"
)

// benchWanted are the columns wanted of the file in the study of libraries: 6 of its 7 short columns.
var benchWanted = []string{"sex", "age", "ethnicity", "region", "label", "decision"}

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
	short := benchCSV(1_000_000)
	lines := bytes.ReplaceAll(bytes.TrimSuffix(short, []byte("\n")), []byte("\n"), []byte("\"\n\""))
	quoted := []byte(`"` + string(bytes.ReplaceAll(lines, []byte(","), []byte(`","`))) + "\"\n")
	chinese := []byte("性别,地区,年龄\n" + strings.Repeat("女,延边朝鲜族自治州,15-59\n男,长春市,60+\n", 300_000))
	for _, bench := range []struct {
		name    string
		data    []byte
		columns []string
	}{{"short", short, benchWanted}, {"quoted", quoted, benchWanted}, {"chinese", chinese, nil}} {
		b.Run(bench.name+"/encoding_csv", func(b *testing.B) {
			b.SetBytes(int64(len(bench.data)))
			for b.Loop() {
				splitOnly(bench.data)
			}
		})
		for _, workers := range []int{1, 2, 4} {
			b.Run(fmt.Sprintf("%s/workers_%d", bench.name, workers), func(b *testing.B) {
				readAll(b, bench.data, Options{Columns: bench.columns, Workers: workers})
			})
		}
	}
	gb, err := simplifiedchinese.GB18030.NewEncoder().Bytes(chinese)
	if err != nil {
		b.Fatal(err)
	}
	b.Run("gb18030/workers_4", func(b *testing.B) { readAll(b, gb, Options{Workers: 4}) })
}

// splitOnly reads with encoding/csv.
func splitOnly(data []byte) {
	r := csv.NewReader(bytes.NewReader(data))
	r.ReuseRecord = true
	for {
		if _, err := r.Read(); err != nil {
			return
		}
	}
}

// readAll reads with Read.
func readAll(b *testing.B, data []byte, opt Options) {
	b.SetBytes(int64(len(data)))
	for b.Loop() {
		if _, err := Read(context.Background(), memory("bench.csv", data), opt, ignore); err != nil {
			b.Fatal(err)
		}
	}
}
