package tiktok

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"cuedrop/internal/fault"
)

func TestAvatarIsFetchedWithoutACredential(t *testing.T) {
	t.Parallel()
	picture := "\x89PNG\r\n\x1a\n \n" // white space at its end belongs to it
	b := setup(t, func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte(picture)) })
	got, err := b.Avatar(t.Context(), b.server.URL+"/avatar/ana.png?x-signature=canary")
	if err != nil || string(got) != picture {
		t.Fatalf("%q, %v", got, err)
	}
	r := b.last(t)
	if r.Method != http.MethodGet || r.Header.Get("Authorization") != "" || r.Header.Get("Cookie") != "" || r.Header.Get("Referer") != "" || r.Body != "" {
		t.Errorf("%+v", r)
	}
	if strings.Contains(b.log.String(), "canary") {
		t.Errorf("the signature is logged: %s", b.log)
	}
}

func TestAvatarFaults(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		status int
		body   string
		kind   fault.Kind
		reason string
	}{
		"a page":    {200, "<!doctype html><p>hello", fault.Unavailable, "tiktok.bad_answer"},
		"a drawing": {200, "<svg xmlns='http://www.w3.org/2000/svg'/>", fault.Unavailable, "tiktok.bad_answer"},
		"nothing":   {200, "", fault.Unavailable, "tiktok.bad_answer"},
		"gone":      {404, "", fault.Rejected, "tiktok.http_404"},
		"expired":   {403, "<html>", fault.Unavailable, "network.portal"},
		"trouble":   {503, "", fault.Unavailable, "tiktok.internal_error"},
		"elsewhere": {302, "", fault.Unavailable, "network.portal"},
		"too large": {200, "\x89PNG\r\n\x1a\n" + strings.Repeat("x", 1<<20), fault.Unavailable, "network.too_large"},
	} {
		b := setup(t, func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Location", "http://127.0.0.1:1/")
			w.WriteHeader(c.status)
			_, _ = w.Write([]byte(c.body))
		})
		_, err := b.Avatar(t.Context(), b.server.URL+"/a.png")
		wantFault(t, name, err, c.kind, c.reason)
		if b.count() != 1 {
			t.Errorf("%s: %d requests", name, b.count())
		}
	}
}

func TestAvatarComesFromTikTokOnly(t *testing.T) {
	t.Parallel()
	b := setup(t, saying(200, "{}"))
	genuine := New(Config{HTTP: http.DefaultClient, Now: testClock})
	for _, raw := range []string{
		"https://p16-sign.tiktokcdn.com/a.webp", "https://p19-sign.tiktokcdn-us.com/a?x=1", "https://p77.tiktokcdn-eu.com:443/a",
	} {
		if u, err := url.Parse(raw); err != nil || !genuine.avatarAllowed(u) {
			t.Errorf("%s is refused", raw)
		}
	}
	for _, raw := range []string{
		"http://p16-sign.tiktokcdn.com/a", "https://tiktokcdn.com/a", "https://tiktokcdn.com.evil.example/a", "https://eviltiktokcdn.com/a",
		"https://p16.tiktokcdn.com:8443/a", "https://u:p@p16.tiktokcdn.com/a", "https://127.0.0.1/a", "http://127.0.0.1:8000/a", "file:///etc/passwd", "", "::",
	} {
		_, err := genuine.Avatar(t.Context(), raw)
		wantFault(t, raw, err, fault.Rejected, "tiktok.avatar_refused")
	}
	// In practice nothing but this computer is asked.
	_, err := b.Avatar(t.Context(), "https://p16-sign.tiktokcdn.com/a.webp")
	wantFault(t, "practice", err, fault.Rejected, "tiktok.avatar_refused")
	if b.count() != 0 {
		t.Error("something was asked")
	}
}

// TestCallsOfAnEarlierProgramCount: TikTok's minute goes on when ours is started anew.
func TestCallsOfAnEarlierProgramCount(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		c := &Client{now: time.Now, pace: newPace(time.Now)}
		var earlier []time.Time
		for i := range 20 {
			earlier = append(earlier, time.Now().Add(-time.Duration(i)*time.Second))
		}
		c.Seed(EndpointCreatorInfo, "act.1", append(earlier, time.Now().Add(-time.Hour)))
		c.Seed(EndpointStatus, "act.1", nil)
		start := time.Now()
		if err := c.pace.wait(t.Context(), EndpointCreatorInfo, "act.1"); err != nil {
			t.Fatal(err)
		}
		if waited := time.Since(start); waited < 41*time.Second || waited > 43*time.Second {
			t.Errorf("waited %v for the oldest of twenty to leave the window", waited)
		}
		start = time.Now()
		if err := c.pace.wait(t.Context(), EndpointCreatorInfo, "act.2"); err != nil || time.Since(start) != 0 {
			t.Errorf("another token waited %v", time.Since(start))
		}
	})
}
