package tiktok

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"cuedrop/internal/cuedrop"
	"cuedrop/internal/fault"
	"cuedrop/internal/sandbox"
)

// stage is the client in front of the sandbox, over real HTTP. The two are written
// apart from the same reference, so each is the other's check.
type stage struct {
	*Client
	srv   *sandbox.Server
	clock *shifting // the sandbox's
	grant cuedrop.Grant
}

const stageRedirect = "http://127.0.0.1:5123/callback/"

// shifting is a clock that the test, and with leap each reading, moves.
type shifting struct {
	mu   sync.Mutex
	at   time.Time
	leap time.Duration
}

func (s *shifting) now() time.Time {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.at = s.at.Add(s.leap)
	return s.at
}

func (s *shifting) add(d time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.at = s.at.Add(d)
}

// newStage starts a sandbox without rates and a client whose clock leaps, so that its
// own pace is never in the way.
func newStage(t *testing.T, sc sandbox.Scenario) *stage {
	t.Helper()
	s := &stage{clock: &shifting{at: testNow}}
	var err error
	if s.srv, err = sandbox.New(sandbox.Config{Scenario: sc, Now: s.clock.now, Discard: true, Dir: t.TempDir()}); err != nil {
		t.Fatal(err)
	}
	if err := s.srv.Listen("127.0.0.1:0"); err != nil {
		t.Fatal(err)
	}
	transport := &http.Transport{}
	t.Cleanup(func() {
		transport.CloseIdleConnections()
		if v := s.srv.Counts().Violations; len(v) > 0 {
			t.Errorf("no correct client does this: %v", v)
		}
		_ = s.srv.Close()
	})
	u, err := url.Parse(s.srv.URL())
	if err != nil {
		t.Fatal(err)
	}
	leaping := &shifting{at: testNow, leap: 2 * time.Minute}
	s.Client = New(Config{HTTP: &http.Client{Transport: transport}, Loopback: u, Now: leaping.now, Credentials: func() (cuedrop.Credentials, error) {
		return cuedrop.Credentials{ClientKey: sandbox.DefaultClientKey, ClientSecret: sandbox.DefaultClientSecret}, nil
	}})
	return s
}

// signedIn is newStage with a grant. The scenario takes effect after the sign-in.
func signedIn(t *testing.T, sc sandbox.Scenario) *stage {
	t.Helper()
	calm := sandbox.Scenario{Authorize: sandbox.Authorize{Always: "approve"}, App: sc.App, Creators: sc.Creators, Tokens: sc.Tokens, Limits: sc.Limits}
	s := newStage(t, calm)
	s.signIn(t)
	s.srv.SetScenario(sc)
	return s
}

var allScopes = []string{"user.info.basic", "user.info.profile", "user.info.stats", "video.publish", "video.upload", "video.list"}

// authorize opens the sign-in page and returns the query that comes back.
func (s *stage) authorize(t *testing.T) url.Values {
	t.Helper()
	page, err := s.AuthorizeURL(stageRedirect, "state1", testVerifier, allScopes)
	if err != nil {
		t.Fatal(err)
	}
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, page, nil)
	if err != nil {
		t.Fatal(err)
	}
	resp, err := s.http.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	back, err := resp.Location()
	if err != nil {
		t.Fatalf("status %d: %v", resp.StatusCode, err)
	}
	if q := back.Query(); q.Get("state") == "state1" {
		return q
	}
	t.Fatalf("no state in %s", back)
	return nil
}

func (s *stage) signIn(t *testing.T) {
	t.Helper()
	var err error
	if s.grant, err = s.Exchange(t.Context(), s.authorize(t).Get("code"), stageRedirect, testVerifier); err != nil {
		t.Fatal(err)
	}
}

func (s *stage) access() cuedrop.Secret { return s.grant.Tokens.Access }

var calmLimits = sandbox.Limits{NoRates: true, PostsPerDay: 1000, PendingDrafts: 1000}

// when is a scenario in which one thing goes wrong.
func when(on, do string) sandbox.Scenario {
	return sandbox.Scenario{Limits: calmLimits, Faults: []sandbox.Fault{{On: on, Do: do}}}
}

