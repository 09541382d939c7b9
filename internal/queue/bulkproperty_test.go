package queue_test

import (
	"fmt"
	"testing"
	"time"

	"pgregory.net/rapid"

	"cuedrop/internal/cuedrop"
	"cuedrop/internal/fault"
	"cuedrop/internal/queue"
)

// told is what a post said when the user agreed to it.
type told struct {
	account cuedrop.AccountID
	mode    cuedrop.Mode
	words   cuedrop.Settings
}

// life does random acts to posts, as the user and the engine would, and remembers what
// was agreed to and what went out.
type life struct {
	*bundle
	rt     *rapid.T
	posts  []cuedrop.PostID
	agreed map[cuedrop.PostID]map[int64]told // by the consent's time, which is never twice the same
	out    map[cuedrop.PostID]int            // how often it was published
	undos  []string
}

// TestNoBulkActSendsForeignWordsOrTwice: whatever is moved, edited, deleted and taken
// back in whatever order, a post only ever has a consent that the user gave to this very
// post with these very words, has it wherever it may go out, and goes out once at most.
func TestNoBulkActSendsForeignWordsOrTwice(t *testing.T) {
	t.Parallel()
	b := setup(t)
	if err := b.SetSlots(t.Context(), b.account.ID, daily(t, "18:30")); err != nil {
		t.Fatal(err)
	}
	if _, err := b.store.SaveGrant(t.Context(), cuedrop.Account{ID: "acct_2", OpenID: "open-2"}, cuedrop.Tokens{Access: "a", Refresh: "r"}, noon); err != nil {
		t.Fatal(err)
	}
	undone, outs := 0, 0
	rapid.Check(t, func(rt *rapid.T) {
		l := &life{bundle: b, rt: rt, agreed: map[cuedrop.PostID]map[int64]told{}, out: map[cuedrop.PostID]int{}}
		for range 2 {
			p := b.draft()
			l.posts = append(l.posts, p.ID)
			l.agreed[p.ID] = map[int64]told{}
		}
		for range rapid.IntRange(10, 30).Draw(rt, "acts") {
			b.clock.Advance(time.Duration(rapid.IntRange(1, 300).Draw(rt, "seconds")) * time.Second)
			if l.act() {
				undone++
			}
			l.check()
		}
		for _, n := range l.out {
			outs += n
		}
	})
	if undone == 0 || outs == 0 {
		t.Errorf("%d undone and %d out: nothing was tried", undone, outs)
	}
	if err := b.store.VerifyJournal(t.Context()); err != nil {
		t.Error(err)
	}
}

// act does one thing and reports whether it was an undo that took.
func (l *life) act() (undone bool) {
	ctx, id := l.t.Context(), rapid.SampledFrom(l.posts).Draw(l.rt, "post")
	when := l.clock.Now().Add(time.Duration(rapid.IntRange(-1, 9).Draw(l.rt, "hours")) * time.Hour)
	s, _ := cuedrop.ScheduleAt(when, "Europe/Madrid")
	words := rapid.SampledFrom([]string{"hello", "other words", "more"}).Draw(l.rt, "words")
	who := rapid.SampledFrom([]cuedrop.AccountID{"acct_1", "acct_2"}).Draw(l.rt, "account")
	some := rapid.Permutation(l.posts).Draw(l.rt, "some")[:rapid.IntRange(1, 2).Draw(l.rt, "how many")]
	switch act := rapid.IntRange(0, 18).Draw(l.rt, "act"); act {
	case 0, 11:
		_, err := l.Save(ctx, id, who, cuedrop.ModeDirect, cuedrop.Settings{Caption: words, Privacy: cuedrop.PrivacyPublic})
		l.ok(err)
	case 1, 12, 13:
		l.agree(id, s)
	case 2:
		var moves []queue.Move
		for i, id := range some {
			s, _ := cuedrop.ScheduleAt(when.Add(time.Duration(i)*time.Hour), "Europe/Madrid")
			moves = append(moves, queue.Move{Post: id, Schedule: s, BySlot: words == "more"})
		}
		l.did(l.MoveAll(ctx, moves))
	case 3, 14:
		l.did(l.UnplanAll(ctx, some))
	case 4:
		var edits []queue.Edit
		for _, id := range some {
			edits = append(edits, queue.Edit{Post: id, Caption: &words, Account: &who})
		}
		l.did(l.EditAll(ctx, edits))
	case 5:
		l.did(l.RemoveAll(ctx, some))
	case 6, 7, 15:
		if len(l.undos) == 0 {
			return false
		}
		token := rapid.SampledFrom(l.undos[max(0, len(l.undos)-2):]).Draw(l.rt, "undo")
		_, err := l.Undo(ctx, token)
		l.ok(err)
		return err == nil
	case 8:
		_, err := l.Cancel(ctx, id)
		l.ok(err)
	case 9:
		_, err := l.Retry(ctx, id)
		l.ok(err)
	case 10, 16, 17, 18:
		l.engine(id, rapid.IntRange(0, 4).Draw(l.rt, "step"))
	}
	return false
}

