package jsonrec_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"testing/iotest"
	"unicode/utf8"

	"auditd/audit"
	"auditd/audit/ingest/jsonrec"
)

var limits = jsonrec.Limits{Record: 1 << 20, Depth: 64}

// read returns the records as text, one a line: the names and values in the order of the file.
func read(r io.Reader, form jsonrec.Form, limits jsonrec.Limits, wanted func(string) bool) (string, *jsonrec.Reader, error) {
	var names []string
	reader := jsonrec.NewReader(r, form, limits, func(name []byte) (bool, error) {
		names = append(names, string(name))
		return wanted == nil || wanted(string(name)), nil
	})
	var b strings.Builder
	for {
		err := reader.Next()
		if err == io.EOF {
			return b.String(), reader, nil
		}
		if err != nil {
			return b.String(), reader, err
		}
		fmt.Fprintf(&b, "%d:", reader.Row())
		for _, f := range reader.Fields() {
			if f.Value == nil {
				fmt.Fprintf(&b, " %s is null", names[f.Column])
				continue
			}
			fmt.Fprintf(&b, " %s=%q", names[f.Column], f.Value)
		}
		b.WriteString("\n")
	}
}

func TestRecords(t *testing.T) {
	for _, c := range []struct{ name, text, want string }{
		{"numbers keep their text", `[{"a":1,"b":1.0,"c":-2.50e+3,"d":12345678901234567890}]`, `1: a="1" b="1.0" c="-2.50e+3" d="12345678901234567890"` + "\n"},
		{"words", `[{"a":true,"b":false,"c":null}]`, `1: a="true" b="false" c is null` + "\n"},
		{"empty text is a value", `[{"a":""}]`, `1: a=""` + "\n"},
		{"escapes", `[{"a":"\"\\\/\b\f\n\r\t\u5973\ud83d\ude00"}]`, `1: a="\"\\/\b\f\n\r\t女😀"` + "\n"},
		{"escaped key is the same key", `[{"sex":"男"},{"s\u0065x":"女"}]`, "1: sex=\"男\"\n2: sex=\"女\"\n"},
		{"objects are flattened", `[{"a":{"b":{"c":1},"d":2},"e":{}}]`, `1: a.b.c="1" a.d="2"` + "\n"},
		{"other order, other keys", `[{"a":1,"b":2},{"b":3,"a":4},{"c":5}]`, "1: a=\"1\" b=\"2\"\n2: b=\"3\" a=\"4\"\n3: c=\"5\"\n"},
		{"null where an object was", `[{"a":{"b":1}},{"a":null}]`, "1: a.b=\"1\"\n2:\n"},
		{"no records", ` [ ] `, ""},
		{"white space", " [ { \"a\" : 1 , \"b\" : 2 } ,\n\t{ } ]\r\n", "1: a=\"1\" b=\"2\"\n2:\n"},
	} {
		t.Run(c.name, func(t *testing.T) {
			for _, r := range []io.Reader{strings.NewReader(c.text), iotest.OneByteReader(strings.NewReader(c.text))} {
				got, _, err := read(r, jsonrec.Array, limits, nil)
				if err != nil || got != c.want {
					t.Errorf("got %q, %v, want %q", got, err, c.want)
				}
			}
		})
	}
}

func TestLines(t *testing.T) {
	const text = "\n{\"a\":1}\r\n \t\n{\"a\":2}"
	got, r, err := read(strings.NewReader(text), jsonrec.Lines, limits, nil)
	// Lines 1 and 3 are blank; the last line has no line feed.
	if want := "2: a=\"1\"\n4: a=\"2\"\n"; err != nil || got != want || r.Blank() != 2 {
		t.Errorf("got %q, %d blank, %v, want %q, 2 blank", got, r.Blank(), err, want)
	}
}

func TestUnwanted(t *testing.T) {
	const text = `[{"a":1,"tags":[1,{"x":[]},"\u0041",null,true],"b":2}]`
	got, _, err := read(strings.NewReader(text), jsonrec.Array, limits, func(n string) bool { return n == "b" })
	if want := "1: b=\"2\"\n"; err != nil || got != want {
		t.Errorf("got %q, %v, want %q", got, err, want)
	}
}

