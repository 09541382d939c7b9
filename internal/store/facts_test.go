package store_test

import (
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"cuedrop/internal/cuedrop"
	"cuedrop/internal/fault"
	"cuedrop/internal/store"
)

func rev(fact any) int64 {
	switch f := fact.(type) {
	case cuedrop.Post:
		return f.Rev
	case cuedrop.Account:
		return f.Rev
	case removed:
		return f.Rev
	}
	return 0
}

// TestFactsComeInTheOrderOfTheirCommits: many writers of every kind, and every fact
// has a larger rev than the one before.
func TestFactsComeInTheOrderOfTheirCommits(t *testing.T) {
	t.Parallel()
	b := setup(t)
	var wg sync.WaitGroup
	for i := range 6 {
		wg.Go(func() {
			a := b.account(string(rune('a' + i)))
			for range 5 {
				p := b.draft()
				p.Settings.Caption = "edited"
				if _, err := b.SavePost(t.Context(), p, noon); err != nil {
					t.Error(err)
				}
				if err := b.SignOut(t.Context(), a.ID, noon); err != nil {
					t.Error(err)
				}
				if err := b.RemovePost(t.Context(), p.ID, noon); err != nil {
					t.Error(err)
				}
			}
			if err := b.RemoveAccount(t.Context(), a.ID, nil); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	var revs []int64
	for _, f := range b.reported() {
		if _, clip := f.(cuedrop.Media); !clip {
			revs = append(revs, rev(f))
		}
	}
	if !slices.IsSorted(revs) || len(slices.Compact(slices.Clone(revs))) != len(revs) {
		t.Errorf("revs are not in order: %v", revs)
	}
	if want := 6 * (1 + 5*4 + 1); len(revs) != want || revs[len(revs)-1] != int64(want) {
		t.Errorf("%d facts up to %d, want %d", len(revs), revs[len(revs)-1], want)
	}
}

// TestAFactIsDurableWhenItIsTold reads from a second handle inside the report.
func TestAFactIsDurableWhenItIsTold(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	reader := open(t, dir)
	told := 0
	s := must[*store.Store](t)(store.Open(t.Context(), store.Options{Dir: dir, Sealer: newSealer, PostChanged: func(p cuedrop.Post) {
		told++
		if got, err := reader.Post(t.Context(), p.ID); err != nil || got.Rev != p.Rev {
			t.Errorf("told of rev %d, read %d, %v", p.Rev, got.Rev, err)
		}
	}}))
	defer func() { _ = s.Close() }()
	m := reader.media()
	p := must[cuedrop.Post](t)(s.CreatePost(t.Context(), cuedrop.Post{ID: cuedrop.NewPostID(), MediaID: m.ID, Mode: cuedrop.ModeDirect, CreatedAt: noon}))
	must[cuedrop.Post](t)(s.SavePost(t.Context(), p, noon))
	if told != 2 {
		t.Errorf("told %d times", told)
	}
}

func TestWithoutListenersNothingBreaks(t *testing.T) {
	t.Parallel()
	s := must[*store.Store](t)(store.Open(t.Context(), store.Options{Dir: t.TempDir(), Sealer: newSealer}))
	defer func() { _ = s.Close() }()
	b := &bundle{Store: s, t: t}
	b.account("o")
	b.draft()
	if err := b.RemovePost(t.Context(), b.draft().ID, noon); err != nil {
		t.Error(err)
	}
}

// TestTwoProgramsWriteAtOnce: two handles on one file, as the window and the command
// line have; neither loses a change and the journal is one chain.
func TestTwoProgramsWriteAtOnce(t *testing.T) {
	t.Parallel()
	one := setup(t)
	two := open(t, one.dir)
	const each = 25
	var wg sync.WaitGroup
	for _, b := range []*bundle{one, two, one, two} {
		wg.Go(func() {
			for range each {
				b.apply(cuedrop.BeginChange(b.scheduled(noon), noon))
				if _, err := b.DuePosts(t.Context(), noon, 10); err != nil {
					t.Error(err)
				}
			}
		})
	}
	wg.Wait()
	if n := must[int](t)(one.InFlight(t.Context())); n != 4*each {
		t.Errorf("%d posts are due, want %d", n, 4*each)
	}
	if got := must[int64](t)(two.Rev(t.Context())); got != 4*each*3 {
		t.Errorf("rev %d, want %d", got, 4*each*3)
	}
	if err := one.VerifyJournal(t.Context()); err != nil {
		t.Error(err)
	}
}

// TestOfTwoProgramsThatBeginOnePostOneWins is the race that would publish twice.
func TestOfTwoProgramsThatBeginOnePostOneWins(t *testing.T) {
	t.Parallel()
	one := setup(t)
	two := open(t, one.dir)
	for range 20 {
		p := one.prepared()
		errs := make([]error, 2)
		var wg sync.WaitGroup
		for i, b := range []*bundle{one, two} {
			wg.Go(func() {
				_, errs[i] = b.Apply(t.Context(), cuedrop.StartAttemptChange(p, cuedrop.Attempt{ID: cuedrop.NewAttemptID(), Plan: plan, SHA256: "ab"}, noon))
			})
		}
		wg.Wait()
		if (errs[0] == nil) == (errs[1] == nil) {
			t.Fatalf("errors: %v, %v", errs[0], errs[1])
		}
		wantFault(t, cmpOr(errs...), fault.Conflict, "post.changed")
		if n := len(must[[]cuedrop.Attempt](t)(one.Attempts(t.Context(), p.ID))); n != 1 {
			t.Fatalf("%d attempts", n)
		}
	}
}

func cmpOr(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

func TestClipsAndRequestsAreKept(t *testing.T) {
	t.Parallel()
	b := setup(t)
	m := b.media()
	if diff := cmp.Diff([]any{m}, b.reported()); diff != "" {
		t.Errorf("reported (-want +got):\n%s", diff)
	}
	m.Path, m.Check.Verdict, m.Check.Route, m.Check.Findings = "/moved.mp4", cuedrop.VerdictRefused, "", []cuedrop.Finding{{Code: "codec", Severity: cuedrop.SeverityRefused, Message: "M."}}
	if err := b.SaveMedia(t.Context(), m); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(m, must[cuedrop.Media](t)(b.Media(t.Context(), m.ID))); diff != "" {
		t.Errorf("clip (-want +got):\n%s", diff)
	}
	newer := b.media()
	newer.AddedAt, newer.ID, newer.Check.Findings = noon.Add(time.Second), cuedrop.NewMediaID(), nil
	if err := b.SaveMedia(t.Context(), newer); err != nil {
		t.Fatal(err)
	}
	all := must[[]cuedrop.Media](t)(b.AllMedia(t.Context()))
	if len(all) != 3 || all[0].ID != newer.ID || all[0].Check.Findings == nil {
		t.Errorf("clips %+v", all)
	}
	_, err := b.Media(t.Context(), "clip_none")
	wantFault(t, err, fault.NotFound, "media.not_found")
	for i := range 3 {
		r := cuedrop.Request{At: noon, Purpose: "init", Method: "POST", Host: "open.tiktokapis.com", Path: "/v2", BytesOut: 10, BytesIn: 20, Status: 200 + i, Elapsed: 42 * time.Millisecond, Outcome: "answered"}
		if err := b.RecordRequests(t.Context(), []cuedrop.Request{r}); err != nil {
			t.Fatal(err)
		}
		if got := must[[]cuedrop.Request](t)(b.Requests(t.Context(), 1)); len(got) != 1 || got[0] != r {
			t.Errorf("request %+v", got)
		}
	}
}

func TestPostsThatTikTokMayStillHaveNewsOf(t *testing.T) {
	t.Parallel()
	b := setup(t)
	id := b.account("o").ID
	publish := func(name string, mode cuedrop.Mode, privacy cuedrop.Privacy, c func(cuedrop.Post, cuedrop.Attempt) cuedrop.Change) cuedrop.Post {
		p := must[cuedrop.Post](t)(b.CreatePost(t.Context(), cuedrop.Post{
			ID: cuedrop.PostID(name), MediaID: b.media().ID, AccountID: id, Mode: mode, Settings: cuedrop.Settings{Privacy: privacy}, CreatedAt: noon,
		}))
		p = b.apply(cuedrop.ScheduleChange(p, must[cuedrop.Schedule](t)(cuedrop.ScheduleAt(noon, "Etc/UTC")), consent, noon))
		p = b.apply(cuedrop.PrepareChange(b.apply(cuedrop.BeginChange(p, noon)), cuedrop.Rendition{}, noon))
		p = b.apply(cuedrop.StartAttemptChange(p, cuedrop.Attempt{ID: cuedrop.NewAttemptID(), Plan: plan, SHA256: "ab"}, noon))
		p = b.apply(cuedrop.AcceptInitChange(p, b.live(p), cuedrop.InitResult{PublishID: name, UploadURL: "https://x"}, noon))
		return b.apply(c(p, b.live(p)))
	}
	done := func(at time.Time, ids ...string) func(cuedrop.Post, cuedrop.Attempt) cuedrop.Change {
		return func(p cuedrop.Post, a cuedrop.Attempt) cuedrop.Change { return cuedrop.PublishChange(p, &a, ids, at) }
	}
	later := noon.Add(time.Second)
	unnamed := publish("unnamed", cuedrop.ModeDirect, cuedrop.PrivacyPublic, done(later))
	publish("named", cuedrop.ModeDirect, cuedrop.PrivacyPublic, done(later, "76"))
	publish("private", cuedrop.ModeDirect, cuedrop.PrivacySelf, done(later))
	publish("old", cuedrop.ModeDirect, cuedrop.PrivacyPublic, done(noon))
	inbox := publish("inbox", cuedrop.ModeInbox, "", func(p cuedrop.Post, a cuedrop.Attempt) cuedrop.Change { return cuedrop.DeliverChange(p, &a, later) })
	follow := func() []cuedrop.PostID { return ids(must[[]cuedrop.Post](t)(b.Followable(t.Context(), noon, noon))) }
	if diff := cmp.Diff([]cuedrop.PostID{inbox.ID, unnamed.ID}, follow()); diff != "" {
		t.Errorf("followable (-want +got):\n%s", diff)
	}
	b.reported()
	if err := b.SetPostIDs(t.Context(), unnamed.ID, []string{"7600000000000000001"}); err != nil {
		t.Fatal(err)
	}
	if facts := b.reported(); len(facts) != 1 || !cmp.Equal(facts[0].(cuedrop.Post).PostIDs, []string{"7600000000000000001"}) || rev(facts[0]) <= unnamed.Rev {
		t.Errorf("reported %+v", facts)
	}
	if diff := cmp.Diff([]cuedrop.PostID{inbox.ID}, follow()); diff != "" {
		t.Errorf("followable (-want +got):\n%s", diff)
	}
}
