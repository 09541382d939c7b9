//go:build linux

package store_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/sys/unix"

	"cuedrop/internal/cuedrop"
	"cuedrop/internal/fault"
	"cuedrop/internal/store"
)

// tmpfs mounts a file system of size bytes, or skips.
func tmpfs(t *testing.T, size int) string {
	t.Helper()
	dir := t.TempDir()
	if err := unix.Mount("tmpfs", dir, "tmpfs", 0, fmt.Sprintf("size=%d", size)); err != nil {
		t.Skipf("can't mount a small disk here: %v", err)
	}
	t.Cleanup(func() {
		if err := unix.Unmount(dir, unix.MNT_DETACH); err != nil {
			t.Errorf("unmount: %v", err)
		}
	})
	return dir
}

// TestAFullDiskRefusesAndLosesNothing covers reliability-security.md C1 and C2.
func TestAFullDiskRefusesAndLosesNothing(t *testing.T) {
	t.Parallel()
	disk := tmpfs(t, 2<<20)
	b := open(t, filepath.Join(disk, "ws"))
	p := b.scheduled(noon)
	kept := 1
	b.reported()
	var full error
	for full == nil && kept < 5000 {
		draft := cuedrop.Post{ID: cuedrop.NewPostID(), MediaID: p.MediaID, Mode: cuedrop.ModeDirect, Settings: cuedrop.Settings{Caption: strings.Repeat("x", 2000)}, CreatedAt: noon}
		if _, full = b.CreatePost(t.Context(), draft); full == nil {
			kept++
		}
	}
	wantFault(t, full, fault.Unavailable, "store.disk_full")
	if fault.RetryAfterOf(full) <= 0 {
		t.Error("no time to try again")
	}
	if facts := b.reported(); len(facts) != kept-1 {
		t.Errorf("%d facts of %d posts: a refused one was told", len(facts), kept-1)
	}
	if got := must[[]cuedrop.Post](t)(b.Posts(t.Context())); len(got) != kept {
		t.Errorf("%d posts, want %d", len(got), kept)
	}
	_, err := b.LeaseRefresh(t.Context(), "acct", noon, noon)
	if err != nil {
		wantFault(t, err, fault.Unavailable, "store.disk_full")
	}
	if err := unix.Mount("tmpfs", disk, "tmpfs", unix.MS_REMOUNT, fmt.Sprintf("size=%d", 16<<20)); err != nil {
		t.Fatal(err)
	}
	b.apply(cuedrop.BeginChange(p, noon)) // goes on by itself
	_ = b.Close()
	b = open(t, b.dir)
	if got := must[[]cuedrop.Post](t)(b.Posts(t.Context())); len(got) != kept {
		t.Errorf("%d posts after opening again, want %d", len(got), kept)
	}
	if err := b.VerifyJournal(t.Context()); err != nil {
		t.Error(err)
	}
}

// TestNoInitIsJournaledOnAFullDisk: a step that could not be written was not taken, so
// that nobody sends an init for it (reliability-security.md C1).
func TestNoInitIsJournaledOnAFullDisk(t *testing.T) {
	t.Parallel()
	disk := tmpfs(t, 4<<20)
	b := open(t, filepath.Join(disk, "ws"))
	posts := []cuedrop.Post{}
	for range 20 {
		posts = append(posts, b.prepared())
	}
	filler, err := os.Create(filepath.Join(disk, "filler"))
	for err == nil {
		_, err = filler.Write(make([]byte, 4096))
	}
	_ = filler.Close()
	refused := 0
	b.reported()
	for _, p := range posts {
		before := len(must[[]cuedrop.AttemptEvent](t)(b.Events(t.Context(), p.ID)))
		_, err := b.Apply(t.Context(), cuedrop.StartAttemptChange(p, cuedrop.Attempt{ID: cuedrop.NewAttemptID(), Plan: plan, SHA256: "ab"}, noon))
		if err == nil {
			continue // the log had room left
		}
		refused++
		wantFault(t, err, fault.Unavailable, "store.disk_full")
		now := must[cuedrop.Post](t)(b.Post(t.Context(), p.ID))
		after := len(must[[]cuedrop.AttemptEvent](t)(b.Events(t.Context(), p.ID)))
		if a := must[*cuedrop.Attempt](t)(b.LiveAttempt(t.Context(), p.ID)); now.State != cuedrop.Prepared || now.Rev != p.Rev || a != nil || after != before {
			t.Errorf("a refused step left %s, attempt %v, %d lines for %d", now.State, a, after, before)
		}
	}
	if facts := b.reported(); refused == 0 || len(facts) != len(posts)-refused {
		t.Errorf("%d refused, %d facts of %d posts", refused, len(facts), len(posts))
	}
	if _, err := b.Backup(t.Context(), noon); !fault.Is(err, fault.Unavailable) && !fault.Is(err, fault.Internal) {
		t.Errorf("a backup on a full disk: %v", err)
	}
	if all := must[[]store.Backup](t)(b.Backups()); len(all) != 0 {
		t.Errorf("a partial backup is listed: %v", all)
	}
	if err := os.Remove(filepath.Join(disk, "filler")); err != nil {
		t.Fatal(err)
	}
	for _, p := range posts { // goes on by itself
		if now := must[cuedrop.Post](t)(b.Post(t.Context(), p.ID)); now.State == cuedrop.Prepared {
			b.apply(cuedrop.StartAttemptChange(now, cuedrop.Attempt{ID: cuedrop.NewAttemptID(), Plan: plan, SHA256: "ab"}, noon))
		}
	}
	if err := b.VerifyJournal(t.Context()); err != nil {
		t.Error(err)
	}
}

