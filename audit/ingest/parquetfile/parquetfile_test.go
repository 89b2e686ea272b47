package parquetfile_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/parquet-go/parquet-go"
	"github.com/parquet-go/parquet-go/compress"
	"github.com/parquet-go/parquet-go/deprecated"

	"auditd/audit"
	"auditd/audit/ingest/parquetfile"
)

var limits = parquetfile.Limits{Unpacked: 1 << 30, Field: 1 << 20}

// A table collects the rows as text. Its dictionaries are emptied after every batch when they have more than most entries.
type table struct {
	values [][]string
	index  []map[string]uint32
	epoch  int
	most   int
	rows   [][]string // "-" for no value
}

func newTable(columns, most int) *table {
	t := &table{values: make([][]string, columns), index: make([]map[string]uint32, columns), most: most}
	t.empty()
	return t
}

func (t *table) empty() {
	t.epoch++
	for i := range t.values {
		t.values[i], t.index[i] = []string{"-"}, map[string]uint32{}
	}
}

func (t *table) Code(i int, value []byte) uint32 {
	c, ok := t.index[i][string(value)]
	if !ok {
		c = uint32(len(t.values[i]))
		t.index[i][string(value)] = c
		t.values[i] = append(t.values[i], strconv.Quote(string(value)))
	}
	return c
}

func (t *table) Epoch(int) int { return t.epoch }

func (t *table) Batch(start int64, rows int, codes [][]uint32) error {
	if start != int64(len(t.rows)) {
		return fmt.Errorf("batch starts at %d, want %d", start, len(t.rows))
	}
	for j := range rows {
		row := make([]string, len(codes))
		for i := range codes {
			row[i] = t.values[i][codes[i][j]]
		}
		t.rows = append(t.rows, row)
	}
	for i := range t.values {
		if len(t.values[i]) > t.most {
			t.empty()
			break
		}
	}
	return nil
}

// read reads the wanted columns, all when there are none, one group after the other.
func read(file []byte, limits parquetfile.Limits, batch, most int, wanted ...int) ([][]string, error) {
	f, err := parquetfile.Open(bytes.NewReader(file), int64(len(file)), limits)
	if err != nil {
		return nil, err
	}
	if wanted == nil {
		for i := range f.Columns() {
			wanted = append(wanted, i)
		}
	}
	t := newTable(len(wanted), most)
	for g := range f.Groups() {
		if err := f.ReadGroup(g, wanted, batch, t); err != nil {
			return t.rows, err
		}
	}
	if int64(len(t.rows)) != f.Rows() {
		return t.rows, fmt.Errorf("%d rows, the file states %d", len(t.rows), f.Rows())
	}
	return t.rows, nil
}

// A record has a field of every kind that is read.
type record struct {
	Bool     bool             `parquet:"bool"`
	Int8     int8             `parquet:"int8"`
	Int32    int32            `parquet:"int32,delta"`
	Int64    *int64           `parquet:"int64,optional"`
	Uint32   uint32           `parquet:"uint32"`
	Uint64   uint64           `parquet:"uint64"`
	Float    float32          `parquet:"float"`
	Double   float64          `parquet:"double,dict"`
	Text     string           `parquet:"text,dict"`
	Plain    string           `parquet:"plain,delta"`
	Maybe    *string          `parquet:"maybe,optional,dict"`
	Enum     string           `parquet:"enum,enum"`
	Decimal  int64            `parquet:"decimal,decimal(2:18)"`
	Day      int32            `parquet:"day,date"`
	Millis   time.Time        `parquet:"millis,timestamp(millisecond)"`
	Nanos    int64            `parquet:"nanos,timestamp(nanosecond:local)"`
	Clock    int64            `parquet:"clock,time(microsecond)"`
	UUID     [16]byte         `parquet:"uuid,uuid"`
	Old      deprecated.Int96 `parquet:"old"`
	Person   person           `parquet:"person"`
	Optional *person          `parquet:"family,optional"`
}

