package table

import (
	"bytes"
	"encoding/json"
	"io"
)

// JSON writes a table as an object: name, title, columns (each with name, type and text) and rows, one object of column and cell
// each, on a line of its own. A cell without a value is null; the empty text is "". An integer has all its digits, though
// readers that know doubles only lose those beyond 2^53.
func JSON(w io.Writer, t Table) error {
	if err := t.Check(); err != nil {
		return err
	}
	b := newSink(w)
	b.put(`{"name":` + jsonText(t.Name) + `,"title":` + jsonText(t.Title) + `,"columns":[`)
	keys := make([]string, len(t.Columns))
	for i, c := range t.Columns {
		separate(b, i)
		b.put("\n" + jsonColumn(c))
		keys[i] = jsonText(c.Name) + ":"
	}
	b.put("],\n\"rows\":[")
	for i, row := range t.Rows {
		separate(b, i)
		b.put("\n{")
		for j, v := range row {
			separate(b, j)
			b.put(keys[j])
			b.put(jsonText(v))
		}
		b.put("}")
	}
	b.put("]}\n")
	return b.Flush()
}

// jsonText returns a cell, or any value that can be marshalled, as JSON. Texts keep < > & as they are; bytes that are no UTF-8
// become U+FFFD.
func jsonText(v any) string {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	_ = enc.Encode(v) // fails for values that Check refuses
	return string(bytes.TrimSuffix(b.Bytes(), []byte("\n")))
}

func jsonColumn(c Column) string {
	return `{"name":` + jsonText(c.Name) + `,"type":` + jsonText(c.Type) + `,"text":` + jsonText(c.Text) + `}`
}

// jsonTypes are the types of JSON Schema for the types of columns.
var jsonTypes = map[Type]string{Text: "string", Integer: "integer", Number: "number", Boolean: "boolean"}

// JSONSchema writes the JSON Schema of the files that [JSON] writes of a table. It depends on the columns alone, not on the rows.
func JSONSchema(w io.Writer, t Table) error {
	if err := t.Check(); err != nil {
		return err
	}
	b := newSink(w)
	b.put(`{"$schema":"https://json-schema.org/draft/2020-12/schema","title":` + jsonText(t.Title) + `,"type":"object",` +
		`"required":["name","title","columns","rows"],"additionalProperties":false,"properties":{` + "\n" +
		`"name":{"const":` + jsonText(t.Name) + `},"title":{"type":"string"},"columns":{"const":[`)
	names := make([]string, len(t.Columns))
	for i, c := range t.Columns {
		separate(b, i)
		b.put("\n" + jsonColumn(c))
		names[i] = c.Name
	}
	b.put("]},\n" + `"rows":{"type":"array","items":{"type":"object","additionalProperties":false,"required":` + jsonText(names) + `,"properties":{`)
	for i, c := range t.Columns {
		separate(b, i)
		b.put("\n" + jsonText(c.Name) + `:{"description":` + jsonText(c.Text) + `,"type":["` + jsonTypes[c.Type] + `","null"]}`)
	}
	b.put("}}}}}\n")
	return b.Flush()
}
