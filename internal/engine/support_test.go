package engine_test

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"cuedrop/internal/cuedrop"
	"cuedrop/internal/fault"
	"cuedrop/internal/health"
	"cuedrop/internal/privacy"
)

// TestSupportBundleTellsNothingOfTheUser: a workspace in which everything that a user, a
// clip, TikTok or a hostile file can say holds a canary, and a bundle that has none.
func TestSupportBundleTellsNothingOfTheUser(t *testing.T) {
	t.Parallel()
	l := newLife(t)
	ctx := t.Context()
	canaries := []string{
		"canary", "Ana does", "Ben keeps", "ana in the evening", "creator.", string(l.ana), string(l.anas.ID), string(l.anas.MediaID),
		l.dataDir, filepath.Base(l.e.Dir()), l.sandbox.URL(), strings.TrimPrefix(l.sandbox.URL(), "http://"), "Madrid", os.TempDir(), passphrase,
	}
	if host, err := os.Hostname(); err == nil && len(host) > 3 {
		canaries = append(canaries, host)
	}
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	tokens, err := l.e.Store.Tokens(ctx, l.ana)
	must(err)
	account, err := l.e.Store.Account(ctx, l.ana)
	must(err)
	canaries = append(canaries, tokens.Access.Reveal(), tokens.Refresh.Reveal(), account.OpenID)
	must(l.e.People.SetPerson(ctx, privacy.Person{Name: "canary of a name", Email: "canary@example.com"}))
	must(l.e.Store.SetSetting(ctx, "app.client_key", "canarykey123"))
	must(l.e.Store.SetSealedSetting(ctx, "app.client_secret", "canarysecret123"))
	for _, key := range []string{
		"window.language", "world.canary", "notify.on", "power.battery_min", "media.ffmpeg", "media.hardware", "privacy.paused", "upload.max_bytes_per_second",
		"cache_mb", "retention.logs", "policy.accepted", "canary_key", "window.on_close", "profile.other", "store.copy", "security.incident",
	} {
		must(l.e.Store.SetSetting(ctx, key, "canary of a setting\ncanary"))
	}
	must(l.e.Store.RecordRequests(ctx, []cuedrop.Request{
		{At: time.Now(), Purpose: "canary purpose\n", Method: "CANARY", Host: "canary.example.com", Path: "/canary", Outcome: "canary!", Account: l.ana, Post: l.anas.ID},
		{At: time.Now(), Purpose: "upload", Host: "open-upload.tiktokapis.com", Path: "/canary?token=canary", Status: 201, Outcome: "ok"},
		{At: time.Now(), Purpose: "init", Host: "127.0.0.1:4711", Outcome: "offline"},
	}))
	l.e.Health.Raise(health.Condition{Code: "signed_out:canary", Message: "canary", Remedy: "canary"})
	l.e.Health.Raise(health.Condition{Code: "Canary\ncode", Message: "canary", Remedy: "canary"})
	must(os.WriteFile(filepath.Join(l.e.Dir(), "canary.txt"), []byte("canary"), 0o600))
	must(os.MkdirAll(filepath.Join(l.dataDir, "crashes"), 0o700))
	must(os.WriteFile(filepath.Join(l.dataDir, "crashes", "crash-20260101T000000Z.txt"), []byte(
		"Cuedrop crash note\nversion: 1.2.3\ncaption: canary\nreason: canary\x00!\n  cuedrop/internal/engine.(*Engine).Start (engine.go:7)\n  of canary\n"), 0o600))

	bundle, err := l.e.Support.Bundle(ctx)
	must(err)
	for _, c := range canaries {
		if i := strings.Index(strings.ToLower(bundle), strings.ToLower(c)); i >= 0 {
			t.Errorf("the bundle holds %q: …%s…", c, bundle[max(i-60, 0):min(i+60, len(bundle))])
		}
	}
	for _, secret := range []*regexp.Regexp{
		regexp.MustCompile(`(?:acct|post|clip)_\w`), regexp.MustCompile(`[\w.]+@[\w.]+`), regexp.MustCompile(`(?:^|[ :])/\w`), regexp.MustCompile(`\d+\.\d+\.\d+\.\d+`), regexp.MustCompile(`[0-9a-f]{16}`),
	} {
		if found := secret.FindString(bundle); found != "" {
			t.Errorf("the bundle holds %q", found)
		}
	}
	for _, want := range []string{
		"schema: ", "signed_out: 1", "published direct: 2", "scheduled direct: 2", "ok: 2", "key: passphrase, usable: true", "power.battery_min: set",
		" upload open-upload.tiktokapis.com 201 ok ", " init loopback 0 offline ", " (not told) (another host) 0 (not told) ",
		"technical table request: ", "  cuedrop/internal/engine.(*Engine).Start (engine.go:7)", "app.client_key: set", "offset: ",
	} {
		if !strings.Contains(bundle, want) {
			t.Errorf("the bundle lacks %q", want)
		}
	}
	if t.Failed() {
		t.Log(bundle)
	}
}

