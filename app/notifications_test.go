package app

import (
	"context"
	"errors"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/wailsapp/wails/v2/pkg/runtime"

	"cuedrop/internal/cuedrop"
	"cuedrop/internal/notify"
)

// tray stands for a system's notifications.
type tray struct {
	mu         sync.Mutex
	calls      []string
	refusal    error
	denied     bool
	categories map[string][]string // buttons
	sent       []runtime.NotificationOptions
	gone       []string
	answer     func(runtime.NotificationResult)
	came       chan struct{} // one a notice
}

func (d *tray) called(what string) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.calls = append(d.calls, what)
	return d.refusal
}

func (d *tray) api() desktopAPI {
	d.categories, d.came = map[string][]string{}, make(chan struct{}, 100)
	return desktopAPI{
		available:  func(context.Context) bool { return true },
		initialize: func(context.Context) error { return d.called("initialize") },
		authorize:  func(context.Context) (bool, error) { return !d.denied, d.called("authorize") },
		category: func(_ context.Context, c runtime.NotificationCategory) error {
			for _, a := range c.Actions {
				d.categories[c.ID] = append(d.categories[c.ID], a.ID+": "+a.Title)
			}
			return d.called("category")
		},
		answered: func(_ context.Context, f func(runtime.NotificationResult)) { d.answer = f },
		send: func(_ context.Context, o runtime.NotificationOptions) error {
			d.mu.Lock()
			d.sent = append(d.sent, o)
			d.mu.Unlock()
			d.came <- struct{}{}
			return nil
		},
		remove: func(_ context.Context, id string) error {
			d.mu.Lock()
			defer d.mu.Unlock()
			d.gone = append(d.gone, id)
			return nil
		},
		cleanup: func(context.Context) { _ = d.called("cleanup") },
		raise:   func(context.Context) { _ = d.called("raise") },
	}
}

// press is the user's answer to the newest notice.
func (d *tray) press(button string) {
	d.mu.Lock()
	o := d.sent[len(d.sent)-1]
	d.mu.Unlock()
	d.answer(runtime.NotificationResult{Response: runtime.NotificationResponse{ID: o.ID, ActionIdentifier: button, UserInfo: o.Data}})
}

// TestWhatIsNotThereIsAgreedToAnew: the window sends nothing a second time by one word.
func TestWhatIsNotThereIsAgreedToAnew(t *testing.T) {
	t.Parallel()
	b := setup(t)
	p, posts := b.uncertain(), &Posts{b.App}
	got, err := posts.Resolve(string(p.ID), false)
	if err != nil || got.State != "draft" || got.ConsentAt != "" || got.Failure == nil || got.Failure.Reason != cuedrop.ReasonAgain {
		t.Fatalf("%+v, %v", got, err)
	}
	if _, err := posts.Retry(got.ID); err == nil {
		t.Error("it goes out without a new consent")
	}
	if got, err = posts.Schedule(got.ID, When{Now: true}, Consent{TextVersion: "music-1"}); err != nil || got.State != "scheduled" {
		t.Errorf("%+v, %v", got, err)
	}
}

