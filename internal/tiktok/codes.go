package tiktok

import (
	"bytes"
	"errors"
	"net/http"
	"strconv"
	"strings"
	"time"

	"cuedrop/internal/fault"
)

// canonical gives a word its one spelling: the documentation says invalid_param, the
// wire invalid_params (3.2). Whole words are matched, never parts (3.5).
func canonical(code string) string {
	code = strings.ToLower(strings.TrimSpace(code))
	if code == "invalid_param" {
		return "invalid_params"
	}
	return code
}

// refusal returns the fault for TikTok's code. Words are looked for in both dialects
// (0.1), and among the fail_reasons, unless the status says that TikTok itself is in
// trouble.
func (a answer) refusal(code, message string, now time.Time) *fault.Error {
	code = canonical(redact(code, a.hide))
	cause := errors.New("http " + strconv.Itoa(a.status) + ": " + clean(message, a.hide))
	m, known := meaningOf(code, SourceAPI, SourceOAuth)
	if !known && a.status < 500 {
		m, known = meaningOf(code, SourceFailReason)
	}
	if !known {
		m = unknownWord(a.status)
		m.reason = "tiktok." + word(code)
	}
	return m.fault(cause).WithRetryAfter(retryAfter(a.header, m.Kind, now))
}

// unknownWord goes by the HTTP status.
func unknownWord(status int) Meaning {
	switch {
	case status == http.StatusTooManyRequests:
		return refused("rate_limit_exceeded")
	case status >= 500:
		return refused("internal_error")
	case status == http.StatusUnauthorized:
		return refused("access_token_invalid")
	}
	return Meaning{
		Kind: fault.Rejected, Retry: RetryNever,
		Sentence: "TikTok refused with a word that Cuedrop doesn't know.", Remedy: "Look for a newer Cuedrop, or post in the TikTok app.",
	}
}

// unreadable returns the fault for an answer that is not TikTok's JSON, from its
// status and from whether it is a page.
func (a answer) unreadable(now time.Time) *fault.Error {
	page := isPage(a.body) || strings.HasPrefix(a.header.Get("Content-Type"), "text/html")
	cause := errors.New("http " + strconv.Itoa(a.status) + " without TikTok's error object")
	named := func(code string) *fault.Error {
		m := refused(code)
		return m.fault(cause).WithRetryAfter(retryAfter(a.header, m.Kind, now))
	}
	switch {
	case a.status == http.StatusNetworkAuthenticationRequired || a.status/100 == 3:
		return portal(cause)
	case a.status == http.StatusTooManyRequests:
		return named("rate_limit_exceeded")
	case a.status >= 500:
		return named("internal_error")
	case page:
		return portal(cause)
	case a.status == http.StatusUnauthorized:
		return named("access_token_invalid")
	case a.status == http.StatusRequestTimeout:
		return named("internal_error")
	case a.status >= 400:
		return fault.Wrap(cause, fault.Rejected, "tiktok.http_"+strconv.Itoa(a.status), "TikTok refused without saying why. Look for a newer Cuedrop, or post in the TikTok app.")
	}
	return badAnswer(cause)
}

// isPage reports whether a body is a web page, without white space before it.
func isPage(body []byte) bool { return bytes.HasPrefix(body, []byte("<")) }

// portal is what a network's sign-in page in place of TikTok gives (G3, G13).
func portal(cause error) *fault.Error {
	return fault.Wrap(cause, fault.Unavailable, "network.portal", "The network answered instead of TikTok. Open a web page to sign in to the network; Cuedrop tries again.")
}

// badAnswer is for JSON that lacks what it must hold.
func badAnswer(cause error) *fault.Error {
	return fault.Wrap(cause, fault.Unavailable, "tiktok.bad_answer", "TikTok's answer can't be read. Cuedrop tries again.")
}
