package table_test

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"encoding/xml"
	"errors"
	"io"
	"reflect"
	"strconv"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"auditd/audit"
	"auditd/report/table"
)

// written returns the file of the tables in a format.
func written(t *testing.T, format string, tables ...table.Table) []byte {
	t.Helper()
	for _, f := range table.Formats() {
		if f.Name == format {
			var b bytes.Buffer
			if err := f.Write(&b, tables...); err != nil {
				t.Fatalf("%s: %v", format, err)
			}
			return b.Bytes()
		}
	}
	t.Fatalf("no format %s", format)
	return nil
}

// clean is the text that every format shows: one U+FFFD for a byte that is no UTF-8 (the rule of package encoding/json too).
func clean(s string) string { return string([]rune(s)) }

// unxstring takes the escapes of ECMA-376 part 1, 22.9.2.19 back, written down here from the standard and not from the writer.
func unxstring(s string) string {
	var b strings.Builder
	for len(s) > 0 {
		if len(s) >= 7 && s[:2] == "_x" && s[6] == '_' {
			if n, err := strconv.ParseUint(s[2:6], 16, 16); err == nil {
				b.WriteRune(rune(n))
				s = s[7:]
				continue
			}
		}
		b.WriteByte(s[0])
		s = s[1:]
	}
	return b.String()
}

// inSheet is what a spreadsheet cell should give back for a text: whole, or cut at 32,767 UTF-16 code units with a mark that says so.
func inSheet(t *testing.T, want, got string) bool {
	t.Helper()
	want = clean(want)
	length := len(utf16.Encode([]rune(want)))
	if length <= 32_767 {
		return got == want
	}
	kept, mark, found := strings.Cut(got, " […] ")
	n := len(utf16.Encode([]rune(got)))
	return found && strings.HasPrefix(want, kept) && strings.Contains(mark, strconv.Itoa(length)) && n <= 32_767 && n >= 32_766
}

func TestCSV(t *testing.T) {
	tab := sample()
	file := written(t, "csv", tab)
	if !bytes.HasPrefix(file, []byte("\xef\xbb\xbf")) {
		t.Error("no byte order mark")
	}
	records, err := csv.NewReader(bytes.NewReader(file[3:])).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	if len(records) != len(tab.Rows)+1 {
		t.Fatalf("%d records, want %d", len(records), len(tab.Rows)+1)
	}
	for i, row := range tab.Rows {
		for j, want := range row {
			got := records[i+1][j]
			text, isText := want.(string)
			switch {
			case want == nil && got != "":
				t.Errorf("row %d column %d: %q, want no value", i, j, got)
			case isText:
				// encoding/csv gives CR LF within a text as LF; the file has both.
				if back := strings.ReplaceAll(clean(text), "\r\n", "\n"); unneutral(got) != back {
					t.Errorf("row %d column %d: %.60q, want %.60q", i, j, unneutral(got), back)
				}
			case want != nil && got != plain(want):
				t.Errorf("row %d column %d: %q, want %v", i, j, got, want)
			}
		}
	}
}

// plain returns a number or a truth value as text.
func plain(v any) string {
	b, _ := json.Marshal(v)
	if f, ok := v.(float64); ok {
		return strconv.FormatFloat(f, 'g', -1, 64)
	}
	return string(b)
}

// unneutral takes Neutral back as its comment says: one apostrophe from the beginning of every part.
func unneutral(s string) string {
	var b strings.Builder
	start := true
	for _, r := range s {
		if !start || r != '\'' {
			b.WriteRune(r)
		}
		start = strings.ContainsRune(";\t\r\n", r)
	}
	return b.String()
}

func TestCSVTellsNoValueFromEmptyText(t *testing.T) {
	tab := table.Table{Name: "t", Columns: []table.Column{{Name: "a", Type: table.Text}, {Name: "b", Type: table.Text}}, Rows: [][]any{{nil, ""}, {"", nil}}}
	if got, want := string(written(t, "csv", tab)), "\ufeffa,b\r\n,\"\"\r\n\"\",\r\n"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}

// sameNumber reports whether a text is the number, to the last bit.
func sameNumber(t *testing.T, want any, got string) bool {
	t.Helper()
	switch v := want.(type) {
	case int64:
		n, err := strconv.ParseInt(got, 10, 64)
		return err == nil && n == v
	case float64:
		x, err := strconv.ParseFloat(got, 64)
		return err == nil && x == v
	}
	return false
}

