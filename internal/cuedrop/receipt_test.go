package cuedrop_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"cuedrop/internal/cuedrop"
)

var receiptNoon = time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)

// receiptParts are those of a post that went out at the second try.
func receiptParts() cuedrop.ReceiptParts {
	s, _ := cuedrop.ScheduleAt(receiptNoon, "Europe/Madrid")
	ten := cuedrop.ChunkPlan{Size: 10, ChunkSize: 10, Count: 1}
	line := func(seq int64, t cuedrop.Transition, from, to cuedrop.State) cuedrop.AttemptEvent {
		return cuedrop.AttemptEvent{Seq: seq, At: receiptNoon, Transition: t, From: from, To: to, Detail: "{}"}
	}
	return cuedrop.ReceiptParts{
		Post: cuedrop.Post{
			ID: "post_1", State: cuedrop.Published, AccountID: "acct_1", MediaID: "clip_1", Mode: cuedrop.ModeDirect, Schedule: s,
			Settings: cuedrop.Settings{Caption: "hello"}, Consent: &cuedrop.Consent{At: receiptNoon, TextVersion: "music-1"},
			Rendition: &cuedrop.Rendition{Path: "/ws/renditions/x.mp4", Route: cuedrop.RouteRemux, Size: 10, SHA256: "bb", DurationMs: 9500},
			PostIDs:   []string{"7512345678901234567"}, PublishedAt: receiptNoon.Add(time.Minute),
		},
		Media: cuedrop.Media{
			Name: "a.mp4", Path: "/home/ana/a.mp4", Size: 12, SHA256: "aa",
			Check: cuedrop.Check{Route: cuedrop.RouteRemux, Info: cuedrop.MediaInfo{DurationMs: 9000}},
		},
		Account: &cuedrop.Account{ID: "acct_1", Nickname: "Ana", Username: "ana", OpenID: "open"},
		Attempts: []cuedrop.Attempt{
			{Number: 2, State: cuedrop.AttemptPublished, PublishID: "p2", Plan: ten, SHA256: "bb", Acked: 10, StartedAt: receiptNoon.Add(5 * time.Second), EndedAt: receiptNoon.Add(time.Minute), UploadURL: "https://upload/secret"},
			{Number: 1, State: cuedrop.AttemptAbandoned, PublishID: "p1", Plan: ten, SHA256: "bb", StartedAt: receiptNoon, EndedAt: receiptNoon.Add(4 * time.Second)},
		},
		Journal: []cuedrop.AttemptEvent{
			line(9, cuedrop.TransPublish, cuedrop.Confirming, cuedrop.Published),
			line(3, cuedrop.TransSchedule, cuedrop.Draft, cuedrop.Scheduled),
		},
	}
}

