//go:build unix

package engine_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"cuedrop/internal/cuedrop"
	"cuedrop/internal/engine"
	"cuedrop/internal/fault"
	"cuedrop/internal/sandbox"
)

// TestEverythingIsRevoked while a clip is on its way: nothing is sent any more, TikTok has
// ended every sign-in, and signing in again brings all back, sent once.
func TestEverythingIsRevoked(t *testing.T) {
	t.Parallel()
	w := setup(t, sandbox.Scenario{Processing: sandbox.Processing{Polls: new(0)}, Faults: []sandbox.Fault{{On: "chunk", Do: "delay:300ms"}}})
	e := w.open(nil)
	defer e.Close()
	ana := w.account
	m := w.clip(e, manyChunks)
	id := w.schedule(e, m, "on its way", cuedrop.ModeDirect, ana)
	w.signIn(e)
	other := w.schedule(e, w.clip(e, 20_000), "never before", cuedrop.ModeDirect, w.account)
	if _, err := e.Queue.Unschedule(t.Context(), other); err != nil {
		t.Fatal(err)
	}
	if err := e.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	for end := time.Now().Add(time.Minute); w.sandbox.Counts().Chunk == 0 && time.Now().Before(end); <-time.After(20 * time.Millisecond) {
	}
	got, err := e.Security.LockAndRevoke(t.Context())
	if err != nil || got.Accounts != 2 || got.Revoked != 2 || got.Queued != 0 || got.Untold != 0 || got.Stopped != 1 {
		t.Fatalf("%+v, %v", got, err)
	}
	if c := w.sandbox.Counts(); c.Revoke != 2 || len(w.received("on its way")) != 0 {
		t.Errorf("%d were revoked, TikTok has %+v", c.Revoke, w.received("on its way"))
	}
	w.wantSignedOut(e, 2)
	if held, err := e.Store.Held(t.Context(), ana); err != nil || !held {
		t.Errorf("held %t, %v", held, err)
	}
	w.wantNote(e, got.Note, "signed out on this computer: 2")
	if lines := activity(t, e); !slices.Contains(lines, "incident  done") || !slices.Contains(lines, "sign_out "+string(ana)+" done") {
		t.Errorf("activity %q", lines)
	}
	// Nothing more leaves, whatever is due and however often it is looked.
	before := w.sandbox.Counts()
	if _, err := e.Scheduler.Idle(t.Context()); err != nil {
		t.Fatal(err)
	}
	e.Scheduler.Wake()
	<-time.After(300 * time.Millisecond)
	if after := w.sandbox.Counts(); after.Init != before.Init || after.Chunk != before.Chunk || after.Status != before.Status || after.Refresh != before.Refresh {
		t.Errorf("sent after it: %+v, before %+v", after, before)
	}
	// The owner signs in again and resumes.
	w.play(atOnce)
	w.signed = 0
	w.signIn(e)
	if w.account != ana {
		t.Errorf("signed in as %s, want %s", w.account, ana)
	}
	if err := e.Privacy.SetPaused(t.Context(), "", false); err != nil {
		t.Fatal(err)
	}
	until := func(state cuedrop.State) {
		t.Helper()
		for end := time.Now().Add(30 * time.Second); w.post(e, id).State != state; <-time.After(20 * time.Millisecond) {
			if time.Now().After(end) {
				t.Fatalf("post %+v, want %s", w.post(e, id), state)
			}
		}
	}
	until(cuedrop.Failed) // TikTok gave the half of it up with the sign-in, and says so
	if reason := w.post(e, id).Failure.Reason; reason != "tiktok.auth_removed" {
		t.Errorf("failed for %s", reason)
	}
	now, err := cuedrop.ScheduleAt(time.Now(), "Europe/Madrid")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := e.Queue.Schedule(t.Context(), id, now, cuedrop.Consent{At: time.Now(), TextVersion: "music-1"}); err != nil {
		t.Fatal(err)
	}
	until(cuedrop.Published)
	w.wantOnce(e, id, m, "on its way")
}

// wantSignedOut fails unless all accounts are there, signed out, and without tokens.
func (w *world) wantSignedOut(e *engine.Engine, n int) {
	w.t.Helper()
	all, err := e.Accounts.Accounts(w.t.Context())
	if err != nil || len(all) != n {
		w.t.Errorf("%d accounts, %v", len(all), err)
	}
	for _, a := range all {
		if _, err := e.Store.Tokens(w.t.Context(), a.ID); a.Health != cuedrop.AccountSignedOut || fault.ReasonOf(err) != "account.signed_out" {
			w.t.Errorf("account %s is %s: %v", a.ID, a.Health, err)
		}
	}
}

