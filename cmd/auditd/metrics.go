package main

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"auditd/audit/infer"
	"auditd/audit/infer/association"
	"auditd/audit/infer/inequality"
	"auditd/audit/infer/labels"
	"auditd/audit/infer/ranking"
	"auditd/audit/infer/resample"
	"auditd/audit/infer/score"
	"auditd/audit/infer/strata"
	"auditd/audit/infer/subset"
	"auditd/audit/infer/survey"
	"auditd/audit/infer/trend"
	"auditd/audit/ingest"
	"auditd/audit/metric"
	"auditd/audit/rule"
)

type metricsVerb struct {
	JSON  bool `name:"json" help:"Print JSON."`
	Peers bool `name:"peers" help:"List instead what other fairness tools offer, and where it is found here."`
}

// An entry is one registered thing.
type entry struct {
	Kind       string           `json:"kind"` // metric, composite, rule, profile, method, format
	Name       string           `json:"name"`
	Title      string           `json:"title,omitempty"`
	Definition string           `json:"definition"`
	Source     string           `json:"source"`
	Parameters []rule.Parameter `json:"parameters,omitempty"`
}

// entries lists everything that is registered, in the order of the registries.
func entries() []entry {
	var out []entry
	for _, m := range metric.All() {
		out = append(out, entry{Kind: "metric", Name: m.Name, Title: m.Title, Definition: m.Definition, Source: m.Source})
	}
	for _, c := range metric.Composites() {
		out = append(out, entry{Kind: "composite", Name: c.Name, Title: c.Title, Definition: c.Definition, Source: c.Source})
	}
	for _, r := range rule.All() {
		out = append(out, entry{Kind: "rule", Name: r.Name, Title: r.Title, Definition: r.Definition, Source: r.Source, Parameters: r.Parameters})
	}
	for _, p := range metric.Profiles() {
		out = append(out, entry{Kind: "profile", Name: p.Name, Definition: "The numbers that " + p.Name + " " + p.Version + " prints for the same counts, faults included and noted.", Source: p.Source})
	}
	for _, methods := range [][]infer.Method{
		infer.Methods(), strata.Methods(), subset.Methods(), resample.Methods(), survey.Methods(), score.Methods(), association.Methods(), inequality.Methods(),
		ranking.Methods(), labels.Methods(), trend.Methods(),
	} {
		for _, m := range methods {
			out = append(out, entry{Kind: "method", Name: m.Name, Definition: m.Title, Source: m.Source})
		}
	}
	for _, f := range ingest.Formats() {
		out = append(out, entry{Kind: "format", Name: f.Name, Definition: f.Title, Source: f.Source})
	}
	return out
}

func (v metricsVerb) run(_ context.Context, s streams) (int, error) {
	if v.Peers {
		return exitOK, printPeers(s.out, v.JSON)
	}
	list := entries()
	if v.JSON {
		enc := json.NewEncoder(s.out)
		enc.SetEscapeHTML(false)
		enc.SetIndent("", "  ")
		return exitOK, enc.Encode(list)
	}
	kind := ""
	for _, e := range list {
		if e.Kind != kind {
			kind = e.Kind
			fmt.Fprintf(s.out, "\n%ss\n", strings.ToUpper(kind[:1])+kind[1:])
		}
		fmt.Fprintf(s.out, "  %s\n      %s\n      Source: %s\n", e.Name, e.Definition, e.Source)
		for _, p := range e.Parameters {
			fmt.Fprintf(s.out, "      %s (default %v): %s\n", p.Name, p.Default, p.Text)
		}
	}
	return exitOK, nil
}
