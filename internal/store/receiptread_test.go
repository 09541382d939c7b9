package store_test

import (
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"cuedrop/internal/cuedrop"
	"cuedrop/internal/store"
)

// TestWhatWentOutIsInTheOrderOfItsReceipts: the same posts at the same instants as the
// receipts say, also those that are hidden, and the same parts as one by one.
func TestWhatWentOutIsInTheOrderOfItsReceipts(t *testing.T) {
	t.Parallel()
	b := setup(t)
	account := b.account("open-1").ID
	for i, hours := range []int{5, 1, 3, 1} {
		p := b.published(account, "pub-"+string(rune('a'+i)), noon.Add(time.Duration(hours)*time.Hour))
		if i == 2 {
			if err := b.RemovePost(t.Context(), p.ID, noon.AddDate(0, 0, 1)); err != nil {
				t.Fatal(err)
			}
		}
	}
	inbox, a := b.uploading("pub-inbox")
	inbox = b.apply(cuedrop.BeginFinishChange(inbox, a, noon))
	b.apply(cuedrop.FinishUploadChange(inbox, a, noon)) // confirming: TikTok may have it
	failed, f := b.uploading("pub-failed")
	b.apply(cuedrop.FailChange(failed, &f, cuedrop.Failure{Reason: "r", Message: "M."}, noon))
	b.draft()
	b.scheduled(noon.Add(2 * time.Hour))

	all := must[[]cuedrop.ReceiptParts](t)(b.ReceiptPartsBetween(t.Context(), "", noon.AddDate(-1, 0, 0), noon.AddDate(1, 0, 0)))
	var want []cuedrop.ReceiptKey
	for _, parts := range all {
		if r := cuedrop.NewReceipt(parts); r.WentOut() {
			want = append(want, cuedrop.ReceiptKey{Post: r.Post, Zone: r.Schedule.Zone, At: r.At()})
		}
	}
	slices.SortStableFunc(want, func(a, b cuedrop.ReceiptKey) int { return a.At.Compare(b.At) })
	if len(want) != 5 {
		t.Fatalf("%d of %d went out", len(want), len(all))
	}
	err := b.ReadReceipts(t.Context(), func(r *store.ReceiptReader) error {
		got, err := r.WentOut(t.Context())
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("keys (-want +got):\n%s", diff)
		}
		for _, k := range got {
			parts, err := r.Parts(t.Context(), k.Post)
			if err != nil {
				return err
			}
			if diff := cmp.Diff(must[cuedrop.ReceiptParts](t)(b.ReceiptParts(t.Context(), k.Post)), parts); diff != "" {
				t.Errorf("parts (-alone +read):\n%s", diff)
			}
			if n := len(parts.Attempts); n != 1 || parts.Post.Attempts != n || parts.Post.PublishID != parts.Attempts[0].PublishID {
				t.Errorf("%d attempts, the post says %d, %s", n, parts.Post.Attempts, parts.Post.PublishID)
			}
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}
