package app

import (
	"context"
	"fmt"
	"sync"
	"time"

	"cuedrop/internal/cuedrop"
	"cuedrop/internal/event"
	"cuedrop/internal/notify"
)

// trayMenu is the icon that stays while the window is away: what goes out next, and the
// way back. Its look is made by traySystem, which only the desktop build has.
type trayMenu struct {
	app    *App
	system traySystem // nil where there is none

	mu      sync.Mutex
	pending *time.Timer
	next    cuedrop.PostID // what the line about the next post leads to
}

// traySystem is the system's side of it.
type traySystem interface {
	// start shows the icon; called once, on the first thread, before the window's loop.
	start(onShow, onNext, onPause, onQuit func())
	// show writes what the menu says.
	show(trayLook)
	// visible reports whether somebody can see the icon now.
	visible(ctx context.Context) bool
	stop()
}

// trayLook is what the tray says.
type trayLook struct {
	tooltip, show, next, pause, quit string
	hasNext, paused                  bool
}

// settle is how long the tray waits for more news before it looks: a running upload
// changes posts all the time, and nobody watches a closed menu.
const settle = 2 * time.Second

// StartTray shows the tray where the system has one. Call it on the first thread
// before the window opens: macOS and Windows give menus to that one only.
func (a *App) StartTray() {
	t := &a.tray
	if a.program.Practice || t.system == nil {
		return
	}
	t.system.start(
		func() { a.front() },
		func() {
			t.mu.Lock()
			id := t.next
			t.mu.Unlock()
			a.show(notify.Opening{Post: id})
		},
		func() { a.togglePause() },
		a.Quit,
	)
	a.beginning.Go(func() { // its words are in the workspace, which is being opened
		// What is next takes a look at all posts: that comes when the window is there.
		t.system.show(a.trayWords(a.context()))
		t.soon()
	})
}

// front brings the window to the front.
func (a *App) front() {
	if ctx, ok := a.window(); ok {
		a.desktop.api.raise(ctx)
	}
}

func (a *App) togglePause() {
	d, ok := a.open()
	if !ok {
		return
	}
	limits := d.Limits(a.context())
	limits.Paused = !limits.Paused
	err := d.SetLimits(a.context(), limits)
	d.Wake()
	if err := a.changed(err); err != nil {
		a.log.Warn("pause from the tray", "err", err)
	}
	a.tray.update()
}

// shown reports whether the tray can bring the window back.
func (t *trayMenu) shown(ctx context.Context) bool {
	return t.system != nil && !t.app.program.Practice && t.system.visible(ctx)
}

// fact looks again soon after something that the tray shows may have changed.
func (t *trayMenu) fact(f event.Fact) {
	switch f.(type) {
	case event.PostChanged, event.PostRemoved, event.AccountChanged:
		t.soon()
	}
}

func (t *trayMenu) soon() {
	if t.system == nil {
		return
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.pending == nil {
		t.pending = time.AfterFunc(settle, t.update)
	}
}

// update shows what is next now.
func (t *trayMenu) update() {
	t.mu.Lock()
	t.pending = nil
	t.mu.Unlock()
	if t.system == nil {
		return
	}
	ctx := t.app.context()
	look, next, err := t.app.trayLook(ctx)
	if err != nil {
		t.app.log.Warn("look for the tray", "err", err)
		return
	}
	t.mu.Lock()
	t.next = next
	t.mu.Unlock()
	t.system.show(look)
}

func (t *trayMenu) close() {
	t.mu.Lock()
	if t.pending != nil {
		t.pending.Stop()
	}
	t.mu.Unlock()
	if t.system != nil && !t.app.program.Practice {
		t.system.stop()
	}
}

// trayWords is what the tray says of no post, and all that it says of a locked workspace.
func (a *App) trayWords(ctx context.Context) trayLook {
	look := trayLook{tooltip: a.word("tooltip"), show: a.word("show"), next: a.word("nothing"), pause: a.word("pause"), quit: a.word("quitApp")}
	if d, ok := a.open(); ok {
		look.paused = d.Limits(ctx).Paused
	} else {
		look.next = a.word("locked")
	}
	return look
}

// trayLook reads what the tray says, and which post is next.
func (a *App) trayLook(ctx context.Context) (trayLook, cuedrop.PostID, error) {
	look := a.trayWords(ctx)
	d, ok := a.open()
	if !ok {
		return look, "", nil
	}
	next, ok, err := d.Queue.Next(ctx)
	if err != nil || !ok {
		return look, "", err
	}
	what := next.Schedule.At.In(zoneOf(a.program.Zone)).Format("15:04")
	if day := next.Schedule.At.In(zoneOf(a.program.Zone)); day.Format(time.DateOnly) != a.now().In(zoneOf(a.program.Zone)).Format(time.DateOnly) {
		what = day.Format("2006-01-02 15:04")
	}
	told, err := notify.Load(ctx, d.Settings)
	if err != nil {
		return look, "", err
	}
	if acc, err := d.Accounts.Account(ctx, next.AccountID); err == nil && !told.HideContent {
		who := acc.Nickname
		if acc.Username != "" {
			who = "@" + acc.Username
		}
		what += ", " + who
	}
	look.next, look.hasNext = fmt.Sprintf(a.word("next"), what), true
	return look, next.ID, nil
}

func zoneOf(name string) *time.Location {
	if zone, err := time.LoadLocation(name); err == nil {
		return zone
	}
	return time.Local
}
