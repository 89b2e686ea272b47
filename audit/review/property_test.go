package review

import (
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"sync/atomic"
	"testing"
	"time"
)

// ledger is the test's own book-keeping, made from events alone and by other rules than the guards'.
type ledger struct {
	seated    map[AccountID]bool
	recused   map[AccountID]bool
	asked     map[AccountID]bool // the department has asked for their recusal, and nothing is decided
	filed     map[AccountID]bool
	signed    map[AccountID]Digest
	notified  time.Time
	settled   bool
	released  bool
	resolved  bool
	snapshot  Digest
	checked   bool
	submitter AccountID
}

// enter adds an event and returns what it violates.
func (l *ledger) enter(e Event, cast map[AccountID]Actor) string {
	who := cast[e.Actor]
	if l.recused[e.Actor] && e.Role != RoleSubmitter {
		return "an act of somebody who is recused"
	}
	switch act := e.Act.(type) {
	case *Open:
		l.submitter = e.Actor
	case *AssignMember:
		if slices.ContainsFunc(act.Units, unitA.Related) || act.Member == l.submitter {
			return "somebody of the department is on the panel"
		}
	case *Declare:
		l.seated[e.Actor] = true
	case *Recuse:
		l.recused[act.Member] = true
	case *RequestRecusal:
		if !who.Of(unitA) || l.released || l.recused[act.Member] {
			return "a request for recusal that may not be"
		}
		l.asked[act.Member] = true
	case *DecideRecusal:
		if !l.asked[act.Member] || act.Member == e.Actor || cast[act.Member].Has(RoleChair) != (e.Role == RoleSecretary) {
			return "a decision about a recusal that may not be"
		}
		delete(l.asked, act.Member)
		if act.Accepted {
			l.recused[act.Member] = true
			delete(l.filed, act.Member)
		}
	case *FileReview:
		if !l.seated[e.Actor] || l.recused[e.Actor] || l.released || l.filed[e.Actor] || who.Of(unitA) {
			return "a review that may not be"
		}
		l.filed[e.Actor] = true
	case *ReleaseReviews, *ReleaseEarly:
		if len(l.asked) > 0 {
			return "released while a request for recusal is pending"
		}
		l.released = true
	case *NotifyDepartment:
		l.notified = e.At
	case *FileReply:
		if e.At.Sub(l.notified) >= 240*time.Hour || l.settled { // 10 days of 24 hours
			return "a reply after its time"
		}
		l.settled = true
	case *RecordSilence:
		if e.At.Sub(l.notified) < 240*time.Hour || l.settled {
			return "silence recorded too early"
		}
		l.settled = true
	case *Resolve:
		if !l.settled || !l.released {
			return "resolved before reply or release"
		}
		l.resolved, l.snapshot = true, act.Snapshot
	case *Sign:
		l.signed[e.Actor] = act.Digest
	case *CheckPublication:
		l.checked = len(act.Checks) > 0 && !slices.ContainsFunc(act.Checks, func(c Check) bool { return !c.Passed })
	case *Publish:
		return l.publish(e, act, who)
	}
	return ""
}

func (l *ledger) publish(e Event, act *Publish, who Actor) string {
	if !l.resolved || !l.checked || 2*len(l.signed) <= len(l.filed) {
		return "published without resolution, checks or signatures"
	}
	if _, ok := l.signed[e.Actor]; ok || l.seated[e.Actor] || e.Actor == l.submitter || who.Of(unitA) {
		return "published by somebody who may not"
	}
	for _, d := range l.signed {
		if d != act.Digest || d != l.snapshot {
			return "published what was not signed"
		}
	}
	return ""
}

// makeAct makes an empty act by its name.
var makeAct = func() map[Action]func() Act {
	m := map[Action]func() Act{}
	for _, f := range acts {
		m[f().Action()] = f
	}
	return m
}()

