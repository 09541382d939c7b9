package queue_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"cuedrop/internal/cuedrop"
	"cuedrop/internal/fault"
	"cuedrop/internal/queue"
)

// refused is a post that TikTok has refused for reason.
func (b *bundle) refused(reason string) cuedrop.Post {
	b.t.Helper()
	p := b.in(cuedrop.Confirming)
	a := must[[]cuedrop.Attempt](b.t)(b.Attempts(b.t.Context(), p.ID))[0]
	return b.apply(cuedrop.FailChange(p, &a, cuedrop.Failure{Reason: reason, Message: "Refused."}, noon))
}

// TestConvertAndPost: the picture is made anew, the time is another one, and the consent is
// the one that was given; undo brings the refused post back.
func TestConvertAndPost(t *testing.T) {
	t.Parallel()
	b := setup(t)
	var made []cuedrop.PostID
	b.Make = func(id cuedrop.PostID) { made = append(made, id) }
	before := b.refused("tiktok.frame_rate_check_failed")
	slot := at(t, noon.Add(20*time.Hour))
	a := must[queue.Act](t)(b.Convert(t.Context(), before.ID, &queue.Move{Post: before.ID, Schedule: slot, BySlot: true}))
	want := before
	want.State, want.Failure, want.Schedule = cuedrop.Scheduled, nil, slot
	want.Settings.Remake = cuedrop.RemakeRate
	if diff := cmp.Diff(want, a.Posts[0], ignoreRevs()); diff != "" {
		t.Errorf("converted (-want +got):\n%s", diff)
	}
	if !cmp.Equal(made, []cuedrop.PostID{before.ID}) {
		t.Errorf("made %v", made)
	}
	back := must[[]cuedrop.Post](t)(b.Undo(t.Context(), a.Undo))
	if diff := cmp.Diff(before, back[0], ignoreRevs()); diff != "" {
		t.Errorf("taken back (-before +got):\n%s", diff)
	}
}

// TestConvertOnly leaves the post where it is, for another reason than that it was refused.
func TestConvertOnly(t *testing.T) {
	t.Parallel()
	b := setup(t)
	before := b.refused("tiktok.file_format_check_failed")
	a := must[queue.Act](t)(b.Convert(t.Context(), before.ID, nil))
	p := a.Posts[0]
	if p.State != cuedrop.Failed || p.Failure.Reason != cuedrop.ReasonRemade || p.Consent == nil || p.Settings.Remake != cuedrop.RemakePicture || p.Schedule != before.Schedule {
		t.Errorf("%+v", p)
	}
	_, err := b.Convert(t.Context(), p.ID, nil)
	wantFault(t, err, fault.Invalid, "post.no_conversion")
	back := must[[]cuedrop.Post](t)(b.Undo(t.Context(), a.Undo))
	if diff := cmp.Diff(before, back[0], ignoreRevs()); diff != "" {
		t.Errorf("taken back (-before +got):\n%s", diff)
	}
}

func TestConvertRefusesWhatItDoesNotHelp(t *testing.T) {
	t.Parallel()
	b := setup(t)
	for _, p := range []cuedrop.Post{b.in(cuedrop.Draft), b.in(cuedrop.Uploading), b.refused("tiktok.spam_risk"), b.refused("tiktok.duration_check_failed")} {
		_, err := b.Convert(t.Context(), p.ID, nil)
		wantFault(t, err, fault.Invalid, "post.no_conversion")
	}
	// Refused once more, as converted.
	p := b.refused("tiktok.frame_rate_check_failed")
	late := at(t, noon.Add(2*time.Hour))
	p = must[queue.Act](t)(b.Convert(t.Context(), p.ID, &queue.Move{Post: p.ID, Schedule: late})).Posts[0]
	p = b.apply(cuedrop.BeginChange(p, noon))
	p = b.apply(cuedrop.FailChange(p, nil, cuedrop.Failure{Reason: "tiktok.frame_rate_check_failed"}, noon))
	_, err := b.Convert(t.Context(), p.ID, nil)
	wantFault(t, err, fault.Invalid, "post.no_conversion")
}

// TestAConversionSmugglesNothing: the store takes over how the picture is made and no word.
func TestAConversionSmugglesNothing(t *testing.T) {
	t.Parallel()
	b := setup(t)
	p := b.in(cuedrop.Scheduled)
	other := p.Remade(cuedrop.RemakeRate)
	other.Settings.Caption, other.Settings.Privacy, other.Settings.TrimStartMs = "other words", cuedrop.PrivacySelf, 1000
	got := must[[]cuedrop.Post](t)(b.store.ApplyAll(t.Context(), []cuedrop.Step{{Remake: &other}}, noon))[0]
	want := p
	want.Settings.Remake = cuedrop.RemakeRate
	if diff := cmp.Diff(want, got, ignoreRevs()); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	up := b.in(cuedrop.Prepared).Remade(cuedrop.RemakeRate)
	if _, err := b.store.ApplyAll(t.Context(), []cuedrop.Step{{Remake: &up}}, noon); !fault.Is(err, fault.Conflict) {
		t.Errorf("on its way: %v", err)
	}
}

func TestRemakeByTheUsersChoice(t *testing.T) {
	t.Parallel()
	b := setup(t)
	p := b.in(cuedrop.Scheduled)
	got := must[queue.Act](t)(b.Remake(t.Context(), p.ID, cuedrop.RemakePicture)).Posts[0]
	if got.Settings.Remake != cuedrop.RemakePicture || got.State != cuedrop.Scheduled || got.Consent == nil || got.Failure != nil {
		t.Errorf("%+v", got)
	}
	if a := must[queue.Act](t)(b.Remake(t.Context(), p.ID, cuedrop.RemakePicture)); a.Undo != "" {
		t.Error("twice the same is a change")
	}
	_, err := b.Remake(t.Context(), p.ID, "60fps")
	wantFault(t, err, fault.Invalid, "post.remake")
	_, err = b.Remake(t.Context(), b.in(cuedrop.Finishing).ID, cuedrop.RemakeRate)
	wantFault(t, err, fault.Conflict, "post.not_editable")
}
