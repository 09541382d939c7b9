package app

import (
	"context"
	"errors"
	"os"
	"slices"
	"strings"
	"testing"

	"cuedrop/internal/clock"
	"cuedrop/internal/cuedrop"
	"cuedrop/internal/fault"
	"cuedrop/internal/security"
	"cuedrop/internal/support"
)

// withSecurity gives a bundle the security part on its store and accounts, as engine wires
// it.
func withSecurity(t *testing.T) *bundle {
	t.Helper()
	b := setup(t)
	s := b.store
	b.deps().Security.Service = security.New(security.Config{
		Journal: s, Settings: s, SignIns: b.deps().Accounts, Untold: s.RevocationsLeft, Dir: b.dir, Clock: clock.System{},
		Hold:    func(ctx context.Context) error { return s.SetPaused(ctx, "", b.now()) },
		Stop:    func() func(context.Context) { return func(context.Context) {} },
		Waiting: func(context.Context) (int, error) { return 0, nil }, Language: func(context.Context) string { return "zh" },
		Look: security.Looks{
			Key:    func(context.Context) (security.Key, error) { return security.Key{Usable: true}, nil },
			Disk:   func(context.Context) security.Disk { return security.Disk{} },
			Folder: func() (private, known bool) { return true, true },
			FFmpeg: func(context.Context) (security.Tool, error) { return security.Tool{}, errors.New("none") },
		},
	})
	b.deps().Security.Support = support.New(support.Config{
		Clock: clock.System{}, Setting: s.Setting, Conditions: func() []string { return nil }, Posts: b.deps().Queue.Posts, Accounts: s.Accounts,
		Requests: s.Requests, Untold: s.RevocationsLeft, Free: s.Free, Host: func(string) string { return "-" }, Crashes: func() []string { return nil },
		FFmpeg: func(context.Context) (cuedrop.FFmpeg, error) { return cuedrop.FFmpeg{}, nil },
		Key:    func(context.Context) (support.Key, error) { return support.Key{Mode: "keyring"}, nil },
		Sizes:  func(context.Context) ([]support.Size, error) { return nil, nil },
	})
	return b
}

// TestSecurityThroughTheWindow makes the calls of the security screen: nothing that crosses
// is null, and no path is in it.
func TestSecurityThroughTheWindow(t *testing.T) {
	t.Parallel()
	b := withSecurity(t)
	s := &Security{b.App}
	facts, err := s.Facts()
	if err != nil || len(facts) != 5 {
		t.Fatalf("Facts = %+v, %v", facts, err)
	}
	states := map[string]string{}
	for _, f := range facts {
		states[f.Code] = f.State
	}
	for code, want := range map[string]string{"keyring": "ok", "passphrase": "warn", "disk": "unknown", "folder": "ok", "ffmpeg": "unknown"} {
		if states[code] != want {
			t.Errorf("%s is %q, want %q", code, states[code], want)
		}
	}
	if at, err := s.Adult(); err != nil || at != "" {
		t.Errorf("Adult = %q, %v", at, err)
	}
	if err := s.ConfirmAdult(); err != nil {
		t.Error(err)
	}
	if at, err := s.Adult(); err != nil || at == "" {
		t.Errorf("Adult = %q, %v", at, err)
	}
	if rows, err := s.Activity(0); err != nil || rows == nil {
		t.Errorf("Activity = %+v, %v", rows, err)
	}
	if _, err := s.SaveIncidentNote(); fault.ReasonOf(err) != "security.no_note" {
		t.Errorf("a note of no incident: %v", err)
	}
	got, err := s.LockAndRevoke()
	if err != nil || got.Accounts != 1 || got.Revoked != 1 || got.Locked || got.At == "" || !strings.Contains(got.Note, "安全事件") || strings.Contains(got.Note, b.dir) {
		t.Errorf("LockAndRevoke = %+v, %v", got, err)
	}
	rows, err := s.Activity(0)
	if err != nil || len(rows) == 0 || rows[0].Kind != "incident" || rows[0].At == "" {
		t.Fatalf("Activity = %+v, %v", rows, err)
	}
	if older, err := s.Activity(rows[len(rows)-1].ID); err != nil || len(older) != 0 || older == nil {
		t.Errorf("before the first line: %+v, %v", older, err)
	}
	// A workspace that can't be revoked now is locked all the same.
	_, f := b.withLocks(cuedrop.LockRules{KeepPublishing: true})
	if err := os.RemoveAll(b.dir); err != nil {
		t.Fatal(err)
	}
	if got, err := s.LockAndRevoke(); err == nil || !got.Locked || !slices.Equal(f.locked, []string{"default incident"}) || b.sessions.current() != nil {
		t.Errorf("%+v, %v, locked %q", got, err, f.locked)
	}
}

// TestTheBundleIsSeenBeforeItIsSaved: what nobody has read can't be saved.
func TestTheBundleIsSeenBeforeItIsSaved(t *testing.T) {
	t.Parallel()
	b := withSecurity(t)
	s := &Security{b.App}
	if _, err := s.SaveSupportBundle(); fault.ReasonOf(err) != "support.unseen" {
		t.Errorf("saved unseen: %v", err)
	}
	text, err := s.SupportBundle()
	if err != nil || !strings.Contains(text, "== posts ==") {
		t.Fatalf("%v: %s", err, text)
	}
	if kept := b.shownSession().texts.bundle.Load(); kept == nil || *kept != text {
		t.Error("another text than was shown would be saved")
	}
}
