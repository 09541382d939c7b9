package sandbox_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"cuedrop/internal/sandbox"
)

const (
	testRedirect = "http://127.0.0.1:5123/callback/"
	testVerifier = "verifier-verifier-verifier-verifier-verifier-01"
	allScopes    = "user.info.basic,user.info.profile,user.info.stats,video.publish,video.upload,video.list"

	initPath   = "/v2/post/publish/video/init/"
	inboxPath  = "/v2/post/publish/inbox/video/init/"
	statusPath = "/v2/post/publish/status/fetch/"
	infoPath   = "/v2/post/publish/creator_info/query/"
)

// bundle is a running sandbox and a client that follows no redirects.
type bundle struct {
	t      testing.TB
	srv    *sandbox.Server
	clock  *testClock
	client *http.Client
}

type testClock struct {
	mu  sync.Mutex
	now time.Time
}

func (c *testClock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *testClock) advance(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

func setup(t testing.TB, sc sandbox.Scenario) *bundle {
	t.Helper()
	return setupConfig(t, sandbox.Config{Scenario: sc, Dir: t.TempDir()})
}

func setupConfig(t testing.TB, cfg sandbox.Config) *bundle {
	t.Helper()
	clock := &testClock{now: time.Date(2026, 11, 23, 9, 30, 0, 0, time.UTC)}
	cfg.Now = clock.Now
	srv, err := sandbox.New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	if err := srv.Listen("127.0.0.1:0"); err != nil {
		t.Fatal(err)
	}
	// One connection per request: a cut connection must not be retried by net/http.
	transport := &http.Transport{DisableKeepAlives: true}
	t.Cleanup(func() {
		transport.CloseIdleConnections()
		if err := srv.Close(); err != nil {
			t.Errorf("close: %v", err)
		}
	})
	return &bundle{t, srv, clock, &http.Client{
		Transport:     transport,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}
}

// reply is a response that was read to its end.
type reply struct {
	status int
	header http.Header
	body   string
}

func (b *bundle) try(method, path string, header map[string]string, body io.Reader) (reply, error) {
	return b.tryCtx(context.Background(), method, path, header, body)
}

func (b *bundle) tryCtx(ctx context.Context, method, path string, header map[string]string, body io.Reader) (reply, error) {
	b.t.Helper()
	if strings.HasPrefix(path, "/") {
		path = b.srv.URL() + path
	}
	req, err := http.NewRequestWithContext(ctx, method, path, body)
	if err != nil {
		b.t.Fatal(err)
	}
	for k, v := range header {
		req.Header.Set(k, v)
	}
	res, err := b.client.Do(req)
	if err != nil {
		return reply{}, err
	}
	defer func() { _ = res.Body.Close() }()
	data, err := io.ReadAll(res.Body)
	return reply{res.StatusCode, res.Header, string(data)}, err
}

func (b *bundle) do(method, path string, header map[string]string, body io.Reader) reply {
	b.t.Helper()
	r, err := b.try(method, path, header, body)
	if err != nil {
		b.t.Fatalf("%s %s: %v", method, path, err)
	}
	return r
}

func (b *bundle) get(path string) reply {
	b.t.Helper()
	return b.do(http.MethodGet, path, nil, nil)
}

func (b *bundle) form(path string, v url.Values) reply {
	b.t.Helper()
	return b.do(http.MethodPost, path, map[string]string{"Content-Type": "application/x-www-form-urlencoded"}, strings.NewReader(v.Encode()))
}

func bearer(token string) map[string]string {
	return map[string]string{"Authorization": "Bearer " + token, "Content-Type": "application/json; charset=UTF-8"}
}

func (b *bundle) post(path, token, body string) reply {
	b.t.Helper()
	return b.do(http.MethodPost, path, bearer(token), strings.NewReader(body))
}

// code returns the error code of an envelope.
func (r reply) code(t testing.TB) string {
	t.Helper()
	var e struct {
		Error struct {
			Code  string `json:"code"`
			LogID string `json:"log_id"`
		} `json:"error"`
	}
	r.decode(t, &e)
	if len(e.Error.LogID) != 34 || r.header.Get("X-Tt-Logid") != e.Error.LogID {
		t.Errorf("log_id %q, header %q", e.Error.LogID, r.header.Get("X-Tt-Logid"))
	}
	return e.Error.Code
}

func (r reply) decode(t testing.TB, into any) {
	t.Helper()
	if err := json.Unmarshal([]byte(r.body), into); err != nil {
		t.Fatalf("status %d, body %q: %v", r.status, r.body, err)
	}
}

func (r reply) want(t testing.TB, status int, code string) {
	t.Helper()
	if got := r.code(t); r.status != status || got != code {
		t.Errorf("got %d %q, want %d %q (%s)", r.status, got, status, code, r.body)
	}
}

func challenge(verifier string) string {
	sum := sha256.Sum256([]byte(verifier))
	return hex.EncodeToString(sum[:])
}

// authQuery is a correct authorize request with some parameters changed; "-"
// removes one.
func authQuery(change ...string) string {
	v := url.Values{
		"client_key": {sandbox.DefaultClientKey}, "response_type": {"code"}, "scope": {allScopes},
		"redirect_uri": {testRedirect}, "state": {"st&te"},
		"code_challenge": {challenge(testVerifier)}, "code_challenge_method": {"S256"},
	}
	for i := 0; i < len(change); i += 2 {
		if change[i+1] == "-" {
			v.Del(change[i])
		} else {
			v.Set(change[i], change[i+1])
		}
	}
	return "/v2/auth/authorize/?" + v.Encode()
}

// callback follows no redirect; it returns the query that the app would get.
func (r reply) callback(t testing.TB) url.Values {
	t.Helper()
	loc, err := url.Parse(r.header.Get("Location"))
	if err != nil || r.status != http.StatusFound {
		t.Fatalf("status %d, Location %q, body %q", r.status, r.header.Get("Location"), r.body)
	}
	return loc.Query()
}

func exchange(code string, change ...string) url.Values {
	v := url.Values{
		"client_key": {sandbox.DefaultClientKey}, "client_secret": {sandbox.DefaultClientSecret}, "code": {code},
		"grant_type": {"authorization_code"}, "redirect_uri": {testRedirect}, "code_verifier": {testVerifier},
	}
	for i := 0; i < len(change); i += 2 {
		v.Set(change[i], change[i+1])
	}
	return v
}

func refreshForm(token string) url.Values {
	return url.Values{
		"client_key": {sandbox.DefaultClientKey}, "client_secret": {sandbox.DefaultClientSecret},
		"grant_type": {"refresh_token"}, "refresh_token": {token},
	}
}

type tokens struct {
	Access         string `json:"access_token"`
	Refresh        string `json:"refresh_token"`
	Expires        int64  `json:"expires_in"`
	RefreshExpires int64  `json:"refresh_expires_in"`
	OpenID         string `json:"open_id"`
	Scope          string `json:"scope"`
	Type           string `json:"token_type"`
	Error          string `json:"error"`
}

// signIn goes through authorize and token as a correct client.
func (b *bundle) signIn(change ...string) tokens {
	b.t.Helper()
	q := b.get(authQuery(change...)).callback(b.t)
	var tok tokens
	b.form("/v2/oauth/token/", exchange(q.Get("code"))).decode(b.t, &tok)
	if tok.Access == "" {
		b.t.Fatalf("no token: %+v, callback %v", tok, q)
	}
	return tok
}

// signInAs signs in one of several creators; it changes the scenario.
func (b *bundle) signInAs(sc sandbox.Scenario, username string) tokens {
	b.t.Helper()
	sc.Authorize.Creator = username
	b.srv.SetScenario(sc)
	return b.signIn()
}

func source(size, chunk, count int64) string {
	return fmt.Sprintf(`"source_info":{"source":"FILE_UPLOAD","video_size":%d,"chunk_size":%d,"total_chunk_count":%d}`, size, chunk, count)
}

func directBody(size, chunk, count int64) string {
	return `{"post_info":{"privacy_level":"SELF_ONLY","title":"hello #world"},` + source(size, chunk, count) + `}`
}

func publicBody(size int64) string {
	return `{"post_info":{"privacy_level":"PUBLIC_TO_EVERYONE","title":"hello #world"},` + source(size, size, 1) + `}`
}

func inboxBody(size int64) string { return "{" + source(size, size, 1) + "}" }

// begin sends an init that must succeed.
func (b *bundle) begin(path, token, body string) (publishID, uploadURL string) {
	b.t.Helper()
	r := b.post(path, token, body)
	var out struct {
		Data struct {
			PublishID string `json:"publish_id"`
			UploadURL string `json:"upload_url"`
		} `json:"data"`
	}
	r.decode(b.t, &out)
	if out.Data.UploadURL == "" {
		b.t.Fatalf("init: %d %s", r.status, r.body)
	}
	return out.Data.PublishID, out.Data.UploadURL
}

func chunkHeader(first, last, total int64) map[string]string {
	return map[string]string{
		"Content-Type":  "video/mp4",
		"Content-Range": fmt.Sprintf("bytes %d-%d/%d", first, last, total),
	}
}

// put sends bytes first to last of data.
func (b *bundle) put(uploadURL string, data []byte, first, last int) reply {
	b.t.Helper()
	return b.do(http.MethodPut, uploadURL, chunkHeader(int64(first), int64(last), int64(len(data))), bytes.NewReader(data[first:last+1]))
}

func (b *bundle) tryPut(uploadURL string, data []byte, first, last int) (reply, error) {
	b.t.Helper()
	return b.try(http.MethodPut, uploadURL, chunkHeader(int64(first), int64(last), int64(len(data))), bytes.NewReader(data[first:last+1]))
}

// publish does init and a single chunk.
func (b *bundle) publish(path, token, body string, data []byte) string {
	b.t.Helper()
	id, up := b.begin(path, token, body)
	if r := b.put(up, data, 0, len(data)-1); r.status != http.StatusCreated {
		b.t.Fatalf("upload: %d %s", r.status, r.body)
	}
	return id
}

type postStatus struct {
	Status     string      `json:"status"`
	FailReason string      `json:"fail_reason"`
	PostIDs    []jsonDigit `json:"publicaly_available_post_id"`
	Uploaded   int64       `json:"uploaded_bytes"`
}

// jsonDigit keeps the text of a number.
type jsonDigit = json.Number

func (b *bundle) status(token, publishID string) postStatus {
	b.t.Helper()
	r := b.post(statusPath, token, `{"publish_id":`+strconv.Quote(publishID)+`}`)
	var out struct {
		Data postStatus `json:"data"`
	}
	r.decode(b.t, &out)
	r.want(b.t, http.StatusOK, "ok")
	return out.Data
}

func testBytes(n int) []byte {
	data := make([]byte, n)
	for i := range data {
		data[i] = byte(i * 7 >> 3)
	}
	return data
}

func shaHex(data []byte) string {
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:])
}
