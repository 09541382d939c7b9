//go:build linux

package engine_test

import (
	"fmt"
	"testing"

	"golang.org/x/sys/unix"

	"cuedrop/internal/cuedrop"
	"cuedrop/internal/event"
)

// TestWithLittleRoomOnTheDiskPostsWaitAndThenGoOut covers reliability-security.md C1:
// no init is sent before there is room for the journal.
func TestWithLittleRoomOnTheDiskPostsWaitAndThenGoOut(t *testing.T) {
	t.Parallel()
	w := setup(t, atOnce)
	disk := t.TempDir()
	if err := unix.Mount("tmpfs", disk, "tmpfs", 0, "size=100000000"); err != nil {
		t.Skipf("can't mount a small disk here: %v", err)
	}
	t.Cleanup(func() {
		if err := unix.Unmount(disk, unix.MNT_DETACH); err != nil {
			t.Errorf("unmount: %v", err)
		}
	})
	w.dataDir = disk
	e := w.open(nil)
	defer e.Close()
	w.signIn(e)
	id := w.due(e, w.clip(e, 100_000), "little room", cuedrop.ModeDirect)
	waits := make(chan struct{}, 1)
	defer e.Bus.Subscribe(func(f event.Fact) {
		if c, ok := f.(event.PostChanged); ok && c.Post.Failure != nil && c.Post.Failure.Reason == "disk.low" {
			select {
			case waits <- struct{}{}:
			default:
			}
		}
	})()
	if err := e.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	<-waits
	wantCondition(t, e, "disk", true)
	if n := w.sandbox.Counts().Init; n != 0 {
		t.Errorf("%d inits without room", n)
	}
	if all, err := e.Store.Backups(); err != nil || len(all) != 0 {
		t.Errorf("%d backups without room, %v", len(all), err)
	}
	if err := unix.Mount("tmpfs", disk, "tmpfs", unix.MS_REMOUNT, fmt.Sprintf("size=%d", 400_000_000)); err != nil {
		t.Fatal(err)
	}
	if err := untilIdle(t.Context(), e); err != nil {
		t.Fatal(err)
	}
	if p := w.post(e, id); p.State != cuedrop.Published || len(w.received("little room")) != 1 {
		t.Errorf("state %s, %+v", p.State, p.Failure)
	}
	wantCondition(t, e, "disk", false)
}
