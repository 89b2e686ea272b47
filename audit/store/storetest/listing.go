package storetest

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"

	"auditd/audit/store"
)

// fillAll puts an object at every key, several at once.
func fillAll(ctx context.Context, s store.Store, keys []store.Key) error {
	errs := make([]error, len(keys))
	var wait sync.WaitGroup
	const atOnce = 16
	for w := range atOnce {
		wait.Go(func() {
			for i := w; i < len(keys); i += atOnce {
				errs[i] = put(ctx, s, keys[i], Bytes(i%10, 1), store.PutOptions{})
			}
		})
	}
	wait.Wait()
	return errors.Join(errs...)
}

func listed(ctx context.Context, s store.Store, p store.Prefix, after store.Key) ([]string, error) {
	var out []string
	for info, err := range s.List(ctx, p, after) {
		if err != nil {
			return nil, err
		}
		out = append(out, info.Key.String())
	}
	return out, nil
}

var listing = []check{
	{"list in order, over pages", func(ctx context.Context, s store.Store) error {
		const n = 1100 // S3 returns 1,000 keys a page
		keys := make([]store.Key, n)
		want := make([]string, n)
		for i := range keys {
			keys[i] = incoming(store.ID(fmt.Sprintf("k%d", i)))
			want[i] = keys[i].String()
		}
		if err := fillAll(ctx, s, keys); err != nil {
			return err
		}
		slices.Sort(want)
		for _, from := range []int{-1, 0, 500, n - 2, n - 1} {
			var after store.Key
			if from >= 0 {
				after = must(store.ParseKey(want[from]))
			}
			got, err := listed(ctx, s, store.AllOf(store.Incoming), after)
			if err != nil || !slices.Equal(got, want[from+1:]) {
				return fmt.Errorf("after %q: got %d keys, %w; want %d", after, len(got), err, n-from-1)
			}
		}
		seen := 0
		for _, err := range s.List(ctx, store.AllOf(store.Incoming), store.Key{}) {
			if seen++; err != nil || seen == 3 {
				break
			}
		}
		if seen != 3 {
			return fmt.Errorf("a listing that was stopped after 3 went to %d", seen)
		}
		return nil
	}},
	{"list by audit and run", func(ctx context.Context, s store.Store) error {
		// Folders and files whose order by name and by key differ, since a hyphen sorts before the slash and a digit after it.
		names := []string{
			"audits/a/1/results.json", "audits/a/1/cells.json", "audits/a/10/results.json", "audits/a/2/results.json", "audits/a-b/1/results.json",
			"audits/a0/1/results.json", "reports/a/1/report.pdf", "log/tile/0/000", "log/tile/0/000.p/5", "log/tile/0/x001/000",
		}
		keys := make([]store.Key, len(names))
		for i, name := range names {
			keys[i] = must(store.ParseKey(name))
		}
		if err := fillAll(ctx, s, keys); err != nil {
			return err
		}
		tests := []struct {
			prefix store.Prefix
			after  string
			want   []string
		}{
			{store.AllOf(store.Audit), "", []string{"audits/a-b/1/results.json", "audits/a/1/cells.json", "audits/a/1/results.json", "audits/a/10/results.json", "audits/a/2/results.json", "audits/a0/1/results.json"}},
			{store.AllOf(store.Audit), "audits/a/10/results.json", []string{"audits/a/2/results.json", "audits/a0/1/results.json"}},
			{must(store.OfAudit(store.Audit, "a")), "", []string{"audits/a/1/cells.json", "audits/a/1/results.json", "audits/a/10/results.json", "audits/a/2/results.json"}},
			{must(store.OfRun(store.Audit, "a", 1)), "", []string{"audits/a/1/cells.json", "audits/a/1/results.json"}},
			{must(store.OfRun(store.Audit, "a", 1)), "audits/a/1/cells.json", []string{"audits/a/1/results.json"}},
			{must(store.OfAudit(store.Report, "a")), "", []string{"reports/a/1/report.pdf"}},
			{must(store.OfAudit(store.Pack, "a")), "", nil},
			{store.AllOf(store.Log), "", []string{"log/tile/0/000", "log/tile/0/000.p/5", "log/tile/0/x001/000"}},
		}
		for _, test := range tests {
			var after store.Key
			if test.after != "" {
				after = must(store.ParseKey(test.after))
			}
			got, err := listed(ctx, s, test.prefix, after)
			if err != nil || !slices.Equal(got, test.want) {
				return fmt.Errorf("list of %s after %q: got %q, %w; want %q", test.prefix, after, got, err, test.want)
			}
		}
		return nil
	}},
}
