package store_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"cuedrop/internal/cuedrop"
)

// TestTraitsBelongToTheBytes: what was seen of a clip and what its file says are kept
// apart, each can be kept first, and the receipt tells the latter.
func TestTraitsBelongToTheBytes(t *testing.T) {
	t.Parallel()
	b := setup(t)
	if _, known, err := b.Signals(t.Context(), "none"); known || err != nil {
		t.Errorf("known: %t, %v", known, err)
	}
	p := b.draft()
	m := must[cuedrop.Media](t)(b.Media(t.Context(), p.MediaID))
	said := cuedrop.Provenance{C2PA: true, Generator: "Pictor", Source: cuedrop.SourceAI, Size: 3, SHA256: "ab", Manifest: []byte{1, 0, 2}}
	if err := b.SaveProvenance(t.Context(), m.SHA256, said); err != nil {
		t.Fatal(err)
	}
	if _, known, err := b.Signals(t.Context(), m.SHA256); known || err != nil {
		t.Errorf("nobody has looked: %t, %v", known, err)
	}
	for range 2 { // once more replaces
		seen := cuedrop.Signals{Loudness: -30.5, BlackMs: 1200, Fingerprint: cuedrop.Fingerprint("12345678")}
		if err := b.SaveSignals(t.Context(), m.SHA256, seen); err != nil {
			t.Fatal(err)
		}
		got, known, err := b.Signals(t.Context(), m.SHA256)
		if diff := cmp.Diff(seen, got); !known || err != nil || diff != "" {
			t.Errorf("known: %t, %v\n%s", known, err, diff)
		}
	}
	parts, err := b.ReceiptParts(t.Context(), p.ID)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(&said, parts.Provenance); diff != "" {
		t.Errorf("of the receipt (-want +got):\n%s", diff)
	}
}
