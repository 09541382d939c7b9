package queue_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"cuedrop/internal/cuedrop"
	"cuedrop/internal/fault"
	"cuedrop/internal/queue"
)

// another is a second clip of the library.
func (b *bundle) another() cuedrop.MediaID {
	b.t.Helper()
	m := cuedrop.Media{ID: "clip_2", Name: "longer.mp4", SHA256: "22", Check: b.media.Check, AddedAt: noon}
	if err := b.store.SaveMedia(b.t.Context(), m); err != nil {
		b.t.Fatal(err)
	}
	return m.ID
}

// cutUp is an edit that has something of everything.
var cutUp = func() cuedrop.Settings {
	s := settings
	s.CoverMs, s.AllowComment, s.AIGenerated = 700, true, true
	s.Edit = cuedrop.Edit{
		Fit: cuedrop.FitCrop, CropX: 0.5, CropY: -1, TrimStartMs: 1000, TrimEndMs: 9000, TrimAtKeyframe: true, Loudness: true,
		Remake: cuedrop.RemakeRate,
	}
	return s
}()

func ignoreRevs() cmp.Option { return cmpopts.IgnoreFields(cuedrop.Post{}, "Rev", "UpdatedAt") }

// TestAnotherClipIsAnotherPost in every state that allows it: the consent, the failure and
// what belonged to the old picture go, time and words stay, and undo brings all back.
func TestAnotherClipIsAnotherPost(t *testing.T) {
	t.Parallel()
	for _, s := range []cuedrop.State{cuedrop.Draft, cuedrop.Scheduled, cuedrop.Blocked, cuedrop.Missed, cuedrop.Canceled, cuedrop.Failed} {
		t.Run(string(s), func(t *testing.T) {
			t.Parallel()
			b := setup(t)
			clip := b.another()
			before := b.inWith(s, cutUp)
			a := must[queue.Act](t)(b.Replace(t.Context(), before.ID, clip))
			want := before
			want.State, want.MediaID, want.Consent, want.Failure, want.Rendition = cuedrop.Draft, clip, nil, nil, nil
			want.Settings.CoverMs, want.Settings.Edit = 0, cuedrop.Edit{Fit: cuedrop.FitCrop, Loudness: true}
			if diff := cmp.Diff(want, a.Posts[0], ignoreRevs()); diff != "" {
				t.Errorf("replaced (-want +got):\n%s", diff)
			}
			if !cmp.Equal(b.discarded, []cuedrop.PostID{before.ID}) || !cmp.Equal(b.interrupted, []cuedrop.PostID{before.ID}) {
				t.Errorf("discarded %v, interrupted %v", b.discarded, b.interrupted)
			}
			back := must[[]cuedrop.Post](t)(b.Undo(t.Context(), a.Undo))
			if diff := cmp.Diff(before, back[0], ignoreRevs()); diff != "" {
				t.Errorf("taken back (-before +got):\n%s", diff)
			}
			if err := b.store.VerifyJournal(t.Context()); err != nil {
				t.Error(err)
			}
		})
	}
}

// inWith is in of a post with other settings.
func (b *bundle) inWith(s cuedrop.State, with cuedrop.Settings) cuedrop.Post {
	b.t.Helper()
	p := must[cuedrop.Post](b.t)(b.Create(b.t.Context(), queue.Draft{MediaID: b.media.ID, AccountID: b.account.ID, Mode: cuedrop.ModeDirect, Settings: with}))
	if s == cuedrop.Draft {
		return p
	}
	return b.on(p, s)
}

// TestNoOtherClipWhileTikTokMayHaveOne, whoever asks.
func TestNoOtherClipWhileTikTokMayHaveOne(t *testing.T) {
	t.Parallel()
	b := setup(t)
	clip := b.another()
	for _, s := range cuedrop.States {
		p := b.in(s)
		_, err := b.Replace(t.Context(), p.ID, clip)
		switch {
		case s.Editable() != (err == nil):
			t.Errorf("%s: %v", s, err)
		case err != nil && fault.KindOf(err) != fault.Conflict:
			t.Errorf("%s: %v", s, err)
		}
		if s.Editable() {
			continue
		}
		// The machine and the schema say the same, without the queue.
		if _, err := b.store.Apply(t.Context(), cuedrop.ReplaceChange(p, clip, noon)); !fault.Is(err, fault.Conflict) {
			t.Errorf("%s, applied: %v", s, err)
		}
	}
}

func TestTheClipThatItHasAlreadyChangesNothing(t *testing.T) {
	t.Parallel()
	b := setup(t)
	p := b.in(cuedrop.Scheduled)
	a := must[queue.Act](t)(b.Replace(t.Context(), p.ID, b.media.ID))
	if a.Undo != "" || a.Posts[0].Rev != p.Rev || len(b.discarded) != 0 {
		t.Errorf("%+v", a)
	}
	_, err := b.Replace(t.Context(), p.ID, "clip_none")
	wantFault(t, err, fault.NotFound, "media.not_found")
	_, err = b.Replace(t.Context(), "post_none", b.media.ID)
	wantFault(t, err, fault.NotFound, "post.not_found")
}

// TestEarlierAttemptsKeepTheirClip: the record says which clip was sent, also after that clip
// has left the library.
func TestEarlierAttemptsKeepTheirClip(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.media.Name = "yawn.mp4"
	if err := b.store.SaveMedia(t.Context(), b.media); err != nil {
		t.Fatal(err)
	}
	p := b.in(cuedrop.Confirming)
	sent := must[[]cuedrop.Attempt](t)(b.Attempts(t.Context(), p.ID))[0]
	p = b.apply(cuedrop.FailChange(p, &sent, failure, noon))
	clip := b.another()
	replaced := must[queue.Act](t)(b.Replace(t.Context(), p.ID, clip)).Posts[0]
	if _, err := b.store.RemoveMedia(t.Context(), b.media.ID, noon); err != nil {
		t.Fatal(err)
	}
	a := must[[]cuedrop.Attempt](t)(b.Attempts(t.Context(), p.ID))[0]
	if a.MediaID != b.media.ID || a.Clip != "yawn.mp4" || a.Sent(replaced) {
		t.Errorf("the attempt is of %q %q", a.MediaID, a.Clip)
	}
	parts := must[cuedrop.ReceiptParts](t)(b.store.ReceiptParts(t.Context(), p.ID))
	if c := cuedrop.NewReceipt(parts).Clip; c.Name != "longer.mp4" || c.SHA256 != "22" || c.Sent {
		t.Errorf("the receipt names %+v", c)
	}
	clips := must[[]cuedrop.AccountClip](t)(b.store.AccountClips(t.Context(), b.account.ID, noon.Add(-time.Hour)))
	if len(clips) != 1 || clips[0].SHA256 != "22" || clips[0].State != cuedrop.Draft {
		t.Errorf("the account's clips are %+v", clips)
	}
}
