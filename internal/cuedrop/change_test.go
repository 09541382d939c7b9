package cuedrop_test

import (
	"encoding/json"
	"regexp"
	"strings"
	"testing"
	"time"

	"cuedrop/internal/cuedrop"
)

var (
	changedAt = time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)
	later     = changedAt.Add(time.Hour)
)

// everyChange builds one change with each constructor, for a post in state s. The
// post and its attempt hold words that must not reach the journal.
func everyChange(s cuedrop.State) map[cuedrop.Transition]cuedrop.Change {
	p := cuedrop.Post{ID: "post_1", Rev: 7, State: s, Settings: cuedrop.Settings{Caption: canary}}
	a := cuedrop.Attempt{ID: "try_1", Inits: 1, PublishID: "pub_1", UploadURL: canary, Plan: cuedrop.ChunkPlan{Size: 100, ChunkSize: 100, Count: 1}}
	f := cuedrop.Failure{Reason: "r", Message: "M."}
	all := []cuedrop.Change{
		cuedrop.ScheduleChange(p, cuedrop.Schedule{Wall: "w", Zone: "z", At: later}, cuedrop.Consent{At: changedAt, TextVersion: "music-1"}, changedAt),
		cuedrop.UnscheduleChange(p, changedAt),
		cuedrop.BeginChange(p, changedAt),
		cuedrop.PrepareChange(p, cuedrop.Rendition{Path: canary, Route: cuedrop.RouteCopy, Size: 100, SHA256: "ab"}, changedAt),
		cuedrop.RecheckChange(p, "gone", changedAt),
		cuedrop.StartAttemptChange(p, a, changedAt),
		cuedrop.AcceptInitChange(p, a, cuedrop.InitResult{PublishID: "pub_1", UploadURL: canary}, changedAt),
		cuedrop.AckChunkChange(p, a, 50, changedAt),
		cuedrop.BeginFinishChange(p, a, changedAt),
		cuedrop.ResumeUploadChange(p, a, 50, changedAt),
		cuedrop.FinishUploadChange(p, a, changedAt),
		cuedrop.AbandonChange(p, a, "expired", later, changedAt),
		cuedrop.PublishChange(p, &a, []string{"1"}, changedAt),
		cuedrop.DeliverChange(p, &a, changedAt),
		cuedrop.SnoozeChange(p, later, &f, changedAt),
		cuedrop.ReplaceChange(p, "clip_2", changedAt),
		cuedrop.BlockChange(p, &a, f, changedAt),
		cuedrop.UnblockChange(p, changedAt),
		cuedrop.MissChange(p, f, changedAt),
		cuedrop.FailChange(p, &a, f, changedAt),
		cuedrop.RetryChange(p, cuedrop.Schedule{Wall: "w", Zone: "z", At: later}, changedAt),
		cuedrop.CancelChange(p, &a, changedAt),
		cuedrop.MarkUncertainChange(p, a, f, changedAt),
		cuedrop.ResolveChange(p, &a, true, changedAt),
		cuedrop.ResolveChange(p, &a, false, changedAt),
	}
	byName := map[cuedrop.Transition]cuedrop.Change{}
	for _, c := range all {
		byName[c.Transition] = c
	}
	return byName
}

func TestThereIsAConstructorForEveryTransition(t *testing.T) {
	t.Parallel()
	all := everyChange(cuedrop.Draft)
	for _, tr := range cuedrop.Transitions() {
		c, ok := all[tr]
		if !ok {
			t.Errorf("no constructor for %s", tr)
			continue
		}
		if c.Post != "post_1" || c.From != cuedrop.Draft || !c.At.Equal(changedAt) {
			t.Errorf("%s: %+v", tr, c)
		}
	}
}

func TestTheJournalGetsNoCaptionNoURLAndNoPath(t *testing.T) {
	t.Parallel()
	for tr, c := range everyChange(cuedrop.Uploading) {
		raw, err := json.Marshal(c.Detail)
		if err != nil {
			t.Errorf("%s: %v", tr, err)
		}
		if strings.Contains(string(raw), canary) {
			t.Errorf("%s tells the journal %s", tr, raw)
		}
	}
}

