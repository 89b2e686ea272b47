package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"auditd/audit/docket"
	"auditd/audit/docket/jobs"
	"auditd/audit/review"
	"auditd/audit/store"
)

// Server and workers are killed at random moments while four senders submit without a pause, so that every kill falls between the
// first byte of some submission and its measurement; then they are started again. Senders repeat what broke off under the same key.
// Afterwards everything sent is there once, measured, and the register agrees with the objects. AUDITD_ALL=1 kills 60 times on each of
// two installations, otherwise six times on one.
func TestCrash(t *testing.T) {
	t.Parallel()
	kills := 6
	if everythingWanted() {
		kills = 60
	}
	engines(t, func(t *testing.T, servers bool) {
		r := newRig(t, servers)
		token, _ := r.token()
		const seed = 20260301
		t.Logf("seed %d", seed)
		s := &senders{r: r, token: token, files: crashFiles(t), cases: map[string]string{}}
		s.reference()
		ctx, stop := context.WithCancel(context.Background())
		var sending sync.WaitGroup
		for i := range 4 {
			sending.Go(func() { s.send(ctx, i, rand.New(rand.NewPCG(seed, uint64(i)))) })
		}
		points := r.killAtRandom(rand.New(rand.NewPCG(seed, 99)), kills, s)
		stop() // of beginning anew: what was begun is brought to its end
		sending.Wait()
		t.Logf("%d kills with a submission under way, %d submissions, by what was under way: %v", points.total, len(s.cases), points.states)
		if points.total < kills*9/10 {
			t.Errorf("only %d of %d kills met a submission", points.total, kills)
		}
		s.compare()
	})
}

// crashFiles are what is sent: files of some kilobytes and one of several parts for an object server.
func crashFiles(t testing.TB) []string {
	t.Helper()
	var out []string
	for _, times := range []int{20, 100, 1000, 20_000} {
		out = append(out, write(t, fmt.Sprintf("data%d.csv", times), assistanceCSV(times)))
	}
	return out
}

// senders submit under keys of their own.
type senders struct {
	r       *rig
	token   string
	files   []string
	results []review.Digest // of each file, when nothing disturbs
	plan    string
	busy    atomic.Int64 // submissions begun and not measured

	mu    sync.Mutex
	cases map[string]string // by key
	of    map[string]int    // file by case
}

// reference measures every file once in peace.
func (s *senders) reference() {
	s.r.t.Helper()
	s.plan, s.of = write(s.r.t, "plan.yaml", assistancePlan), map[string]int{}
	register, _ := s.r.open()
	for i := range s.files {
		id := s.submit(fmt.Sprint("peace-", i), i)
		c, err := register.Case(context.Background(), review.CaseID(id))
		if err != nil {
			s.r.t.Fatal(err)
		}
		s.results = append(s.results, c.Run().Results)
	}
}

// patience is how long a sender goes on sending what is refused for a reason that passes.
const patience = 4 * time.Minute

// submit submits a file until that succeeds, waits until it is measured, and returns its case.
func (s *senders) submit(key string, file int) string {
	s.busy.Add(1)
	defer s.busy.Add(-1)
	for end := time.Now().Add(patience); time.Now().Before(end); {
		code, said := s.r.submit(context.Background(), s.token, key, s.plan, s.files[file], "--wait", "--fail-on", "none")
		if code != exitOK && !strings.Contains(said, "computed") {
			time.Sleep(200 * time.Millisecond)
			continue
		}
		id := ""
		for line := range strings.Lines(said) {
			if f := strings.Fields(line); len(f) == 2 && f[1] == "computed" {
				id = f[0]
			}
		}
		s.mu.Lock()
		defer s.mu.Unlock()
		s.cases[key], s.of[id] = id, file
		return id
	}
	s.r.t.Errorf("%s never came to its end", key)
	return ""
}

// send submits one file after the other until the context ends.
func (s *senders) send(ctx context.Context, number int, random *rand.Rand) {
	for n := 0; ctx.Err() == nil; n++ {
		s.submit(fmt.Sprintf("sender-%d-%d", number, n), random.IntN(len(s.files)))
	}
}

// points say what the kills met.
type points struct {
	total  int
	states map[string]int
}

// killAtRandom kills server and workers, one at a time or all at once, and starts them again.
func (r *rig) killAtRandom(random *rand.Rand, kills int, s *senders) points {
	r.t.Helper()
	out := points{states: map[string]int{}}
	register, _ := r.open()
	for range kills {
		time.Sleep(time.Duration(random.IntN(800_000)) * time.Microsecond)
		victims := r.processes()
		if i := random.IntN(len(victims) + 1); i < len(victims) {
			victims = victims[i : i+1]
		}
		if s.busy.Load() > 0 {
			out.total++
		}
		for _, v := range victims {
			v.kill()
		}
		if list, err := register.Jobs.List(context.Background(), "", jobs.Running, docket.Page{Limit: 20}); err == nil {
			for _, j := range list.Items {
				out.states[j.Kind]++
			}
			if len(list.Items) == 0 {
				out.states["sending, or between jobs"]++
			}
		}
		for _, v := range victims {
			v.start()
		}
		if slices.Contains(victims, r.server) {
			r.await()
		}
	}
	return out
}

