package oauth

import (
	"crypto/subtle"
	"errors"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"sync"

	"cuedrop/internal/fault"
)

const (
	donePath = "/done"
	junkMax  = 20   // wrong answers that still get a page (I7)
	codeMax  = 2048 // bytes; TikTok's codes are far shorter
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
	pages      pages
	sameSite   bool // the authorize page shares our host
	result     chan result
	shown      chan struct{} // closed once the result page was asked for

	mu      sync.Mutex
	used    bool
	outcome page
	junk    int
	once    sync.Once
}

func newHandler(host, path, state string, p pages) *handler {
	return &handler{
		host: host, path: path, state: state, pages: p,
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
		h.done(w)
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
func (h *handler) done(w http.ResponseWriter) {
	h.mu.Lock()
	used, p := h.used, h.outcome
	h.mu.Unlock()
	if !used {
		w.WriteHeader(http.StatusNotFound)
		return
	}
	h.write(w, http.StatusOK, p)
	h.once.Do(func() { close(h.shown) })
}

func (h *handler) callback(w http.ResponseWriter, r *http.Request) {
	q, err := url.ParseQuery(r.URL.RawQuery) // decodes once, which is how often codes are encoded
	if err != nil || len(q["state"]) != 1 || subtle.ConstantTimeCompare([]byte(q["state"][0]), []byte(h.state)) != 1 {
		h.reject(w)
		return
	}
	h.mu.Lock()
	used := h.used
	h.used = true
	var res result
	if !used {
		res, h.outcome = read(q)
	}
	h.mu.Unlock()
	if used {
		h.write(w, http.StatusGone, pageUsed) // I2
		return
	}
	// A relative address: the code leaves the address bar.
	w.Header().Set("Location", donePath)
	w.WriteHeader(http.StatusSeeOther)
	h.result <- res
}

// reject answers a callback that is not the provider's. The sign-in goes on (I1);
// whoever keeps trying gets no more than a status (I7).
func (h *handler) reject(w http.ResponseWriter) {
	h.mu.Lock()
	h.junk++
	quiet := h.junk > junkMax
	h.mu.Unlock()
	if quiet {
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	h.write(w, http.StatusBadRequest, pageStrange)
}

func (h *handler) write(w http.ResponseWriter, status int, p page) {
	body := h.pages[p]
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Content-Length", strconv.Itoa(len(body)))
	w.WriteHeader(status)
	_, _ = w.Write(body)
}

// read turns a redirect with a valid state into its meaning (tiktok-open-api.md 1.4).
func read(q url.Values) (result, page) {
	if len(q["error"]) > 0 {
		return result{err: refusal(q.Get("error"), q.Get("error_type"))}, pageRefused
	}
	code := q["code"]
	if len(code) != 1 || code[0] == "" || len(code[0]) > codeMax {
		return result{err: fault.New(fault.Rejected, "oauth.bad_answer", "The sign-in page sent an answer that can't be read. Start the sign-in again.")}, pageRefused
	}
	scopes := q.Get("scopes")
	if scopes == "" {
		scopes = q.Get("scope") // what the standard calls it
	}
	granted := strings.FieldsFunc(scopes, func(r rune) bool { return r == ',' || r == ' ' })
	return result{code: code[0], scopes: granted}, pageDone
}

func refusal(code, errorType string) error {
	cause := errors.New(strconv.QuoteToASCII(code[:min(len(code), 64)] + " " + errorType[:min(len(errorType), 64)]))
	switch {
	case errorType == "non_sandbox_target": // not a refusal by the user
		return fault.Wrap(cause, fault.Rejected, "oauth.not_target_user", "This TikTok account isn't a target user of the app's sandbox. Add it in TikTok's developer portal, wait up to an hour, then sign in again.")
	case code == "access_denied" && errorType == "":
		return fault.Wrap(cause, fault.Canceled, "oauth.refused", "You didn't allow Cuedrop to use the account. Nothing was connected.")
	case code == "unauthorized_client":
		return fault.Wrap(cause, fault.Rejected, "oauth.unauthorized_client", "TikTok doesn't accept this app for the sign-in. In its developer portal, add Login Kit for Desktop with the redirect address http://127.0.0.1:*/callback/ and check the client key.")
	case code == "invalid_scope":
		return fault.Wrap(cause, fault.Rejected, "oauth.invalid_scope", "The TikTok app lacks a permission that was asked for. Add it in TikTok's developer portal, then sign in again.")
	case code == "server_error" || code == "temporarily_unavailable":
		return fault.Wrap(cause, fault.Unavailable, "oauth.unavailable", "TikTok's sign-in has a problem on its side. Try again in a few minutes.")
	}
	return fault.Wrap(cause, fault.Rejected, "oauth.error", "TikTok refused the sign-in. Start it again; if it keeps failing, check the app in TikTok's developer portal.")
}
