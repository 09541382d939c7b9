package store_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"cuedrop/internal/cuedrop"
	"cuedrop/internal/fault"
)

func TestTheJournalTellsWhatHappened(t *testing.T) {
	t.Parallel()
	b := setup(t)
	p, a := b.uploading("pub-1")
	b.uploading("pub-2") // another post's lines lie between
	b.apply(cuedrop.AckChunkChange(p, a, 50, noon.Add(time.Second)))
	var got []string
	for _, e := range must[[]cuedrop.AttemptEvent](t)(b.Events(t.Context(), p.ID)) {
		if e.PostID != p.ID || (e.AttemptID == a.ID) != (e.Seq > 3) || len(e.Hash) != 64 {
			t.Errorf("line %+v", e)
		}
		got = append(got, e.At.Format("05 ")+string(e.From)+" "+string(e.Transition)+" "+string(e.To)+" "+e.Detail)
	}
	want := []string{
		`00 draft schedule scheduled {"consent":"music-1","wall":"2026-11-24T13:00:00","zone":"Europe/Madrid"}`,
		`00 scheduled begin due {}`,
		`00 due prepare prepared {"route":"copy","sha256":"ab","size":100}`,
		`00 prepared begin_init init_sent {"init":1}`,
		`00 init_sent accept_init uploading {"publishId":"pub-1"}`,
		`01 uploading ack_chunk uploading {"acked":50}`,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("journal (-want +got):\n%s", diff)
	}
}

// TestTamperingBreaksTheChain lets another program drop the triggers and change one
// thing each.
func TestTamperingBreaksTheChain(t *testing.T) {
	t.Parallel()
	const drop = `DROP TRIGGER attempt_event_no_update; DROP TRIGGER attempt_event_no_delete; `
	tests := []struct{ name, query, line string }{
		{"a fact", `UPDATE attempt_event SET detail = '{"route":"full"}' WHERE seq = 3`, "line 3"},
		{"a time", `UPDATE attempt_event SET at = at + 1 WHERE seq = 2`, "line 2"},
		{"a state", `UPDATE attempt_event SET to_state = 'published' WHERE seq = 5`, "line 5"},
		{"a post", `UPDATE attempt_event SET post_id = 'post_x' WHERE seq = 1`, "line 1"},
		{"words moved from one column to the next", `UPDATE attempt_event SET transition = 'scheduled', from_state = 'raft' WHERE seq = 1`, "line 1"},
		{"a hash", `UPDATE attempt_event SET hash = 'ab' WHERE seq = 4`, "line 4"},
		{"a line taken out", `DELETE FROM attempt_event WHERE seq = 3`, "line 3"},
		{"a line taken out, the rest moved up", `DELETE FROM attempt_event WHERE seq = 3; UPDATE attempt_event SET seq = seq - 1 WHERE seq > 3`, "line 3"},
		{"two lines swapped", `UPDATE attempt_event SET seq = 99 WHERE seq = 2; UPDATE attempt_event SET seq = 2 WHERE seq = 3; UPDATE attempt_event SET seq = 3 WHERE seq = 99`, "line 2"},
		{"the last line cut off", `DELETE FROM attempt_event WHERE seq = 5`, "line 5"},
		{"everything cut off", `DELETE FROM attempt_event`, "line 1"},
		{"a line added", `INSERT INTO attempt_event SELECT 6, at, post_id, attempt_id, transition, from_state, to_state, detail, hash FROM attempt_event WHERE seq = 5`, "line 6"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			b := setup(t)
			b.uploading("pub-1") // five lines
			if err := b.VerifyJournal(t.Context()); err != nil {
				t.Fatalf("before: %v", err)
			}
			if err := b.exec(drop + tt.query); err != nil {
				t.Fatal(err)
			}
			err := b.VerifyJournal(t.Context())
			wantFault(t, err, fault.Internal, "store.journal_broken")
			if err == nil || !strings.Contains(err.Error(), tt.line) {
				t.Errorf("%v does not name %s", err, tt.line)
			}
			if strings.Contains(fault.MessageOf(err), "line") {
				t.Errorf("message: %s", fault.MessageOf(err))
			}
		})
	}
}

// TestACutOffEndStaysVisible: work goes on after the cut, and the gap remains.
func TestACutOffEndStaysVisible(t *testing.T) {
	t.Parallel()
	b := setup(t)
	p, a := b.uploading("pub-1")
	if err := b.exec(`DROP TRIGGER attempt_event_no_delete; DELETE FROM attempt_event WHERE seq = 5`); err != nil {
		t.Fatal(err)
	}
	b.apply(cuedrop.AckChunkChange(p, a, 1, noon))
	wantFault(t, b.VerifyJournal(t.Context()), fault.Internal, "store.journal_broken")
}

func TestTheChainOfAnEmptyJournalIsWhole(t *testing.T) {
	t.Parallel()
	if err := setup(t).VerifyJournal(t.Context()); err != nil {
		t.Error(err)
	}
}