func TestAReceiptSaysWhatWentOut(t *testing.T) {
	t.Parallel()
	parts := receiptParts()
	r := cuedrop.NewReceipt(parts)
	wantClip := cuedrop.ReceiptClip{
		Name: "a.mp4", SHA256: "bb", Size: 10, Duration: 9500 * time.Millisecond, Route: cuedrop.RouteRemux, OriginalSHA256: "aa", Sent: true,
	}
	if diff := cmp.Diff(wantClip, r.Clip); diff != "" {
		t.Errorf("clip (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(cuedrop.ReceiptAccount{ID: "acct_1", Nickname: "Ana", Username: "ana", Connected: true}, r.Account); diff != "" {
		t.Errorf("account (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{"p1", "p2"}, r.PublishIDs); diff != "" {
		t.Errorf("publish ids (-want +got):\n%s", diff)
	}
	if !r.StartedAt.Equal(receiptNoon) || !r.FinishedAt.Equal(receiptNoon.Add(time.Minute)) || r.Result != cuedrop.ResultPublished || !r.Intact {
		t.Errorf("started %v, finished %v, result %s, intact %t", r.StartedAt, r.FinishedAt, r.Result, r.Intact)
	}
	if r.Journal[0].Seq != 3 || r.Attempts[0].Number != 1 || parts.Attempts[0].Number != 2 || parts.Attempts[0].UploadURL == "" {
		t.Error("the lines are not in order, or the parts were changed")
	}
	if r.Attempts[1].UploadURL != "" {
		t.Error("the receipt holds an upload address")
	}
	if r.Link != "https://www.tiktok.com/@ana/video/7512345678901234567" || r.Day() != "2026-11-24" {
		t.Errorf("link %s, day %s", r.Link, r.Day())
	}
}

func TestAReceiptTellsNoMoreThanIsKnown(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name   string
		change func(*cuedrop.ReceiptParts)
		got    func(cuedrop.Receipt) any
		want   any
	}{
		{"prepared anew since: how it was made is not known", func(p *cuedrop.ReceiptParts) { p.Post.Rendition.SHA256 = "cc" }, func(r cuedrop.Receipt) any { return string(r.Clip.Route) + r.Clip.SHA256 }, "bb"},
		{"nothing tried: what was prepared", func(p *cuedrop.ReceiptParts) { p.Attempts = nil }, func(r cuedrop.Receipt) any { return r.Clip.Sent || r.Clip.SHA256 != "bb" }, false},
		{"nothing prepared: the user's file", func(p *cuedrop.ReceiptParts) { p.Attempts, p.Post.Rendition = nil, nil }, func(r cuedrop.Receipt) any { return r.Clip.SHA256 }, "aa"},
		{"an attempt before its first byte", func(p *cuedrop.ReceiptParts) { p.Attempts = p.Attempts[1:] }, func(r cuedrop.Receipt) any { return r.Clip.Sent }, false},
		{"a live attempt has no end", func(p *cuedrop.ReceiptParts) { p.Attempts[0].EndedAt = time.Time{} }, func(r cuedrop.Receipt) any { return r.FinishedAt.IsZero() }, true},
		{"an account that is gone", func(p *cuedrop.ReceiptParts) { p.Account = nil }, func(r cuedrop.Receipt) any { return r.Account }, cuedrop.ReceiptAccount{ID: "acct_1"}},
		{"no link without a name", func(p *cuedrop.ReceiptParts) { p.Account = nil }, func(r cuedrop.Receipt) any { return r.Link }, ""},
		{"no link in practice", func(p *cuedrop.ReceiptParts) { p.Practice = true }, func(r cuedrop.Receipt) any { return r.Link }, ""},
		{"TikTok's own link", func(p *cuedrop.ReceiptParts) { p.Post.Link = "https://vm.tiktok.com/x" }, func(r cuedrop.Receipt) any { return r.Link }, "https://vm.tiktok.com/x"},
		{"no foreign link", func(p *cuedrop.ReceiptParts) { p.Post.Link, p.Account = "https://tiktok.com.evil.example/x", nil }, func(r cuedrop.Receipt) any { return r.Link }, ""},
		{"no script for a link", func(p *cuedrop.ReceiptParts) { p.Post.Link, p.Account = "javascript:alert(1)", nil }, func(r cuedrop.Receipt) any { return r.Link }, ""},
		{"no user in a link", func(p *cuedrop.ReceiptParts) { p.Post.Link, p.Account = "https://tiktok.com@www.tiktok.com/x", nil }, func(r cuedrop.Receipt) any { return r.Link }, ""},
		{"consent that was given", func(*cuedrop.ReceiptParts) {}, func(r cuedrop.Receipt) any { return r.ConsentWithdrawn() }, false},
		{"consent for other words", func(p *cuedrop.ReceiptParts) { p.Post.Consent = nil }, func(r cuedrop.Receipt) any { return r.ConsentWithdrawn() }, true},
		{"consent never given", func(p *cuedrop.ReceiptParts) { p.Post.Consent, p.Journal = nil, nil }, func(r cuedrop.Receipt) any { return r.ConsentWithdrawn() }, false},
		{"a broken journal", func(p *cuedrop.ReceiptParts) { p.BrokenLine = 7 }, func(r cuedrop.Receipt) any { return r.Intact }, false},
		{"the day in the post's own zone", func(p *cuedrop.ReceiptParts) { p.Post.PublishedAt = receiptNoon.Add(11*time.Hour + 30*time.Minute) }, func(r cuedrop.Receipt) any { return r.Day() }, "2026-11-25"},
		{"a draft has no day", func(p *cuedrop.ReceiptParts) { p.Post = cuedrop.Post{State: cuedrop.Draft} }, func(r cuedrop.Receipt) any { return r.Day() }, ""},
	}
	for _, tt := range tests {
		parts := receiptParts()
		tt.change(&parts)
		if diff := cmp.Diff(tt.want, tt.got(cuedrop.NewReceipt(parts))); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tt.name, diff)
		}
	}
}

func TestEveryStateHasAResult(t *testing.T) {
	t.Parallel()
	want := map[cuedrop.State]cuedrop.Result{
		cuedrop.Draft: "pending", cuedrop.Scheduled: "pending", cuedrop.Due: "under_way", cuedrop.Prepared: "under_way",
		cuedrop.InitSent: "under_way", cuedrop.Uploading: "under_way", cuedrop.Finishing: "with_tiktok", cuedrop.Confirming: "with_tiktok",
		cuedrop.Published: "published", cuedrop.InInbox: "in_inbox", cuedrop.Blocked: "stopped", cuedrop.Missed: "stopped",
		cuedrop.Failed: "stopped", cuedrop.Canceled: "canceled", cuedrop.Uncertain: "uncertain",
	}
	got := map[cuedrop.State]cuedrop.Result{}
	for _, s := range cuedrop.States {
		got[s] = cuedrop.NewReceipt(cuedrop.ReceiptParts{Post: cuedrop.Post{State: s}}).Result
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("results (-want +got):\n%s", diff)
	}
}

// TestTheUsersWordIsNotTikToks: a receipt tells who said that a post is out.
func TestTheUsersWordIsNotTikToks(t *testing.T) {
	t.Parallel()
	parts := receiptParts()
	parts.Journal[0].Transition = cuedrop.TransResolvePublished
	if r := cuedrop.NewReceipt(parts); r.Result != cuedrop.ResultConfirmed {
		t.Errorf("result %s", r.Result)
	}
}

// TestAReceiptHoldsNoPath: it is for people outside.
func TestAReceiptHoldsNoPath(t *testing.T) {
	t.Parallel()
	if text := cmp.Diff(cuedrop.Receipt{}, cuedrop.NewReceipt(receiptParts())); strings.Contains(text, "/home/ana") || strings.Contains(text, "/ws/") || strings.Contains(text, `"open"`) {
		t.Errorf("receipt %s", text)
	}
}
