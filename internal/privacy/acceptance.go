package privacy

import (
	"context"
	"encoding/json"
	"time"

	"cuedrop/internal/clock"
	"cuedrop/internal/fault"
)

// KeyAccepted is the setting that holds what was accepted. Stored on disk, and read by
// a practice window in the workspace it was opened from: do not rename.
const KeyAccepted = "policy.accepted"

// Acceptance is the user's word for a version of the documents.
type Acceptance struct {
	Version  string    `json:"version"`
	Digest   string    `json:"digest"`
	At       time.Time `json:"at"`
	Language Language  `json:"language"` // in which it was read
}

type settingStore interface {
	Setting(ctx context.Context, key string) (string, error)
	SetSetting(ctx context.Context, key, value string) error
}

// Policies keeps which version of the documents the user of a workspace has accepted.
type Policies struct {
	Store settingStore
	Clock clock.Clock
}

// Accepted returns what was accepted last, or nil when nothing was.
func (p *Policies) Accepted(ctx context.Context) (*Acceptance, error) {
	raw, err := p.Store.Setting(ctx, KeyAccepted)
	if err != nil {
		return nil, err
	}
	return ParseAcceptance(raw), nil
}

// ParseAcceptance reads the setting KeyAccepted. What no Cuedrop wrote is no acceptance.
func ParseAcceptance(raw string) *Acceptance {
	var a Acceptance
	if json.Unmarshal([]byte(raw), &a) != nil || a.Digest == "" || a.At.IsZero() {
		return nil
	}
	return &a
}

// Accept notes that the user agreed to the version with this digest, as read in a
// language. Conflict "policy.outdated" for another one than that in force: what was on
// the screen is not what would be accepted.
func (p *Policies) Accept(ctx context.Context, digest string, l Language) error {
	now := Current()
	if digest != now.Digest {
		return fault.New(fault.Conflict, "policy.outdated", "The privacy policy or the terms have changed since they were shown. Read them again.")
	}
	return p.keep(ctx, Acceptance{Version: now.Version, Digest: now.Digest, At: p.Clock.Now().UTC(), Language: LanguageOf(string(l))})
}

// Adopt takes over what was accepted elsewhere by the same user, unless something was
// accepted here.
func (p *Policies) Adopt(ctx context.Context, a Acceptance) error {
	if here, err := p.Accepted(ctx); here != nil || err != nil {
		return err
	}
	return p.keep(ctx, a)
}

func (p *Policies) keep(ctx context.Context, a Acceptance) error {
	raw, err := json.Marshal(a)
	if err != nil {
		return fault.Wrap(err, fault.Internal, "", "")
	}
	return p.Store.SetSetting(ctx, KeyAccepted, string(raw))
}

// Check returns Conflict "policy.accept" unless the version in force was accepted.
func (p *Policies) Check(ctx context.Context) error {
	a, err := p.Accepted(ctx)
	if err != nil {
		return err
	}
	if a == nil || a.Digest != Current().Digest {
		return fault.New(fault.Conflict, "policy.accept",
			"Accept the privacy policy and the terms first. Then posts can be scheduled; those that are already scheduled go out meanwhile.")
	}
	return nil
}
