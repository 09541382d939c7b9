package app

import (
	"context"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"cuedrop/internal/clock"
	"cuedrop/internal/cuedrop"
	"cuedrop/internal/fault"
	"cuedrop/internal/privacy"
	"cuedrop/internal/queue"
)

// welcome is the real use cases on the bundle's store; only the sample and the practice
// account are made up.
func (b *bundle) welcome() Welcome {
	cache := 1024
	return Welcome{
		Policies: &privacy.Policies{Store: b.store, Clock: clock.System{}}, People: &privacy.People{Store: b.store},
		CacheMB:         func(context.Context) (int, error) { return cache, nil },
		SetCacheMB:      func(_ context.Context, mb int) error { cache = mb; return nil },
		Sample:          func(context.Context) (string, error) { return b.clip("colour bars.mp4"), nil },
		ConnectPractice: func(context.Context) (cuedrop.Account, error) { return b.account, nil },
	}
}

func (b *bundle) preferencesNow() Preferences {
	b.t.Helper()
	p, err := b.preferences(b.t.Context())
	if err != nil {
		b.t.Fatal(err)
	}
	return p
}

// TestNothingIsScheduledBeforeThePoliciesAreAccepted, in any version; what is scheduled
// goes on.
func TestNothingIsScheduledBeforeThePoliciesAreAccepted(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.deps().Queue.Policy = b.deps().Welcome.Policies.Check
	posts, settings := &Posts{b.App}, &Settings{b.App}
	save := func() string {
		id := b.draft()
		if _, err := posts.Save(id, PostInput{AccountID: string(b.account.ID), Mode: "direct", Privacy: "SELF_ONLY"}); err != nil {
			t.Fatal(err)
		}
		return id
	}
	when, consent := When{Wall: "2030-01-01T10:00", Zone: "Europe/Madrid"}, Consent{TextVersion: "music-1"}
	first := save()
	if _, err := posts.Schedule(first, when, consent); fault.ReasonOf(err) != "policy.accept" || !fault.Is(err, fault.Conflict) {
		t.Fatalf("Schedule = %v", err)
	}
	now := b.preferencesNow().Policy
	if now.Accepted || now.AcceptedVersion != "" || now.Digest == "" || now.Date == "" {
		t.Errorf("%+v", now)
	}
	if err := settings.AcceptPolicy(strings.Repeat("0", 64), "en"); fault.ReasonOf(err) != "policy.outdated" {
		t.Errorf("another version was accepted: %v", err)
	}
	if err := settings.AcceptPolicy(now.Digest, "es-AR"); err != nil {
		t.Fatal(err)
	}
	heard := b.heard()
	if last := heard[len(heard)-1]; last.Name != EventSettingsChanged || !last.Payload.(Preferences).Policy.Accepted {
		t.Errorf("the window heard %+v", last)
	}
	if _, err := posts.Schedule(first, when, consent); err != nil {
		t.Fatal(err)
	}
	// A version that came since.
	b.acceptedBefore("0.9", "digest of 0.9")
	if got := b.preferencesNow().Policy; got.Accepted || got.AcceptedVersion != "0.9" {
		t.Errorf("%+v", got)
	}
	if _, err := posts.Schedule(save(), when, consent); fault.ReasonOf(err) != "policy.accept" {
		t.Errorf("Schedule = %v", err)
	}
	if p, err := b.deps().Queue.Post(t.Context(), cuedrop.PostID(first)); err != nil || p.State != cuedrop.Scheduled {
		t.Errorf("what was scheduled is %s, %v", p.State, err)
	}
	if _, err := b.deps().Queue.Create(t.Context(), queue.Draft{MediaID: "clip_none", Mode: cuedrop.ModeDirect}); fault.ReasonOf(err) != "media.not_found" {
		t.Errorf("drafts are held up too: %v", err)
	}
	if _, err := (&System{b.App}).PolicyChanges("en"); err != nil {
		t.Error(err)
	}
}

