package web

import (
	"net/http"
	"path/filepath"
	"regexp"
	"sync"
	"testing"

	"auditd/audit/docket/dockettest"
	"auditd/audit/store/dirstore"
)

// plainly is an alert that says what is the matter below its title.
var plainly = regexp.MustCompile(`role="alert">\s*<p class="alert-title">[^<]+</p>\s*<p>[^<]{20,}</p>`)

// Eight browsers of one secretary do the same act to one case at the same moment, on either kind of register: one wins, and the others
// read that the case has changed. Then each assigns the same member.
func TestParallelActs(t *testing.T) {
	dockettest.Each(t, func(t *testing.T, fresh func() string) {
		objects, err := dirstore.Open(filepath.Join(t.TempDir(), "objects"), dirstore.Options{})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { objects.Close() })
		i := installOn(t, fresh(), objects)
		i.populate(t)
		id := string(i.measured(t))
		browsers := make([]*browser, 8)
		for n := range browsers {
			browsers[n] = i.signIn(t, "secretary")
		}
		for _, act := range [][]string{{"form_panel"}, {"assign_member", "member", string(i.callers["member1"].ID)}} {
			answers := make([]answer, len(browsers))
			var all sync.WaitGroup
			for n, b := range browsers {
				all.Go(func() { answers[n] = b.post("/cases/"+id+"/acts/"+act[0], act[1:]...) })
			}
			all.Wait()
			won := 0
			for _, a := range answers {
				switch a.status {
				case http.StatusOK:
					won++
				case http.StatusConflict:
					if !plainly.MatchString(a.body) {
						t.Errorf("%s: who lost reads %s", act[0], a.body)
					}
				default:
					t.Errorf("%s: %d %s", act[0], a.status, a.body)
				}
			}
			if won != 1 {
				t.Errorf("%s: %d of %d won", act[0], won, len(browsers))
			}
		}
	})
}
