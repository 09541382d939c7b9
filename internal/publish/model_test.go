package publish

import (
	"errors"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"cuedrop/internal/cuedrop"
	"cuedrop/internal/fault"
)

// The model check walks through every history of a post that up to three faults can
// make out of a publish: each request lost on its way there or back, arrived in half or
// late, refused, each point killed, at once or for hours, the file changed, the user
// canceling. It runs the machine that the program runs, on the same state machine that
// the store writes, against a TikTok that keeps only what reliability-security.md 3.2
// assumes. Histories that meet in the same situation are walked once and counted by
// multiplication.

const modelFaults = 3

// remote is one publish_id at TikTok.
type remote struct {
	issued   time.Time
	received int64
	polls    int  // status answers since it was whole
	deaf     bool // answers that it does not know the id
}

// history is where a walk stands. It is copied at every fork.
type history struct {
	now     time.Time
	post    cuedrop.Post
	attempt *cuedrop.Attempt
	memory  memory
	remotes []remote
	late    int64 // bytes of the newest remote that arrive after the next question
	faults  int   // left
	looks   int   // times that the user has to look, left
	changed bool  // the file is not what it was
	lagged  bool  // TikTok's count has lagged behind once
	steps   int
	trace   []string
	effect  effectKind
	first   int64
	last    int64
}

var modelPlan = cuedrop.ChunkPlan{Size: 3 * chunk10, ChunkSize: chunk10, Count: 3}

const chunk10 = 10 << 20

var modelStart = time.Date(2026, 11, 26, 12, 0, 0, 0, time.UTC)

func newHistory(faults int) history {
	at := cuedrop.Schedule{Wall: "2026-11-26T12:00:00", Zone: "UTC", At: modelStart}
	return history{
		now: modelStart, faults: faults, looks: 4,
		post: cuedrop.Post{
			ID: "post_model", State: cuedrop.Scheduled, AccountID: "acct_model", MediaID: "clip_model", Mode: cuedrop.ModeDirect,
			Schedule: at, Consent: &cuedrop.Consent{At: modelStart}, UpdatedAt: modelStart,
		},
	}
}

// fork returns a copy that shares nothing that changes.
func (h history) fork(note string) history {
	h.remotes = append([]remote(nil), h.remotes...)
	h.trace = append(h.trace[:len(h.trace):len(h.trace)], note)
	return h
}

// key is all that the future of h depends on. Times count from now.
func (h *history) key() string {
	var b strings.Builder
	ago := func(t time.Time) {
		if t.IsZero() {
			b.WriteString(" -")
			return
		}
		fmt.Fprintf(&b, " %d", h.now.Sub(t)/time.Second)
	}
	fmt.Fprint(&b, h.post.State, h.post.Attempts, h.faults, h.looks, h.late, h.changed, h.lagged, h.effect, h.first, h.last)
	ago(h.post.NotBefore)
	ago(h.post.UpdatedAt)
	if h.post.Failure != nil {
		b.WriteString(h.post.Failure.Reason)
	}
	if a := h.attempt; a != nil {
		fmt.Fprint(&b, a.State, a.Inits, a.Acked, a.PublishID)
		ago(a.IssuedAt)
		ago(a.FinishingAt)
		ago(a.StartedAt)
	}
	fmt.Fprint(&b, h.memory.fresh, h.memory.offset, h.memory.told, h.memory.failures, h.memory.first)
	ago(h.memory.noted)
	for _, r := range h.remotes {
		fmt.Fprint(&b, " r", r.received, r.polls, r.deaf)
		ago(r.issued)
	}
	return b.String()
}

// checker counts histories and stops at the first one that breaks a promise.
type checker struct {
	t       testing.TB
	seen    map[string]int // histories from a situation on
	ends    map[string]int // situations in which a walk ended
	visited int
	broken  string
}

func (c *checker) fail(h history, format string, args ...any) int {
	if c.broken == "" {
		c.broken = fmt.Sprintf(format, args...) + fmt.Sprintf("\nstate %s %+v, attempt %+v\nremotes %+v\n%s", h.post.State, h.post.Failure, h.attempt, h.remotes, strings.Join(h.trace, "\n"))
	}
	return 0
}

