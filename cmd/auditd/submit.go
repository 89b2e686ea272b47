package main

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"auditd/audit"
)

// remote is how a service is reached.
type remote struct {
	Server string `required:"" env:"AUDITD_SERVER" placeholder:"URL" help:"Address of the service."`
	Token  string `env:"AUDITD_TOKEN" placeholder:"TOKEN" help:"Token for the API; better in the variable AUDITD_TOKEN than on the command line."`
	Quiet  bool   `short:"q" help:"Print errors only."`
}

type submitVerb struct {
	remote
	Plan       string   `required:"" xor:"plan" placeholder:"PLAN" help:"Plan document, YAML or JSON."`
	Template   string   `required:"" xor:"plan" placeholder:"NAME" help:"Template of the department instead of a plan: its name or identifier."`
	Subject    string   `default:"other" help:"Subject in the catalogue (default ${default})."`
	Impact     int      `default:"2" help:"Impact level, 1 to 4 (default ${default})."`
	Title      string   `help:"Title in Chinese; without it that of the plan."`
	TitleEn    string   `help:"Title in English."`
	Population []string `placeholder:"FILE" help:"Reference files that the plan names."`
	Declare    []string `placeholder:"COLUMN" help:"Columns with personal data that are submitted on purpose."`
	Previous   string   `placeholder:"CASE" help:"Earlier measured case of the same system and department whose evidence is continued, so that repeated audits raise no false alarm."`
	Direct     bool     `help:"Send the files straight to the object server; through the service where that cannot be done."`
	Key        string   `help:"Sent again under the same key, a submission is not made twice; without it one of this run's own."`
	Wait       bool     `help:"Wait until the audit is measured and exit as audit does."`
	FailOn     string   `default:"disparity" enum:"none,note,inconclusive,disparity" help:"With --wait: exit with 3 on a finding of this level or above (default ${default})."`
	Files      []string `arg:"" name:"file" help:"Files to submit."`
}

func (v submitVerb) run(ctx context.Context, s streams) (int, error) {
	field, plan, err := v.plan(ctx)
	if err != nil {
		return exitFailed, err
	}
	fields := map[string][]string{
		field: {plan}, "subject": {v.Subject}, "impact_level": {strconv.Itoa(v.Impact)}, "title": {v.Title}, "title_en": {v.TitleEn}, "declared": v.Declare, "previous": {v.Previous},
	}
	total := int64(0)
	for _, f := range append(append([]string{}, v.Files...), v.Population...) {
		info, err := os.Stat(f)
		if err != nil {
			return exitFailed, &audit.Error{Kind: audit.NotFound, File: filepath.Base(f), Text: "there is no such file", Remedy: "check the path", Err: err}
		}
		total += info.Size()
	}
	if v.Key == "" {
		v.Key = rand.Text()
	}
	if v.Direct || total > wholeBelow {
		if err := v.sendAhead(ctx, s, fields, total); err != nil {
			return exitFailed, err
		}
		v.Files, v.Population = nil, nil
	}
	answer, err := v.send(ctx, s, fields, total)
	if err != nil {
		return exitFailed, err
	}
	if !v.Quiet {
		fmt.Fprintf(s.out, "%s\n%s%s\n", answer.ID, strings.TrimRight(v.Server, "/"), answer.URL)
	}
	if !v.Wait {
		return exitOK, nil
	}
	return statusVerb{remote: v.remote, Wait: true, FailOn: v.FailOn, Case: answer.ID}.run(ctx, s)
}

// plan returns the field that says what is measured: the plan itself, or the template that stands in for it.
func (v submitVerb) plan(ctx context.Context) (field, value string, err error) {
	if v.Template == "" {
		plan, err := os.ReadFile(v.Plan)
		if err != nil {
			return "", "", &audit.Error{Kind: audit.NotFound, File: filepath.Base(v.Plan), Text: "the plan cannot be read", Remedy: "check the path", Err: err}
		}
		return "plan", string(plan), nil
	}
	for next := ""; ; {
		var page struct {
			Items []struct {
				ID, Name string
				NameEn   string `json:"name_en"`
			}
			Next string
		}
		if err := v.call(ctx, http.MethodGet, "/api/v1/templates?limit=200&after="+url.QueryEscape(next), nil, nil, &page); err != nil {
			return "", "", err
		}
		for _, t := range page.Items {
			if t.ID == v.Template || t.Name == v.Template || t.NameEn == v.Template && t.NameEn != "" {
				return "template", t.ID, nil
			}
		}
		if next = page.Next; next == "" {
			return "", "", &audit.Error{
				Kind: audit.NotFound, Text: "the department has no template " + audit.Quote(v.Template), Remedy: "save one on the page of a plan, or give --plan",
			}
		}
	}
}

// sendAhead sends the files before the submission that names them, each going on where it broke off.
func (v submitVerb) sendAhead(ctx context.Context, s streams, fields map[string][]string, total int64) error {
	step, end := progress(s.err, "sending", v.Quiet)
	defer end()
	u := &uploader{remote: v.remote, direct: v.Direct, say: s.err, step: step, total: total}
	for _, part := range []struct {
		role  string
		paths []string
	}{{"data", v.Files}, {"population", v.Population}} {
		for _, path := range part.paths {
			id, err := u.upload(ctx, file{path: path, role: part.role})
			if err != nil {
				return err
			}
			fields["upload"] = append(fields["upload"], id)
		}
	}
	return nil
}

