package tiktok

import (
	"bytes"
	"errors"
	"net/http"
	"strconv"
	"strings"
	"time"
	"unicode"

	"cuedrop/internal/cuedrop"
	"cuedrop/internal/fault"
)

// meaning is what Cuedrop makes of one of TikTok's words.
type meaning struct {
	kind    fault.Kind
	message string
}

// codes are the error codes of the API (2, 3.1 to 3.6) and of OAuth (1.7).
var codes = map[string]meaning{
	"access_token_invalid":    {fault.AuthRequired, "TikTok no longer accepts this account's sign-in. Sign in again."},
	"scope_not_authorized":    {fault.AuthRequired, "This account hasn't allowed Cuedrop what this needs. Sign in again and leave every permission on."},
	"scope_permission_missed": {fault.AuthRequired, "This account hasn't allowed Cuedrop what this needs. Sign in again and leave every permission on."},
	"rate_limit_exceeded":     {fault.RateLimited, "TikTok asks for a pause. Cuedrop waits and goes on by itself."},
	"internal_error":          {fault.Unavailable, "TikTok has a problem on its side. Cuedrop tries again."},
	"invalid_params":          {fault.Rejected, "TikTok didn't accept the request as Cuedrop wrote it. Check the post's settings and look for a newer Cuedrop."},
	"invalid_file_upload":     {fault.Rejected, "TikTok didn't accept the file. Prepare the clip again or choose another one."},

	"spam_risk_too_many_posts":                           {fault.Rejected, "This account has reached TikTok's number of posts for a day. Try again tomorrow, or post in the TikTok app."},
	"spam_risk_user_banned_from_posting":                 {fault.Rejected, "TikTok has stopped this account from posting. Open the TikTok app to see why."},
	"spam_risk_too_many_pending_share":                   {fault.Rejected, "Five clips are already waiting in this account's TikTok inbox, the most it takes in a day. Finish or delete them in the TikTok app, then try again."},
	"spam_risk_text":                                     {fault.Rejected, "TikTok found the caption risky. Change the caption and try again."},
	"spam_risk":                                          {fault.Rejected, "TikTok found this post risky and refused it. Post it in the TikTok app if it is in order."},
	"reached_active_user_cap":                            {fault.Rejected, "The TikTok app that Cuedrop uses has reached its number of posting accounts for a day. Try again tomorrow."},
	"unaudited_client_can_only_post_to_private_accounts": {fault.Rejected, "The TikTok app that Cuedrop uses isn't audited, so the whole account must be private when it posts. Make the account private in TikTok, or send the clip to the TikTok inbox."},
	"url_ownership_unverified":                           {fault.Rejected, "TikTok was asked to fetch the clip from a website, which Cuedrop never does. Look for a newer Cuedrop."},
	"privacy_level_option_mismatch":                      {fault.Rejected, "TikTok doesn't offer this account the audience you chose. Choose another one."},
	"privacy_level_not_authorized":                       {fault.Rejected, "TikTok doesn't offer this account the audience you chose. Choose another one."},
	"app_version_check_failed":                           {fault.Rejected, "The TikTok app on your phone is too old for this. Update it and try again."},

	"invalid_publish_id":                            {fault.NotFound, "TikTok doesn't know this post any more. Look in the TikTok app whether it is there."},
	"token_not_authorized_for_specified_publish_id": {fault.Rejected, "This post belongs to another TikTok account. Connect the account that sent it."},
	"publish_not_cancellable":                       {fault.Conflict, "TikTok has already finished this post. Delete it in the TikTok app if you don't want it."},

	"access_denied":             {fault.AuthRequired, "TikTok refused the sign-in. Sign in again and allow Cuedrop."},
	"invalid_client":            {fault.AuthRequired, "TikTok doesn't know the app's client key or secret. Check both in Settings, then sign in again."},
	"unauthorized_client":       {fault.AuthRequired, "The TikTok app isn't set up for this sign-in. Check its Login Kit and redirect address in TikTok's developer portal, then sign in again."},
	"invalid_grant":             {fault.AuthRequired, "The sign-in has expired or was withdrawn. Sign in again."},
	"invalid_request":           {fault.Rejected, "TikTok didn't accept the sign-in. Start it again; if it keeps failing, check the redirect address in TikTok's developer portal."},
	"invalid_scope":             {fault.Rejected, "The TikTok app lacks a permission that was asked for. Add it in TikTok's developer portal, then sign in again."},
	"unsupported_grant_type":    {fault.Rejected, "TikTok doesn't offer this kind of sign-in. Look for a newer Cuedrop."},
	"unsupported_response_type": {fault.Rejected, "TikTok doesn't offer this kind of sign-in. Look for a newer Cuedrop."},
	"server_error":              {fault.Unavailable, "TikTok has a problem on its side. Cuedrop tries again."},
	"temporarily_unavailable":   {fault.Unavailable, "TikTok's sign-in is busy. Cuedrop tries again."},
}