func TestErrors(t *testing.T) {
	small := jsonrec.Limits{Record: 1000, Depth: 3}
	long := `[{"a":"` + strings.Repeat("x", 1<<20) + `"}]`
	for _, c := range []struct {
		name, text string
		form       jsonrec.Form
		kind       audit.Kind
		want       string
	}{
		{"empty", "", jsonrec.Array, audit.Invalid, "the JSON ends before its array does (the file is not complete: send it again)"},
		{"truncated", `[{"a":1},{"a":`, jsonrec.Array, audit.Invalid, "row 2: the JSON ends before its array does (the file is not complete: send it again)"},
		{"no closing bracket", `[{"a":1}`, jsonrec.Array, audit.Invalid, "row 1: the JSON ends before its array does (the file is not complete: send it again)"},
		{"one object", `{"data":[{"a":1}]}`, jsonrec.Array, audit.Invalid, `the JSON does not begin with an array of records: "{\"data\":[{\"a\":1}]}" (write the records as [{...}, {...}], or one a line as JSON Lines)`},
		{"array of arrays", `[[1,2]]`, jsonrec.Array, audit.Invalid, `row 1: a record is not an object: "[1,2]]" (write each record as {"name": value, ...})`},
		{"comma too many", `[{"a":1},]`, jsonrec.Array, audit.Invalid, `row 2: a record is not an object: "]" (write each record as {"name": value, ...})`},
		{"comma missing", `[{"a":1}{"a":2}]`, jsonrec.Array, audit.Invalid, `row 2: a comma or the end of the array is missing: "{\"a\":2}]"`},
		{"text behind", `[{"a":1}] x`, jsonrec.Array, audit.Invalid, `row 1: there is something behind the end of the array: "x"`},
		{"array in a cell", `[{"a":1},{"a":{"b":[1,2]}}]`, jsonrec.Array, audit.Invalid, `row 2 column "a.b": the value is an array, which does not fit into one cell (leave the key out, or give each element a key of its own)`},
		{"key twice", `[{"a":1,"a":2}]`, jsonrec.Array, audit.Invalid, `row 1 column "a": the key stands twice in one object`},
		{"object twice", `[{"a":{"b":1},"a":{"c":1}}]`, jsonrec.Array, audit.Invalid, `row 1 column "a": the key stands twice in one object`},
		{"two keys of one name", `[{"a.b":1,"a":{"b":1}}]`, jsonrec.Array, audit.Invalid, `row 1 column "a.b": the name stands for two keys of one record, one of them within an object (rename one of the keys)`},
		{"deep", `[{"a":{"b":{"c":{"d":1}}}}]`, jsonrec.Array, audit.Limit, `row 1 column "a.b.c": objects or arrays are nested deeper than 3`},
		{"deep bomb", `[{"a":` + strings.Repeat(`{"a":`, 100000), jsonrec.Array, audit.Limit, `row 1 column "a.a.a": objects or arrays are nested deeper than 3`},
		{"huge field", long, jsonrec.Array, audit.Limit, "row 1: a record is longer than 1000 bytes"},
		{"not a number", `[{"a":01}]`, jsonrec.Array, audit.Invalid, `row 1 column "a": not valid JSON: "01}]"`},
		{"NaN", `[{"a":NaN}]`, jsonrec.Array, audit.Invalid, `row 1 column "a": not valid JSON: "NaN}]"`},
		{"single quotes", `[{'a':1}]`, jsonrec.Array, audit.Invalid, `row 1: not valid JSON: "'a':1}]"`},
		{"control character", "[{\"a\":\"x\ny\"}]", jsonrec.Array, audit.Invalid, `row 1 column "a": a string has a control character that is not escaped: "\ny\"}]"`},
		{"unknown escape", `[{"a":"\x"}]`, jsonrec.Array, audit.Invalid, `row 1 column "a": a string has an escape that JSON does not know: "\\x\"}]"`},
		{"half a character", `[{"a":"\ud83d"}]`, jsonrec.Array, audit.Invalid, `row 1 column "a": a string has half a character (an unpaired surrogate): "\\ud83d\"}]"`},
		{"line cut", "{\"a\":1}\n{\"a\":\n2}", jsonrec.Lines, audit.Invalid, "row 2: the line ends inside a record (write each record on one line, or all records as one JSON array)"},
		{"two on a line", "{\"a\":1} {\"a\":2}\n", jsonrec.Lines, audit.Invalid, `row 1: there is more than one record on the line: "{\"a\":2}"`},
		{"long line", "{}\n" + long, jsonrec.Lines, audit.Limit, "row 2: a record is longer than 1000 bytes"},
		{"a word cut short", "{\"a\":tru", jsonrec.Lines, audit.Invalid, "row 1: the line ends inside a record (write each record on one line, or all records as one JSON array)"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, _, err := read(strings.NewReader(c.text), c.form, small, nil)
			var e *audit.Error
			if !errors.As(err, &e) || e.Kind != c.kind || e.Error() != c.want {
				t.Errorf("got  %v\nwant %s", err, c.want)
			}
		})
	}
}

