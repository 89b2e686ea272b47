package main

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"auditd/audit"
	"auditd/audit/audittest"
	"auditd/audit/measure"
)

// withoutReason lists the numbers of results.json that may be null without a reason beside them, each with why it may. There are none: a
// number that has no meaning is left out, and one that is undefined says why.
var withoutReason = []string{}

// Whatever is null in results.json has a reason beside it: in the same object, a why of its own (interval_why, p_adjusted_why) or that of
// the object, not empty. It holds in every fixture and every worked case.
func TestEveryNullHasAReason(t *testing.T) {
	root := audittest.Root(t)
	seen := map[string][]string{}
	look := func(name string, results []byte) {
		d := json.NewDecoder(bytes.NewReader(results))
		d.UseNumber()
		var doc map[string]any
		if err := d.Decode(&doc); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		delete(doc, "plan") // is what a person wrote
		nullsWithout(doc, "", func(path string) { seen[path] = append(seen[path], name) })
	}
	for _, name := range []string{"assistance", "survey", "berkeley", "housing"} {
		plan, cells, notices, populations := counted(t, filepath.Join(root, "fixtures"), name)
		a, err := measure.Run(measure.Input{Plan: plan, Cells: cells, Notices: notices, Populations: populations, Workers: 4})
		if err != nil {
			t.Fatal(err)
		}
		look(name, written(t, a))
	}
	paths, err := filepath.Glob(filepath.Join(root, "fixtures", "cases", "*.txtar"))
	if err != nil || len(paths) < 10 {
		t.Fatalf("%d case files, %v", len(paths), err)
	}
	for _, path := range paths {
		data, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if a, err := caseAudit(t, txtar.Parse(data)); err == nil {
			look(filepath.Base(path), written(t, a))
		}
	}
	for path, where := range seen {
		if !slices.Contains(withoutReason, path) {
			t.Errorf("%s is null without a reason, in %s", path, strings.Join(slices.Compact(where), ", "))
		}
	}
}

// written returns results.json.
func written(t *testing.T, a *audit.Audit) []byte {
	t.Helper()
	data, err := encodeResults(a)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// nullsWithout calls found with the path of every null that has no reason beside it.
func nullsWithout(v any, path string, found func(string)) {
	switch v := v.(type) {
	case []any:
		for _, x := range v {
			if x == nil {
				found(path + "[]")
			}
			nullsWithout(x, path+"[]", found)
		}
	case map[string]any:
		for k, x := range v {
			if x == nil && !hasReason(v, k) {
				found(path + "." + k)
			}
			nullsWithout(x, path+"."+k, found)
		}
	}
}

// hasReason reports whether an object says why its key is null. The why of several numbers is named after what their names share:
// population_stability_why, rates_why for group_rate and reference_rate.
func hasReason(object map[string]any, key string) bool {
	for k, v := range object {
		if text, ok := v.(string); !ok || text == "" {
			continue
		}
		of, ok := strings.CutSuffix(k, "why")
		if of = strings.TrimSuffix(of, "_"); ok && (strings.HasPrefix(key, of) || of == "rates" && strings.HasSuffix(key, "_rate")) {
			return true
		}
	}
	return false
}
