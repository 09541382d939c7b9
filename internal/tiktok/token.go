package tiktok

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"strings"
	"time"

	"cuedrop/internal/cuedrop"
	"cuedrop/internal/fault"
)

const (
	authorizePath = "/v2/auth/authorize/"
	tokenPath     = "/v2/oauth/token/" //nolint:gosec // a path, no credential. Without the last slash it is reported to give 404 (0.1)
	revokePath    = "/v2/oauth/revoke/"
)

// Lifetimes for an answer that names none: the shorter of the documented ones (1.6).
const (
	accessFallback  = 2 * time.Hour
	refreshFallback = 180 * 24 * time.Hour
	lifetimeMax     = 10 * 365 * 24 * time.Hour // keeps a nonsensical number from overflowing
)

// AuthorizeURL returns the page that the user's browser opens to give consent. The
// same redirectURI and verifier go into Exchange. A verifier or state that could not
// work is Invalid "tiktok.authorize".
//
// The challenge is the verifier's SHA-256 in lower-case hex: TikTok departs from RFC
// 7636 there, and notices only when the code is exchanged (1.3). disable_auto_auth
// keeps a browser session from silently connecting the previous account (P23).
func (c *Client) AuthorizeURL(redirectURI, state, verifier string, scopes []string) (string, error) {
	app, err := c.app()
	if err != nil {
		return "", err
	}
	if redirectURI == "" || state == "" || len(scopes) == 0 || !validVerifier(verifier) {
		return "", fault.New(fault.Invalid, "tiktok.authorize", "The sign-in can't be started this way. Start it again.")
	}
	challenge := sha256.Sum256([]byte(verifier))
	q := url.Values{
		"client_key":            {app.ClientKey},
		"response_type":         {"code"},
		"scope":                 {strings.Join(scopes, ",")},
		"redirect_uri":          {redirectURI},
		"state":                 {state},
		"code_challenge":        {hex.EncodeToString(challenge[:])},
		"code_challenge_method": {"S256"},
		"disable_auto_auth":     {"1"},
	}
	return c.authorize + authorizePath + "?" + q.Encode(), nil
}

