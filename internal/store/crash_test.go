package store_test

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"testing"
	"time"

	"cuedrop/internal/cuedrop"
	"cuedrop/internal/store"
)

// envChild makes the test binary the program that is killed; it holds the workspace.
const envChild = "CUEDROP_TEST_STORE_CHILD"

// changeForEver sends posts through their lives and prints one line per change once
// Apply has returned. It ends only when it is killed or fails.
func changeForEver(dir string) error {
	ctx := context.Background()
	s, err := store.Open(ctx, (&bundle{dir: dir}).options())
	if err != nil {
		return err
	}
	for {
		if err := liveOnce(ctx, s); err != nil {
			return err
		}
	}
}

// liveOnce sends one post through its life and prints one line per change once Apply
// has returned.
func liveOnce(ctx context.Context, s *store.Store) error {
	m := cuedrop.Media{ID: cuedrop.NewMediaID(), Check: cuedrop.Check{Verdict: cuedrop.VerdictOK}}
	if err := s.SaveMedia(ctx, m); err != nil {
		return err
	}
	p, err := s.CreatePost(ctx, cuedrop.Post{ID: cuedrop.NewPostID(), MediaID: m.ID, Mode: cuedrop.ModeDirect, CreatedAt: noon})
	if err != nil {
		return err
	}
	var a cuedrop.Attempt
	for _, step := range []func() cuedrop.Change{
		func() cuedrop.Change {
			return cuedrop.ScheduleChange(p, cuedrop.Schedule{Wall: "w", Zone: "z", At: noon}, consent, noon)
		},
		func() cuedrop.Change { return cuedrop.BeginChange(p, noon) },
		func() cuedrop.Change { return cuedrop.PrepareChange(p, cuedrop.Rendition{SHA256: "ab"}, noon) },
		func() cuedrop.Change {
			a = cuedrop.Attempt{ID: cuedrop.NewAttemptID(), Plan: plan, SHA256: "ab"}
			return cuedrop.StartAttemptChange(p, a, noon)
		},
		func() cuedrop.Change {
			return cuedrop.AcceptInitChange(p, a, cuedrop.InitResult{PublishID: string(a.ID), UploadURL: "https://x"}, noon)
		},
		func() cuedrop.Change { return cuedrop.AckChunkChange(p, a, 50, noon) },
		func() cuedrop.Change { return cuedrop.BeginFinishChange(p, a, noon) },
		func() cuedrop.Change { return cuedrop.FinishUploadChange(p, a, noon) },
		func() cuedrop.Change { return cuedrop.PublishChange(p, &a, nil, noon) },
	} {
		if p, err = s.Apply(ctx, step()); err != nil {
			return err
		}
		if _, err := fmt.Fprintln(os.Stdout, p.ID, p.Rev, p.State); err != nil {
			return err
		}
	}
	return nil
}

// acked is what the child had been told was durable.
type acked struct {
	rev   int64
	state cuedrop.State
	steps int
}

// killedChild runs the child, kills it a random moment after its nth line, and adds
// what it printed to acks.
func killedChild(t *testing.T, dir string, lines int, acks map[cuedrop.PostID]acked) {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^$")
	cmd.Env = append(os.Environ(), envChild+"="+dir)
	var problems bytes.Buffer
	cmd.Stderr = &problems
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	seen := 0
	for in := bufio.NewScanner(out); in.Scan(); {
		var id cuedrop.PostID
		var a acked
		if _, err := fmt.Sscan(in.Text(), &id, &a.rev, &a.state); err != nil {
			t.Fatalf("%q: %v", in.Text(), err)
		}
		a.steps = acks[id].steps + 1
		acks[id] = a
		if seen++; seen == lines {
			moment := time.Duration(rand.IntN(4000)) * time.Microsecond
			time.AfterFunc(moment, func() { _ = cmd.Process.Kill() })
		}
	}
	_ = cmd.Wait() // killed
	if seen < lines {
		t.Fatalf("the child ended by itself after %d lines:\n%s", seen, problems.String())
	}
}

// TestNothingAckedIsLostWhenTheProgramIsKilled kills a writing program again and
// again on one workspace (reliability-security.md 5.2).
func TestNothingAckedIsLostWhenTheProgramIsKilled(t *testing.T) {
	t.Parallel()
	kills := 30
	if testing.Short() {
		kills = 5
	}
	dir, acks := t.TempDir(), map[cuedrop.PostID]acked{}
	for kill := range kills {
		killedChild(t, dir, 1+rand.IntN(30), acks)
		b := open(t, dir) // runs quick_check
		b.wantCopy("")    // a kill is no loss
		extra := 0
		for id, a := range acks {
			p, err := b.Post(t.Context(), id)
			if err != nil || p.Rev < a.rev || p.Rev == a.rev && p.State != a.state {
				t.Fatalf("kill %d: %s was acked as %s (rev %d) and is %s (rev %d), %v", kill, id, a.state, a.rev, p.State, p.Rev, err)
			}
			steps := len(must[[]cuedrop.AttemptEvent](t)(b.Events(t.Context(), id)))
			if steps < a.steps {
				t.Fatalf("kill %d: %s has %d journal lines, %d were acked", kill, id, steps, a.steps)
			}
			extra += steps - a.steps
			a.rev, a.state, a.steps = p.Rev, p.State, steps // committed, and killed before it could say so
			acks[id] = a
		}
		if extra > 1 {
			t.Errorf("kill %d: %d changes that were never acked, one can be under way", kill, extra)
		}
		if err := b.VerifyJournal(t.Context()); err != nil {
			t.Fatalf("kill %d: %v", kill, err)
		}
		if err := b.Close(); err != nil {
			t.Fatal(err)
		}
	}
	t.Logf("%d kills, %d posts, every acked change is there", kills, len(acks))
}

// TestKilledAtTheVeryFirstStart kills while the workspace is being made, before
// anything was acked; the folder must open all the same.
func TestKilledAtTheVeryFirstStart(t *testing.T) {
	t.Parallel()
	for range 8 {
		dir := t.TempDir()
		cmd := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^$")
		cmd.Env = append(os.Environ(), envChild+"="+dir)
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		time.AfterFunc(time.Duration(rand.IntN(300))*time.Millisecond, func() { _ = cmd.Process.Kill() })
		_ = cmd.Wait()
		b := open(t, dir)
		b.wantCopy("")
		b.draft()
		_ = b.Close()
	}
}
