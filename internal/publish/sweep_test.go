package publish_test

import (
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"cuedrop/internal/cuedrop"
	"cuedrop/internal/fault"
	"cuedrop/internal/store"
)

// blow is what goes wrong with one effect of a publish: a commit or a request.
type blow struct {
	at    int    // which effect, counted from 1 at the start or after the blow before
	after bool   // it took effect all the same
	what  string // kill, error, lost
}

func (b blow) String() string {
	when := "before"
	if b.after {
		when = "after"
	}
	return fmt.Sprintf("%s %s effect %d", b.what, when, b.at)
}

// What can go wrong: the program is killed, the disk or TikTok refuses, the answer is lost.
var kinds = []string{"kill", "error", "lost"}

// effects counts what a publish does to the disk and to TikTok, and lets blows fall.
type effects struct {
	blows []blow
	count int      // since the last blow
	names []string // of all effects, in order
}

// struck reports whether the next blow falls on the effect that is under way.
func (e *effects) struck(after bool) (what string) {
	if len(e.blows) == 0 || e.blows[0].at != e.count || e.blows[0].after != after {
		return ""
	}
	what = e.blows[0].what
	e.blows, e.count = e.blows[1:], 0
	return what
}

// strike lets do happen, unless a blow falls before it. refusal is what the caller is told
// of an effect that a blow fell on.
func strike[T any](e *effects, name string, refusal func(what string) error, do func() (T, error)) (v T, err error) {
	if e.count++; len(e.names) < 1000 {
		e.names = append(e.names, name)
	}
	for _, after := range []bool{false, true} {
		if after {
			if v, err = do(); err != nil {
				return v, err
			}
		}
		switch what := e.struck(after); what {
		case "":
		case "kill":
			panic(crashed{name})
		default:
			var none T
			return none, refusal(what)
		}
	}
	return v, nil
}

// commits is the world's store, whose commits blows fall on.
func (w *world) commits() *struckStore { return &struckStore{w.store, &w.effects} }

type struckStore struct {
	*store.Store
	effects *effects
}

func (s *struckStore) Apply(ctx context.Context, c cuedrop.Change) (cuedrop.Post, error) {
	return strike(s.effects, string(c.Transition), func(what string) error {
		if what == "lost" { // nobody can say whether it is on the disk
			return fault.Wrap(os.ErrInvalid, fault.Internal, "store.failed", fault.InternalMessage)
		}
		return fault.New(fault.Unavailable, "store.disk_full", "The disk is full. Free some space; Cuedrop goes on by itself.").WithRetryAfter(time.Minute)
	}, func() (cuedrop.Post, error) { return s.Store.Apply(ctx, c) })
}

// requests is the world's TikTok, on whose requests blows fall.
func (w *world) requests() *struckTikTok { return &struckTikTok{w.api, &w.effects} }

type struckTikTok struct {
	*fakeTikTok
	effects *effects
}

func unanswered(what string) error {
	if what == "lost" {
		return lost
	}
	return gateway
}

func (t *struckTikTok) Init(ctx context.Context, token cuedrop.Secret, r cuedrop.InitRequest) (cuedrop.InitResult, error) {
	return strike(t.effects, "init", unanswered, func() (cuedrop.InitResult, error) { return t.fakeTikTok.Init(ctx, token, r) })
}

func (t *struckTikTok) UploadChunk(ctx context.Context, url cuedrop.Secret, kind string, body io.Reader, first, last, total int64) (cuedrop.ChunkResult, error) {
	r, err := strike(t.effects, "chunk", unanswered, func() (cuedrop.ChunkResult, error) {
		return t.fakeTikTok.UploadChunk(ctx, url, kind, body, first, last, total)
	})
	if err != nil && r == (cuedrop.ChunkResult{}) {
		r.Received = -1
	}
	return r, err
}

func (t *struckTikTok) Status(ctx context.Context, token cuedrop.Secret, id string) (cuedrop.RemoteStatus, error) {
	r, err := strike(t.effects, "status", unanswered, func() (cuedrop.RemoteStatus, error) { return t.fakeTikTok.Status(ctx, token, id) })
	if err != nil {
		r.Uploaded = -1
	}
	return r, err
}