// sendTries is how often a submission is sent when the service is away or breaks off, with 1, 2, 4 … seconds between.
const sendTries = 5

// submitted is the answer to a submission.
type submitted struct{ ID, URL string }

// send sends the files with their plan, again when that broke off. The key makes it one submission however often it is sent.
func (v submitVerb) send(ctx context.Context, s streams, fields map[string][]string, total int64) (submitted, error) {
	for try := 1; ; try++ {
		step, end := progress(s.err, "sending", v.Quiet)
		sent := int64(0)
		body, kind := v.body(fields, func(n int) {
			sent += int64(n)
			if step != nil {
				step(min(sent, total), total)
			}
		})
		var answer submitted
		err := v.call(ctx, http.MethodPost, "/api/v1/submissions", body, http.Header{"Content-Type": {kind}, "Idempotency-Key": {v.Key}}, &answer)
		body.Close() // ends the writer should the service have stopped reading
		end()
		if audit.KindOf(err) != audit.Unavailable || try == sendTries {
			return answer, err
		}
		select {
		case <-ctx.Done():
			return answer, err
		case <-time.After(time.Second << (try - 1)):
		}
	}
}

// body streams fields and files as a form.
func (v submitVerb) body(fields map[string][]string, sent func(int)) (io.ReadCloser, string) {
	r, w := io.Pipe()
	m := multipart.NewWriter(w)
	go func() {
		err := func() error {
			for _, name := range []string{"plan", "template", "subject", "impact_level", "title", "title_en", "declared", "previous", "upload"} {
				for _, value := range fields[name] {
					if err := m.WriteField(name, value); err != nil {
						return err
					}
				}
			}
			for _, f := range v.Files {
				if err := sendFile(m, "file", f, sent); err != nil {
					return err
				}
			}
			for _, f := range v.Population {
				if err := sendFile(m, "population", f, sent); err != nil {
					return err
				}
			}
			return m.Close()
		}()
		w.CloseWithError(err)
	}()
	return r, m.FormDataContentType()
}

func sendFile(m *multipart.Writer, field, path string, sent func(int)) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	part, err := m.CreateFormFile(field, filepath.Base(path))
	if err != nil {
		return err
	}
	_, err = io.Copy(part, io.TeeReader(f, counting(sent)))
	return err
}

// counting tells how many bytes pass.
type counting func(int)

func (c counting) Write(p []byte) (int, error) { c(len(p)); return len(p), nil }

// call asks the service and reads its answer. A problem becomes an error with its text and remedy.
func (r remote) call(ctx context.Context, method, path string, body io.Reader, header http.Header, answer any) error {
	resp, err := r.request(ctx, method, path, body, -1, header)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	if err := json.NewDecoder(resp.Body).Decode(answer); err != nil {
		return &audit.Error{Kind: audit.Unavailable, Text: "the answer of the service broke off", Remedy: "try again", Err: err}
	}
	return nil
}

// request asks the service and returns an answer that is no problem; the caller closes its body. length is that of the body, -1 when
// it is not known.
func (r remote) request(ctx context.Context, method, path string, body io.Reader, length int64, header http.Header) (*http.Response, error) {
	req, err := http.NewRequestWithContext(ctx, method, strings.TrimRight(r.Server, "/")+path, body)
	if err != nil {
		return nil, usageError{"--server is no address: " + audit.Quote(r.Server)}
	}
	if header != nil {
		req.Header = header
	}
	if length >= 0 {
		req.ContentLength = length
	}
	req.Header.Set("Authorization", "Bearer "+r.Token)
	req.Header.Set("Accept-Language", "en") // as everything else that the command prints
	resp, err := (&http.Client{Transport: transport}).Do(req)
	if err != nil {
		return nil, &audit.Error{Kind: audit.Unavailable, Text: "the service cannot be reached", Remedy: "check --server", Err: err}
	}
	if resp.StatusCode < 300 {
		return resp, nil
	}
	defer resp.Body.Close()
	return nil, problemOf(resp)
}

// kindOfStatus is what the client does about an answer: an answer of a proxy whose service is away is one that may become better.
var kindOfStatus = map[int]audit.Kind{
	http.StatusServiceUnavailable: audit.Unavailable, http.StatusBadGateway: audit.Unavailable, http.StatusGatewayTimeout: audit.Unavailable,
	http.StatusConflict: audit.Conflict,
}

// problemOf reads the problem that the service answered.
func problemOf(resp *http.Response) error {
	kind, ok := kindOfStatus[resp.StatusCode]
	if !ok {
		kind = audit.Invalid
	}
	var p struct{ Title, Detail, File, Field, Value, Remedy string }
	if err := json.NewDecoder(io.LimitReader(resp.Body, 1<<20)).Decode(&p); err != nil {
		if !ok {
			kind = audit.Internal
		}
		return audit.Errorf(kind, "the service answered %s", resp.Status)
	}
	if p.Detail == "" {
		p.Detail = strings.ToLower(p.Title)
	}
	return &audit.Error{Kind: kind, Text: p.Detail, File: p.File, Column: p.Field, Value: p.Value, Remedy: p.Remedy}
}

// transport gives up on a service that accepts a connection and never answers.
var transport = &http.Transport{Proxy: http.ProxyFromEnvironment, ResponseHeaderTimeout: 10 * time.Minute, TLSHandshakeTimeout: 20 * time.Second}
