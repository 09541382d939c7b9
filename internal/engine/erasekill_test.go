//go:build unix

package engine_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"syscall"
	"testing"
	"time"

	"cuedrop/internal/cuedrop"
	"cuedrop/internal/engine"
	"cuedrop/internal/privacy"
	"cuedrop/internal/sandbox"
)

// envErase names what a child erases: the account's id, or "all".
const envErase = "CUEDROP_TEST_ERASE"

// eraseInChild is the child: it erases and dies where it is told to. It exits with 3 when
// there is no such point.
func eraseInChild() error {
	killAt, err := strconv.Atoi(os.Getenv(envKillAt))
	if err != nil {
		return err
	}
	passed := 0
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	e, err := engine.New(ctx, engine.Config{
		DataDir: os.Getenv(envChild), TikTokURL: os.Getenv(envTikTok), Passphrase: passphrase,
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
	defer e.Close()
	target := cuedrop.ErasureTarget{Scope: cuedrop.ScopeAccount, ID: os.Getenv(envErase)}
	if target.ID == "all" {
		target = cuedrop.ErasureTarget{Scope: cuedrop.ScopeAll}
	}
	plan, err := e.Privacy.ErasePlan(ctx, target)
	if err != nil {
		return err
	}
	if _, err := e.Privacy.Erase(ctx, privacy.Erasure{ErasureTarget: target, Confirm: plan.Confirm}); err != nil {
		return err
	}
	if killAt > passed {
		os.Exit(3)
	}
	return errors.New("it was to be killed")
}

// TestErasureSurvivesAKill at each of its points: before the rows are gone nothing is
// lost, and from then on the next start completes it.
func TestErasureSurvivesAKill(t *testing.T) {
	t.Parallel()
	for _, what := range []string{"account", "all"} {
		t.Run(what, func(t *testing.T) {
			t.Parallel()
			points := 0
			for killAt := 1; ; killAt++ {
				if killAt > 20 {
					t.Fatal("there is no end of points")
				}
				l := newLife(t)
				id := what
				if what == "account" {
					id = string(l.ana)
				}
				l.e.Close()
				cmd := exec.CommandContext(t.Context(), os.Args[0])
				cmd.Env = append(os.Environ(), envChild+"="+l.dataDir, envTikTok+"="+l.sandbox.URL(), envErase+"="+id, envKillAt+"="+fmt.Sprint(killAt))
				out, err := cmd.CombinedOutput()
				exit := (*exec.ExitError)(nil)
				if errors.As(err, &exit) && exit.ExitCode() == 3 {
					break
				}
				if exit == nil || exit.Sys().(syscall.WaitStatus).Signal() != syscall.SIGKILL {
					t.Fatalf("point %d: %v %s", killAt, err, out)
				}
				points++
				l.e = l.open(nil)
				l.wantCompleted(killAt, what)
				l.e.Close()
				if t.Failed() {
					return
				}
			}
			if points < 7 {
				t.Errorf("%d points", points)
			}
			t.Logf("%d kills", points)
		})
	}
}

// wantCompleted fails unless the erasure has not begun or is complete.
func (l *life) wantCompleted(killAt int, what string) {
	l.t.Helper()
	if open, err := l.e.Store.Erasing(l.t.Context()); err != nil || open != nil {
		l.t.Errorf("point %d: still open: %+v, %v", killAt, open, err)
	}
	log, err := l.e.Privacy.RequestLog(l.t.Context())
	if err != nil {
		l.t.Fatal(err)
	}
	if killAt == 1 { // before the rows
		if posts, err := l.e.Queue.Posts(l.t.Context()); err != nil || len(posts) != 4 || len(log) != 0 {
			l.t.Errorf("point %d: %d posts, log %+v, %v", killAt, len(posts), log, err)
		}
		return
	}
	if len(log) != 1 || log[0].Kind != "erasure" || log[0].Outcome != "resumed" && log[0].Outcome != "done" {
		l.t.Errorf("point %d: log %+v", killAt, log)
	}
	if what == "account" {
		l.wantAnaGone()
		return
	}
	if found := filesWith(l.t, l.dataDir, "Ana does", "Ben keeps", "in the evening", "in the winter", string(l.ana), string(l.anas.ID), string(l.bens.MediaID)); len(found) > 0 {
		l.t.Errorf("point %d: left %v", killAt, found)
	}
}
