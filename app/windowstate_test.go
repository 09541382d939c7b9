package app

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestWhereTheWindowWasIsKept(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "window-state.json")
	if diff := cmp.Diff(WindowState{Width: 1280, Height: 800}, LoadWindowState(path)); diff != "" {
		t.Errorf("a new window: %s", diff)
	}
	want := WindowState{X: 40, Y: -20, Width: 1400, Height: 900, Maximised: true, Screens: [][2]int{{1920, 1080}}}
	if err := want.save(path); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, LoadWindowState(path)); diff != "" {
		t.Error(diff)
	}
	for _, damaged := range []string{"", "{", `{"width":10,"height":99999}`, `{"width":"wide"}`, `null`} {
		if err := os.WriteFile(path, []byte(damaged), 0o600); err != nil {
			t.Fatal(err)
		}
		if got := LoadWindowState(path); got.Width != 1280 || got.Height != 800 {
			t.Errorf("%q gives %+v", damaged, got)
		}
	}
}

func TestAWindowFitsTheScreensThatAreThere(t *testing.T) {
	t.Parallel()
	both := [][2]int{{1920, 1080}, {2560, 1440}}
	was := WindowState{X: 2000, Y: 100, Width: 2200, Height: 1300, Screens: both}
	for name, tt := range map[string]struct {
		screens       [][2]int
		width, height int
		placed        bool
	}{
		"the same screens, in whatever order": {[][2]int{{2560, 1440}, {1920, 1080}}, 2200, 1300, true},
		"the large one is gone":               {[][2]int{{1920, 1080}}, 1920, 1080, false},
		"another one came":                    {append(both, [2]int{1280, 800}), 2200, 1300, false},
		"a small one only":                    {[][2]int{{800, 500}}, MinWidth, MinHeight, false},
		"nobody knows":                        {nil, 2200, 1300, false},
	} {
		got, placed := was.fit(tt.screens)
		if got.Width != tt.width || got.Height != tt.height || placed != tt.placed {
			t.Errorf("%s: %d×%d, placed %v", name, got.Width, got.Height, placed)
		}
	}
}
