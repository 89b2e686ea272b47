package service

import (
	"context"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base32"
	"log/slog"
	"path"
	"slices"
	"strings"
	"time"

	"auditd/audit"
	"auditd/audit/docket"
	"auditd/audit/docket/inbox"
	"auditd/audit/review"
	"auditd/audit/store"
)

// DropConfig says where platforms leave files for the service; the zero value is nowhere.
//
// A data set NAME.csv (or any other format) is taken as soon as NAME.plan.yaml lies beside it. The first folder of the path says which
// account submits it, and so for which department; folders below may say the subject and the impact level:
// transport/transport/3/permits.csv. Reference files that a plan names lie in a folder called reference, beside the plan or below the
// first folder. What was taken is removed, and NAME.case.txt tells the number of the case; what is refused stays for a while, and
// NAME.refused.txt says why.
type DropConfig struct {
	Place    store.DropPlace
	Bucket   string            // that notifications are about; empty for a folder
	Accounts map[string]string // first folder -> name of the account
	Secret   string            // that a notification must carry; empty means that none is taken
	Every    time.Duration     // between two looks at the place; 0 means a minute
}

// RoleNotifier is that of the object server when it tells of a drop. No account can hold it.
const RoleNotifier Role = "notifier"

// ScopeNotify is what the secret of the drop-in place allows.
const ScopeNotify = "notify"

// notifier returns who sends a notification, nil when the secret is another one.
func (s *Service) notifier(secret string) *Caller {
	want := s.Inbox.Drop.Secret
	if want == "" || subtle.ConstantTimeCompare([]byte(secret), []byte(want)) != 1 {
		return nil
	}
	return &Caller{Actor: review.Actor{Account: "notifier", Roles: []Role{RoleNotifier}}, Scopes: []string{ScopeNotify}}
}

// Notify has the drop-in place looked at soon, when one of the buckets is the one; under a key it does so once.
func (s *Service) Notify(ctx context.Context, by *Caller, buckets []string) error {
	return s.onceOutside(ctx, by, func() (any, error) {
		for _, b := range buckets {
			s.notified(b)
		}
		return NewSecret{}, nil
	})
}

func (s *Service) notified(bucket string) {
	if s.Inbox.Drop.Place == nil || bucket != s.Inbox.Drop.Bucket {
		return
	}
	select {
	case s.dropped <- struct{}{}:
	default: // somebody is told already
	}
}

// Names beside a data set, by what follows its stem.
const (
	refusedMark = ".refused.txt"
	caseMark    = ".case.txt"
	references  = "reference"
)

var planMarks = []string{".plan.yaml", ".plan.yml", ".plan.json"}

const (
	planWait = 10 * time.Minute // how long a data set may lie without its plan before that is refused
	maxDrops = 100_000          // that one look takes in; the rest waits for the next
)

// stem returns what a data set has in common with its plan: its name without the endings of format and compression.
func stem(name string) string {
	for _, ending := range []string{".gz", ".zst"} {
		name = strings.TrimSuffix(name, ending)
	}
	return strings.TrimSuffix(name, path.Ext(name))
}

// A pair is a data set with its plan, which may be missing.
type pair struct {
	data, plan store.Dropped
	alone      bool // no other data set shares the stem
}

func (p pair) stem() string { return stem(p.data.Name) }

// pairs sorts out what lies in the drop-in place.
func pairs(files []store.Dropped) []pair {
	plans, stems := map[string]store.Dropped{}, map[string]int{}
	var data []store.Dropped
	for _, f := range files {
		if i := slices.IndexFunc(planMarks, func(m string) bool { return strings.HasSuffix(f.Name, m) }); i >= 0 {
			plans[strings.TrimSuffix(f.Name, planMarks[i])] = f
			continue
		}
		if strings.HasSuffix(f.Name, refusedMark) || strings.HasSuffix(f.Name, caseMark) || strings.Contains("/"+f.Name, "/"+references+"/") {
			continue
		}
		data = append(data, f)
		stems[stem(f.Name)]++
	}
	var out []pair
	for _, d := range data {
		out = append(out, pair{d, plans[stem(d.Name)], stems[stem(d.Name)] == 1})
	}
	return out
}

// sweepDrops takes what was dropped. It can be done by several processes at once and as often as one likes.
func (s *Service) sweepDrops(ctx context.Context) error {
	place := s.Inbox.Drop.Place
	if place == nil {
		return nil
	}
	var files []store.Dropped
	for d, err := range place.All(ctx) {
		if err != nil {
			return err
		}
		if files = append(files, d); len(files) == maxDrops {
			break
		}
	}
	for _, p := range pairs(files) {
		if err := s.lookAt(ctx, p); err != nil {
			s.Log.ErrorContext(ctx, "a drop cannot be taken", slog.String("error", err.Error()))
		}
	}
	return ctx.Err()
}

