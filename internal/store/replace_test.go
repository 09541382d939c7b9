package store_test

import (
	"slices"
	"testing"

	"cuedrop/internal/cuedrop"
	"cuedrop/internal/fault"
)

// TestAReplacedClipIsErasedWithItsPost: what an attempt sent for a post is the post's, also
// after the post was given another clip and that clip was used nowhere else.
func TestAReplacedClipIsErasedWithItsPost(t *testing.T) {
	t.Parallel()
	b := setup(t)
	ana, ben := b.account("open-id-of-ana"), b.account("open-id-of-ben")
	p := b.postOf(ana, "words", "sent.mp4")
	other := b.postOf(ben, "other words", "shared.mp4")
	sent := p.MediaID
	p = b.apply(cuedrop.BeginChange(p, noon))
	p = b.apply(cuedrop.PrepareChange(p, cuedrop.Rendition{SHA256: "ab"}, noon))
	a := cuedrop.Attempt{ID: cuedrop.NewAttemptID(), Plan: plan, SHA256: "ab"}
	p = b.apply(cuedrop.StartAttemptChange(p, a, noon))
	p = b.apply(cuedrop.FailChange(p, &a, cuedrop.Failure{Reason: "r", Message: "M."}, noon))
	p = b.apply(cuedrop.ReplaceChange(p, other.MediaID, noon))
	if p.MediaID != other.MediaID || p.Rendition != nil || p.Consent != nil || p.Attempts != 1 {
		t.Fatalf("%+v", p)
	}
	target := cuedrop.ErasureTarget{Scope: cuedrop.ScopePost, ID: string(p.ID)}
	parts := must[cuedrop.ErasureParts](t)(b.ErasureParts(t.Context(), target))
	if !slices.Equal(parts.Media, []cuedrop.MediaID{sent}) || !slices.Contains(parts.Markers, "sent.mp4") || slices.Contains(parts.Markers, "shared.mp4") {
		t.Errorf("clips %v, markers %q", parts.Media, parts.Markers)
	}
	if err := b.EraseRows(t.Context(), cuedrop.EraseOrder{ErasureTarget: target, At: noon, Markers: parts.Markers}); err != nil {
		t.Fatal(err)
	}
	if _, err := b.Media(t.Context(), sent); !fault.Is(err, fault.NotFound) {
		t.Errorf("the clip that it sent: %v", err)
	}
	must[cuedrop.Media](t)(b.Media(t.Context(), other.MediaID))
	if err := b.VerifyJournal(t.Context()); err != nil {
		t.Error(err)
	}
}
