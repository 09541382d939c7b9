// Package app is the wire between the window and the use cases. It is the only
// package that imports Wails. A bound method gets the context, calls one use case,
// converts and returns; it decides nothing. Whatever the web view sends is checked
// again below, and no path, token or foreign origin can be reached from it.
package app

import (
	"context"
	"log/slog"
	"net/http"
	"runtime/debug"
	"sync"
	"sync/atomic"
	"time"

	"github.com/wailsapp/wails/v2/pkg/runtime"

	"cuedrop/internal/account"
	"cuedrop/internal/cuedrop"
	"cuedrop/internal/event"
	"cuedrop/internal/health"
	"cuedrop/internal/library"
	"cuedrop/internal/notify"
	"cuedrop/internal/privacy"
	"cuedrop/internal/queue"
)

// Program is what the window needs whatever workspace it shows. All are required but
// those marked.
type Program struct {
	// Fleet is the workspaces of this computer.
	Fleet Fleet
	// Shown is the id of the workspace that the window is on first. Open opens it, called
	// once and beside the start of the web view, which takes as long; whatever asks for the
	// workspace waits for it. A workspace that asks for a passphrase is shown locked, for any
	// other error the window says why. nil = there is none.
	Shown string
	Open  func(context.Context) (Deps, error) // the context ends with the window
	Now   nowFunc
	// Practice says that this program talks to a practice TikTok.
	Practice bool
	Zone     string
	Version  string
	// Files are added as drafts once the window is there: the program was opened
	// with them.
	Files []string
	// StateFile remembers where the window was; "" = it is not remembered.
	StateFile string
	// LanguageFile remembers which language was spoken last, whatever the workspace; "" = it is
	// not remembered.
	LanguageFile string
	// TrayIcon is shown in the tray; without one there is no tray.
	TrayIcon []byte
	// Away tell that the user has left the computer, each until its context ends; why is
	// one of the words that cuedrop.ActivityLock lists. May be empty.
	Away []func(ctx context.Context, left func(why string)) error
	Log  *slog.Logger // may be nil
}

// Deps are what the window needs of one open workspace. All are required.
type Deps struct {
	Queue    *queue.Queue
	Library  *library.Library
	Accounts *account.Service
	Health   *health.Registry
	Bus      *event.Bus
	Settings notify.Store
	Rev      func(context.Context) (int64, error)
	// Start begins publishing; its fault becomes a health condition.
	Start func(context.Context) error
	Wake  func()
	// PracticeURL is the page that shows what the practice TikTok received.
	PracticeURL string
	// Name is what people call the workspace now.
	Name func() string
	// Locks protect the workspace.
	Locks Locks
	// Receipt returns the receipt of a post as a page of HTML.
	Receipt func(context.Context, cuedrop.PostID) ([]byte, error)
	// Avatar returns the copy of an account's picture.
	Avatar func(context.Context, cuedrop.AccountID) ([]byte, error)
	// TikTokApp says which app signs people in and where it comes from.
	TikTokApp func(context.Context) (clientKey, source string, err error)
	SetApp    func(context.Context, cuedrop.Credentials) error
	ForgetApp func(context.Context) error
	Limits    func(context.Context) cuedrop.UploadLimits
	SetLimits func(context.Context, cuedrop.UploadLimits) error
	Power     func(context.Context) (cuedrop.PowerRules, error)
	SetPower  func(context.Context, cuedrop.PowerRules) error
	// FFmpeg, SearchFFmpeg and ChooseFFmpeg say which ffmpeg is in use.
	FFmpeg        func(context.Context) (cuedrop.FFmpeg, error)
	SearchFFmpeg  func(context.Context) (cuedrop.FFmpeg, error)
	ChooseFFmpeg  func(ctx context.Context, path string) (cuedrop.FFmpeg, error)
	MediaRules    func(context.Context) (cuedrop.MediaRules, error)
	SetMediaRules func(context.Context, cuedrop.MediaRules) error
	// Privacy sees, takes along and erases what is stored.
	Privacy *privacy.Service
	// Security looks after the workspace's safety.
	Security SecurityDeps
	// Welcome is what the first run, the policies and the settings need.
	Welcome Welcome
	// Credentials reports the fault of having no TikTok app to sign in with.
	Credentials func() (cuedrop.Credentials, error)
	// ShowFile shows the original of a clip in the system's file manager.
	ShowFile func(context.Context, cuedrop.MediaID) error
}

// App owns the window's life. Its bound structs are those of Bind; App itself is not bound,
// so that no hook can be called from the web view.
type App struct {
	program   Program
	log       *slog.Logger
	emit      *emitter
	preview   *preview
	desktop   *desktop
	focused   atomic.Bool // the user looks at the window
	drawn     signal      // the first screen can be used
	closed    signal      // the window goes away
	giveUp    func()      // ends the opening of the first workspace
	beginning sync.WaitGroup
	spoken    atomic.Value // the language outside the window, a string; see language
	closing   closing
	tray      trayMenu
	autostart autostart
	autolock  autolock
	sessions  sessions
	texts     shownTexts

	mu     sync.Mutex
	opened bool            // ctx is the window's
	ctx    context.Context //nolint:containedctx // Wails hands it over once, in OnStartup, and every runtime call needs it
	signIn *signIn         // the one that is open, or nil
}

