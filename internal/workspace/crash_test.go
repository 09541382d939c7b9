//go:build unix

package workspace_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"cuedrop/internal/fault"
	"cuedrop/internal/workspace"
)

const (
	envShelf  = "CUEDROP_TEST_SHELF"   // be the child: folder of the workspaces
	envAct    = "CUEDROP_TEST_ACT"     // what it does
	envKillAt = "CUEDROP_TEST_KILL_AT" // 1-based point at which it dies; 0 = never
)

// TestMain doubles as the program that is killed.
func TestMain(m *testing.M) {
	if dir := os.Getenv(envShelf); dir != "" {
		os.Exit(child(dir))
	}
	os.Exit(m.Run())
}

// child does one act. It exits with 3 where there was no such point to die at.
func child(dir string) int {
	s := workspace.At(dir)
	killAt, _ := strconv.Atoi(os.Getenv(envKillAt)) // ours
	passed := 0
	s.Probe = func(string) {
		if passed++; passed == killAt {
			_ = syscall.Kill(os.Getpid(), syscall.SIGKILL)
			select {} // the signal is on its way; nothing may happen after the point
		}
	}
	if err := acts[os.Getenv(envAct)](context.Background(), s); err != nil {
		fmt.Println(err)
		return 1
	}
	return 3
}

var acts = map[string]func(context.Context, *workspace.Shelf) error{
	"create": func(ctx context.Context, s *workspace.Shelf) error { _, err := s.Create(ctx, "New"); return err },
	"rename": func(ctx context.Context, s *workspace.Shelf) error { return s.Rename(ctx, "client", "New") },
	"remove": func(ctx context.Context, s *workspace.Shelf) error { return s.Remove(ctx, "client") },
}

func start(t *testing.T, dir, act string, killAt int) *exec.Cmd {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), os.Args[0])
	cmd.Env = append(os.Environ(), envShelf+"="+dir, envAct+"="+act, envKillAt+"="+strconv.Itoa(killAt))
	return cmd
}

// TestAKillLeavesAWorkspaceWholeOrNone: killed at each step of making, renaming and
// removing one, at the next start there is what was there before or what was to be, with
// all that was in it, nothing is left beside it, and the act can be done again.
func TestAKillLeavesAWorkspaceWholeOrNone(t *testing.T) {
	t.Parallel()
	const before = "client=Client"
	for act, after := range map[string]string{"create": "client=Client new=New", "rename": "client=New", "remove": ""} {
		t.Run(act, func(t *testing.T) {
			t.Parallel()
			old, done := 0, 0
			for killAt := 1; ; killAt++ {
				dir := filepath.Join(t.TempDir(), "workspaces")
				lay(t, dir, "client", map[string]string{"workspace.json": `{"id":"` + anID + `","name":"Client"}`, "cuedrop.db": "all of it"})
				out, err := start(t, dir, act, killAt).CombinedOutput()
				if exit := (*exec.ExitError)(nil); !errors.As(err, &exit) || exit.ExitCode() == 1 {
					t.Fatalf("point %d: %v %s", killAt, err, out)
				} else if exit.ExitCode() == 3 {
					break // no such point
				}
				s := workspace.At(dir)
				if err := s.Sweep(); err != nil {
					t.Fatal(err)
				}
				switch got := strings.Join(called(t, s), " "); got {
				case before:
					old++
				case after:
					done++
				default:
					t.Errorf("point %d: %q", killAt, got)
				}
				left, err := os.ReadDir(dir)
				if err != nil || len(left) != len(called(t, s)) {
					t.Errorf("point %d: left %v, %v", killAt, left, err)
				}
				if f, ok := s.Get("client"); ok {
					if raw, err := os.ReadFile(filepath.Join(dir, "client", "cuedrop.db")); !f.Made || string(raw) != "all of it" {
						t.Errorf("point %d: %+v, %q, %v", killAt, f, raw, err)
					}
				}
				if !strings.Contains(strings.Join(called(t, s), " "), "New") {
					if err := acts[act](t.Context(), s); err != nil {
						t.Errorf("point %d: again: %v", killAt, err)
					}
				}
			}
			if old == 0 || done == 0 {
				t.Errorf("%d times as before, %d times done", old, done)
			}
		})
	}
}

// TestTwoProgramsMakeOneOfAName: of many that create the same name at once one does, and
// of different names all do.
func TestTwoProgramsMakeOneOfAName(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "workspaces")
	var made [6]bool
	var all sync.WaitGroup
	for i := range made {
		all.Go(func() {
			exit := (*exec.ExitError)(nil)
			err := start(t, dir, "create", 0).Run()
			made[i] = errors.As(err, &exit) && exit.ExitCode() == 3
		})
	}
	all.Wait()
	if got := called(t, workspace.At(dir)); !slices.Equal(got, []string{"new=New"}) {
		t.Errorf("there are %q", got)
	}
	n := 0
	for _, ok := range made {
		if ok {
			n++
		}
	}
	if n != 1 {
		t.Errorf("%d say that they made it", n)
	}
}

// TestWhoComesSecondWaits: while one program makes a workspace, another one makes none,
// and gives up with a word when that takes too long.
func TestWhoComesSecondWaits(t *testing.T) {
	t.Parallel()
	s, dir := shelf(t)
	s.Probe = func(point string) {
		if point != "create: written" {
			return
		}
		ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
		defer cancel()
		if f, err := workspace.At(dir).Create(ctx, "studio"); fault.ReasonOf(err) != "workspace.busy" {
			t.Errorf("a second one: %+v, %v", f, err)
		}
	}
	create(t, s, "Studio")
}

// TestSweepLeavesTheWorkOfOthersAlone while another program is at it.
func TestSweepLeavesTheWorkOfOthersAlone(t *testing.T) {
	t.Parallel()
	s, _ := shelf(t)
	s.Probe = func(point string) {
		if point == "create: written" {
			if err := s.Sweep(); err != nil {
				t.Error(err)
			}
		}
	}
	if f := create(t, s, "Studio"); f.ID != "studio" {
		t.Errorf("%+v", f)
	}
	if got := called(t, s); !slices.Equal(got, []string{"studio=Studio"}) {
		t.Errorf("there are %q", got)
	}
}
