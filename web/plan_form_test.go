package web

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	nethtml "golang.org/x/net/html"

	"auditd/audit"
	"auditd/audit/audittest"
	"auditd/audit/service"
)

// planKeys are the texts of the form of a plan: of every part, of every field and of every choice, and the hints that there are.
func planKeys() map[string][]string {
	out := map[string][]string{}
	choices := map[string][]string{"stages_how": {"columns", "column", "files"}}
	names := slices.Clone(service.PlanFormStages())
	for _, g := range planGroups {
		if g.name != "essentials" {
			out["group"] = append(out["group"], g.name, g.name+"_when")
		}
		for _, name := range g.fields {
			f, _ := service.PlanFormField(name)
			names = append(names, name)
			if string(f.Kind) == "choice" {
				choices[name] = f.Choices
			}
		}
	}
	for _, name := range names {
		if strings.HasPrefix(name, "stage_") {
			name += "_nth"
		}
		out["field"] = append(out["field"], name)
		if _, ok := messages()["en"]["field."+name+"_hint"]; ok {
			out["field"] = append(out["field"], name+"_hint")
		}
	}
	for name, values := range choices {
		out["choice"] = append(out["choice"], name)
		for _, v := range values {
			out["choice"] = append(out["choice"], name+"."+v)
		}
	}
	return out
}

// In a real browser the form leads from every further analysis to a measured report: with script in Chinese at 1280 pixels and, with
// AUDITD_ALL=1, in English on a phone, with script and without. axe-core finds no fault in the form empty, filled in and with an error, which stands at its field.
//
// It needs node, a browser and "npm ci" in report/html/testdata/axe. AUDITD_REQUIRE_BROWSER=1 turns a missing one into a failure.
func TestPlanFormInBrowser(t *testing.T) {
	browser, modules := audittest.Browser(t, "the form of a plan")
	i := install(t)
	i.populate(t)
	data, err := filepath.Abs("../fixtures/housing.csv")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 3*time.Minute)
	defer cancel()
	for _, c := range []struct{ way, lang, width, colour, fault string }{
		{"script", "zh", "1280", "light", "没有填写"},
		{"plain", "en", "390", "dark", "is not filled in"},
		{"script", "en", "390", "dark", "is not filled in"},
	} {
		if c.width == "390" && os.Getenv("AUDITD_ALL") != "1" {
			continue
		}
		t.Run(c.way+" "+c.lang+" "+c.width, func(t *testing.T) {
			cmd := exec.CommandContext(ctx, "node", filepath.Join("testdata", "axe", "plan.mjs"), browser, modules, i.url, password, c.lang, c.width, c.way, c.colour, data)
			cmd.Stderr = os.Stderr
			out, err := cmd.Output()
			if err != nil {
				t.Fatalf("%v: %s", err, out)
			}
			var r struct {
				Case         string
				Parts, Steps []string
				Faults       []string
				Seed         int
			}
			if err := json.Unmarshal(out, &r); err != nil {
				t.Fatal(err)
			}
			if len(r.Faults) > 0 || len(r.Steps) != 1 || !strings.Contains(r.Steps[0], c.fault) || r.Seed != 7 {
				t.Errorf("%s: seed %d, steps %q, faults %q", r.Case, r.Seed, r.Steps, r.Faults)
			}
			for _, part := range []string{
				"conditional", "stages", "design", "small_groups", "subgroups", "scores", "proxies", "periods", "missingness", "ranking", "classes", "regression", "inequality", "pairs", "scan", "subset_scan", "items", "consistency",
			} {
				if !slices.Contains(r.Parts, part) {
					t.Errorf("the results have no %s, only %q", part, r.Parts)
				}
			}
		})
	}
}

// planForm is what the form of a page sends back: its fields as they are shown. Changes are name, value, name, value …; a name that is
// given twice has two values, and one that is given with the empty value has none.
func planForm(t *testing.T, page string, changes ...string) []string {
	t.Helper()
	doc, err := nethtml.Parse(strings.NewReader(page))
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	changed := map[string]bool{}
	for k := 0; k < len(changes); k += 2 {
		changed[changes[k]] = true
	}
	add := func(name, value string) {
		if name != "" && name != "do" && name != "up" && !changed[name] {
			out = append(out, name, value)
		}
	}
	for n := range doc.Descendants() {
		attr := func(key string) (value string, ok bool) {
			for _, a := range n.Attr {
				if a.Key == key {
					return a.Val, true
				}
			}
			return "", false
		}
		name, _ := attr("name")
		switch n.Data {
		case "input":
			value, _ := attr("value")
			kind, _ := attr("type")
			if _, on := attr("checked"); kind != "checkbox" || on {
				add(name, value)
			}
		case "textarea":
			add(name, n.FirstChild.Data)
		case "select":
			chosen := ""
			for o := range n.Descendants() {
				for _, a := range o.Attr {
					if o.Data == "option" && a.Key == "selected" {
						for _, v := range o.Attr {
							if v.Key == "value" {
								chosen = v.Val
							}
						}
					}
				}
			}
			add(name, chosen)
		}
	}
	return append(out, changes...)
}