type person struct {
	Name string `parquet:"name"`
	Age  *int32 `parquet:"age,optional"`
}

// text returns the fields of a record as they should be read. It is the second implementation that the reader is held against:
// it sees what parquet-go's generic reader made of the file.
func (r *record) text() []string {
	q := func(v any) string { return strconv.Quote(fmt.Sprint(v)) }
	shortest := func(x float64, bits int) string { return strconv.Quote(strconv.FormatFloat(x, 'f', -1, bits)) }
	opt := func(ok bool, v func() string) string {
		if !ok {
			return "-"
		}
		return v()
	}
	sign, cents := "", r.Decimal
	if cents < 0 {
		sign, cents = "-", -cents
	}
	iso := "2006-01-02T15:04:05.999999999"
	out := []string{
		q(r.Bool), q(r.Int8), q(r.Int32), opt(r.Int64 != nil, func() string { return q(*r.Int64) }), q(r.Uint32), q(r.Uint64),
		shortest(float64(r.Float), 32), shortest(r.Double, 64), q(r.Text), q(r.Plain), opt(r.Maybe != nil, func() string { return q(*r.Maybe) }),
		q(r.Enum), q(fmt.Sprintf("%s%d.%02d", sign, cents/100, cents%100)),
		q(time.Date(1970, 1, 1+int(r.Day), 0, 0, 0, 0, time.UTC).Format("2006-01-02")),
		q(r.Millis.UTC().Format(iso) + "Z"), q(time.Unix(0, r.Nanos).UTC().Format(iso)),
		q(time.UnixMicro(r.Clock).UTC().Format("15:04:05.999999")),
		q(fmt.Sprintf("%x-%x-%x-%x-%x", r.UUID[:4], r.UUID[4:6], r.UUID[6:8], r.UUID[8:10], r.UUID[10:])),
		// Julian day 2440588 is 1970-01-01 (Meeus, Astronomical Algorithms, chapter 7: JD 2440587.5 is its midnight).
		q(time.Unix((int64(r.Old[2])-2440588)*86400, int64(r.Old[0])|int64(r.Old[1])<<32).UTC().Format(iso)),
		q(r.Person.Name), opt(r.Person.Age != nil, func() string { return q(*r.Person.Age) }),
	}
	out = append(out, opt(r.Optional != nil, func() string { return q(r.Optional.Name) }))
	return append(out, opt(r.Optional != nil && r.Optional.Age != nil, func() string { return q(*r.Optional.Age) }))
}

func random(r *rand.Rand, n int) []record {
	words := []string{"男", "女", "", "a\nb", "\u202eevil", strings.Repeat("long ", 50)}
	rows := make([]record, n)
	for i := range rows {
		age := int32(r.IntN(100))
		p := person{Name: words[r.IntN(len(words))]}
		if r.IntN(2) == 0 {
			p.Age = &age
		}
		rows[i] = record{
			Bool: r.IntN(2) == 0, Int8: int8(r.IntN(256) - 128), Int32: r.Int32() - 1<<30, Uint32: r.Uint32(), Uint64: r.Uint64(),
			Float: float32(r.IntN(1000)) / 8, Double: float64(r.IntN(1000)) / 1000, Text: words[r.IntN(len(words))],
			Plain: fmt.Sprint("value ", r.IntN(1e6)), Enum: "E" + fmt.Sprint(r.IntN(3)), Decimal: r.Int64N(1e12) - 5e11,
			Day: int32(r.IntN(60000) - 20000), Millis: time.UnixMilli(r.Int64N(4e12) - 2e12).UTC(), Nanos: r.Int64N(4e18) - 2e18,
			Clock: r.Int64N(86400e6), Old: deprecated.Int96{uint32(r.IntN(1e9)), uint32(r.IntN(20000)), 2440588 + uint32(r.IntN(20000))},
			Person: p,
		}
		for j := range rows[i].UUID {
			rows[i].UUID[j] = byte(r.IntN(256))
		}
		if r.IntN(3) > 0 {
			n := r.Int64() - 1<<62
			rows[i].Int64, rows[i].Optional = &n, &p
		}
		if r.IntN(4) > 0 {
			rows[i].Maybe = &words[r.IntN(len(words))]
		}
	}
	return rows
}

