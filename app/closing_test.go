package app

import (
	"testing"
	"time"

	"cuedrop/internal/fault"
)

func TestWhatClosingTheWindowDoes(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)
	for name, tt := range map[string]struct {
		practice, tray, page, quitting bool
		choice                         string
		askedAgo                       time.Duration
		want                           closeAct
	}{
		"the first time it is explained":          {tray: true, page: true, want: closeAsk},
		"then it goes to the tray":                {tray: true, page: true, choice: "keep", want: closeHide},
		"without a tray it is asked every time":   {page: true, choice: "keep", want: closeAsk},
		"who chose to quit quits":                 {tray: true, page: true, choice: "quit", want: closeQuit},
		"practice forgets everything and ends":    {practice: true, tray: true, page: true, choice: "keep", want: closeQuit},
		"a page that never came can't ask":        {tray: true, choice: "", want: closeQuit},
		"the end was asked for":                   {tray: true, page: true, choice: "keep", quitting: true, want: closeQuit},
		"a second press at once is the same":      {page: true, askedAgo: time.Second, want: closeAsk},
		"a second press after the page was quiet": {page: true, askedAgo: 4 * time.Second, want: closeQuit},
	} {
		var c closing
		c.page.Store(tt.page)
		c.quitting.Store(tt.quitting)
		if tt.askedAgo != 0 {
			c.asked.Store(now.Add(-tt.askedAgo).UnixMilli())
		}
		if got := c.whatCloses(tt.practice, tt.tray, tt.choice, now); got != tt.want {
			t.Errorf("%s: %d, want %d", name, got, tt.want)
		}
	}
}

func TestTheFirstCloseIsAskedAndTheAnswerIsKept(t *testing.T) {
	t.Parallel()
	b := setup(t)
	system, settings := &System{b.App}, &Settings{b.App}
	if _, err := system.Snapshot(); err != nil { // the page is there
		t.Fatal(err)
	}
	if err := system.Close("sometimes", true); !fault.Is(err, fault.Invalid) {
		t.Errorf("an answer that there is not: %v", err)
	}
	if err := system.Close("stay", true); err != nil {
		t.Error(err)
	}
	window := func() WindowSettings {
		t.Helper()
		p, err := b.preferences(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		return p.Window
	}
	if got := window(); got.OnClose != "ask" {
		t.Errorf("staying is no choice: %+v", got)
	}
	for _, choice := range []string{"keep", "quit", "ask"} {
		if err := settings.SetWindow(WindowSettings{OnClose: choice}); err != nil || window().OnClose != choice {
			t.Errorf("%s: %+v, %v", choice, window(), err)
		}
	}
	if err := settings.SetWindow(WindowSettings{}); !fault.Is(err, fault.Invalid) {
		t.Errorf("no choice at all: %v", err)
	}
}

func TestStartingAtLoginIsSwitchedOnAndOff(t *testing.T) {
	t.Parallel()
	b := setup(t)
	settings := &Settings{b.App}
	for _, on := range []bool{true, true, false, false} {
		if err := settings.SetWindow(WindowSettings{OnClose: "ask", StartAtLogin: on}); err != nil {
			t.Fatal(err)
		}
		if got := b.autostart.on(); got != on {
			t.Errorf("on is %v, want %v", got, on)
		}
	}
}
