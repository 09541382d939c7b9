package store_test

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"cuedrop/internal/cuedrop"
	"cuedrop/internal/fault"
)

// holds reports whether any file of the workspace has the bytes of text.
func (b *bundle) holds(text string) (found []string) {
	b.t.Helper()
	err := filepath.WalkDir(b.dir, func(path string, d os.DirEntry, err error) error {
		if err != nil || !d.Type().IsRegular() {
			return err
		}
		raw, err := os.ReadFile(path)
		if err == nil && bytes.Contains(raw, []byte(text)) {
			found = append(found, filepath.Base(path))
		}
		return err
	})
	if err != nil {
		b.t.Fatal(err)
	}
	return found
}

// postOf stores a scheduled post with a clip and a caption of its own.
func (b *bundle) postOf(a cuedrop.Account, caption, name string) cuedrop.Post {
	b.t.Helper()
	m := b.media()
	m.Path, m.Name = "/clips/"+name, name
	if err := b.SaveMedia(b.t.Context(), m); err != nil {
		b.t.Fatal(err)
	}
	p := must[cuedrop.Post](b.t)(b.CreatePost(b.t.Context(), cuedrop.Post{
		ID: cuedrop.NewPostID(), AccountID: a.ID, MediaID: m.ID, Mode: cuedrop.ModeDirect, Settings: cuedrop.Settings{Caption: caption, Privacy: cuedrop.PrivacyPublic}, CreatedAt: noon,
	}))
	s := must[cuedrop.Schedule](b.t)(cuedrop.ScheduleAt(noon, "Europe/Madrid"))
	return b.apply(cuedrop.ScheduleChange(p, s, consent, noon))
}

// TestErasedRowsAreGoneFromTheFile: of one account and not of the other, and the chain
// of the journal holds before and after.
func TestErasedRowsAreGoneFromTheFile(t *testing.T) {
	t.Parallel()
	b := setup(t)
	ana, ben := b.account("open-id-of-ana"), b.account("open-id-of-ben")
	gone, stays := b.postOf(ana, "a caption that is to be forgotten", "forgotten.mp4"), b.postOf(ben, "a caption that is kept", "kept.mp4")
	if err := b.RecordRequests(t.Context(), []cuedrop.Request{{At: noon, Purpose: "init", Account: ana.ID, Post: gone.ID}, {At: noon, Purpose: "init", Account: ben.ID}}); err != nil {
		t.Fatal(err)
	}
	target := cuedrop.ErasureTarget{Scope: cuedrop.ScopeAccount, ID: string(ana.ID)}
	parts := must[cuedrop.ErasureParts](t)(b.ErasureParts(t.Context(), target))
	if len(parts.Posts) != 1 || len(parts.Media) != 1 || parts.Counts["request"] != 1 || parts.Counts["tokens"] != 1 || parts.Name != "ana" {
		t.Errorf("parts %+v", parts)
	}
	for _, want := range []string{"open-id-of-ana", "act.open-id-of-ana", "a caption that is to be forgotten", "/clips/forgotten.mp4"} {
		if !slices.Contains(parts.Markers, want) {
			t.Errorf("%q is no marker", want)
		}
	}
	b.reported()
	if err := b.EraseRows(t.Context(), cuedrop.EraseOrder{ErasureTarget: target, At: noon, Markers: parts.Markers}); err != nil {
		t.Fatal(err)
	}
	if facts := b.reported(); len(facts) != 2 {
		t.Errorf("reported %+v", facts)
	}
	if err := b.Compact(t.Context()); err != nil {
		t.Fatal(err)
	}
	for _, text := range []string{"to be forgotten", "forgotten.mp4", string(gone.ID), string(ana.ID)} {
		if found := b.holds(text); len(found) > 0 {
			t.Errorf("%q is still in %v", text, found)
		}
	}
	if found := b.holds("a caption that is kept"); len(found) == 0 {
		t.Error("the other account's caption is gone")
	}
	if _, err := b.Post(t.Context(), stays.ID); err != nil {
		t.Error(err)
	}
	// A request that was out meanwhile does not name them again.
	if err := b.RecordRequests(t.Context(), []cuedrop.Request{{At: noon, Purpose: "upload", Account: ana.ID, Post: gone.ID}}); err != nil {
		t.Fatal(err)
	}
	if late := must[[]cuedrop.LedgerRow](t)(b.Ledger(t.Context(), cuedrop.LedgerFilter{Purpose: "upload", Limit: 9})); len(late) != 1 || late[0].Account != "" || late[0].Post != "" {
		t.Errorf("late lines %+v", late)
	}
	open := must[*cuedrop.OpenErasure](t)(b.Erasing(t.Context()))
	if open == nil || open.Scope != cuedrop.ScopeAccount || len(open.Markers) != len(parts.Markers) {
		t.Errorf("the open erasure is %+v", open)
	}
	// One erasure at a time.
	err := b.EraseRows(t.Context(), cuedrop.EraseOrder{ErasureTarget: cuedrop.ErasureTarget{Scope: cuedrop.ScopeAll}, At: noon})
	wantFault(t, err, fault.Conflict, "privacy.erasing")
	if err := b.FinishErasure(t.Context(), cuedrop.DataRequest{At: noon, Kind: "erasure", Scope: "account", Outcome: "done"}); err != nil {
		t.Fatal(err)
	}
	if log := must[[]cuedrop.DataRequest](t)(b.DataRequests(t.Context(), 9)); len(log) != 1 || log[0].Outcome != "done" {
		t.Errorf("log %+v", log)
	}
	b.apply(cuedrop.UnscheduleChange(must[cuedrop.Post](t)(b.Post(t.Context(), stays.ID)), noon))
	if err := b.VerifyJournal(t.Context()); err != nil {
		t.Error(err)
	}
}

