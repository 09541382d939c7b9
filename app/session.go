package app

import (
	"context"
	"sync"
	"time"

	"cuedrop/internal/cuedrop"
	"cuedrop/internal/event"
	"cuedrop/internal/fault"
	"cuedrop/internal/health"
	"cuedrop/internal/library"
	"cuedrop/internal/notify"
)

// errLocked is what every call gets that needs something of a locked workspace.
var errLocked = fault.New(fault.AuthRequired, "workspace.locked", "This workspace is locked. Enter its passphrase to open it.")

// errTurned is what the page of one workspace gets once the window is on another: it must not
// change anything there.
var errTurned = fault.New(fault.Conflict, "workspace.turned", "The window shows another workspace now. Nothing was done.")

// session is one open workspace in this window. Of all that are open one is shown; the
// others go on publishing and tell of it in notifications.
type session struct {
	Deps
	id      string
	app     *App
	told    *notify.Service
	imports imports
	proof   proof
	texts   shownTexts
	calls   inflight // what works on it now

	mu       sync.Mutex
	ctx      context.Context //nolint:containedctx // it ends what was begun in this workspace when it is locked
	cancel   func()
	unlisten func()
	begun    bool
}

func (a *App) newSession(id string, d Deps) *session {
	s := &session{Deps: d, id: id, app: a}
	s.told = a.notifications(s)
	return s
}

// listen hands the facts of the workspace to the window for as long as it is shown.
func (s *session) listen(ctx context.Context) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.cancel != nil {
		return
	}
	s.ctx, s.cancel = context.WithCancel(ctx)
	s.unlisten = s.Bus.Subscribe(func(f event.Fact) {
		s.app.emit.fact(s, f)
		if s.app.sessions.current() == s {
			s.app.tray.fact(f)
		}
	})
}

// context ends when the workspace is locked; nil before listen.
func (s *session) context() context.Context {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.ctx
}

// working is context, or the window's before there is one.
func (s *session) working() context.Context {
	if ctx := s.context(); ctx != nil {
		return ctx
	}
	return s.app.windowContext()
}

// send tells the window, if the workspace is the one shown.
func (s *session) send(name string, payload any) {
	if s.app.sessions.current() == s {
		s.app.emit.send(name, payload)
	}
}

// begin starts publishing and telling, once.
func (s *session) begin(ctx context.Context) {
	s.listen(ctx)
	s.mu.Lock()
	again := s.begun
	s.begun = true
	s.mu.Unlock()
	if again {
		return
	}
	// Before anything is published, so that it tells of all that comes of it.
	if err := s.told.Start(ctx); err != nil {
		s.app.log.Error("start notifications", "err", err)
	}
	if err := s.Start(ctx); err != nil {
		s.Health.Raise(health.Condition{
			Code: "not_publishing", Severity: health.Error,
			Message: "This window does not publish.", Remedy: message(err),
		})
	}
}

// end stops all that the window does with the workspace: no call begins any more, and it
// waits for those under way, whose context has ended. That it publishes is the fleet's to end.
func (s *session) end() {
	s.mu.Lock()
	cancel, unlisten := s.cancel, s.unlisten
	s.mu.Unlock()
	idle := s.calls.end()
	if cancel != nil {
		cancel()
	}
	s.imports.cancel()
	s.told.Stop()
	if unlisten != nil {
		unlisten()
	}
	<-idle
}

// endWithin is end for who can't wait for ever: a call may hang, or a notification service.
func (s *session) endWithin(d time.Duration) {
	ended := make(chan struct{})
	go func() { defer close(ended); s.end() }()
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ended:
	case <-t.C:
	}
}

// deps are those of the workspace that is shown. Where it is locked the call ends here, with
// errLocked, and with errTurned where the page is still that of another one: call, which
// every bound method begins with, makes an answer of it, so that no method can forget to ask.
// What is no bound method uses open.
func (a *App) deps() *Deps { return &a.mustShow().Deps }

// mustShow is deps for what belongs to the window too.
func (a *App) mustShow() *session {
	s := a.sessions.current()
	if s == nil || s.calls.ended() {
		panic(errLocked)
	}
	if a.sessions.turned.Load() {
		panic(errTurned)
	}
	return s
}

// open returns the deps of the workspace that is shown, and false while it is locked.
func (a *App) open() (*Deps, bool) {
	s := a.sessions.current()
	if s == nil {
		return nil, false
	}
	return &s.Deps, true
}

// shown is the id of the workspace that the window is on.
func (a *App) shown() string {
	a.sessions.mu.Lock()
	defer a.sessions.mu.Unlock()
	return a.sessions.shown
}

