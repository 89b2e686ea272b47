package sqldb

import (
	"bufio"
	"bytes"
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"hash"
	"io"
	"strings"

	"auditd/audit"
)

// A backup is lines of JSON: a head with the version of the schema, then for each table its name and columns and one line for each
// row, then a foot with the number of rows and the SHA-256 of all lines before. The same contents give the same bytes on either
// engine, so that two registers are compared by their backups.

const backupFormat = "auditd-docket"

type backupHead struct {
	Format string `json:"format"`
	Schema int64  `json:"schema"`
}

type backupTable struct {
	Table   string   `json:"table"`
	Columns []string `json:"columns"`
}

type backupFoot struct {
	Rows   int64  `json:"rows"`
	SHA256 string `json:"sha256"`
}

// backupTables are the tables in an order in which no row refers to a later one, each with what its rows are ordered by.
var backupTables = []struct{ name, order string }{
	{"departments", "depth, id"},
	{"subjects", "id"},
	{"accounts", "id"},
	{"calendar_years", "year"},
	{"affiliations", "account_id, department_id, relation"},
	{"role_grants", "account_id, seq"},
	{"sessions", "token_sha256"},
	{"sign_in_sources", "account_id, source"},
	{"sign_in_devices", "account_id, device_sha256"},
	{"identities", "issuer, subject"},
	{"sign_in_flows", "flow_sha256"},
	{"api_tokens", "id"},
	{"datasets", "sha256"},
	{"submissions", "id"},
	{"submission_datasets", "submission_id, position"},
	{"uploads", "id"},
	{"drops", "name"},
	{"cases", "id"},
	{"case_members", "case_id, account_id"},
	{"runs", "id"},
	{"events", "case_id, seq"},
	{"access_log", "seq"},
	{"jobs", "id"},
	{"job_steps", "job_id, step"},
	{"plan_templates", "id, version"},
	{"idempotency_keys", "account_id, request_key"},
	{"webhooks", "id"},
	{"webhook_deliveries", "webhook_id, case_id, seq"},
	{"publications", "case_id, version"},
	{"publication_grams", "gram, case_id, version"},
}

// Tables returns the names of the tables of the register, in the order of a backup.
func Tables() []string {
	out := make([]string, len(backupTables))
	for i, t := range backupTables {
		out[i] = t.name
	}
	return out
}

