package engine_test

import (
	"bytes"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"cuedrop/internal/account"
	"cuedrop/internal/cuedrop"
	"cuedrop/internal/engine"
	"cuedrop/internal/fault"
	"cuedrop/internal/health"
	"cuedrop/internal/sandbox"
)

const secretCanary = "canary-client-secret-0123456789"

// TestTheUsersOwnAppIsKeptSealed: in no byte of the data folder, the log or the
// ledger is its secret.
func TestTheUsersOwnAppIsKeptSealed(t *testing.T) {
	t.Parallel()
	w := setup(t, sandbox.Scenario{})
	w.play(sandbox.Scenario{App: sandbox.App{ClientKey: "awkey1", ClientSecret: secretCanary}})
	cfg := engine.Config{DataDir: t.TempDir(), TikTokURL: w.sandbox.URL(), Passphrase: passphrase, Cost: leastCost, OpenURL: follow}
	e, err := engine.New(t.Context(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	if key, source, err := e.App(t.Context()); source != engine.AppFromPractice || key == "" || err != nil {
		t.Errorf("at first %q from %s, %v", key, source, err)
	}
	for _, bad := range []cuedrop.Credentials{
		{}, {ClientKey: "k"}, {ClientSecret: "s"}, {ClientKey: "two words", ClientSecret: "s"}, {ClientKey: "k", ClientSecret: "line\nbreak"}, {ClientKey: "ключ", ClientSecret: "s"},
	} {
		if err := e.SetApp(t.Context(), bad); fault.ReasonOf(err) != "app.credentials" {
			t.Errorf("%q: %v", bad.ClientKey, err)
		}
	}
	if err := e.SetApp(t.Context(), cuedrop.Credentials{ClientKey: " awkey1 ", ClientSecret: secretCanary + "\n"}); err != nil {
		t.Fatal(err)
	}
	e.Close()
	if e, err = engine.New(t.Context(), cfg); err != nil { // as after a restart
		t.Fatal(err)
	}
	defer e.Close()
	if key, source, err := e.App(t.Context()); key != "awkey1" || source != engine.AppFromSettings || err != nil {
		t.Errorf("kept %q from %s, %v", key, source, err)
	}
	if _, err := e.Accounts.Connect(t.Context(), account.Connecting{}); err != nil {
		t.Errorf("sign in with it: %v", err)
	}
	// Sign-ins belong to the app that made them.
	if err := e.SetApp(t.Context(), cuedrop.Credentials{ClientKey: "other", ClientSecret: "s"}); fault.ReasonOf(err) != "app.accounts" {
		t.Errorf("another app with an account connected: %v", err)
	}
	if err := e.ForgetApp(t.Context()); fault.ReasonOf(err) != "app.accounts" {
		t.Errorf("no app with an account connected: %v", err)
	}
	if err := e.SetApp(t.Context(), cuedrop.Credentials{ClientKey: "awkey1", ClientSecret: secretCanary}); err != nil {
		t.Errorf("a new secret of the same app: %v", err)
	}
	err = filepath.WalkDir(cfg.DataDir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || !d.Type().IsRegular() {
			return err
		}
		content, err := os.ReadFile(path)
		if bytes.Contains(content, []byte(secretCanary)) {
			t.Errorf("the secret is in %s", filepath.Base(path))
		}
		return err
	})
	if err != nil {
		t.Error(err)
	}
}

// TestTheEnvironmentComesFirst, and can't be changed from inside.
func TestTheEnvironmentComesFirst(t *testing.T) {
	t.Parallel()
	w := setup(t, sandbox.Scenario{})
	e := w.open(nil)
	defer e.Close()
	if key, source, err := e.App(t.Context()); key != sandbox.DefaultClientKey || source != engine.AppFromEnvironment || err != nil {
		t.Errorf("%q from %s, %v", key, source, err)
	}
	if err := e.SetApp(t.Context(), cuedrop.Credentials{ClientKey: "k", ClientSecret: "s"}); fault.ReasonOf(err) != "app.environment" {
		t.Errorf("SetApp: %v", err)
	}
}

// TestASignInThatEndsIsAConditionUntilItIsRenewed.
func TestASignInThatEndsIsAConditionUntilItIsRenewed(t *testing.T) {
	t.Parallel()
	w := setup(t, sandbox.Scenario{Tokens: sandbox.Tokens{RefreshSeconds: 20 * 24 * 3600}})
	e := w.open(nil)
	defer e.Close()
	if err := e.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	wantCondition(t, e, "sign_in_ends:"+string(w.account), true)
	if err := e.Store.SignOut(t.Context(), w.account, e.Clock.Now()); err != nil {
		t.Fatal(err)
	}
	wantCondition(t, e, "signed_out:"+string(w.account), true)
	wantCondition(t, e, "sign_in_ends:"+string(w.account), false)
	if _, err := e.Accounts.Connect(t.Context(), account.Connecting{Account: w.account}); err != nil {
		t.Fatal(err)
	}
	wantCondition(t, e, "signed_out:"+string(w.account), false)
	if _, err := e.Accounts.Disconnect(t.Context(), w.account); err != nil {
		t.Fatal(err)
	}
	wantCondition(t, e, "sign_in_ends:"+string(w.account), false)
}

// wantCondition waits until a health condition is there, or is not.
func wantCondition(t *testing.T, e *engine.Engine, code string, there bool) {
	t.Helper()
	has := func() bool {
		return slices.ContainsFunc(e.Health.Conditions(), func(c health.Condition) bool { return c.Code == code })
	}
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	for end := time.Now().Add(10 * time.Second); has() != there; <-tick.C {
		if time.Now().After(end) {
			t.Fatalf("%s there: %t, want %t; %+v", code, !there, there, e.Health.Conditions())
		}
	}
}
