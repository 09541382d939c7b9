package sandbox

import (
	"crypto/sha256"
	"crypto/subtle"
	"encoding/hex"
	"mime"
	"net/http"
	"regexp"
	"strings"
	"time"
)

// OAuth error values (spec 1.7). The last two are from memory there.
var oauthCodes = []string{
	"access_denied", "invalid_client", "invalid_grant", "invalid_request", "invalid_scope", "unauthorized_client",
	"unsupported_grant_type", "unsupported_response_type", "server_error", "temporarily_unavailable",
}

// verifierPattern is spec 1.3.
var verifierPattern = regexp.MustCompile(`^[A-Za-z0-9._~-]{43,128}$`)

// grant is one creator's consent; all tokens that follow from one code share it.
type grant struct {
	username string
	openID   string
	scopes   []string
}

type accessToken struct {
	*grant
	expires time.Time
}

type refreshToken struct {
	*grant
	expires time.Time
}

// tokenReply is flat: the OAuth endpoints have no envelope (spec 1.5).
type tokenReply struct {
	AccessToken      string `json:"access_token"`
	ExpiresIn        int64  `json:"expires_in,omitempty"`
	OpenID           string `json:"open_id"`
	RefreshExpiresIn int64  `json:"refresh_expires_in,omitempty"`
	RefreshToken     string `json:"refresh_token,omitempty"`
	Scope            string `json:"scope"`
	TokenType        string `json:"token_type"`
}

type flatErrorBody struct {
	Error            string `json:"error"`
	ErrorDescription string `json:"error_description"`
	LogID            string `json:"log_id"`
}

// flatError is an OAuth error. Status 0 means TikTok's: HTTP 200 (spec 1.7),
// unless the scenario says 400.
func (s *Server) flatError(status int, code, description string) answer {
	if status == 0 {
		status = http.StatusOK
		if s.current().Tokens.ErrorsAs400 {
			status = http.StatusBadRequest
		}
	}
	if description == "" {
		description = "The request was refused."
	}
	body := flatErrorBody{code, description, s.logID()}
	ans := jsonAnswer(status, body)
	ans.header["X-Tt-Logid"] = body.LogID
	return ans
}

// tokenPlace tells refreshes from code exchanges.
func tokenPlace(r *http.Request) []string {
	readForm(r)
	if r.PostForm.Get("grant_type") == "refresh_token" {
		return []string{atRefresh}
	}
	return []string{atToken}
}

// readForm fills r.PostForm, with nothing if the body is not a form. Reading again
// changes nothing.
func readForm(r *http.Request) {
	r.Body = http.MaxBytesReader(nil, r.Body, 64<<10)
	_ = r.ParseForm() // what cannot be parsed is missing, and reported as that
}

// checkClient reads the form and applies what all OAuth endpoints have in common.
func (s *Server) checkClient(ru *rules, r *http.Request, required ...string) *answer {
	fail := func(code, description string) *answer {
		ans := s.flatError(0, code, description)
		return &ans
	}
	readForm(r)
	if r.URL.RawQuery != "" { // it ends up in logs
		s.violate("OAuth request with parameters in its address")
	}
	media, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil || media != "application/x-www-form-urlencoded" {
		s.violate("OAuth request that is not a form (%s)", media)
		return fail("invalid_request", "The request parameters are malformed.")
	}
	for _, field := range append([]string{"client_key", "client_secret"}, required...) {
		if r.PostForm.Get(field) == "" {
			return fail("invalid_request", "The request is missing a required parameter.")
		}
	}
	if r.PostForm.Get("client_key") != ru.App.ClientKey ||
		subtle.ConstantTimeCompare([]byte(r.PostForm.Get("client_secret")), []byte(ru.App.ClientSecret)) == 0 {
		return fail("invalid_client", "The client key or secret is wrong.")
	}
	return nil
}

// token is POST /v2/oauth/token/ with both its grant types.
func (s *Server) token(r *http.Request, _ action) answer {
	ru := s.current()
	if bad := s.checkClient(ru, r, "grant_type"); bad != nil {
		return *bad
	}
	switch r.PostForm.Get("grant_type") {
	case "authorization_code":
		return s.exchangeCode(ru, r)
	case "refresh_token":
		return s.refreshTokens(ru, r)
	default:
		return s.flatError(0, "unsupported_grant_type", "The grant type is not supported.")
	}
}

