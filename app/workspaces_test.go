package app

import (
	"context"
	"net/http"
	"net/http/httptest"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"cuedrop/internal/cuedrop"
	"cuedrop/internal/event"
	"cuedrop/internal/fault"
	"cuedrop/internal/notify"
)

// TestALockedWorkspaceAnswersNothing makes every call of the window while the workspace is
// locked: each is refused by the same word, before it does anything, but those that tell
// nothing of it.
func TestALockedWorkspaceAnswersNothing(t *testing.T) {
	t.Parallel()
	a := New(Program{Shown: "default", Now: time.Now})
	about := map[string]bool{ // what is no workspace's
		"List": true, "Show": true, "Unlock": true, "Recover": true, "Create": true, "Rename": true, "Delete": true, "Touched": true,
		"SetFocused": true, "Drawn": true, "Close": true, "Policy": true, "SetSpoken": true, "CancelConnect": true, "Confirm": true,
		"SaveRecoveryCode": true, "CodeKept": true, // the code has just opened it, and is the page's
	}
	seen := 0
	everyCall(t, a, func(name string, err error) {
		seen++
		// What is wrong in itself is refused without a look at the workspace.
		if fault.ReasonOf(err) != "workspace.locked" && !fault.Is(err, fault.Invalid) {
			t.Errorf("%s: %v", name, err)
		}
	}, about)
	if seen < 80 {
		t.Errorf("%d calls only", seen)
	}
	if err := (&Workspace{a}).Confirm("x"); fault.ReasonOf(err) != "workspace.locked" {
		t.Errorf("Workspace.Confirm: %v", err)
	}
	served := httptest.NewRecorder()
	a.Handler().ServeHTTP(served, httptest.NewRequest(http.MethodGet, "/media/clip_x/thumb", nil))
	if served.Code != http.StatusNotFound {
		t.Errorf("a picture of a locked workspace: %d", served.Code)
	}
	served = httptest.NewRecorder()
	a.Handler().ServeHTTP(served, httptest.NewRequest(http.MethodGet, "/avatar/acct_x/1.png", nil))
	if served.Code != http.StatusNotFound {
		t.Errorf("a face of a locked workspace: %d", served.Code)
	}
}

// locks are those of a workspace whose passphrase is "right".
type locks struct {
	mu       sync.Mutex
	rules    cuedrop.LockRules
	set      bool
	activity []cuedrop.Activity
}

func (l *locks) PassphraseState(context.Context) (cuedrop.PassphraseState, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return cuedrop.PassphraseState{Set: l.set, Recovery: l.set}, nil
}

func (l *locks) SetPassphrase(_ context.Context, _, _ cuedrop.Secret) (cuedrop.Secret, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.set = true
	return "code", nil
}
func (l *locks) RemovePassphrase(context.Context, cuedrop.Secret) error { l.set = false; return nil }
func (l *locks) NewRecoveryCode(context.Context, cuedrop.Secret) (cuedrop.Secret, error) {
	return "next", nil
}

func (l *locks) CheckPassphrase(_ context.Context, p cuedrop.Secret) error {
	if p != "right" {
		return fault.New(fault.AuthRequired, "vault.passphrase_wrong", "The passphrase doesn't open this workspace.")
	}
	return nil
}

func (l *locks) LockRules(context.Context) (cuedrop.LockRules, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.rules, nil
}

func (l *locks) SetLockRules(_ context.Context, r cuedrop.LockRules) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.rules = r
	return nil
}

func (l *locks) RecordActivity(_ context.Context, a cuedrop.Activity) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.activity = append(l.activity, a)
	return nil
}

// fleet is workspaces that are all made of the same parts.
type fleet struct {
	fixed   bool
	mu      sync.Mutex
	names   map[string]string // by id
	pass    map[string]bool
	parts   Deps
	onLock  func()
	locked  []string // id, why
	deleted []string
}

func (f *fleet) Fixed() bool { return f.fixed }

func (f *fleet) List(context.Context) ([]cuedrop.Workspace, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	out := []cuedrop.Workspace{}
	for id, name := range f.names {
		out = append(out, cuedrop.Workspace{ID: id, Name: name, Passphrase: f.pass[id]})
	}
	slices.SortFunc(out, func(a, b cuedrop.Workspace) int { return cmpText(a.ID, b.ID) })
	return out, nil
}

func cmpText(a, b string) int {
	if a < b {
		return -1
	}
	return 1
}

