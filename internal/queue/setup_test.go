package queue_test

import (
	"bytes"
	"context"
	"log/slog"
	"testing"
	"time"

	"cuedrop/internal/clock"
	"cuedrop/internal/cuedrop"
	"cuedrop/internal/fault"
	"cuedrop/internal/queue"
	"cuedrop/internal/store"
)

var noon = time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)

// bundle is the use case on a real store, with notes of what it told others.
type bundle struct {
	*queue.Queue
	t           *testing.T
	store       *store.Store
	clock       *clock.Fixed
	media       cuedrop.Media
	account     cuedrop.Account
	changed     int
	interrupted []cuedrop.PostID
	discarded   []cuedrop.PostID
	discardErr  error
	log         bytes.Buffer
}

func setup(t *testing.T) *bundle {
	t.Helper()
	s, err := store.Open(t.Context(), store.Options{Dir: t.TempDir(), Sealer: func(string) store.Sealer { return shutSealer{} }})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	b := &bundle{t: t, store: s, clock: clock.NewFixed(noon)}
	b.Queue = queue.New(queue.Config{
		Store: s, Clock: b.clock, Log: slog.New(slog.NewTextHandler(&b.log, nil)),
		Changed:   func() { b.changed++ },
		Interrupt: func(id cuedrop.PostID) { b.interrupted = append(b.interrupted, id) },
		Discard:   func(id cuedrop.PostID) error { b.discarded = append(b.discarded, id); return b.discardErr },
	})
	b.media = cuedrop.Media{ID: "clip_1", Check: cuedrop.Check{Verdict: cuedrop.VerdictOK, Route: cuedrop.RouteCopy}, AddedAt: noon}
	if err := s.SaveMedia(t.Context(), b.media); err != nil {
		t.Fatal(err)
	}
	_, err = s.SaveGrant(t.Context(), cuedrop.Account{ID: "acct_1", OpenID: "open-1"}, cuedrop.Tokens{Access: "a", Refresh: "r"}, noon)
	if err != nil {
		t.Fatal(err)
	}
	b.account.ID = "acct_1"
	return b
}

// shutSealer seals, and never unseals tokens or upload URLs: no step of the user may
// need them.
type shutSealer struct{}

var errShut = fault.New(fault.AuthRequired, "vault.passphrase_missing", "Enter the passphrase.")

func (shutSealer) Seal(_ context.Context, plain []byte, _ string) ([]byte, error) { return plain, nil }
func (shutSealer) Unseal(_ context.Context, sealed []byte, aad string) ([]byte, error) {
	if bytes.HasSuffix([]byte(aad), []byte("|open_id|1")) {
		return sealed, nil
	}
	return nil, errShut
}

var (
	settings = cuedrop.Settings{Caption: "hello", Privacy: cuedrop.PrivacyPublic}
	consent  = cuedrop.Consent{At: noon, TextVersion: "music-1"}
	failure  = cuedrop.Failure{Reason: "r", Message: "M."}
)

func must[T any](t *testing.T) func(T, error) T {
	return func(v T, err error) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

func wantFault(t *testing.T, err error, kind fault.Kind, reason string) {
	t.Helper()
	if fault.KindOf(err) != kind || fault.ReasonOf(err) != reason {
		t.Errorf("got %v, want %s %s", err, kind, reason)
	}
}

func at(t *testing.T, when time.Time) cuedrop.Schedule {
	t.Helper()
	return must[cuedrop.Schedule](t)(cuedrop.ScheduleAt(when, "Europe/Madrid"))
}

func (b *bundle) draft() cuedrop.Post {
	b.t.Helper()
	return must[cuedrop.Post](b.t)(b.Create(b.t.Context(), queue.Draft{MediaID: b.media.ID, AccountID: b.account.ID, Mode: cuedrop.ModeDirect, Settings: settings}))
}

func (b *bundle) apply(c cuedrop.Change) cuedrop.Post {
	b.t.Helper()
	return must[cuedrop.Post](b.t)(b.store.Apply(b.t.Context(), c))
}

// in returns a new post in state s, scheduled for an hour from now.
func (b *bundle) in(s cuedrop.State) cuedrop.Post {
	b.t.Helper()
	p := b.draft()
	if s == cuedrop.Draft {
		return p
	}
	return b.on(p, s)
}

// on brings a draft to state s, scheduled for an hour from now.
func (b *bundle) on(p cuedrop.Post, s cuedrop.State) cuedrop.Post {
	b.t.Helper()
	p = must[cuedrop.Post](b.t)(b.Schedule(b.t.Context(), p.ID, at(b.t, noon.Add(time.Hour)), consent))
	switch s { //nolint:exhaustive // the rest go on
	case cuedrop.Scheduled:
		return p
	case cuedrop.Blocked:
		return b.apply(cuedrop.BlockChange(p, nil, failure, noon))
	case cuedrop.Missed:
		return b.apply(cuedrop.MissChange(p, failure, noon))
	case cuedrop.Canceled:
		return b.apply(cuedrop.CancelChange(p, nil, noon))
	}
	p = b.apply(cuedrop.BeginChange(p, noon))
	if s == cuedrop.Due {
		return p
	}
	if s == cuedrop.Failed {
		return b.apply(cuedrop.FailChange(p, nil, failure, noon))
	}
	p = b.apply(cuedrop.PrepareChange(p, cuedrop.Rendition{SHA256: "ab"}, noon))
	if s == cuedrop.Prepared {
		return p
	}
	a := cuedrop.Attempt{ID: cuedrop.NewAttemptID(), Plan: cuedrop.ChunkPlan{Size: 1, ChunkSize: 1, Count: 1}, SHA256: "ab"}
	p = b.apply(cuedrop.StartAttemptChange(p, a, noon))
	if s == cuedrop.InitSent {
		return p
	}
	p = b.apply(cuedrop.AcceptInitChange(p, a, cuedrop.InitResult{PublishID: string(a.ID), UploadURL: "https://x"}, noon))
	if s == cuedrop.Uploading {
		return p
	}
	p = b.apply(cuedrop.BeginFinishChange(p, a, noon))
	if s == cuedrop.Finishing {
		return p
	}
	p = b.apply(cuedrop.FinishUploadChange(p, a, noon))
	switch s { //nolint:exhaustive // the rest are above
	case cuedrop.Confirming:
		return p
	case cuedrop.Uncertain:
		return b.apply(cuedrop.MarkUncertainChange(p, a, failure, noon))
	case cuedrop.InInbox:
		return b.apply(cuedrop.DeliverChange(p, &a, noon))
	}
	return b.apply(cuedrop.PublishChange(p, &a, nil, noon))
}
