//go:build desktop || dev

package app

import (
	"context"
	"sync"

	"fyne.io/systray"
)

// systrayTray is the tray of the desktop build: D-Bus on Linux, the system's own
// elsewhere.
type systrayTray struct {
	icon  []byte
	ended chan struct{}

	mu                      sync.Mutex
	end                     func()
	first, next, hold, quit *systray.MenuItem
	look                    trayLook
}

func newTray(icon []byte) traySystem {
	if len(icon) == 0 {
		return nil
	}
	return &systrayTray{icon: icon, ended: make(chan struct{})}
}

func (t *systrayTray) start(onShow, onNext, onPause, onQuit func()) {
	if !trayPossible() {
		return
	}
	begin, end := systray.RunWithExternalLoop(func() { t.ready(onShow, onNext, onPause, onQuit) }, nil)
	t.mu.Lock()
	t.end = end
	t.mu.Unlock()
	begin()
}

// ready makes the menu. The library answers nobody who asks for the menu before this
// returns.
func (t *systrayTray) ready(onShow, onNext, onPause, onQuit func()) {
	systray.SetTemplateIcon(t.icon, t.icon)
	systray.SetOnTapped(onShow)
	t.mu.Lock()
	look := t.look
	t.first = systray.AddMenuItem(look.show, "")
	t.next = systray.AddMenuItem(look.next, "")
	t.hold = systray.AddMenuItemCheckbox(look.pause, "", look.paused)
	systray.AddSeparator()
	t.quit = systray.AddMenuItem(look.quit, "")
	first, next, hold, quit := t.first, t.next, t.hold, t.quit
	t.mu.Unlock()
	t.show(look)
	go func() {
		for {
			select {
			case <-first.ClickedCh:
				onShow()
			case <-next.ClickedCh:
				onNext()
			case <-hold.ClickedCh:
				onPause()
			case <-quit.ClickedCh:
				onQuit()
			case <-t.ended:
				return
			}
		}
	}()
}

func (t *systrayTray) show(l trayLook) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.look = l
	if t.quit == nil {
		return // ready will read it
	}
	systray.SetTitle("Cuedrop")
	systray.SetTooltip(l.tooltip)
	t.first.SetTitle(l.show)
	t.next.SetTitle(l.next)
	if l.hasNext {
		t.next.Enable()
	} else {
		t.next.Disable()
	}
	t.hold.SetTitle(l.pause)
	if l.paused {
		t.hold.Check()
	} else {
		t.hold.Uncheck()
	}
	t.quit.SetTitle(l.quit)
}

func (t *systrayTray) visible(ctx context.Context) bool {
	t.mu.Lock()
	started := t.end != nil
	t.mu.Unlock()
	return started && trayHost(ctx)
}

func (t *systrayTray) stop() {
	t.mu.Lock()
	end := t.end
	t.end = nil
	t.mu.Unlock()
	if end != nil {
		close(t.ended)
		end()
	}
}