func write[T any](t testing.TB, rows []T, group int64, options ...parquet.WriterOption) []byte {
	var b bytes.Buffer
	w := parquet.NewGenericWriter[T](&b, append(options, parquet.MaxRowsPerRowGroup(group), parquet.PageBufferSize(2000))...)
	if _, err := w.Write(rows); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// TestAgainstGenericReader reads files of all codecs and page versions with both readers.
func TestAgainstGenericReader(t *testing.T) {
	codecs := map[string]compress.Codec{
		"uncompressed": &parquet.Uncompressed, "snappy": &parquet.Snappy, "gzip": &parquet.Gzip, "brotli": &parquet.Brotli,
		"zstd": &parquet.Zstd,
	}
	for name, codec := range codecs {
		for version := 1; version <= 2; version++ {
			t.Run(fmt.Sprint(name, version), func(t *testing.T) {
				file := write(t, random(rand.New(rand.NewPCG(1, uint64(version))), 700), 300, parquet.Compression(codec), parquet.DataPageVersion(version))
				rows := make([]record, 700)
				g := parquet.NewGenericReader[record](bytes.NewReader(file))
				if n, err := g.Read(rows); n != len(rows) || err != nil && err != io.EOF {
					t.Fatalf("%d rows, %v", n, err)
				}
				for _, size := range []struct{ batch, most int }{{1000, 1 << 30}, {7, 1 << 30}, {64, 100}} {
					got, err := read(file, limits, size.batch, size.most)
					if err != nil || len(got) != len(rows) {
						t.Fatalf("%d rows, %v", len(got), err)
					}
					for i := range got {
						if want := rows[i].text(); strings.Join(got[i], " ") != strings.Join(want, " ") {
							t.Fatalf("row %d:\ngot  %v\nwant %v", i, got[i], want)
						}
					}
				}
			})
		}
	}
}

func TestColumns(t *testing.T) {
	type row struct {
		A    int32            `parquet:"a"`
		Tags []string         `parquet:"tags,list"`
		Map  map[string]int64 `parquet:"map"`
		Many []float64        `parquet:"many"`
	}
	file := write(t, []row{{A: 1, Tags: []string{"x"}, Many: []float64{1, 2}}, {A: 2}}, 10)
	f, err := parquetfile.Open(bytes.NewReader(file), int64(len(file)), limits)
	if err != nil {
		t.Fatal(err)
	}
	if got, want := fmt.Sprint(f.Columns()), "[a tags.list.element map.key_value.key map.key_value.value many]"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	if got, err := read(file, limits, 10, 10, 0); err != nil || fmt.Sprint(got) != `[["1"] ["2"]]` {
		t.Errorf("got %v, %v, want the column a", got, err)
	}
	for i := 1; i < 5; i++ {
		want := `column "` + f.Columns()[i] + `": the column is a list or map, which does not fit into one cell (leave the column out, or write each element into a column of its own)`
		if _, err := read(file, limits, 10, 10, i); err == nil || err.Error() != want {
			t.Errorf("got  %v\nwant %s", err, want)
		}
	}
}

func TestNumbers(t *testing.T) {
	type row struct {
		F float32 `parquet:"f"`
		D float64 `parquet:"d"`
	}
	rows := []row{{0.1, 0.1}, {1e20, 1e21}, {1e-7, 1e-7}, {float32(math.NaN()), math.Inf(1)}, {float32(math.Inf(-1)), math.Copysign(0, -1)}, {16777216, 9007199254740993}}
	// The shortest texts that give back the same number; ECMAScript writes an exponent from 1e21 on and below 1e-6.
	want := `[["0.1" "0.1"] ["100000000000000000000" "1e+21"] ["1e-07" "1e-07"] ["NaN" "Infinity"] ["-Infinity" "0"] ["16777216" "9007199254740992"]]`
	if got, err := read(write(t, rows, 10), limits, 10, 10); err != nil || fmt.Sprint(got) != want {
		t.Errorf("got  %v, %v\nwant %s", got, err, want)
	}
}

func TestErrors(t *testing.T) {
	type row struct {
		Day   int32  `parquet:"day,date"`
		Bytes []byte `parquet:"bytes"`
		Clock int32  `parquet:"clock,time(millisecond)"`
	}
	good := row{1, []byte("x"), 1}
	file := write(t, []row{good}, 10)
	with := func(r row) []byte { return write(t, []row{good, good, r}, 2) }
	footer := func(n uint32) []byte {
		b := bytes.Clone(file)
		at := len(b) - 8
		b[at], b[at+1], b[at+2], b[at+3] = byte(n), byte(n>>8), byte(n>>16), byte(n>>24)
		return b
	}
	for _, c := range []struct {
		name string
		file []byte
		kind audit.Kind
		want string
	}{
		{"empty", nil, audit.Invalid, "the file is too short for a Parquet file (the file is not complete or was changed on the way: send it again)"},
		{"truncated", file[:len(file)-1], audit.Invalid, "the file does not begin and end like a Parquet file (the file is not complete or was changed on the way: send it again)"},
		{"encrypted", append([]byte("PARE"), file[4:]...), audit.Invalid, "the Parquet file is encrypted (write it without encryption)"},
		{"footer longer than the file", footer(1 << 31), audit.Invalid, "the footer of the Parquet file is longer than the file (the file is not complete or was changed on the way: send it again)"},
		{"footer cut", footer(100), audit.Invalid, "the footer of the Parquet file is damaged (the file is not complete or was changed on the way: send it again)"},
		{"LZ4", write(t, []row{good}, 10, parquet.Compression(&parquet.Lz4Raw)), audit.Invalid, `column "day": the column is compressed with LZ4, which is not read (write the file with zstd or snappy compression)`},
		{"not UTF-8", with(row{1, []byte{0xc4, 0xd0}, 1}), audit.Invalid, `row 3 column "bytes": value is not valid UTF-8: "\xc4\xd0" (write the column as a string)`},
		{"huge field", with(row{1, bytes.Repeat([]byte("x"), 1001), 1}), audit.Limit, `row 3 column "bytes": value is longer than the limit of 1000 bytes: "` + strings.Repeat("x", 60) + `…" (shorten it or raise the limit)`},
		{"year 5881580", with(row{math.MaxInt32, []byte("x"), 1}), audit.Invalid, `row 3 column "day": a date lies outside of the years 1 to 9999`},
		{"25 o'clock", with(row{1, []byte("x"), 90000000}), audit.Invalid, `row 3 column "clock": a time of day is not within one day`},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := read(c.file, parquetfile.Limits{Unpacked: 1 << 20, Field: 1000}, 100, 100)
			var e *audit.Error
			if !errors.As(err, &e) || e.Kind != c.kind || e.Error() != c.want {
				t.Errorf("got  %v\nwant %s", err, c.want)
			}
		})
	}
	if _, err := read(file, parquetfile.Limits{Unpacked: 10, Field: 1000}, 100, 100); audit.KindOf(err) != audit.Limit || err.Error() != "the Parquet file unpacks to more than 10 bytes" {
		t.Errorf("got %v, want the limit", err)
	}
}

