package main

import (
	"fmt"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"
)

// document reads a file of deploy as YAML.
func document(t *testing.T, name string, into any) {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("deploy", name))
	if err != nil {
		t.Fatal(err)
	}
	if err := yaml.Unmarshal(data, into); err != nil {
		t.Fatalf("%s: %v", name, err)
	}
}

// The commands of both example pipelines are run by a shell, as a runner would, against the demonstration: they end with 3, because
// the data show a disparity.
func TestPipelines(t *testing.T) {
	var gitlab map[string]struct{ Script []string }
	document(t, "gitlab-ci.yml", &gitlab)
	var github struct {
		Jobs map[string]struct{ Steps []struct{ Run string } }
	}
	document(t, "github-actions.yml", &github)
	scripts := map[string]string{"gitlab": strings.Join(gitlab["fairness"].Script, "\n")}
	for _, s := range github.Jobs["fairness"].Steps {
		scripts["github"] += s.Run
	}

	text := background(t, "inspector", "demo", "--listen", "127.0.0.1:0")
	base, password := found(t, `(http://127\.0\.0\.1:\d+)`, text), found(t, `password  (\S+)`, text)
	token := tokenOf(t, base, password)
	dir := t.TempDir()
	program, err := os.Executable() // this test binary plays the command under the name that the pipelines call
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(program, filepath.Join(dir, "auditd")); err != nil {
		t.Fatal(err)
	}
	for name, data := range map[string]string{"plan.yaml": assistancePlan, "decisions.csv": assistanceCSV(20)} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(data), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for name, script := range scripts {
		cmd := exec.Command("sh", "-ec", script)
		cmd.Dir = dir
		cmd.Env = append(os.Environ(), "PATH="+dir+":"+os.Getenv("PATH"), "AUDITD_SERVER="+base, "AUDITD_TOKEN="+token, "PLAN=plan.yaml", "DECISIONS=decisions.csv",
			"CI_PIPELINE_ID=1", "CI_JOB_NAME=fairness", "GITHUB_RUN_ID=2", "GITHUB_JOB=fairness")
		out, err := cmd.CombinedOutput()
		if cmd.ProcessState == nil || cmd.ProcessState.ExitCode() != exitFinding || !strings.Contains(string(out), "computed") {
			t.Errorf("%s: %v, want exit code %d: %s", name, err, exitFinding, out)
		}
	}
}

// tokenOf makes a token of the demonstration's submitter.
func tokenOf(t *testing.T, base, password string) string {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	c := &http.Client{Jar: jar}
	page := ""
	for _, x := range []struct {
		path string
		form url.Values
	}{
		{"/sign-in", url.Values{"name": {"submitter"}, "password": {password}}},
		{"/tokens", url.Values{"name": {"ci"}, "scope": {"read", "submit"}, "days": {"1"}}},
	} {
		resp, err := c.PostForm(base+x.path, x.form)
		if err != nil {
			t.Fatal(err)
		}
		data, err := io.ReadAll(resp.Body)
		resp.Body.Close()
		if err != nil {
			t.Fatal(err)
		}
		page = string(data)
	}
	return found(t, `(auditd_[A-Za-z0-9_-]+)`, page)
}

// The composition names only options that there are, gives secrets from files alone, and holds the service as tight as the image allows.
func TestComposition(t *testing.T) {
	var c struct {
		Services map[string]struct {
			Environment map[string]string
			ReadOnly    bool     `yaml:"read_only"`
			CapDrop     []string `yaml:"cap_drop"`
			SecurityOpt []string `yaml:"security_opt"`
			Secrets     []string
			Deploy      struct {
				Resources struct{ Limits map[string]any }
			}
		}
		Secrets map[string]struct{ File string }
	}
	document(t, "compose.yaml", &c)
	service := c.Services["auditd"]
	if !service.ReadOnly {
		t.Error("the root of auditd can be written")
	}
	for name, s := range c.Services {
		if fmt.Sprint(s.CapDrop) != "[ALL]" || fmt.Sprint(s.SecurityOpt) != "[no-new-privileges:true]" || len(s.Deploy.Resources.Limits) != 3 {
			t.Errorf("%s is not held tight: %+v", name, s)
		}
		for _, x := range s.Secrets {
			if c.Secrets[x].File == "" {
				t.Errorf("%s has a secret %s without a file", name, x)
			}
		}
	}
	known := map[string]option{}
	for _, o := range options {
		known[o.variable()] = o
	}
	for variable := range service.Environment {
		o, ok := known[strings.TrimSuffix(variable, "_FILE")]
		secretFile := strings.HasSuffix(variable, "_FILE")
		if !ok || secretFile && !o.secret || o.secret && !secretFile && variable != "AUDITD_MINIO_ACCESS_KEY" {
			t.Errorf("%s is no option, or a secret that stands in the composition", variable)
		}
	}
	data, err := os.ReadFile(filepath.Join("..", "..", "Dockerfile"))
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range regexp.MustCompile(`AUDITD_\w+`).FindAllString(string(data), -1) {
		if _, ok := known[m]; !ok {
			t.Errorf("the Dockerfile sets %s, which is no option", m)
		}
	}
}

// Every option is in the operator's manual, and the manual names no other.
func TestOperatingManual(t *testing.T) {
	data, err := os.ReadFile("OPERATING.md")
	if err != nil {
		t.Fatal(err)
	}
	said := map[string]bool{}
	for _, m := range regexp.MustCompile("(?m)^\\| `([a-z_]+)`").FindAllStringSubmatch(string(data), -1) {
		said[m[1]] = true
	}
	for _, o := range options {
		if !said[o.name] {
			t.Errorf("%s is not in OPERATING.md", o.name)
		}
		delete(said, o.name)
	}
	for name := range said {
		t.Errorf("OPERATING.md names the option %s, which there is not", name)
	}
}
