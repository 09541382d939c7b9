//go:build unix

package engine_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"cuedrop/internal/cuedrop"
	"cuedrop/internal/engine"
	"cuedrop/internal/fault"
	"cuedrop/internal/sandbox"
)

// envFleet is what a child does with the workspaces: create, rename or delete.
const envFleet = "CUEDROP_TEST_FLEET"

// actInChild is the child: it does one act and dies where it is told to. It exits with 3
// when there is no such point.
func actInChild() error {
	killAt, err := strconv.Atoi(os.Getenv(envKillAt))
	if err != nil {
		return err
	}
	passed := 0
	f, err := engine.NewFleet(engine.Config{
		DataDir: os.Getenv(envChild), TikTokURL: os.Getenv(envTikTok), Passphrase: passphrase, Cost: leastCost,
		Credentials: cuedrop.Credentials{ClientKey: sandbox.DefaultClientKey, ClientSecret: sandbox.DefaultClientSecret},
		Probe: func(string) {
			if passed++; passed == killAt {
				_ = syscall.Kill(os.Getpid(), syscall.SIGKILL)
				select {} // the signal is on its way; nothing may happen after the point
			}
		},
	})
	if err != nil {
		return err
	}
	defer f.Close()
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	switch os.Getenv(envFleet) {
	case "create":
		_, err = f.Create(ctx, "New")
	case "rename":
		err = f.Rename(ctx, "client", "New")
	default:
		_, err = f.Delete(ctx, "client")
	}
	if err == nil && killAt > passed {
		os.Exit(3)
	}
	return errors.Join(err, errors.New("it was to be killed"))
}

// client makes a workspace with an account, a post that waits, and a caption to search for.
func (w *world) client(f *engine.Fleet) *engine.Engine {
	w.t.Helper()
	e := w.opened(f, "Client")
	w.signIn(e)
	w.schedule(e, w.clip(e, 5000), "a caption of the client", cuedrop.ModeDirect, w.account)
	return e
}

// TestAKilledActLeavesNoHalfWorkspace: killed at every point of making, renaming and
// deleting one, the next start has it whole or not at all, and what was begun to be
// deleted is gone with its key, its marks and every byte of it.
func TestAKilledActLeavesNoHalfWorkspace(t *testing.T) {
	t.Parallel()
	for act, done := range map[string]string{"create": "Client default New", "rename": "default New", "delete": "default"} {
		t.Run(act, func(t *testing.T) {
			t.Parallel()
			before, after := 0, 0
			for killAt := 1; ; killAt++ {
				w := newWorld(t, atOnce)
				f := w.fleet()
				e := w.client(f)
				key := e.Store.WorkspaceID()
				f.Close()
				cmd := exec.CommandContext(t.Context(), os.Args[0])
				cmd.Env = append(os.Environ(), envChild+"="+w.dataDir, envTikTok+"="+w.sandbox.URL(), envFleet+"="+act, envKillAt+"="+fmt.Sprint(killAt))
				out, err := cmd.CombinedOutput()
				exit := (*exec.ExitError)(nil)
				if errors.As(err, &exit) && exit.ExitCode() == 3 {
					break
				}
				if exit == nil || exit.Sys().(syscall.WaitStatus).Signal() != syscall.SIGKILL {
					t.Fatalf("point %d: %v %s", killAt, err, out)
				}
				next := w.fleet(func(c *engine.Config) { c.Workspace = "default" })
				next.Finish(t.Context())
				switch got := strings.Join(names(t, next), " "); got {
				case "Client default":
					before++
				case done:
					after++
				default:
					t.Errorf("point %d: %q", killAt, got)
				}
				w.wantWholeOrGone(next, key)
				next.Close()
				if t.Failed() {
					t.Fatalf("at point %d", killAt)
				}
			}
			if before == 0 || after == 0 || act == "delete" && after < 8 {
				t.Errorf("%d times as before, %d times done", before, after)
			}
			t.Logf("%d kills", before+after)
		})
	}
}

