package web

import (
	"encoding/base64"
	"encoding/json"
	"io"
	"net/http"
	"strconv"
	"strings"
	"sync/atomic"
	"time"

	"github.com/gin-gonic/gin"

	"auditd/audit"
	"auditd/audit/service"
)

// The protocol of uploads in pieces is tus 1.0.0 with its extensions creation, expiration and termination, so that its clients work.
const (
	tusVersion = "1.0.0"
	tusPiece   = "application/offset+octet-stream"
)

// silence is how long a sender may send nothing before the connection is given up. What came is kept.
const silence = time.Minute

func (s *Server) tusOptions(c *gin.Context) error {
	tusHeaders(c)
	c.Header("Tus-Version", tusVersion)
	c.Header("Tus-Extension", "creation,expiration,termination")
	c.Header("Tus-Max-Size", strconv.FormatInt(s.MaxUpload, 10))
	c.Status(http.StatusNoContent)
	return nil
}

func tusHeaders(c *gin.Context) { c.Header("Tus-Resumable", tusVersion) }

// uploadHeaders says how far an upload is.
func uploadHeaders(c *gin.Context, u service.OpenUpload) {
	tusHeaders(c)
	c.Header("Upload-Offset", strconv.FormatInt(u.Received, 10))
	c.Header("Upload-Length", strconv.FormatInt(u.Bytes, 10))
	c.Header("Upload-Expires", u.ExpiresAt.UTC().Format(http.TimeFormat))
}

// newUpload reads what is about to be sent: from the headers of tus, or from a document with name, bytes, role and sha256.
func newUpload(c *gin.Context) (service.NewUpload, error) {
	n := service.NewUpload{Role: service.FileData}
	length := c.GetHeader("Upload-Length")
	if length == "" {
		in := struct {
			Name, Role, SHA256 string
			Bytes              int64
		}{Role: service.FileData}
		if err := json.NewDecoder(c.Request.Body).Decode(&in); err != nil {
			return n, &audit.Error{Kind: audit.Invalid, Text: "neither the header Upload-Length nor a document says what is sent", Remedy: "send name, bytes, role and sha256 as JSON"}
		}
		return service.NewUpload{Name: in.Name, Role: in.Role, Bytes: in.Bytes, SHA256: in.SHA256}, nil
	}
	var err error
	if n.Bytes, err = strconv.ParseInt(length, 10, 64); err != nil {
		return n, &audit.Error{Kind: audit.Invalid, Text: "the header Upload-Length is no number", Value: audit.Quote(length)}
	}
	fields := map[string]*string{"filename": &n.Name, "name": &n.Name, "role": &n.Role, "sha256": &n.SHA256}
	for _, pair := range strings.Split(c.GetHeader("Upload-Metadata"), ",") {
		name, value, _ := strings.Cut(strings.TrimSpace(pair), " ")
		to := fields[name]
		if to == nil {
			continue
		}
		text, err := base64.StdEncoding.DecodeString(value)
		if err != nil {
			return n, &audit.Error{Kind: audit.Invalid, Text: "the header Upload-Metadata is not in base64", Column: name}
		}
		*to = string(text)
	}
	return n, nil
}

func (s *Server) apiBeginUpload(c *gin.Context) error {
	n, err := newUpload(c)
	if err != nil {
		return err
	}
	ctx, err := keyed(c, n)
	if err != nil {
		return err
	}
	u, err := s.UseCases.BeginUpload(ctx, caller(c), n)
	if id, again := begunBefore(c, err); again {
		u, err = s.UseCases.UploadState(ctx, caller(c), id)
	}
	if err != nil {
		return err
	}
	uploadHeaders(c, u)
	c.Header("Location", "/api/v1/uploads/"+u.ID)
	c.JSON(http.StatusCreated, openDocument(u))
	return nil
}

func (s *Server) apiUploadOffset(c *gin.Context) error {
	u, err := s.UseCases.UploadState(c.Request.Context(), caller(c), c.Param("id"))
	if err != nil {
		return err
	}
	uploadHeaders(c, u)
	c.Status(http.StatusOK)
	return nil
}

// apiAppendUpload takes what comes until the sender is done, gone or silent.
func (s *Server) apiAppendUpload(c *gin.Context) error {
	offset, err := strconv.ParseInt(c.GetHeader("Upload-Offset"), 10, 64)
	if err != nil || c.ContentType() != tusPiece {
		return &audit.Error{Kind: audit.Invalid, Text: "a piece needs the header Upload-Offset and the type " + tusPiece, Remedy: "ask for the offset with HEAD"}
	}
	body := &watched{from: c.Request.Body, conn: http.NewResponseController(c.Writer)}
	defer body.release()
	u, err := s.UseCases.AppendUpload(c.Request.Context(), caller(c), c.Param("id"), offset, body, body.stop)
	if u.ID != "" {
		uploadHeaders(c, u)
	}
	if err != nil {
		return err
	}
	c.Status(http.StatusNoContent)
	return nil
}

// A watched body gives up a sender who is silent for too long, or whom somebody else tells to stop.
type watched struct {
	from    io.Reader
	conn    *http.ResponseController
	stopped atomic.Bool
}

