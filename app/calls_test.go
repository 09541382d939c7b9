package app

import (
	"context"
	"encoding/json"
	"errors"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"cuedrop/internal/account"
	"cuedrop/internal/cuedrop"
	"cuedrop/internal/fault"
	"cuedrop/internal/health"
)

// TestAPostThroughTheWindow makes every call that a post's life needs.
func TestAPostThroughTheWindow(t *testing.T) {
	t.Parallel()
	b := setup(t)
	posts := &Posts{b.App}
	id := b.draft()
	p, err := posts.Save(id, PostInput{AccountID: string(b.account.ID), Mode: "direct", Caption: "hello", Privacy: "SELF_ONLY", AllowDuet: true, Fit: "pad", CoverMs: 7})
	if err != nil || p.Caption != "hello" || !p.AllowDuet || p.AllowStitch || p.Fit != "pad" || p.CoverMs != 7 || !p.Editable || p.Cancelable {
		t.Fatalf("Save = %+v, %v", p, err)
	}
	p, err = posts.Schedule(id, When{Wall: "2030-03-31T02:30", Zone: "Europe/Madrid"}, Consent{TextVersion: "music-1", Options: []string{"SELF_ONLY"}})
	if err != nil || p.State != "scheduled" || p.ScheduledAt != "2030-03-31T01:30:00Z" || p.Wall != "2030-03-31T02:30:00" || p.ConsentAt == "" || !p.Cancelable {
		t.Fatalf("Schedule = %+v, %v", p, err)
	}
	if p, err = posts.Unschedule(id); err != nil || p.State != "draft" || p.ConsentAt != "" {
		t.Fatalf("Unschedule = %+v, %v", p, err)
	}
	if p, err = posts.Schedule(id, When{Now: true}, Consent{TextVersion: "music-1"}); err != nil || p.Zone != "Europe/Madrid" {
		t.Fatalf("Schedule now = %+v, %v", p, err)
	}
	if p, err = posts.Cancel(id); err != nil || p.State != "canceled" || p.Cancelable {
		t.Fatalf("Cancel = %+v, %v", p, err)
	}
	if p, err = posts.Retry(id); err != nil || p.State != "scheduled" {
		t.Fatalf("Retry = %+v, %v", p, err)
	}
	if _, err = posts.Resolve(id, true); !fault.Is(err, fault.Conflict) {
		t.Errorf("Resolve of what is not uncertain: %v", err)
	}
	if err = posts.Delete(id); err != nil {
		t.Errorf("Delete: %v", err)
	}
	if _, err = posts.Cancel(id); !fault.Is(err, fault.NotFound) {
		t.Errorf("Cancel of what is gone: %v", err)
	}
}

// TestWithoutConsentNothingIsScheduled: the window can't forget it.
func TestWithoutConsentNothingIsScheduled(t *testing.T) {
	t.Parallel()
	b := setup(t)
	posts := &Posts{b.App}
	id := b.draft()
	if _, err := posts.Save(id, PostInput{AccountID: string(b.account.ID), Mode: "direct", Privacy: "SELF_ONLY"}); err != nil {
		t.Fatal(err)
	}
	if _, err := posts.Schedule(id, When{Now: true}, Consent{}); fault.ReasonOf(err) != "post.consent" {
		t.Errorf("Schedule = %v", err)
	}
}

func TestResolveTime(t *testing.T) {
	t.Parallel()
	posts := &Posts{setup(t).App}
	for _, c := range []struct{ wall, zone, at, note string }{
		{"2026-11-24T18:30", "Europe/Madrid", "2026-11-24T17:30:00Z", ""},
		{"2027-03-28T02:30", "Europe/Madrid", "2027-03-28T01:30:00Z", "gap"},
		{"2026-10-25T02:30", "Europe/Madrid", "2026-10-25T00:30:00Z", "overlap"},
	} {
		got, err := posts.ResolveTime(c.wall, c.zone)
		if diff := cmp.Diff(ResolvedTime{At: c.at, Note: c.note}, got); err != nil || diff != "" {
			t.Errorf("%s: %v %s", c.wall, err, diff)
		}
	}
	if _, err := posts.ResolveTime("nonsense", "Europe/Madrid"); !fault.Is(err, fault.Invalid) {
		t.Errorf("nonsense: %v", err)
	}
}

