package app

import (
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"

	"github.com/wailsapp/wails/v2/pkg/runtime"
)

// The window's size where nothing is remembered.
const firstWidth, firstHeight = 1280, 800

// MinWidth is the least width of the window; the page fits into no less.
const MinWidth = 900

// MinHeight is the least height of the window.
const MinHeight = 600

// WindowState is where the window was when it was last seen. It is kept in a file of
// this computer, not in the workspace, which may move to another one.
type WindowState struct {
	X         int  `json:"x"`
	Y         int  `json:"y"`
	Width     int  `json:"width"`
	Height    int  `json:"height"`
	Maximised bool `json:"maximised"`
	// Screens are the sizes of those that were there: a position means nothing on others.
	Screens [][2]int `json:"screens"`
}

// LoadWindowState reads the state from a file. What is missing, damaged or absurd is
// replaced by what a new window has.
func LoadWindowState(path string) WindowState {
	var s WindowState
	if raw, err := os.ReadFile(path); err == nil {
		if json.Unmarshal(raw, &s) != nil {
			s = WindowState{}
		}
	}
	const absurd = 20_000
	if s.Width < MinWidth || s.Height < MinHeight || s.Width > absurd || s.Height > absurd {
		return WindowState{Width: firstWidth, Height: firstHeight, Maximised: s.Maximised}
	}
	return s
}

// WindowState is where the window was.
func (a *App) WindowState() WindowState { return LoadWindowState(a.program.StateFile) }

// fit says where a window of state s belongs on the screens that are there now: placed
// is false when it is to be centred. One that is larger than every screen shrinks.
func (s WindowState) fit(screens [][2]int) (out WindowState, placed bool) {
	out = s
	var wide, high int
	for _, size := range screens {
		wide, high = max(wide, size[0]), max(high, size[1])
	}
	if wide > 0 && high > 0 {
		out.Width, out.Height = max(min(s.Width, wide), MinWidth), max(min(s.Height, high), MinHeight)
	}
	same := len(screens) > 0 && slices.Equal(sorted(s.Screens), sorted(screens))
	return out, same
}

func sorted(screens [][2]int) [][2]int {
	out := slices.Clone(screens)
	slices.SortFunc(out, func(a, b [2]int) int { return slices.Compare(a[:], b[:]) })
	return out
}

// save writes s beside path and puts it in place, so that a crash leaves the old one.
func (s WindowState) save(path string) error {
	raw, err := json.Marshal(s)
	if err != nil {
		return err
	}
	return writeFile(path, raw)
}

// writeFile replaces a small file in one step.
func writeFile(path string, raw []byte) error {
	f, err := os.CreateTemp(filepath.Dir(path), "."+filepath.Base(path)+".*")
	if err != nil {
		return err
	}
	_, err = f.Write(raw)
	if closed := f.Close(); err == nil {
		err = closed
	}
	if err == nil {
		err = os.Rename(f.Name(), path)
	}
	if err != nil {
		_ = os.Remove(f.Name())
	}
	return err
}

// placeWindow puts the window where it was.
func (a *App) placeWindow(ctx context.Context) {
	if a.program.StateFile == "" {
		return
	}
	s, placed := LoadWindowState(a.program.StateFile).fit(screensOf(ctx))
	if s.Maximised {
		return // the start option does it, and the size is for later
	}
	runtime.WindowSetSize(ctx, s.Width, s.Height)
	if placed {
		runtime.WindowSetPosition(ctx, s.X, s.Y)
	} else {
		runtime.WindowCenter(ctx)
	}
}

// rememberWindow keeps where the window is. Of a maximised one the size that it had
// before stays known.
func (a *App) rememberWindow(ctx context.Context) {
	if a.program.StateFile == "" || runtime.WindowIsMinimised(ctx) {
		return
	}
	s := LoadWindowState(a.program.StateFile)
	s.Maximised = runtime.WindowIsMaximised(ctx)
	if !s.Maximised {
		s.Width, s.Height = runtime.WindowGetSize(ctx)
		s.X, s.Y = runtime.WindowGetPosition(ctx)
	}
	s.Screens = screensOf(ctx)
	if err := s.save(a.program.StateFile); err != nil {
		a.log.Warn("remember the window", "err", err)
	}
}

func screensOf(ctx context.Context) [][2]int {
	screens, err := runtime.ScreenGetAll(ctx)
	if err != nil {
		return nil
	}
	out := [][2]int{}
	for _, s := range screens {
		out = append(out, [2]int{s.Size.Width, s.Size.Height})
	}
	return out
}