func (f *fleet) Open(_ context.Context, id string, p cuedrop.Secret) (Deps, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.names[id] == "" {
		return Deps{}, fault.New(fault.NotFound, "workspace.not_found", "There is no such workspace.")
	}
	if f.pass[id] && p == "" {
		return Deps{}, fault.New(fault.AuthRequired, "vault.passphrase_missing", "Enter it.")
	}
	if f.pass[id] && p != "right" {
		return Deps{}, fault.New(fault.AuthRequired, "vault.passphrase_wrong", "The passphrase doesn't open this workspace.")
	}
	d := f.parts
	d.Name = func() string { return f.name(id) }
	return d, nil
}

func (f *fleet) name(id string) string {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.names[id]
}

func (f *fleet) Recover(ctx context.Context, id string, code, _ cuedrop.Secret) (Deps, cuedrop.Secret, error) {
	d, err := f.Open(ctx, id, "right")
	return d, "another " + code, err
}

func (f *fleet) Lock(_ context.Context, id, why string) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.locked = append(f.locked, id+" "+why)
	if f.onLock != nil {
		f.onLock()
	}
	return nil
}

func (f *fleet) OpenOthers(context.Context, string, func(string, Deps)) {}

func (f *fleet) Create(_ context.Context, name string) (cuedrop.Workspace, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.names["new"] = name
	return cuedrop.Workspace{ID: "new", Name: name}, nil
}

func (f *fleet) Rename(_ context.Context, id, name string) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.names[id] = name
	return nil
}

func (f *fleet) Delete(_ context.Context, id string) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	delete(f.names, id)
	f.deleted = append(f.deleted, id)
	return nil
}

func (f *fleet) Wait(context.Context, string) time.Duration { return 4 * time.Second }

// withLocks gives the shown workspace a passphrase and a neighbour.
func (b *bundle) withLocks(r cuedrop.LockRules) (*locks, *fleet) {
	l := &locks{rules: r, set: true}
	s := b.shownSession()
	s.Locks = l
	f := &fleet{names: map[string]string{"default": "Studio", "other": "Café Ñandú"}, pass: map[string]bool{"default": true}, parts: s.Deps}
	b.program.Fleet = f
	return l, f
}

// told are the newest workspaces that the page was told of.
func (b *bundle) told() (out Workspaces, ok bool) {
	for _, e := range slices.Backward(b.heard()) {
		if e.Name == EventWorkspaceChanged {
			return e.Payload.(Workspaces), true
		}
	}
	return Workspaces{}, false
}

// TestLockAndUnlock: from the lock on the page hears and gets nothing, and after the
// passphrase it has what was there.
func TestLockAndUnlock(t *testing.T) {
	t.Parallel()
	b := setup(t)
	id := b.draft()
	_, f := b.withLocks(cuedrop.LockRules{})
	w, locked := &Workspace{b.App}, b.shownSession()
	if err := w.Lock(); err != nil {
		t.Fatal(err)
	}
	want := Workspaces{Shown: "default", Locked: true, WaitMs: 4000, Language: "system", Items: []WorkspaceItem{
		{ID: "default", Name: "Studio", Passphrase: true, Locked: true}, {ID: "other", Name: "Café Ñandú"},
	}}
	got, _ := b.told()
	if diff := cmp.Diff(want, got); diff != "" || !slices.Equal(f.locked, []string{"default hand"}) {
		t.Errorf("told (-want +got):\n%s\nlocked %q", diff, f.locked)
	}
	before := len(b.heard())
	b.emit.fact(locked, event.MediaRemoved{ID: "clip_x"})
	locked.send(EventFilesAdded, Added{})
	b.dropped([]string{b.clip("late.mp4")})
	if heard := b.heard(); len(heard) != before {
		t.Errorf("a locked workspace told of %v", heard[before:])
	}
	if _, err := (&System{b.App}).Snapshot(); fault.ReasonOf(err) != "workspace.locked" {
		t.Errorf("Snapshot = %v", err)
	}
	if err := w.Unlock("default", "wrong"); fault.ReasonOf(err) != "vault.passphrase_wrong" {
		t.Errorf("Unlock = %v", err)
	}
	if err := w.Unlock("default", "right"); err != nil {
		t.Fatal(err)
	}
	snap, err := (&System{b.App}).Snapshot()
	if err != nil || len(snap.Posts) != 1 || snap.Posts[0].ID != id || snap.Workspace != "Studio" {
		t.Errorf("Snapshot = %+v, %v", snap, err)
	}
	if got, _ := b.told(); got.Locked || got.Items[0].Locked {
		t.Errorf("told %+v", got)
	}
}