// reads are struck too: what can't be read must stop nothing for good.
func (s *struckStore) LiveAttempt(ctx context.Context, id cuedrop.PostID) (*cuedrop.Attempt, error) {
	return strike(s.effects, "live attempt", unread, func() (*cuedrop.Attempt, error) { return s.Store.LiveAttempt(ctx, id) })
}

func unread(string) error {
	return fault.Wrap(os.ErrInvalid, fault.Internal, "store.failed", fault.InternalMessage)
}

// sweep publishes a clip of size bytes under blows and returns the effects that it had,
// and whether all blows fell.
func sweep(t *testing.T, size int64, blows ...blow) (names []string, fell bool) {
	t.Helper()
	inBubble(t, size, func(w *world) {
		w.effects.blows = slices.Clone(blows)
		w.api.polls = 1 // so that a whole clip is also seen while TikTok processes it
		w.accounts.creator = func() (cuedrop.Creator, error) {
			return strike(&w.effects, "creator_info", unanswered, func() (cuedrop.Creator, error) {
				return cuedrop.Creator{PrivacyOptions: []cuedrop.Privacy{cuedrop.PrivacySelf}, MaxDuration: 10 * time.Minute}, nil
			})
		}
		w.wantPublished(w.settle(2 * 24 * time.Hour))
		names, fell = w.effects.names, len(w.effects.blows) == 0
		if w.t.Failed() {
			w.t.Errorf("%v: effects %s", blows, strings.Join(names, ", "))
		}
	})
	return names, fell
}

// each calls f with every blow that can fall on the nth effect.
func each(n int, f func(blow)) {
	for _, after := range []bool{false, true} {
		for _, what := range kinds {
			f(blow{n, after, what})
		}
	}
}

// TestEveryEffectUnderEveryBlow strikes each commit, each request and each decisive read
// of a publish, before and after it takes effect, as SQLite tests itself
// (reliability-security.md 1 and 6): nothing twice, nothing lost.
func TestEveryEffectUnderEveryBlow(t *testing.T) {
	t.Parallel()
	for _, size := range []int64{small, many} {
		t.Run(fmt.Sprint(size), func(t *testing.T) {
			t.Parallel()
			names, _ := sweep(t, size)
			fallen := 0
			for i, name := range names {
				// The large clip is for its chunks, of which the second is the first again.
				if size == many && (i < slices.Index(names, "chunk") || i > slices.Index(names, "ack_chunk") && i < slices.Index(names, "begin_finish") || i > slices.Index(names, "finish_upload")) {
					continue
				}
				each(i+1, func(b blow) {
					if name == "live attempt" && (b.after || b.what != "error") {
						return // it only reads
					}
					if _, fell := sweep(t, size, b); !fell {
						t.Errorf("%v, which is %s, did not fall", b, name)
					}
					fallen++
				})
			}
			t.Logf("posts %d, blows %d, duplicates 0, lost 0: %v", fallen+1, fallen, names)
		})
	}
}

// TestTwoBlows strikes a second time while the program recovers from the first: some
// pairs at random, or with CUEDROP_SWEEP_PAIRS=all every pair.
func TestTwoBlows(t *testing.T) {
	t.Parallel()
	names, _ := sweep(t, small)
	pairs := 0
	strikeTwice := func(a, b blow) {
		if _, fell := sweep(t, small, a, b); fell { // the second may come after the end
			pairs++
		}
	}
	if os.Getenv("CUEDROP_SWEEP_PAIRS") == "all" {
		for first := range names {
			each(first+1, func(a blow) {
				for second := range names {
					each(second+1, func(b blow) { strikeTwice(a, b) })
				}
			})
		}
	} else {
		for range 80 {
			draw := func(n int) blow { return blow{1 + rand.IntN(n), rand.IntN(2) == 0, kinds[rand.IntN(len(kinds))]} }
			strikeTwice(draw(len(names)), draw(6))
		}
	}
	if pairs < 25 {
		t.Errorf("only %d pairs fell", pairs)
	}
	t.Logf("posts %d, blows %d, duplicates 0, lost 0", pairs, 2*pairs)
}