// TestBrokenStorage checks that a fault of the storage is not taken for damage of the file.
func TestBrokenStorage(t *testing.T) {
	file := write(t, random(rand.New(rand.NewPCG(3, 3)), 100), 50)
	for at := int64(0); at < int64(len(file)); at += 501 {
		f, err := parquetfile.Open(broken{bytes.NewReader(file), at}, int64(len(file)), limits)
		if err == nil {
			out := newTable(3, 1000)
			for g := 0; g < f.Groups() && err == nil; g++ {
				err = f.ReadGroup(g, []int{0, 5, 10}, 10, out)
			}
		}
		if err != nil && !errors.Is(err, errBroken) {
			t.Fatalf("fault at %d: got %v", at, err)
		}
	}
}

var errBroken = errors.New("disk on fire")

type broken struct {
	r  io.ReaderAt
	at int64
}

func (b broken) ReadAt(p []byte, off int64) (int, error) {
	if off <= b.at && b.at < off+int64(len(p)) {
		return 0, errBroken
	}
	return b.r.ReadAt(p, off)
}

// TestConsumerError checks that an error of the consumer comes back as it is.
func TestConsumerError(t *testing.T) {
	file := write(t, random(rand.New(rand.NewPCG(3, 3)), 10), 50)
	f, err := parquetfile.Open(bytes.NewReader(file), int64(len(file)), limits)
	if err != nil {
		t.Fatal(err)
	}
	if err := f.ReadGroup(0, []int{0}, 10, refusing{newTable(1, 10)}); err != errBroken {
		t.Errorf("got %v, want %v", err, errBroken)
	}
}

