package profile

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"testing"

	"auditd/audit/ingest"
	"auditd/audit/planfile"
)

func source(text string) ingest.Source {
	open := func() (io.ReadCloser, error) { return io.NopCloser(strings.NewReader(text)), nil }
	return ingest.Source{Name: "data.csv", Open: open, At: strings.NewReader(text), Size: int64(len(text))}
}

func profiled(t *testing.T, text string, workers int) *Profile {
	t.Helper()
	p, err := Read(context.Background(), source(text), ingest.Options{Workers: workers})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// rowsOf repeats a row with a running number in place of #.
func rowsOf(header, row string, n int) string {
	var b strings.Builder
	b.WriteString(header + "\n")
	for i := range n {
		b.WriteString(strings.ReplaceAll(row, "#", fmt.Sprint(i)) + "\n")
	}
	return b.String()
}

// The identity numbers are of the form of GB 11643 with check characters worked out by its weights 7 9 10 5 8 4 2 1 6 3 7 9 10 5 8 4 2:
// 11010519491231002X is the example printed in the standard's wide use (sum 167, 167 mod 11 = 2 → X).
func TestForms(t *testing.T) {
	for v, want := range map[string]string{
		"11010519491231002X": PersonalIdentityNumber, "11010519491231002x": PersonalIdentityNumber,
		"110105194912310021": "", // wrong check character
		"11010519491331002X": "", // month 13
		"13800138000":        PersonalPhone, "+86 138 0013 8000": PersonalPhone, "12800138000": "",
		"a.b@example.org": PersonalEmail, "a@b": "",
		"4111111111111111": PersonalBankCard, // the usual test number, passes Luhn
		"4111111111111112": "", "1234567": "", "2026-11-21": "", "3.14159265358": "",
		"人民路12号3栋": PersonalAddress, "人民路": "",
	} {
		if got := form(v); got != want {
			t.Errorf("form(%q) = %q, want %q", v, got, want)
		}
	}
}

func TestChineseName(t *testing.T) {
	for v, want := range map[string]bool{"王小明": true, "李雷": true, "欧": false, "女": false, "朝鲜族": false, "Wang": false, "王": false, "王小明先生吗": false} {
		if got := chineseName(v); got != want {
			t.Errorf("chineseName(%q) = %v", v, got)
		}
	}
}

// What each column is taken for, in both languages, and why personal data are not repeated.
func TestRoles(t *testing.T) {
	text := "编号,姓名,身份证号,手机,性别,民族,年龄,是否批准,评分,权重,备注\n"
	names := []string{"王小明", "李雷", "张伟", "刘洋", "陈静"}
	for i := range 40 {
		text += fmt.Sprintf("N%d,%s%s,11010519491231002X,138%08d,%s,%s,%d,%d,%d.5,1.%d,说明\n",
			i, names[i%5], string(rune('一'+i)), i, []string{"男", "女"}[i%2], []string{"汉族", "朝鲜族", "满族"}[i%3], 18+i, i%2, i, i)
	}
	want := map[string]string{
		"编号": RoleIdentifier, "姓名": PersonalName, "身份证号": PersonalIdentityNumber, "手机": PersonalPhone, "性别": RoleAttribute,
		"民族": RoleAttribute, "年龄": RoleAttribute, "是否批准": RoleDecision, "评分": RoleScore, "权重": RoleWeight, "备注": "",
	}
	for _, c := range profiled(t, text, 1).Columns {
		got := c.Role
		if c.Personal != "" {
			got = c.Personal
		}
		if got != want[c.Name] {
			t.Errorf("%s: taken for %q, want %q (%s)", c.Name, got, want[c.Name], c.Reason)
		}
		if (c.Personal != "" || c.Role == RoleIdentifier) && len(c.Top) > 0 {
			t.Errorf("%s: values are shown", c.Name)
		}
		if c.Personal != "" && c.Reason == "" {
			t.Errorf("%s: no reason", c.Name)
		}
	}
}

// One identity number in a free-text column is enough.
func TestIdentityNumberHidden(t *testing.T) {
	p := profiled(t, rowsOf("note", "nothing to see #", 400)+"11010519491231002X\n", 1)
	if got := p.Columns[0].Personal; got != PersonalIdentityNumber {
		t.Errorf("taken for %q", got)
	}
}

func TestColumns(t *testing.T) {
	p := profiled(t, "a,b,c,d,e\n1,1.5,2020-01-02,x,\n2,NA,2020-01-03,y,\n3,2.5,,,\n", 1)
	var got bytes.Buffer
	for _, c := range p.Columns {
		fmt.Fprintf(&got, "%s %s rows %d missing %d distinct %d %s %s\n", c.Name, c.Type, c.Rows, c.Missing, c.Distinct, c.Min, c.Max)
	}
	want := "a integer rows 3 missing 0 distinct 3 1 3\n" + "b number rows 3 missing 1 distinct 2 1.5 2.5\n" +
		"c date rows 3 missing 1 distinct 2  \n" + "d text rows 3 missing 1 distinct 2  \n" + "e empty rows 3 missing 3 distinct 0  \n"
	if got.String() != want {
		t.Errorf("got:\n%swant:\n%s", got.String(), want)
	}
}

// One worker and many see the same, also beyond the limit of distinct values.
func TestWorkers(t *testing.T) {
	text := rowsOf("id,group,long", "#,a,"+strings.Repeat("x", 300)+"#", 2*maxDistinct)
	first, err := json.Marshal(profiled(t, text, 1))
	if err != nil {
		t.Fatal(err)
	}
	for _, n := range []int{2, 5} {
		again, err := json.Marshal(profiled(t, text, n))
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(first, again) {
			t.Errorf("%d workers:\n%s\none:\n%s", n, again, first)
		}
	}
}

// The proposal is refused as it is, and accepted once a person has filled its gaps.
func TestProposal(t *testing.T) {
	p := profiled(t, rowsOf("sex,age,approved,score", "male,4#,1,0.#", 30)+"female,30,0,0.1\n", 1)
	text := p.Proposal()
	if _, err := planfile.Parse("plan", []byte(text)); err == nil {
		t.Error("a proposal with gaps is accepted")
	}
	filled := strings.NewReplacer("favourable: ???", "favourable: true", "higher: ???", "higher: favourable", "???", "text").Replace(text)
	plan, err := planfile.Parse("plan", []byte(filled))
	if err != nil {
		t.Fatalf("%v\n%s", err, filled)
	}
	if len(plan.Columns.Attributes) != 2 || plan.Columns.Decision.Column != "approved" || plan.Columns.Score.Column != "score" {
		t.Errorf("plan %+v\n%s", plan.Columns, text)
	}
}

// What further analyses need stands in comments; without the comment signs it is read as it was meant. A date of birth is no period,
// a column that has another part is no feature, and numbers of many values come with breaks.
func TestProposalFurther(t *testing.T) {
	var rows strings.Builder
	rows.WriteString("sex,approved,need,weight,applied,birth_date,flat,rooms,income,remark\n")
	for i := range 40 {
		fmt.Fprintf(&rows, "%s,%d,%d,1.%d,2024-0%d-01,19%d-01-01,%s,%d,%d,text %d\n", []string{"male", "female"}[i%2], i%2, i%3/2, i, 1+i%9, 50+i, []string{"new", "old"}[i%2], i%4, 1000+i%20*10, i)
	}
	text := profiled(t, strings.Replace(rows.String(), "need", "label", 1), 1).Proposal()
	filled := strings.NewReplacer("favourable: ???", "favourable: true", "???", "text", "  # period:", "  period:", "  # features:", "  features:",
		"# analyses:", "analyses:").Replace(text)
	plan, err := planfile.Parse("plan", []byte(filled))
	if err != nil {
		t.Fatalf("%v\n%s", err, filled)
	}
	var features []string
	for _, f := range plan.Columns.Features {
		features = append(features, fmt.Sprint(f.Column, f.Breaks))
	}
	// A third and two thirds of the way from 1,000 to 1,190 are 1,063.3 and 1,126.7, to three digits 1,060 and 1,130. Remarks differ in every row.
	if got, want := strings.Join(features, " "), "flat[] rooms[] income[1060 1130]"; got != want {
		t.Errorf("features %s, want %s\n%s", got, want, text)
	}
	if p := plan.Columns.Period; p == nil || p.Column != "applied" || p.By != "quarter" {
		t.Errorf("period %+v, want applied by quarter\n%s", p, text)
	}
	if a := plan.Analyses; a == nil || a.Subgroups == nil || a.Inequality == nil || a.SmallGroups {
		t.Errorf("analyses %+v, want subgroups and inequality, and not small groups: there is a weight\n%s", a, text)
	}
}

// Hostile names stay one value within the YAML: nothing they hold becomes a key or a comment's end.
func TestProposalHostile(t *testing.T) {
	for _, name := range []string{"sex\nversion: 2", "a: b # c", "sex\u202egniht", "{x}", "'", `"`, "- y", "\tsex", "sex\u2028x: 1", "???"} {
		header := `"` + strings.ReplaceAll(name, `"`, `""`) + `_sex"`
		p := profiled(t, header+",approved\n"+strings.Repeat("male,1\nfemale,0\n", 10), 1)
		filled := strings.NewReplacer("favourable: ???", "favourable: true", "title: ???", "title: t", "name: ???", "name: t", "department: ???", "department: t", "purpose: ???", "purpose: t").Replace(p.Proposal())
		plan, err := planfile.Parse("plan", []byte(filled))
		if err != nil {
			t.Errorf("%q: %v\n%s", name, err, filled)
			continue
		}
		if got, want := plan.Columns.Attributes[0].Column, p.Columns[0].Name; got != want {
			t.Errorf("attribute %q, want %q", got, want)
		}
	}
}
