package oauth

import (
	"errors"
	"net/url"
	"strconv"
	"strings"

	"cuedrop/internal/fault"
)

const codeMax = 2048 // bytes; TikTok's codes are far shorter

// ending is how a sign-in can fail once the provider has answered: the page that the
// browser shows and what the caller gets. Reasons are stable; what tells two endings
// with one reason apart is the sentence.
type ending struct {
	page    page
	kind    fault.Kind
	reason  string
	message string
}

func (e ending) fault(cause error) error { return fault.Wrap(cause, e.kind, e.reason, e.message) }

// Refusals (tiktok-open-api.md 1.4).
var (
	declined = ending{pageDeclined, fault.Canceled, "oauth.refused",
		"You didn't allow Cuedrop to use the account. Nothing was connected."}
	notTarget = ending{pageNotTarget, fault.Rejected, "oauth.not_target_user",
		"This TikTok account isn't a target user of the app's sandbox. Add it in TikTok's developer portal, wait up to an hour, then sign in again."}
	wrongApp = ending{pageApp, fault.Rejected, "oauth.unauthorized_client",
		"TikTok doesn't accept this app for the sign-in. In its developer portal, add Login Kit for Desktop with the redirect address http://127.0.0.1:*/callback/ and check the client key."}
	wrongScope = ending{pageScope, fault.Rejected, "oauth.invalid_scope",
		"The TikTok app lacks a permission that was asked for. Add it in TikTok's developer portal, then sign in again."}
	unavailable = ending{pageUnavailable, fault.Unavailable, "oauth.unavailable",
		"TikTok's sign-in has a problem on its side. Try again in a few minutes."}
	denied = ending{pageDenied, fault.Rejected, "oauth.error",
		"TikTok, not you, turned this sign-in down, for a reason that Cuedrop doesn't know. Try another TikTok account; if it keeps failing, check the app in TikTok's developer portal."}
	failed = ending{pageDenied, fault.Rejected, "oauth.error",
		"TikTok refused the sign-in. Start it again; if it keeps failing, check the app in TikTok's developer portal."}
)

// Answers that are neither a consent nor a refusal.
var (
	noCode = ending{pageUnreadable, fault.Rejected, "oauth.bad_answer",
		"TikTok's answer holds no sign-in code. Start the sign-in again."}
	longCode = ending{pageUnreadable, fault.Rejected, "oauth.bad_answer",
		"TikTok's answer holds a sign-in code that is far too long, so it was dropped. Start the sign-in again."}
	repeated = ending{pageUnreadable, fault.Rejected, "oauth.bad_answer",
		"TikTok's answer says something twice that it may say only once, so it was dropped. Start the sign-in again."}
	yesAndNo = ending{pageUnreadable, fault.Rejected, "oauth.bad_answer",
		"TikTok's answer says yes and no at once, so it was dropped. Start the sign-in again."}
)

// read turns a redirect with a valid state into its meaning.
func read(q url.Values) (result, page) {
	code, refused := q["code"], q["error"]
	switch {
	case len(code) > 1 || len(refused) > 1 || len(q["error_type"]) > 1: // RFC 6749, 3.1
		return bad(repeated, "repeated parameter")
	case len(code) > 0 && len(refused) > 0:
		return bad(yesAndNo, "code and error")
	case len(refused) > 0:
		e := refusal(refused[0], q.Get("error_type"))
		return bad(e, strconv.QuoteToASCII(head(refused[0])+" "+head(q.Get("error_type"))))
	case len(code) == 0 || code[0] == "":
		return bad(noCode, "no code")
	case len(code[0]) > codeMax:
		return bad(longCode, "a code of "+strconv.Itoa(len(code[0]))+" bytes")
	}
	return result{code: code[0], scopes: granted(q)}, pageDone
}

func bad(e ending, cause string) (result, page) {
	return result{err: e.fault(errors.New(cause))}, e.page
}

// head is as much of a stranger's word as the log gets.
func head(s string) string { return s[:min(len(s), 64)] }

// refusal names the ending of a redirect that holds an error. Only a plain
// access_denied is the user's own refusal: with an error_type TikTok says
// access_denied of its own accord.
func refusal(code, errorType string) ending {
	switch {
	case errorType == "non_sandbox_target":
		return notTarget
	case code == "unauthorized_client" || errorType == "client_key":
		return wrongApp
	case code == "access_denied" && errorType == "":
		return declined
	case code == "access_denied":
		return denied
	case code == "invalid_scope":
		return wrongScope
	case code == "server_error" || code == "temporarily_unavailable":
		return unavailable
	}
	return failed
}

// granted returns what the user granted. TikTok says "scopes", the standard "scope".
func granted(q url.Values) []string {
	list := q.Get("scopes")
	if list == "" {
		list = q.Get("scope")
	}
	return strings.FieldsFunc(list, func(r rune) bool { return r == ',' || r == ' ' })
}
