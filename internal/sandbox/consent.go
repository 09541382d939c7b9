package sandbox

import (
	"maps"
	"net/http"
	"slices"
	"strings"
)

// scopeWords explains each scope to a person. Order is the order on the page.
var scopeWords = []struct{ Scope, Words string }{
	{scopeBasic, "See your name and profile picture"},
	{scopeProfile, "See your username and profile text"},
	{scopeStats, "See your follower, like and video counts"},
	{scopePublish, "Post videos to your account"},
	{scopeUpload, "Send videos to your inbox as drafts"},
	{scopeList, "See your public videos and their counts"},
}

type consentPage struct {
	ID       string
	App      string
	Creators []Creator
	Chosen   string
	Scopes   []consentScope
}

type consentScope struct {
	Scope, Words string
	Required     bool // comes with every sign-in (spec 1.9)
}

// askConsent shows the page and remembers the request under a one-time id, which
// no other page can know or use twice.
func (s *Server) askConsent(ru *rules, req authRequest) answer {
	id := randomHex(16)
	s.mu.Lock()
	now := s.now()
	maps.DeleteFunc(s.consents, func(_ string, c *consent) bool { return now.After(c.expires) })
	s.consents[id] = &consent{authRequest: req, expires: now.Add(consentLife)}
	s.mu.Unlock()

	page := consentPage{ID: id, App: ru.App.Name, Creators: ru.Creators, Chosen: ru.Authorize.Creator}
	for _, w := range scopeWords {
		if slices.Contains(req.scopes, w.Scope) {
			page.Scopes = append(page.Scopes, consentScope{w.Scope, w.Words, w.Scope == scopeBasic})
		}
	}
	ans := pageAnswer(http.StatusOK, "consent.html", page)
	// Browsers apply form-action to the redirect after the form as well.
	ans.header["Content-Security-Policy"] += " " + originOf(req.redirectURI)
	return ans
}

// postConsent takes the person's answer.
func (s *Server) postConsent(w http.ResponseWriter, r *http.Request) {
	s.send(w, r, endpoint{dialect: speaksPage}, s.consentAnswer(r))
}

func (s *Server) consentAnswer(r *http.Request) answer {
	bad := func(status int, field, problem string) answer {
		return pageAnswer(status, "refused.html", refusedPage{Field: field, Problem: problem})
	}
	if from := r.Header.Get("Origin"); from != "" && from != origin(r) {
		return bad(http.StatusForbidden, "form", "comes from another page")
	}
	readForm(r)
	ru, now := s.current(), s.now()
	id := r.PostForm.Get("consent")
	s.mu.Lock()
	c := s.consents[id]
	delete(s.consents, id)
	s.mu.Unlock()
	if c == nil || now.After(c.expires) {
		return bad(http.StatusBadRequest, "form", "was answered before or is too old; start the sign-in again")
	}
	if r.PostForm.Get("decision") != "allow" {
		return c.refused("access_denied", "", "The user denied the request.")
	}
	who := r.PostForm.Get("creator")
	if ru.creator(who) == nil {
		return bad(http.StatusBadRequest, "creator", "is not one of the practice creators")
	}
	return s.approve(ru, c.authRequest, who, intersect(c.scopes, append(r.PostForm["scope"], scopeBasic)))
}

// originOf returns scheme and host of a redirect URI that was matched before.
func originOf(uri string) string {
	scheme, rest, _ := strings.Cut(uri, "://")
	host, _, _ := strings.Cut(rest, "/")
	return scheme + "://" + host
}