// calls are what a fault can be put on, without the uploads.
var stageCalls = map[string]func(context.Context, *stage) error{
	"token": func(ctx context.Context, s *stage) error {
		_, err := s.Exchange(ctx, "any", stageRedirect, testVerifier)
		return err
	},
	"refresh": func(ctx context.Context, s *stage) error {
		_, err := s.Refresh(ctx, s.grant.Tokens.Refresh)
		return err
	},
	"revoke":   func(ctx context.Context, s *stage) error { return s.Revoke(ctx, s.access()) },
	"userinfo": func(ctx context.Context, s *stage) error { _, err := s.Profile(ctx, s.access(), nil); return err },
	"creator_info": func(ctx context.Context, s *stage) error {
		_, err := s.CreatorInfo(ctx, s.access())
		return err
	},
	"init": func(ctx context.Context, s *stage) error {
		_, err := s.Init(ctx, s.access(), small(cuedrop.ModeDirect))
		return err
	},
	"inbox_init": func(ctx context.Context, s *stage) error {
		_, err := s.Init(ctx, s.access(), small(cuedrop.ModeInbox))
		return err
	},
	"status": func(ctx context.Context, s *stage) error { _, err := s.Status(ctx, s.access(), "p1"); return err },
	"video_list": func(ctx context.Context, s *stage) error {
		_, err := s.VideoList(ctx, s.access(), 0, 0)
		return err
	},
	"video_query": func(ctx context.Context, s *stage) error {
		_, err := s.VideoQuery(ctx, s.access(), []string{"1"})
		return err
	},
}

func small(mode cuedrop.Mode) cuedrop.InitRequest {
	r := directRequest()
	r.Mode, r.Plan = mode, cuedrop.ChunkPlan{Size: 1000, ChunkSize: 1000, Count: 1}
	if mode == cuedrop.ModeInbox {
		r.Settings = cuedrop.Settings{}
	}
	return r
}

func sized(privacy cuedrop.Privacy, size, chunk int64) cuedrop.InitRequest {
	r := small(cuedrop.ModeDirect)
	r.Settings = cuedrop.Settings{Privacy: privacy, Caption: "Hi #fun"}
	r.Plan = cuedrop.ChunkPlan{Size: size, ChunkSize: chunk, Count: int(size / chunk)}
	return r
}

func (s *stage) begin(t *testing.T, r cuedrop.InitRequest) cuedrop.InitResult {
	t.Helper()
	got, err := s.Init(t.Context(), s.access(), r)
	if err != nil {
		t.Fatal(err)
	}
	return got
}

// put sends zeros.
func (s *stage) put(t *testing.T, to cuedrop.Secret, first, last, total int64) (cuedrop.ChunkResult, error) {
	t.Helper()
	return s.UploadChunk(t.Context(), to, "video/mp4", strings.NewReader(strings.Repeat("\x00", int(last-first+1))), first, last, total)
}

// post uploads a small clip whole.
func (s *stage) post(t *testing.T, r cuedrop.InitRequest) (publishID string) {
	t.Helper()
	up := s.begin(t, r)
	if got, err := s.put(t, up.UploadURL, 0, r.Plan.Size-1, r.Plan.Size); err != nil || !got.Complete {
		t.Fatalf("%+v, %v", got, err)
	}
	return up.PublishID
}

func (s *stage) state(t *testing.T, publishID string) cuedrop.RemoteStatus {
	t.Helper()
	status, err := s.Status(t.Context(), s.access(), publishID)
	if err != nil {
		t.Fatal(err)
	}
	return status
}

// wantMeaning checks that err is what the table says.
func wantMeaning(t *testing.T, name string, err error, m Meaning) {
	t.Helper()
	if fault.KindOf(err) != m.Kind || fault.ReasonOf(err) != m.Reason() || fault.MessageOf(err) != m.Message() {
		t.Errorf("%s: %v (%s), want %s %s %q", name, err, fault.KindOf(err), m.Kind, m.Reason(), m.Message())
	}
}