// Backup writes the whole register as it is at one moment, while it stays in use, and returns the number of rows.
func (d *DB) Backup(ctx context.Context, w io.Writer) (int64, error) {
	version, err := d.Version(ctx)
	if err != nil {
		return 0, err
	}
	if version != Schema() {
		return 0, &audit.Error{Kind: audit.Conflict, Text: "the database has another schema than this program", Remedy: "migrate it first"}
	}
	b := &backupWriter{out: bufio.NewWriterSize(w, 64<<10), sum: sha256.New()}
	b.line(backupHead{backupFormat, version})
	err = d.Snapshot(ctx, func(t *DB) error {
		for _, table := range backupTables {
			if err := b.table(ctx, t, table.name, table.order); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return 0, err
	}
	b.line(backupFoot{b.rows, hex.EncodeToString(b.sum.Sum(nil))})
	if b.err == nil {
		b.err = b.out.Flush()
	}
	return b.rows, b.err
}

type backupWriter struct {
	out  *bufio.Writer
	sum  hash.Hash
	rows int64
	err  error
}

func (b *backupWriter) line(v any) {
	var line bytes.Buffer
	enc := json.NewEncoder(&line) // ends the line itself
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil && b.err == nil {
		b.err = err
	}
	b.sum.Write(line.Bytes())
	if _, err := b.out.Write(line.Bytes()); err != nil && b.err == nil {
		b.err = err
	}
}

func (b *backupWriter) table(ctx context.Context, d *DB, name, order string) error {
	rows, err := d.query(ctx, "SELECT * FROM "+name+" ORDER BY "+order)
	if err != nil {
		return classify(err)
	}
	defer rows.Close()
	columns, err := rows.Columns()
	if err != nil {
		return classify(err)
	}
	b.line(backupTable{name, columns})
	for rows.Next() && b.err == nil {
		values, err := scanRow(rows, len(columns))
		if err != nil {
			return err
		}
		b.line(values)
		b.rows++
	}
	if b.err != nil {
		return b.err
	}
	return classify(rows.Err())
}

// scanRow returns texts, whole numbers and nulls; the schema has nothing else.
func scanRow(rows *sql.Rows, n int) ([]any, error) {
	values := make([]any, n)
	into := make([]any, n)
	for i := range values {
		into[i] = &values[i]
	}
	if err := rows.Scan(into...); err != nil {
		return nil, classify(err)
	}
	for _, v := range values {
		switch v.(type) {
		case nil, string, int64:
		default:
			return nil, audit.Errorf(audit.Internal, "a column holds a %T", v)
		}
	}
	return values, nil
}

// Restore reads a backup into an empty database of either engine and brings it up to date. The whole backup is one transaction: a
// damaged or cut one leaves the database empty and is an Invalid error. A database that holds rows is a Conflict.
func (d *DB) Restore(ctx context.Context, r io.Reader) (int64, error) {
	b := &backupReader{in: bufio.NewReaderSize(r, 64<<10), sum: sha256.New()}
	var head backupHead
	if err := b.next(&head); err != nil {
		return 0, err
	}
	if head.Format != backupFormat || head.Schema < 1 {
		return 0, &audit.Error{Kind: audit.Invalid, Text: "this is not a backup of a register"}
	}
	if head.Schema > Schema() {
		return 0, &audit.Error{Kind: audit.Conflict, Text: "the backup has a newer schema than this program knows", Remedy: "use the newer auditd"}
	}
	// An older backup goes into its own schema first, so that the migrations move its rows too.
	if err := d.MigrateTo(ctx, head.Schema); err != nil {
		return 0, err
	}
	if err := d.Tx(context.WithValue(ctx, patience{}, true), func(t *DB) error { return b.load(ctx, t) }); err != nil {
		return 0, err
	}
	return b.rows, d.Migrate(ctx)
}

type backupReader struct {
	in   *bufio.Reader
	sum  hash.Hash
	rows int64
	text []byte // the last line
}

func (b *backupReader) next(v any) error {
	line, err := b.in.ReadBytes('\n')
	if err != nil {
		return &audit.Error{Kind: audit.Invalid, Text: "the backup is cut short", Err: err}
	}
	b.text = line
	if v == nil {
		return nil
	}
	return b.parse(v)
}

func (b *backupReader) parse(v any) error {
	dec := json.NewDecoder(bytes.NewReader(b.text))
	dec.UseNumber()
	if err := dec.Decode(v); err != nil {
		return &audit.Error{Kind: audit.Invalid, Text: "the backup is damaged", Err: err}
	}
	b.sum.Write(b.text)
	return nil
}

// load reads tables until the foot. A table's name and columns reach SQL only if the database has them.
func (b *backupReader) load(ctx context.Context, d *DB) error {
	if b.rows > 0 {
		return audit.Errorf(audit.Internal, "a backup cannot be read twice") // a collision would try the transaction again
	}
	for _, t := range Tables() {
		if err := isEmpty(ctx, d, t); err != nil {
			return err
		}
	}
	var insert string
	var columns int
	for {
		if err := b.next(nil); err != nil {
			return err
		}
		if b.text[0] == '[' {
			if err := b.row(ctx, d, insert, columns); err != nil {
				return err
			}
			continue
		}
		if bytes.HasPrefix(b.text, []byte(`{"rows"`)) {
			return b.foot()
		}
		var t backupTable
		if err := b.parse(&t); err != nil {
			return err
		}
		if err := checkColumns(ctx, d, t); err != nil {
			return err
		}
		columns = len(t.Columns)
		insert = fmt.Sprintf("INSERT INTO %s (%s) VALUES (%s)", t.Table, strings.Join(t.Columns, ", "), Marks(columns))
	}
}

// Empty reports whether the database holds no rows of a register, with or without its tables.
func (d *DB) Empty(ctx context.Context) (bool, error) {
	for _, t := range Tables() {
		err := isEmpty(ctx, d, t)
		if audit.KindOf(err) == audit.Conflict {
			return false, nil
		}
		if err != nil {
			return false, err
		}
	}
	return true, nil
}

// isEmpty passes over tables that an older schema does not have.
func isEmpty(ctx context.Context, d *DB, table string) error {
	columns, err := d.Columns(ctx, table)
	if err != nil || len(columns) == 0 {
		return err
	}
	some, err := Select(ctx, d, Value[int64], "SELECT 1 FROM "+table+" LIMIT 1")
	if err == nil && len(some) > 0 {
		return &audit.Error{Kind: audit.Conflict, Text: "the register is not empty", Remedy: "restore into a new one"}
	}
	return err
}

func checkColumns(ctx context.Context, d *DB, t backupTable) error {
	bad := &audit.Error{Kind: audit.Invalid, Text: "the backup has a table or column that its schema has not", Value: audit.Quote(t.Table)}
	known := map[string]bool{}
	for _, name := range Tables() {
		known[name] = true
	}
	if !known[t.Table] {
		return bad
	}
	columns, err := d.Columns(ctx, t.Table)
	if err != nil {
		return err
	}
	if strings.Join(columns, ",") != strings.Join(t.Columns, ",") {
		return bad
	}
	return nil
}

func (b *backupReader) row(ctx context.Context, d *DB, insert string, columns int) error {
	var values []any
	if err := b.parse(&values); err != nil {
		return err
	}
	if len(values) != columns || insert == "" {
		return &audit.Error{Kind: audit.Invalid, Text: "the backup is damaged"}
	}
	for i, v := range values {
		switch x := v.(type) {
		case nil, string:
		case json.Number:
			n, err := x.Int64()
			if err != nil {
				return &audit.Error{Kind: audit.Invalid, Text: "the backup is damaged", Err: err}
			}
			values[i] = n
		default:
			return &audit.Error{Kind: audit.Invalid, Text: "the backup is damaged"}
		}
	}
	b.rows++
	_, err := d.Exec(ctx, insert, values...)
	return err
}

func (b *backupReader) foot() error {
	want := hex.EncodeToString(b.sum.Sum(nil))
	var foot backupFoot
	if err := b.parse(&foot); err != nil {
		return err
	}
	if foot.SHA256 != want || foot.Rows != b.rows {
		return &audit.Error{Kind: audit.Invalid, Text: "the backup is damaged: rows or digest do not fit"}
	}
	return nil
}

// Columns returns the columns of a table in their order, none when there is no such table.
func (d *DB) Columns(ctx context.Context, table string) ([]string, error) {
	if d.engine == SQLite {
		return Select(ctx, d, Value[string], "SELECT name FROM pragma_table_info(?) ORDER BY cid", table)
	}
	return Select(ctx, d, Value[string],
		"SELECT column_name::text FROM information_schema.columns WHERE table_schema = current_schema() AND table_name = ? ORDER BY ordinal_position", table)
}