// TestSnapshot holds everything, nothing null, and no secret.
func TestSnapshot(t *testing.T) {
	t.Parallel()
	b := setup(t)
	id := b.draft()
	b.deps().Health.Raise(health.Condition{Code: "ffmpeg", Severity: health.Warning, Message: "m", Remedy: "r"})
	snap, err := (&System{b.App}).Snapshot()
	if err != nil {
		t.Fatal(err)
	}
	if len(snap.Posts) != 1 || snap.Posts[0].ID != id || snap.Posts[0].AccountID != string(b.account.ID) || len(snap.Media) != 1 || len(snap.Accounts) != 1 ||
		len(snap.Health) != 1 || snap.Rev == 0 || !snap.CanConnect || snap.Workspace != "default" || snap.Version != "test" {
		t.Errorf("snapshot %+v", snap)
	}
	raw, err := json.Marshal(snap)
	if err != nil {
		t.Fatal(err)
	}
	for _, secret := range []string{"access-secret", "refresh-secret", "open-id-secret", "tiktokcdn", b.dir} {
		if strings.Contains(string(raw), secret) {
			t.Errorf("the snapshot holds %q: %s", secret, raw)
		}
	}
	if strings.Contains(string(raw), "null") {
		t.Errorf("the snapshot holds null: %s", raw)
	}
}