// TestARecoveryCodeOpens: the window is on the workspace then, and the next code is told.
func TestARecoveryCodeOpens(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.withLocks(cuedrop.LockRules{})
	w := &Workspace{b.App}
	if err := w.Lock(); err != nil {
		t.Fatal(err)
	}
	code, err := w.Recover("default", "code", "new passphrase")
	if err != nil || code != "another code" {
		t.Fatalf("Recover = %q, %v", code, err)
	}
	if snap, err := (&System{b.App}).Snapshot(); err != nil || snap.Workspace != "Studio" {
		t.Errorf("Snapshot of %q, %v", snap.Workspace, err)
	}
}

// TestFilesWaitForTheLock: what another start of the program hands over is not lost.
func TestFilesWaitForTheLock(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.withLocks(cuedrop.LockRules{})
	w := &Workspace{b.App}
	if err := w.Lock(); err != nil {
		t.Fatal(err)
	}
	b.handOver([]string{b.clip("waits.mp4")})
	added := make(chan Added, 1)
	emit := b.emit.emit
	b.emit.emit = func(ctx context.Context, name string, payload ...any) {
		emit(ctx, name, payload...)
		if name == EventFilesAdded {
			added <- payload[0].(Added)
		}
	}
	if err := w.Unlock("default", "right"); err != nil {
		t.Fatal(err)
	}
	if got := <-added; len(got.PostIDs) != 1 {
		t.Errorf("added %+v", got)
	}
}

// TestWorkspacesAreShownMadeAndDeleted.
func TestWorkspacesAreShownMadeAndDeleted(t *testing.T) {
	t.Parallel()
	b := setup(t)
	_, f := b.withLocks(cuedrop.LockRules{})
	w := &Workspace{b.App}
	if err := w.Show("other"); err != nil {
		t.Fatal(err)
	}
	// The page of the workspace before may still have something to say.
	if err := (&Settings{b.App}).SetUpload(7, true); fault.ReasonOf(err) != "workspace.turned" || b.limits.Paused {
		t.Errorf("SetUpload of a page of another workspace = %v", err)
	}
	if snap, err := (&System{b.App}).Snapshot(); err != nil || snap.Workspace != "Café Ñandú" {
		t.Errorf("snapshot of %q, %v", snap.Workspace, err)
	}
	if len(f.locked) != 0 {
		t.Errorf("the one left was locked: %q", f.locked)
	}
	if err := w.Show("nowhere"); !fault.Is(err, fault.NotFound) || b.shown() != "other" {
		t.Errorf("Show = %v, shown %s", err, b.shown())
	}
	if err := w.Create("客户 A"); err != nil || b.shown() != "new" {
		t.Errorf("Create: %v, shown %s", err, b.shown())
	}
	for _, c := range []struct{ id, confirm, reason string }{
		{"other", "other", "workspace.confirm"}, {"new", "客户 A", "workspace.shown"}, {"nowhere", "", "workspace.unknown"},
	} {
		if err := w.Delete(c.id, c.confirm); fault.ReasonOf(err) != c.reason || f.deleted != nil {
			t.Errorf("Delete(%s, %s) = %v", c.id, c.confirm, err)
		}
	}
	if err := w.Delete("other", "Café Ñandú"); err != nil || !slices.Equal(f.deleted, []string{"other"}) || b.sessions.get("other") != nil {
		t.Errorf("Delete = %v, deleted %v", err, f.deleted)
	}
	if err := w.Rename("new", "B"); err != nil {
		t.Error(err)
	}
	if got, _ := b.told(); got.Items[1].Name != "B" || got.Shown != "new" {
		t.Errorf("told %+v", got)
	}
}