// walk returns how many histories there are from h on.
func (c *checker) walk(h history) int {
	if c.broken != "" {
		return 0
	}
	if whole := h.whole(); whole > 1 {
		return c.fail(h, "TikTok has %d posts", whole)
	}
	if h.steps++; h.steps > 400 {
		return c.fail(h, "the history does not end")
	}
	key := h.key()
	if n, ok := c.seen[key]; ok {
		if n < 0 {
			return c.fail(h, "the history goes in a circle")
		}
		return n
	}
	c.seen[key] = -1
	c.visited++
	n := c.forks(h)
	c.seen[key] = n
	return n
}

func (h *history) whole() (n int) {
	for _, r := range h.remotes {
		if r.received == modelPlan.Size {
			n++
		}
	}
	return n
}

// forks goes on from h without a fault, and with each fault that can happen now.
func (c *checker) forks(h history) int {
	if h.effect == rest || h.effect == look {
		return c.idle(h)
	}
	n := 0
	for _, o := range h.outcomes() {
		if o.faulty && h.faults == 0 {
			continue
		}
		next := h.fork(o.name)
		if o.faulty {
			next.faults--
		}
		ev := o.happen(&next)
		if o.kill {
			n += c.killed(next)
			continue
		}
		n += c.decide(next, ev)
	}
	return n
}

// killed restarts the program at once, after the life of an address, and after more
// than a day.
func (c *checker) killed(h history) int {
	n := 0
	for _, off := range []time.Duration{0, 2 * time.Hour, 26 * time.Hour} {
		next := h.fork(fmt.Sprintf("killed, back after %v", off))
		next.memory, next.effect = memory{}, look
		next.now = next.now.Add(off)
		next.arrive()
		n += c.walk(next)
	}
	return n
}

// idle takes the post up when it is due, or ends the history.
func (c *checker) idle(h history) int {
	switch h.post.State {
	case cuedrop.Published, cuedrop.InInbox:
		if h.whole() != 1 {
			return c.fail(h, "published, but TikTok has %d posts", h.whole())
		}
		return c.end(h)
	case cuedrop.Canceled:
		if h.whole() != 0 {
			return c.fail(h, "canceled, but TikTok has it")
		}
		return c.end(h)
	case cuedrop.Failed, cuedrop.Blocked, cuedrop.Missed:
		return c.retry(h)
	case cuedrop.Uncertain:
		return c.resolve(h)
	case cuedrop.Draft, cuedrop.Scheduled, cuedrop.Due, cuedrop.Prepared, cuedrop.InitSent, cuedrop.Uploading,
		cuedrop.Finishing, cuedrop.Confirming:
	}
	n := 0
	if h.faults > 0 && !h.post.State.HandedOver() {
		if cancel := h.fork("user cancels"); cancel.apply(cuedrop.CancelChange(cancel.post, cancel.attempt, cancel.now)) == nil {
			cancel.faults--
			n += c.walk(cancel)
		}
	}
	if due := h.post.DueAt(); due.After(h.now) {
		h.now = due
		h.arrive()
	}
	return n + c.decide(h, occurrence{kind: resumed})
}

func (c *checker) end(h history) int {
	c.ends[string(h.post.State)]++
	return 1
}

// retry is the user who reads why a post stopped, puts it right and tries again.
func (c *checker) retry(h history) int {
	if h.whole() != 0 {
		return c.fail(h, "%s, but TikTok has it", h.post.State)
	}
	if h.post.Failure == nil || h.post.Failure.Message == "" {
		return c.fail(h, "stopped without saying why")
	}
	if h.looks == 0 {
		return c.end(h)
	}
	next := h.fork("user tries again")
	next.looks--
	next.changed = false
	if err := next.apply(cuedrop.RetryChange(next.post, next.post.Schedule, next.now)); err != nil {
		return c.fail(next, "retry: %v", err)
	}
	return c.walk(next)
}

// resolve is the user who looks on TikTok, where a whole clip shows sooner or later.
func (c *checker) resolve(h history) int {
	if h.looks == 0 {
		return c.end(h)
	}
	next := h.fork("user looks")
	next.looks--
	next.arrive()
	if err := next.apply(cuedrop.ResolveChange(next.post, next.attempt, next.whole() == 1, next.now)); err != nil {
		return c.fail(next, "resolve: %v", err)
	}
	next.effect = look
	return c.walk(next)
}

