package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"strings"

	"auditd/audit"
	"auditd/audit/profile"
	"auditd/audit/sandbox"
	"auditd/audit/service"
)

type profileVerb struct {
	JSON      bool   `name:"json" help:"Print JSON."`
	Quiet     bool   `short:"q" help:"No progress."`
	Format    string `default:"" help:"Read as this format instead of detecting it."`
	Encoding  string `default:"" help:"Read in this encoding instead of detecting it."`
	Delimiter string `default:"" help:"Column delimiter of CSV."`
	Sheet     string `default:"" help:"Sheet of XLSX and XLS."`
	File      string `arg:"" help:"File to profile."`
}

func (v profileVerb) run(ctx context.Context, s streams) (int, error) {
	how := audit.FilePart{Format: v.Format, Encoding: v.Encoding, Delimiter: v.Delimiter, Sheet: v.Sheet}
	step, end := progress(s.err, "reading", v.Quiet)
	p, err := service.Profile(ctx, v.File, how, sandbox.Limits{}, step)
	end()
	if err != nil {
		return exitFailed, err
	}
	if v.JSON {
		enc := json.NewEncoder(s.out)
		enc.SetEscapeHTML(false)
		enc.SetIndent("", "  ")
		return exitOK, enc.Encode(p)
	}
	printProfile(s.out, p)
	return exitOK, nil
}

// printProfile prints a profile as comments above the proposed plan, so that the whole output is a plan to complete.
func printProfile(w io.Writer, p *profile.Profile) {
	in := p.Input
	fmt.Fprintf(w, "# %s: %s", audit.Clean(in.Name), in.Format)
	for _, fact := range [][2]string{{"compression", in.Compression}, {"encoding", in.Encoding}, {"delimiter", in.Delimiter}} {
		if fact[1] != "" {
			fmt.Fprintf(w, ", %s %s", fact[0], audit.Quote(fact[1]))
		}
	}
	fmt.Fprintf(w, ", %d rows, %d columns, %d bytes\n# sha256 %s\n", in.Rows, len(p.Columns), in.Bytes, in.SHA256)
	for _, n := range in.Notes {
		fmt.Fprintf(w, "# to confirm: %s %s\n", strings.ReplaceAll(n.Key, "_", " "), audit.Clean(strings.Join(n.Args, ", ")))
	}
	fmt.Fprintln(w, "#")
	for _, c := range p.Columns {
		more := ""
		if c.More {
			more = "more than "
		}
		fmt.Fprintf(w, "# %s: %s, %d missing, %s%d distinct", audit.Quote(c.Name), c.Type, c.Missing, more, c.Distinct)
		if c.Min != "" {
			fmt.Fprintf(w, ", %s to %s", c.Min, c.Max)
		}
		if c.Personal != "" {
			fmt.Fprintf(w, " — PERSONAL DATA? %s: %s", strings.ReplaceAll(c.Personal, "_", " "), c.Reason)
		} else if c.Role != "" {
			fmt.Fprintf(w, " — %s? %s", c.Role, c.Reason)
		}
		fmt.Fprintln(w)
		for _, v := range c.Top[:min(len(c.Top), 6)] {
			fmt.Fprintf(w, "#     %s  %d\n", audit.Quote(v.Value), v.Rows)
		}
	}
	fmt.Fprintf(w, "\n%s", p.Proposal())
}