// TestALongQueueComesInTwoParts: the snapshot has what the first screen shows and says how much
// more there is, and the rest comes page by page.
func TestALongQueueComesInTwoParts(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.draft()
	media, err := b.deps().Library.All(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	drafts := make([]cuedrop.Post, restRows+firstRows)
	for i := range drafts {
		drafts[i] = cuedrop.Post{ID: cuedrop.NewPostID(), AccountID: b.account.ID, MediaID: media[0].ID, Mode: cuedrop.ModeDirect, CreatedAt: b.now(), UpdatedAt: b.now()}
	}
	if _, err := b.store.CreatePosts(t.Context(), drafts...); err != nil {
		t.Fatal(err)
	}
	all, err := b.deps().Queue.Posts(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	snap, err := (&System{b.App}).Snapshot()
	if err != nil || len(snap.Posts) != firstRows {
		t.Fatalf("%d posts, %v", len(snap.Posts), err)
	}
	if diff := cmp.Diff([]StateCount{{"draft", len(all) - firstRows}}, snap.Rest); diff != "" {
		t.Errorf("the rest: %s", diff)
	}
	got := map[string]bool{}
	for after, more := "", true; more; {
		page, err := (&Posts{b.App}).After(after)
		if err != nil || len(page.Posts) == 0 {
			t.Fatalf("after %q: %d posts, %v", after, len(page.Posts), err)
		}
		for _, p := range page.Posts {
			got[p.ID], after = true, p.ID
		}
		more = page.More
	}
	if len(got) != len(all) {
		t.Errorf("%d posts arrived of %d", len(got), len(all))
	}
}

// TestTheEmptySnapshot is what a new workspace shows.
func TestTheEmptySnapshot(t *testing.T) {
	t.Parallel()
	b := setup(t)
	if err := b.store.RemoveAccount(t.Context(), b.account.ID, nil); err != nil {
		t.Fatal(err)
	}
	b.deps().TikTokApp = func(context.Context) (string, string, error) { return "", "none", nil }
	snap, err := (&System{b.App}).Snapshot()
	raw, _ := json.Marshal(snap)
	if err != nil || strings.Contains(string(raw), "null") || snap.CanConnect {
		t.Errorf("%s, %v", raw, err)
	}
}

// TestFilesThatAreDropped become drafts, or are named with the reason; no foreign
// error's text crosses.
func TestFilesThatAreDropped(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.shownSession().add([]string{b.clip("one.mp4"), filepath.Join(b.dir, "refused.mp4"), filepath.Join(b.dir, "missing.mp4"), b.clip("two.mp4")})
	heard := b.heard()
	last := len(heard) - 1
	if last < 2 || heard[last].Name != EventFilesAdded || heard[0] != (sent{EventLibraryImport, ImportProgress{0, 4}}) || heard[last-1] != (sent{EventLibraryImport, ImportProgress{4, 4}}) {
		t.Fatalf("heard %+v", heard)
	}
	got := heard[last].Payload.(Added)
	slices.SortFunc(got.Refused, func(a, b Refused) int { return strings.Compare(b.Name, a.Name) })
	want := []Refused{{"refused.mp4", "The clip is too short. Choose a longer one."}, {"missing.mp4", fault.InternalMessage}}
	if diff := cmp.Diff(want, got.Refused); diff != "" || len(got.PostIDs) != 2 {
		t.Errorf("added %+v, refused (-want +got):\n%s", got.PostIDs, diff)
	}
	if all, err := b.deps().Queue.Posts(t.Context()); err != nil || len(all) != 2 || !all[1].CreatedAt.After(all[0].CreatedAt) {
		t.Errorf("drafts %+v, %v", all, err)
	}
	(&Library{b.App}).CancelImport() // nothing is under way
	// With one account there is no choice; with two there is.
	p, err := b.deps().Queue.Post(t.Context(), cuedrop.PostID(got.PostIDs[0]))
	if err != nil || p.AccountID != b.account.ID {
		t.Errorf("draft %+v, %v", p, err)
	}
	if _, err := b.store.SaveGrant(t.Context(), cuedrop.Account{ID: cuedrop.NewAccountID(), OpenID: "other", ConnectedAt: time.Now()}, cuedrop.Tokens{Access: "a"}, time.Now()); err != nil {
		t.Fatal(err)
	}
	if a := b.shownSession().onlyAccount(); a != "" {
		t.Errorf("chose %s of two accounts", a)
	}
}

// TestLinks opens pages by name only.
func TestLinks(t *testing.T) {
	t.Parallel()
	b := setup(t)
	id := b.draft()
	for name, url := range links {
		if got, err := b.linkFor(name); got != url || err != nil {
			t.Errorf("linkFor(%s) = %q, %v", name, got, err)
		}
		if !strings.HasPrefix(url, "https://www.tiktok.com/") && !strings.HasPrefix(url, "https://developers.tiktok.com/") && !strings.HasPrefix(url, "https://ffmpeg.org/") {
			t.Errorf("%s leads to %s", name, url)
		}
	}
	if got, err := b.linkFor("tiktok-profile:" + string(b.account.ID)); got != "https://www.tiktok.com/@ana" || err != nil {
		t.Errorf("profile: %q, %v", got, err)
	}
	for _, name := range []string{
		"", "https://evil.example", "javascript:alert(1)", "file:///etc/passwd", "post:", "post:post_none", "post:" + id,
		"tiktok-profile:", "tiktok-profile:acct_none", "tiktok-profile:../x", "Music-Usage", "music-usage ",
	} {
		if got, err := b.linkFor(name); got != "" || !fault.Is(err, fault.NotFound) {
			t.Errorf("linkFor(%q) = %q, %v", name, got, err)
		}
		if err := (&System{b.App}).OpenLink(name); !fault.Is(err, fault.NotFound) {
			t.Errorf("OpenLink(%q) = %v", name, err)
		}
	}
}

// TestALinkOfAPost needs the ids and the handle.
func TestALinkOfAPost(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		ids    []string
		handle string
		want   string
	}{
		{[]string{"7301", "7302"}, "ana", "https://www.tiktok.com/@ana/video/7301"},
		{nil, "ana", ""},
		{[]string{"7301"}, "", ""},
	} {
		if got := link(cuedrop.Post{PostIDs: c.ids}, cuedrop.Account{Username: c.handle}); got != c.want {
			t.Errorf("link(%v, %q) = %q", c.ids, c.handle, got)
		}
	}
}

// TestOneSignInAtATime: a second one must not take away the first one's cancel, nor
// tell the window that the first has failed.
func TestOneSignInAtATime(t *testing.T) {
	t.Parallel()
	b := setup(t)
	accounts := &Accounts{b.App}
	waiting := make(chan struct{})
	b.signIn = func(ctx context.Context, _ func(string, string, string) (string, error), announce func(string)) (account.Callback, error) {
		announce("https://www.tiktok.com/v2/auth/authorize/")
		close(waiting)
		<-ctx.Done()
		return account.Callback{}, fault.Wrap(ctx.Err(), fault.Canceled, "canceled", "Canceled.")
	}
	first := make(chan error)
	go func() {
		_, err := accounts.Connect("")
		first <- err
	}()
	<-waiting
	if _, err := accounts.Connect(""); !fault.Is(err, fault.Conflict) {
		t.Errorf("the second sign-in: %v", err)
	}
	if err := accounts.CancelConnect(); err != nil {
		t.Error(err)
	}
	if err := <-first; !fault.Is(err, fault.Canceled) {
		t.Errorf("the first sign-in: %v", err)
	}
	want := []sent{
		{EventSignInChanged, SignIn{State: "waiting", URL: "https://www.tiktok.com/v2/auth/authorize/"}},
		{EventSignInChanged, SignIn{State: "canceled", Message: "Canceled."}},
	}
	if diff := cmp.Diff(want, b.heard()); diff != "" {
		t.Errorf("heard (-want +got):\n%s", diff)
	}
	if err := accounts.CancelConnect(); err != nil { // nothing to cancel
		t.Error(err)
	}
	// And another one may begin.
	b.signIn = func(context.Context, func(string, string, string) (string, error), func(string)) (account.Callback, error) {
		return account.Callback{Code: "c"}, nil
	}
	if _, err := accounts.Connect(""); !errors.Is(err, errOffline) {
		t.Errorf("the third sign-in: %v", err)
	}
	if heard := b.heard(); heard[len(heard)-1].Payload.(SignIn).State != "failed" {
		t.Errorf("heard %+v", heard)
	}
}

func TestSignInWithoutAnAppIsRefused(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.deps().Credentials = func() (cuedrop.Credentials, error) {
		return cuedrop.Credentials{}, fault.New(fault.Unsupported, "config.no_credentials", "No app.")
	}
	if _, err := (&Accounts{b.App}).Connect(""); fault.ReasonOf(err) != "config.no_credentials" || len(b.heard()) != 0 {
		t.Errorf("Connect = %v, heard %v", err, b.heard())
	}
}

func TestCreatorAndDisconnect(t *testing.T) {
	t.Parallel()
	b := setup(t)
	accounts := &Accounts{b.App}
	c, err := accounts.Creator(string(b.account.ID))
	if diff := cmp.Diff(Creator{AccountID: string(b.account.ID), Nickname: "Ana", PrivacyOptions: []string{"SELF_ONLY"}, MaxDurationMs: 60_000}, c); err != nil || diff != "" {
		t.Errorf("Creator: %v %s", err, diff)
	}
	if err := accounts.Disconnect(string(b.account.ID)); err != nil {
		t.Error(err)
	}
	if _, err := accounts.Creator(string(b.account.ID)); err == nil {
		t.Error("a creator without an account")
	}
}

// TestEveryBoundCallSurvivesAPanic calls each bound method of an app whose parts are
// all nil: none may leave the window's promise pending, and none may tell why.
func TestEveryBoundCallSurvivesAPanic(t *testing.T) {
	t.Parallel()
	a := New(Program{Shown: "default", Open: opened(Deps{}), Now: time.Now})
	skip := map[string]bool{"ChooseFiles": true, "ChooseFFmpeg": true, "CancelConnect": true, "ResolveTime": true, "SetFocused": true, "Drawn": true, "ChooseFolder": true, "List": true, "Touched": true, "CodeKept": true}
	everyCall(t, a, func(name string, err error) {
		if skip[name] {
			return
		}
		if err == nil {
			t.Errorf("%s: no error", name)
			return
		}
		if got := FormatError(err).(string); strings.Contains(got, "nil pointer") || !json.Valid([]byte(got)) {
			t.Errorf("%s: %s", name, got)
		}
	}, skip)
}

// everyCall makes each bound call that can fail, with zero values, but those of skip.
func everyCall(t *testing.T, a *App, answered func(name string, err error), skip map[string]bool) {
	t.Helper()
	for _, bound := range a.Bind() {
		v := reflect.ValueOf(bound)
		for i := range v.NumMethod() {
			m := v.Type().Method(i)
			if skip[m.Name] || m.Type.NumOut() == 0 || m.Type.Out(m.Type.NumOut()-1) != reflect.TypeFor[error]() {
				continue
			}
			args := []reflect.Value{}
			for j := 1; j < m.Type.NumIn(); j++ {
				args = append(args, reflect.Zero(m.Type.In(j)))
			}
			if m.Name == "OpenLink" {
				args[0] = reflect.ValueOf("post:x")
			}
			out := v.Method(i).Call(args)
			err, _ := out[len(out)-1].Interface().(error)
			answered(m.Name, err)
		}
	}
}
