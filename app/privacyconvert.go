package app

import (
	"cuedrop/internal/cuedrop"
	"cuedrop/internal/privacy"
)

func toInventory(inv privacy.Inventory) Inventory {
	out := Inventory{MadeAt: stamp(inv.MadeAt), Categories: []StoredCategory{}}
	for _, c := range inv.Categories {
		one := StoredCategory{
			ID: string(c.ID), Count: c.Count, Bytes: c.Bytes, RetentionDays: c.Days, Leaves: string(c.Leaves),
			Accounts: []StoredAccount{}, Parts: []StoredPart{},
		}
		for _, a := range c.Accounts {
			one.Accounts = append(one.Accounts, StoredAccount{string(a.Account), a.Count, a.Bytes})
		}
		for _, p := range c.Parts {
			one.Parts = append(one.Parts, StoredPart(p))
		}
		out.Categories = append(out.Categories, one)
	}
	return out
}

func toRequestPage(p privacy.RequestPage) RequestPage {
	out := RequestPage{
		Rows: []RequestRow{}, More: p.More, Count: p.Totals.Count, BytesOut: p.Totals.BytesOut, BytesIn: p.Totals.BytesIn,
		Hosts: append([]string{}, p.Totals.Hosts...), Features: append([]string{}, p.Totals.Purposes...),
	}
	for _, r := range p.Rows {
		out.Rows = append(out.Rows, toRequestRow(r))
	}
	return out
}

func toRequestRow(r cuedrop.LedgerRow) RequestRow {
	return RequestRow{
		ID: r.ID, At: stamp(r.At), Feature: r.Purpose, Method: r.Method, Host: r.Host, Path: r.Path, Data: privacy.DataIn(r.Purpose),
		BytesOut: r.BytesOut, BytesIn: r.BytesIn, Status: r.Status, ElapsedMs: r.Elapsed.Milliseconds(), Outcome: r.Outcome,
		AccountID: string(r.Account), PostID: string(r.Post),
	}
}

func toCounts(all []privacy.Count) []CategoryCount {
	out := []CategoryCount{}
	for _, c := range all {
		out = append(out, CategoryCount{string(c.Category), c.Count})
	}
	return out
}

func toErasePlan(p privacy.Plan) ErasePlan {
	return ErasePlan{
		Scope: string(p.Scope), ID: p.ID, Confirm: p.Confirm, Goes: toCounts(p.Goes), Stays: append([]string{}, p.Stays...),
		Beyond: append([]string{}, p.Beyond...), InFlight: idWords(p.InFlight), Unsettled: idWords(p.Unsettled),
	}
}

func toEraseReport(r privacy.EraseReport) EraseReport {
	return EraseReport{
		Scope: string(r.Scope), Gone: toCounts(r.Gone), Files: r.Files, ScannedBytes: r.Scanned, RemainingBytes: r.Remaining,
		Where: append([]string{}, r.Where...), Searched: r.Searched,
		Revoked: r.Revoked, Queued: r.Queued, Beyond: append([]string{}, r.Beyond...), ElapsedMs: r.Elapsed.Milliseconds(),
	}
}

func toRetentionReport(r privacy.RetentionReport) RetentionReport {
	out := RetentionReport{At: stamp(r.At), Removed: []RetentionRemoved{}, ElapsedMs: r.Elapsed.Milliseconds()}
	for _, one := range r.Removed {
		out.Removed = append(out.Removed, RetentionRemoved{one.Rule, one.Count, one.Bytes})
	}
	return out
}

func idWords(all []cuedrop.PostID) []string {
	out := []string{}
	for _, id := range all {
		out = append(out, string(id))
	}
	return out
}