// player makes random acts. Most are sensible, so that some sequences reach publication; the rest are not.
type player struct {
	r    *rand.Rand
	cast []Actor
}

func (p *player) chance(percent int) bool { return p.r.IntN(100) < percent }

func (p *player) digest() Digest {
	if p.chance(97) {
		return digest("e")
	}
	return digest("f")
}

func (p *player) text() string {
	if p.chance(96) {
		return "because"
	}
	return " "
}

func (p *player) verdict() (Verdict, []CriterionAssessment) {
	v := Verdicts()[p.r.IntN(4)]
	list := assess(PartlyMet)
	if p.chance(5) {
		list = list[:p.r.IntN(3)]
	}
	return v, list
}

func (p *player) checks() []Check { return []Check{{Name: "x", Passed: p.chance(90)}} }

// fill gives an act contents. Acts without contents are returned as they are.
func (p *player) fill(act Act, c Case, who Actor) Act {
	anybody := p.cast[p.r.IntN(len(p.cast))]
	switch a := act.(type) {
	case *Open:
		a.Case, a.Unit = "c", unitA
	case *Submit:
		a.Manifest, a.ImpactLevel = p.digest(), 1+p.r.IntN(2)
	case *RecordChecks:
		a.Checks = p.checks()
	case *CheckPublication:
		a.Checks = p.checks()
	case *Reject:
		a.Reason = p.text()
	case *StartRun:
		a.Run = RunID(fmt.Sprint("r", len(c.Runs)+p.r.IntN(3)))
	case *FinishRun:
		a.Run, a.Results, a.Engine = c.Run().ID, p.digest(), p.digest()
	case *FailRun:
		a.Run, a.Reason = c.Run().ID, p.text()
	case *RequestReaudit:
		a.Changes, a.Reason = p.text(), p.text()
	case *AssignMember:
		a.Member, a.Roles, a.Units = anybody.Account, anybody.Roles, anybody.Units
	case *Declare:
		a.NoConflict = p.chance(95)
	case *Recuse:
		a.Member, a.Reason = anybody.Account, p.text()
		if p.chance(50) {
			a.Member = who.Account
		}
	case *RequestRecusal:
		a.Member, a.Roles, a.Reason = anybody.Account, anybody.Roles, p.text()
	case *DecideRecusal:
		a.Member, a.Accepted, a.Reasons = anybody.Account, p.chance(50), p.text()
		if r, pending := c.PendingRecusal(); pending && p.chance(90) {
			a.Member = r.Member
		}
	case *FileReview:
		a.Verdict, a.Criteria = p.verdict()
	case *ReleaseEarly:
		a.Statement = p.text()
	case *IssueFindings:
		a.Snapshot = p.digest()
	case *FileReply:
		a.Text = p.text()
	case *Resolve:
		a.Verdict, a.Criteria = p.verdict()
		a.Reasons, a.Snapshot = p.text(), p.digest()
		if a.Verdict == Conditional {
			a.Conditions = []string{p.text()}
		}
	case *Sign:
		a.Digest = p.digest()
	case *Publish:
		a.Digest = p.digest()
	case *Withhold:
		a.Ground = p.text()
	case *ProposeCorrection:
		a.Reason = p.text()
	case *ProposeWithdrawal:
		a.Reason = p.text()
	case *Supersede:
		a.Successor = "d"
	}
	return act
}

// move picks an act and who tries it.
func (p *player) move(c Case, from map[State][]Transition) (Actor, Act) {
	who := p.cast[p.r.IntN(len(p.cast))]
	list := from[c.State]
	if len(list) == 0 || p.chance(5) {
		return who, p.fill(acts[p.r.IntN(len(acts))](), c, who)
	}
	row := list[p.r.IntN(len(list))]
	// What ends or turns a case back is tried less often, or few sequences would get far.
	turns := []Action{ActionReject, ActionFailRun, ActionRequestReaudit, ActionWithhold, ActionRecuse, ActionRequestRecusal}
	for slices.Contains(turns, row.Action) && p.chance(90) {
		row = list[p.r.IntN(len(list))]
	}
	for !who.Has(row.Role) && p.chance(97) {
		who = p.cast[p.r.IntN(len(p.cast))]
	}
	return who, p.fill(makeAct[row.Action](), c, who)
}

