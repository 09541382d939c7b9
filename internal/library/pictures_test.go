package library_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"testing/synctest"

	"github.com/google/go-cmp/cmp"

	"cuedrop/internal/cuedrop"
	"cuedrop/internal/fault"
	"cuedrop/internal/library"
)

func TestPicturesAreMadeOnceHoweverManyAsk(t *testing.T) {
	t.Parallel()
	b := setup(t)
	m := b.added("a.mp4", "movie")
	var wg sync.WaitGroup
	for range 20 {
		wg.Go(func() {
			strip, err1 := b.Strip(t.Context(), m.ID)
			frame, err2 := b.FrameAt(t.Context(), m.ID, 2500)
			_, err3 := b.Look(t.Context(), m.ID)
			err4 := b.MakeProxy(t.Context(), m.ID)
			for _, err := range []error{err1, err2, err3, err4} {
				if err != nil {
					t.Error(err)
				}
			}
			for _, path := range []string{strip, frame} {
				if dir, name := filepath.Split(path); dir != filepath.Join(b.dir, library.PicturesDir)+"/" || !strings.HasPrefix(name, string(m.ID)+"-") {
					t.Errorf("path %q", path)
				}
			}
		})
	}
	wg.Wait()
	made := map[string]int{}
	for _, what := range b.tool.took {
		made[what]++
	}
	want := map[string]int{"strip 10 108": 1, "frame 2.5s 540": 1, "best": 1, "keyframes": 1, "proxy": 1}
	if diff := cmp.Diff(want, made); diff != "" {
		t.Errorf("made (-want +got):\n%s", diff)
	}
	look, err := b.Look(t.Context(), m.ID)
	if diff := cmp.Diff(library.Look{BestMs: 8333, KeyframesMs: []int64{0, 8333}, KeyframesKnown: true}, look); diff != "" || err != nil {
		t.Errorf("look, %v (-want +got):\n%s", err, diff)
	}
}

func TestPicturesHaveTheirFaults(t *testing.T) {
	t.Parallel()
	b := setup(t)
	m := b.added("a.mp4", "movie")
	_, err := b.Proxy(t.Context(), m.ID)
	wantFault(t, err, fault.NotFound, "media.no_proxy")
	for _, ms := range []int64{-1, 60_001, 1 << 62} {
		_, err := b.FrameAt(t.Context(), m.ID, ms)
		wantFault(t, err, fault.Invalid, "media.frame_time")
	}
	all := func(id cuedrop.MediaID) []error {
		_, err1 := b.Strip(t.Context(), id)
		_, err2 := b.FrameAt(t.Context(), id, 60_000)
		_, err3 := b.Look(t.Context(), id)
		return []error{err1, err2, err3, b.MakeProxy(t.Context(), id)}
	}
	for _, err := range all("clip_none") {
		wantFault(t, err, fault.NotFound, "media.not_found")
	}
	b.tool.err = fault.New(fault.Invalid, "media.no_picture", "No.")
	for _, err := range all(m.ID) {
		wantFault(t, err, fault.Invalid, "media.no_picture")
	}
	b.tool.err = nil
	b.clip("a.mp4", "another movie")
	for _, err := range all(m.ID) {
		wantFault(t, err, fault.Rejected, "media.source_changed")
	}
	if err := os.Remove(m.Path); err != nil {
		t.Fatal(err)
	}
	for _, err := range all(m.ID) {
		wantFault(t, err, fault.Rejected, "media.source_missing")
	}
	b.clip("a.mp4", "movie")
	for _, err := range all(m.ID) {
		if err != nil {
			t.Errorf("the file is back: %v", err)
		}
	}
	if path, err := b.Proxy(t.Context(), m.ID); err != nil || filepath.Dir(path) != filepath.Join(b.dir, library.ProxiesDir) {
		t.Errorf("proxy %q, %v", path, err)
	}
	if n, err := b.Cache.Sweep(func(cuedrop.MediaID) bool { return false }); err != nil || n != 4 {
		t.Errorf("with the clip gone %d files, %v", n, err)
	}
}

func TestFramesOfOneClipAreLimited(t *testing.T) {
	t.Parallel()
	b := setup(t)
	m, other := b.added("a.mp4", "movie"), b.added("b.mp4", "other movie")
	if _, err := b.FrameAt(t.Context(), other.ID, 1); err != nil {
		t.Fatal(err)
	}
	for ms := range int64(230) {
		if _, err := b.FrameAt(t.Context(), m.ID, ms); err != nil {
			t.Fatal(err)
		}
	}
	for id, want := range map[cuedrop.MediaID]int{m.ID: 200, other.ID: 1} {
		if kept, _ := filepath.Glob(filepath.Join(b.dir, library.PicturesDir, fmt.Sprint(id, "-*.frame-*.jpg"))); len(kept) != want {
			t.Errorf("%d frames kept, want %d", len(kept), want)
		}
	}
}

// TestWorkEndsWhenNobodyWaits: one who gives up leaves the work to another; with the
// last of them it ends.
func TestWorkEndsWhenNobodyWaits(t *testing.T) {
	t.Parallel()
	b := setup(t)
	m := b.added("a.mp4", "movie")
	synctest.Test(t, func(t *testing.T) {
		ended := 0
		b.tool.hold = func(ctx context.Context) error { <-ctx.Done(); ended++; return ctx.Err() }
		first, leave1 := context.WithCancel(t.Context())
		second, leave2 := context.WithCancel(t.Context())
		errs := make(chan error, 2)
		for _, ctx := range []context.Context{first, second} {
			go func() { _, err := b.Strip(ctx, m.ID); errs <- err }()
		}
		synctest.Wait()
		leave1()
		wantFault(t, <-errs, fault.Canceled, "media.canceled")
		synctest.Wait()
		if ended != 0 {
			t.Error("ended while somebody waits")
		}
		leave2()
		wantFault(t, <-errs, fault.Canceled, "media.canceled")
		synctest.Wait()
		if ended != 1 {
			t.Errorf("ended %d times, want once", ended)
		}
	})
	b.tool.hold = nil
	if _, err := b.Strip(t.Context(), m.ID); err != nil {
		t.Errorf("asked again: %v", err)
	}
}
