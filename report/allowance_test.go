package report

import (
	"strings"
	"testing"

	"auditd/audit"
)

// Every way to adjust has words of its own for the error that it bounds, in both languages; a section without tests promises nothing.
func TestAllowance(t *testing.T) {
	for _, c := range []struct {
		name     string
		families []audit.Family
		en, zh   string // "" says nothing
	}{
		{"one family by Holm", []audit.Family{{Name: "scan", Tests: 8, Size: 8, Method: "holm"}}, "its 8 tests are adjusted together", "8项检验合并校正"},
		{"permutation", []audit.Family{{Name: "scan", Tests: 1, Size: 1, Method: "westfall_young"}}, "its 1 test is adjusted together", "1项检验合并校正"},
		{"two families", []audit.Family{{Name: "scan/sex", Tests: 3, Method: "holm"}, {Name: "scan/age", Tests: 4, Method: "holm"}}, "its 7 tests are adjusted in 2 families", "7项检验分为2个检验族"},
		{"another analysis whose name begins alike", []audit.Family{{Name: "scanned", Tests: 3, Method: "holm"}}, "", ""},
		{"share of false ones", []audit.Family{{Name: "scan", Tests: 9, Method: "bh"}}, "on average at most 10.0% is shown falsely", "平均至多10.0%是误报"},
		{"by e-values", []audit.Family{{Name: "scan", Tests: 9, Method: "ebh"}}, "on average at most 10.0% is shown falsely", "平均至多10.0%是误报"},
		{"not adjusted", []audit.Family{{Name: "scan", Tests: 9, Method: "none"}}, "each test, of 9 in all, shows something where there is nothing with a chance of 10.0%", "每一项在并无差异时误报的概率都是10.0%"},
		{"no tests", nil, "", ""},
	} {
		for lang, want := range map[string]string{English: c.en, Chinese: c.zh} {
			b := &builder{a: &audit.Audit{Plan: audit.Plan{Confidence: .9}, Examined: audit.Examined{Families: c.families}}, l: languages()[lang], doc: &Document{}}
			b.section("s", 1, nil)
			b.allowance("scan")
			got := ""
			for _, block := range b.doc.Sections[0].Blocks {
				got += block.(*Paragraph).Text.Plain()
			}
			if want == "" && got != "" || !strings.Contains(got, want) {
				t.Errorf("%s, %s: got %q, want %q", c.name, lang, got, want)
			}
		}
	}
}
