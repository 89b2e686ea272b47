package store_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"auditd/audit"
	"auditd/audit/store"
)

// hello is the SHA-256 of the five bytes, printf hello | sha256sum.
const hello = "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824"

func TestMeter(t *testing.T) {
	broken := iotest.ErrReader(io.ErrUnexpectedEOF) // how a request body ends that was cut off
	ended := io.MultiReader(strings.NewReader("he"), broken)
	denied := iotest.ErrReader(audit.Errorf(audit.Denied, "no"))
	tests := []struct {
		name string
		r    io.Reader
		size int64
		o    store.PutOptions
		want string // kind of the error; empty for none
	}{
		{"size unknown", strings.NewReader("hello"), -1, store.PutOptions{}, ""},
		{"size right", strings.NewReader("hello"), 5, store.PutOptions{}, ""},
		{"end comes with the last bytes", iotest.DataErrReader(strings.NewReader("hello")), 5, store.PutOptions{SHA256: hello}, ""},
		{"one byte at a time", iotest.OneByteReader(strings.NewReader("hello")), 5, store.PutOptions{SHA256: hello, MaxSize: 5}, ""},
		{"shorter than declared", strings.NewReader("hello"), 6, store.PutOptions{}, "invalid"},
		{"longer than declared", strings.NewReader("hello"), 4, store.PutOptions{}, "invalid"},
		{"too large", strings.NewReader("hello"), -1, store.PutOptions{MaxSize: 4}, "limit"},
		{"other digest", strings.NewReader("hellO"), 5, store.PutOptions{SHA256: hello}, "invalid"},
		{"cut off", ended, -1, store.PutOptions{}, "invalid"},
		{"cut off at once", broken, -1, store.PutOptions{}, "invalid"},
		{"reader's own kind", denied, -1, store.PutOptions{}, "denied"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			m := store.NewMeter(t.Context(), store.Key{}, test.r, test.size, test.o)
			buf := make([]byte, 100)
			n, ended, err := m.Fill(buf)
			if test.want != "" {
				if err == nil || audit.KindOf(err).String() != test.want || ended {
					t.Fatalf("got %v, ended %v, want %s", err, ended, test.want)
				}
				if _, again := m.Read(buf); again == nil || errors.Is(again, io.EOF) && !errors.Is(err, io.EOF) {
					t.Fatalf("read on after an error: %v", again)
				}
				return
			}
			if err != nil || !ended || n != 5 || m.Size() != 5 || m.Sum() != hello || !bytes.Equal(buf[:n], []byte("hello")) {
				t.Fatalf("got %d bytes, ended %v, %v, %s", n, ended, err, m.Sum())
			}
		})
	}
}

func TestMeter_stops_when_given_up(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	m := store.NewMeter(ctx, store.Key{}, strings.NewReader("hello"), 5, store.PutOptions{})
	cancel()
	if _, err := m.Read(make([]byte, 1)); !errors.Is(err, context.Canceled) {
		t.Fatalf("got %v", err)
	}
}

func TestAdmit(t *testing.T) {
	now := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	later := now.Add(time.Hour)
	incoming, _ := store.IncomingKey("a")
	dataset, _ := store.DatasetKey(hello)
	sealed, _ := store.SealedKey("a", 1, "pack.zip")
	report, _ := store.ReportKey("a", 1, "report.pdf")
	pack, _ := store.PackKey("a", 1, "pack.zip")
	tests := []struct {
		name string
		key  store.Key
		size int64
		o    store.PutOptions
		want string
	}{
		{"report locked", report, -1, store.PutOptions{LockUntil: later}, ""},
		{"pack locked", pack, -1, store.PutOptions{LockUntil: later}, ""},
		{"upload locked", incoming, -1, store.PutOptions{LockUntil: later}, "denied"},
		{"data set locked", dataset, -1, store.PutOptions{LockUntil: later}, "denied"},
		{"pack with rows locked", sealed, -1, store.PutOptions{LockUntil: later}, "denied"},
		{"lock that has ended", report, -1, store.PutOptions{LockUntil: now}, "invalid"},
		{"report replaced", report, -1, store.PutOptions{Replace: true}, ""},
		{"data set replaced", dataset, -1, store.PutOptions{Replace: true}, "denied"},
		{"negative size", report, -2, store.PutOptions{}, "invalid"},
		{"size over the limit", report, 11, store.PutOptions{MaxSize: 10}, "limit"},
		{"size at the limit", report, 10, store.PutOptions{MaxSize: 10}, ""},
		{"key and caller differ", dataset, -1, store.PutOptions{SHA256: sum}, "invalid"},
		{"no digest", report, -1, store.PutOptions{SHA256: "abc"}, "invalid"},
		{"no key", store.Key{}, -1, store.PutOptions{}, "internal"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			err := store.Admit(now, test.key, test.size, test.o)
			if got := kind(err); got != test.want {
				t.Errorf("got %v, want %q", err, test.want)
			}
		})
	}
	if err := store.AdmitPromotion(report, dataset); audit.KindOf(err) != audit.Denied {
		t.Errorf("a report promoted: %v", err)
	}
	if err := store.AdmitPromotion(incoming, report); audit.KindOf(err) != audit.Denied {
		t.Errorf("promoted to a report: %v", err)
	}
}

func TestAdmit_names_the_limit(t *testing.T) {
	report, _ := store.ReportKey("a", 1, "report.pdf")
	for limit, want := range map[int64]string{1000: "1000 bytes", 1 << 20: "1 MiB", 5 << 30: "5 GiB", 1<<20 + 1: "1048577 bytes"} {
		err := store.Admit(time.Time{}, report, limit+1, store.PutOptions{MaxSize: limit})
		if err == nil || !strings.Contains(err.Error(), "at most "+want+")") {
			t.Errorf("got %v, want %s", err, want)
		}
	}
}

func kind(err error) string {
	if err == nil {
		return ""
	}
	return audit.KindOf(err).String()
}
