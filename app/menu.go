package app

import (
	goruntime "runtime"

	"github.com/wailsapp/wails/v2/pkg/menu"
	"github.com/wailsapp/wails/v2/pkg/menu/keys"
	"github.com/wailsapp/wails/v2/pkg/runtime"
)

// Menu is the application menu. Only macOS has one: without the Edit menu there is no
// copy and paste in its web view. Elsewhere the page's own keys do everything.
func (a *App) Menu() *menu.Menu {
	if goruntime.GOOS != "darwin" {
		return nil
	}
	return a.macMenu()
}

// macMenu has its own app menu rather than Wails' role, because the role's Quit only
// closes the window, and closing keeps the scheduler.
func (a *App) macMenu() *menu.Menu {
	m := menu.NewMenu()
	own := m.AddSubmenu("Cuedrop")
	own.AddText(a.word("hide"), keys.CmdOrCtrl("h"), func(*menu.CallbackData) {
		if ctx, ok := a.window(); ok {
			runtime.Hide(ctx)
		}
	})
	own.AddSeparator()
	own.AddText(a.word("quitApp"), keys.CmdOrCtrl("q"), func(*menu.CallbackData) { a.Quit() })
	m.Append(menu.EditMenu())
	m.Append(menu.WindowMenu())
	return m
}
