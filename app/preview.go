package app

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"cuedrop/internal/cuedrop"
	"cuedrop/internal/fault"
	"cuedrop/internal/library"
)

// maxSlice is the most that one answer holds: on Windows Wails keeps the whole
// answer in memory (reliability-security.md 0.8).
const maxSlice = 4 << 20

// preview serves thumbnails and bounded slices of clips by opaque id, through Wails'
// asset handler. On Linux WebKit plays no media from that scheme, so there a
// loopback listener serves the same under an unguessable path, and nothing else.
type preview struct {
	library func() *library.Library // nil = nothing is shown
	avatars func(context.Context, cuedrop.AccountID) ([]byte, error)
	// enter is App.onShown; nil in tests without one.
	enter func(context.Context) (within context.Context, leave func(), ok bool)
	log   *slog.Logger

	asked atomic.Int64 // pictures that somebody waits for

	mu     sync.Mutex
	server *http.Server
	host   string // of the listener, "" = none
	token  string
	// candidate is the picture of who is signing in, under an id of its own.
	candidate   []byte
	candidateID string
}

func newPreview(l func() *library.Library, avatars func(context.Context, cuedrop.AccountID) ([]byte, error), log *slog.Logger) *preview {
	return &preview{library: l, avatars: avatars, log: log}
}

// listen opens the loopback listener where the system needs one.
func (p *preview) listen() error {
	if runtime.GOOS != "linux" {
		return nil
	}
	var lc net.ListenConfig
	l, err := lc.Listen(context.Background(), "tcp", "127.0.0.1:0")
	if err != nil {
		return fmt.Errorf("listen for previews: %w", err)
	}
	var token [16]byte
	_, _ = rand.Read(token[:]) // never fails
	p.mu.Lock()
	p.host, p.token = l.Addr().String(), hex.EncodeToString(token[:])
	server := &http.Server{Handler: http.HandlerFunc(p.serveLoopback), ReadHeaderTimeout: 10 * time.Second}
	p.server = server
	p.mu.Unlock()
	go func() {
		if err := server.Serve(l); !errors.Is(err, http.ErrServerClosed) {
			p.log.Error("preview listener", "err", err)
		}
	}()
	return nil
}

func (p *preview) close() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.server != nil {
		_ = p.server.Close()
		p.server = nil
	}
}

// base is what the window puts before /media/{id}/preview.
func (p *preview) base() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.host == "" {
		return ""
	}
	return "http://" + p.host + "/" + p.token
}

// origin is the listener's origin, for the window's policy.
func (p *preview) origin() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.host == "" {
		return ""
	}
	return "http://" + p.host
}

func (p *preview) serveLoopback(w http.ResponseWriter, r *http.Request) {
	p.mu.Lock()
	host, token := p.host, p.token
	p.mu.Unlock()
	rest, ok := strings.CutPrefix(r.URL.Path, "/"+token)
	// The exact host keeps out a page that points its own name at 127.0.0.1.
	if !ok || r.Host != host {
		http.NotFound(w, r)
		return
	}
	r.URL.Path = rest
	p.ServeHTTP(w, r)
}

// ServeHTTP answers GET and HEAD of /media/{id}/thumb, /strip, /frame/{ms}, /preview and
// /proxy, and of the pictures of accounts. Everything else is not found.
func (p *preview) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if p.enter != nil {
		within, leave, ok := p.enter(r.Context())
		if !ok {
			http.NotFound(w, r)
			return
		}
		defer leave()
		r = r.WithContext(within)
	}
	parts := strings.Split(strings.TrimPrefix(r.URL.Path, "/"), "/")
	if len(parts) == 3 && parts[0] == "avatar" && r.Method == http.MethodGet {
		p.avatar(w, r, parts[1])
		return
	}
	if len(parts) < 3 || parts[0] != "media" || r.Method != http.MethodGet && r.Method != http.MethodHead {
		http.NotFound(w, r)
		return
	}
	l := p.library()
	if l == nil {
		http.NotFound(w, r)
		return
	}
	h := w.Header()
	h.Set("X-Content-Type-Options", "nosniff")
	// No validators and no caching: WebView2 hangs on a 304
	// (reliability-security.md 0.8).
	h.Set("Cache-Control", "no-store")
	h.Set("Cross-Origin-Resource-Policy", "cross-origin")
	p.media(w, r, l, cuedrop.MediaID(parts[1]), parts[2:])
}

