package main

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"mime/multipart"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"time"

	"auditd/audit"
)

// wholeBelow is up to how many bytes all files go in one request with their plan: sent again as a whole when it breaks off.
const wholeBelow = 8 << 20

// How often an upload is taken up again without having got any further, and the longest wait before.
const (
	uploadTries = 10
	longestWait = 30 * time.Second
)

// An uploader sends files one after the other, each going on by itself where it broke off.
type uploader struct {
	remote
	direct bool                    // straight to the object server, where there is one
	say    io.Writer               // what happens meanwhile
	step   func(done, total int64) // may be nil
	before int64                   // bytes of the files that are through
	total  int64
}

// A file is one that is sent.
type file struct {
	path, role string
	size       int64
	sum        string
}

// upload sends a file and returns the identifier of the upload.
func (u *uploader) upload(ctx context.Context, f file) (string, error) {
	from, err := os.Open(f.path)
	if err != nil {
		return "", err
	}
	defer from.Close()
	hash := sha256.New()
	if f.size, err = io.Copy(hash, from); err != nil {
		return "", err
	}
	f.sum = hex.EncodeToString(hash.Sum(nil))
	id := ""
	if u.direct {
		if id, err = u.sendDirect(ctx, f, from); err != nil {
			return "", err
		}
	}
	if id == "" {
		id, err = u.sendPieces(ctx, f, from)
	}
	u.before += f.size
	return id, err
}

// told describes the file to the service.
func (f file) told() (io.Reader, error) {
	data, err := json.Marshal(map[string]any{"name": filepath.Base(f.path), "role": f.role, "bytes": f.size, "sha256": f.sum})
	return bytes.NewReader(data), err
}

// begin asks for an upload, again while the service is away.
func (u *uploader) begin(ctx context.Context, path string, f file, answer any) error {
	return u.again(ctx, func() error {
		body, err := f.told()
		if err != nil {
			return err
		}
		return u.call(ctx, http.MethodPost, path, body, http.Header{"Content-Type": {"application/json"}}, answer)
	})
}

// again does something until it succeeds, or fails for another reason than that the service is away.
func (u *uploader) again(ctx context.Context, do func() error) error {
	for failures := 0; ; failures++ {
		err := do()
		if audit.KindOf(err) != audit.Unavailable || failures == uploadTries {
			return err
		}
		if err := u.wait(ctx, failures); err != nil {
			return err
		}
	}
}

// wait waits 1, 2, 4 … seconds and says so.
func (u *uploader) wait(ctx context.Context, failures int) error {
	d := min(longestWait, time.Second<<failures)
	if !u.Quiet {
		fmt.Fprintf(u.say, "the connection is gone; going on in %s\n", d)
	}
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-time.After(d):
		return nil
	}
}

// sendPieces sends a file from where the service has it.
func (u *uploader) sendPieces(ctx context.Context, f file, from *os.File) (string, error) {
	var begun struct{ ID string }
	if err := u.begin(ctx, "/api/v1/uploads", f, &begun); err != nil {
		return "", err
	}
	path := "/api/v1/uploads/" + begun.ID
	offset, best, failures := int64(0), int64(0), 0
	for offset < f.size {
		err := u.sendFrom(ctx, path, f, from, offset)
		if err == nil {
			return begun.ID, nil
		}
		if kind := audit.KindOf(err); kind != audit.Unavailable && kind != audit.Conflict || failures == uploadTries || ctx.Err() != nil {
			return "", err
		}
		if err := u.wait(ctx, failures); err != nil {
			return "", err
		}
		failures++
		if err := u.again(ctx, func() (err error) { offset, err = u.offset(ctx, path); return err }); err != nil {
			return "", err
		}
		if offset > best {
			best, failures = offset, 0
		}
	}
	return begun.ID, nil
}

