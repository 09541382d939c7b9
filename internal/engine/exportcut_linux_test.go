package engine_test

import (
	"context"
	"os"
	"path/filepath"
	"sync/atomic"
	"testing"

	"golang.org/x/sys/unix"

	"cuedrop/internal/cuedrop"
	"cuedrop/internal/fault"
	"cuedrop/internal/privacy"
)

// nth is a context that ends when it is asked for the n-th time.
type nth struct {
	context.Context
	left *atomic.Int64
	end  context.CancelFunc
}

func endsAt(ctx context.Context, n int64) (context.Context, context.CancelFunc) {
	ctx, end := context.WithCancel(ctx)
	c := nth{ctx, &atomic.Int64{}, end}
	c.left.Store(n)
	return c, end
}

func (c nth) asked() {
	if c.left.Add(-1) == 0 {
		c.end()
	}
}

func (c nth) Done() <-chan struct{} { c.asked(); return c.Context.Done() }
func (c nth) Err() error            { c.asked(); return c.Context.Err() }

// TestAnExportOrImportThatIsCutShortLeavesNothing, wherever it is given up: no file, no
// piece of one, no row; and the next one goes through.
func TestAnExportOrImportThatIsCutShortLeavesNothing(t *testing.T) {
	t.Parallel()
	l := newLife(t)
	good, dir := exported(t, l.e, ""), t.TempDir()
	cut := 0
	for n, done := int64(1), false; !done; n *= 3 {
		ctx, end := endsAt(t.Context(), n)
		_, err := l.e.Privacy.Export(ctx, privacy.Exporting{Path: filepath.Join(dir, "x.zip")})
		end()
		done = err == nil
		files, readErr := os.ReadDir(dir)
		switch {
		case readErr != nil:
			t.Fatal(readErr)
		case done != (len(files) == 1):
			t.Errorf("export at %d: %v, %d files", n, err, len(files))
		case !done && (!fault.Is(err, fault.Canceled) || fault.MessageOf(err) == fault.InternalMessage):
			t.Errorf("export at %d: %v", n, err)
		case !done:
			cut++
		}
	}
	there := l.empty()
	defer there.Close()
	for n, done := int64(1), false; !done; n *= 3 {
		ctx, end := endsAt(t.Context(), n)
		_, err := there.Privacy.Import(ctx, good, "")
		end()
		done = err == nil
		posts, postsErr := there.Queue.Posts(t.Context())
		accounts, accountsErr := there.Store.Accounts(t.Context())
		if postsErr != nil || accountsErr != nil || done != (len(posts) > 0) || done != (len(accounts) > 0) {
			t.Errorf("import at %d: %v; %d posts, %d accounts, %v %v", n, err, len(posts), len(accounts), postsErr, accountsErr)
		}
		if !done {
			cut++
			if !fault.Is(err, fault.Canceled) || fault.MessageOf(err) == fault.InternalMessage {
				t.Errorf("import at %d: %v", n, err)
			}
		}
		if left, _ := filepath.Glob(filepath.Join(there.Dir(), ".import-*")); len(left) > 0 {
			t.Errorf("import at %d left %q", n, left)
		}
	}
	if cut < 6 {
		t.Errorf("cut short %d times only", cut)
	}
}

// TestAnExportOntoAFullDisk says so and leaves nothing there.
func TestAnExportOntoAFullDisk(t *testing.T) {
	t.Parallel()
	disk := t.TempDir()
	if err := unix.Mount("tmpfs", disk, "tmpfs", 0, "size=16k"); err != nil {
		t.Skipf("no file system can be mounted here: %v", err)
	}
	t.Cleanup(func() { _ = unix.Unmount(disk, unix.MNT_DETACH) })
	if err := os.WriteFile(filepath.Join(disk, "mine"), make([]byte, 12<<10), 0o600); err != nil {
		t.Fatal(err)
	}
	l := newLife(t)
	for _, passphrase := range []string{"", "a passphrase of its own"} {
		_, err := l.e.Privacy.Export(t.Context(), privacy.Exporting{Path: filepath.Join(disk, "x.zip"), Passphrase: cuedrop.Secret(passphrase)})
		if fault.ReasonOf(err) != "export.unwritable" {
			t.Errorf("%q: %v", passphrase, err)
		}
		if files, err := os.ReadDir(disk); err != nil || len(files) != 1 {
			t.Errorf("%q: %v, %v", passphrase, files, err)
		}
	}
}