// TestTheAttemptEndsWithThePost pairs where a post goes with what becomes of its
// attempt: it lives on exactly where TikTok may still bring the post about.
func TestTheAttemptEndsWithThePost(t *testing.T) {
	t.Parallel()
	for _, s := range cuedrop.States {
		for tr, c := range everyChange(s) {
			to, err := cuedrop.Next(s, tr)
			if err != nil || c.Attempt == nil {
				continue
			}
			onItsWay := to == cuedrop.InitSent || to == cuedrop.Uploading || to == cuedrop.Finishing || to == cuedrop.Confirming || to == cuedrop.Uncertain
			if c.Attempt.End == onItsWay {
				t.Errorf("%s from %s to %s: ends the attempt: %t", tr, s, to, c.Attempt.End)
			}
			if state := c.Attempt.State; state != "" && state.Live() == c.Attempt.End {
				t.Errorf("%s: attempt %s, ended: %t", tr, state, c.Attempt.End)
			}
			if state := c.Attempt.State; onItsWay && state != "" && string(state) != string(to) {
				t.Errorf("%s: the post is %s, its attempt %s", tr, to, state)
			}
		}
	}
}

func TestChangesOfTheUserHoldForWhatTheUserSaw(t *testing.T) {
	t.Parallel()
	for tr, c := range everyChange(cuedrop.Failed) {
		seen := tr == cuedrop.TransSchedule || tr == cuedrop.TransRetry || tr == cuedrop.TransReplace
		if (c.Rev == 7) != seen {
			t.Errorf("%s carries rev %d", tr, c.Rev)
		}
	}
}

func TestARepeatedInitCountsUpAndKeepsTheAttempt(t *testing.T) {
	t.Parallel()
	c := cuedrop.RepeatInitChange(cuedrop.Post{State: cuedrop.InitSent}, cuedrop.Attempt{ID: "try_1", Inits: 2}, changedAt)
	if c.Transition != cuedrop.TransBeginInit || c.Attempt.ID != "try_1" || c.Attempt.Inits != 3 || c.Attempt.Start != nil {
		t.Errorf("%+v", c.Attempt)
	}
	first := cuedrop.StartAttemptChange(cuedrop.Post{State: cuedrop.Prepared}, cuedrop.Attempt{ID: "try_1"}, changedAt)
	if a := first.Attempt.Start; a.Inits != 1 || a.State != cuedrop.AttemptInitSent || !a.StartedAt.Equal(changedAt) {
		t.Errorf("%+v", a)
	}
}

// TestWithoutAnAttemptNoneIsTouched is the case of a post that was stopped before
// its first init, and of one in the inbox.
func TestWithoutAnAttemptNoneIsTouched(t *testing.T) {
	t.Parallel()
	p := cuedrop.Post{State: cuedrop.Due}
	for _, c := range []cuedrop.Change{
		cuedrop.CancelChange(p, nil, changedAt), cuedrop.BlockChange(p, nil, cuedrop.Failure{}, changedAt),
		cuedrop.FailChange(p, nil, cuedrop.Failure{}, changedAt), cuedrop.PublishChange(p, nil, nil, changedAt),
		cuedrop.DeliverChange(p, nil, changedAt), cuedrop.ResolveChange(p, nil, false, changedAt),
	} {
		if c.Attempt != nil {
			t.Errorf("%s changes an attempt: %+v", c.Transition, c.Attempt)
		}
	}
}

func TestIDsAreUniqueAndCanBeReadAloud(t *testing.T) {
	t.Parallel()
	shape := regexp.MustCompile(`^(post|acct|clip|try)_[a-kmnp-z2-9]{16}$`)
	seen := map[string]bool{}
	for range 1000 {
		for _, id := range []string{
			string(cuedrop.NewPostID()), string(cuedrop.NewAccountID()), string(cuedrop.NewMediaID()), string(cuedrop.NewAttemptID()),
		} {
			if !shape.MatchString(id) || seen[id] {
				t.Fatalf("id %q", id)
			}
			seen[id] = true
		}
	}
}

func TestAnAccountHasOnlyTheScopesGranted(t *testing.T) {
	t.Parallel()
	a := cuedrop.Account{Scopes: []string{cuedrop.ScopeUserBasic, cuedrop.ScopeVideoUpload}}
	if !a.Has(cuedrop.ScopeVideoUpload) || a.Has(cuedrop.ScopeVideoPublish) || a.Has("video") || (cuedrop.Account{}).Has("") {
		t.Error("wrong scopes")
	}
}