// TestEverythingIsErased leaves the database usable and the chain whole.
func TestEverythingIsErased(t *testing.T) {
	t.Parallel()
	b := setup(t)
	ana := b.account("open-id-of-ana")
	p := b.postOf(ana, "a caption of everything", "everything.mp4")
	if err := b.SetSetting(t.Context(), "notify.on", "a value of everything"); err != nil {
		t.Fatal(err)
	}
	owed := []cuedrop.Revocation{{ID: "r", Tokens: tokens("ana"), QueuedAt: noon}}
	if err := b.EraseRows(t.Context(), cuedrop.EraseOrder{ErasureTarget: cuedrop.ErasureTarget{Scope: cuedrop.ScopeAll}, At: noon, Owed: owed}); err != nil {
		t.Fatal(err)
	}
	if err := b.Compact(t.Context()); err != nil {
		t.Fatal(err)
	}
	for _, text := range []string{"of everything", "everything.mp4", string(p.ID), string(ana.ID)} {
		if found := b.holds(text); len(found) > 0 {
			t.Errorf("%q is still in %v", text, found)
		}
	}
	if left := must[[]cuedrop.Revocation](t)(b.Revocations(t.Context(), noon)); len(left) != 1 || left[0].Tokens.Access != "act.ana" {
		t.Errorf("owed %+v", left)
	}
	if err := b.VerifyJournal(t.Context()); err != nil {
		t.Error(err)
	}
	b.scheduled(noon)
	if err := b.VerifyJournal(t.Context()); err != nil {
		t.Error(err)
	}
	if err := b.VerifyJournalEnd(t.Context(), 1); err != nil {
		t.Error(err)
	}
	// What was cut away by another program still shows.
	if err := b.exec(`DROP TRIGGER attempt_event_no_delete; DELETE FROM attempt_event`); err != nil {
		t.Fatal(err)
	}
	wantFault(t, b.VerifyJournal(t.Context()), fault.Internal, "store.journal_broken")
}

