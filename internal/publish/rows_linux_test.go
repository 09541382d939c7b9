package publish_test

import (
	"fmt"
	"os"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"cuedrop/internal/cuedrop"
)

// breakDrive makes every read of the open clip fail, as of a drive that was unplugged:
// the handle is made one of a folder, which can't be read.
func (w *world) breakDrive() {
	w.t.Helper()
	folder, err := os.Open(w.dir)
	if err != nil {
		w.t.Fatal(err)
	}
	defer func() { _ = folder.Close() }()
	handles, err := os.ReadDir("/proc/self/fd")
	if err != nil {
		w.t.Fatal(err)
	}
	for _, h := range handles {
		var fd int
		if _, err := fmt.Sscan(h.Name(), &fd); err != nil {
			continue
		}
		if at, err := os.Readlink("/proc/self/fd/" + h.Name()); err != nil || at != w.path {
			continue
		}
		if err := unix.Dup3(int(folder.Fd()), fd, unix.O_CLOEXEC); err != nil {
			w.t.Fatal(err)
		}
		return
	}
	w.t.Error("the clip is not open")
}

// TestTheDriveIsUnpluggedWhileItIsRead is D7: the post pauses with a reason, and goes on
// with the same upload when the drive is back.
func TestTheDriveIsUnpluggedWhileItIsRead(t *testing.T) {
	t.Parallel()
	inBubble(t, many, func(w *world) {
		w.api.script["chunk"] = []reply{{}, {do: w.breakDrive}}
		p := w.until(time.Hour, func(p cuedrop.Post) bool { return p.Failure != nil })
		w.wantState(p, cuedrop.Uploading, "media.unreadable")
		w.wantPosts(0)
		w.wantPublished(w.settle(time.Hour))
		w.wantCalls("init", 1)
	})
}

// TestWhatIsNoFileNeverGoesOut is D8: a pipe would be read for ever, a folder not at
// all, and a link is followed once, by the handle that is held.
func TestWhatIsNoFileNeverGoesOut(t *testing.T) {
	t.Parallel()
	for name, put := range map[string]func(path string) error{
		"pipe":           func(path string) error { return unix.Mkfifo(path, 0o600) },
		"folder":         func(path string) error { return os.Mkdir(path, 0o700) },
		"link to a pipe": func(path string) error { return linked(path, func(to string) error { return unix.Mkfifo(to, 0o600) }) },
		"device":         func(path string) error { return os.Symlink("/dev/zero", path) },
	} {
		for _, point := range []string{"after prepare", "after accept_init"} {
			inBubble(t, small, func(w *world) {
				w.probe = func(at string) {
					if at != point {
						return
					}
					w.probe = nil
					if err := os.Remove(w.path); err != nil {
						w.t.Error(err)
					}
					if err := put(w.path); err != nil {
						w.t.Error(err)
					}
				}
				if p := w.settle(3 * time.Hour); p.State != cuedrop.Blocked || p.Failure.Reason != "media.rendition_changed" {
					w.t.Errorf("%s %s: %s, %+v", name, point, p.State, p.Failure)
				}
				w.wantPosts(0)
			})
		}
	}
}

func linked(path string, put func(string) error) error {
	if err := put(path + ".there"); err != nil {
		return err
	}
	return os.Symlink(path+".there", path)
}

// TestALinkIsFollowedOnce: the handle is held, so what the link leads to later on does
// not matter (D8).
func TestALinkIsFollowedOnce(t *testing.T) {
	t.Parallel()
	inBubble(t, many, func(w *world) {
		target := w.path + ".real"
		if err := os.Rename(w.path, target); err != nil {
			w.t.Fatal(err)
		}
		if err := os.Symlink(target, w.path); err != nil {
			w.t.Fatal(err)
		}
		w.api.script["chunk"] = []reply{{}, {do: func() { // swapped in the middle
			if err := os.Remove(w.path); err != nil {
				w.t.Error(err)
			}
			if err := os.Symlink("/dev/zero", w.path); err != nil {
				w.t.Error(err)
			}
		}}}
		w.wantPublished(w.settle(time.Hour))
		w.wantCalls("init", 1)
	})
}
