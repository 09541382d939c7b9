package app

import (
	"encoding/json"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"cuedrop/internal/cuedrop"
	"cuedrop/internal/event"
	"cuedrop/internal/health"
)

// TestEveryFactHasItsEvent maps each fact, and compares the payload's type with the
// catalog's.
func TestEveryFactHasItsEvent(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.deps().Health.Raise(health.Condition{Code: "offline", Severity: health.Error, Message: "m", Remedy: "r"})
	at := time.Date(2026, 11, 24, 18, 30, 0, 0, time.FixedZone("", 3600))
	for _, f := range []event.Fact{
		event.PostChanged{Post: cuedrop.Post{ID: "post_1", Rev: 3, State: cuedrop.Published, AccountID: b.account.ID, PostIDs: []string{"7"}, PublishedAt: at}},
		event.PostRemoved{ID: "post_1", Rev: 4},
		event.MediaChanged{Media: cuedrop.Media{ID: "clip_1"}},
		event.AccountChanged{Account: b.account},
		event.AccountRemoved{ID: "acct_1", Rev: 5},
		event.HealthChanged{},
		event.UploadProgress{PostID: "post_1", Sent: 1, Total: 2, Remaining: 1500 * time.Millisecond},
		event.RenderProgress{PostID: "post_1", Progress: cuedrop.RenderProgress{Fraction: 0.5, Remaining: time.Second}},
	} {
		b.emit.fact(b.shownSession(), f)
	}
	catalog := map[string]reflect.Type{}
	for i := range reflect.TypeFor[EventCatalog]().NumField() {
		field := reflect.TypeFor[EventCatalog]().Field(i)
		catalog[field.Tag.Get("json")] = field.Type
	}
	var names []string
	for _, e := range b.heard() {
		names = append(names, e.Name)
		if got := reflect.TypeOf(e.Payload); got != catalog[e.Name] {
			t.Errorf("%s carries %s, the catalog says %s", e.Name, got, catalog[e.Name])
		}
	}
	want := []string{
		"post:changed", "post:removed", "media:changed", "account:changed", "account:removed", "health:changed", "upload:progress", "render:progress",
	}
	if diff := cmp.Diff(want, names); diff != "" {
		t.Fatalf("events (-want +got):\n%s", diff)
	}
	p := b.heard()[0].Payload.(Post)
	if p.Link != "https://www.tiktok.com/@ana/video/7" || p.PublishedAt != "2026-11-24T17:30:00Z" || p.Rev != 3 {
		t.Errorf("post %+v", p)
	}
	if u := b.heard()[6].Payload.(UploadProgress); u.RemainingMs != 1500 {
		t.Errorf("progress %+v", u)
	}
	if b.woken != 1 {
		t.Errorf("a changed account woke the scheduler %d times, want once", b.woken)
	}
}

// TestBeforeTheWindowNothingIsSent: without the window's context Wails would end the
// whole program.
func TestBeforeTheWindowNothingIsSent(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.opened = false
	b.emit.fact(b.shownSession(), event.HealthChanged{})
	b.SecondInstance(nil, "")
	if heard := b.heard(); heard != nil {
		t.Errorf("heard %v", heard)
	}
	b.Shutdown(t.Context()) // never started up
	b.Shutdown(t.Context())
}

// TestZeroValuesOnTheWire: no list is null, no time is a year 1.
func TestZeroValuesOnTheWire(t *testing.T) {
	t.Parallel()
	for name, v := range map[string]any{
		"post": toPost(cuedrop.Post{}, cuedrop.Account{}), "media": toMedia(cuedrop.Media{}), "account": toAccount(cuedrop.Account{}, nil),
		"creator": toCreator("", cuedrop.Creator{}), "health": toHealth(nil),
	} {
		raw, err := json.Marshal(v)
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(string(raw), "null") || strings.Contains(string(raw), "0001-") || strings.Contains(string(raw), "1970-") {
			t.Errorf("%s: %s", name, raw)
		}
	}
}