// TestTheDatabaseIsWrittenAnew and not only overwritten: no page of before is left in it.
func TestTheDatabaseIsWrittenAnew(t *testing.T) {
	t.Parallel()
	b := setup(t)
	free := func() (n int) {
		t.Helper()
		if err := b.raw().QueryRowContext(t.Context(), `PRAGMA freelist_count`).Scan(&n); err != nil {
			t.Fatal(err)
		}
		return n
	}
	for _, value := range []string{strings.Repeat("x", 1<<20), ""} {
		if err := b.SetSetting(t.Context(), "notify.large", value); err != nil {
			t.Fatal(err)
		}
	}
	if n := free(); n < 100 {
		t.Fatalf("%d free pages to begin with", n)
	}
	if err := b.Compact(t.Context()); err != nil {
		t.Fatal(err)
	}
	if n := free(); n != 0 {
		t.Errorf("%d free pages", n)
	}
}

// TestWhatIsOnItsWayIsNotErased, and of what nobody can know only on the user's word.
func TestWhatIsOnItsWayIsNotErased(t *testing.T) {
	t.Parallel()
	b := setup(t)
	p, a := b.uploading("v_pub_1")
	order := cuedrop.EraseOrder{ErasureTarget: cuedrop.ErasureTarget{Scope: cuedrop.ScopePost, ID: string(p.ID)}, At: noon, Unsettled: true}
	wantFault(t, b.EraseRows(t.Context(), order), fault.Conflict, "privacy.in_flight")
	b.apply(cuedrop.BeginFinishChange(p, a, noon))
	order.Unsettled = false
	wantFault(t, b.EraseRows(t.Context(), order), fault.Conflict, "privacy.unsettled")
	order.Unsettled = true
	if err := b.EraseRows(t.Context(), order); err != nil {
		t.Fatal(err)
	}
	_, err := b.Post(t.Context(), p.ID)
	wantFault(t, err, fault.NotFound, "post.not_found")
}

// TestTheJournalIsStillAppendOnly but for what erasing does.
func TestTheJournalIsStillAppendOnly(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.scheduled(noon)
	for _, query := range []string{
		`UPDATE attempt_event SET detail = '{"a":1}'`,
		`UPDATE attempt_event SET transition = 'erased'`,
		`UPDATE attempt_event SET hash = 'x', transition = 'erased', at = 0, post_id = '', attempt_id = '', from_state = '', to_state = '', detail = '{}'`,
		`DELETE FROM attempt_event`,
	} {
		if err := b.exec(query); err == nil {
			t.Errorf("%s: no error", query)
		}
	}
	if err := b.exec(`UPDATE attempt_event SET transition = 'erased', at = 0, post_id = '', attempt_id = '', from_state = '', to_state = '', detail = '{}'`); err != nil {
		t.Error(err)
	}
	if err := b.exec(`DELETE FROM attempt_event`); err == nil {
		t.Error("an erased line went without an anchor")
	}
	if err := b.VerifyJournal(t.Context()); err != nil {
		t.Error(err)
	}
}

// TestHeldAccounts: one, or all.
func TestHeldAccounts(t *testing.T) {
	t.Parallel()
	b := setup(t)
	a := b.account("a")
	for _, id := range []cuedrop.AccountID{a.ID, ""} {
		if err := b.SetPaused(t.Context(), id, noon); err != nil {
			t.Fatal(err)
		}
		if held := must[bool](t)(b.Held(t.Context(), a.ID)); !held {
			t.Errorf("%q does not hold", id)
		}
		all, some, err := b.Paused(t.Context())
		if err != nil || all != (id == "") || (len(some) == 1) != (id != "") {
			t.Errorf("paused %t %v, %v", all, some, err)
		}
		if err := b.SetPaused(t.Context(), id, time.Time{}); err != nil {
			t.Fatal(err)
		}
		if held := must[bool](t)(b.Held(t.Context(), a.ID)); held {
			t.Errorf("%q still holds", id)
		}
	}
	wantFault(t, b.SetPaused(t.Context(), "acct_none", noon), fault.NotFound, "account.not_found")
}
