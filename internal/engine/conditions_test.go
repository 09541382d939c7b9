package engine_test

import (
	"context"
	"database/sql"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"cuedrop/internal/clock"
	"cuedrop/internal/cuedrop"
	"cuedrop/internal/engine"
	"cuedrop/internal/event"
	"cuedrop/internal/health"
	"cuedrop/internal/queue"
	"cuedrop/internal/sandbox"
)

// condition returns the condition code, or one without a code.
func condition(e *engine.Engine, code string) health.Condition {
	for _, c := range e.Health.Conditions() {
		if c.Code == code {
			return c
		}
	}
	return health.Condition{}
}

// TestOfflineIsRaisedAndCleared pulls the cable of a real server and plugs it again.
func TestOfflineIsRaisedAndCleared(t *testing.T) {
	t.Parallel()
	w := setup(t, sandbox.Scenario{})
	c := newCable(t, w.sandbox.URL())
	cfg := w.config()
	cfg.TikTokURL = "http://" + c.addr
	e, err := engine.New(t.Context(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	defer e.Close()
	ask := func() error {
		_, err := e.Accounts.Creator(t.Context(), w.account, true)
		return err
	}
	if err := ask(); err != nil {
		t.Fatal(err)
	}
	c.pull()
	before := time.Now()
	for range 2 {
		if ask() == nil {
			t.Fatal("somebody answered over a cable that was pulled")
		}
	}
	got := condition(e, "offline")
	if got.Code == "" || got.Message == "" || got.Remedy == "" || got.Severity != health.Warning {
		t.Errorf("while the server is away: %+v", e.Health.Conditions())
	}
	if got.Since.Before(before.Add(-time.Second)) || got.Since.After(time.Now()) {
		t.Errorf("offline since %v, pulled at %v", got.Since, before)
	}
	c.plug()
	if err := ask(); err != nil {
		t.Fatal(err)
	}
	if got := condition(e, "offline"); got.Code != "" {
		t.Errorf("the first answer left %+v", got)
	}
}

// TestAQuotaThatIsUsedUpIsTold, by whoever learns of it first, and taken back when a
// place is free.
func TestAQuotaThatIsUsedUpIsTold(t *testing.T) {
	t.Parallel()
	w := setup(t, sandbox.Scenario{})
	cfg := w.config()
	now := clock.NewFixed(time.Now())
	cfg.Clock = now
	e, err := engine.New(t.Context(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	defer e.Close()
	code := "quota:" + string(w.account)
	if err := e.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	told := make(chan health.Condition, 1)
	defer e.Bus.Subscribe(func(f event.Fact) {
		c := condition(e, code)
		if _, ok := f.(event.HealthChanged); !ok || c.Code == "" {
			return
		}
		select {
		case told <- c:
		default:
		}
	})()
	if err := e.Store.RecordRefusal(t.Context(), w.account, cuedrop.QuotaPostsPerDay, now.Now()); err != nil {
		t.Fatal(err)
	}
	m := w.clip(e, 10)
	// Any change of a post of the account makes the engine look.
	if _, err := e.Queue.Create(t.Context(), queue.Draft{MediaID: m.ID, AccountID: w.account, Mode: cuedrop.ModeDirect}); err != nil {
		t.Fatal(err)
	}
	select {
	case c := <-told:
		if c.Code != code || !strings.HasPrefix(c.Message, "@creator.0 ") || !strings.Contains(c.Remedy, "free on") {
			t.Errorf("told %+v", c)
		}
	case <-time.After(20 * time.Second):
		t.Fatal("nobody told of the quota")
	}
	now.Advance(2 * time.Hour)
	shown, err := e.Examine(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range shown {
		if s.Code == code {
			t.Errorf("still told: %+v", s)
		}
	}
}

// TestAKeyThatCantBeHadIsTold, and taken back as soon as it can.
func TestAKeyThatCantBeHadIsTold(t *testing.T) {
	t.Parallel()
	w := setup(t, sandbox.Scenario{})
	cfg := w.config()
	for _, tt := range []struct {
		name, passphrase string
		locked           bool
	}{{"a wrong passphrase", "not the passphrase", true}, {"none", "", true}, {"the right one", passphrase, false}} {
		cfg.Passphrase = cuedrop.Secret(tt.passphrase)
		e, err := engine.New(t.Context(), cfg)
		if err != nil {
			t.Fatal(err)
		}
		_, _ = e.Accounts.Accounts(t.Context()) // anything that needs the key
		got := condition(e, "keyring")
		if (got.Code != "") != tt.locked || tt.locked && (got.Severity != health.Error || got.Remedy == "") {
			t.Errorf("%s: %+v", tt.name, got)
		}
		shown, err := e.Examine(t.Context())
		if err != nil {
			t.Errorf("%s: %v", tt.name, err)
		}
		found := false
		for _, s := range shown {
			found = found || s.Code == "keyring"
		}
		if found != tt.locked {
			t.Errorf("%s: doctor sees %+v", tt.name, shown)
		}
		e.Close()
	}
}

// TestAChangedJournalIsToldAtStart.
func TestAChangedJournalIsToldAtStart(t *testing.T) {
	t.Parallel()
	w := setup(t, sandbox.Scenario{})
	e := w.open(nil)
	m := w.clip(e, 1000)
	id := w.due(e, m, "journal", cuedrop.ModeDirect)
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	if err := untilIdle(ctx, e); err != nil {
		t.Fatal(err)
	}
	if got := condition(e, "journal"); got.Code != "" {
		t.Errorf("an unbroken journal: %+v", got)
	}
	e.Close()
	db, err := sql.Open("sqlite", filepath.Join(e.Dir(), "cuedrop.db"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := db.ExecContext(ctx, `DROP TRIGGER attempt_event_no_update; UPDATE attempt_event SET detail = '{"init":7}' WHERE seq = 4`); err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	e = w.open(nil)
	defer e.Close()
	if err := untilIdle(ctx, e); err != nil {
		t.Fatal(err)
	}
	if got := condition(e, "journal"); got.Severity != health.Error || got.Message == "" || got.Remedy == "" {
		t.Errorf("a changed journal: %+v", e.Health.Conditions())
	}
	if r, err := e.Receipts.Receipt(ctx, id); err != nil || r.Intact || r.BrokenLine != 4 {
		t.Errorf("receipt: intact %t, line %d, %v", r.Intact, r.BrokenLine, err)
	}
}

// TestAReceiptOfAPostThatWentOut, read in a run of the program that talks to nobody:
// what went to a practice TikTok is told apart all the same.
func TestAReceiptOfAPostThatWentOut(t *testing.T) {
	t.Parallel()
	w := setup(t, sandbox.Scenario{})
	e := w.open(nil)
	m := w.clip(e, manyBytes)
	id := w.due(e, m, "receipt", cuedrop.ModeDirect)
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	if err := untilIdle(ctx, e); err != nil {
		t.Fatal(err)
	}
	e.Close()
	cfg := w.config()
	cfg.TikTokURL, cfg.Credentials = "", cuedrop.Credentials{}
	e, err := engine.New(ctx, cfg)
	if err != nil {
		t.Fatal(err)
	}
	defer e.Close()
	r, err := e.Receipts.Receipt(ctx, id)
	if err != nil {
		t.Fatal(err)
	}
	got := w.received("receipt")
	if len(got) != 1 || r.Clip.SHA256 != got[0].SHA256 || !r.Clip.Sent || r.Clip.Size != m.Size || len(r.PublishIDs) != 1 || r.PublishIDs[0] != got[0].PublishID {
		t.Errorf("the receipt says %+v of what TikTok's side received as %+v", r.Clip, got)
	}
	if !r.Practice || !r.Intact || r.Result != cuedrop.ResultPublished || r.Account.Username == "" || r.StartedAt.IsZero() || r.FinishedAt.Before(r.StartedAt) {
		t.Errorf("receipt %+v", r)
	}
	html, err := e.Receipts.HTML(ctx, id)
	if err != nil || !strings.Contains(string(html), r.Clip.SHA256) || !strings.Contains(string(html), "It is not on TikTok.") {
		t.Errorf("page: %v", err)
	}
}