type refusing struct{ *table }

func (refusing) Batch(int64, int, [][]uint32) error { return errBroken }

// mutate damages a file: some flipped bits, or cut, or a run of one byte.
func mutate(file []byte, r *rand.Rand) []byte {
	b := bytes.Clone(file)
	at := r.IntN(len(b))
	if r.IntN(2) == 0 { // the footer is small but says everything
		at = len(b) - 1 - r.IntN(min(len(b), 3000))
	}
	switch r.IntN(4) {
	case 0:
		return b[:at]
	case 1:
		for i := at; i < min(at+1+r.IntN(16), len(b)); i++ {
			b[i] = []byte{0, 0xff, 0x80, 0x7f}[r.IntN(4)]
		}
	default:
		for range 1 + r.IntN(4) {
			b[at] ^= 1 << r.IntN(8)
			at = r.IntN(len(b))
		}
	}
	return b
}

// TestMutated damages files in thousands of ways. Each is refused with a kind or read; nothing panics or allocates beyond reason.
func TestMutated(t *testing.T) {
	n := 1000
	if testing.Short() {
		n = 200
	}
	for name, file := range map[string][]byte{
		"v1": write(t, random(rand.New(rand.NewPCG(4, 4)), 200), 90, parquet.Compression(&parquet.Snappy), parquet.DataPageVersion(1)),
		"v2": write(t, random(rand.New(rand.NewPCG(5, 5)), 200), 90, parquet.DataPageVersion(2)),
	} {
		refused := 0
		r := rand.New(rand.NewPCG(6, 6))
		for i := range n {
			if _, err := read(mutate(file, r), limits, 50, 1000); err != nil {
				refused++
				if audit.KindOf(err) == audit.Internal {
					t.Fatalf("%s %d: error without a kind: %v", name, i, err)
				}
			}
		}
		if refused == 0 || refused == n {
			t.Errorf("%s: %d of %d refused", name, refused, n)
		}
		t.Logf("%s: %d of %d refused", name, refused, n)
	}
}

// FuzzFile changes a file at one place: it is refused with a kind or read.
func FuzzFile(f *testing.F) {
	file := write(f, random(rand.New(rand.NewPCG(7, 7)), 30), 20)
	f.Add(uint32(100), []byte{1}, uint32(1<<20))
	f.Fuzz(func(t *testing.T, at uint32, change []byte, cut uint32) {
		b := bytes.Clone(file)
		for i, c := range change {
			b[(int(at)+i)%len(b)] ^= c
		}
		if _, err := read(b[:min(int(cut), len(b))], limits, 7, 100); err != nil && audit.KindOf(err) == audit.Internal {
			t.Fatalf("error without a kind: %v", err)
		}
	})
}