// Read reads on, for as long as the sender may be silent.
func (w *watched) Read(p []byte) (int, error) {
	_ = w.conn.SetReadDeadline(time.Now().Add(silence)) // a connection that knows no deadlines is waited for
	if w.stopped.Load() {
		return 0, &audit.Error{Kind: audit.Conflict, Text: "the upload goes on over another connection"}
	}
	n, err := w.from.Read(p)
	if err != nil && err != io.EOF {
		err = unreadable(err)
	}
	return n, err
}

// stop ends the reading, also one that is under way.
func (w *watched) stop() {
	w.stopped.Store(true)
	_ = w.conn.SetReadDeadline(time.Unix(1, 0))
}

// release takes the deadline off the connection, which may serve other requests.
func (w *watched) release() { _ = w.conn.SetReadDeadline(time.Time{}) }

// An uploadDocument is an upload as the API has it.
type uploadDocument struct {
	ID       string           `json:"id"`
	Name     string           `json:"name"`
	Role     string           `json:"role"`
	Bytes    int64            `json:"bytes"`
	Received int64            `json:"received"`
	State    string           `json:"state"` // open, then queued, running, done or dead: of looking into the file
	Progress string           `json:"progress,omitempty"`
	Reason   string           `json:"reason,omitempty"` // why the file cannot be read
	SHA256   string           `json:"sha256,omitempty"`
	Expires  string           `json:"expires_at,omitempty"` // when it is removed unless it is submitted
	Case     service.CaseID   `json:"case,omitempty"`
	SameAs   []service.CaseID `json:"same_as,omitempty"` // cases of the department with the same bytes
	Plan     string           `json:"proposed_plan,omitempty"`
}

func openDocument(u service.OpenUpload) uploadDocument {
	return uploadDocument{
		ID: u.ID, Name: u.Name, Role: u.Role, Bytes: u.Bytes, Received: u.Received, State: string(u.State), SHA256: string(u.SHA256),
		Expires: u.ExpiresAt.Format(timeFormat), Case: u.Case,
	}
}

func (s *Server) apiUpload(c *gin.Context) error {
	u, err := s.UseCases.UploadOf(c.Request.Context(), caller(c), c.Param("id"))
	if err != nil {
		return err
	}
	c.JSON(http.StatusOK, uploadDocument{
		ID: u.ID, Name: u.Name, Role: u.Role, Bytes: u.Bytes, Received: u.Received, State: u.State, Progress: u.Progress, Reason: u.Reason, SHA256: u.SHA256,
		Expires: u.Until.Format(timeFormat), Case: u.Case, SameAs: u.Known, Plan: u.Proposal,
	})
	return nil
}

func (s *Server) apiGiveUp(c *gin.Context) error {
	if err := s.UseCases.GiveUpUpload(c.Request.Context(), caller(c), c.Param("id")); err != nil {
		return err
	}
	tusHeaders(c)
	c.Status(http.StatusNoContent)
	return nil
}

// removeUpload gives an upload up from the page.
func (s *Server) removeUpload(c *gin.Context) error {
	if err := s.UseCases.GiveUpUpload(c.Request.Context(), caller(c), c.Param("id")); err != nil {
		return err
	}
	c.Redirect(http.StatusSeeOther, "/submit")
	return nil
}

// apiDirectUpload answers with a form: its fields go first, the file last.
func (s *Server) apiDirectUpload(c *gin.Context) error {
	n, err := newUpload(c)
	if err != nil {
		return err
	}
	ctx, err := keyed(c, n)
	if err != nil {
		return err
	}
	d, err := s.UseCases.BeginDirectUpload(ctx, caller(c), n)
	if id, again := begunBefore(c, err); again { // a form is signed anew: the one of before may have expired, and was not kept
		d, err = s.UseCases.SignAgain(ctx, caller(c), id)
	}
	if err != nil {
		return err
	}
	c.Header("Location", "/api/v1/uploads/"+d.Upload.ID)
	c.JSON(http.StatusCreated, gin.H{
		"id": d.Upload.ID, "url": d.Form.URL, "fields": d.Form.Fields, "file_field": "file", "expires_at": d.Until.Format(timeFormat), "finish": "/api/v1/uploads/" + d.Upload.ID + "/finish",
	})
	return nil
}

func (s *Server) apiFinishUpload(c *gin.Context) error {
	ctx, err := keyed(c, nil)
	if err != nil {
		return err
	}
	u, err := s.UseCases.FinishDirectUpload(ctx, caller(c), c.Param("id"))
	if err != nil {
		return err
	}
	c.JSON(http.StatusOK, openDocument(u))
	return nil
}

// apiNotified takes an event of S3. It is believed that something happened in the bucket, and no more: what lies
// there is looked at.
func (s *Server) apiNotified(c *gin.Context) error {
	var event struct {
		Records []struct {
			S3 struct {
				Bucket struct{ Name string }
			}
		}
	}
	if err := json.NewDecoder(c.Request.Body).Decode(&event); err != nil && err != io.EOF { // MinIO asks with an empty body whether anybody is there
		return &audit.Error{Kind: audit.Invalid, Text: "the notification is no event of S3"}
	}
	var buckets []string
	for _, r := range event.Records {
		buckets = append(buckets, r.S3.Bucket.Name)
	}
	ctx, err := keyed(c, event)
	if err != nil {
		return err
	}
	if err := s.UseCases.Notify(ctx, caller(c), buckets); err != nil && !repeated(c, err) {
		return err
	}
	c.Status(http.StatusNoContent)
	return nil
}
