//go:build unix

package workdir_test

import (
	"bufio"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"auditd/audit/workdir"
)

// TestMain lets this test binary play a process that has a folder and is killed.
func TestMain(m *testing.M) {
	parent := os.Getenv("AUDITD_WORKDIR_PARENT")
	if parent == "" {
		os.Exit(m.Run())
	}
	d, err := workdir.Open(parent)
	if err == nil {
		err = os.WriteFile(filepath.Join(d.Path(), "data.csv"), []byte("name\n"), 0o600)
	}
	if err != nil {
		fmt.Println(err)
		os.Exit(3)
	}
	fmt.Println(d.Path())
	select {}
}

// folders returns the folders of processes below parent.
func folders(t *testing.T, parent string) []string {
	t.Helper()
	list, err := filepath.Glob(filepath.Join(parent, "process-*"))
	if err != nil {
		t.Fatal(err)
	}
	return list
}

// The folder of a process that lives stays when others open theirs; that of a killed one goes with the next that opens.
func TestFolderGoesWithItsProcess(t *testing.T) {
	parent := filepath.Join(t.TempDir(), "work")
	child := exec.Command(os.Args[0])
	child.Env = append(os.Environ(), "AUDITD_WORKDIR_PARENT="+parent)
	out, err := child.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		t.Fatalf("%q, %v", line, err)
	}
	theirs := strings.TrimSpace(line)
	ours, err := workdir.Open(parent)
	if err != nil {
		t.Fatal(err)
	}
	if got := folders(t, parent); len(got) != 2 {
		t.Errorf("while both live: %v", got)
	}
	for _, dir := range []string{parent, theirs} {
		if info, err := os.Stat(dir); err != nil || info.Mode().Perm() != 0o700 {
			t.Errorf("others can look into %s: %v %v", dir, info.Mode(), err)
		}
	}
	if err := child.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = child.Wait() // it was killed
	next, err := workdir.Open(parent)
	if err != nil {
		t.Fatal(err)
	}
	if got := folders(t, parent); len(got) != 2 || strings.Contains(strings.Join(got, " "), theirs) {
		t.Errorf("after the kill: %v with %s", got, theirs)
	}
	for _, d := range []*workdir.Dir{ours, next, next} { // closing twice does no harm
		if err := d.Close(); err != nil {
			t.Error(err)
		}
	}
	if got := folders(t, parent); len(got) != 0 {
		t.Errorf("after closing: %v", got)
	}
}
