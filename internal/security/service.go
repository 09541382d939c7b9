// Package security is what an owner does about the safety of a workspace: look at what
// protects it, read what was done in it, and end everything when something went wrong. It
// reads and changes through interfaces that it declares; it imports no adapter and no other
// use case.
package security

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"cuedrop/internal/clock"
	"cuedrop/internal/cuedrop"
)

type journal interface {
	RecordActivity(context.Context, cuedrop.Activity) error
	EndTask(ctx context.Context, a cuedrop.Activity, key string) error
	Activities(ctx context.Context, before int64, limit int) ([]cuedrop.Activity, error)
}

type settings interface {
	Setting(ctx context.Context, key string) (string, error)
	SetSetting(ctx context.Context, key, value string) error
	SetSettingOnce(ctx context.Context, key, value string) (string, error)
}

type signIns interface {
	SignedIn(context.Context) (int, error)
	// EndAll signs every account out and queues what TikTok is to be told of it. lost is
	// called before one ends that TikTok can't be told of.
	EndAll(ctx context.Context, lost func(context.Context) error) error
	// TellAll tells TikTok of all that is queued, as far as it can be reached.
	TellAll(context.Context) error
}

// Config is what the service needs. All are required but Log and Probe.
type Config struct {
	Journal  journal
	Settings settings
	SignIns  signIns
	// Hold keeps anything from being sent until the user resumes it, and stops what is
	// being sent where it is.
	Hold func(context.Context) error
	// Stop stops publishing, and returns what starts it again if it ran.
	Stop func() (resume func(context.Context))
	// Waiting counts the posts that are scheduled or on their way.
	Waiting func(context.Context) (int, error)
	// Untold counts the sign-ins that TikTok is still to be told the end of.
	Untold func(context.Context) (int, error)
	// Language is what the user reads: en, es, id or zh.
	Language func(context.Context) string
	Look     Looks
	Dir      string // of the workspace
	Clock    clock.Clock
	Log      *slog.Logger
	// Probe is called at every point at which a crash must do no harm. Tests stop the
	// process there.
	Probe func(point string)
}

// Service is safe for concurrent use.
type Service struct {
	Config
	ending sync.Mutex // an incident is being carried out
}

// New returns a service.
func New(c Config) *Service {
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
	if c.Probe == nil {
		c.Probe = func(string) {}
	}
	return &Service{Config: c}
}

// activityMost bounds a page of the log.
const activityMost = 1000

// Activity returns limit lines of the log of activity, the newest first, with a number
// below before; 0 = from the newest on.
func (s *Service) Activity(ctx context.Context, before int64, limit int) ([]cuedrop.Activity, error) {
	return s.Journal.Activities(ctx, max(before, 0), min(max(limit, 1), activityMost))
}

// Note keeps a line of the log of activity.
func (s *Service) Note(ctx context.Context, kind cuedrop.ActivityKind, subject, outcome string) error {
	return s.Journal.RecordActivity(ctx, cuedrop.Activity{At: s.Clock.Now(), Kind: kind, Subject: subject, Outcome: outcome})
}

// keyAdult is when the user said to be 18 or over. Stored on disk: do not rename.
const keyAdult = "policy.adult_at"

// ConfirmAdult keeps that whoever uses this workspace is 18 or over, and since when that is
// known: the first time counts.
func (s *Service) ConfirmAdult(ctx context.Context) error {
	_, err := s.Settings.SetSettingOnce(ctx, keyAdult, s.Clock.Now().UTC().Format(time.RFC3339))
	return err
}

// Adult returns when that was confirmed; the zero time = it was not.
func (s *Service) Adult(ctx context.Context) (time.Time, error) {
	text, err := s.Settings.Setting(ctx, keyAdult)
	if err != nil || text == "" {
		return time.Time{}, err
	}
	at, err := time.Parse(time.RFC3339, text)
	if err != nil {
		return time.Time{}, nil //nolint:nilerr // what no Cuedrop wrote confirms nothing
	}
	return at, nil
}
