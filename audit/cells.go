package audit

// A Dim is one dimension of the cells: an attribute or a stratum column, with its values in their order.
type Dim struct {
	Name   string   `json:"name"`
	Values []string `json:"values"` // declared order for bins, else sorted bytewise with Unknown last; every value occurs or is declared
}

// A Cell is the people who share one value of every dimension.
type Cell struct {
	Codes  []int32 `json:"codes"` // index into Dims[i].Values
	Counts Counts  `json:"counts"`
}

// An Exclusion is a number of rows that were read and not counted, with the reason.
type Exclusion struct {
	Reason string `json:"reason"` // a key of the message catalogues such as weight_missing, duplicate_id
	Column string `json:"column,omitempty"`
	Rows   int64  `json:"rows"`
}

// A ValueCount is a distinct value of a column as it was decoded, with the number of rows and what it was taken for.
type ValueCount struct {
	Value string `json:"value"`
	Rows  int64  `json:"rows"`
	As    string `json:"as"` // group or bin name, "selected", "not_selected", "positive", "negative", Unknown
}

// ColumnValues lists what was found in one column, for the user to confirm: encodings can turn one character into another
// without an error.
type ColumnValues struct {
	Column string       `json:"column"`
	Role   string       `json:"role"` // attribute, stratum, decision, label, field
	Values []ValueCount `json:"values"`
	More   int64        `json:"more"` // distinct values not listed, 0 when the list is complete
}

// Cells are the counts of one data set by every combination of attribute and stratum values that occurs, made in one pass.
// The same people counted in another order or by more threads give equal Cells.
type Cells struct {
	Attributes []Dim          `json:"attributes"`         // in the order of the plan
	Strata     []Dim          `json:"strata"`             // in the order of the plan
	Cells      []Cell         `json:"cells"`              // sorted by codes, attributes first
	Tables     []Table        `json:"tables,omitempty"`   // in the order of the request
	LeftOut    []LeftOut      `json:"left_out,omitempty"` // optional tables that passed a limit, in the order of the request
	Weighted   bool           `json:"weighted"`
	Read       int64          `json:"read"` // rows read = rows in cells + rows of Excluded
	Excluded   []Exclusion    `json:"excluded"`
	Values     []ColumnValues `json:"values"`
	Inputs     []Input        `json:"inputs"`
}

// Counted returns the number of rows in the cells.
func (c *Cells) Counted() int64 {
	var n int64
	for i := range c.Cells {
		n += c.Cells[i].Counts.Total()
	}
	return n
}

// Check returns an Internal error unless rows read equal rows counted plus rows excluded, and every table counts the same rows.
func (c *Cells) Check() error {
	n := c.Counted()
	for _, e := range c.Excluded {
		n += e.Rows
	}
	if n != c.Read {
		return Errorf(Internal, "rows do not add up: %d read, %d counted or excluded", c.Read, n)
	}
	return c.CheckTables()
}

// An Input is one file as it was read.
type Input struct {
	Name        string `json:"name"`   // base name, never a path
	SHA256      string `json:"sha256"` // of the bytes as submitted, lower-case hex
	Rows        int64  `json:"rows"`   // data rows, without the header
	Bytes       int64  `json:"bytes"`
	Format      string `json:"format"`                // csv, json, jsonl, parquet, xlsx, xls, xml
	Compression string `json:"compression,omitempty"` // gzip, zstd
	Encoding    string `json:"encoding,omitempty"`    // utf-8, utf-16le, gb18030 …
	Delimiter   string `json:"delimiter,omitempty"`
	BlankLines  int64  `json:"blank_lines,omitempty"` // lines without any character, which are no rows
	Notes       []Note `json:"notes,omitempty"`       // what the reader had to say, for people
}

// A Note is a remark of the machine to a person: a key of the message catalogues and its arguments, in order.
type Note struct {
	Key  string   `json:"key"`
	Args []string `json:"args,omitempty"`
}