// TestEveryFieldOfAPostCrosses fills each field of the domain with its own value and
// looks for it on the wire: a forgotten or a swapped one shows.
func TestEveryFieldOfAPostCrosses(t *testing.T) {
	t.Parallel()
	at := func(minute int) time.Time { return time.Date(2026, 11, 24, 18, minute, 0, 0, time.UTC) }
	got := toPost(cuedrop.Post{
		ID: "post_1", Rev: 2, State: cuedrop.Blocked, AccountID: "acct_1", MediaID: "clip_1", Mode: cuedrop.ModeInbox,
		Settings: cuedrop.Settings{
			Caption: "c", Privacy: cuedrop.PrivacyFriends, AllowComment: true, AllowStitch: true, BrandedContent: true, CoverMs: 9, Edit: cuedrop.Edit{Fit: cuedrop.FitBlur},
		},
		Schedule: cuedrop.Schedule{Wall: "w", Zone: "z", At: at(1)}, Consent: &cuedrop.Consent{At: at(2)},
		Failure: &cuedrop.Failure{Reason: "r", Message: "m"}, NotBefore: at(3), Rendition: &cuedrop.Rendition{Path: "/secret/path"},
		PublishID: "v_pub_1", PostIDs: []string{"7301234567890123456"}, Attempts: 4, CreatedAt: at(4), UpdatedAt: at(5), PublishedAt: at(6),
	}, cuedrop.Account{Username: "ana"})
	want := Post{
		ID: "post_1", Rev: 2, State: "blocked", AccountID: "acct_1", MediaID: "clip_1", Mode: "inbox", Caption: "c", Privacy: "MUTUAL_FOLLOW_FRIENDS",
		AllowComment: true, AllowStitch: true, BrandedContent: true, CoverMs: 9, Fit: "blur", ScheduledAt: "2026-11-24T18:01:00Z", Wall: "w", Zone: "z",
		ConsentAt: "2026-11-24T18:02:00Z", Failure: &Failure{"r", "m"}, NotBefore: "2026-11-24T18:03:00Z", PublishID: "v_pub_1",
		PostIDs: []string{"7301234567890123456"}, Link: "https://www.tiktok.com/@ana/video/7301234567890123456", Attempts: 4,
		CreatedAt: "2026-11-24T18:04:00.000Z", UpdatedAt: "2026-11-24T18:05:00Z", PublishedAt: "2026-11-24T18:06:00Z", Editable: true, Cancelable: true,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("post (-want +got):\n%s", diff)
	}
}

// TestTheStatesOfTheWindowAreTheDomains compares the list for TypeScript and what
// each state allows.
func TestTheStatesOfTheWindowAreTheDomains(t *testing.T) {
	t.Parallel()
	if len(AllPostStates) != len(cuedrop.States) || len(New(Program{}).Enums()) != 1 {
		t.Fatalf("%d states, want %d", len(AllPostStates), len(cuedrop.States))
	}
	for i, s := range cuedrop.States {
		if e := AllPostStates[i]; string(e.Value) != string(s) || e.TSName != strings.ToUpper(string(s)) {
			t.Errorf("state %d is %+v, want %s", i, e, s)
		}
		p := toPost(cuedrop.Post{State: s}, cuedrop.Account{})
		_, err := cuedrop.Next(s, cuedrop.TransCancel)
		if p.Cancelable != (err == nil && s != cuedrop.Draft) || p.Editable != s.Editable() {
			t.Errorf("%s: cancelable %t, editable %t", s, p.Cancelable, p.Editable)
		}
	}
}

// TestTheWindowShowsOneCauseOnce: what another condition explains is inside of it.
func TestTheWindowShowsOneCauseOnce(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.deps().Health.Raise(health.Condition{Code: "ledger", Severity: health.Warning, Message: "The list of requests is incomplete.", Remedy: "r"})
	b.deps().Health.Raise(health.Condition{Code: "disk", Severity: health.Error, Message: "The disk is full.", Remedy: "Free some space."})
	b.emit.fact(b.shownSession(), event.HealthChanged{})
	heard := b.heard()
	got, ok := heard[len(heard)-1].Payload.([]Health)
	if !ok || len(got) != 1 || got[0].Code != "disk" || got[0].Since == "" || len(got[0].Dependents) != 1 || got[0].Dependents[0].Code != "ledger" || got[0].Dependents[0].Since == "" {
		t.Errorf("heard %+v", heard)
	}
}
