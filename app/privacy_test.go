package app

import (
	"context"
	"encoding/json"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"cuedrop/internal/clock"
	"cuedrop/internal/cuedrop"
	"cuedrop/internal/event"
	"cuedrop/internal/fault"
	"cuedrop/internal/privacy"
)

// withPrivacy gives a bundle the privacy part on its store, as engine wires it.
func withPrivacy(t *testing.T) *bundle {
	t.Helper()
	b := setup(t)
	s := b.store
	b.deps().Privacy = privacy.New(privacy.Config{
		Holdings: s, Ledger: s, Journal: s, Shower: s, Pauser: s, Settings: s, Expirer: s, Eraser: s, Accounts: s, SignIns: b.deps().Accounts, Posts: b.deps().Queue,
		Clock: clock.System{}, Dir: filepath.Join(b.dir, "workspace"), Workspace: "default", Flush: func() {}, Changed: func() {},
		Interrupt: func(context.Context, cuedrop.AccountID) {}, Lock: func() (func(), bool) { return func() {}, true }, Alone: func(context.Context) error { return nil },
	})
	return b
}

// TestPrivacyThroughTheWindow makes the calls of the privacy screen: nothing that crosses
// is null, a secret or a path.
func TestPrivacyThroughTheWindow(t *testing.T) {
	t.Parallel()
	b := withPrivacy(t)
	id := b.draft()
	if _, err := (&Posts{b.App}).Save(id, PostInput{AccountID: string(b.account.ID), Mode: "direct", Caption: "hello", Privacy: "SELF_ONLY"}); err != nil {
		t.Fatal(err)
	}
	if err := b.store.RecordRequests(t.Context(), []cuedrop.Request{{At: time.Now(), Purpose: "init", Host: "open.tiktokapis.com", Account: b.account.ID, Post: cuedrop.PostID(id)}}); err != nil {
		t.Fatal(err)
	}
	p := &Privacy{b.App}
	inventory, err := p.Inventory()
	if err != nil || len(inventory.Categories) != 9 || inventory.Categories[3].ID != "content" || inventory.Categories[3].Count != 1 || len(inventory.Categories[3].Accounts) != 1 {
		t.Fatalf("Inventory = %+v, %v", inventory, err)
	}
	shown, err := p.Show("content", string(b.account.ID))
	if err != nil || len(shown) != 1 || shown[0].PostID != id || shown[0].Title != "hello" {
		t.Errorf("Show = %+v, %v", shown, err)
	}
	for range 2 { // the page asks again and again; the log says it once
		if _, err := p.Show("content", ""); err != nil {
			t.Error(err)
		}
		if _, err := p.Inventory(); err != nil {
			t.Error(err)
		}
	}
	page, err := p.Requests(RequestFilter{Text: "tiktokapis", From: "2020-01-01T00:00:00Z"})
	if err != nil || len(page.Rows) != 1 || page.Rows[0].Data != "caption" || page.Rows[0].PostID != id || page.Count != 1 || len(page.Hosts) != 1 {
		t.Errorf("Requests = %+v, %v", page, err)
	}
	if _, err := p.Requests(RequestFilter{From: "yesterday"}); !fault.Is(err, fault.Invalid) {
		t.Errorf("a time that is none: %v", err)
	}
	rules, err := p.Retention()
	if err != nil || len(rules) != 9 {
		t.Errorf("Retention = %+v, %v", rules, err)
	}
	if err := p.SetRetention("ledger", 30); err != nil {
		t.Error(err)
	}
	report, err := p.RunRetention()
	if err != nil || report.At == "" {
		t.Errorf("RunRetention = %+v, %v", report, err)
	}
	if err := p.SetPaused(string(b.account.ID), true); err != nil {
		t.Error(err)
	}
	pauses, err := p.Paused()
	if err != nil || pauses.All || len(pauses.AccountIDs) != 1 {
		t.Errorf("Paused = %+v, %v", pauses, err)
	}
	plan, err := p.ErasePlan("account", string(b.account.ID))
	if err != nil || plan.Confirm != "ana" || len(plan.Goes) == 0 || len(plan.Beyond) == 0 {
		t.Errorf("ErasePlan = %+v, %v", plan, err)
	}
	if _, err := p.Erase("account", string(b.account.ID), "somebody", false); fault.ReasonOf(err) != "privacy.confirm" {
		t.Errorf("Erase = %v", err)
	}
	if _, err := p.ErasePlan("nonsense", ""); !fault.Is(err, fault.Invalid) {
		t.Errorf("a scope that is none: %v", err)
	}
	erased, err := p.Erase("account", string(b.account.ID), "ana", false)
	if err != nil || erased.RemainingBytes != 0 || len(erased.Where) != 0 || erased.Scope != "account" {
		t.Errorf("Erase = %+v, %v", erased, err)
	}
	log, err := p.RequestLog()
	if err != nil || len(log) != 4 || log[0].Kind != "erasure" || log[2].Kind != "access" || log[3].Kind != "access" || log[3].Scope != "all" {
		t.Errorf("RequestLog = %+v, %v", log, err)
	}
	for _, v := range []any{inventory, shown, page, rules, report, pauses, plan, erased, log} {
		raw, err := json.Marshal(v)
		if err != nil || strings.Contains(string(raw), "null") || strings.Contains(string(raw), b.dir) || strings.Contains(string(raw), "-secret") {
			t.Errorf("%s, %v", raw, err)
		}
	}
}

// TestRequestsAreHeardOf as they are stored.
func TestRequestsAreHeardOf(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.emit.fact(b.shownSession(), event.RequestSent{Row: cuedrop.LedgerRow{ID: 7, Request: cuedrop.Request{At: time.Unix(0, 0), Purpose: "upload", Host: "h", BytesOut: 9}}})
	heard := b.heard()
	if len(heard) != 1 || heard[0].Name != EventRequestSent || heard[0].Payload.(RequestRow).ID != 7 || heard[0].Payload.(RequestRow).Data != "video" {
		t.Errorf("heard %+v", heard)
	}
}
