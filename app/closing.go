package app

import (
	"context"
	goruntime "runtime"
	"sync/atomic"
	"time"

	"github.com/wailsapp/wails/v2/pkg/runtime"

	"cuedrop/internal/fault"
)

// keyOnClose says what closing the window does: keep or quit; "" = the user was not
// told yet. Stored on disk: do not rename.
const keyOnClose = "window.on_close"

const (
	onCloseKeep = "keep"
	onCloseQuit = "quit"
)

// patience is how long a question about closing has the page's attention. Who closes
// the window again after that means it: the page may hang.
const patience = 3 * time.Second

// closing is what becomes of the window when its close button is pressed.
type closing struct {
	quitting atomic.Bool  // the program ends, whatever was asked
	page     atomic.Bool  // the page is there and can ask
	asked    atomic.Int64 // when it was told to, in Unix milliseconds; 0 = it was not
}

// closeAct is what a press of the close button leads to.
type closeAct int

const (
	closeQuit closeAct = iota
	closeHide
	closeAsk
)

// whatCloses decides: practice forgets everything and ends, and so does a program that
// was told to. A tray keeps it once the user knows; without one it is asked each time.
func (c *closing) whatCloses(practice, tray bool, choice string, now time.Time) closeAct {
	asked := c.asked.Load()
	switch {
	case c.quitting.Load(), practice, choice == onCloseQuit, !c.page.Load():
		return closeQuit
	case asked != 0 && now.Sub(time.UnixMilli(asked)) > patience:
		return closeQuit
	case tray && choice == onCloseKeep:
		return closeHide
	}
	return closeAsk
}

// BeforeClose is Wails' OnBeforeClose: true keeps the program.
func (a *App) BeforeClose(ctx context.Context) (keep bool) {
	a.rememberWindow(ctx)
	tray := a.tray.shown(ctx)
	choice := onCloseQuit
	if d, ok := a.open(); ok {
		var err error
		if choice, err = d.Settings.Setting(ctx, keyOnClose); err != nil {
			a.log.Warn("read what closing does", "err", err)
		}
	} else if tray { // the lock screen does not ask: other workspaces go on
		choice = onCloseKeep
	}
	switch a.closing.whatCloses(a.program.Practice, tray, choice, a.now()) {
	case closeHide:
		a.hide(ctx)
		return true
	case closeAsk:
		a.closing.asked.CompareAndSwap(0, a.now().UnixMilli())
		a.emit.send(EventWindowClosing, WindowClosing{Tray: tray})
		return true
	case closeQuit:
	}
	a.closing.quitting.Store(true)
	return false
}

// hide takes the window away and keeps the program.
func (a *App) hide(ctx context.Context) {
	switch {
	case !a.tray.shown(ctx):
		runtime.WindowMinimise(ctx)
	case goruntime.GOOS == "darwin":
		runtime.Hide(ctx) // so that a click in the Dock brings it back
	default:
		runtime.WindowHide(ctx)
	}
}

// raise brings the window to the front, wherever it is.
func raise(ctx context.Context) {
	runtime.Show(ctx)
	runtime.WindowShow(ctx)
	runtime.WindowUnminimise(ctx)
}

// Quit ends the program without a question.
func (a *App) Quit() {
	a.closing.quitting.Store(true)
	if ctx, ok := a.window(); ok {
		a.rememberWindow(ctx)
		runtime.Quit(ctx)
	}
}

// Leave is what ends the program when the session ends it: nobody is asked, and the
// window may be gone already.
func (a *App) Leave() { a.closing.quitting.Store(true) }

// Close answers the question that window:closing asked: keep, quit or stay. With
// remember, closing does so from now on without asking.
func (s *System) Close(act string, remember bool) (err error) {
	defer s.a.call("System.Close").end(&err)
	s.a.closing.asked.Store(0)
	ctx := s.a.context()
	if remember && act != "stay" {
		if err := s.a.setOnClose(ctx, act); err != nil {
			return err
		}
	}
	switch act {
	case onCloseKeep:
		s.a.hide(ctx)
	case onCloseQuit:
		s.a.Quit()
	case "stay":
	default:
		return fault.New(fault.Invalid, "window.close", "Choose whether to keep Cuedrop running or to quit.")
	}
	return nil
}

// SetWindow says what closing the window does (ask, keep or quit), and whether Cuedrop
// starts when the user signs in to the computer.
func (s *Settings) SetWindow(w WindowSettings) (err error) {
	defer s.a.call("Settings.SetWindow").end(&err)
	ctx := s.a.context()
	if err := s.a.setOnClose(ctx, w.OnClose); err != nil {
		return err
	}
	if !s.a.program.Practice {
		if err := s.a.autostart.set(w.StartAtLogin); err != nil {
			return fault.Wrap(err, fault.Unavailable, "window.start_at_login", "The system did not take that. Cuedrop's entry among the programs that start by themselves can't be written.")
		}
	}
	return s.a.changed(nil)
}

func (a *App) setOnClose(ctx context.Context, act string) error {
	if act != onCloseKeep && act != onCloseQuit && act != "ask" {
		return fault.New(fault.Invalid, "window.close", "Choose whether to keep Cuedrop running or to quit.")
	}
	if act == "ask" {
		act = ""
	}
	return a.deps().Settings.SetSetting(ctx, keyOnClose, act)
}

func (a *App) windowSettings(ctx context.Context) (WindowSettings, error) {
	act, err := a.deps().Settings.Setting(ctx, keyOnClose)
	if act != onCloseKeep && act != onCloseQuit {
		act = "ask"
	}
	return WindowSettings{OnClose: act, StartAtLogin: !a.program.Practice && a.autostart.on()}, err
}
