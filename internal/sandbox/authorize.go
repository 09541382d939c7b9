package sandbox

import (
	"crypto/rand"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"
)

// Values of Authorize.Always. Part of the scenario file format.
const (
	authorizeApprove      = "approve"
	authorizePage         = "page"
	authorizeDeny         = "deny"
	authorizeNonTarget    = "non_sandbox_target"
	authorizeUnauthorized = "unauthorized_client"
)

// consentLife is how long the consent page waits for an answer; ours.
const consentLife = 10 * time.Minute

// authRequest is an authorize request that passed every check.
type authRequest struct {
	redirectURI string
	state       string
	scopes      []string
	challenge   string
	showPage    bool // disable_auto_auth=1
}

// consent is an authorize request that waits for a person.
type consent struct {
	authRequest
	expires time.Time
}

// authCode is an authorization code that was handed out.
type authCode struct {
	authRequest
	username string
	granted  []string
	expires  time.Time
}

// authorize is the start of a sign-in (spec 1.2, 8.1). What is wrong with the
// configuration is told on a page, never by redirect, as TikTok does (spec 1.4).
func (s *Server) authorize(r *http.Request, _ action) answer {
	ru := s.current()
	req, bad := ru.checkAuthRequest(r.URL.Query())
	if bad != nil {
		return pageAnswer(http.StatusBadRequest, "refused.html", *bad)
	}
	mode := ru.Authorize.Always
	if mode == "" {
		mode = authorizeApprove
		if req.showPage {
			mode = authorizePage
		}
	}
	switch mode {
	case authorizePage:
		return s.askConsent(ru, req)
	case authorizeDeny:
		return req.refused("access_denied", "", "The user denied the request.")
	case authorizeNonTarget:
		return req.refused("access_denied", "non_sandbox_target", "The account is not a target user of this app.")
	case authorizeUnauthorized:
		return req.refused("unauthorized_client", "client_key", "The client is not authorized for this request.")
	default:
		granted := req.scopes
		if only := ru.Authorize.Scopes; len(only) > 0 {
			granted = intersect(req.scopes, only)
		}
		return s.approve(ru, req, ru.Authorize.Creator, granted)
	}
}

// checkAuthRequest applies spec 1.2 and 8.1 and names the parameter that is wrong.
// The form of code_challenge is not checked: TikTok lets a wrong one through and
// fails the token request (spec 1.3).
func (ru *rules) checkAuthRequest(q url.Values) (authRequest, *refusedPage) {
	bad := func(field, problem string) (authRequest, *refusedPage) {
		return authRequest{}, &refusedPage{Field: field, Problem: problem}
	}
	for _, field := range slices.Sorted(maps.Keys(q)) {
		if len(q[field]) > 1 {
			return bad(field, "is given more than once")
		}
	}
	if q.Get("client_key") != ru.App.ClientKey {
		return bad("client_key", "is missing or unknown")
	}
	if q.Get("response_type") != "code" {
		return bad("response_type", `must be "code"`)
	}
	redirect := q.Get("redirect_uri")
	if !slices.ContainsFunc(ru.App.RedirectURIs, func(reg string) bool { return matchesRedirect(reg, redirect) }) {
		return bad("redirect_uri", "is missing or does not match a registered URI")
	}
	scopes := strings.Split(q.Get("scope"), ",")
	for _, sc := range scopes {
		if !slices.Contains(ru.App.Scopes, sc) {
			return bad("scope", fmt.Sprintf("names %q, which this app does not have (separate scopes by commas, without spaces)", sc))
		}
	}
	switch {
	case q.Get("state") == "":
		return bad("state", "is missing")
	case q.Get("code_challenge") == "":
		return bad("code_challenge", "is missing")
	case q.Get("code_challenge_method") != "S256":
		return bad("code_challenge_method", `must be "S256"`)
	}
	auto := q.Get("disable_auto_auth")
	if auto != "" && auto != "0" && auto != "1" {
		return bad("disable_auto_auth", "must be 0 or 1")
	}
	return authRequest{
		redirectURI: redirect,
		state:       q.Get("state"),
		scopes:      slices.Compact(slices.Sorted(slices.Values(scopes))),
		challenge:   q.Get("code_challenge"),
		showPage:    auto == "1",
	}, nil
}

// approve hands out a code. Codes contain "*" and "!" as TikTok's do (spec 1.4),
// so a client that does not decode exactly once fails here.
func (s *Server) approve(ru *rules, req authRequest, username string, granted []string) answer {
	code := rand.Text() + strings.ToLower(rand.Text()) + "*0!" + digits(4)
	s.mu.Lock()
	s.codes[code] = &authCode{
		authRequest: req, username: username, granted: granted,
		expires: s.now().Add(time.Duration(ru.Authorize.CodeSeconds) * time.Second),
	}
	s.mu.Unlock()
	return req.redirect(url.Values{"code": {code}, "scopes": {strings.Join(granted, ",")}})
}

func (req authRequest) refused(code, errorType, description string) answer {
	v := url.Values{"error": {code}, "error_description": {description}}
	if errorType != "" {
		v.Set("error_type", errorType)
	}
	return req.redirect(v)
}

func (req authRequest) redirect(v url.Values) answer {
	v.Set("state", req.state)
	return answer{status: http.StatusFound, header: map[string]string{"Location": req.redirectURI + "?" + v.Encode()}}
}

// intersect returns those of all that are also in only, in their order.
func intersect(all, only []string) []string {
	out := []string{}
	for _, x := range all {
		if slices.Contains(only, x) {
			out = append(out, x)
		}
	}
	return out
}
