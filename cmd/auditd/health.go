package main

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"time"

	"auditd/audit"
)

type healthVerb struct {
	URL string `arg:"" optional:"" help:"Address to ask; without it, that of the service on this machine."`
}

// run asks a service whether it is ready, for health checks in an image that has no other program.
func (v healthVerb) run(ctx context.Context, s streams) (int, error) {
	if v.URL == "" {
		c, err := readConfig(nil, s.env)
		if err != nil {
			return exitFailed, err
		}
		host, port, err := net.SplitHostPort(c["listen"])
		if err != nil {
			return exitFailed, err
		}
		if ip := net.ParseIP(host); host == "" || ip != nil && ip.IsUnspecified() {
			host = "localhost"
		}
		v.URL = "http://" + net.JoinHostPort(host, port) + "/readyz"
	}
	ctx, cancel := context.WithTimeout(ctx, 6*time.Second)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, v.URL, nil)
	if err != nil {
		return exitUsage, usageError{"this is no address: " + audit.Quote(v.URL)}
	}
	resp, err := (&http.Client{Transport: transport}).Do(req)
	if err != nil {
		return exitFailed, &audit.Error{Kind: audit.Unavailable, Text: "the service does not answer", Err: err}
	}
	defer resp.Body.Close()
	said, err := io.ReadAll(io.LimitReader(resp.Body, 4<<10))
	if err != nil {
		return exitFailed, err
	}
	fmt.Fprintln(s.out, strings.TrimSpace(audit.Clean(strings.ReplaceAll(string(said), "\n", "; "))))
	if resp.StatusCode != http.StatusOK {
		return exitFailed, audit.Errorf(audit.Unavailable, "the service is not ready")
	}
	return exitOK, nil
}