// TestSupportBundleIsSavedAsItWasShown, whole, for the user only, and it is recorded.
func TestSupportBundleIsSavedAsItWasShown(t *testing.T) {
	t.Parallel()
	w := newWorld(t, atOnce)
	e := w.open(nil)
	defer e.Close()
	bundle, err := e.Support.Bundle(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "bundle.txt")
	if err := e.Support.Save(t.Context(), path, bundle, false); err != nil {
		t.Fatal(err)
	}
	raw, err := os.ReadFile(path)
	if err != nil || !bytes.Equal(raw, []byte(bundle)) {
		t.Errorf("saved another text, %v", err)
	}
	if info, err := os.Stat(path); err != nil || info.Mode().Perm()&0o077 != 0 {
		t.Errorf("%v, %v", info, err)
	}
	if err := e.Support.Save(t.Context(), path, bundle, false); fault.ReasonOf(err) != "support.exists" {
		t.Errorf("over another file: %v", err)
	}
	if err := e.Support.Save(t.Context(), filepath.Dir(path), bundle, true); fault.ReasonOf(err) != "support.unwritable" {
		t.Errorf("over a folder: %v", err)
	}
	if got := fmt.Sprint(activity(t, e)); got != "[support  done]" {
		t.Errorf("activity %s", got)
	}
}

// TestFactsOfAWorkspace of the real system: each has a state, and all but what is well a
// remedy. What is opened to others is found.
func TestFactsOfAWorkspace(t *testing.T) {
	t.Parallel()
	w := setup(t, atOnce)
	e := w.open(nil)
	defer e.Close()
	states := func() map[string]string {
		facts, err := e.Security.Facts(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		got := map[string]string{}
		for _, f := range facts {
			if (f.State == "ok") != (f.Remedy == "") {
				t.Errorf("%+v", f)
			}
			got[f.Code] = string(f.State)
		}
		return got
	}
	if got := states(); len(got) != 4 || got["passphrase"] != "ok" || got["folder"] != "ok" || got["disk"] == "" || got["ffmpeg"] == "" {
		t.Errorf("facts %v", got)
	}
	if err := os.Chmod(e.Dir(), 0o755); err != nil {
		t.Fatal(err)
	}
	if got := states(); got["folder"] != "warn" {
		t.Errorf("open to others: %v", got)
	}
}

// TestAdultIsConfirmedOnce: it is kept with its time, is among the profile's data, and goes
// with everything.
func TestAdultIsConfirmedOnce(t *testing.T) {
	t.Parallel()
	w := newWorld(t, atOnce)
	e := w.open(nil)
	defer e.Close()
	if at, err := e.Security.Adult(t.Context()); err != nil || !at.IsZero() {
		t.Fatalf("%v, %v", at, err)
	}
	if err := e.Security.ConfirmAdult(t.Context()); err != nil {
		t.Fatal(err)
	}
	first, err := e.Security.Adult(t.Context())
	if err != nil || time.Since(first) > time.Minute {
		t.Fatalf("%v, %v", first, err)
	}
	if err := e.Store.SetSetting(t.Context(), "policy.adult_at", "2026-01-02T03:04:05Z"); err != nil {
		t.Fatal(err)
	}
	if err := e.Security.ConfirmAdult(t.Context()); err != nil {
		t.Fatal(err)
	}
	if at, err := e.Security.Adult(t.Context()); err != nil || at.Format(time.RFC3339) != "2026-01-02T03:04:05Z" {
		t.Errorf("the first time does not count: %v, %v", at, err)
	}
	rows, err := e.Privacy.Show(t.Context(), privacy.Profile, "")
	if err != nil || len(rows) != 1 || rows[0].Detail != "2026-01-02T03:04:05Z" {
		t.Errorf("shown %+v, %v", rows, err)
	}
	if settings := string(entries(t, exported(t, e, ""))["data/settings.json"]); !strings.Contains(settings, `"policy.adult_at": "2026-01-02T03:04:05Z"`) {
		t.Errorf("exported %s", settings)
	}
	if _, err := eraseOf(t, e, cuedrop.ScopeAll, "", false); err != nil {
		t.Fatal(err)
	}
	if at, err := e.Security.Adult(t.Context()); err != nil || !at.IsZero() {
		t.Errorf("after erasing everything: %v, %v", at, err)
	}
}
