package service

import (
	"context"
	"crypto/sha256"
	"encoding/base32"
	"encoding/hex"
	"io"
	"log/slog"
	"os"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"auditd/audit"
	"auditd/audit/docket"
	"auditd/audit/review"
	"auditd/audit/sandbox"
	"auditd/audit/service/webhook"
	"auditd/audit/store"
)

// Config is what a service is made of. All fields but Limits and Log are required.
type Config struct {
	Register  *docket.Register
	Objects   store.Store
	Renderer  Renderer
	Now       func() time.Time
	Random    io.Reader
	Generator string         // program and version, for the record
	Limits    sandbox.Limits // of the processes that read foreign bytes
	MaxUpload int64          // bytes of one file; 0 means DefaultMaxUpload
	Temp      string         // folder for files of jobs, which may be raw data; empty for the system's. See package workdir
	Lease     time.Duration  // of the register's policy for jobs; 0 means DefaultLease
	Inbox     InboxConfig    // how files come in and how long they stay
	Log       *slog.Logger   // nil discards
	Observer  Observer       // nil for nobody

	PrivateWebhooks bool // whether webhooks may lie on this machine and in private networks
}

// DefaultMaxUpload is the most bytes of one file, unless configured otherwise.
const DefaultMaxUpload = 4 << 30

// DefaultLease is how long a worker may be silent before another takes its job over.
const DefaultLease = 30 * time.Second

// A Renderer writes what people and programs read of an audit. The service does not know the formats.
type Renderer interface {
	// Report writes the report on a run and its tables by put, one call a file.
	Report(a *audit.Audit, o RenderOptions, put PutFile) error
	// Public writes the tables of a public summary likewise.
	Public(p *Summary, put PutFile) error
}

// RenderOptions are what a report needs besides the audit.
type RenderOptions struct {
	Case    string
	Date    time.Time
	Results []byte // results.json as it is kept
}

// PutFile keeps one file under a name that write fills.
type PutFile func(name string, write func(io.Writer) error) error

// A Service is the use cases over one register and one store of objects. Its methods may be called from several goroutines, and
// several processes may share register and store.
type Service struct {
	Config
	engine func() (review.Digest, error)
	wake   chan struct{}
	ready  readiness
	sender *webhook.Sender

	appending    senders       // to open uploads
	dropped      chan struct{} // somebody was told of a drop
	orphansSwept atomic.Int64  // when, nanoseconds since 1970
	clocksSwept  atomic.Int64  // likewise

	comparing sync.Mutex // held while results are set against each other
}

// New returns a service. It starts nothing; see [Service.Work].
func New(c Config) *Service {
	if c.MaxUpload == 0 {
		c.MaxUpload = DefaultMaxUpload
	}
	if c.Lease == 0 {
		c.Lease = DefaultLease
	}
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
	c.Inbox = c.Inbox.withDefaults()
	return &Service{
		Config: c, engine: sync.OnceValues(hashProgram), wake: make(chan struct{}, 1), dropped: make(chan struct{}, 1), sender: webhook.NewSender(c.PrivateWebhooks),
	}
}

// hashProgram returns the digest of the running program, which stands on every run.
func hashProgram() (review.Digest, error) {
	path, err := os.Executable()
	if err != nil {
		return "", err
	}
	f, err := os.Open(path)
	if err != nil {
		return "", err
	}
	defer f.Close()
	sum := sha256.New()
	if _, err := io.Copy(sum, f); err != nil {
		return "", err
	}
	return review.Digest(hex.EncodeToString(sum.Sum(nil))), nil
}

// newID returns an identifier of 80 random bits, fit for keys of objects and for addresses.
func (s *Service) newID() (string, error) {
	var b [10]byte
	if _, err := io.ReadFull(s.Random, b[:]); err != nil {
		return "", &audit.Error{Kind: audit.Internal, Text: "no random bytes", Err: err}
	}
	return strings.ToLower(base32.StdEncoding.EncodeToString(b[:])), nil
}

// digestOf returns the SHA-256 of a text.
func digestOf(data []byte) review.Digest {
	sum := sha256.Sum256(data)
	return review.Digest(hex.EncodeToString(sum[:]))
}

// subjects are the topics of a new register, in the order in which they are listed.
var subjects = []docket.Subject{
	{ID: "social_assistance", Name: "社会救助", NameEn: "Social assistance"},
	{ID: "employment", Name: "就业与社会保障", NameEn: "Employment and social security"},
	{ID: "education", Name: "教育", NameEn: "Education"},
	{ID: "health", Name: "医疗卫生", NameEn: "Health"},
	{ID: "housing", Name: "住房与城乡建设", NameEn: "Housing"},
	{ID: "transport", Name: "交通运输", NameEn: "Transport"},
	{ID: "public_safety", Name: "公共安全", NameEn: "Public safety"},
	{ID: "justice", Name: "司法服务", NameEn: "Justice"},
	{ID: "taxation", Name: "财政税务", NameEn: "Finance and taxation"},
	{ID: "market", Name: "市场监管与信用", NameEn: "Market regulation and credit"},
	{ID: "agriculture", Name: "农业农村", NameEn: "Agriculture"},
	{ID: "statistics", Name: "统计调查", NameEn: "Statistics and surveys"},
	{ID: "other", Name: "其他", NameEn: "Other"},
}

// Prepare enters what a new register needs: the list of subjects, and a root department for the service's own region when there is
// none yet. It can be repeated.
func (s *Service) Prepare(ctx context.Context) error {
	for i, t := range subjects {
		t.Position = int64(i)
		if err := s.Register.PutSubject(ctx, t); err != nil {
			return err
		}
	}
	return nil
}

// Subjects returns the topics of the catalogue in their order.
func (s *Service) Subjects(ctx context.Context) ([]docket.Subject, error) {
	return s.Register.Subjects(ctx)
}
