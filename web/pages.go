package web

import (
	"bytes"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"html/template"
	"io/fs"
	"log/slog"
	"net/http"
	"net/url"
	"path"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"auditd/audit"
	"auditd/audit/service"
)

//go:embed templates/*.html
var templateFiles embed.FS

//go:embed static/*
var staticFiles embed.FS

// pages are the templates in one language.
type pages struct{ byName map[string]*template.Template }

// view is what every page is made of.
type view struct {
	Lang    string // zh or en
	Tag     string
	Title   string
	Here    string // address of this page, without its language
	Caller  *service.Caller
	Data    any
	Notice  string // above every page, such as that this is a demonstration
	Refresh int    // seconds after which a page without script asks again; 0 never
	Script  bool
	Now     time.Time
	About   string // one sentence, for previews of a public page; empty for others
	Address string // permanent, likewise
}

// An Asset is a file that browsers may keep for ever, because its name changes with its bytes.
type staticAsset struct {
	data []byte
	kind string
	etag string
}

var assets, assetNames = loadAssets()

func loadAssets() (map[string]staticAsset, map[string]string) {
	byHashed, names := map[string]staticAsset{}, map[string]string{}
	files, err := fs.ReadDir(staticFiles, "static")
	if err != nil {
		panic(err) // the folder is embedded
	}
	kinds := map[string]string{".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".svg": "image/svg+xml"}
	for _, f := range files {
		data, err := staticFiles.ReadFile("static/" + f.Name())
		if err != nil {
			panic(err) // likewise
		}
		sum := sha256.Sum256(data)
		ending := path.Ext(f.Name())
		hashed := strings.TrimSuffix(f.Name(), ending) + "-" + hex.EncodeToString(sum[:6]) + ending
		byHashed[hashed] = staticAsset{data, kinds[ending], `"` + hex.EncodeToString(sum[:12]) + `"`}
		names[f.Name()] = "/static/" + hashed
	}
	return byHashed, names
}

// asset serves a style sheet or a script.
func (s *Server) asset(c *gin.Context) error {
	a, ok := assets[c.Param("name")]
	if !ok {
		return audit.Errorf(audit.NotFound, "there is no such file")
	}
	c.Header("Cache-Control", "public, max-age=31536000, immutable")
	c.Header("ETag", a.etag)
	if c.GetHeader("If-None-Match") == a.etag {
		c.Status(http.StatusNotModified)
		return nil
	}
	c.Data(http.StatusOK, a.kind, a.data)
	return nil
}

// parsePages reads the templates once for every language.
func parsePages() (map[string]*pages, error) {
	out := map[string]*pages{}
	files, err := fs.Glob(templateFiles, "templates/*.html")
	if err != nil {
		return nil, err
	}
	for _, lang := range languages {
		p := &pages{byName: map[string]*template.Template{}}
		for _, f := range files {
			name := strings.TrimSuffix(path.Base(f), ".html")
			if name == "layout" || strings.HasPrefix(name, "parts") {
				continue
			}
			t, err := template.New("layout.html").Funcs(functions(lang)).ParseFS(templateFiles, "templates/layout.html", "templates/parts*.html", f)
			if err != nil {
				return nil, err
			}
			p.byName[name] = t
		}
		out[lang] = p
	}
	return out, nil
}

// functions are what templates may call.
func functions(lang string) template.FuncMap {
	t := func(key string, args ...any) string { return message(lang, key, args...) }
	return template.FuncMap{
		"t":        t,
		"asset":    func(name string) string { return assetNames[name] },
		"time":     func(x time.Time) string { return timeIn(lang, x) },
		"date":     func(x time.Time) string { return dateIn(lang, x) },
		"left":     func(due, now time.Time) string { return leftIn(lang, due, now) },
		"number":   grouped,
		"add":      func(a, b int) int { return a + b },
		"iso":      func(x time.Time) string { return x.UTC().Format(time.RFC3339) },
		"clean":    audit.Clean,
		"prose":    prose,
		"line":     func(s string) string { return lineIn(lang, s) },
		"bytes":    byteSize,
		"either":   func(zh, en string) string { return either(lang, zh, en) },
		"named":    func(n service.Named) string { return either(lang, n.Zh, n.En) },
		"key":      func(prefix string, v any) string { return t(prefix + "." + fmt.Sprint(v)) },
		"percent":  func(x float64) string { return fmt.Sprintf("%.1f %%", 100*x) },
		"width":    func(x float64) int { return int(100*x + 0.5) },
		"join":     strings.Join,
		"verdicts": service.Verdicts,
		"fileName": service.NameOf,
		"rows": func(n int) []int {
			out := make([]int, n)
			for i := range out {
				out[i] = i + 1
			}
			return out
		},
		"progress": func(v *service.View) string { return audit.Clean(progressIn(lang, v)) },
		"said":     func(s string) string { return saidIn(lang, s) },
	}
}

// prose returns what a person wrote, with its lines kept and everything else that disturbs a page shown as an escape.
func prose(s string) string {
	lines := strings.Split(strings.ReplaceAll(s, "\r\n", "\n"), "\n")
	for i := range lines {
		lines[i] = audit.Clean(lines[i])
	}
	return strings.Join(lines, "\n")
}

func orDefault(s, other string) string {
	if s == "" {
		return other
	}
	return s
}

// either returns the text in the language, or the other one where there is none.
func either(lang, zh, en string) string {
	if lang == "en" && en != "" || zh == "" {
		return en
	}
	return zh
}

func byteSize(n int64) string {
	units := []string{"B", "kB", "MB", "GB", "TB"}
	x, i := float64(n), 0
	for x >= 1000 && i < len(units)-1 {
		x, i = x/1000, i+1
	}
	if i == 0 {
		return fmt.Sprintf("%d B", n)
	}
	return fmt.Sprintf("%.1f %s", x, units[i])
}

// render writes a page. It is made whole before its first byte is sent, so that a fault gives no half page.
func (s *Server) render(c *gin.Context, status int, name, title string, data any) {
	s.renderView(c, status, name, view{Title: title, Data: data})
}

func (s *Server) renderView(c *gin.Context, status int, name string, v view) {
	v.Lang = languageOf(c)
	v.Tag, v.Caller, v.Notice, v.Now = tags[v.Lang], caller(c), s.Notice, s.Now()
	q := c.Request.URL.Query()
	q.Del("lang")
	here := url.URL{Path: c.Request.URL.Path, RawQuery: q.Encode()}
	if v.Here = here.RequestURI() + "?"; here.RawQuery != "" {
		v.Here = here.RequestURI() + "&"
	}
	if c.Request.Method != http.MethodGet { // a form is not sent again by changing the language
		v.Here = "/?"
	}
	s.keepLanguage(c)
	var b bytes.Buffer
	if err := s.pages[v.Lang].byName[name].ExecuteTemplate(&b, "layout.html", v); err != nil {
		s.Log.ErrorContext(c.Request.Context(), "a page cannot be made", slog.String("page", name), slog.Any("error", err))
		c.Data(http.StatusInternalServerError, "text/plain; charset=utf-8", []byte(message(v.Lang, "kind.internal")))
		return
	}
	c.Header("Content-Language", v.Tag)
	c.Header("Vary", "Accept-Language, Cookie")
	c.Data(status, "text/html; charset=utf-8", b.Bytes())
}
