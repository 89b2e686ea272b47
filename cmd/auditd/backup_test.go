package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"auditd/audit"
	"auditd/audit/docket/dockettest"
	"auditd/audit/store"
	"auditd/audit/store/storetest"
)

// place returns the options of an empty installation: SQLite and a folder.
func place(t *testing.T) []string {
	t.Helper()
	return []string{"data_dir=" + filepath.Join(t.TempDir(), "data"), "lease=" + lease}
}

// placeOnServers returns those of one on PostgreSQL and an object server.
func placeOnServers(t *testing.T, s *storetest.Server) []string {
	t.Helper()
	return append(place(t), "database="+dockettest.EmptyPostgreSQL(t), "minio_endpoint="+s.Endpoint, "minio_access_key="+s.AccessKey,
		"minio_secret_key="+s.SecretKey, "minio_tls=false", "minio_prefix=restored")
}

func settings(t *testing.T, options []string) config {
	t.Helper()
	c, err := readConfig(options, func(string) string { return "" })
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// command runs a verb with options and returns its exit code and what it says.
func command(options []string, args ...string) (int, string) {
	for _, o := range options {
		args = append(args, "-o", o)
	}
	var out output
	code := run(context.Background(), args, streams{in: strings.NewReader(""), out: &out, err: &out, env: func(string) string { return "" }})
	return code, out.String()
}

// contents returns the register as text, and every version of every object with its digest.
func contents(t *testing.T, options []string) (register string, objects []string) {
	t.Helper()
	ctx := context.Background()
	db, objectStore, err := openParts(ctx, settings(t, options))
	if err != nil {
		t.Fatal(err)
	}
	defer closeParts(db, objectStore)
	var text bytes.Buffer
	if _, err := db.Backup(ctx, &text); err != nil {
		t.Fatal(err)
	}
	for _, kind := range store.Kinds() {
		for info, err := range objectStore.List(ctx, store.AllOf(kind), store.Key{}) {
			if err != nil {
				t.Fatal(err)
			}
			for v, err := range objectStore.Versions(ctx, info.Key) {
				if err != nil {
					t.Fatal(err)
				}
				get := func() (store.Object, error) { return objectStore.Get(ctx, info.Key) }
				if v.Version != "" {
					get = func() (store.Object, error) { return objectStore.GetVersion(ctx, info.Key, v.Version) }
				}
				o, err := get()
				if err != nil {
					t.Fatal(err)
				}
				m := store.NewMeter(ctx, store.Key{}, o, -1, store.PutOptions{})
				if err := m.Drain(); err != nil {
					t.Fatal(err)
				}
				o.Close()
				objects = append(objects, fmt.Sprintf("%s %d %s", info.Key, m.Size(), m.Sum()))
			}
		}
	}
	return text.String(), objects
}

// seeded makes the demonstration's installation, with a report that was replaced besides, and leaves it stopped.
func seeded(t *testing.T, options []string) *demo {
	t.Helper()
	ctx := context.Background()
	i, err := openInstallation(ctx, settings(t, options), io.Discard)
	if err != nil {
		t.Fatal(err)
	}
	defer i.close(ctx)
	d, err := seedDemo(ctx, i.service)
	if err != nil {
		t.Fatal(err)
	}
	key, err := store.ReportKey("2026-backup", 1, "note.txt")
	if err != nil {
		t.Fatal(err)
	}
	for _, text := range []string{"first", "second"} {
		if _, err := i.objects.Put(ctx, key, strings.NewReader(text), int64(len(text)), store.PutOptions{Replace: true}); err != nil {
			t.Fatal(err)
		}
	}
	return d
}

func equal(t *testing.T, name string, got, want []string) {
	t.Helper()
	for i := range max(len(got), len(want)) {
		if i >= len(got) || i >= len(want) || got[i] != want[i] {
			t.Fatalf("%s: %d and %d lines; line %d differs", name, len(got), len(want), i+1)
		}
	}
}

// A backup is restored into empty installations, on the same engines and from one to the other and back. Every row and every version of
// every object is there again, and people sign in with the passwords they had.
func TestBackupAndRestore(t *testing.T) {
	from := place(t)
	d := seeded(t, from)
	var register string
	var objects []string
	look := func(t *testing.T, options []string) { register, objects = contents(t, options) }
	if look(t, from); len(objects) < 20 {
		t.Fatalf("%d objects: the demonstration does not fill the store", len(objects))
	}
	again := func(t *testing.T, dir, digest string, to []string) {
		t.Helper()
		if code, said := command(to, "restore", "--digest", digest, dir); code != exitOK {
			t.Fatalf("restore ends with %d: %s", code, said)
		}
		gotRegister, gotObjects := contents(t, to)
		equal(t, "register", strings.Split(gotRegister, "\n"), strings.Split(register, "\n"))
		equal(t, "objects", gotObjects, objects)
		if code, said := command(to, "restore", dir); code != exitFailed || !strings.Contains(said, "not empty") {
			t.Errorf("a second restore ends with %d: %s", code, said)
		}
		i, err := openInstallation(context.Background(), settings(t, to), io.Discard)
		if err != nil {
			t.Fatal(err)
		}
		defer i.close(context.Background())
		if _, err := i.service.SignIn(context.Background(), "chair", d.password); err != nil {
			t.Errorf("the chair cannot sign in: %v", err)
		}
	}
	make := func(t *testing.T, dir string, options []string) (digest string) {
		t.Helper()
		code, said := command(options, "backup", dir)
		if code != exitOK {
			t.Fatalf("backup ends with %d: %s", code, said)
		}
		return found(t, `(?m)^([0-9a-f]{64})$`, said)
	}
	dir := filepath.Join(t.TempDir(), "backups")
	digest := make(t, dir, from)
	look(t, from) // that a backup was made stands in the log, and in the backup
	if !strings.Contains(register, `"backup"`) {
		t.Error("the access log does not say that a backup read all data")
	}
	t.Run("sqlite and folder", func(t *testing.T) { again(t, dir, digest, place(t)) })
	for name, start := range map[string]func(testing.TB) *storetest.Server{"minio": storetest.MinIO, "versitygw": storetest.VersityGW} {
		t.Run("postgres and "+name+", and back", func(t *testing.T) {
			to := placeOnServers(t, start(t))
			again(t, dir, digest, to)
			// That sign-in is a session and an entry of the log more, so the way back starts from what is there now.
			second := filepath.Join(t.TempDir(), "backups")
			digest := make(t, second, to)
			look(t, to)
			again(t, second, digest, place(t))
			look(t, from)
		})
	}
}

// A second backup copies only what is new; pruning keeps what the newest one needs.
func TestBackupIsIncremental(t *testing.T) {
	from := place(t)
	seeded(t, from)
	dir := filepath.Join(t.TempDir(), "backups")
	first, said := command(from, "backup", dir)
	if first != exitOK || strings.Contains(said, " 0 bytes copied") {
		t.Fatalf("%d: %s", first, said)
	}
	time.Sleep(1100 * time.Millisecond) // sets are named by the second
	if code, said := command(from, "backup", "--keep", "1", dir); code != exitOK || !strings.Contains(said, ", 0 bytes copied") || !strings.Contains(said, "removed 1 old backups and 0 objects") {
		t.Errorf("%d: %s", code, said)
	}
	i, err := openInstallation(context.Background(), settings(t, from), io.Discard)
	if err != nil {
		t.Fatal(err)
	}
	key, _ := store.ReportKey("2026-backup", 1, "more.txt")
	if _, err := i.objects.Put(context.Background(), key, strings.NewReader("twelve bytes"), 12, store.PutOptions{}); err != nil {
		t.Fatal(err)
	}
	i.close(context.Background())
	time.Sleep(1100 * time.Millisecond)
	if code, said := command(from, "backup", dir); code != exitOK || !strings.Contains(said, ", 12 bytes copied") {
		t.Errorf("%d: %s", code, said)
	}
	if code, said := command(place(t), "restore", dir); code != exitOK {
		t.Errorf("%d: %s", code, said)
	}
}

// A byte changed, cut off or taken away anywhere in a backup is found before anything is written.
func TestTamperedBackup(t *testing.T) {
	from := place(t)
	seeded(t, from)
	dir := filepath.Join(t.TempDir(), "backups")
	code, said := command(from, "backup", dir)
	if code != exitOK {
		t.Fatal(said)
	}
	digest := found(t, `(?m)^([0-9a-f]{64})$`, said)
	to := place(t)
	files := 0
	err := filepath.WalkDir(dir, func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		files++
		data, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		for name, changed := range map[string][]byte{
			"changed": flip(data, len(data)/2), "cut": data[:len(data)-1], "longer": append(bytes.Clone(data), '\n'), "empty": {}, "gone": nil,
		} {
			if len(data) == 0 {
				break
			}
			if changed == nil {
				err = os.Remove(path)
			} else {
				err = os.WriteFile(path, changed, 0o600)
			}
			if err != nil {
				return err
			}
			if code, said := command(to, "restore", "--digest", digest, dir); code != exitFailed {
				t.Errorf("%s %s: restore ends with %d: %s", filepath.Base(path), name, code, said)
			}
			if err := os.WriteFile(path, data, 0o600); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil || files < 20 {
		t.Fatalf("%d files, %v", files, err)
	}
	// Whoever changes the register and its digest in the manifest is found by the digest that was noted elsewhere.
	if code, said := command(to, "restore", "--digest", strings.Repeat("0", 64), dir); code != exitFailed || !strings.Contains(said, "another digest") {
		t.Errorf("another manifest: %d: %s", code, said)
	}
	db, objects, err := openParts(context.Background(), settings(t, to))
	if err != nil {
		t.Fatal(err)
	}
	if empty, err := db.Empty(context.Background()); err != nil || !empty {
		t.Errorf("a refused backup left rows: %v", err)
	}
	for _, kind := range store.Kinds() {
		for info := range objects.List(context.Background(), store.AllOf(kind), store.Key{}) {
			t.Errorf("a refused backup left %s", info.Key)
		}
	}
	closeParts(db, objects)
	if code, said := command(to, "restore", "--digest", digest, dir); code != exitOK {
		t.Errorf("the backup as it was: %d: %s", code, said)
	}
}

func flip(data []byte, at int) []byte {
	out := bytes.Clone(data)
	out[at] ^= 1
	return out
}

// A folder in use is left alone; one that holds nothing is said to hold nothing.
func TestBackupFolder(t *testing.T) {
	from := place(t)
	seeded(t, from)
	dir := t.TempDir()
	if code, said := command(place(t), "restore", dir); code != exitFailed || !strings.Contains(said, "holds no backup") {
		t.Errorf("%d: %s", code, said)
	}
	if err := os.WriteFile(filepath.Join(dir, "lock"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if code, said := command(from, "backup", dir); code != exitFailed || !strings.Contains(said, "under way") {
		t.Errorf("%d: %s", code, said)
	}
	if err := os.Remove(filepath.Join(dir, "lock")); err != nil {
		t.Fatal(err)
	}
	// An object that somebody removed behind the register's back is named, and the rest is saved all the same.
	c := settings(t, from)
	db, objects, err := openParts(context.Background(), c)
	if err != nil {
		t.Fatal(err)
	}
	for info, err := range objects.List(context.Background(), store.AllOf(store.Dataset), store.Key{}) {
		if err != nil {
			t.Fatal(err)
		}
		if err := objects.Delete(context.Background(), info.Key); err != nil && audit.KindOf(err) != audit.NotFound {
			t.Fatal(err)
		}
		break
	}
	closeParts(db, objects)
	if code, said := command(from, "backup", dir); code != exitFailed || !strings.Contains(said, "missing or damaged: datasets/") {
		t.Errorf("%d: %s", code, said)
	}
}
