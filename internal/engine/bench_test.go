//go:build unix

package engine_test

import (
	"database/sql"
	"path/filepath"
	"testing"
	"time"

	"cuedrop/internal/cuedrop"
	"cuedrop/internal/engine"
)

// BenchmarkStartWith10000 opens a workspace with 10,000 posts to come, starts, looks
// once, and closes it (reliability-security.md 6: under two seconds).
func BenchmarkStartWith10000(b *testing.B) { benchmarkStart(b, 10_000) }

// BenchmarkStartEmpty is the baseline: a workspace with no posts.
func BenchmarkStartEmpty(b *testing.B) { benchmarkStart(b, 0) }

func benchmarkStart(b *testing.B, posts int) {
	b.Helper()
	// TikTok is an address where nobody answers: nothing is due, so nobody is asked.
	cfg := engine.Config{DataDir: b.TempDir(), TikTokURL: "http://127.0.0.1:9", Passphrase: passphrase}
	open := func() *engine.Engine {
		e, err := engine.New(b.Context(), cfg)
		if err != nil {
			b.Fatal(err)
		}
		return e
	}
	e := open()
	m := cuedrop.Media{ID: "clip_1", Check: cuedrop.Check{Verdict: cuedrop.VerdictOK}}
	if err := e.Store.SaveMedia(b.Context(), m); err != nil {
		b.Fatal(err)
	}
	db, err := sql.Open("sqlite", "file:"+filepath.Join(e.Dir(), "cuedrop.db"))
	if err != nil {
		b.Fatal(err)
	}
	if err := e.Store.SealContent(b.Context(), false); err != nil { // the rows are written by hand
		b.Fatal(err)
	}
	_, err = db.ExecContext(b.Context(), `WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?2)
		INSERT INTO post (id, rev, state, media_id, mode, settings, wall, zone, due_at, consent, created_at, updated_at)
		SELECT 'post_' || i, i, 'scheduled', 'clip_1', 'direct', '{"Caption":"' || hex(randomblob(100)) || '"}', 'w', 'z', ?1 + i * 60000, '{}', 1, 1
		FROM n WHERE i <= ?2`, time.Now().Add(24*time.Hour).UnixMilli(), posts)
	if err != nil {
		b.Fatal(err)
	}
	if err := db.Close(); err != nil {
		b.Fatal(err)
	}
	if err := e.Store.SealContent(b.Context(), true); err != nil {
		b.Fatal(err)
	}
	e.Close()
	for b.Loop() {
		e := open()
		if err := e.Start(b.Context()); err != nil {
			b.Fatal(err)
		}
		if idle, err := e.Scheduler.Idle(b.Context()); err != nil || !idle {
			b.Fatal(idle, err)
		}
		e.Close()
	}
}
