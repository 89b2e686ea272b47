package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"auditd/audit"
	"auditd/audit/measure"
	"auditd/report"
	"auditd/report/html"
)

// An audit in which every further analysis has something to say and something that it cannot say: its results keep to the schema, are
// read back as they were written, and make a report in both languages. Names and values of the data are hostile.
func TestFurtherAnalysesKeepToTheSchema(t *testing.T) {
	hostile := "<b>x</b>\u202e"
	lines := []string{"g,d,l,x,y,r1,r2,place,list,class,score,true,changed,q1,q2,q3"}
	for i := range 900 {
		group := []string{"A", "B", hostile}[i%7%3]
		label := fmt.Sprint(i * 7 % 5 % 2)
		if i%11 == 0 {
			label = ""
		}
		feature := []string{"p", hostile, ""}[(i+i%7%3)%3]
		lines = append(lines, fmt.Sprintf("%s,%d,%s,%s,%d,%d,%d,%d,%s,%s,%d,%d,%d,%d,%d,%d", group, i*13%7%2, label, feature, i%50, i%2, i%3%2, i%90+1, fmt.Sprint("list", i/90),
			[]string{"low", "mid", "high"}[i*5%11%3], i%17, i%13, i*13%7%2*(i%9+1)%2,
			i*5%7%2, i*3%11%2, i%13%2))
	}
	plan := `columns:
  attributes: [g]
  decision: {column: d, selected: [1], favourable: true}
  label: {column: l, positive: [1]}
  score: {column: score, higher: favourable}
  features: [x, {column: y, breaks: [10, 20, 30]}]
  annotators: [r1, r2]
  rank: {column: place, list: list}
  classes: {column: class, order: [low, mid, high]}
  outcome: {column: true}
  pair: {column: changed}
  items: [q1, {column: q2, name: "<b>x</b>\u202e", favourable: [1]}, q3]
analyses:
  subgroups: {support: 0.03}
  scan: true
  inequality: {rank_by: score}
  consistency: {k: 3}
  subset_scan: {draws: 99, restarts: 2}
`
	a := rows(t, plan, lines)
	for name, there := range map[string]bool{
		"subgroups": a.Subgroups != nil, "scan": a.Scan != nil, "proxies": a.Proxies != nil, "missingness": a.Missingness != nil, "ranking": len(a.Ranking) > 0,
		"classes": len(a.Classes) > 0, "regression": len(a.Regression) > 0, "inequality": len(a.Inequality) > 0, "pairs": len(a.Pairs) > 0,
		"items": a.Items != nil, "concentration": a.Concentration != nil, "subset_scan": a.SubsetScan != nil && a.SubsetScan.Why == "", "consistency": a.Consistency != nil && a.Consistency.Why == "",
	} {
		if !there {
			t.Errorf("no %s", name)
		}
	}
	data, err := encodeResults(a)
	if err != nil {
		t.Fatal(err)
	}
	if err := schemaOfResults(t).Validate(jsonDocument(t, data)); err != nil {
		t.Error(err)
	}
	var back audit.Audit
	if err := json.Unmarshal(data, &back); err != nil {
		t.Fatal(err)
	}
	again, err := encodeResults(&back)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(data, again) {
		t.Error("what is read back is not what was written")
	}
	for _, lang := range report.Languages {
		doc, err := report.New(a, report.Options{Lang: lang})
		if err != nil {
			t.Fatal(err)
		}
		var page bytes.Buffer
		if err := html.Write(&page, doc); err != nil {
			t.Fatal(err)
		}
		if strings.Contains(page.String(), "<b>x") || strings.Contains(page.String(), "\u202e") {
			t.Errorf("%s: a value of the data is in the page as it stands", lang)
		}
	}
}

func jsonDocument(t *testing.T, data []byte) any {
	t.Helper()
	v, err := jsonschema.UnmarshalJSON(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func schemaOfResults(t *testing.T) *jsonschema.Schema {
	t.Helper()
	data, err := measure.Schema()
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	if err := c.AddResource("results.json", jsonDocument(t, data)); err != nil {
		t.Fatal(err)
	}
	s, err := c.Compile("results.json")
	if err != nil {
		t.Fatal(err)
	}
	return s
}