// TestBrokenStream checks that a fault of the stream is not taken for the end of the file.
func TestBrokenStream(t *testing.T) {
	broken := errors.New("disk on fire")
	for _, form := range []jsonrec.Form{jsonrec.Array, jsonrec.Lines} {
		for _, text := range []string{"", "[", `[{"a":1}`, `{"a":1}`} {
			_, _, err := read(io.MultiReader(strings.NewReader(text), iotest.ErrReader(broken)), form, limits, nil)
			if form == jsonrec.Array && strings.HasPrefix(text, "{") {
				continue // refused before the fault is met
			}
			if !errors.Is(err, broken) {
				t.Errorf("%q: got %v, want %v", text, err, broken)
			}
		}
	}
}

// reference reads the records with encoding/json: token by token, so that the order of keys, repeated keys and the text of
// numbers are kept. It returns an error for everything that the reader must refuse.
func reference(text []byte) (string, error) {
	d := json.NewDecoder(bytes.NewReader(text))
	d.UseNumber()
	if tok, err := d.Token(); err != nil || tok != json.Delim('[') {
		return "", fmt.Errorf("no array")
	}
	var b strings.Builder
	objects := map[string]bool{} // paths that have been objects in this or an earlier record
	columns := map[string]bool{}
	for row := 1; d.More(); row++ {
		fmt.Fprintf(&b, "%d:", row)
		if tok, err := d.Token(); err != nil || tok != json.Delim('{') {
			return "", fmt.Errorf("no object")
		}
		if err := flatten(d, "", &b, objects, columns, map[string]bool{}); err != nil {
			return "", err
		}
		b.WriteString("\n")
	}
	if _, err := d.Token(); err != nil {
		return "", err
	}
	if _, err := d.Token(); err != io.EOF {
		return "", fmt.Errorf("more behind")
	}
	return b.String(), nil
}

func flatten(d *json.Decoder, prefix string, b *strings.Builder, objects, columns, values map[string]bool) error {
	keys := map[string]bool{}
	for d.More() {
		tok, err := d.Token()
		if err != nil {
			return err
		}
		key := tok.(string)
		if keys[key] {
			return fmt.Errorf("twice")
		}
		keys[key] = true
		if prefix != "" {
			objects[prefix[:len(prefix)-1]] = true
		}
		path := prefix + key
		if tok, err = d.Token(); err != nil {
			return err
		}
		if tok == json.Delim('{') {
			if err := flatten(d, path+".", b, objects, columns, values); err != nil {
				return err
			}
			continue
		}
		if tok == json.Delim('[') {
			return fmt.Errorf("array")
		}
		if tok == nil && objects[path] && !columns[path] {
			continue
		}
		if values[path] {
			return fmt.Errorf("name twice")
		}
		values[path], columns[path] = true, true
		switch v := tok.(type) {
		case nil:
			fmt.Fprintf(b, " %s is null", path)
		case json.Number:
			fmt.Fprintf(b, " %s=%q", path, v.String())
		default:
			fmt.Fprintf(b, " %s=%q", path, fmt.Sprint(v))
		}
	}
	_, err := d.Token()
	return err
}