// wantWholeOrGone fails unless the client is there with all that it had, or nothing of it
// is.
func (w *world) wantWholeOrGone(f *engine.Fleet, key string) {
	w.t.Helper()
	left, err := filepath.Glob(filepath.Join(w.dataDir, "workspaces", ".*"))
	if err != nil || len(left) > 0 {
		w.t.Errorf("left %v, %v", left, err)
	}
	dir := filepath.Join(w.dataDir, "workspaces", "client")
	if _, err := os.Stat(dir); err == nil {
		e, err := f.Open(w.t.Context(), "client", "")
		if err != nil {
			w.t.Fatal(err)
		}
		posts, err := e.Queue.Posts(w.t.Context())
		if err != nil || len(posts) != 1 || posts[0].State != cuedrop.Scheduled || e.Store.WorkspaceID() != key {
			w.t.Errorf("posts %+v, %v", posts, err)
		}
		if _, err := e.Store.Tokens(w.t.Context(), w.account); err != nil {
			w.t.Errorf("the key is lost: %v", err)
		}
		return
	}
	if found := filesWith(w.t, w.dataDir, "a caption of the client", key, string(w.account)); len(found) > 0 {
		w.t.Errorf("left %v", found)
	}
	if marks, err := filepath.Glob(filepath.Join(w.dataDir, "marks", "*.client")); err != nil || len(marks) > 0 {
		w.t.Errorf("marks %v, %v", marks, err)
	}
}

// TestDeleting tells TikTok, of one that is open and of one that opens by itself; not of
// one that is locked, and says so; and refuses while another program publishes from it.
func TestDeleting(t *testing.T) {
	t.Parallel()
	w := newWorld(t, atOnce)
	f := w.fleet()
	e := w.client(f)
	key := e.Store.WorkspaceID()
	// Another program.
	f.Close()
	cfg := w.config()
	cfg.Workspace = "client"
	other, err := engine.New(t.Context(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	if err := other.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	f = w.fleet()
	if _, err := f.Delete(t.Context(), "client"); fault.ReasonOf(err) != "engine.running" {
		t.Errorf("while another one publishes: %v", err)
	}
	if _, err := f.Open(t.Context(), "client", ""); err != nil {
		t.Fatal(err)
	}
	if _, err := f.Delete(t.Context(), "client"); fault.ReasonOf(err) != "engine.running" {
		t.Errorf("open, while another one publishes: %v", err)
	}
	other.Close()
	if got := names(t, f); got[0] != "Client" { // it is still one
		t.Errorf("%q", got)
	}
	if done, err := f.Delete(t.Context(), "client"); err != nil || done != (engine.Deletion{Revoked: 1}) {
		t.Errorf("open: %+v, %v", done, err)
	}
	w.wantWholeOrGone(f, key)
	if _, err := f.Open(t.Context(), "client", ""); fault.ReasonOf(err) != "workspace.unknown" {
		t.Errorf("opened what is gone: %v", err)
	}
	if _, err := f.Delete(t.Context(), "client"); fault.ReasonOf(err) != "workspace.unknown" {
		t.Errorf("twice: %v", err)
	}

	// One that nobody has the passphrase of.
	e = w.client(f)
	key = e.Store.WorkspaceID()
	f.Close()
	f = w.fleet(func(c *engine.Config) { c.Passphrase = "" })
	if done, err := f.Delete(t.Context(), "client"); err != nil || done != (engine.Deletion{Sealed: true}) {
		t.Errorf("locked: %+v, %v", done, err)
	}
	w.wantWholeOrGone(f, key)

	// One that nobody can open.
	broken := filepath.Join(w.dataDir, "workspaces", w.made(f, "Broken"))
	if err := errors.Join(os.WriteFile(filepath.Join(broken, "workspace.json"), []byte("{"), 0o600), os.WriteFile(filepath.Join(broken, "cuedrop.db"), []byte("no database"), 0o600)); err != nil {
		t.Fatal(err)
	}
	if done, err := f.Delete(t.Context(), filepath.Base(broken)); err != nil || done != (engine.Deletion{Sealed: true}) {
		t.Errorf("broken: %+v, %v", done, err)
	}
	if _, err := os.Stat(broken); err == nil {
		t.Error("the broken one is still there")
	}

	// TikTok can't be reached: that is said.
	f = w.fleet()
	w.client(f)
	f.Close()
	f = w.fleet()
	w.play(sandbox.Scenario{Faults: []sandbox.Fault{{On: "revoke", Do: "drop_before"}, {On: "revoke", Do: "drop_before"}}})
	if done, err := f.Delete(t.Context(), "client"); err != nil || done != (engine.Deletion{Untold: 1}) {
		t.Errorf("offline: %+v, %v", done, err)
	}
}