// adopt takes in a workspace that was opened beside the one shown.
func (a *App) adopt(ctx context.Context, id string, d Deps) {
	if a.sessions.get(id) != nil {
		return
	}
	s := a.newSession(id, d)
	a.sessions.keep(s)
	s.begin(ctx)
}

// showOpen turns the window to a workspace that is open, and tells the page, which forgets
// all that it holds.
func (a *App) showOpen(id string, d Deps) {
	s := a.sessions.get(id)
	if s == nil {
		s = a.newSession(id, d)
	}
	a.leave()
	a.sessions.turned.Store(true)
	a.sessions.show(s)
	if ctx, ok := a.window(); ok {
		s.begin(ctx)
	}
	a.autolock.touch()
	a.tellWorkspaces()
	a.tray.soon()
	a.sessions.mu.Lock()
	files := a.sessions.files
	a.sessions.files = nil
	a.sessions.mu.Unlock()
	a.handOver(files)
}

// leave ends what can't go on in a workspace that is no longer looked at.
func (a *App) leave() {
	a.mu.Lock()
	if a.signIn != nil {
		a.signIn.cancel()
	}
	a.mu.Unlock()
	a.preview.offer(nil)
}

// turnTo shows another workspace: it opens what opens by itself, and asks for the
// passphrase of what does not.
func (a *App) turnTo(id string) error {
	if id == a.shown() && a.sessions.current() != nil {
		return nil
	}
	if s := a.sessions.get(id); s != nil {
		a.showOpen(id, s.Deps)
		return nil
	}
	d, err := a.program.Fleet.Open(a.windowContext(), id, "")
	if err == nil {
		a.showOpen(id, d)
		return nil
	}
	if fault.Is(err, fault.NotFound) {
		return err
	}
	a.leave()
	if asksPassphrase(err) {
		err = nil
	}
	a.sessions.turn(id, err)
	a.tellWorkspaces()
	a.tray.soon()
	return nil
}

// asksPassphrase reports whether nothing is wrong but that nobody has given a passphrase: the
// environment has none, or one for another workspace.
func asksPassphrase(err error) bool {
	switch fault.ReasonOf(err) {
	case "vault.passphrase_missing", "vault.passphrase_wrong", "vault.wait":
		return true
	}
	return false
}

// lockedWithin is how long the end of a session may take before its workspace is locked
// all the same.
const lockedWithin = 5 * time.Second

// lock locks a workspace. From the first line on the window shows nothing of it.
func (a *App) lock(id, why string) error {
	a.forgetCode(id)
	s := a.sessions.take(id)
	if id == a.shown() {
		a.leave()
		a.tellWorkspaces()
		a.tray.soon()
	}
	if s != nil {
		s.endWithin(lockedWithin)
	}
	err := a.program.Fleet.Lock(a.windowContext(), id, why)
	a.tellWorkspaces()
	return err
}

// windowContext is the window's, whatever is shown.
func (a *App) windowContext() context.Context {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.ctx
}

// handOver adds files that another start of the program was given. Where the workspace is
// locked they wait until it is open.
func (a *App) handOver(files []string) {
	if len(files) == 0 {
		return
	}
	s := a.sessions.current()
	if s == nil {
		a.sessions.mu.Lock()
		a.sessions.files = append(a.sessions.files, files...)
		a.sessions.mu.Unlock()
		return
	}
	go s.add(files)
}

// dropped adds files that were dropped on the window. A lock screen takes none.
func (a *App) dropped(paths []string) {
	if s := a.sessions.current(); s != nil {
		go s.add(paths)
	}
}

// onShown counts what is served of the workspace that is shown, until leave, and ends it with
// it; false while it is locked.
func (a *App) onShown(ctx context.Context) (within context.Context, leave func(), ok bool) {
	s := a.sessions.current()
	if s == nil || !s.calls.enter() {
		return nil, nil, false
	}
	within, cancel := context.WithCancel(ctx)
	stop := context.AfterFunc(s.working(), cancel)
	return within, func() { stop(); cancel(); s.calls.leave() }, true
}

// shownLibrary is nil while the workspace is locked: no picture is served.
func (a *App) shownLibrary() *library.Library {
	if d, ok := a.open(); ok {
		return d.Library
	}
	return nil
}

func (a *App) shownAvatar(ctx context.Context, id cuedrop.AccountID) ([]byte, error) {
	d, ok := a.open()
	if !ok {
		return nil, errLocked
	}
	return d.Avatar(ctx, id)
}