// canonical gives a word its one spelling: the documentation says invalid_param, the
// wire invalid_params (3.2). Whole words are matched, never parts (3.5).
func canonical(code string) string {
	code = strings.ToLower(strings.TrimSpace(code))
	if code == "invalid_param" {
		return "invalid_params"
	}
	return code
}

// refusal returns the fault for TikTok's code.
func (a answer) refusal(code, message string, now time.Time) *fault.Error {
	code = canonical(code)
	cause := errors.New("http " + strconv.Itoa(a.status) + ": " + clean(message, a.hide))
	m, known := codes[code]
	if !known {
		switch {
		case a.status == http.StatusTooManyRequests:
			m = codes["rate_limit_exceeded"]
		case a.status >= 500:
			m = codes["internal_error"]
		case a.status == http.StatusUnauthorized:
			m = codes["access_token_invalid"]
		default:
			m = meaning{fault.Rejected, "TikTok refused with a word that Cuedrop doesn't know. Look for a newer Cuedrop, or post in the TikTok app."}
		}
	}
	f := fault.Wrap(cause, m.kind, "tiktok."+word(code), m.message)
	return f.WithRetryAfter(retryAfter(a.header, m.kind, now))
}

// unreadable returns the fault for an answer that is not TikTok's JSON, from its
// status and from whether it is a page.
func (a answer) unreadable(now time.Time) *fault.Error {
	page := bytes.HasPrefix(a.body, []byte("<")) || strings.HasPrefix(a.header.Get("Content-Type"), "text/html")
	cause := errors.New("http " + strconv.Itoa(a.status) + " without TikTok's error object")
	named := func(code string) *fault.Error {
		m := codes[code]
		f := fault.Wrap(cause, m.kind, "tiktok."+code, m.message)
		return f.WithRetryAfter(retryAfter(a.header, m.kind, now))
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

// portal is what a network's sign-in page in place of TikTok gives (G3, G13).
func portal(cause error) *fault.Error {
	return fault.Wrap(cause, fault.Unavailable, "network.portal", "The network answered instead of TikTok. Open a web page to sign in to the network; Cuedrop tries again.")
}

// badAnswer is for JSON that lacks what it must hold.
func badAnswer(cause error) *fault.Error {
	return fault.Wrap(cause, fault.Unavailable, "tiktok.bad_answer", "TikTok's answer can't be read. Cuedrop tries again.")
}

// word makes a code fit for a reason: lower-case letters, digits and a few signs, at
// most 64 bytes.
func word(code string) string {
	w := strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' || strings.ContainsRune("_.-", r) {
			return r
		}
		return '_'
	}, code)
	if w == "" {
		return "unknown"
	}
	return w[:min(len(w), 64)]
}

// clean makes foreign text fit for the log: one line, at most 200 runes, and none of
// the request's secrets, should the server repeat them.
func clean(s string, hide []cuedrop.Secret) string {
	for _, secret := range hide {
		if secret != "" {
			s = strings.ReplaceAll(s, secret.Reveal(), "[redacted]")
		}
	}
	n := 0
	return strings.Map(func(r rune) rune {
		if n++; n > 200 {
			return -1
		}
		if !unicode.IsPrint(r) {
			return ' '
		}
		return r
	}, s)
}