// TestGuardedActionsAskAgain: refused by one word until the passphrase was given again,
// and again after two minutes.
func TestGuardedActionsAskAgain(t *testing.T) {
	t.Parallel()
	b := setup(t)
	l, _ := b.withLocks(cuedrop.LockRules{Guarded: true})
	now := time.Now()
	b.program.Now = func() time.Time { return now }
	w, accounts := &Workspace{b.App}, &Accounts{b.App}
	id := b.draft()
	actions := map[string]func() error{
		"connect":    func() error { _, err := accounts.Connect(""); return err },
		"disconnect": func() error { return accounts.Disconnect("acct_none") },
		"now":        func() error { _, err := (&Posts{b.App}).Schedule(id, When{Now: true}, Consent{}); return err },
		"retry":      func() error { _, err := (&Posts{b.App}).Retry(id); return err },
		"export":     func() error { _, err := (&Privacy{b.App}).Export(""); return err },
		"erase":      func() error { _, err := (&Privacy{b.App}).Erase("post", id, "", false); return err },
		"lock":       func() error { return w.SetLock(LockSettings{}) },
	}
	for name, act := range actions {
		if err := act(); fault.ReasonOf(err) != "workspace.guarded" {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := (&Posts{b.App}).Schedule(id, When{Wall: "2030-01-01T10:00", Zone: "Europe/Madrid"}, Consent{}); fault.ReasonOf(err) == "workspace.guarded" {
		t.Error("a plan for later is guarded too")
	}
	if err := w.Confirm("wrong"); fault.ReasonOf(err) != "vault.passphrase_wrong" {
		t.Errorf("Confirm = %v", err)
	}
	if err := actions["retry"](); fault.ReasonOf(err) != "workspace.guarded" {
		t.Errorf("after a wrong one: %v", err)
	}
	if err := w.Confirm("right"); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"disconnect", "now", "retry"} {
		if err := actions[name](); fault.ReasonOf(err) == "workspace.guarded" {
			t.Errorf("%s is guarded still", name)
		}
	}
	if len(l.activity) != 3 || l.activity[0].Kind != cuedrop.ActivityGuard {
		t.Errorf("activity %+v", l.activity)
	}
	now = now.Add(proven)
	if err := actions["retry"](); fault.ReasonOf(err) != "workspace.guarded" {
		t.Errorf("after two minutes: %v", err)
	}
	now = now.Add(-time.Hour) // a clock set back gives no more time
	if err := actions["retry"](); fault.ReasonOf(err) != "workspace.guarded" {
		t.Errorf("with the clock set back: %v", err)
	}
}

// TestANoticeOfAnotherWorkspaceTurnsTheWindowToIt, and opens the post once that is drawn; one
// of a workspace that was locked meanwhile opens nothing.
func TestANoticeOfAnotherWorkspaceTurnsTheWindowToIt(t *testing.T) {
	t.Parallel()
	b, d := setup(t), &tray{}
	b.withLocks(cuedrop.LockRules{})
	b.desktop.api = d.api()
	first := b.shownSession()
	if err := (&Workspace{b.App}).Show("other"); err != nil {
		t.Fatal(err)
	}
	if err := (desk{b.desktop, first.id}).Send(notify.Notice{ID: "post/x", Subject: notify.Subject{Account: "acct_x"}}); err != nil {
		t.Fatal(err)
	}
	d.press("sign_in")
	if b.shown() != "default" || len(b.shownByNotices()) != 0 {
		t.Errorf("shown %s, opened %v", b.shown(), b.shownByNotices())
	}
	if err := (&System{b.App}).Drawn(); err != nil || len(b.shownByNotices()) != 1 {
		t.Errorf("drawn: %v, opened %v", err, b.shownByNotices())
	}
	if _, err := (&System{b.App}).Snapshot(); err != nil {
		t.Fatal(err)
	}
	if err := (&Workspace{b.App}).Lock(); err != nil {
		t.Fatal(err)
	}
	d.press("sign_in")
	if got := b.shownByNotices(); len(got) != 1 || b.sessions.current() != nil {
		t.Errorf("a locked workspace: opened %v", got)
	}
}

// TestItLocksItself when nobody touches it, not before, and when the user leaves.
func TestItLocksItself(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name  string
		rules cuedrop.LockRules
		act   func(b *bundle)
		want  []string
	}{
		{"idle", cuedrop.LockRules{Idle: time.Minute}, func(*bundle) { time.Sleep(time.Minute + touchEvery + lookEvery) }, []string{"default idle"}},
		{"not yet", cuedrop.LockRules{Idle: time.Minute}, func(*bundle) { time.Sleep(time.Minute) }, nil},
		{"touched", cuedrop.LockRules{Idle: time.Minute}, func(b *bundle) {
			for range 10 {
				time.Sleep(touchEvery)
				_ = (&Workspace{b.App}).Touched()
			}
		}, nil},
		{"never", cuedrop.LockRules{}, func(*bundle) { time.Sleep(24 * time.Hour) }, nil},
		{"sleep", cuedrop.LockRules{WithSleep: true}, func(b *bundle) { b.autolock.left(cuedrop.LockedSleep) }, []string{"default sleep"}},
		{"not with sleep", cuedrop.LockRules{WithSystem: true}, func(b *bundle) { b.autolock.left(cuedrop.LockedSleep) }, nil},
		{"system", cuedrop.LockRules{WithSystem: true}, func(b *bundle) { b.autolock.left(cuedrop.LockedSystem) }, []string{"default system"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			b := setup(t)
			_, f := b.withLocks(c.rules)
			s := b.shownSession()
			synctest.Test(t, func(t *testing.T) {
				a := New(Program{Shown: "default", Now: time.Now, Open: opened(s.Deps), Fleet: f})
				a.emit.emit = func(context.Context, string, ...any) {}
				quiet := &bundle{App: a}
				ctx, cancel := context.WithCancel(t.Context())
				a.autolock.begin(ctx)
				c.act(quiet)
				synctest.Wait()
				cancel()
				a.autolock.end()
				f.mu.Lock()
				defer f.mu.Unlock()
				if !slices.Equal(f.locked, c.want) || (len(c.want) > 0) != (a.sessions.current() == nil) {
					t.Errorf("locked %q, want %q", f.locked, c.want)
				}
			})
		})
	}
}