func (s *Server) exchangeCode(ru *rules, r *http.Request) answer {
	if bad := s.checkClient(ru, r, "code", "redirect_uri", "code_verifier"); bad != nil {
		return *bad
	}
	form, now := r.PostForm, s.now()
	s.mu.Lock()
	code := s.codes[form.Get("code")]
	delete(s.codes, form.Get("code")) // single-use, whatever comes of it
	s.mu.Unlock()
	switch {
	case code == nil || !now.Before(code.expires):
		return s.flatError(0, "invalid_grant", "Authorization code is expired.")
	case form.Get("redirect_uri") != code.redirectURI:
		return s.flatError(0, "invalid_request", "Redirect_uri is not matched with the uri when requesting code.")
	case !verifies(form.Get("code_verifier"), code.challenge):
		return s.flatError(0, "invalid_request", "Code verifier or code challenge is invalid.")
	}
	return s.issue(ru, &grant{
		username: code.username,
		openID:   openID(ru.App.ClientKey, code.username),
		scopes:   code.granted,
	}, false)
}

// verifies is TikTok's PKCE: the challenge is the SHA-256 of the verifier in
// lower-case hex, not the base64url of RFC 7636 (spec 1.3).
func verifies(verifier, challenge string) bool {
	sum := sha256.Sum256([]byte(verifier))
	return verifierPattern.MatchString(verifier) && hex.EncodeToString(sum[:]) == challenge
}

// refreshTokens rotates strictly: the refresh token that was sent is dead as soon
// as the new one exists, and the new one lives its full time. Access tokens
// already issued work until they expire (spec 1.6; that last part is our reading).
func (s *Server) refreshTokens(ru *rules, r *http.Request) answer {
	if bad := s.checkClient(ru, r, "refresh_token"); bad != nil {
		return *bad
	}
	sent, now := r.PostForm.Get("refresh_token"), s.now()
	s.mu.Lock()
	old := s.refresh[sent]
	if !ru.Wire.KeepRefreshToken {
		delete(s.refresh, sent)
	}
	s.mu.Unlock()
	if old == nil || !now.Before(old.expires) || ru.creator(old.username) == nil {
		return s.flatError(0, "invalid_grant", "Refresh token is invalid or expired.")
	}
	return s.issue(ru, old.grant, ru.Wire.KeepRefreshToken)
}

// issue makes a pair of tokens, or with keep an access token alone: the refresh token
// that is there goes on.
func (s *Server) issue(ru *rules, g *grant, keep bool) answer {
	accessLife, refreshLife := int64(ru.Tokens.AccessSeconds), int64(ru.Tokens.RefreshSeconds)
	reply := tokenReply{
		AccessToken: "act." + randomHex(32),
		OpenID:      g.openID,
		Scope:       strings.Join(g.scopes, ","),
		TokenType:   "Bearer",
	}
	if !keep {
		reply.RefreshToken = "rft." + randomHex(32)
	}
	if !ru.Wire.NoLifetimes {
		reply.ExpiresIn, reply.RefreshExpiresIn = accessLife, refreshLife
	}
	now := s.now()
	s.mu.Lock()
	defer s.mu.Unlock()
	s.access[reply.AccessToken] = &accessToken{g, now.Add(time.Duration(accessLife) * time.Second)}
	if !keep {
		s.refresh[reply.RefreshToken] = &refreshToken{g, now.Add(time.Duration(refreshLife) * time.Second)}
	}
	return jsonAnswer(http.StatusOK, reply)
}

// revoke ends everything the creator granted to the app, and the posts still
// being worked on fail with auth_removed (spec 1.8, 3.5). Success is an empty
// object, or nothing. A token that is unknown or expired counts as invalid_request; TikTok's
// own answer is not known.
func (s *Server) revoke(r *http.Request, _ action) answer {
	ru := s.current()
	if bad := s.checkClient(ru, r, "token"); bad != nil {
		return *bad
	}
	now := s.now()
	s.mu.Lock()
	tok := s.access[r.PostForm.Get("token")]
	valid := tok != nil && now.Before(tok.expires)
	if valid {
		s.removeAuthLocked(tok.openID, now)
	}
	s.mu.Unlock()
	if !valid {
		return s.flatError(0, "invalid_request", "The token is invalid or expired.")
	}
	if ru.Wire.EmptyRevoke {
		return answer{status: http.StatusOK}
	}
	return jsonAnswer(http.StatusOK, struct{}{})
}

func (s *Server) removeAuthLocked(openID string, now time.Time) {
	for k, t := range s.access {
		if t.openID == openID {
			delete(s.access, k)
		}
	}
	for k, t := range s.refresh {
		if t.openID == openID {
			delete(s.refresh, k)
		}
	}
	for _, p := range s.posts {
		if p.OpenID == openID && p.Status == statusProcessing {
			s.failLocked(p, reasonAuthRemoved, now)
		}
	}
}