// media answers for one clip. what is what comes after its id.
func (p *preview) media(w http.ResponseWriter, r *http.Request, l *library.Library, id cuedrop.MediaID, what []string) {
	if len(what) == 2 && what[0] == "frame" {
		ms, err := strconv.ParseInt(what[1], 10, 64)
		if err != nil || strconv.FormatInt(ms, 10) != what[1] {
			http.NotFound(w, r)
			return
		}
		p.picture(w, r, func(ctx context.Context) (string, error) { return l.FrameAt(ctx, id, ms) })
		return
	}
	if len(what) != 1 {
		http.NotFound(w, r)
		return
	}
	switch what[0] {
	case "thumb":
		p.picture(w, r, func(ctx context.Context) (string, error) { return l.Thumbnail(ctx, id) })
	case "strip":
		p.picture(w, r, func(ctx context.Context) (string, error) { return l.Strip(ctx, id) })
	case "preview":
		m, err := l.Media(r.Context(), id)
		if err != nil {
			http.NotFound(w, r)
			return
		}
		p.file(w, r, m.Path, contentType(m.Check.Info.Container))
	case "proxy":
		path, err := l.Proxy(r.Context(), id)
		if err != nil {
			http.NotFound(w, r)
			return
		}
		p.file(w, r, path, "video/mp4")
	default:
		http.NotFound(w, r)
	}
}

// maxPictures is how many pictures may be asked for at the same time. The engine makes
// three at once; more than a window shows are waiting for nothing.
const maxPictures = 64

// picture answers with a JPEG that may have to be made first. Making ends when the
// client leaves, and more than maxPictures at a time are turned away.
func (p *preview) picture(w http.ResponseWriter, r *http.Request, find func(context.Context) (string, error)) {
	if p.asked.Add(1) > maxPictures {
		p.asked.Add(-1)
		w.Header().Set("Retry-After", "1")
		http.Error(w, "too many pictures at a time", http.StatusServiceUnavailable)
		return
	}
	defer p.asked.Add(-1)
	path, err := find(r.Context())
	if err != nil {
		if !fault.Is(err, fault.Canceled) {
			p.log.Info("picture", "err", err)
		}
		http.NotFound(w, r)
		return
	}
	p.file(w, r, path, "image/jpeg")
}

func contentType(container string) string {
	switch {
	case strings.Contains(container, "webm"):
		return "video/webm"
	case strings.Contains(container, "ogg"):
		return "video/ogg"
	default:
		return "video/mp4"
	}
}

// file answers with one bounded slice of path: 206 for a range, and for a file that
// fits whole into one slice 200 without one.
func (p *preview) file(w http.ResponseWriter, r *http.Request, path, kind string) {
	// Looked at before: opening a pipe waits for somebody to write to it.
	if info, err := os.Stat(path); err != nil || !info.Mode().IsRegular() {
		http.NotFound(w, r)
		return
	}
	f, err := os.Open(path) // the path comes from the library, by an opaque id; the window never names one
	if err != nil {
		http.NotFound(w, r)
		return
	}
	defer func() { _ = f.Close() }()
	info, err := f.Stat()
	if err != nil || !info.Mode().IsRegular() {
		http.NotFound(w, r)
		return
	}
	size := info.Size()
	first, last, ok := slice(r.Header.Get("Range"), size)
	if !ok {
		w.Header().Set("Content-Range", fmt.Sprintf("bytes */%d", size))
		w.WriteHeader(http.StatusRequestedRangeNotSatisfiable)
		return
	}
	h := w.Header()
	h.Set("Content-Type", kind)
	h.Set("Accept-Ranges", "bytes")
	h.Set("Content-Length", strconv.FormatInt(last-first+1, 10))
	if first == 0 && last == size-1 && r.Header.Get("Range") == "" {
		w.WriteHeader(http.StatusOK)
	} else {
		h.Set("Content-Range", fmt.Sprintf("bytes %d-%d/%d", first, last, size))
		w.WriteHeader(http.StatusPartialContent)
	}
	if r.Method == http.MethodHead {
		return
	}
	// A reader that goes away in the middle of a slice is what players do.
	_, _ = io.Copy(w, io.NewSectionReader(f, first, last-first+1))
}

// slice reads a Range header for a file of size bytes and bounds it. Several
// ranges, other units and ranges outside the file are refused.
func slice(header string, size int64) (first, last int64, ok bool) {
	if size <= 0 {
		return 0, 0, false
	}
	first, last = 0, size-1
	if header != "" {
		spec, found := strings.CutPrefix(header, "bytes=")
		from, to, dash := strings.Cut(spec, "-")
		if !found || !dash || strings.Contains(spec, ",") {
			return 0, 0, false
		}
		var err error
		switch from {
		case "": // the last n bytes
			n, err := strconv.ParseInt(to, 10, 64)
			if err != nil || n <= 0 {
				return 0, 0, false
			}
			first = max(size-n, 0)
		default:
			if first, err = strconv.ParseInt(from, 10, 64); err != nil || first < 0 || first >= size {
				return 0, 0, false
			}
			if to != "" {
				if last, err = strconv.ParseInt(to, 10, 64); err != nil || last < first {
					return 0, 0, false
				}
				last = min(last, size-1)
			}
		}
	}
	return first, min(last, first+maxSlice-1), true
}
