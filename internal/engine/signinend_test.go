//go:build unix

package engine_test

import (
	"context"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"cuedrop/internal/account"
	"cuedrop/internal/cuedrop"
	"cuedrop/internal/engine"
	"cuedrop/internal/fault"
)

// visited is the page that a browser ends up on.
func visited(t *testing.T, url string) string {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		t.Fatal(err)
	}
	res, err := (&http.Client{Transport: &http.Transport{DisableKeepAlives: true}}).Do(req)
	if err != nil {
		t.Error(err)
		return ""
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		t.Error(err)
	}
	return string(body)
}

// TestASignInThatIsOpenEndsWithEverythingElse: while the browser shows TikTok's page,
// everything is revoked, or the workspace is locked. Whoever then says yes to TikTok is told
// that it was stopped, and nothing is connected.
func TestASignInThatIsOpenEndsWithEverythingElse(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		end    func(t *testing.T, f *engine.Fleet, e *engine.Engine) error
		reason string
	}{
		"revoked": {func(t *testing.T, _ *engine.Fleet, e *engine.Engine) error {
			_, err := e.Security.LockAndRevoke(t.Context())
			return err
		}, "account.revoked_meanwhile"},
		"revoked and locked": {func(t *testing.T, f *engine.Fleet, e *engine.Engine) error {
			if _, err := e.Security.LockAndRevoke(t.Context()); err != nil {
				return err
			}
			return f.Lock(t.Context(), id(e), cuedrop.LockedIncident)
		}, "account.revoked_meanwhile"},
		"locked": {func(t *testing.T, f *engine.Fleet, e *engine.Engine) error {
			return f.Lock(t.Context(), id(e), cuedrop.LockedSystem)
		}, "account.closed_meanwhile"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, atOnce)
			opened := make(chan string, 1)
			f := w.fleet(func(cfg *engine.Config) {
				cfg.OpenURL = func(_ context.Context, url string) error { opened <- url; return nil }
			})
			e := w.opened(f, "Client")
			ended := make(chan error, 1)
			go func() {
				_, err := e.Accounts.Connect(t.Context(), account.Connecting{})
				ended <- err
			}()
			page := <-opened
			if err := c.end(t, f, e); err != nil {
				t.Fatal(err)
			}
			if err := <-ended; fault.ReasonOf(err) != c.reason {
				t.Errorf("the sign-in: %v", err)
			}
			if body := visited(t, page); !strings.Contains(body, "This sign-in was stopped") {
				t.Errorf("the browser shows %s", body)
			}
			e, err := f.Open(t.Context(), "client", passphrase)
			if err != nil {
				t.Fatal(err)
			}
			if all, err := e.Accounts.Accounts(t.Context()); err != nil || len(all) != 0 {
				t.Errorf("connected %+v, %v", all, err)
			}
		})
	}
}