func (l *life) did(a queue.Act, err error) {
	l.ok(err)
	if a.Undo != "" {
		l.undos = append(l.undos, a.Undo)
	}
}

// ok lets refusals pass, and nothing else.
func (l *life) ok(err error) {
	if err != nil && !fault.Is(err, fault.Conflict) && !fault.Is(err, fault.Invalid) && !fault.Is(err, fault.NotFound) {
		l.rt.Fatalf("%v", err)
	}
}

func (l *life) agree(id cuedrop.PostID, s cuedrop.Schedule) {
	p, err := l.Post(l.t.Context(), id)
	if err != nil {
		return
	}
	given := cuedrop.Consent{At: l.clock.Now(), TextVersion: "music-1"}
	l.agreed[id][given.At.UnixMilli()] = told{p.AccountID, p.Mode, p.Settings}
	_, err = l.Schedule(l.t.Context(), id, s, given)
	l.ok(err)
}

// engine is what happens to a post without the user.
func (l *life) engine(id cuedrop.PostID, step int) {
	p, err := l.Post(l.t.Context(), id)
	if err != nil || p.State != cuedrop.Scheduled {
		return
	}
	now := l.clock.Now()
	do := func(c cuedrop.Change) {
		if p, err = l.store.Apply(l.t.Context(), c); err != nil {
			l.rt.Fatalf("%s: %v", c.Transition, err)
		}
	}
	switch step {
	case 0:
		do(cuedrop.BlockChange(p, nil, failure, now))
	case 1:
		do(cuedrop.MissChange(p, failure, now))
	case 2:
		do(cuedrop.BeginChange(p, now))
		do(cuedrop.FailChange(p, nil, failure, now))
	default:
		do(cuedrop.BeginChange(p, now))
		do(cuedrop.PrepareChange(p, cuedrop.Rendition{SHA256: "ab"}, now))
		a := cuedrop.Attempt{ID: cuedrop.NewAttemptID(), Plan: cuedrop.ChunkPlan{Size: 1, ChunkSize: 1, Count: 1}, SHA256: "ab"}
		do(cuedrop.StartAttemptChange(p, a, now))
		if step == 3 {
			do(cuedrop.FailChange(p, &a, failure, now))
			return
		}
		do(cuedrop.AcceptInitChange(p, a, cuedrop.InitResult{PublishID: string(a.ID), UploadURL: "https://x"}, now))
		do(cuedrop.BeginFinishChange(p, a, now))
		do(cuedrop.FinishUploadChange(p, a, now))
		do(cuedrop.PublishChange(p, &a, nil, now))
		l.out[id]++
	}
}

func (l *life) check() {
	all := must[[]cuedrop.Post](l.t)(l.Posts(l.t.Context()))
	for _, p := range all {
		agreed, mine := l.agreed[p.ID]
		if !mine {
			continue // of an earlier life
		}
		if p.Consent == nil {
			if p.State != cuedrop.Draft && p.State.NeedsUser() == p.State.Final() {
				l.rt.Fatalf("%s without consent", p.State)
			}
			continue
		}
		was, given := agreed[p.Consent.At.UnixMilli()]
		if is := (told{p.AccountID, p.Mode, p.Settings}); !given || was != is {
			l.rt.Fatalf("%s has a consent for %s and says %s", p.State, fmt.Sprint(was), fmt.Sprint(is))
		}
		if p.State == cuedrop.Scheduled && p.Schedule.At.IsZero() {
			l.rt.Fatalf("scheduled without a time")
		}
		if n := l.out[p.ID]; n > 1 || n == 1 && p.State != cuedrop.Published {
			l.rt.Fatalf("out %d times and %s", n, p.State)
		}
	}
}
