package publish_test

import (
	"errors"
	"fmt"
	"os"
	"testing"
	"time"

	"pgregory.net/rapid"

	"cuedrop/internal/cuedrop"
	"cuedrop/internal/fault"
)

// trouble is one thing that goes wrong with one request.
type trouble struct {
	Kind  string
	Keep  int64 // bytes of a chunk that arrive
	Delay time.Duration
}

// life is a whole random life of a post: how TikTok is, what goes wrong with which
// request, at which points the program dies, and what the user does.
type life struct {
	Size                 int64
	Atomic, Mute, Silent bool
	Drains, Inbox        bool
	Polls                int
	URLLife              time.Duration
	Fails                string
	Init, Chunk, Last    []trouble
	Status               []trouble
	CrashAt              []int // points passed since the last start
	CancelAt             int   // point at which the user cancels, 0 = never
	ChangeAt             int   // point at which the file changes, 0 = never
}

// lives draws a life. TikTok is slow, lossy and late, but keeps the one rule that
// everything rests on: it publishes if and only if it has every byte
// (reliability-security.md 3.2), and its count lags behind once at most.
func lives(t *rapid.T) life {
	some := func(name string, n int, kinds ...string) []trouble {
		return rapid.SliceOfN(rapid.Custom(func(t *rapid.T) trouble {
			return trouble{
				Kind: rapid.SampledFrom(kinds).Draw(t, "kind"), Keep: rapid.Int64Range(0, 1<<20).Draw(t, "keep"),
				Delay: time.Duration(rapid.SampledFrom([]int{0, 0, 0, 1, 70, 700, 4000}).Draw(t, "delay")) * time.Second,
			}
		}), 0, n).Draw(t, name)
	}
	size := rapid.Int64Range(1, 300_000).Draw(t, "size")
	if rapid.IntRange(0, 24).Draw(t, "large") == 0 {
		size = many
	}
	chunk := []string{"ok", "ok", "lost", "broken", "gateway", "slow down", "crash", "broken crash", "deaf crash", "expired", "unknown", "range"}
	status := []string{"ok", "ok", "ok", "lost", "gateway", "slow down", "dead token", "crash", "pending", "mute"}
	l := life{
		Size: size, Atomic: rapid.Bool().Draw(t, "atomic"), Mute: rapid.IntRange(0, 5).Draw(t, "mute") == 0,
		Silent: rapid.Bool().Draw(t, "silent"), Drains: rapid.Bool().Draw(t, "drains"), Inbox: rapid.IntRange(0, 4).Draw(t, "inbox") == 0,
		Polls:   rapid.IntRange(0, 12).Draw(t, "polls"),
		URLLife: time.Duration(rapid.IntRange(1, 90).Draw(t, "life")) * time.Minute,
		Init:    some("init", 5, "ok", "lost", "deaf", "crash", "deaf crash", "slow down", "gateway"),
		Chunk:   some("chunk", 6, chunk...),
		Last:    some("last", 6, chunk...),
		Status:  some("status", 8, status...),
		CrashAt: rapid.SliceOfN(rapid.IntRange(1, 40), 0, 4).Draw(t, "crashes"),
	}
	if rapid.IntRange(0, 5).Draw(t, "cancels") == 0 {
		l.CancelAt = rapid.IntRange(1, 40).Draw(t, "cancel at")
	}
	if rapid.IntRange(0, 5).Draw(t, "changes") == 0 {
		l.ChangeAt = rapid.IntRange(8, 40).Draw(t, "change at")
	}
	if rapid.IntRange(0, 7).Draw(t, "fails") == 0 {
		l.Fails = "internal"
	}
	if n := len(l.Status); n > 0 && rapid.Bool().Draw(t, "lags") {
		l.Status[rapid.IntRange(0, n-1).Draw(t, "lag")].Kind = "stale"
	}
	return l
}

// replies turns troubles into what the fake TikTok does.
func (w *world) replies(all []trouble) (out []reply) {
	for _, x := range all {
		r := reply{received: -1}
		switch x.Kind {
		case "lost":
			r.err = lost
		case "deaf":
			r.deaf, r.err = true, lost
		case "gateway":
			r.deaf, r.err = true, gateway
		case "broken":
			r.part, r.keep, r.err = true, x.Keep, lost
		case "crash":
			r.crash = true
		case "broken crash":
			r.part, r.keep, r.crash = true, x.Keep, true
		case "deaf crash":
			r.deaf, r.crash = true, true
		case "slow down":
			r.deaf, r.err = true, slowDown(time.Minute)
		case "expired":
			r.do = func() { w.api.last().life = 0 } // and so it stays
		case "unknown":
			r.deaf, r.err = true, unknownURL
		case "range":
			r.deaf, r.err = true, wrongRange
		case "dead token":
			r.err = deadToken
		case "pending":
			r.answer = &cuedrop.RemoteStatus{State: cuedrop.RemotePending, Uploaded: -1}
		case "mute":
			r.answer = &cuedrop.RemoteStatus{State: cuedrop.RemoteUploading, Uploaded: -1}
		case "stale":
			r.answer = &cuedrop.RemoteStatus{State: cuedrop.RemoteUploading, Uploaded: 0}
		}
		if do := r.do; x.Delay > 0 {
			r.do = func() {
				<-time.After(x.Delay)
				if do != nil {
					do()
				}
			}
		}
		out = append(out, r)
	}
	return out
}

