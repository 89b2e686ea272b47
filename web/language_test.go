package web

import (
	"io/fs"
	"regexp"
	"slices"
	"strings"
	"testing"

	"auditd/audit"
	"auditd/audit/service"
)

// Both catalogues have the same keys, each with a text and with the same places for arguments.
func TestMessagesAreTranslated(t *testing.T) {
	verbs := regexp.MustCompile(`%[a-z]`)
	for key, zh := range messages()["zh"] {
		en, ok := messages()["en"][key]
		switch {
		case !ok:
			t.Errorf("%s has no English text", key)
		case zh == "" || en == "":
			t.Errorf("%s is empty", key)
		case !slices.Equal(verbs.FindAllString(zh, -1), verbs.FindAllString(en, -1)):
			t.Errorf("%s has other arguments in Chinese than in English", key)
		}
	}
	for key := range messages()["en"] {
		if _, ok := messages()["zh"][key]; !ok {
			t.Errorf("%s has no Chinese text", key)
		}
	}
}

// families are keys that are made from values: each value has its text.
func families() map[string][]string {
	out := map[string][]string{"reason": service.Reasons(), "remedy": service.Remedies(), "impact": {"1", "2", "3", "4"}}
	for _, r := range append(service.Roles(), "system") {
		out["role"] = append(out["role"], string(r))
	}
	for _, a := range service.Actions() {
		out["action"] = append(out["action"], string(a))
	}
	for _, s := range service.States() {
		out["state"] = append(out["state"], string(s))
	}
	for family, values := range planKeys() {
		out[family] = values
	}
	for _, v := range service.Verdicts() {
		out["verdict"] = append(out["verdict"], string(v))
	}
	for _, k := range []audit.Kind{audit.Internal, audit.Invalid, audit.NotFound, audit.Conflict, audit.Denied, audit.Limit, audit.Unavailable, audit.Full} {
		out["kind"] = append(out["kind"], k.String())
		if k.Passing() {
			out["passing"] = append(out["passing"], k.String(), k.String()+"_remedy")
		}
	}
	return out
}

// Every key that a page or the code names is in the catalogue, and nothing is in the catalogue that nobody names.
func TestMessagesAreUsed(t *testing.T) {
	used := map[string]bool{}
	for family, values := range families() {
		for _, v := range values {
			used[family+"."+v] = true
		}
	}
	names := regexp.MustCompile(`(?:\bt|message\(languageOf\(c\),|message\(v\.Lang,|message\(lang,|message\(m\.lang,) ?"([a-z_]+\.[a-z0-9_]+)"`)
	prefixes := regexp.MustCompile(`key "([a-z_]+)"`)
	open := map[string]bool{"progress": true, "demo": true} // made from what workers say, and named by the command
	read := func(fsys fs.FS, pattern string) {
		files, err := fs.Glob(fsys, pattern)
		if err != nil || len(files) == 0 {
			t.Fatalf("no files like %s: %v", pattern, err)
		}
		for _, f := range files {
			data, err := fs.ReadFile(fsys, f)
			if err != nil {
				t.Fatal(err)
			}
			for _, m := range names.FindAllStringSubmatch(string(data), -1) {
				used[m[1]] = true
			}
			for _, m := range prefixes.FindAllStringSubmatch(string(data), -1) {
				open[m[1]] = true
			}
		}
	}
	read(templateFiles, "templates/*.html")
	read(sources(), "*.go")
	for key := range used {
		if _, ok := messages()["en"][key]; !ok {
			t.Errorf("%s is named and has no text", key)
		}
	}
	for key := range messages()["en"] {
		family, _, _ := strings.Cut(key, ".")
		if !used[key] && !open[family] {
			t.Errorf("%s has a text and nobody names it", key)
		}
	}
}

// No page shows a key in place of its text.
func TestPagesHoldNoKeys(t *testing.T) {
	i := install(t)
	i.populate(t)
	id := string(i.measured(t))
	key := regexp.MustCompile(`>\s*[a-z_]+\.[a-z_0-9]+\s*<`)
	for who, paths := range map[string][]string{
		"submitter": {"/", "/cases", "/cases/" + id, "/submit", "/tokens", "/access-log", "/nowhere"}, "admin": {"/admin", "/admin/accounts/" + string(i.callers["chair"].ID)}, "secretary": {"/cases/" + id},
	} {
		b := i.signIn(t, who)
		for _, path := range paths {
			for _, lang := range languages {
				separator := "?"
				a := b.get(path + separator + "lang=" + lang)
				for _, m := range key.FindAllString(a.body, -1) {
					if !strings.Contains(m, ".csv") && !strings.Contains(m, ".json") && !strings.Contains(m, ".xlsx") && !strings.Contains(m, ".html") {
						t.Errorf("%s in %s shows %s", path, lang, m)
					}
				}
				if !strings.Contains(a.body, `<html lang="`+tags[lang]+`">`) {
					t.Errorf("%s is not in %s", path, lang)
				}
			}
		}
	}
}
