package table

import (
	"io"

	"auditd/audit"
)

// A Format is one way to write tables. The same tables give the same bytes in every format: no clock, no randomness, no name of
// the machine.
type Format struct {
	Name   string // csv, json, xml, xlsx, xls
	Ending string // of file names, with its dot
	MIME   string // media type, as the IANA registry has it
	Title  string // for people, in English
	Source string // the specification that is followed
	Many   bool   // one file holds several tables, each a sheet; otherwise exactly one

	// Write writes the tables. A number of tables that the format cannot hold gives an Invalid error, a table that breaks
	// [Table.Check] an Internal one, a table that is wider than a sheet a Limit one; the errors of w are returned as they are.
	Write func(w io.Writer, tables ...Table) error

	SchemaEnding string                           // of the schema's file name, empty when the format has no schema
	Schema       func(w io.Writer, t Table) error // writes the schema of a table's files, nil likewise
}

// Formats returns every format in a fixed order.
func Formats() []Format {
	return []Format{
		{
			Name: "csv", Ending: ".csv", MIME: "text/csv; charset=utf-8", Title: "Comma-separated values",
			Source: "RFC 4180", Write: single("csv", CSV),
		},
		{
			Name: "json", Ending: ".json", MIME: "application/json", Title: "JSON",
			Source: "RFC 8259; JSON Schema 2020-12", Write: single("json", JSON),
			SchemaEnding: ".schema.json", Schema: JSONSchema,
		},
		{
			Name: "xml", Ending: ".xml", MIME: "application/xml", Title: "XML",
			Source: "W3C XML 1.0 (fifth edition); XML Schema 1.0", Write: single("xml", XML),
			SchemaEnding: ".xsd", Schema: XSD,
		},
		{
			Name: "xlsx", Ending: ".xlsx", MIME: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
			Title: "Excel workbook", Source: "ECMA-376", Many: true, Write: XLSX,
		},
		{
			Name: "xls", Ending: ".xls", MIME: "application/vnd.ms-excel", Title: "Excel 97–2003 workbook",
			Source: "[MS-XLS], [MS-CFB]", Many: true, Write: XLS,
		},
	}
}

// single makes the writer of a format whose files hold one table.
func single(name string, write func(io.Writer, Table) error) func(io.Writer, ...Table) error {
	return func(w io.Writer, tables ...Table) error {
		if len(tables) != 1 {
			e := audit.Errorf(audit.Invalid, "a file of format %s holds one table, not %d", name, len(tables))
			e.Remedy = "write each table into a file of its own"
			return e
		}
		return write(w, tables[0])
	}
}