// TestAFullDiskAtTheFirstStartLeavesNothingHalf: with room again the same folder
// opens.
func TestAFullDiskAtTheFirstStartLeavesNothingHalf(t *testing.T) {
	t.Parallel()
	disk := tmpfs(t, 40<<10)
	_, err := store.Open(t.Context(), store.Options{Dir: filepath.Join(disk, "ws"), Sealer: newSealer})
	if !fault.Is(err, fault.Unavailable) && !fault.Is(err, fault.Internal) || fault.MessageOf(err) == fault.InternalMessage {
		t.Errorf("err = %v", err)
	}
	if err := unix.Mount("tmpfs", disk, "tmpfs", unix.MS_REMOUNT, fmt.Sprintf("size=%d", 16<<20)); err != nil {
		t.Fatal(err)
	}
	open(t, filepath.Join(disk, "ws")).draft()
}

// frozen makes a folder that even root can't write to, or skips. It remounts because
// modes do not stop root.
func frozen(t *testing.T, fill func(dir string)) string {
	t.Helper()
	disk := tmpfs(t, 16<<20)
	dir := filepath.Join(disk, "ws")
	fill(dir)
	if err := unix.Mount("tmpfs", disk, "tmpfs", unix.MS_REMOUNT|unix.MS_RDONLY, ""); err != nil {
		t.Skipf("can't make a disk read-only here: %v", err)
	}
	return dir
}

func TestAReadOnlyFolderIsSaidToBeSo(t *testing.T) {
	t.Parallel()
	for name, fill := range map[string]func(dir string){
		"new": func(string) {},
		"empty": func(dir string) {
			if err := os.Mkdir(dir, 0o700); err != nil {
				t.Fatal(err)
			}
		},
		"a workspace": func(dir string) { b := open(t, dir); b.draft(); _ = b.Close() },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := store.Open(t.Context(), store.Options{Dir: frozen(t, fill), Sealer: newSealer})
			wantFault(t, err, fault.Internal, "store.unwritable")
		})
	}
}

// TestAFileWithoutWritePermissionIsSaidToBeSo runs as a user whom modes stop.
func TestAFileWithoutWritePermissionIsSaidToBeSo(t *testing.T) {
	t.Parallel()
	if os.Geteuid() == 0 {
		t.Skip("modes do not stop root; TestAReadOnlyFolderIsSaidToBeSo covers it")
	}
	b := setup(t)
	_ = b.Close()
	if err := os.Chmod(b.dir, 0o500); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.Chmod(b.dir, 0o700) })
	_, err := store.Open(t.Context(), b.options())
	wantFault(t, err, fault.Internal, "store.unwritable")
}

// TestAnotherProgramThatHoldsTheFileIsWaitedForAndThenNamed keeps a raw write
// transaction open.
func TestAnotherProgramThatHoldsTheFileIsWaitedForAndThenNamed(t *testing.T) {
	t.Parallel()
	b := setup(t)
	conn, err := b.raw().Conn(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.Close() }()
	if _, err := conn.ExecContext(t.Context(), `BEGIN IMMEDIATE`); err != nil {
		t.Fatal(err)
	}
	wantFault(t, b.SaveMedia(t.Context(), cuedrop.Media{}), fault.Unavailable, "store.busy")
	if _, err := b.Posts(t.Context()); err != nil {
		t.Errorf("a reader waits for a writer: %v", err)
	}
	if _, err := conn.ExecContext(t.Context(), `ROLLBACK`); err != nil {
		t.Fatal(err)
	}
	b.media()
}
