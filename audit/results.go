package audit

import (
	"bufio"
	"bytes"
	"encoding/json"
	"io"
	"reflect"
	"strings"
)

// Write writes the results document: JSON with one member a line, and one element a line in the lists, so that it can be read,
// searched and compared by line. It is written as it is made, because an audit of many groups has tens of thousands of
// comparisons.
func (a *Audit) Write(w io.Writer) error {
	out := bufio.NewWriterSize(w, 64<<10)
	v := reflect.ValueOf(a).Elem()
	separator := "{\n"
	for i := range v.NumField() {
		name, options, _ := strings.Cut(v.Type().Field(i).Tag.Get("json"), ",")
		f := v.Field(i)
		if options == "omitempty" && f.IsZero() {
			continue
		}
		_, _ = out.WriteString(separator + `"` + name + `": `) // a bufio.Writer keeps its first error for Flush
		separator = ",\n"
		if err := writeMember(out, f); err != nil {
			return err
		}
	}
	_, _ = out.WriteString("\n}\n")
	return out.Flush()
}

// writeMember writes a list element by element, anything else at once.
func writeMember(out *bufio.Writer, v reflect.Value) error {
	if v.Kind() != reflect.Slice || v.Len() == 0 {
		return writeValue(out, v.Interface())
	}
	err := WriteInOrder(out, v.Len(), func(b *bytes.Buffer, from, to int) error { return encodeElements(b, v, from, to) })
	if err != nil {
		return err
	}
	_, err = out.WriteString("\n]")
	return err
}

// encodeElements writes elements from … to−1, each with what stands before it.
func encodeElements(b *bytes.Buffer, v reflect.Value, from, to int) error {
	for i := from; i < to; i++ {
		if i == 0 {
			b.WriteString("[\n ")
		} else {
			b.WriteString(",\n ")
		}
		if err := writeValue(b, v.Index(i).Interface()); err != nil {
			return err
		}
	}
	return nil
}

// writeValue writes a value on one line. Markup characters stand as they are: the document is JSON and never pasted into a page.
func writeValue(out io.Writer, v any) error {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		return err
	}
	_, err := out.Write(bytes.TrimRight(b.Bytes(), "\n"))
	return err
}