// uncertain makes a post that nobody knows of whether it is there.
func (b *bundle) uncertain() cuedrop.Post {
	b.t.Helper()
	id := b.draft()
	posts := &Posts{b.App}
	if _, err := posts.Save(id, PostInput{AccountID: string(b.account.ID), Mode: "direct", Caption: "Sunset <3", Privacy: "SELF_ONLY"}); err != nil {
		b.t.Fatal(err)
	}
	if _, err := posts.Schedule(id, When{Now: true}, Consent{TextVersion: "music-1"}); err != nil {
		b.t.Fatal(err)
	}
	p, err := b.deps().Queue.Post(b.t.Context(), cuedrop.PostID(id))
	if err != nil {
		b.t.Fatal(err)
	}
	apply := func(c cuedrop.Change) {
		b.t.Helper()
		if p, err = b.store.Apply(b.t.Context(), c); err != nil {
			b.t.Fatal(err)
		}
	}
	now := time.Now()
	plan, err := cuedrop.PlanChunks(100)
	if err != nil {
		b.t.Fatal(err)
	}
	live := func() cuedrop.Attempt {
		all, err := b.store.Attempts(b.t.Context(), p.ID)
		if err != nil || len(all) != 1 {
			b.t.Fatal(all, err)
		}
		return all[0]
	}
	apply(cuedrop.BeginChange(p, now))
	apply(cuedrop.PrepareChange(p, cuedrop.Rendition{Path: "/clips/a.mp4", Route: cuedrop.RouteCopy, Size: 100, SHA256: "ab"}, now))
	apply(cuedrop.StartAttemptChange(p, cuedrop.Attempt{ID: cuedrop.NewAttemptID(), Plan: plan, SHA256: "ab"}, now))
	apply(cuedrop.AcceptInitChange(p, live(), cuedrop.InitResult{PublishID: "v_pub_" + id, UploadURL: "https://upload.example/1"}, now))
	apply(cuedrop.BeginFinishChange(p, live(), now))
	apply(cuedrop.MarkUncertainChange(p, live(), cuedrop.Failure{Reason: "tiktok.lost", Message: "TikTok gave no answer."}, now))
	return p
}

// tells starts to tell of what happens, on d.
func (b *bundle) tells(d *tray) {
	b.t.Helper()
	b.desktop.api = d.api()
	s := b.shownSession().told
	if err := s.Start(b.t.Context()); err != nil {
		b.t.Fatal(err)
	}
	b.t.Cleanup(func() { s.Stop(); b.desktop.close() })
}

func (b *bundle) state(id cuedrop.PostID) cuedrop.State {
	b.t.Helper()
	p, err := b.deps().Queue.Post(b.t.Context(), id)
	if err != nil {
		b.t.Fatal(err)
	}
	return p.State
}

// opened are the events that a notice has sent to the window.
func (b *bundle) shownByNotices() (out []sent) {
	for _, e := range b.heard() {
		if e.Name == EventPostOpen || e.Name == EventAccountOpen {
			out = append(out, e)
		}
	}
	return out
}

// TestAQuestionIsAnsweredOnItsNotice: "it's there" ends it, "it's not there" opens the
// window with the question, since publishing again deserves a look.
func TestAQuestionIsAnsweredOnItsNotice(t *testing.T) {
	t.Parallel()
	b, d := setup(t), &tray{}
	b.tells(d)
	p := b.uncertain()
	<-d.came
	if o := d.sent[0]; o.Title != "Is this post on TikTok?" || o.CategoryID != "uncertain" || o.Body != "“\u2068Sunset ‹3\u2069” could not be confirmed. Look on TikTok, then say whether it is there." {
		t.Errorf("notice %+v", o)
	}
	d.press("not_there")
	d.press(clicked)
	want := []sent{{EventPostOpen, PostOpen{ID: string(p.ID), Ask: true}}, {EventPostOpen, PostOpen{ID: string(p.ID)}}}
	if diff := cmp.Diff(want, b.shownByNotices()); diff != "" {
		t.Errorf("events (-want +got):\n%s", diff)
	}
	for _, none := range []string{dismissed, "leave", "publish"} {
		d.press(none)
	}
	if got := b.state(p.ID); got != cuedrop.Uncertain || len(b.shownByNotices()) != 2 {
		t.Errorf("the post is %s, opened %v", got, b.shownByNotices())
	}
	d.press("there")
	if got := b.state(p.ID); got != cuedrop.Published || len(b.shownByNotices()) != 2 {
		t.Errorf("the post is %s, opened %v", got, b.shownByNotices())
	}
	d.press("there") // Windows keeps what was answered
	if opened := b.shownByNotices(); len(opened) != 3 || opened[2].Payload != (PostOpen{ID: string(p.ID), Ask: true}) {
		t.Errorf("opened %v", opened)
	}
	wantCalls := []string{"initialize", "authorize", "category", "category", "category", "raise", "raise", "raise"}
	if diff := cmp.Diff(wantCalls, d.calls); diff != "" {
		t.Errorf("calls (-want +got):\n%s", diff)
	}
	if buttons := d.categories["uncertain"]; !slices.Equal(buttons[len(buttons)-3:], []string{"there: It's there", "not_there: It's not there", "leave: Leave it"}) {
		t.Errorf("buttons %v", buttons)
	}
}