// A counter is the cheapest consumer: it counts rows and knows values by their text.
type counter struct {
	index []map[string]uint32
	rows  int64
}

func (c *counter) Code(i int, v []byte) uint32 {
	n, ok := c.index[i][string(v)]
	if !ok {
		n = uint32(len(c.index[i]) + 1)
		c.index[i][string(v)] = n
	}
	return n
}
func (c *counter) Epoch(int) int { return 0 }
func (c *counter) Batch(_ int64, rows int, _ [][]uint32) error {
	c.rows += int64(rows)
	return nil
}

// BenchmarkRead reads 4 million rows of seven columns in row groups of 120,000 with four goroutines.
func BenchmarkRead(b *testing.B) {
	type row struct {
		Sex      string  `parquet:"sex,dict"`
		Age      string  `parquet:"age,dict"`
		Region   string  `parquet:"region,dict"`
		Group    string  `parquet:"group,dict"`
		Label    int32   `parquet:"label,dict"`
		Decision int32   `parquet:"decision,dict"`
		Score    float64 `parquet:"score,dict"`
	}
	const n = 4_000_000
	rows := make([]row, n)
	r := rand.New(rand.NewPCG(8, 8))
	for i := range rows {
		rows[i] = row{
			[]string{"female", "male"}[r.IntN(2)], fmt.Sprint(r.IntN(8)), fmt.Sprint("region ", r.IntN(30)), fmt.Sprint("g", r.IntN(10)),
			int32(r.IntN(2)), int32(r.IntN(2)), float64(r.IntN(1000)) / 1000,
		}
	}
	var buf bytes.Buffer
	w := parquet.NewGenericWriter[row](&buf, parquet.MaxRowsPerRowGroup(120_000), parquet.PageBufferSize(1<<20), parquet.Compression(&parquet.Zstd))
	if _, err := w.Write(rows); err != nil {
		b.Fatal(err)
	}
	if err := w.Close(); err != nil {
		b.Fatal(err)
	}
	b.SetBytes(int64(buf.Len()))
	for b.Loop() {
		f, err := parquetfile.Open(bytes.NewReader(buf.Bytes()), int64(buf.Len()), limits)
		if err != nil {
			b.Fatal(err)
		}
		groups := make(chan int, f.Groups())
		for g := range f.Groups() {
			groups <- g
		}
		close(groups)
		var work sync.WaitGroup
		for range 4 {
			work.Go(func() {
				c := &counter{}
				for range 7 {
					c.index = append(c.index, map[string]uint32{})
				}
				for g := range groups {
					if err := f.ReadGroup(g, []int{0, 1, 2, 3, 4, 5, 6}, 16<<10, c); err != nil {
						b.Error(err)
					}
				}
			})
		}
		work.Wait()
	}
	b.ReportMetric(n*float64(b.N)/b.Elapsed().Seconds()/1e6, "Mrows/s")
}

// TestRunsOfTruthValues reads truth values that pyarrow 26 wrote as runs, which the library decodes to other values. Row i of the
// files is true where 50 ≤ i < 93 or i mod 7 < 3; of the optional column every 11th row has no value.
func TestRunsOfTruthValues(t *testing.T) {
	for _, name := range []string{"runs_v1.parquet", "runs_v2.parquet", "runs_v2_plain.parquet"} {
		file, err := os.ReadFile(filepath.Join("testdata", name))
		if err != nil {
			t.Fatal(err)
		}
		rows, err := read(file, limits, 64, 100)
		if err != nil || len(rows) != 1001 {
			t.Fatalf("%s: %d rows, %v", name, len(rows), err)
		}
		for i, row := range rows {
			flag := strconv.Quote(strconv.FormatBool(i >= 50 && i < 93 || i%7 < 3))
			maybe := flag
			if i%11 == 0 {
				maybe = "-"
			}
			if row[0] != flag || row[1] != maybe {
				t.Fatalf("%s: row %d is %v, want %s and %s", name, i, row, flag, maybe)
			}
		}
	}
}
