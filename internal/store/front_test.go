package store_test

import (
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"cuedrop/internal/cuedrop"
)

// TestTheFirstPostsAndTheRestMakeUpTheList: what comes first is what a list shows first, and
// the counts are right, whatever the number; pages by id bring every post once.
func TestTheFirstPostsAndTheRestMakeUpTheList(t *testing.T) {
	t.Parallel()
	b := setup(t)
	for range 7 {
		b.draft()
	}
	for i := range 9 { // the latest first, so that the order is not that of the ids
		b.scheduled(noon.Add(time.Duration(9-i) * time.Hour))
	}
	var canceled []cuedrop.PostID
	for i := range 5 {
		p := b.scheduled(noon.Add(time.Hour))
		canceled = append(canceled, b.apply(cuedrop.CancelChange(p, nil, noon.Add(time.Duration(i)*time.Minute))).ID)
	}
	gone := b.draft()
	if err := b.RemovePost(t.Context(), gone.ID, noon); err != nil {
		t.Fatal(err)
	}
	all := must[[]cuedrop.Post](t)(b.Posts(t.Context()))

	first, rest, err := b.FirstPosts(t.Context(), 4)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(map[cuedrop.State]int{cuedrop.Draft: 3, cuedrop.Scheduled: 5, cuedrop.Canceled: 1}, rest); diff != "" {
		t.Errorf("the rest: %s", diff)
	}
	byState := map[cuedrop.State][]cuedrop.PostID{}
	for _, p := range first {
		byState[p.State] = append(byState[p.State], p.ID)
	}
	want := map[cuedrop.State][]cuedrop.PostID{}
	for _, p := range all { // in the order of their times, then of their making
		if p.State != cuedrop.Canceled && len(want[p.State]) < 4 {
			want[p.State] = append(want[p.State], p.ID)
		}
	}
	want[cuedrop.Canceled] = canceled[1:] // the newest
	for state, ids := range want {
		got := byState[state]
		slices.Sort(ids)
		slices.Sort(got)
		if diff := cmp.Diff(ids, got); diff != "" {
			t.Errorf("first of %s (-want +got):\n%s", state, diff)
		}
	}
	if whole, none, err := b.FirstPosts(t.Context(), 100); err != nil || len(whole) != len(all) || len(none) != 0 {
		t.Errorf("with room for all: %d of %d, rest %v, %v", len(whole), len(all), none, err)
	}

	for _, size := range []int{1, 4, len(all), 100} {
		paged := map[cuedrop.PostID]cuedrop.Post{}
		for after := cuedrop.PostID(""); ; {
			page := must[[]cuedrop.Post](t)(b.PostsAfter(t.Context(), after, size))
			for _, p := range page {
				if _, twice := paged[p.ID]; twice || p.ID <= after {
					t.Fatalf("pages of %d: %s after %s", size, p.ID, after)
				}
				paged[p.ID], after = p, p.ID
			}
			if len(page) < size {
				break
			}
		}
		for _, p := range all {
			if diff := cmp.Diff(p, paged[p.ID]); diff != "" {
				t.Errorf("pages of %d: %s:\n%s", size, p.ID, diff)
			}
		}
		if len(paged) != len(all) {
			t.Errorf("pages of %d: %d posts, want %d", size, len(paged), len(all))
		}
	}
}
