package main

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"io"
	"strings"
)

// peersText lists what the known fairness tools offer and where this program has it; its own first lines say how it is written.
//
//go:embed peers.txt
var peersText string

// A peer is one tool.
type peer struct {
	Tool       string          `json:"tool"` // name and version
	Seen       string          `json:"seen"` // how the list of its statistics was made
	Statistics []peerStatistic `json:"statistics"`
}

// A peerStatistic is one line of the list: a statistic or a few that belong together.
type peerStatistic struct {
	Names      []string   `json:"names"`                 // the tool's own
	Ours       []peerOurs `json:"ours,omitempty"`        // where this program has it
	NotOffered string     `json:"not_offered,omitempty"` // why it has not
}

// A peerOurs names a place of this program. Kind is metric, composite, rule, method, profile or result.
type peerOurs struct {
	Kind string `json:"kind"`
	Name string `json:"name"`           // of a profile, the tool; of a result, the path in results.json
	What string `json:"what,omitempty"` // of a profile, the name of the number
}

// parsePeers reads the list. Errors name the line.
func parsePeers(text string) ([]peer, error) {
	var peers []peer
	for i, line := range strings.Split(text, "\n") {
		switch {
		case line == "" || strings.HasPrefix(line, "#"):
		case strings.HasPrefix(line, "== "):
			tool, seen, ok := strings.Cut(strings.TrimSuffix(strings.TrimPrefix(line, "== "), ")"), " (")
			if !ok {
				return nil, fmt.Errorf("line %d of the list of tools does not say how %q was seen", i+1, tool)
			}
			peers = append(peers, peer{Tool: tool, Seen: seen})
		case len(peers) == 0:
			return nil, fmt.Errorf("line %d of the list of tools belongs to no tool", i+1)
		default:
			s, err := parsePeerStatistic(line)
			if err != nil {
				return nil, fmt.Errorf("line %d of the list of tools: %w", i+1, err)
			}
			p := &peers[len(peers)-1]
			p.Statistics = append(p.Statistics, s)
		}
	}
	return peers, nil
}

// parsePeerStatistic reads one line.
func parsePeerStatistic(line string) (peerStatistic, error) {
	names, ours, ok := strings.Cut(line, " = ")
	if !ok {
		return peerStatistic{}, fmt.Errorf("%q has no equals sign between spaces", line)
	}
	s := peerStatistic{Names: strings.Split(names, ", ")}
	if reason, no := strings.CutPrefix(ours, "not offered: "); no {
		s.NotOffered = reason
		return s, nil
	}
	for _, o := range strings.Split(ours, "; ") {
		kind, name, ok := strings.Cut(o, " ")
		if !ok {
			return peerStatistic{}, fmt.Errorf("%q has no kind and name", o)
		}
		at := peerOurs{Kind: kind, Name: name}
		if kind == "profile" {
			at.Name, at.What, _ = strings.Cut(name, " ")
		}
		s.Ours = append(s.Ours, at)
	}
	return s, nil
}

// printPeers writes the list for a reader, or as JSON.
func printPeers(w io.Writer, asJSON bool) error {
	peers, err := parsePeers(peersText)
	if err != nil {
		return err
	}
	if asJSON {
		enc := json.NewEncoder(w)
		enc.SetEscapeHTML(false)
		enc.SetIndent("", "  ")
		return enc.Encode(peers)
	}
	for _, p := range peers {
		fmt.Fprintf(w, "\n%s\n  (%s)\n", p.Tool, p.Seen)
		for _, s := range p.Statistics {
			fmt.Fprintf(w, "  %s\n", strings.Join(s.Names, ", "))
			if s.NotOffered != "" {
				fmt.Fprintf(w, "      not offered: %s\n", s.NotOffered)
			}
			for _, o := range s.Ours {
				fmt.Fprintf(w, "      %s\n", strings.TrimSpace(o.Kind+" "+o.Name+" "+o.What))
			}
		}
	}
	return nil
}