// TestTheSandboxLocksNothing: its passphrase is made up, so nobody could open it again.
func TestTheSandboxLocksNothing(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.withLocks(cuedrop.LockRules{Idle: time.Minute, WithSystem: true, WithSleep: true, Guarded: true})
	s := b.shownSession()
	synctest.Test(t, func(t *testing.T) {
		a := New(Program{Shown: "default", Now: time.Now, Open: opened(s.Deps), Practice: true, Fleet: &fleet{fixed: true}})
		a.emit.emit = func(context.Context, string, ...any) {}
		ctx, cancel := context.WithCancel(t.Context())
		a.autolock.begin(ctx)
		time.Sleep(time.Hour)
		a.autolock.left(cuedrop.LockedSleep)
		synctest.Wait()
		cancel()
		a.autolock.end()
		if a.sessions.current() == nil {
			t.Error("it is locked")
		}
	})
}

// TestWhatCanNotBeOpenedIsSaid where the lock screen is.
func TestWhatCanNotBeOpenedIsSaid(t *testing.T) {
	t.Parallel()
	f := &fleet{names: map[string]string{"default": "Studio"}, pass: map[string]bool{}}
	a := New(Program{Shown: "default", Now: time.Now, Fleet: f, Open: func(context.Context) (Deps, error) {
		return Deps{}, fault.New(fault.AuthRequired, "vault.key_lost", "The keyring has lost it.")
	}})
	got, err := (&Workspace{a}).List()
	if err != nil || !got.Locked || got.Trouble == nil || *got.Trouble != (Failure{"vault.key_lost", "The keyring has lost it."}) {
		t.Errorf("List = %+v, %v", got, err)
	}
}

// TestTheWindowWaitsForItsWorkspace: it is opened beside the web view, and a page that asks
// before it is open is told nothing of a lock that is not there.
func TestTheWindowWaitsForItsWorkspace(t *testing.T) {
	t.Parallel()
	b := setup(t)
	s := b.shownSession()
	synctest.Test(t, func(t *testing.T) {
		f := &fleet{names: map[string]string{"default": "Studio"}, pass: map[string]bool{}}
		a := New(Program{Shown: "default", Now: time.Now, Fleet: f, Open: func(context.Context) (Deps, error) {
			time.Sleep(time.Second) // the keyring asks
			return s.Deps, nil
		}})
		began := time.Now()
		got, err := (&Workspace{a}).List()
		if err != nil || got.Locked || time.Since(began) != time.Second {
			t.Errorf("List = %+v, %v after %v", got, err, time.Since(began))
		}
	})
}

// TestClosingDoesNotWaitForTheKeyring: the window may be closed while its workspace is being
// opened.
func TestClosingDoesNotWaitForTheKeyring(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		a := New(Program{Shown: "default", Now: time.Now, Fleet: &fleet{}, Open: func(ctx context.Context) (Deps, error) {
			<-ctx.Done()
			return Deps{}, ctx.Err()
		}})
		began := time.Now()
		a.Shutdown(t.Context())
		if took := time.Since(began); took > 0 {
			t.Errorf("it took %v", took)
		}
	})
}