// wantNote fails unless the note lies in the workspace, for its user only, says a text and
// names nobody.
func (w *world) wantNote(e *engine.Engine, note, text string) {
	w.t.Helper()
	_, kept, err := e.Security.NewestNote()
	if err != nil || note != "" && kept != note || !strings.Contains(kept, text) || strings.Contains(kept, "creator.") {
		w.t.Errorf("note %q, kept %q, %v", note, kept, err)
	}
	files, err := filepath.Glob(filepath.Join(e.Dir(), "incidents", "*"))
	if err != nil || len(files) != 1 {
		w.t.Fatalf("notes %q, %v", files, err)
	}
	if info, err := os.Stat(files[0]); err != nil || info.Mode().Perm() != 0o600 {
		w.t.Errorf("%v, %v", info, err)
	}
}

// TestEverythingIsRevokedOffline: what TikTok can't be told is queued, and told later.
func TestEverythingIsRevokedOffline(t *testing.T) {
	t.Parallel()
	l := newLife(t)
	l.play(sandbox.Scenario{Faults: []sandbox.Fault{{On: "revoke", Do: "drop_before"}, {On: "revoke", Do: "drop_before"}}})
	if err := l.e.Store.SetSetting(t.Context(), "window.language", "es"); err != nil {
		t.Fatal(err)
	}
	got, err := l.e.Security.LockAndRevoke(t.Context())
	if err != nil || got.Accounts != 2 || got.Revoked+got.Queued != 2 || got.Queued == 0 || got.Stopped != 2 {
		t.Fatalf("%+v, %v", got, err)
	}
	l.wantSignedOut(l.e, 2)
	l.wantNote(l.e, got.Note, fmt.Sprintf("No se pudo avisar a TikTok de: %d.", got.Queued))
	l.play(sandbox.Scenario{})
	owed, err := l.e.Store.Revocations(t.Context(), time.Now().Add(time.Hour))
	if err != nil || len(owed) != got.Queued {
		t.Fatalf("owed %d, %v", len(owed), err)
	}
	for _, r := range owed {
		if !l.e.Accounts.Tell(t.Context(), r) {
			t.Error("TikTok was not told")
		}
	}
	// A second time there is nothing to end, and it does no harm.
	if again, err := l.e.Security.LockAndRevoke(t.Context()); err != nil || again.Accounts != 0 || again.Revoked != 0 || again.Queued != 0 {
		t.Errorf("again %+v, %v", again, err)
	}
	if _, err := eraseOf(t, l.e, cuedrop.ScopeAll, "", false); err != nil {
		t.Fatal(err)
	}
	if _, _, err := l.e.Security.NewestNote(); !fault.Is(err, fault.NotFound) {
		t.Errorf("the notes stay when everything is erased: %v", err)
	}
}