// acceptedBefore puts back what an older program stored.
func (b *bundle) acceptedBefore(version, digest string) {
	b.t.Helper()
	raw, err := json.Marshal(privacy.Acceptance{Version: version, Digest: digest, At: time.Now().Add(-time.Hour), Language: "en"})
	if err != nil {
		b.t.Fatal(err)
	}
	if err := b.store.SetSetting(b.t.Context(), privacy.KeyAccepted, string(raw)); err != nil {
		b.t.Fatal(err)
	}
}

// TestPolicyTexts cross the wire whole, and every link in them opens something.
func TestPolicyTexts(t *testing.T) {
	t.Parallel()
	system := &System{setup(t).App}
	for _, lang := range []string{"en", "es", "id", "zh"} {
		for _, document := range []string{"privacy", "terms"} {
			got, err := system.Policy(document, lang)
			raw, _ := json.Marshal(got)
			if err != nil || got.Language != lang || len(got.Sections) < 9 || strings.Contains(string(raw), "null") {
				t.Errorf("%s in %s: %+v, %v", document, lang, got, err)
			}
			for _, s := range got.Sections {
				for _, block := range s.Blocks {
					for _, f := range block.Facts {
						if f.Link != "" && links[f.Link] == "" {
							t.Errorf("%s leads to %q", f.Label, f.Link)
						}
					}
				}
			}
		}
	}
	if got, err := system.Policy("../../etc/passwd", "en"); !fault.Is(err, fault.NotFound) || got.Sections == nil {
		t.Errorf("%+v, %v", got, err)
	}
}

func TestProfile(t *testing.T) {
	t.Parallel()
	b := setup(t)
	settings := &Settings{b.App}
	for reason, p := range map[string]Profile{
		"profile.name":  {Name: strings.Repeat("x", 101)},
		"profile.email": {Name: "Ana", Email: "ana at example"},
	} {
		if err := settings.SetProfile(p); fault.ReasonOf(err) != reason || !fault.Is(err, fault.Invalid) {
			t.Errorf("%+v: %v", p, err)
		}
	}
	if got := b.preferencesNow().Profile; got != (Profile{}) {
		t.Errorf("a refused profile was kept: %+v", got)
	}
	for _, p := range []Profile{{"Ana de la Cruz", "ana@example.com"}, {"Ana", ""}, {}} {
		if err := settings.SetProfile(p); err != nil {
			t.Fatal(err)
		}
		if got := b.preferencesNow().Profile; got != p {
			t.Errorf("%+v, want %+v", got, p)
		}
	}
}

// TestTheFirstRun ends once, and its acts work.
func TestTheFirstRun(t *testing.T) {
	t.Parallel()
	b := setup(t)
	settings, system := &Settings{b.App}, &System{b.App}
	if b.preferencesNow().Welcomed {
		t.Fatal("it is over before it began")
	}
	if added, err := (&Library{b.App}).AddSample(); err != nil || len(added.PostIDs) != 1 {
		t.Errorf("%+v, %v", added, err)
	}
	if a, err := (&Accounts{b.App}).ConnectPractice(); err != nil || a.ID != string(b.account.ID) {
		t.Errorf("%+v, %v", a, err)
	}
	if err := settings.FinishWelcome(); err != nil || !b.preferencesNow().Welcomed {
		t.Errorf("it does not end: %v", err)
	}
	if err := settings.SetCacheMB(300); err != nil || b.preferencesNow().CacheMB != 300 {
		t.Errorf("the limit is %d, %v", b.preferencesNow().CacheMB, err)
	}
	if err := system.OpenSandbox(); fault.ReasonOf(err) != "practice.here" {
		t.Errorf("OpenSandbox = %v", err)
	}
	if err := system.LeaveSandbox(); fault.ReasonOf(err) != "practice.stays" {
		t.Errorf("LeaveSandbox = %v", err)
	}
	b.deps().Welcome.Sample = func(context.Context) (string, error) {
		return "", fault.New(fault.Unsupported, "ffmpeg.missing", "There is no ffmpeg.")
	}
	if added, err := (&Library{b.App}).AddSample(); !fault.Is(err, fault.Unsupported) || added.PostIDs == nil {
		t.Errorf("%+v, %v", added, err)
	}
}