// FuzzArray checks that the records equal those of encoding/json, or that both refuse the text, whatever the size of the pieces
// in which it arrives.
func FuzzArray(f *testing.F) {
	for _, s := range []string{
		`[{"a":1,"b":"x\u0041\n"},{"b":null,"a":{"c":-1.5e3}}]`, `[]`, `[{}]`, `[{"a":[1]}]`, `[{"a":1,"a":2}]`,
		`[{"a":"\ud83d\ude00"}]`, `[{"a":tru}]`, `[{"":0}]`, `[{"a":{"b":1}},{"a":null}]`, `[{"a.b":1,"a":{"b":2}}]`, "[{\"a\":1}]\n]",
	} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		if !utf8.Valid(text) {
			t.Skip("the reader is given UTF-8 only")
		}
		got, _, err := read(bytes.NewReader(text), jsonrec.Array, limits, nil)
		again, _, err2 := read(iotest.OneByteReader(bytes.NewReader(text)), jsonrec.Array, limits, nil)
		if got != again || fmt.Sprint(err) != fmt.Sprint(err2) {
			t.Fatalf("in one piece: %q, %v; byte by byte: %q, %v", got, err, again, err2)
		}
		want, wantErr := reference(text)
		if err != nil && audit.KindOf(err) == audit.Internal {
			t.Fatalf("error without a kind: %v", err)
		}
		if audit.KindOf(err) == audit.Limit || err != nil && strings.Contains(err.Error(), "surrogate") {
			return // encoding/json has no limits and replaces half characters
		}
		if (err == nil) != (wantErr == nil) || err == nil && got != want {
			t.Fatalf("got %q, %v, want %q, %v", got, err, want, wantErr)
		}
	})
}

// FuzzLines checks that lines mean what the same records mean in an array.
func FuzzLines(f *testing.F) {
	f.Add([]byte("{\"a\":1}\n\n{\"a\":\"x\"}\r\n"))
	f.Add([]byte("{\"a\":1}{\"a\":2}"))
	f.Fuzz(func(t *testing.T, text []byte) {
		if !utf8.Valid(text) {
			t.Skip("the reader is given UTF-8 only")
		}
		got, r, err := read(bytes.NewReader(text), jsonrec.Lines, limits, nil)
		if err != nil {
			if audit.KindOf(err) == audit.Internal {
				t.Fatalf("error without a kind: %v", err)
			}
			return
		}
		var kept [][]byte
		for line := range bytes.Lines(text) {
			if len(bytes.Trim(line, " \t\r\n")) > 0 {
				kept = append(kept, line)
			}
		}
		array := fmt.Sprintf("[%s]", bytes.Join(kept, []byte(",")))
		want, err := reference([]byte(array))
		if err != nil {
			t.Fatalf("accepted %q, encoding/json: %v", text, err)
		}
		if unnumbered(got) != unnumbered(want) {
			t.Fatalf("got %q, want %q", got, want)
		}
		if n := strings.Count(got, "\n"); strings.Count(string(text), "\n") == 0 && r.Row() > 1 || n != len(kept) {
			t.Fatalf("%d records at line %d from %q", n, r.Row(), text)
		}
	})
}

// unnumbered returns the records without their rows, which differ between the forms.
func unnumbered(s string) string {
	var b strings.Builder
	for line := range strings.Lines(s) {
		_, rest, _ := strings.Cut(line, ":")
		b.WriteString(rest)
	}
	return b.String()
}

// BenchmarkLines reads 200,000 records of seven fields.
func BenchmarkLines(b *testing.B) {
	var text bytes.Buffer
	for i := range 200000 {
		fmt.Fprintf(&text, `{"id":%d,"sex":"%s","age":"%d-%d","region":"region_%d","label":%d,"decision":%t,"score":0.%04d}`+"\n",
			i, []string{"female", "male"}[i%2], i%7*10, i%7*10+9, i%31, i%3%2, i%5 < 2, i%10000)
	}
	b.SetBytes(int64(text.Len()))
	for b.Loop() {
		r := jsonrec.NewReader(bytes.NewReader(text.Bytes()), jsonrec.Lines, limits, nil)
		var err error
		for err == nil {
			err = r.Next()
		}
		if err != io.EOF {
			b.Fatal(err)
		}
	}
	b.ReportMetric(200000*float64(b.N)/b.Elapsed().Seconds()/1e6, "Mrows/s")
}
