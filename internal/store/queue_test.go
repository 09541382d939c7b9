package store_test

import (
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"cuedrop/internal/cuedrop"
)

// TestTheListIsThePostsOneByOne compares the list, whose attempts are counted at once and
// which is sorted outside of SQLite, with each post as it is read alone.
func TestTheListIsThePostsOneByOne(t *testing.T) {
	t.Parallel()
	b := setup(t)
	var drafts, timed []cuedrop.Post
	for i := range 12 {
		if i%3 == 0 {
			drafts = append(drafts, b.draft())
			continue
		}
		p := b.scheduled(noon.Add(time.Duration(rand.IntN(3)) * time.Hour))
		for n := range i % 4 { // that many attempts, the last of which may have no publish_id
			a := cuedrop.Attempt{ID: cuedrop.NewAttemptID(), Plan: plan, SHA256: "ab"}
			if n == 0 {
				p = b.apply(cuedrop.BeginChange(p, noon))
				p = b.apply(cuedrop.PrepareChange(p, cuedrop.Rendition{SHA256: "ab"}, noon))
			}
			p = b.apply(cuedrop.StartAttemptChange(p, a, noon))
			if n < 2 {
				p = b.apply(cuedrop.AcceptInitChange(p, a, cuedrop.InitResult{PublishID: string(a.ID), UploadURL: "https://x"}, noon))
			}
			p = b.apply(cuedrop.AbandonChange(p, a, "", noon, noon))
		}
		timed = append(timed, p)
	}
	all := must[[]cuedrop.Post](t)(b.Posts(t.Context()))
	if len(all) != len(drafts)+len(timed) {
		t.Fatalf("%d posts, want %d", len(all), len(drafts)+len(timed))
	}
	for i, p := range all {
		alone := must[cuedrop.Post](t)(b.Post(t.Context(), p.ID))
		if diff := cmp.Diff(alone, p); diff != "" {
			t.Errorf("%s (-alone +listed):\n%s", p.ID, diff)
		}
		if noTime := i >= len(timed); p.Schedule.At.IsZero() != noTime {
			t.Errorf("place %d: time %v", i, p.Schedule.At)
		}
	}
	if !slices.IsSortedFunc(all[:len(timed)], func(a, b cuedrop.Post) int { return a.Schedule.At.Compare(b.Schedule.At) }) {
		t.Error("the list is not in the order of the times")
	}
}

// TestPagesMakeUpTheList, whatever their size.
func TestPagesMakeUpTheList(t *testing.T) {
	t.Parallel()
	b := setup(t)
	for i := range 7 {
		b.scheduled(noon.Add(time.Duration(i%3) * time.Hour))
		b.draft()
	}
	all := must[[]cuedrop.Post](t)(b.Posts(t.Context()))
	for _, size := range []int{1, 4, 14, 100} {
		var paged []cuedrop.Post
		for {
			page := must[[]cuedrop.Post](t)(b.PostsPage(t.Context(), len(paged), size))
			if len(page) == 0 {
				break
			}
			paged = append(paged, page...)
		}
		if diff := cmp.Diff(all, paged); diff != "" {
			t.Errorf("in pages of %d (-list +pages):\n%s", size, diff)
		}
	}
}

// TestNextDueIsTheEarliest compares the answer with what each post says, for queues in
// which posts are due, held back, held back beyond others, and to come.
// TestNextScheduledIsTheFirstOfTheList: the one that the whole list would show first, where
// posts under way, drafts and removed ones do not count.
func TestNextScheduledIsTheFirstOfTheList(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.draft()
	if _, ok, err := b.NextScheduled(t.Context()); ok || err != nil {
		t.Fatalf("nothing is scheduled: %t, %v", ok, err)
	}
	b.scheduled(noon.Add(3 * time.Hour))
	first, twin := b.scheduled(noon.Add(2*time.Hour)), b.scheduled(noon.Add(2*time.Hour))
	b.apply(cuedrop.BeginChange(b.scheduled(noon.Add(time.Hour)), noon))
	gone := b.scheduled(noon.Add(time.Minute))
	if err := b.RemovePost(t.Context(), gone.ID, noon); err != nil {
		t.Fatal(err)
	}
	want := first
	for _, p := range must[[]cuedrop.Post](t)(b.Posts(t.Context())) {
		if p.ID == first.ID || p.ID == twin.ID {
			want = p
			break
		}
	}
	if got, ok, err := b.NextScheduled(t.Context()); err != nil || !ok || got.ID != want.ID {
		t.Errorf("next is %s, %t, %v; want %s", got.ID, ok, err, want.ID)
	}
}

func TestNextDueIsTheEarliest(t *testing.T) {
	t.Parallel()
	for range 15 {
		b := setup(t)
		for range rand.IntN(12) {
			p := b.scheduled(noon.Add(time.Duration(rand.IntN(40)-15) * time.Minute))
			if rand.IntN(3) == 0 {
				p = b.apply(cuedrop.BeginChange(p, noon))
			}
			if rand.IntN(2) == 0 {
				b.apply(cuedrop.SnoozeChange(p, noon.Add(time.Duration(rand.IntN(60)-15)*time.Minute), nil, noon))
			}
		}
		var want time.Time
		for _, p := range must[[]cuedrop.Post](t)(b.Posts(t.Context())) {
			if at := p.DueAt(); at.After(noon) && (want.IsZero() || at.Before(want)) {
				want = at
			}
		}
		if got := must[time.Time](t)(b.NextDue(t.Context(), noon)); !got.Equal(want) {
			t.Errorf("next due %v, want %v", got, want)
		}
	}
}
