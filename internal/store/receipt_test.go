package store_test

import (
	"context"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"cuedrop/internal/cuedrop"
	"cuedrop/internal/fault"
	"cuedrop/internal/store"
)

// published stores a post of an account that went out at.
func (b *bundle) published(account cuedrop.AccountID, publishID string, at time.Time) cuedrop.Post {
	b.t.Helper()
	p := b.draft()
	p.AccountID = account
	p = must[cuedrop.Post](b.t)(b.SavePost(b.t.Context(), p, at))
	s := must[cuedrop.Schedule](b.t)(cuedrop.ScheduleAt(at, "Europe/Madrid"))
	p = b.apply(cuedrop.ScheduleChange(p, s, consent, at))
	p = b.apply(cuedrop.BeginChange(p, at))
	p = b.apply(cuedrop.PrepareChange(p, cuedrop.Rendition{Path: "/clips/a.mp4", Route: cuedrop.RouteCopy, Size: 100, SHA256: "ab"}, at))
	p = b.apply(cuedrop.StartAttemptChange(p, cuedrop.Attempt{ID: cuedrop.NewAttemptID(), Plan: plan, SHA256: "ab"}, at))
	a := b.live(p)
	p = b.apply(cuedrop.AcceptInitChange(p, a, cuedrop.InitResult{PublishID: publishID, UploadURL: "https://upload.example/x"}, at))
	p = b.apply(cuedrop.BeginFinishChange(p, a, at))
	p = b.apply(cuedrop.FinishUploadChange(p, a, at))
	return b.apply(cuedrop.PublishChange(p, &a, []string{"7512345678901234567"}, at))
}

func TestAReceiptHoldsWhatTheRowsSay(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.initSent() // another post, whose lines lie before
	account := b.account("open-1")
	p := b.published(account.ID, "pub-1", noon)
	parts := must[cuedrop.ReceiptParts](t)(b.ReceiptParts(t.Context(), p.ID))
	want := cuedrop.ReceiptParts{
		Post: p, Media: must[cuedrop.Media](t)(b.Media(t.Context(), p.MediaID)), Account: parts.Account,
		Attempts: must[[]cuedrop.Attempt](t)(b.Attempts(t.Context(), p.ID)),
		Journal:  must[[]cuedrop.AttemptEvent](t)(b.Events(t.Context(), p.ID)),
	}
	if diff := cmp.Diff(want, parts); diff != "" {
		t.Errorf("parts (-want +got):\n%s", diff)
	}
	if a := parts.Account; a == nil || a.Username != "ana" || a.Nickname != "Ana" {
		t.Errorf("account %+v", a)
	}
	if len(parts.Attempts) != 1 || len(parts.Journal) != 8 || parts.Journal[0].Seq != 5 {
		t.Errorf("%d attempts, journal %+v", len(parts.Attempts), parts.Journal)
	}
	_, err := b.ReceiptParts(t.Context(), "post_none")
	wantFault(t, err, fault.NotFound, "post.not_found")
}

// TestTheReceiptOfAPostOffTheLists: the record of what went out outlives the row in
// the list and the account.
func TestTheReceiptOfAPostOffTheLists(t *testing.T) {
	t.Parallel()
	b := setup(t)
	account := b.account("open-1")
	p := b.published(account.ID, "pub-1", noon)
	if err := b.RemovePost(t.Context(), p.ID, noon.Add(time.Hour)); err != nil {
		t.Fatal(err)
	}
	if err := b.RemoveAccount(t.Context(), account.ID, nil); err != nil {
		t.Fatal(err)
	}
	parts := must[cuedrop.ReceiptParts](t)(b.ReceiptParts(t.Context(), p.ID))
	if !parts.RemovedAt.Equal(noon.Add(time.Hour)) || parts.Account != nil || len(parts.Journal) != 8 {
		t.Errorf("removed %v, account %v, %d lines", parts.RemovedAt, parts.Account, len(parts.Journal))
	}
}

