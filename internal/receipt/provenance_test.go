package receipt_test

import (
	"strings"
	"testing"

	"cuedrop/internal/cuedrop"
	"cuedrop/internal/receipt"
)

// TestWhatAFileSaysOfItselfIsToldAsThat: with its digest, and with the word that nobody
// verified it.
func TestWhatAFileSaysOfItselfIsToldAsThat(t *testing.T) {
	t.Parallel()
	r := cuedrop.Receipt{Clip: cuedrop.ReceiptClip{Name: "a.mp4", SHA256: "bb", OriginalSHA256: "aa", Provenance: &cuedrop.Provenance{
		C2PA: true, Generator: "Pictor 3", Source: cuedrop.SourceAI, Size: 12_000, SHA256: "cc",
	}}}
	text := ""
	for _, g := range receipt.Facts(r) {
		for _, f := range g.Facts {
			text += f.Label + ": " + f.Text + " (" + f.Note + ")\n"
		}
	}
	for _, want := range []string{
		"Credentials: C2PA, written by Pictor 3 (in the original file; signature not verified; preparing the clip dropped them)",
		"Manifest: cc (", "Made with AI: trainedAlgorithmicMedia (as the original file says of itself)",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("no %q in\n%s", want, text)
		}
	}
	r.Clip.Provenance = nil
	for _, g := range receipt.Facts(r) {
		for _, f := range g.Facts {
			if f.Label == "Credentials" || f.Label == "Manifest" || f.Label == "Made with AI" {
				t.Errorf("of a file that says nothing: %+v", f)
			}
		}
	}
}
