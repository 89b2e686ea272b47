package main

import (
	"context"
	"fmt"
	"io"
	"net/url"
	"strconv"
	"strings"
	"time"

	"auditd/audit"
	"auditd/audit/service"
	"auditd/audit/store"
	"auditd/audit/store/dirstore"
	"auditd/audit/store/miniostore"
)

// intakeOptions are those of the ways in for files, and of how long files stay.
var intakeOptions = []option{
	{name: "open_uploads", value: "20", help: "Uploads in pieces that one account may have open at a time.", check: checkCount},
	{name: "waiting_files", value: "500", help: "Files that one account may have open or waiting to be submitted at a time.", check: checkCount},
	{name: "waiting_bytes", value: "68719476736", help: "Most bytes of them together.", check: checkCount},
	{name: "open_time", value: "24h", help: "How long an open upload may be silent before it is removed.", check: checkSpan},
	{name: "quarantine_time", value: "7d", help: "How long a file waits to be submitted before it is removed.", check: checkSpan},
	{name: "retention_time", value: "90d", help: "How long raw data are kept after their cases ended; reports and counts stay.", check: checkSpan},
	{name: "minio_public_url", help: "Address under which senders reach MinIO for direct uploads, such as https://objects.example.org; empty for minio_endpoint.", check: checkURL},
	{name: "drop_in", help: "Bucket of MinIO, or folder without MinIO, in which platforms leave data sets with their plans; empty for none."},
	{name: "drop_in_accounts", help: "Which account submits what lies in which folder of drop_in, such as transport=transport-platform,health=health-platform.", check: checkPairs},
	{name: "drop_in_secret", help: "Secret that MinIO's webhook sends as its auth_token to /api/v1/drop-in; empty takes no notifications.", secret: true},
	{name: "drop_in_every", value: "1m", help: "How often drop_in is looked at for what no notification told of.", check: checkSpan},
}

// parseSpan reads a length of time, also in days.
func parseSpan(v string) (time.Duration, error) {
	if days, ok := strings.CutSuffix(v, "d"); ok {
		n, err := strconv.ParseInt(days, 10, 32)
		return time.Duration(n) * 24 * time.Hour, err
	}
	return time.ParseDuration(v)
}

func checkSpan(v string) error {
	d, err := parseSpan(v)
	if err == nil && d < time.Second {
		err = fmt.Errorf("use one second or more")
	}
	return err
}

func checkURL(v string) error {
	u, err := url.Parse(v)
	if err == nil && v != "" && (u.Host == "" || u.Scheme != "https" && u.Scheme != "http") {
		err = fmt.Errorf("use http:// or https://")
	}
	return err
}

func checkPairs(v string) error {
	_, err := parsePairs(v)
	return err
}

// parsePairs reads FOLDER=ACCOUNT,FOLDER=ACCOUNT.
func parsePairs(v string) (map[string]string, error) {
	out := map[string]string{}
	for _, pair := range strings.Split(v, ",") {
		if strings.TrimSpace(pair) == "" {
			continue
		}
		folder, account, ok := strings.Cut(strings.TrimSpace(pair), "=")
		if !ok || folder == "" || account == "" || strings.Contains(folder, "/") || out[folder] != "" {
			return nil, fmt.Errorf("use FOLDER=ACCOUNT with commas between")
		}
		out[folder] = account
	}
	return out, nil
}

// inbox makes the configuration of the ways in. The closer, which may be nil, lets go of a drop-in folder.
func (c config) inbox(ctx context.Context, objects store.Store) (service.InboxConfig, io.Closer, error) {
	span := func(name string) time.Duration {
		d, _ := parseSpan(c[name]) // was checked
		return d
	}
	accounts, err := parsePairs(c["drop_in_accounts"])
	if err != nil {
		return service.InboxConfig{}, nil, err
	}
	out := service.InboxConfig{
		OpenUploads: c.count("open_uploads"), WaitingFiles: c.count("waiting_files"), WaitingBytes: c.count("waiting_bytes"), OpenTime: span("open_time"), QuarantineTime: span("quarantine_time"), RetentionTime: span("retention_time"),
		ObjectsURL: c["minio_public_url"], Drop: service.DropConfig{Accounts: accounts, Secret: c["drop_in_secret"], Every: span("drop_in_every")},
	}
	if c["drop_in"] == "" {
		return out, nil, nil
	}
	if server, ok := objects.(*miniostore.Store); ok {
		place, err := server.OpenDrops(ctx, c["drop_in"])
		if err != nil {
			return out, nil, err
		}
		out.Drop.Place, out.Drop.Bucket = place, place.Name()
		return out, nil, nil
	}
	if out.Drop.Secret != "" {
		return out, nil, &audit.Error{Kind: audit.Invalid, Text: "a folder sends no notifications", Remedy: "leave drop_in_secret empty, or use MinIO"}
	}
	place, err := dirstore.OpenDrops(c["drop_in"], dirstore.Options{})
	if err != nil {
		return out, nil, err
	}
	out.Drop.Place = place
	return out, place, nil
}