// TestNothingIsPublishedAgainstAGuard plays 10⁵ random sequences (a fifth of them without AUDITD_ALL=1), by a cast that holds roles no register would grant together, and
// holds every accepted event against the test's own ledger (governance, section 6, feature 3).
func TestNothingIsPublishedAgainstAGuard(t *testing.T) {
	cast := append([]Actor{submitter, intake, secretary, chair, publisher, inspector, System(), colleague}, members[:3]...)
	cast = append(cast,
		actor("double", outside, RoleCommitteeMember, RolePublisher, RoleChair),
		actor("insider", unitA, RoleCommitteeMember, RolePublisher, RoleChair, RoleSecretary),
		actor("above", Unit{"jilin"}, RolePublisher, RoleChair))
	byName := map[AccountID]Actor{}
	for _, a := range cast {
		byName[a.Account] = a
	}
	from := map[State][]Transition{}
	for _, row := range table {
		from[row.From] = append(from[row.From], row)
	}
	sequences := 20_000
	if os.Getenv("AUDITD_ALL") == "1" {
		sequences = 100_000
	}
	var published atomic.Int64
	const hands = 4
	t.Run("play", func(t *testing.T) {
		for hand := range hands {
			t.Run(fmt.Sprint(hand), func(t *testing.T) {
				t.Parallel()
				for n := hand; n < sequences && !t.Failed(); n += hands {
					p := &player{r: rand.New(rand.NewPCG(uint64(n), 1)), cast: cast}
					if play(t, p, byName, from) {
						published.Add(1)
					}
					if t.Failed() {
						t.Logf("in sequence %d", n)
					}
				}
			})
		}
	})
	t.Logf("%d of %d sequences reached publication", published.Load(), sequences)
	if int(published.Load()) < sequences/200 {
		t.Errorf("%d of %d sequences reached publication: too few to show anything", published.Load(), sequences)
	}
}

func play(t *testing.T, p *player, cast map[AccountID]Actor, from map[State][]Transition) bool {
	l := &ledger{seated: map[AccountID]bool{}, recused: map[AccountID]bool{}, asked: map[AccountID]bool{}, filed: map[AccountID]bool{}, signed: map[AccountID]Digest{}}
	var c Case
	at := start
	for range 120 {
		at = at.Add(time.Duration(p.r.IntN(72)) * time.Hour)
		who, act := p.move(c, from)
		e, err := Next(c, who, act, at)
		if err != nil {
			if ReasonOf(err) == "" {
				t.Errorf("refused without a reason: %v", err)
			}
			continue
		}
		if bad := l.enter(e, cast); bad != "" {
			t.Errorf("%s by %s: %s", e.Act.Action(), e.Actor, bad)
		}
		if c, err = Apply(c, e); err != nil {
			t.Error(err)
		}
		looks(t, c, l, p)
		if c.State == Published {
			return true
		}
	}
	return false
}

// looks holds what members see against the ledger.
func looks(t *testing.T, c Case, l *ledger, p *player) {
	if c.State.Public() {
		return
	}
	for id := range l.seated {
		who := Actor{Account: id, Roles: []Role{RoleCommitteeMember}, Units: []Unit{outside}}
		seen := ReviewsFor(c, who)
		if l.recused[id] && (len(seen) > 0 || AccessOf(c, who).Results) {
			t.Errorf("recused %s sees the case", id)
		}
		for _, r := range seen {
			if r.Member != id && !l.released {
				t.Errorf("%s sees the review of %s before the release", id, r.Member)
			}
		}
	}
}
