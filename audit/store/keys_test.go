package store_test

import (
	"errors"
	"path"
	"strings"
	"testing"

	"auditd/audit"
	"auditd/audit/store"
)

func TestParseKey(t *testing.T) {
	valid := []string{
		"incoming/a", "datasets/" + sum, "plans/" + sum, "audits/a/1/results.json", "reports/a-b/12/报告 1+1 100%.pdf",
		"packs/a/1/pack.zip", "sealed/a/1/pack.zip", "log/checkpoint", "log/tile/0/000", "log/tile/63/x001/x234/067.p/255", "log/tile/entries/000.p/1",
		"log/tile/0/x018/x446/x744/x073/x709/x551/615", // the last place of all, 2^64-1
	}
	for _, s := range valid {
		key, err := store.ParseKey(s)
		if err != nil || key.String() != s {
			t.Errorf("ParseKey(%q) = %q, %v", s, key, err)
		}
	}
	invalid := []string{
		"", "/", "incoming", "incoming/", "incoming/A", "incoming/-a", "incoming/a/b", "incoming/" + strings.Repeat("a", 65), "incoming/..",
		"datasets/" + sum[1:], "datasets/" + strings.ToUpper(sum), "datasets/" + sum + "/", "secrets/a",
		"audits/a/0/results.json", "audits/a/-1/x", "audits/a/+1/x", "audits/a/01/x", "audits/a/1/", "audits/a/1/..", "audits/a/1/.hidden", "audits/a/1/b/c",
		"reports/a/1/b\\c", "reports/a/1/b\x00", "reports/a/1/b\u202ec", "reports/a/1/b\u200b", "reports/a/1/\xff", "reports/a/1/b ", "reports/a/1/b.", "reports/a/1/" + strings.Repeat("报", 61),
		"log/", "log/tile/", "log/tile/64/000", "log/tile/-1/000", "log/tile/0/0", "log/tile/0/1000", "log/tile/0/x000/001", "log/tile/0/000.p/0", "log/tile/0/000.p/256", "log/tile/0/000.p/01", "log/tile/00/000",
		"log/tile/0/x018/x446/x744/x073/x709/x551/616",
	}
	for _, s := range invalid {
		if key, err := store.ParseKey(s); audit.KindOf(err) != audit.Invalid || !key.IsZero() {
			t.Errorf("ParseKey(%q) = %q, %v; want an invalid key", s, key, err)
		}
	}
}

// FuzzParseKey checks that a key that is accepted is printed as it was read, stays within its folder, and is found by the prefix of
// its kind.
func FuzzParseKey(f *testing.F) {
	for _, s := range []string{"incoming/a", "audits/a/1/results.json", "log/tile/1/x001/234.p/5", "reports/a/1/../../b", "log/tile/entries/000"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		key, err := store.ParseKey(s)
		if err != nil {
			var e *audit.Error
			if !errors.As(err, &e) {
				t.Fatalf("%q: %v is no *audit.Error", s, err)
			}
			return
		}
		if key.String() != s {
			t.Fatalf("read %q, prints %q", s, key)
		}
		if path.Clean(s) != s || strings.HasPrefix(s, "..") || !strings.HasPrefix(s, store.AllOf(key.Kind()).String()) {
			t.Fatalf("%q leaves its folder", s)
		}
		for part := range strings.SplitSeq(s, "/") {
			if len(part) > 180 || strings.HasPrefix(part, ".") {
				t.Fatalf("%q has a part that a file system may refuse", s)
			}
		}
	})
}

func TestKinds(t *testing.T) {
	tests := []struct {
		kind                store.Kind
		lockable, addressed bool
	}{
		{store.Audit, false, false},
		{store.Dataset, false, true},
		{store.Incoming, false, false},
		{store.Log, false, false},
		{store.Pack, true, false},
		{store.Plan, false, true},
		{store.Report, true, false},
		{store.Sealed, false, false},
	}
	if len(tests) != len(store.Kinds()) {
		t.Fatalf("got %d kinds, want %d", len(store.Kinds()), len(tests))
	}
	for i, test := range tests {
		if k := store.Kinds()[i]; k != test.kind || k.Lockable() != test.lockable || k.ContentAddressed() != test.addressed {
			t.Errorf("kind %s: lockable %v, content-addressed %v; want %+v", k, k.Lockable(), k.ContentAddressed(), test)
		}
	}
	if _, err := store.OfAudit(store.Dataset, "a"); audit.KindOf(err) != audit.Invalid {
		t.Errorf("data sets by audit: %v", err)
	}
	if !store.CheckpointKey().Replaceable() {
		t.Error("the checkpoint of the log must be replaceable")
	}
	if key, _ := store.TileKey(0, 0, 1); key.Replaceable() {
		t.Error("a tile of the log must not be replaceable")
	}
}
