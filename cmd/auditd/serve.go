package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"runtime/debug"
	"strconv"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"auditd/audit"
	"auditd/audit/docket"
	"auditd/audit/docket/jobs"
	"auditd/audit/sandbox"
	"auditd/audit/service"
	"auditd/audit/store"
	"auditd/audit/store/dirstore"
	"auditd/audit/store/miniostore"
	"auditd/audit/store/tracestore"
	"auditd/audit/workdir"
	"auditd/web"
)

// serverMemory is the memory from which on the server collects garbage harder; see softMemory. An upload of any size fits.
const serverMemory = 80 << 20

// policyOf returns how jobs are leased and repeated: after a failure a sixth of the lease passes, then twice that, and so on.
func policyOf(lease time.Duration) jobs.Policy {
	return jobs.Policy{Lease: lease, Backoff: lease / 6, Longest: 10 * time.Minute}
}

// storeTries is how often a request to the object server is tried: enough for a server that starts again, and not so often that people
// wait many minutes to hear that it is away.
const storeTries = 3

type serveVerb struct {
	Option []string `short:"o" sep:"none" placeholder:"NAME=VALUE" help:"Set an option; \"auditd config\" lists them. Variables such as AUDITD_LISTEN do the same."`
}

func (v serveVerb) run(ctx context.Context, s streams) (int, error) {
	c, err := readConfig(v.Option, s.env)
	if err != nil {
		return exitFailed, err
	}
	i, err := openInstallation(ctx, c, s.err)
	if err != nil {
		return exitFailed, err
	}
	defer i.close(ctx)
	link := ""
	if c["listen"] != "" { // who only works is no way in
		if link, err = i.service.FirstLink(ctx); err != nil {
			return exitFailed, err
		}
	}
	err = i.serve(ctx, c, "", func(address string) {
		fmt.Fprintf(s.out, "auditd serves at %s\n", address)
		if link != "" {
			fmt.Fprintf(s.out, "Choose the administrator's password (name: admin; the link works once):\n  %s/link/%s\n", address, link)
		}
	})
	if err != nil {
		return exitFailed, err
	}
	return exitOK, nil
}

// An installation is an open register and store with the service on them.
type installation struct {
	service  *service.Service
	register *docket.Register
	objects  store.Store
	drops    io.Closer // of the drop-in folder; nil without one
	temp     *workdir.Dir
	log      *slog.Logger
	measured *measurements
}

// openInstallation opens what the configuration names, and makes what is absent.
func openInstallation(ctx context.Context, c config, logTo io.Writer) (*installation, error) {
	debug.SetMemoryLimit(serverMemory)
	if err := os.MkdirAll(c["data_dir"], 0o700); err != nil {
		return nil, &audit.Error{Kind: audit.Denied, Text: "the data folder cannot be made", Remedy: "set the option data_dir", Err: err}
	}
	i := &installation{log: logger(c, logTo), measured: newMeasurements()}
	var err error
	if i.register, err = docket.Open(ctx, c.database(), policyOf(c.duration("lease"))); err != nil {
		return nil, err
	}
	if i.objects, err = openStore(ctx, c); err != nil {
		i.close(ctx)
		return nil, err
	}
	if i.temp, err = workdir.Open(filepath.Join(c["data_dir"], "work")); err != nil {
		i.close(ctx)
		return nil, &audit.Error{Kind: audit.Denied, Text: "the folder for temporary files cannot be made", Remedy: "set the option data_dir", Err: err}
	}
	inbox, drops, err := c.inbox(ctx, i.objects)
	if i.drops = drops; err != nil {
		i.close(ctx)
		return nil, err
	}
	i.measured.queue = i.register.Jobs.Counts
	i.service = service.New(service.Config{
		Register: i.register, Objects: tracestore.New(i.objects), Observer: i.measured, Renderer: web.Renderer{}, Now: time.Now, Random: rand.Reader, Generator: "auditd " + programVersion(),
		Limits: sandbox.Limits{Memory: c.count("child_memory")}, MaxUpload: c.count("max_upload"), Temp: i.temp.Path(), Lease: c.duration("lease"), Log: i.log, Inbox: inbox,
		PrivateWebhooks: c.flag("private_webhooks"),
	})
	if err := i.service.Prepare(ctx); err != nil {
		i.close(ctx)
		return nil, err
	}
	return i, nil
}

