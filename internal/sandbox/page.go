package sandbox

import (
	"bytes"
	"embed"
	"encoding/json"
	"fmt"
	"html/template"
	"net/http"
	"os"
	"slices"
	"strconv"
	"time"
)

//go:embed page
var pageFiles embed.FS

var pages = template.Must(template.New("").Funcs(template.FuncMap{
	"bytes": humanBytes, "captionWords": captionWords, "statusWords": statusWords, "privacyWords": privacyWords,
	"when": func(t time.Time) string { return t.UTC().Format("2 Jan 2006, 15:04:05 MST") },
	"iso":  func(t time.Time) string { return t.UTC().Format(time.RFC3339) },
}).ParseFS(pageFiles, "page/*.html"))

// contentPolicy lets a page run its own style and script and nothing else.
// form-action stays last: the consent page adds the redirect's origin to it.
const contentPolicy = "default-src 'none'; style-src 'nonce-%[1]s'; script-src 'nonce-%[1]s'; img-src 'self'; media-src 'self'; " +
	"connect-src 'self'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'"

// refusedPage tells a person what is wrong with an authorize request.
type refusedPage struct {
	Field   string // the parameter, as TikTok's page names it
	Problem string // goes on after the field's name
}

type receivedPage struct {
	Version  int64
	Received []Received // newest first
	CanPlay  bool
}

// pageAnswer renders a page. The content is escaped by html/template.
func pageAnswer(status int, name string, content any) answer {
	nonce := randomHex(16)
	var b bytes.Buffer
	err := pages.ExecuteTemplate(&b, name, struct {
		Nonce string
		Page  any
	}{nonce, content})
	if err != nil {
		panic(err) // our own templates and data; a test renders each of them
	}
	return answer{
		status: status,
		header: map[string]string{
			"Content-Type":            "text/html; charset=utf-8",
			"Content-Security-Policy": fmt.Sprintf(contentPolicy, nonce),
		},
		body: b.Bytes(),
	}
}

// indexPage shows what was received, newest first.
func (s *Server) indexPage(w http.ResponseWriter, r *http.Request) {
	page := receivedPage{Version: s.version.Load(), Received: s.Received(), CanPlay: !s.cfg.Discard}
	slices.Reverse(page.Received)
	s.send(w, r, endpoint{dialect: speaksPage}, pageAnswer(http.StatusOK, "received.html", page))
}

// listReceived is GET /received. The ETag tells the page when to look again.
func (s *Server) listReceived(w http.ResponseWriter, _ *http.Request) {
	version := s.version.Load() // before the list, so that it is never newer than it
	list := s.Received()
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.Header().Set("ETag", strconv.Quote(strconv.FormatInt(version, 10)))
	_ = json.NewEncoder(w).Encode(list)
}

// playReceived is GET /received/{publishID}/video: the bytes as they came, with
// ranges, once all of them are there.
func (s *Server) playReceived(w http.ResponseWriter, r *http.Request) {
	file, contentType, at := s.findFile(r.PathValue("publishID"))
	if file == "" {
		http.NotFound(w, r)
		return
	}
	f, err := os.Open(file)
	if err != nil {
		s.log.Error("sandbox: open received video", "err", err)
		http.NotFound(w, r)
		return
	}
	defer func() { _ = f.Close() }()
	w.Header().Set("Content-Type", contentType)
	http.ServeContent(w, r, "", at, f)
}

func (s *Server) findFile(publishID string) (file, contentType string, at time.Time) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, p := range s.posts {
		if p.PublishID == publishID && p.complete() {
			return p.file, p.ContentType, p.uploadedAt
		}
	}
	return "", "", time.Time{}
}

func humanBytes(n int64) string {
	switch {
	case n < 1000:
		return fmt.Sprintf("%d bytes", n)
	case n < 1000_000:
		return fmt.Sprintf("%.1f kB", float64(n)/1e3)
	case n < 1000_000_000:
		return fmt.Sprintf("%.1f MB", float64(n)/1e6)
	default:
		return fmt.Sprintf("%.2f GB", float64(n)/1e9)
	}
}