func TestXML(t *testing.T) {
	tab := sample()
	d := xml.NewDecoder(bytes.NewReader(written(t, "xml", tab)))
	var rows []map[string]string
	var name, content string
	depth := 0
	for {
		token, err := d.Token()
		if err == io.EOF {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		switch e := token.(type) {
		case xml.StartElement:
			if depth++; depth == 2 {
				rows = append(rows, map[string]string{})
			}
			if depth == 1 && (e.Name.Local != "sample" || unxstring(e.Attr[0].Value) != tab.Title) {
				t.Errorf("root %v", e)
			}
			name, content = e.Name.Local, ""
		case xml.CharData:
			content += string(e)
		case xml.EndElement:
			if depth == 3 {
				rows[len(rows)-1][name] = content
			}
			depth--
		}
	}
	compareNamed(t, tab, len(rows), func(row int, column string) (any, bool) {
		s, ok := rows[row][column]
		return s, ok
	}, func(want any, got any) bool {
		switch v := want.(type) {
		case string:
			return unxstring(got.(string)) == clean(v)
		case bool:
			return got == strconv.FormatBool(v)
		default:
			return sameNumber(t, want, got.(string))
		}
	})
}

// compareNamed compares every cell with what was read under its column's name.
func compareNamed(t *testing.T, tab table.Table, rows int, get func(int, string) (any, bool), same func(want, got any) bool) {
	t.Helper()
	if rows != len(tab.Rows) {
		t.Fatalf("%d rows, want %d", rows, len(tab.Rows))
	}
	for i, row := range tab.Rows {
		for j, want := range row {
			got, ok := get(i, tab.Columns[j].Name)
			if want == nil {
				if ok {
					t.Errorf("row %d %s: %v, want no value", i, tab.Columns[j].Name, got)
				}
				continue
			}
			if !ok || !same(want, got) {
				t.Errorf("row %d %s: %.60q, want %.60q", i, tab.Columns[j].Name, got, want)
			}
		}
	}
}

func TestJSON(t *testing.T) {
	tab := sample()
	var got struct {
		Name, Title string
		Columns     []table.Column
		Rows        []map[string]any
	}
	d := json.NewDecoder(bytes.NewReader(written(t, "json", tab)))
	d.UseNumber()
	d.DisallowUnknownFields()
	if err := d.Decode(&got); err != nil {
		t.Fatal(err)
	}
	if got.Name != tab.Name || got.Title != tab.Title || !reflect.DeepEqual(got.Columns, tab.Columns) {
		t.Errorf("head %q %q %v", got.Name, got.Title, got.Columns)
	}
	compareNamed(t, tab, len(got.Rows), func(row int, column string) (any, bool) {
		v, there := got.Rows[row][column]
		if !there {
			t.Errorf("row %d has no member %s", row, column)
		}
		return v, v != nil
	}, func(want, got any) bool {
		switch v := want.(type) {
		case string:
			return got == clean(v)
		case bool:
			return got == v
		default:
			n, ok := got.(json.Number)
			return ok && sameNumber(t, want, string(n))
		}
	})
}

func TestJSONSchema(t *testing.T) {
	for _, tab := range append(table.Of(full()), sample()) {
		var b bytes.Buffer
		if err := table.JSONSchema(&b, tab); err != nil {
			t.Fatal(err)
		}
		document, err := jsonschema.UnmarshalJSON(&b)
		if err != nil {
			t.Fatal(err)
		}
		c := jsonschema.NewCompiler()
		if err := c.AddResource("table.json", document); err != nil {
			t.Fatal(err)
		}
		schema, err := c.Compile("table.json")
		if err != nil {
			t.Fatal(err)
		}
		good, err := jsonschema.UnmarshalJSON(bytes.NewReader(written(t, "json", tab)))
		if err != nil {
			t.Fatal(err)
		}
		if err := schema.Validate(good); err != nil {
			t.Errorf("%s: %v", tab.Name, err)
		}
		// A schema that accepts anything would pass the above: it must refuse a row without a column and one of a wrong type.
		row := good.(map[string]any)["rows"].([]any)[0].(map[string]any)
		row["other"] = nil
		if schema.Validate(good) == nil {
			t.Errorf("%s: the schema accepts a cell without a column", tab.Name)
		}
		delete(row, "other")
		row[tab.Columns[0].Name] = []any{}
		if schema.Validate(good) == nil {
			t.Errorf("%s: the schema accepts an array as a cell", tab.Name)
		}
		delete(row, tab.Columns[0].Name)
		if schema.Validate(good) == nil {
			t.Errorf("%s: the schema accepts a row without %s", tab.Name, tab.Columns[0].Name)
		}
	}
}

func TestWrongNumberOfTables(t *testing.T) {
	for _, f := range table.Formats() {
		if err := f.Write(io.Discard); audit.KindOf(err) != audit.Invalid {
			t.Errorf("%s: no table gives %v, want an invalid error", f.Name, err)
		}
		err := f.Write(io.Discard, sample(), sample())
		if f.Many != (err == nil) || err != nil && audit.KindOf(err) != audit.Invalid {
			t.Errorf("%s: two tables give %v", f.Name, err)
		}
	}
}

// A full refuses to take more than a number of bytes.
type fullDisk struct{ room int }

var errFull = errors.New("disk full")

func (d *fullDisk) Write(p []byte) (int, error) {
	if d.room -= len(p); d.room < 0 {
		return 0, errFull
	}
	return len(p), nil
}

func TestFailedWriteIsReported(t *testing.T) {
	for _, f := range table.Formats() {
		size := len(written(t, f.Name, sample()))
		for _, room := range []int{0, 1, 5000, size / 2, size - 1} {
			if err := f.Write(&fullDisk{room}, sample()); !errors.Is(err, errFull) {
				t.Errorf("%s with room for %d of %d bytes: %v", f.Name, room, size, err)
			}
		}
		if f.Schema != nil {
			if err := f.Schema(&fullDisk{10}, sample()); !errors.Is(err, errFull) {
				t.Errorf("%s schema: %v", f.Name, err)
			}
		}
	}
}