// validVerifier checks RFC 7636's rule: 43 to 128 unreserved characters.
func validVerifier(v string) bool {
	return len(v) >= 43 && len(v) <= 128 &&
		strings.Trim(v, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~") == ""
}

// Exchange turns the redirect's decoded code into tokens. A code works once, and so
// does this call: its answer must be stored before it is used.
func (c *Client) Exchange(ctx context.Context, code, redirectURI, verifier string) (cuedrop.Grant, error) {
	g, err := c.token(ctx, "token", url.Values{
		"grant_type":    {"authorization_code"},
		"code":          {code},
		"redirect_uri":  {redirectURI},
		"code_verifier": {verifier},
	}, cuedrop.Secret(code), cuedrop.Secret(verifier))
	if err != nil {
		return cuedrop.Grant{}, err
	}
	if g.OpenID == "" {
		return cuedrop.Grant{}, badAnswer(errors.New("no open_id")).WithOp("token")
	}
	return g, nil
}

// Refresh turns a refresh token into a new pair. The old refresh token is dead as
// soon as TikTok has answered (1.6), so store the grant before using it, and never
// run two refreshes of one account at once. AuthRequired "tiktok.invalid_grant"
// means that the user has to sign in again. OpenID and Scopes are empty when TikTok
// did not repeat them.
func (c *Client) Refresh(ctx context.Context, refresh cuedrop.Secret) (cuedrop.Grant, error) {
	g, err := c.token(ctx, "refresh", url.Values{
		"grant_type":    {"refresh_token"},
		"refresh_token": {refresh.Reveal()},
	}, refresh)
	if err == nil && g.Tokens.Refresh == "" {
		g.Tokens.Refresh = refresh // the older rule: no new one means that the old one stays
	}
	return g, err
}

// Revoke withdraws Cuedrop's access to the account that access belongs to.
func (c *Client) Revoke(ctx context.Context, access cuedrop.Secret) error {
	a, err := c.oauth(ctx, "revoke", revokePath, url.Values{"token": {access.Reveal()}}, access)
	if err != nil {
		return err
	}
	if len(a.body) == 0 && a.status/100 == 2 {
		return nil
	}
	if _, refused := a.decodeToken(c.now()); refused != nil {
		return refused.WithOp("revoke")
	}
	if a.status/100 != 2 {
		return a.unreadable(c.now()).WithOp("revoke")
	}
	return nil
}

// wireToken is the flat shape of success (1.5) and of failure (1.7). The envelope's
// dialect is understood too, because gateways in front of the API speak it.
type wireToken struct {
	AccessToken      wireText `json:"access_token"`
	ExpiresIn        wireInt  `json:"expires_in"`
	OpenID           wireText `json:"open_id"`
	RefreshExpiresIn wireInt  `json:"refresh_expires_in"`
	RefreshToken     wireText `json:"refresh_token"`
	Scope            wireText `json:"scope"`
	ErrorDescription wireText `json:"error_description"`
	envelope
}

// decodeToken reads an answer of /v2/oauth/, or returns the fault that it amounts to.
// An error decides, whatever comes with it and whatever the HTTP status (1.7).
func (a answer) decodeToken(now time.Time) (wireToken, *fault.Error) {
	var t wireToken
	if len(a.body) == 0 || a.body[0] != '{' || json.Unmarshal(a.body, &t) != nil {
		return wireToken{}, a.unreadable(now)
	}
	switch e, said := t.refusal(); said {
	case saidRefusal:
		return wireToken{}, a.refusal(e.Code.text, string(e.Message+t.ErrorDescription), now)
	case saidUnreadable:
		return wireToken{}, badAnswer(errors.New("an error without a code"))
	case saidNothing, saidOK:
	}
	return t, nil
}

// token posts form to the token endpoint. Success is an access token without an
// error, whatever the HTTP status: TikTok refuses with 200 (1.7).
func (c *Client) token(ctx context.Context, purpose string, form url.Values, hide ...cuedrop.Secret) (cuedrop.Grant, error) {
	asked := c.now() // lifetimes are counted from before the request, the safe side
	a, err := c.oauth(ctx, purpose, tokenPath, form, hide...)
	if err != nil {
		return cuedrop.Grant{}, err
	}
	t, refused := a.decodeToken(c.now())
	if refused != nil {
		return cuedrop.Grant{}, refused.WithOp(purpose)
	}
	if t.AccessToken == "" {
		if a.status >= 300 {
			return cuedrop.Grant{}, a.unreadable(c.now()).WithOp(purpose)
		}
		return cuedrop.Grant{}, badAnswer(errors.New("no access_token")).WithOp(purpose)
	}
	return cuedrop.Grant{
		OpenID: string(t.OpenID),
		Scopes: splitScopes(string(t.Scope)),
		Tokens: cuedrop.Tokens{
			Access:           cuedrop.Secret(t.AccessToken),
			Refresh:          cuedrop.Secret(t.RefreshToken),
			AccessExpiresAt:  asked.Add(lifetime(t.ExpiresIn, accessFallback)),
			RefreshExpiresAt: asked.Add(lifetime(t.RefreshExpiresIn, refreshFallback)),
		},
	}, nil
}

// oauth posts a form with the app's credentials. JSON would be refused (0.1).
func (c *Client) oauth(ctx context.Context, purpose, path string, form url.Values, hide ...cuedrop.Secret) (answer, error) {
	app, err := c.app()
	if err != nil {
		return answer{}, err
	}
	form.Set("client_key", app.ClientKey)
	form.Set("client_secret", app.ClientSecret.Reveal())
	body := form.Encode()
	return c.send(ctx, request{
		purpose: purpose, method: http.MethodPost, url: c.api + path, describedAs: path,
		header: http.Header{
			"Content-Type":  {"application/x-www-form-urlencoded"},
			"Cache-Control": {"no-cache"},
		},
		body: strings.NewReader(body), length: int64(len(body)),
		hide: append(hide, app.ClientSecret),
	})
}

func lifetime(seconds wireInt, fallback time.Duration) time.Duration {
	if !seconds.set {
		return fallback
	}
	return time.Duration(max(min(seconds.v, int64(lifetimeMax/time.Second)), 0)) * time.Second
}

func splitScopes(s string) []string {
	return strings.FieldsFunc(s, func(r rune) bool { return r == ',' || r == ' ' })
}