// sendFrom sends the rest of a file in one request.
func (u *uploader) sendFrom(ctx context.Context, path string, f file, from *os.File, offset int64) error {
	resp, err := u.request(ctx, http.MethodPatch, path, u.counted(from, offset, f.size), f.size-offset, http.Header{
		"Content-Type": {"application/offset+octet-stream"}, "Upload-Offset": {strconv.FormatInt(offset, 10)}, "Tus-Resumable": {"1.0.0"},
	})
	if err != nil {
		return err
	}
	return resp.Body.Close()
}

// offset asks how far the service has an upload.
func (u *uploader) offset(ctx context.Context, path string) (int64, error) {
	resp, err := u.request(ctx, http.MethodHead, path, nil, 0, nil)
	if err != nil {
		return 0, err
	}
	resp.Body.Close()
	n, err := strconv.ParseInt(resp.Header.Get("Upload-Offset"), 10, 64)
	if err != nil {
		return 0, audit.Errorf(audit.Internal, "the service does not say how far the upload is")
	}
	return n, nil
}

// counted reads a file from an offset and shows how far it is.
func (u *uploader) counted(from *os.File, offset, size int64) io.Reader {
	// A request that was answered early may go on reading while the next file begins.
	done, before := offset, u.before
	return io.TeeReader(io.NewSectionReader(from, offset, size-offset), counting(func(n int) {
		done += int64(n)
		if u.step != nil {
			u.step(min(before+done, u.total), u.total)
		}
	}))
}

// sendDirect posts a file to the object server and has the service check it. It returns "" where that cannot be done, and the file
// goes through the service.
func (u *uploader) sendDirect(ctx context.Context, f file, from *os.File) (string, error) {
	var form struct {
		ID, URL, Finish string
		Fields          map[string]string
	}
	err := u.begin(ctx, "/api/v1/direct-uploads", f, &form)
	if audit.KindOf(err) == audit.Conflict {
		u.note("the service takes no files directly; sending them through it")
		return "", nil
	}
	if err != nil {
		return "", err
	}
	for failures := 0; ; failures++ {
		err := u.post(ctx, form.URL, form.Fields, f, from)
		if err == nil {
			break
		}
		if failures < sendTries && audit.KindOf(err) == audit.Unavailable {
			if err := u.wait(ctx, failures); err != nil {
				return "", err
			}
			continue
		}
		u.note("the object server cannot be reached from here; sending through the service")
		resp, err := u.request(ctx, http.MethodDelete, "/api/v1/uploads/"+form.ID, nil, 0, nil)
		if err == nil {
			resp.Body.Close()
		}
		return "", nil
	}
	return form.ID, u.again(ctx, func() error { return u.call(ctx, http.MethodPost, form.Finish, nil, nil, &struct{}{}) })
}

func (u *uploader) note(text string) {
	if !u.Quiet {
		fmt.Fprintln(u.say, text)
	}
}

// post sends a signed form: its fields first, the file last, the length known, as S3 wants it.
func (u *uploader) post(ctx context.Context, to string, fields map[string]string, f file, from *os.File) error {
	var around bytes.Buffer
	m := multipart.NewWriter(&around)
	for _, name := range slices.Sorted(maps.Keys(fields)) {
		if err := m.WriteField(name, fields[name]); err != nil {
			return err
		}
	}
	if _, err := m.CreateFormFile("file", "data"); err != nil {
		return err
	}
	head := bytes.Clone(around.Bytes())
	if err := m.Close(); err != nil {
		return err
	}
	tail := around.Bytes()[len(head):]
	body := io.MultiReader(bytes.NewReader(head), u.counted(from, 0, f.size), bytes.NewReader(tail))
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, to, body)
	if err != nil {
		return err
	}
	req.ContentLength = int64(around.Len()) + f.size
	req.Header.Set("Content-Type", m.FormDataContentType())
	resp, err := (&http.Client{Transport: transport}).Do(req)
	if err != nil {
		return &audit.Error{Kind: audit.Unavailable, Text: "the object server cannot be reached", Err: err}
	}
	defer resp.Body.Close()
	if resp.StatusCode >= 300 {
		return audit.Errorf(audit.Denied, "the object server answered %s", resp.Status)
	}
	return nil
}