// The form without a browser: what is typed, what comes back, and where what is wrong with it is shown. The data have a column whose
// name would break out of a page and one that looks like a number of YAML.
func TestPlanForm(t *testing.T) {
	i := install(t)
	i.populate(t)
	b := i.signIn(t, "submitter")
	var rows strings.Builder
	rows.WriteString("sex,granted,\"<script>alert(1)</script>\",1e3,points\n")
	for n := range 400 {
		fmt.Fprintf(&rows, "%s,%d,%c,x,%d\n", []string{"男", "女"}[n%2], (n/2)%2, 'a'+n%3, n)
	}
	file := b.upload("permits.csv", rows.String())
	page := b.ok(b.get("/submit/plan?file=" + file))
	send := func(do string, changes ...string) answer {
		page = b.post("/submit/plan", append(planForm(t, page.body, changes...), "do", do)...)
		return page
	}
	holds := func(what string, want ...string) {
		t.Helper()
		for _, w := range want {
			if !strings.Contains(page.body, w) {
				t.Errorf("%s: no %s in %s", what, w, page.body)
			}
		}
	}

	// Fields go into the text and come back; hostile names are text.
	send("compose", "title", "许可", "system", "s", "purpose", "p", "attribute", "sex", "attribute", "1e3", "favourable", "true", "stratum", "<script>alert(1)</script>", "feature", "points", "subject", "transport")
	holds("composed", "&lt;script&gt;alert(1)", `value="points" checked`, `name="bins feature points"`, "&#34;1e3&#34;", "favourable: true", `id="part-alike" open`, `<option value="transport" selected`)
	if strings.Contains(page.body, "<script>alert(1)") {
		t.Error("a column's name is script")
	}

	// The text and the fields are changed at once; each change is kept, and a key that no field has.
	plan := func() string {
		f := planForm(t, page.body)
		return f[slices.Index(f, "plan")+1]
	}
	send("compose", "plan", plan()+"seed: 9\n", "weight", "nowhere")
	holds("both", "seed: 9", "weight: nowhere", `<option value="nowhere" selected`)

	// An error stands at its field, in both languages, with everything typed still there; the part that holds it is open.
	send("submit", "score", "points", "period", "points", "weight", "")
	holds("wrong", `id="f-higher-fault"`, "is not filled in", `href="#f-higher"`, `id="part-score" open`, "seed: 9")
	if page.status != http.StatusUnprocessableEntity || strings.Contains(page.body, "weight:") {
		t.Errorf("%d, or the weight is still there", page.status)
	}
	b.lang = "zh"
	b.get("/submit?lang=zh")
	send("submit")
	holds("wrong in Chinese", "没有填写", "请检查以下栏目")
	b.lang = "en"
	b.get("/submit?lang=en")

	// A text that is no YAML is shown as it was typed, with the fields as they were typed.
	good := plan()
	send("submit", "plan", "columns: [", "system", "another")
	holds("no YAML", "not a readable plan", "columns: [", `value="another"`)
	send("submit", "plan", good, "higher", "favourable", "period", "", "system", "s")
	if page.status != http.StatusOK || !strings.HasPrefix(page.url, "/cases/") {
		t.Fatalf("the plan was not taken: %d %s", page.status, page.body)
	}
	b.until(page.url, "report-en.html")
	if a := b.ok(b.get(page.url + "/files/results.json")); !strings.Contains(a.body, `"seed": 9`) && !strings.Contains(a.body, `"seed":9`) {
		t.Error("the plan lost what only its text said")
	}
}

// A process whose every filter has a file: the files are put in order on the page, the filters named in the form, and the audit counts
// who passed. Of 400 who entered 300 have papers and 200 of them are visited.
func TestPlanFormFileForEachStage(t *testing.T) {
	i := install(t)
	i.populate(t)
	b := i.signIn(t, "submitter")
	file := func(name string, n int) string {
		var rows strings.Builder
		rows.WriteString("id,sex\n")
		for k := range n {
			fmt.Fprintf(&rows, "p%d,%s\n", k, []string{"男", "女"}[k%2])
		}
		return b.upload(name, rows.String())
	}
	entered, papers, visit := file("entered.csv", 400), file("papers.csv", 300), file("visit.csv", 200)
	address := "/submit/plan?file=" + entered + "&file=" + visit + "&file=" + papers
	page := b.until(address, `name="plan"`)
	page = b.ok(b.post("/submit/plan", append(planForm(t, page.body), "up", papers)...))
	if f := planForm(t, page.body); !slices.Equal(f[1:6:6], []string{entered, "file", papers, "file", visit}) {
		t.Fatalf("the files stand in the order %q", f[:6])
	}
	page = b.post("/submit/plan", append(planForm(t, page.body, "title", "t", "system", "s", "purpose", "p", "subject", "transport", "attribute", "sex", "decision", "",
		"stages_how", "files", "stages_order", "papers，visit", "files_id", "id"), "do", "submit")...)
	if page.status != http.StatusOK || !strings.HasPrefix(page.url, "/cases/") {
		t.Fatalf("%d: %s", page.status, page.body)
	}
	b.until(page.url, "report-en.html")
	var a audit.Audit
	if err := json.Unmarshal([]byte(b.ok(b.get(page.url+"/files/results.json")).body), &a); err != nil {
		t.Fatal(err)
	}
	if a.Stages == nil || a.Plan.Files.How != audit.HowStages || a.Rows.Counted != 400 {
		t.Errorf("%+v", a.Plan)
	}
}
