package main

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"time"

	"auditd/audit"
)

type statusVerb struct {
	remote
	Wait   bool   `help:"Wait until the audit is measured or has failed."`
	FailOn string `default:"disparity" enum:"none,note,inconclusive,disparity" help:"Exit with 3 on a finding of this level or above (default ${default})."`
	Case   string `arg:"" name:"case" help:"Number of the case, as submit printed it."`
}

// remoteCase is what the service says of a case.
type remoteCase struct {
	ID      string
	State   string
	Reason  string
	Working bool
	Percent int64
	Files   []struct{ Name string }
}

// lookEvery is how often a waiting command asks.
const lookEvery = time.Second

// maxAway is how often in a row a waiting command puts up with a service that does not answer.
const maxAway = 300

func (v statusVerb) run(ctx context.Context, s streams) (int, error) {
	c, err := v.await(ctx, s)
	if err != nil {
		return exitFailed, err
	}
	if !v.Quiet {
		fmt.Fprintf(s.out, "%s %s\n", c.ID, c.State)
	}
	switch {
	case c.State == "rejected_intake" || c.State == "compute_failed":
		return exitFailed, &audit.Error{Kind: audit.Invalid, Text: c.Reason}
	case !slices.ContainsFunc(c.Files, func(f struct{ Name string }) bool { return f.Name == "results.json" }) || v.FailOn == "none":
		return exitOK, nil
	}
	var results struct{ Findings []audit.Finding }
	if err := v.call(ctx, http.MethodGet, "/api/v1/cases/"+url.PathEscape(v.Case)+"/files/results.json", nil, nil, &results); err != nil {
		return exitFailed, err
	}
	for _, f := range results.Findings {
		if f.Level.AtLeast(audit.Level(v.FailOn)) {
			return exitFinding, nil
		}
	}
	return exitOK, nil
}

// await asks once, or until the service has nothing left to do by itself.
func (v statusVerb) await(ctx context.Context, s streams) (remoteCase, error) {
	step, end := progress(s.err, "measuring", v.Quiet || !v.Wait)
	defer end()
	answered, away := false, 0
	for {
		var c remoteCase
		err := v.call(ctx, http.MethodGet, "/api/v1/cases/"+url.PathEscape(v.Case), nil, nil, &c)
		switch {
		case err == nil:
			away = 0
		case v.Wait && answered && audit.KindOf(err) == audit.Unavailable && away < maxAway: // it was there, and comes back
			away++
		default:
			return c, err
		}
		answered = true
		if err == nil && (!v.Wait || !c.Working) {
			return c, nil
		}
		if step != nil && c.Percent > 0 {
			step(c.Percent, 100)
		}
		select {
		case <-ctx.Done():
			return c, ctx.Err()
		case <-time.After(lookEvery):
		}
	}
}
