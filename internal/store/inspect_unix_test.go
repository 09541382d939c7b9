//go:build unix

package store_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"

	"cuedrop/internal/store"
)

const envVisit = "CUEDROP_TEST_STORE_VISIT"

var _ = registerChild(envVisit, visit)

// visit is another program, which asks the system whether the workspace's database and
// the index of its log are locked as SQLite locks what is open
// (https://www.sqlite.org/src/file?name=src/os_unix.c).
func visit(dir string) error {
	for name, at := range map[string]syscall.Flock_t{
		store.FileName:          {Start: 1<<30 + 2, Len: 510}, // SHARED_FIRST, SHARED_SIZE
		store.FileName + "-shm": {Start: 128, Len: 1},         // UNIX_SHM_DMS
	} {
		f, err := os.OpenFile(filepath.Join(dir, name), os.O_RDWR, 0)
		if err != nil {
			return err
		}
		at.Type = syscall.F_WRLCK
		err = syscall.FcntlFlock(f.Fd(), syscall.F_GETLK, &at)
		if err == nil && at.Type == syscall.F_UNLCK {
			err = fmt.Errorf("%s is not locked", name)
		}
		if err := errors.Join(err, f.Close()); err != nil {
			return err
		}
	}
	return nil
}

// TestLookingTakesNoLocks looks at a workspace that is open in this process in each way
// there is. A descriptor of the database that is closed would take SQLite's locks along,
// and the next program to leave would remove the log that this one goes on writing to.
func TestLookingTakesNoLocks(t *testing.T) {
	t.Parallel()
	for name, look := range map[string]func(*testing.T, *bundle) error{
		"peek": func(t *testing.T, b *bundle) error {
			_, err := store.Peek(t.Context(), b.dir, "a")
			return err
		},
		"inspect": inspectAll,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := setup(t)
			if err := b.SetSetting(t.Context(), "a", "1"); err != nil {
				t.Fatal(err)
			}
			if err := look(t, b); err != nil {
				t.Fatal(err)
			}
			cmd := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^$")
			cmd.Env = append(os.Environ(), envVisit+"="+b.dir)
			if out, err := cmd.CombinedOutput(); err != nil {
				t.Errorf("another program: %v, %s", err, out)
			}
		})
	}
}

// inspectAll reads the open database twice, and of its index nothing. Other files are
// nobody's but the caller's.
func inspectAll(t *testing.T, b *bundle) error {
	for _, name := range []string{store.FileName, store.FileName, store.FileName + "-shm"} {
		r, done, err := b.Inspect(name)
		if err != nil {
			return err
		}
		all, err := io.ReadAll(io.NewSectionReader(r, 0, math.MaxInt64))
		if err != nil || bytes.HasPrefix(all, []byte("SQLite format 3")) != (name == store.FileName) || name != store.FileName && len(all) > 0 {
			t.Errorf("%s: read %d bytes, %v", name, len(all), err)
		}
		done()
	}
	for _, name := range []string{store.FileName + "-wal", "workspace.json", "logs/cuedrop.log"} {
		if r, _, err := b.Inspect(name); r != nil || err != nil {
			t.Errorf("%s: %v, %v", name, r, err)
		}
	}
	return nil
}
