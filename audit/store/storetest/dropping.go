package storetest

import (
	"bytes"
	"io"
	"slices"
	"testing"

	"auditd/audit"
	"auditd/audit/store"
)

// Drops checks a drop-in place. put leaves a file as a platform does; what it leaves counts as settled.
func Drops(t *testing.T, place store.DropPlace, put func(name string, data []byte)) {
	ctx := t.Context()
	names := func() (out []string) {
		t.Helper()
		for d, err := range place.All(ctx) {
			if err != nil {
				t.Fatal(err)
			}
			out = append(out, d.Name)
		}
		return out
	}
	look := func(name string) store.Dropped {
		t.Helper()
		d, err := place.Look(ctx, name)
		if err != nil {
			t.Fatal(err)
		}
		return d
	}
	if got := names(); len(got) != 0 {
		t.Fatalf("an empty place holds %q", got)
	}
	put("transport/许可.csv", []byte("one"))
	put("transport/许可.plan.yaml", []byte("two"))
	put("transport/.许可.csv.part", []byte("three"))
	put("health/2/a b.csv", []byte("four"))
	if got, want := names(), []string{"health/2/a b.csv", "transport/许可.csv", "transport/许可.plan.yaml"}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
	for _, err := range place.All(ctx) { // a caller who has enough
		if err != nil {
			t.Fatal(err)
		}
		break
	}
	first := look("transport/许可.csv")
	read := func(d store.Dropped) (string, error) {
		r, err := place.Open(ctx, d)
		if err != nil {
			return "", err
		}
		defer r.Close()
		var b bytes.Buffer
		_, err = io.Copy(&b, r)
		return b.String(), err
	}
	if got, err := read(first); got != "one" || err != nil || first.Size != 3 || !first.Settled {
		t.Errorf("read %q of %+v, %v", got, first, err)
	}
	put("transport/许可.csv", []byte("other"))
	if _, err := read(first); audit.KindOf(err) != audit.Conflict {
		t.Errorf("another content under the mark of the first: got %v, want a conflict", err)
	}
	if err := place.Remove(ctx, first); err != nil || look("transport/许可.csv").Mark == first.Mark {
		t.Errorf("removing what was replaced: %v", err)
	}
	for _, text := range []string{"refused", "refused again"} {
		if err := place.Leave(ctx, "transport/许可.refused.txt", []byte(text)); err != nil {
			t.Fatal(err)
		}
		if got, err := read(look("transport/许可.refused.txt")); got != text || err != nil {
			t.Errorf("left %q, read %q, %v", text, got, err)
		}
	}
	for _, d := range []store.Dropped{look("transport/许可.csv"), look("health/2/a b.csv")} {
		for range 2 {
			if err := place.Remove(ctx, d); err != nil {
				t.Errorf("remove %s: %v", d.Name, err)
			}
		}
	}
	for _, name := range []string{"transport/许可.csv", "nowhere/a.csv", "../a.csv", "/etc/passwd", ".hidden", "a//b", "", "a\x00b"} {
		if _, err := place.Look(ctx, name); audit.KindOf(err) != audit.NotFound {
			t.Errorf("%q: got %v, want not found", name, err)
		}
	}
	if got, want := names(), []string{"transport/许可.plan.yaml", "transport/许可.refused.txt"}; !slices.Equal(got, want) {
		t.Errorf("left are %q, want %q", got, want)
	}
}
