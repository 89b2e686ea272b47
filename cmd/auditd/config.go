package main

import (
	"context"
	"fmt"
	"net"
	"os"
	"slices"
	"strconv"
	"strings"
	"time"

	"auditd/audit"
)

// An option is one thing that can be configured. The table below is all there is: flags, variables, help and `auditd config` come
// from it.
type option struct {
	name   string // as --option NAME=VALUE has it; its variable is AUDITD_ and the name in capitals
	value  string // default
	help   string
	secret bool // never printed; may be read from the file that the variable with _FILE names
	check  func(value string) error
}

// variable returns the name of the environment variable.
func (o option) variable() string { return "AUDITD_" + strings.ToUpper(o.name) }

var options = slices.Concat(serviceOptions, telemetryOptions, intakeOptions, identityOptions)

// serviceOptions are those of the service itself.
var serviceOptions = []option{
	{name: "listen", value: "127.0.0.1:8080", help: "Address to listen on; empty for a process that only works.", check: checkAddress},
	{name: "metrics_listen", help: "Address for Prometheus to ask at /metrics; empty for none.", check: checkAddress},
	{name: "data_dir", value: "auditd-data", help: "Folder of the objects and of the SQLite register."},
	{name: "database", help: "postgres://… for several machines; empty for SQLite in data_dir.", secret: true, check: checkDatabase},
	{name: "minio_endpoint", help: "Host and port of MinIO or another S3 server; empty for a folder in data_dir."},
	{name: "minio_prefix", value: "auditd", help: "What the names of the three buckets begin with."},
	{name: "minio_access_key", help: "Access key.", secret: true},
	{name: "minio_secret_key", help: "Secret key.", secret: true},
	{name: "minio_tls", value: "true", help: "Whether MinIO is reached over TLS.", check: checkBool},
	{name: "external_url", help: "Address by which people reach the service, such as https://audits.example.org; with https, cookies are sent over TLS only.", check: checkExternal},
	{name: "trusted_proxies", help: "Addresses and networks of proxies whose X-Forwarded-For is believed, with commas between; empty for none.", check: checkNetworks},
	{name: "workers", value: "2", help: "Audits measured at once by this process; 0 for none.", check: checkCount},
	{name: "lease", value: "30s", help: "How long a worker may be silent before another takes its job over; the same for all on one database.", check: checkLease},
	{name: "max_connections", value: "4096", help: "Most connections at once; further ones wait.", check: checkCount},
	{name: "max_upload", value: "4294967296", help: "Most bytes of one submission.", check: checkCount},
	{name: "child_memory", value: "1073741824", help: "Most bytes of memory of a process that reads foreign bytes.", check: checkCount},
	{name: "private_webhooks", value: "false", help: "Whether webhooks may lie on this machine and in private networks, and be plain HTTP.", check: checkBool},
	{name: "log_format", value: "text", help: "Form of the log: text or json.", check: oneOf("text", "json")},
}

func checkAddress(v string) error {
	if v == "" {
		return nil
	}
	_, _, err := net.SplitHostPort(v)
	return err
}

func checkDatabase(v string) error {
	if v != "" && !strings.HasPrefix(v, "postgres://") && !strings.HasPrefix(v, "postgresql://") && !strings.HasPrefix(v, "sqlite:") {
		return fmt.Errorf("use postgres://… or sqlite:PATH")
	}
	return nil
}

func checkBool(v string) error {
	_, err := strconv.ParseBool(v)
	return err
}

func checkCount(v string) error {
	_, err := strconv.ParseUint(v, 10, 62)
	return err
}

// The shortest lease is the shortest that workers can keep on a busy machine.
const shortestLease = time.Second

func checkLease(v string) error {
	d, err := time.ParseDuration(v)
	if err == nil && (d < shortestLease || d > time.Hour) {
		err = fmt.Errorf("use 1s to 1h")
	}
	return err
}

func oneOf(words ...string) func(string) error {
	return func(v string) error {
		if !slices.Contains(words, v) {
			return fmt.Errorf("use one of %s", strings.Join(words, ", "))
		}
		return nil
	}
}

// A config is the effective values by name.
type config map[string]string

// readConfig takes values from NAME=VALUE settings, then from the environment, then from files named there, then the defaults.
func readConfig(settings []string, env func(string) string) (config, error) {
	c := config{}
	for _, s := range settings {
		name, value, ok := strings.Cut(s, "=")
		if !ok || !slices.ContainsFunc(options, func(o option) bool { return o.name == name }) {
			return nil, usageError{"there is no option " + audit.Quote(name) + "; see auditd config"}
		}
		c[name] = value
	}
	for _, o := range options {
		if _, ok := c[o.name]; !ok {
			v, err := o.fromEnvironment(env)
			if err != nil {
				return nil, err
			}
			c[o.name] = v
		}
		if o.check == nil {
			continue
		}
		if err := o.check(c[o.name]); err != nil {
			e := &audit.Error{Kind: audit.Invalid, Text: "the option " + o.name + " has no valid value", Remedy: o.help}
			if !o.secret {
				e.Value = audit.Quote(c[o.name])
			}
			return nil, e
		}
	}
	return c, nil
}

func (o option) fromEnvironment(env func(string) string) (string, error) {
	if v := env(o.variable()); v != "" {
		return v, nil
	}
	file := env(o.variable() + "_FILE")
	if file == "" || !o.secret {
		return o.value, nil
	}
	data, err := os.ReadFile(file)
	if err != nil {
		return "", &audit.Error{Kind: audit.Invalid, Text: "the file of the option " + o.name + " cannot be read", Err: err}
	}
	return strings.TrimRight(string(data), "\r\n"), nil
}

// count returns a number that was checked.
func (c config) count(name string) int64 {
	n, _ := strconv.ParseInt(c[name], 10, 64)
	return n
}

// duration returns a length of time that was checked.
func (c config) duration(name string) time.Duration {
	d, _ := time.ParseDuration(c[name])
	return d
}

// flag returns a truth value that was checked.
func (c config) flag(name string) bool {
	v, _ := strconv.ParseBool(c[name])
	return v
}

type configVerb struct {
	Option []string `short:"o" sep:"none" placeholder:"NAME=VALUE" help:"Set an option."`
}

// run prints every option with its effective value, none of a secret one.
func (v configVerb) run(_ context.Context, s streams) (int, error) {
	c, err := readConfig(v.Option, s.env)
	if err != nil {
		return exitFailed, err
	}
	for _, o := range options {
		value := c[o.name]
		if o.secret && value != "" {
			value = "(set)"
		}
		fmt.Fprintf(s.out, "%s=%s\n    %s: %s\n", o.name, audit.Clean(value), o.variable(), o.help)
	}
	return exitOK, nil
}
