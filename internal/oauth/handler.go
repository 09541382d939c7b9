package oauth

import (
	"crypto/subtle"
	"net/http"
	"net/url"
	"strconv"
	"sync"
)

const (
	donePath = "/done"
	junkMax  = 20 // wrong answers that still get a page (I7)
)

type result struct {
	code   string
	scopes []string
	err    error
}

// handler answers the browser. Safe for concurrent use. Every page is static:
// nothing of a request is ever repeated in an answer (I10).
type handler struct {
	host, path string
	state      string
	language   string // of the pages; "" = the browser's
	sameSite   bool   // the authorize page shares our host
	result     chan result
	shown      chan struct{} // closed once the result page was asked for

	mu      sync.Mutex
	used    bool
	stopped bool // nobody waits for the answer any more
	outcome page
	junk    int
	once    sync.Once
}

func newHandler(host, path, state, language string) *handler {
	return &handler{
		host: host, path: path, state: state, language: supported(language),
		result: make(chan result, 1), shown: make(chan struct{}),
	}
}

func (h *handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	setHeaders(w.Header())
	switch {
	case r.Host != h.host: // DNS rebinding (I6)
		w.WriteHeader(http.StatusMisdirectedRequest)
	case r.Method != http.MethodGet:
		w.Header().Set("Allow", http.MethodGet)
		w.WriteHeader(http.StatusMethodNotAllowed)
	case r.URL.EscapedPath() == donePath:
		h.done(w, r)
	case r.URL.EscapedPath() != h.path:
		w.WriteHeader(http.StatusNotFound)
	case !h.navigation(r.Header):
		w.WriteHeader(http.StatusForbidden)
	default:
		h.callback(w, r)
	}
}

// navigation reports whether a request looks like a browser following the
// provider's redirect, and not like a script or a form on some page (I6). Programs
// that send no Sec-Fetch headers pass; the state decides then. A sandbox on
// 127.0.0.1 is the same site as we are, whatever its port.
func (h *handler) navigation(header http.Header) bool {
	if len(header.Values("Origin")) > 0 {
		return false
	}
	mode, dest := header.Get("Sec-Fetch-Mode"), header.Get("Sec-Fetch-Dest")
	if mode != "" && mode != "navigate" || dest != "" && dest != "document" {
		return false
	}
	switch header.Get("Sec-Fetch-Site") {
	case "", "none", "cross-site":
		return true
	case "same-site":
		return h.sameSite && mode == "navigate" && dest == "document"
	}
	return false
}

// done shows how it went. Its address holds nothing, so neither does the browser's
// history nor a Referer.
func (h *handler) done(w http.ResponseWriter, r *http.Request) {
	h.mu.Lock()
	used, p := h.used, h.outcome
	h.mu.Unlock()
	if !used {
		w.WriteHeader(http.StatusNotFound)
		return
	}
	h.write(w, r, http.StatusOK, p)
	h.once.Do(func() { close(h.shown) })
}

func (h *handler) callback(w http.ResponseWriter, r *http.Request) {
	q, err := url.ParseQuery(r.URL.RawQuery) // decodes once, which is how often codes are encoded
	if err != nil || len(q["state"]) != 1 || subtle.ConstantTimeCompare([]byte(q["state"][0]), []byte(h.state)) != 1 {
		h.reject(w, r)
		return
	}
	h.mu.Lock()
	used := h.used
	h.used = true
	var res result
	stopped := h.stopped
	switch {
	case used:
	case stopped:
		h.outcome = pageStopped
	default:
		res, h.outcome = read(q)
	}
	h.mu.Unlock()
	if used {
		h.write(w, r, http.StatusGone, pageUsed) // I2
		return
	}
	// A relative address: the code leaves the address bar.
	w.Header().Set("Location", donePath)
	w.WriteHeader(http.StatusSeeOther)
	if !stopped {
		h.result <- res
	}
}

// stop takes no answer from now on. A browser that brings one, or has just brought it, is
// told that the sign-in was stopped.
func (h *handler) stop() {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.stopped, h.outcome = true, pageStopped
}

// reject answers a callback that is not the provider's. The sign-in goes on (I1);
// whoever keeps trying gets no more than a status (I7).
func (h *handler) reject(w http.ResponseWriter, r *http.Request) {
	h.mu.Lock()
	h.junk++
	quiet := h.junk > junkMax
	h.mu.Unlock()
	if quiet {
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	h.write(w, r, http.StatusBadRequest, pageStrange)
}

func (h *handler) write(w http.ResponseWriter, r *http.Request, status int, p page) {
	language := h.language
	if language == "" {
		language = negotiate(r.Header)
	}
	body := pages()[language][p]
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Content-Length", strconv.Itoa(len(body)))
	w.WriteHeader(status)
	_, _ = w.Write(body)
}
