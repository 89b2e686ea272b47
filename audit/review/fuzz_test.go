package review

import (
	"bytes"
	"reflect"
	"testing"

	"auditd/audit"
)

// FuzzDecodeAct reads acts as they may come from a request or an old database. What is read, written and read again is the same; what
// is not read is an Invalid error; and no act, however odd, makes Next or Apply panic in any state.
func FuzzDecodeAct(f *testing.F) {
	for _, s := range story() {
		data, err := EncodeAct(s.act)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(string(s.act.Action()), data, uint8(5))
	}
	f.Add("sign", []byte(`{"digest":null}`), uint8(17))
	f.Add("bribe", []byte(`{}`), uint8(0))
	cases := stations(f)
	f.Fuzz(func(t *testing.T, name string, data []byte, where uint8) {
		act, err := DecodeAct(Action(name), data)
		if err != nil {
			if audit.KindOf(err) != audit.Invalid {
				t.Fatalf("got %v, want invalid", err)
			}
			return
		}
		first, err := EncodeAct(act)
		if err != nil {
			t.Skip("a time that JSON cannot hold")
		}
		again, err := DecodeAct(Action(name), first)
		if err != nil {
			t.Fatalf("what was written cannot be read: %v", err)
		}
		second, err := EncodeAct(again)
		if err != nil || !bytes.Equal(first, second) {
			t.Errorf("got %s, then %s", first, second)
		}
		c := cases[int(where)%len(cases)]
		before := c
		e, err := Next(c, Actor{Account: "x", Roles: append(Roles(), RoleSystem), Units: []Unit{outside}}, act, start)
		if err == nil {
			if _, err := Apply(c, e); err != nil {
				t.Errorf("allowed and not applied: %v", err)
			}
		}
		if !reflect.DeepEqual(c, before) {
			t.Error("the case was changed in place")
		}
	})
}

// stations returns the story's case after each of its steps.
func stations(t testing.TB) []Case {
	out := []Case{{}}
	c, at := Case{}, start
	for _, s := range story() {
		c, at = tell(t, c, at, s)
		out = append(out, c)
	}
	return out
}
