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

// Deps are what the window needs of the engine. All are required but Log and Files.
type Deps struct {
	Queue    *queue.Queue
	Library  *library.Library
	Accounts *account.Service
	Health   *health.Registry
	Bus      *event.Bus
	Settings notify.Store
	Now      nowFunc
	Rev      func(context.Context) (int64, error)
	// Start begins publishing; its fault becomes a health condition.
	Start    func(context.Context) error
	Wake     func()
	Practice bool
	// PracticeURL is the page that shows what the practice TikTok received.
	PracticeURL string
	Workspace   string
	Zone        string
	Version     string
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
	// Files are added as drafts once the window is there: the program was opened
	// with them.
	Files []string
	// StateFile remembers where the window was; "" = it is not remembered.
	StateFile string
	// TrayIcon is shown in the tray; without one there is no tray.
	TrayIcon []byte
	Log      *slog.Logger
}

// App owns the window's life. Its bound structs are Posts, Library, Accounts,
// Settings and System; App itself is not bound, so that no hook can be called from the web view.
type App struct {
	deps      Deps
	emit      *emitter
	preview   *preview
	desktop   *desktop
	focused   atomic.Bool // the user looks at the window
	drawn     signal      // the first screen can be used
	closed    signal      // the window goes away
	beginning sync.WaitGroup
	imports   imports
	spoken    atomic.Value // the language outside the window, a string; see language
	closing   closing
	tray      trayMenu
	autostart autostart
	bundle    shownBundle

	mu     sync.Mutex
	opened bool            // ctx is the window's
	ctx    context.Context //nolint:containedctx // Wails hands it over once, in OnStartup, and every runtime call needs it
	cancel func()
	told   *notify.Service
	signIn *signIn // the one that is open, or nil
}

// New returns an app that is not running.
func New(d Deps) *App {
	if d.Log == nil {
		d.Log = slog.New(slog.DiscardHandler)
	}
	a := &App{deps: d, ctx: context.Background(), drawn: newSignal(), closed: newSignal()}
	a.emit = &emitter{app: a, emit: runtime.EventsEmit}
	a.desktop = &desktop{app: a, api: wailsDesktop()}
	a.tray.app, a.tray.system = a, newTray(d.TrayIcon)
	a.preview = newPreview(d.Library, d.Avatar, d.Log)
	return a
}

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
		a.deps.Log.Error("preview listener", "err", err)
	}
	a.placeWindow(ctx)
	unsubscribe := a.deps.Bus.Subscribe(func(f event.Fact) {
		a.emit.fact(f)
		a.tray.fact(f)
	})
	a.mu.Lock()
	a.cancel = unsubscribe
	a.mu.Unlock()
	runtime.OnFileDrop(ctx, func(_, _ int, paths []string) { go a.add(paths) })
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

// begin starts what goes on beside the window: notifications, publishing, and the adding of
// the files that the program was opened with.
func (a *App) begin(ctx context.Context) {
	told := a.notifications()
	a.mu.Lock()
	a.told = told
	a.mu.Unlock()
	// Before anything is published, so that it tells of all that comes of it.
	if err := told.Start(ctx); err != nil {
		a.deps.Log.Error("start notifications", "err", err)
	}
	if err := a.deps.Start(ctx); err != nil {
		a.deps.Health.Raise(health.Condition{
			Code: "not_publishing", Severity: health.Error,
			Message: "This window does not publish.", Remedy: message(err),
		})
	}
	if len(a.deps.Files) > 0 {
		go a.add(a.deps.Files)
	}
	// The lists of the start are garbage soon, and the window is open all day: the system gets
	// their memory back then and not in minutes.
	time.AfterFunc(rests, debug.FreeOSMemory)
}

// SecondInstance takes over the files that another start of the program was given,
// and shows the window.
func (a *App) SecondInstance(files []string) {
	if ctx, ok := a.window(); ok {
		raise(ctx)
	}
	if len(files) > 0 {
		go a.add(files)
	}
}

// Shutdown is Wails' OnShutdown.
func (a *App) Shutdown(context.Context) {
	a.closed.give()
	a.beginning.Wait() // nothing is started any more
	a.mu.Lock()
	cancel, told := a.cancel, a.told
	a.cancel, a.told = nil, nil
	a.mu.Unlock()
	if told != nil {
		told.Stop()
		a.desktop.close()
	}
	if cancel != nil {
		cancel()
	}
	a.imports.cancel()
	a.tray.close()
	a.preview.close()
}

// window returns the window's context, and false while there is none yet.
func (a *App) window() (context.Context, bool) {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.ctx, a.opened
}

func (a *App) context() context.Context {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.ctx
}