// TestARevokedSignInIsNotRefreshed: a refresh under way when everything is revoked does not
// bring the sign-in back, and its pair is given back.
func TestARevokedSignInIsNotRefreshed(t *testing.T) {
	t.Parallel()
	w := setup(t, atOnce)
	e := w.open(nil)
	defer e.Close()
	tokens, err := e.Store.Tokens(t.Context(), w.account)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := e.Security.LockAndRevoke(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := e.Store.SaveTokens(t.Context(), w.account, tokens, nil, time.Now()); fault.ReasonOf(err) != "account.signed_out" {
		t.Errorf("a pair is kept for an account that is signed out: %v", err)
	}
	w.wantSignedOut(e, 1)
}

// envIncident makes a child end everything.
const envIncident = "CUEDROP_TEST_INCIDENT"

// revokeInChild is the child: it ends everything and dies where it is told to. It exits
// with 3 when there is no such point.
func revokeInChild() error {
	killAt, err := strconv.Atoi(os.Getenv(envKillAt))
	if err != nil {
		return err
	}
	passed := 0
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	e, err := engine.New(ctx, engine.Config{
		DataDir: os.Getenv(envChild), TikTokURL: os.Getenv(envTikTok), Passphrase: passphrase,
		Credentials: cuedrop.Credentials{ClientKey: sandbox.DefaultClientKey, ClientSecret: sandbox.DefaultClientSecret},
		Probe: func(point string) {
			if !strings.HasPrefix(point, "incident") {
				return
			}
			if passed++; passed == killAt {
				_ = syscall.Kill(os.Getpid(), syscall.SIGKILL)
				select {} // the signal is on its way; nothing may happen after the point
			}
		},
	})
	if err != nil {
		return err
	}
	defer e.Close()
	if _, err := e.Security.LockAndRevoke(ctx); err != nil {
		return err
	}
	if killAt > passed {
		os.Exit(3)
	}
	return errors.New("it was to be killed")
}

// TestRevokingSurvivesAKill at each of its points: the next start completes it before it
// sends anything.
func TestRevokingSurvivesAKill(t *testing.T) {
	t.Parallel()
	points := 0
	for killAt := 1; ; killAt++ {
		if killAt > 12 {
			t.Fatal("there is no end of points")
		}
		w := setup(t, atOnce)
		e := w.open(nil)
		w.schedule(e, w.clip(e, 20_000), "due now", cuedrop.ModeDirect, w.account)
		e.Close()
		cmd := exec.CommandContext(t.Context(), os.Args[0])
		cmd.Env = append(os.Environ(), envChild+"="+w.dataDir, envTikTok+"="+w.sandbox.URL(), envIncident+"=1", envKillAt+"="+fmt.Sprint(killAt))
		out, err := cmd.CombinedOutput()
		exit := (*exec.ExitError)(nil)
		if errors.As(err, &exit) && exit.ExitCode() == 3 {
			break
		}
		if exit == nil || exit.Sys().(syscall.WaitStatus).Signal() != syscall.SIGKILL {
			t.Fatalf("point %d: %v %s", killAt, err, out)
		}
		points++
		e = w.open(nil)
		if err := e.Start(t.Context()); err != nil {
			t.Fatalf("point %d: %v", killAt, err)
		}
		w.wantSignedOut(e, 1)
		w.wantNote(e, "", "signed out on this computer: 1")
		if n := w.sandbox.Counts(); n.Init != 0 || n.Revoke < 1 {
			t.Errorf("point %d: %+v", killAt, n)
		}
		if got := activity(t, e); got[len(got)-1] != "incident  done" || strings.Count(strings.Join(got, ","), "incident") != 1 {
			t.Errorf("point %d: activity %q", killAt, got)
		}
		if left, err := e.Store.RevocationsLeft(t.Context()); err != nil || left != 0 {
			t.Errorf("point %d: %d wait, %v", killAt, left, err)
		}
		e.Close()
		if t.Failed() {
			return
		}
	}
	if points < 6 {
		t.Errorf("%d points", points)
	}
	t.Logf("%d kills", points)
}

// TestEverythingIsRevokedWithoutItsKey: while it can't be had nothing is sent, and nothing
// is claimed; the next start that has it completes what was begun.
func TestEverythingIsRevokedWithoutItsKey(t *testing.T) {
	t.Parallel()
	w := setup(t, atOnce)
	cfg := w.config()
	cfg.Passphrase = "another one than it was made with"
	wrong, err := engine.New(t.Context(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := wrong.Security.LockAndRevoke(t.Context()); fault.ReasonOf(err) != "security.unfinished" {
		t.Errorf("without its key: %v", err)
	}
	if held, err := wrong.Store.Held(t.Context(), w.account); err != nil || !held {
		t.Errorf("held %t, %v", held, err)
	}
	if err := wrong.Start(t.Context()); fault.ReasonOf(err) != "security.unfinished" {
		t.Errorf("started all the same: %v", err)
	}
	if w.sandbox.Counts().Revoke != 0 {
		t.Error("revoked without its key")
	}
	wrong.Close()
	e := w.open(nil)
	defer e.Close()
	if err := e.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	w.wantSignedOut(e, 1)
	w.wantNote(e, "", "TikTok has ended the sign-in of: 1.")
}

// TestEverythingIsRevokedAfterItsKeyWasLost: the accounts are signed out, and the note says
// what only the user can do.
func TestEverythingIsRevokedAfterItsKeyWasLost(t *testing.T) {
	t.Parallel()
	w := setup(t, atOnce)
	if err := os.Remove(filepath.Join(w.dataDir, "workspaces", "default", "vault.json")); err != nil {
		t.Fatal(err)
	}
	e := w.open(nil)
	defer e.Close()
	got, err := e.Security.LockAndRevoke(t.Context())
	if err != nil || got.Accounts != 1 || got.Untold != 1 || got.Revoked != 0 || got.Queued != 0 {
		t.Errorf("%+v, %v", got, err)
	}
	w.wantSignedOut(e, 1)
	w.wantNote(e, got.Note, "TikTok can't be told of: 1,")
}