func logger(c config, w io.Writer) *slog.Logger {
	if c["log_format"] == "json" {
		return slog.New(identified{slog.NewJSONHandler(w, nil)})
	}
	return slog.New(identified{slog.NewTextHandler(w, nil)})
}

// openStore opens the store of objects: a bucket, or a folder where none is configured.
func openStore(ctx context.Context, c config) (store.Store, error) {
	if c["minio_endpoint"] == "" {
		return dirstore.Open(filepath.Join(c["data_dir"], "objects"), dirstore.Options{})
	}
	return miniostore.Open(ctx, miniostore.Config{
		Endpoint: c["minio_endpoint"], AccessKey: c["minio_access_key"], SecretKey: c["minio_secret_key"], Secure: c.flag("minio_tls"), Prefix: c["minio_prefix"],
		Retries: storeTries,
	})
}

// close is called when the context is over, which must not keep it from saying what went wrong.
func (i *installation) close(ctx context.Context) {
	if closer, ok := i.objects.(io.Closer); ok {
		if err := closer.Close(); err != nil {
			i.log.ErrorContext(ctx, "the store cannot be closed", slog.Any("error", err))
		}
	}
	if i.drops != nil {
		if err := i.drops.Close(); err != nil {
			i.log.ErrorContext(ctx, "the drop-in folder cannot be closed", slog.Any("error", err))
		}
	}
	if i.temp != nil {
		if err := i.temp.Close(); err != nil {
			i.log.ErrorContext(ctx, "temporary files cannot be removed", slog.Any("error", err))
		}
	}
	if err := i.register.Close(); err != nil {
		i.log.ErrorContext(ctx, "the register cannot be closed", slog.Any("error", err))
	}
}

// serve answers requests and does jobs until the context ends. started is told the address.
func (i *installation) serve(ctx context.Context, c config, notice string, started func(address string)) error {
	identities, err := c.identityProvider()
	if err != nil {
		return err
	}
	srv, err := web.New(web.Config{
		Collectors: []prometheus.Collector{i.measured}, Identities: identities, UseCases: i.service, Log: i.log, External: c.external(), Proxies: c.list("trusted_proxies"), MaxUpload: c.count("max_upload"), Notice: notice,
	})
	if err != nil {
		return err
	}
	stopTracing, err := startTracing(ctx, c)
	if err != nil {
		return err
	}
	defer func() { // the last spans are worth a few seconds
		end, cancel := context.WithTimeout(context.WithoutCancel(ctx), 3*time.Second)
		defer cancel()
		if err := stopTracing(end); err != nil {
			i.log.WarnContext(end, "the last traces were not sent", slog.Any("error", err))
		}
	}()
	limits := web.DefaultLimits()
	limits.Connections = max(1, int(c.count("max_connections")))
	address := "nowhere, and works"
	var l net.Listener
	if c["listen"] != "" {
		if l, err = net.Listen("tcp", c["listen"]); err != nil {
			return &audit.Error{Kind: audit.Denied, Text: "the address cannot be listened on", Remedy: "set the option listen", Err: err}
		}
		address = "http://" + l.Addr().String()
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	var all sync.WaitGroup
	failed := make(chan error, 2)
	start := func(l net.Listener, h http.Handler) {
		all.Go(func() {
			if err := web.Serve(ctx, l, h, limits); err != nil && !errors.Is(err, http.ErrServerClosed) {
				failed <- err
			}
			cancel()
		})
	}
	if l != nil {
		start(l, srv)
	}
	if c["metrics_listen"] != "" {
		m, err := net.Listen("tcp", c["metrics_listen"])
		if err != nil {
			return &audit.Error{Kind: audit.Denied, Text: "the address for metrics cannot be listened on", Remedy: "set the option metrics_listen", Err: err}
		}
		mux := http.NewServeMux()
		mux.Handle("GET /metrics", srv.Metrics())
		start(m, mux)
	}
	host, err := os.Hostname()
	if err != nil {
		host = "host"
	}
	all.Go(func() { i.service.Work(ctx, host+"/"+strconv.Itoa(os.Getpid()), int(c.count("workers"))) })
	started(address)
	all.Wait()
	select {
	case err := <-failed:
		return err
	default:
		return nil
	}
}