// lookAt takes or refuses a pair that nobody has dealt with, and completes what an earlier look began.
func (s *Service) lookAt(ctx context.Context, p pair) error {
	now := s.Now()
	whole := p.data.Settled && (p.plan.Name == "" || p.plan.Settled)
	if !whole || p.plan.Name == "" && now.Sub(p.data.Modified) < planWait {
		return nil
	}
	lease := time.Minute + time.Duration(p.data.Size>>22)*time.Second // at least 4 MiB a second
	mine, err := s.Register.Inbox.Claim(ctx, p.data.Name, p.data.Mark, p.plan.Mark, now, now.Add(lease))
	if err != nil {
		return err
	}
	d, err := s.Register.Inbox.Drop(ctx, p.data.Name)
	if err != nil || !mine {
		return s.finishDrop(ctx, d, p, err)
	}
	before := d.Case
	err = s.takeDrop(ctx, p, &d)
	switch {
	case err == nil:
		d.State, d.Reason = inbox.Dropped, ""
		if d.Case == before && before != "" { // the same bytes again, whose case may be past intake
			d.State = inbox.Done
		}
	case !refusal(err): // it is looked at again
		d.State = inbox.Waiting
	default:
		d.State, d.Reason, d.Case = inbox.Refused, err.Error(), ""
	}
	if settled := s.Register.Inbox.Settle(ctx, d, s.Now()); settled != nil {
		return settled
	}
	if d.State == inbox.Waiting {
		return err
	}
	return s.finishDrop(ctx, d, p, nil)
}

// finishDrop leaves the answer beside a drop that was decided on, and removes what was taken, and in time what was refused.
func (s *Service) finishDrop(ctx context.Context, d inbox.Drop, p pair, err error) error {
	if err != nil || d.DataMark != p.data.Mark || d.PlanMark != p.plan.Mark {
		return err
	}
	place := s.Inbox.Drop.Place
	switch {
	case d.State == inbox.Refused && d.Case == "":
		if _, err := place.Look(ctx, p.stem()+refusedMark); audit.KindOf(err) == audit.NotFound {
			if err := s.leaveRefusal(ctx, d); err != nil {
				return err
			}
		}
		if s.Now().Before(d.UpdatedAt.Add(s.Inbox.QuarantineTime)) {
			return nil
		}
	case d.State == inbox.Dropped || d.State == inbox.Done || d.State == inbox.Refused:
		if err := s.leaveCase(ctx, d); err != nil {
			return err
		}
	default:
		return nil
	}
	for _, f := range []store.Dropped{p.data, p.plan} {
		if f.Name == "" {
			continue
		}
		if err := place.Remove(ctx, f); err != nil {
			return err
		}
	}
	return nil
}

func (s *Service) leaveCase(ctx context.Context, d inbox.Drop) error {
	place, at := s.Inbox.Drop.Place, stem(d.Name)
	if d.State != inbox.Refused {
		if old, err := place.Look(ctx, at+refusedMark); err == nil {
			if err := place.Remove(ctx, old); err != nil {
				return err
			}
		}
	}
	text := "已受理，案卷号 Accepted as case " + string(d.Case) + "\n/cases/" + string(d.Case) + "\n\nSHA-256 " + string(d.DataSHA256) + "\n"
	return place.Leave(ctx, at+caseMark, []byte(text))
}

// leaveRefusal says beside the data set why it was refused. The text names columns and files and no values of people.
func (s *Service) leaveRefusal(ctx context.Context, d inbox.Drop) error {
	text := "未受理 Refused: " + audit.Clean(path.Base(d.Name)) + "\n\n" + audit.Clean(d.Reason) + "\n\n"
	if d.Case != "" {
		text += "案卷 Case " + string(d.Case) + "\n文件已从投放区移除；请修正后重新投放。The files were removed from here; drop them again once they are mended.\n"
	} else {
		until := s.Now().Add(s.Inbox.QuarantineTime).UTC().Format(time.DateOnly)
		text += "修正后覆盖文件或计划即可重新受理；" + until + " 之后文件将被删除。Replace the file or its plan to have it taken; after " + until + " the files are deleted.\n"
	}
	return s.Inbox.Drop.Place.Leave(ctx, stem(d.Name)+refusedMark, []byte(text))
}

// answerDrops tells platforms of cases that were refused at intake.
func (s *Service) answerDrops(ctx context.Context) error {
	if s.Inbox.Drop.Place == nil {
		return nil
	}
	for p := (docket.Page{Limit: 200}); ; {
		list, err := s.Register.Inbox.Drops(ctx, inbox.Dropped, p)
		if err != nil {
			return err
		}
		for _, d := range list.Items {
			if err := s.answerDrop(ctx, d); err != nil {
				return err
			}
		}
		if p.After = list.Next; p.After == "" {
			return nil
		}
	}
}

func (s *Service) answerDrop(ctx context.Context, d inbox.Drop) error {
	c, err := s.Register.Case(ctx, d.Case)
	if err != nil || c.State == review.Submitted || c.State == review.Draft {
		return err
	}
	if d.State = inbox.Done; c.State == review.RejectedIntake {
		d.State, d.Reason = inbox.Refused, c.Reason
		if err := s.leaveRefusal(ctx, d); err != nil {
			return err
		}
	}
	return s.Register.Inbox.Settle(ctx, d, s.Now())
}

// dropID returns the identifier of the upload that a drop becomes: always the same for the same content under the same name.
func dropID(p pair, file string) string {
	sum := sha256.Sum256([]byte(strings.Join([]string{p.data.Name, p.data.Mark, p.plan.Mark, file}, "\x00")))
	return strings.ToLower(base32.StdEncoding.EncodeToString(sum[:10]))
}