// TestASignInIsOpenedFromItsNotice.
func TestASignInIsOpenedFromItsNotice(t *testing.T) {
	t.Parallel()
	b, d := setup(t), &tray{}
	b.desktop.api = d.api()
	if err := b.desk().Send(notify.Notice{ID: "account/x", Category: notify.CategorySignIn, Subject: notify.Subject{Account: "acct_x"}}); err != nil {
		t.Fatal(err)
	}
	d.press("sign_in")
	d.press(clicked)
	want := []sent{{EventAccountOpen, AccountOpen{ID: "acct_x"}}, {EventAccountOpen, AccountOpen{ID: "acct_x"}}}
	if diff := cmp.Diff(want, b.shownByNotices()); diff != "" {
		t.Errorf("events (-want +got):\n%s", diff)
	}
	d.answer(runtime.NotificationResult{Error: errors.New("half a message")})
	d.answer(runtime.NotificationResult{Response: runtime.NotificationResponse{ActionIdentifier: "there", UserInfo: map[string]any{"post": 7, "attempt": true}}})
	d.answer(runtime.NotificationResult{Response: runtime.NotificationResponse{ActionIdentifier: "there", UserInfo: map[string]any{"workspace": "../default"}}})
	if opened := b.shownByNotices(); len(opened) != 2 {
		t.Errorf("after nonsense of no workspace: %v", opened)
	}
	d.answer(runtime.NotificationResult{Response: runtime.NotificationResponse{ActionIdentifier: "there", UserInfo: map[string]any{"workspace": "default", "post": 7, "attempt": true}}})
	if opened := b.shownByNotices(); len(opened) != 3 || opened[2].Payload != (PostOpen{Ask: true}) {
		t.Errorf("after nonsense: %v", opened)
	}
}

// TestASystemWithoutNotifications is asked again at each notice, and before the
// window there is nothing to ask.
func TestASystemWithoutNotifications(t *testing.T) {
	t.Parallel()
	b, d := setup(t), &tray{refusal: errors.New("no such service")}
	b.desktop.api = d.api()
	b.opened = false
	if err := b.desk().Send(notify.Notice{}); err == nil || d.calls != nil {
		t.Errorf("before the window: %v, calls %v", err, d.calls)
	}
	b.opened = true
	for range 2 {
		if err := b.desk().Send(notify.Notice{}); err == nil {
			t.Error("a notice was shown")
		}
	}
	b.desk().Withdraw("x")
	b.desktop.close()
	d.refusal, d.denied = nil, true
	if err := b.desk().Send(notify.Notice{}); !errors.Is(err, errNoNotifications) {
		t.Errorf("denied by the user: %v", err)
	}
	d.denied = false
	if err := b.desk().Send(notify.Notice{ID: "x"}); err != nil || len(d.sent) != 1 {
		t.Errorf("once it is there: %v, sent %v", err, d.sent)
	}
	b.desk().Withdraw("x")
	b.desktop.close()
	want := []string{"initialize", "initialize", "initialize", "authorize", "initialize", "authorize", "category", "category", "category", "cleanup"}
	if diff := cmp.Diff(want, d.calls); diff != "" || !slices.Equal(d.gone, []string{"default/x"}) {
		t.Errorf("withdrawn %v, calls (-want +got):\n%s", d.gone, diff)
	}
}