// TestAnyLifeEndsOnce is the promise of the product for random lives: never two posts,
// never lost, always true.
func TestAnyLifeEndsOnce(t *testing.T) {
	t.Parallel()
	ends := map[string]int{}
	rapid.Check(t, func(rt *rapid.T) {
		l := lives(rt)
		var problem string
		inBubble(t, l.Size, func(w *world) { problem = w.live(l, ends) })
		if problem != "" {
			rt.Fatal(problem)
		}
	})
	t.Logf("ends: %v", ends)
}

func (w *world) live(l life, ends map[string]int) string {
	w.api.atomic, w.api.mute, w.api.silent, w.api.drains = l.Atomic, l.Mute, l.Silent, l.Drains
	w.api.inbox, w.api.polls, w.api.fails, w.api.life = l.Inbox, l.Polls, l.Fails, l.URLLife
	w.api.script = map[string][]reply{
		"init": w.replies(l.Init), "chunk": w.replies(l.Chunk), "last": w.replies(l.Last), "status": w.replies(l.Status),
	}
	passed, since := 0, 0
	w.probe = func(point string) {
		passed, since = passed+1, since+1
		switch {
		case passed == l.CancelAt:
			if _, err := w.user().Cancel(w.t.Context(), w.post); err != nil && !fault.Is(err, fault.Conflict) {
				w.t.Errorf("cancel: %v", err)
			}
		case passed == l.ChangeAt:
			w.spoil()
		case len(l.CrashAt) > 0 && since == l.CrashAt[0]:
			l.CrashAt, since = l.CrashAt[1:], 0
			panic(crashed{point})
		}
	}
	for range 12 { // times that the user has to look
		p := w.settle(4 * 24 * time.Hour)
		if problem := w.check(p); problem != "" {
			return problem
		}
		switch p.State {
		case cuedrop.Published, cuedrop.InInbox, cuedrop.Canceled:
			ends[string(p.State)]++
			return ""
		case cuedrop.Failed, cuedrop.Blocked:
			ends[p.Failure.Reason]++
			w.api.fails = ""
			w.mend()
			w.retry()
		case cuedrop.Uncertain:
			ends[string(p.State)]++
			// The user looks, honestly: TikTok has had time to show it.
			if _, err := w.user().Resolve(w.t.Context(), w.post, len(w.api.posts()) > 0); err != nil {
				return fmt.Sprintf("resolve: %v", err)
			}
		default:
			return fmt.Sprintf("after four days the post is %s (%+v), due %v: %v %v", p.State, p.Failure, p.DueAt(), w.journal(), w.api.calls)
		}
	}
	return fmt.Sprintf("the user had to look twelve times: %v", w.journal())
}

// spoil changes the last byte of the clip; mend puts it back.
func (w *world) spoil() { w.poke(1) }
func (w *world) mend()  { w.poke(0) }

func (w *world) poke(change byte) {
	size := w.library.rendition.Size
	last := change
	if content := w.api.content(); content != nil {
		last ^= content[size-1]
	}
	f, err := os.OpenFile(w.path, os.O_WRONLY, 0)
	if err == nil {
		_, err = f.WriteAt([]byte{last}, size-1)
		err = errors.Join(err, f.Close())
	}
	if err != nil {
		w.t.Fatal(err)
	}
}

// check compares what the post says with what TikTok has.
func (w *world) check(p cuedrop.Post) string {
	at := func(format string, args ...any) string {
		return fmt.Sprintf(format, args...) + fmt.Sprintf("\nstate %s %+v\njournal %v\ncalls %v", p.State, p.Failure, w.journal(), w.api.calls)
	}
	whole := w.api.posts()
	if len(whole) > 1 {
		return at("TikTok has %d posts", len(whole))
	}
	for _, u := range whole {
		if u.bad {
			return at("TikTok has something else than the clip")
		}
	}
	live := 0
	for _, a := range w.attempts() {
		if a.State.Live() {
			live++
		}
	}
	switch p.State {
	case cuedrop.Published, cuedrop.InInbox:
		if len(whole) != 1 || live != 0 {
			return at("done, but TikTok has %d posts and %d attempts are live", len(whole), live)
		}
	case cuedrop.Failed, cuedrop.Blocked, cuedrop.Canceled, cuedrop.Missed, cuedrop.Draft:
		if len(whole) != 0 || live != 0 {
			return at("stopped, but TikTok has %d posts and %d attempts are live", len(whole), live)
		}
	case cuedrop.Uncertain:
		if live != 1 {
			return at("uncertain with %d live attempts", live)
		}
	case cuedrop.Scheduled, cuedrop.Due, cuedrop.Prepared, cuedrop.InitSent, cuedrop.Uploading, cuedrop.Finishing, cuedrop.Confirming:
	}
	if p.State != cuedrop.Scheduled && (p.State.Final() || p.State.NeedsUser()) && p.State != cuedrop.Published && p.State != cuedrop.InInbox &&
		p.State != cuedrop.Canceled && (p.Failure == nil || p.Failure.Message == "") {
		return at("stopped without saying why")
	}
	if err := w.store.VerifyJournal(w.t.Context()); err != nil {
		return at("journal: %v", err)
	}
	return ""
}
