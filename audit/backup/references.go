package backup

import (
	"bytes"
	"encoding/json"
	"slices"
	"strings"

	"auditd/audit"
)

// references reads a register on its way into a backup and notes which objects it needs. It reads the form that package sqldb writes:
// a line for each table with its columns, then one for each row.
type references struct {
	rest    []byte // the beginning of a line
	table   string
	columns []string
	err     error

	ready     []string          // uploads that wait for their submission
	submitted map[string]upload // by identifier
	cases     map[string]string // state by case
	runs      map[string]string // case that has runs, and its submission
	results   []string          // keys of results
	deleted   map[string]bool   // data sets that were deleted
	datasets  map[string][]string
	owner     map[string]string // submission of a case
}

type upload struct{ sum, of string }

func newReferences() *references {
	return &references{
		submitted: map[string]upload{}, cases: map[string]string{}, runs: map[string]string{}, deleted: map[string]bool{}, datasets: map[string][]string{},
		owner: map[string]string{},
	}
}

// Write reads on.
func (r *references) Write(p []byte) (int, error) {
	r.rest = append(r.rest, p...)
	for {
		line, rest, ok := bytes.Cut(r.rest, []byte{'\n'})
		if !ok {
			return len(p), r.err
		}
		r.line(line)
		r.rest = rest
	}
}

func (r *references) line(line []byte) {
	if len(line) == 0 || r.err != nil {
		return
	}
	if line[0] == '{' {
		var t struct {
			Table   string   `json:"table"`
			Columns []string `json:"columns"`
		}
		r.err = json.Unmarshal(line, &t)
		r.table, r.columns = t.Table, t.Columns
		return
	}
	note := notes[r.table]
	if note == nil {
		return
	}
	var values []any
	if r.err = json.Unmarshal(line, &values); r.err != nil {
		return
	}
	note(r, func(column string) string {
		if i := slices.Index(r.columns, column); i >= 0 && i < len(values) {
			switch v := values[i].(type) {
			case string:
				return v
			case float64:
				if v != 0 {
					return "set"
				}
			}
		}
		return ""
	})
}

// notes is what the rows of a table say about objects.
var notes = map[string]func(r *references, value func(column string) string){
	"uploads": func(r *references, value func(string) string) {
		switch value("state") {
		case "ready":
			r.ready = append(r.ready, value("id"))
		case "submitted":
			r.submitted[value("id")] = upload{value("sha256"), value("case_id")}
		}
	},
	"cases": func(r *references, value func(string) string) {
		r.cases[value("id")], r.owner[value("id")] = value("state"), value("submission_id")
	},
	"runs": func(r *references, value func(string) string) {
		r.runs[value("case_id")] = ""
		if key := value("results_key"); key != "" {
			r.results = append(r.results, key)
		}
	},
	"datasets": func(r *references, value func(string) string) {
		r.deleted[value("sha256")] = value("deleted_at") != ""
	},
	"submission_datasets": func(r *references, value func(string) string) {
		id := value("submission_id")
		r.datasets[id] = append(r.datasets[id], value("dataset_sha256"))
	},
}

// complete returns the objects of a backup in the order of their keys, with those from before the register was read that it still
// refers to, and the keys that it refers to and nobody has.
func (r *references) complete(after []entry, before map[string][]entry) (index []entry, missing []string, err error) {
	if r.err != nil {
		return nil, nil, &audit.Error{Kind: audit.Internal, Text: "the register writes what cannot be read", Err: r.err}
	}
	there := map[string]bool{}
	for _, e := range after {
		there[e.Key] = true
	}
	index = after
	need := func(keys ...string) {
		for _, k := range keys {
			if there[k] {
				return
			}
			if e, ok := before[k]; ok {
				index, there[k] = append(index, e...), true
				return
			}
		}
		missing = append(missing, keys[0])
	}
	for _, id := range r.ready {
		need("incoming/" + id)
	}
	for id, u := range r.submitted {
		if r.cases[u.of] == "submitted" { // not accepted yet: the file lies in quarantine, or has just left it
			need("incoming/"+id, "datasets/"+u.sum)
		}
	}
	for id := range r.runs {
		for _, sum := range r.datasets[r.owner[id]] {
			if !r.deleted[sum] {
				need("datasets/" + sum)
			}
		}
	}
	for _, key := range r.results {
		need(key)
	}
	slices.Sort(missing)
	slices.SortStableFunc(index, func(a, b entry) int { return strings.Compare(a.Key, b.Key) })
	return index, slices.Compact(missing), nil
}