// decide asks the machine, and forks once more at every write of several.
func (c *checker) decide(h history, ev occurrence) int {
	before := h.attempt
	d := next(situation{post: h.post, attempt: h.attempt, memory: h.memory, ackEvery: -1}, ev, h.now)
	h.memory = d.memory
	n := 0
	for i, w := range d.writes {
		if i > 0 && h.faults > 0 { // the first write can be killed with the effect before it
			dead := h.fork("killed between two writes")
			dead.faults--
			n += c.killed(dead)
		}
		h = h.fork("  " + string(w.Transition))
		if err := h.apply(w); err != nil {
			return c.fail(h, "the machine asks for %s: %v", w.Transition, err)
		}
	}
	if problem := h.forbidden(d, before); problem != "" {
		return c.fail(h, "%s", problem)
	}
	h.effect, h.first, h.last = d.effect, d.first, d.last
	h.now = h.now.Add(d.after)
	switch {
	case d.err != nil && !errors.Is(d.err, errModel) && fault.Is(d.err, fault.Internal):
		return c.fail(h, "the machine fails: %v", d.err)
	case d.effect == rest && d.err != nil:
		h.now = h.now.Add(10 * time.Second) // the caller backs off
		h.memory = memory{}
		h.arrive()
	case d.effect == rest:
		h.now = h.now.Add(d.wait)
		if h.post.State == cuedrop.Confirming && h.whole() == 0 { // nothing will come of asking for a day
			h.now = h.now.Add(6 * time.Hour)
		}
		h.memory = memory{}
		h.arrive()
	}
	return n + c.walk(h)
}

// forbidden names what an effect must never follow (invariants c, e and f).
func (h *history) forbidden(d decision, before *cuedrop.Attempt) string {
	switch d.effect {
	case sendInit:
		if h.post.State != cuedrop.InitSent || h.attempt == nil || h.attempt.PublishID != "" || h.attempt.Acked > 0 {
			return "init without its journal line, or after a byte was sent"
		}
		if before != nil && !before.FinishingAt.IsZero() {
			return "init although an attempt had begun to finish"
		}
	case sendChunk:
		if h.post.State != cuedrop.Uploading || h.attempt.PublishID == "" || d.last >= h.attempt.Plan.Size-1 {
			return "a chunk without a durable publish_id, or the last one as if it were another"
		}
	case sendLast:
		if h.post.State != cuedrop.Finishing || h.attempt.FinishingAt.IsZero() {
			return "the last chunk without finishing being durable"
		}
	case rest, look, render, clearance, askStatus, checkTail:
	}
	return ""
}

// apply is the store: durable at once.
func (h *history) apply(c cuedrop.Change) error {
	post, attempt, err := c.On(h.post, h.attempt)
	if err != nil {
		return err
	}
	if attempt != nil && attempt.Plan.Count != modelPlan.Count {
		attempt.Plan = modelPlan
	}
	h.post, h.attempt = post, attempt
	return nil
}

// arrive lets what was late on its way reach TikTok.
func (h *history) arrive() {
	if h.late > 0 {
		h.receive(h.late)
		h.late = 0
	}
}

func (h *history) receive(until int64) {
	if n := len(h.remotes); n > 0 && until > h.remotes[n-1].received {
		h.remotes[n-1].received = until
	}
}

func TestEveryHistoryOfThreeFaults(t *testing.T) {
	t.Parallel()
	faults := modelFaults
	if os.Getenv("CUEDROP_MODEL_FAULTS") != "" {
		_, _ = fmt.Sscan(os.Getenv("CUEDROP_MODEL_FAULTS"), &faults)
	}
	c := &checker{t: t, seen: map[string]int{}, ends: map[string]int{}}
	start := newHistory(faults)
	start.effect = look
	n := c.walk(start)
	if c.broken != "" {
		t.Fatal(c.broken)
	}
	t.Logf("histories %d, situations %d, ends %v, duplicates 0, lost 0", n, c.visited, c.ends)
	if n < 37_824 {
		t.Errorf("only %d histories", n)
	}
}