// compare holds what is there against what was sent.
func (s *senders) compare() {
	t, ctx := s.r.t, context.Background()
	t.Helper()
	register, objects := s.r.open()
	s.r.until("at rest", patience, func() bool {
		n, err := register.Jobs.Counts(ctx)
		return err == nil && n[jobs.Queued]+n[jobs.Running] == 0
	})
	if err := register.Check(ctx); err != nil {
		t.Error(err)
	}
	if _, err := register.Access.Verify(ctx, nil); err != nil {
		t.Error(err)
	}
	sent := map[string]bool{}
	for key, id := range s.cases {
		if sent[id] {
			t.Errorf("%s became the case of another submission, %s", key, id)
		}
		sent[id] = true
	}
	referenced := map[string]bool{}
	for _, d := range everyCase(t, register) {
		if !sent[string(d.ID)] {
			t.Errorf("the case %s was sent by nobody, or twice", d.ID)
			continue
		}
		s.checkCase(register, objects, d, referenced)
	}
	if n := len(everyCase(t, register)); n != len(s.cases) {
		t.Errorf("%d cases of %d submissions", n, len(s.cases))
	}
	checkObjects(t, objects, referenced)
	s.r.checkFolders()
}

// everyCase returns all cases.
func everyCase(t testing.TB, register *docket.Register) []docket.Docket {
	t.Helper()
	var out []docket.Docket
	for p := (docket.Page{Limit: 100}); ; {
		list, err := register.Cases(context.Background(), docket.CaseFilter{}, p)
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, list.Items...)
		if p.After = list.Next; p.After == "" {
			return out
		}
	}
}

// checkCase expects one run with the results of a run in peace, every file of a report, and the data set under its digest.
func (s *senders) checkCase(register *docket.Register, objects store.Store, d docket.Docket, referenced map[string]bool) {
	t, ctx := s.r.t, context.Background()
	t.Helper()
	events, err := register.Events(ctx, d.ID, docket.Page{Limit: 100})
	if err != nil {
		t.Fatal(err)
	}
	var acts []string
	for _, e := range events.Items {
		acts = append(acts, string(e.Act.Action()))
	}
	if got, want := strings.Join(acts, " "), "open submit record_checks validate start_run finish_run"; got != want {
		t.Errorf("%s: %s, want %s", d.ID, got, want)
	}
	c, err := register.Case(ctx, d.ID)
	if err != nil {
		t.Fatal(err)
	}
	if want := s.results[s.of[string(d.ID)]]; c.Run().Results != want {
		t.Errorf("%s: results %s, in peace %s", d.ID, c.Run().Results, want)
	}
	prefix, err := store.OfRun(store.Audit, store.ID(d.ID), 1)
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range s.wantFiles(objects) {
		referenced[prefix.String()+name] = true
	}
	results := hashOf(t, objects, prefix.String()+"results.json")
	if results != string(c.Run().Results) {
		t.Errorf("%s: results.json hashes to %s, its event says %s", d.ID, results, c.Run().Results)
	}
	sub, err := register.Submission(ctx, d.Submission)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range sub.Files {
		key := "datasets/" + string(f.Dataset)
		if !referenced[key] && hashOf(t, objects, key) != string(f.Dataset) {
			t.Errorf("%s: the bytes of %s are others", d.ID, key)
		}
		referenced[key] = true
	}
}

// wantFiles returns the names of the files of a run in peace.
func (s *senders) wantFiles(objects store.Store) []string {
	s.r.t.Helper()
	prefix, err := store.OfRun(store.Audit, store.ID(s.cases["peace-0"]), 1)
	if err != nil {
		s.r.t.Fatal(err)
	}
	var out []string
	for info, err := range objects.List(context.Background(), prefix, store.Key{}) {
		if err != nil {
			s.r.t.Fatal(err)
		}
		out = append(out, strings.TrimPrefix(info.Key.String(), prefix.String()))
	}
	if len(out) < 5 {
		s.r.t.Fatalf("a run in peace has %v", out)
	}
	return out
}

func hashOf(t testing.TB, objects store.Store, name string) string {
	t.Helper()
	key, err := store.ParseKey(name)
	if err != nil {
		t.Fatal(err)
	}
	o, err := objects.Get(context.Background(), key)
	if err != nil {
		t.Errorf("%s: %v", name, err)
		return ""
	}
	defer o.Close()
	sum := sha256.New()
	if _, err := io.Copy(sum, o); err != nil {
		t.Errorf("%s: %v", name, err)
	}
	return hex.EncodeToString(sum.Sum(nil))
}

// checkObjects expects everything that is referred to, and nothing else but uploads that were never submitted: the sweep of the
// quarantine removes those in its time.
func checkObjects(t testing.TB, objects store.Store, referenced map[string]bool) {
	t.Helper()
	there, waiting := map[string]bool{}, 0
	for _, kind := range store.Kinds() {
		for info, err := range objects.List(context.Background(), store.AllOf(kind), store.Key{}) {
			if err != nil {
				t.Fatal(err)
			}
			switch name := info.Key.String(); {
			case kind == store.Incoming:
				waiting++
			case !referenced[name]:
				t.Errorf("nothing refers to %s", name)
			default:
				there[name] = true
			}
		}
	}
	for name := range referenced {
		if !there[name] {
			t.Errorf("%s is missing", name)
		}
	}
	t.Logf("%d objects, all of them referred to; %d uploads that broke off before they were submitted", len(there), waiting)
}

// checkFolders expects that the folders for files on their way hold nothing but those of processes that live.
func (r *rig) checkFolders() {
	r.t.Helper()
	for _, place := range []string{"work", "objects/temp"} {
		left, err := filepath.Glob(filepath.Join(r.dir, "*", place, "process-*", "*"))
		if err != nil {
			r.t.Fatal(err)
		}
		left = slices.DeleteFunc(left, func(name string) bool { return filepath.Base(name) == "lock" })
		if len(left) > 0 {
			r.t.Errorf("left behind: %v", left)
		}
	}
	if jobs, err := filepath.Glob(filepath.Join(r.dir, "auditd-*")); err != nil || len(jobs) > 0 {
		r.t.Errorf("left in the system's folder for temporary files: %v %v", jobs, err)
	}
}