func TestReceiptsOfATimeAndAnAccount(t *testing.T) {
	t.Parallel()
	b := setup(t)
	ana, ben := b.account("open-1"), b.account("open-2")
	day := func(n int) time.Time { return noon.AddDate(0, 0, n) }
	first := b.published(ana.ID, "pub-1", day(0))
	second := b.published(ana.ID, "pub-2", day(2))
	other := b.published(ben.ID, "pub-3", day(1))
	b.draft()
	waits := b.scheduled(day(5)) // has no account yet, and a time
	get := func(a cuedrop.AccountID, from, until time.Time) (ids []cuedrop.PostID) {
		for _, p := range must[[]cuedrop.ReceiptParts](t)(b.ReceiptPartsBetween(t.Context(), a, from, until)) {
			ids = append(ids, p.Post.ID)
		}
		return ids
	}
	tests := []struct {
		name        string
		account     cuedrop.AccountID
		from, until time.Time
		want        []cuedrop.PostID
	}{
		{"all accounts", "", day(-1), day(3), []cuedrop.PostID{first.ID, other.ID, second.ID}},
		{"one account", ana.ID, day(-1), day(3), []cuedrop.PostID{first.ID, second.ID}},
		{"the first instant counts, the last does not", ana.ID, day(0), day(2), []cuedrop.PostID{first.ID}},
		{"what has a time only", "", day(4), day(6), []cuedrop.PostID{waits.ID}},
		{"nothing", ben.ID, day(2), day(3), nil},
	}
	for _, tt := range tests {
		if diff := cmp.Diff(tt.want, get(tt.account, tt.from, tt.until)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tt.name, diff)
		}
	}
}

func TestAReceiptNamesTheLineThatDoesNotFit(t *testing.T) {
	t.Parallel()
	b := setup(t)
	p := b.published(b.account("open-1").ID, "pub-1", noon)
	const query = `DROP TRIGGER attempt_event_no_update; UPDATE attempt_event SET detail = '{"acked":9}' WHERE seq = 4`
	if err := b.exec(query); err != nil {
		t.Fatal(err)
	}
	parts := must[cuedrop.ReceiptParts](t)(b.ReceiptParts(t.Context(), p.ID))
	if r := cuedrop.NewReceipt(parts); r.Intact || r.BrokenLine != 4 {
		t.Errorf("intact %t, broken line %d, want line 4", r.Intact, r.BrokenLine)
	}
}

// TestTheEndOfTheJournalIsVerifiedQuickly: what was changed among the newest lines,
// and what is missing anywhere, is found without recomputing the rest.
func TestTheEndOfTheJournalIsVerifiedQuickly(t *testing.T) {
	t.Parallel()
	const drop = `DROP TRIGGER attempt_event_no_update; DROP TRIGGER attempt_event_no_delete; `
	tests := []struct {
		name, query string
		lines       int64
		broken      bool
	}{
		{"whole", ``, 2, false},
		{"more lines than there are", ``, 99, false},
		{"no line", ``, 0, false},
		{"a new line changed", `UPDATE attempt_event SET detail = '{}' WHERE seq = 5`, 2, true},
		{"an old line changed", `UPDATE attempt_event SET detail = '{"x":1}' WHERE seq = 1`, 2, false},
		{"an old line changed, all looked at", `UPDATE attempt_event SET detail = '{"x":1}' WHERE seq = 1`, 5, true},
		{"an old line taken out", `DELETE FROM attempt_event WHERE seq = 2`, 2, true},
		{"the last line cut off", `DELETE FROM attempt_event WHERE seq = 5`, 2, true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			b := setup(t)
			b.uploading("pub-1") // five lines
			if tt.query != "" {
				if err := b.exec(drop + tt.query); err != nil {
					t.Fatal(err)
				}
			}
			err := b.VerifyJournalEnd(t.Context(), tt.lines)
			if !tt.broken {
				if err != nil {
					t.Error(err)
				}
				return
			}
			wantFault(t, err, fault.Internal, "store.journal_broken")
		})
	}
}

// TestAReceiptNeedsNoKey: somebody whose keyring is locked can still show what went
// out.
func TestAReceiptNeedsNoKey(t *testing.T) {
	t.Parallel()
	b := setup(t)
	p := b.published(b.account("open-1").ID, "pub-1", noon)
	if err := b.Close(); err != nil {
		t.Fatal(err)
	}
	opts := b.options()
	opts.Sealer = func(string) store.Sealer { return lockedSealer{t} }
	locked, err := store.Open(t.Context(), opts)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = locked.Close() }()
	if _, err := locked.ReceiptParts(t.Context(), p.ID); err != nil {
		t.Error(err)
	}
}

type lockedSealer struct{ t *testing.T }

func (s lockedSealer) Seal(context.Context, []byte, string) ([]byte, error) {
	s.t.Error("sealed something")
	return nil, fault.New(fault.Unavailable, "secret.locked", "Locked.")
}

func (s lockedSealer) Unseal(context.Context, []byte, string) ([]byte, error) {
	s.t.Error("unsealed something")
	return nil, fault.New(fault.Unavailable, "secret.locked", "Locked.")
}