// New returns an app that is not running.
func New(p Program) *App {
	if p.Log == nil {
		p.Log = slog.New(slog.DiscardHandler)
	}
	a := &App{program: p, log: p.Log, ctx: context.Background(), drawn: newSignal(), closed: newSignal()}
	a.emit = &emitter{app: a, emit: runtime.EventsEmit}
	a.desktop = &desktop{app: a, api: wailsDesktop()}
	a.tray.app, a.tray.system = a, newTray(p.TrayIcon)
	a.preview = newPreview(a.shownLibrary, a.shownAvatar, a.log)
	a.preview.enter = a.onShown
	a.autolock.app = a
	a.sessions.shown, a.sessions.opened = p.Shown, make(chan struct{})
	var ctx context.Context
	ctx, a.giveUp = context.WithCancel(context.Background())
	go a.openFirst(ctx)
	return a
}

// openFirst opens the workspace that the window is on first.
func (a *App) openFirst(ctx context.Context) {
	defer close(a.sessions.opened)
	if a.program.Open == nil {
		return
	}
	d, err := a.program.Open(ctx)
	switch {
	case err == nil:
		a.sessions.show(a.newSession(a.program.Shown, d))
	case !asksPassphrase(err):
		a.sessions.turn(a.program.Shown, err)
	}
}

func (a *App) now() time.Time { return a.program.Now() }

// Bind returns the structs whose exported methods the window may call.
func (a *App) Bind() []any {
	return []any{&Posts{a}, &Library{a}, &Accounts{a}, &Settings{a}, &System{a}, &Privacy{a}, &Workspace{a}, &Security{a}}
}

// Enums returns the word lists that TypeScript is generated from.
func (a *App) Enums() []any { return []any{AllPostStates} }

// Handler serves thumbnails and previews by opaque id.
func (a *App) Handler() http.Handler { return a.preview }

// begins is how long publishing waits for the window's first screen: what both do at the start
// takes the same processor. A window that is hidden, or that hangs, holds up nothing.
const begins = 3 * time.Second

// rests is how long after its start what goes on beside the window has looked at all posts.
const rests = 2 * time.Second

// Startup is Wails' OnStartup: it subscribes to the facts, opens the preview
// listener and takes dropped files. It starts publishing when the window is drawn.
func (a *App) Startup(ctx context.Context) {
	a.mu.Lock()
	a.ctx, a.opened = ctx, true
	a.mu.Unlock()
	if err := a.preview.listen(); err != nil {
		a.log.Error("preview listener", "err", err)
	}
	a.placeWindow(ctx)
	if s := a.sessions.current(); s != nil {
		s.listen(ctx)
	}
	runtime.OnFileDrop(ctx, func(_, _ int, paths []string) { a.dropped(paths) })
	a.beginning.Go(func() {
		select {
		case <-a.drawn.given:
		case <-time.After(begins):
		case <-a.closed.given:
			return
		}
		a.begin(ctx)
	})
}

// begin starts what goes on beside the window: notifications, publishing from every
// workspace that opens by itself, the locks, and the adding of the files that the program
// was opened with.
func (a *App) begin(ctx context.Context) {
	if s := a.sessions.current(); s != nil {
		s.begin(ctx)
	}
	a.handOver(a.program.Files)
	a.autolock.begin(ctx)
	a.program.Fleet.OpenOthers(ctx, a.shown(), func(id string, d Deps) { a.adopt(ctx, id, d) })
	// The lists of the start are garbage soon, and the window is open all day: the system gets
	// their memory back then and not in minutes.
	time.AfterFunc(rests, debug.FreeOSMemory)
}

// SecondInstance takes over what another start of the program was given: files, and the
// workspace that was asked for, "" where none was. It shows the window.
func (a *App) SecondInstance(files []string, workspace string) {
	if ctx, ok := a.window(); ok {
		raise(ctx)
	}
	go func() {
		if workspace != "" {
			if err := a.turnTo(workspace); err != nil {
				a.log.Warn("turn to another workspace", "err", err)
			}
		}
		a.handOver(files)
	}()
}

// Shutdown is Wails' OnShutdown.
func (a *App) Shutdown(context.Context) {
	a.closed.give()
	a.giveUp()         // a keyring may still be asking
	a.beginning.Wait() // nothing is started any more
	a.autolock.end()
	a.sessions.endAll()
	a.desktop.close()
	a.tray.close()
	a.preview.close()
}

// window returns the window's context, and false while there is none yet.
func (a *App) window() (context.Context, bool) {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.ctx, a.opened
}

// context is that of the workspace that is shown, which ends when it is locked; without
// one it is the window's.
func (a *App) context() context.Context {
	if s := a.sessions.current(); s != nil {
		if ctx := s.context(); ctx != nil {
			return ctx
		}
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.ctx
}
