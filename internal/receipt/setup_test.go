package receipt_test

import (
	"bytes"
	"context"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"cuedrop/internal/cuedrop"
)

var update = flag.Bool("update", false, "write the golden files")

var noon = time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)

// at is so many seconds after noon.
func at(seconds float64) time.Time { return noon.Add(time.Duration(seconds * float64(time.Second))) }

const (
	sent     = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
	original = "60303ae22b998861bce3b28f33eec1be758a213c86c93c076dbe9f558c11c752"
)

// published are the parts of a post that went out at the second try.
func published() cuedrop.ReceiptParts {
	s, _, _ := cuedrop.NewSchedule("2026-11-24T13:00:00", "Europe/Madrid")
	plan := cuedrop.ChunkPlan{Size: 18_400_211, ChunkSize: 10_000_000, Count: 1}
	p := cuedrop.ReceiptParts{
		Post: cuedrop.Post{
			ID: "post_k3m5x8pq2r7t", State: cuedrop.Published, AccountID: "acct_1", MediaID: "clip_1", Mode: cuedrop.ModeDirect, Schedule: s,
			Settings: cuedrop.Settings{
				Caption: "Three ways to tie a scarf before it snows.\n\n#winter #howto", Privacy: cuedrop.PrivacyPublic,
				AllowComment: true, AllowStitch: true, YourBrand: true, CoverMs: 1500,
			},
			Consent:   &cuedrop.Consent{At: at(-86400), TextVersion: "music-1", Options: []cuedrop.Privacy{cuedrop.PrivacyPublic, cuedrop.PrivacySelf}},
			Rendition: &cuedrop.Rendition{Route: cuedrop.RouteRemux, Size: plan.Size, SHA256: sent, DurationMs: 21_300},
			PostIDs:   []string{"7512345678901234567"}, CreatedAt: at(-90000), PublishedAt: at(41.2),
		},
		Media:   cuedrop.Media{Name: "scarf-final-v3.mov", Path: "/home/ana/clips/scarf-final-v3.mov", Size: 18_401_000, SHA256: original},
		Account: &cuedrop.Account{ID: "acct_1", Nickname: "Ana Ribera Studio", Username: "ana.ribera"},
		Attempts: []cuedrop.Attempt{
			{
				ID: "try_1", Number: 1, State: cuedrop.AttemptAbandoned, Inits: 2, PublishID: "v_pub_file~v2-1.7512340000000000001", Plan: plan, SHA256: sent, Acked: 0, StartedAt: at(1), EndedAt: at(9),
				Failure: &cuedrop.Failure{Reason: "network.broken", Message: "The connection to TikTok broke off. Cuedrop tries again."},
			},
			{
				ID: "try_2", Number: 2, State: cuedrop.AttemptPublished, Inits: 1, PublishID: "v_pub_file~v2-1.7512340000000000002", Plan: plan, SHA256: sent, Acked: plan.Size,
				StartedAt: at(10), FinishingAt: at(20), EndedAt: at(41.2), UploadURL: "https://upload.example/secret",
			},
		},
	}
	p.Journal = journal(
		"schedule", "draft", "scheduled", `{"consent":"music-1","wall":"2026-11-24T13:00:00","zone":"Europe/Madrid"}`, -86400.0,
		"begin", "scheduled", "due", `{}`, 0.0,
		"prepare", "due", "prepared", `{"route":"remux","sha256":"`+sent+`","size":18400211}`, 0.8,
		"begin_init", "prepared", "init_sent", `{"init":1}`, 1.0,
		"begin_init", "init_sent", "init_sent", `{"init":2}`, 3.0,
		"accept_init", "init_sent", "uploading", `{"publishId":"v_pub_file~v2-1.7512340000000000001"}`, 4.0,
		"abandon", "uploading", "prepared", `{"why":"network.broken"}`, 9.0,
		"begin_init", "prepared", "init_sent", `{"init":1}`, 10.0,
		"accept_init", "init_sent", "uploading", `{"publishId":"v_pub_file~v2-1.7512340000000000002"}`, 11.0,
		"ack_chunk", "uploading", "uploading", `{"acked":5000000}`, 14.0,
		"ack_chunk", "uploading", "uploading", `{"acked":10000000}`, 17.0,
		"begin_finish", "uploading", "finishing", `{}`, 20.0,
		"finish_upload", "finishing", "confirming", `{}`, 24.0,
		"publish", "confirming", "published", `{"postIds":["7512345678901234567"]}`, 41.2,
	)
	return p
}

// journal makes lines of groups of five: transition, from, to, detail, second. Only
// the look of their hashes is true.
func journal(parts ...any) (all []cuedrop.AttemptEvent) {
	for i := 0; i+4 < len(parts); i += 5 {
		n := int64(len(all))
		all = append(all, cuedrop.AttemptEvent{
			Seq: 41 + n, At: at(parts[i+4].(float64)), PostID: "post_k3m5x8pq2r7t", Transition: cuedrop.Transition(parts[i].(string)),
			From: cuedrop.State(parts[i+1].(string)), To: cuedrop.State(parts[i+2].(string)), Detail: parts[i+3].(string),
			Hash: strings.Repeat(string("0123456789abcdef"[n%16]), 8) + sent[8:],
		})
	}
	return all
}

// golden compares got with a reviewed file, or writes it with -update.
func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, got, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(want, got) {
		t.Errorf("%s differs; look at the page, then run the test with -update (-want +got):\n%s", path, cmp.Diff(strings.Split(string(want), "\n"), strings.Split(string(got), "\n")))
	}
}

// shelf is a store of parts in memory.
type shelf struct {
	all   []cuedrop.ReceiptParts
	asked []time.Time
}

func (s *shelf) ReceiptParts(context.Context, cuedrop.PostID) (cuedrop.ReceiptParts, error) {
	return s.all[0], nil
}

func (s *shelf) ReceiptPartsBetween(_ context.Context, _ cuedrop.AccountID, from, until time.Time) ([]cuedrop.ReceiptParts, error) {
	s.asked = []time.Time{from, until}
	return s.all, nil
}
