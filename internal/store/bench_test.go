package store_test

import (
	"context"
	"database/sql"
	"errors"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"cuedrop/internal/cuedrop"
	"cuedrop/internal/store"
)

// bigQueue is a workspace of 10,000 posts: 9,000 to come, 20 due, the rest done, and
// 100,000 lines of journal (reliability-security.md C19).
func bigQueue(b *testing.B) *store.Store {
	b.Helper()
	dir := b.TempDir()
	s, err := store.Open(b.Context(), store.Options{Dir: dir, Sealer: newSealer})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = s.Close() })
	if err := s.SaveMedia(b.Context(), cuedrop.Media{ID: "clip_1", Check: cuedrop.Check{Verdict: cuedrop.VerdictOK}}); err != nil {
		b.Fatal(err)
	}
	db, err := sql.Open("sqlite", "file:"+filepath.Join(dir, store.FileName))
	if err != nil {
		b.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	for _, query := range []string{
		`WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 10000)
		INSERT INTO post (id, rev, state, media_id, mode, settings, wall, zone, due_at, consent, created_at, updated_at)
		SELECT 'post_' || i, i, CASE WHEN i <= 9020 THEN 'scheduled' ELSE 'canceled' END, 'clip_1', 'direct',
		  '{"Caption":"' || hex(randomblob(100)) || '"}', 'w', 'z', ?1 + CASE WHEN i <= 20 THEN 0 - i ELSE i * 60000 END, '{}', 1, 1 FROM n`,
		`WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 100000)
		INSERT INTO attempt_event SELECT i, ?1, 'post_' || (i % 10000), '', 't', 'a', 'b', '{}', 'h' FROM n`,
	} {
		if _, err := db.ExecContext(b.Context(), query, noon.UnixMilli()); err != nil {
			b.Fatal(err)
		}
	}
	b.ResetTimer()
	return s
}

func BenchmarkDuePostsOf10000(b *testing.B) {
	s := bigQueue(b)
	var times []time.Duration
	for b.Loop() {
		start := time.Now()
		if posts, err := s.DuePosts(b.Context(), noon, 200); err != nil || len(posts) != 20 {
			b.Fatal(len(posts), err)
		}
		times = append(times, time.Since(start))
	}
	slices.Sort(times)
	b.ReportMetric(float64(times[len(times)*95/100]), "p95-ns/op")
}

// BenchmarkBareDueRowsOf10000 is the baseline: the same rows, asked for by hand.
func BenchmarkBareDueRowsOf10000(b *testing.B) {
	s := bigQueue(b)
	bare(b, s, 20, `SELECT * FROM post WHERE state = 'scheduled' AND due_at <= ? ORDER BY due_at LIMIT 200`, noon.UnixMilli())
}

// BenchmarkBareListOf10000 is the baseline of the list.
func BenchmarkBareListOf10000(b *testing.B) {
	s := bigQueue(b)
	bare(b, s, 10000, `SELECT * FROM post ORDER BY due_at`)
}

// bare reads all columns of a query as they come.
func bare(b *testing.B, s *store.Store, want int, query string, args ...any) {
	b.Helper()
	_, db := s.Pools()
	for b.Loop() {
		if n, err := readAll(b.Context(), db, query, args...); err != nil || n != want {
			b.Fatal(n, err)
		}
	}
}

func readAll(ctx context.Context, db *sql.DB, query string, args ...any) (n int, err error) {
	rows, err := db.QueryContext(ctx, query, args...)
	if err != nil {
		return 0, err
	}
	defer func() { _ = rows.Close() }()
	columns, err := rows.Columns()
	if err != nil {
		return 0, err
	}
	into := make([]any, len(columns))
	for i := range into {
		into[i] = new(sql.RawBytes)
	}
	for ; rows.Next(); n++ {
		if err := rows.Scan(into...); err != nil {
			return n, err
		}
	}
	return n, rows.Err()
}

// BenchmarkPassOf10000 is all that the scheduler asks in one look.
func BenchmarkPassOf10000(b *testing.B) {
	s := bigQueue(b)
	for b.Loop() {
		_, err1 := s.BlockedPosts(b.Context())
		_, err2 := s.DuePosts(b.Context(), noon, 200)
		_, err3 := s.NextDue(b.Context(), noon)
		_, err4 := s.Followable(b.Context(), noon, noon)
		if err := errors.Join(err1, err2, err3, err4); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkOpenWith10000(b *testing.B) {
	var path string
	_, db := bigQueue(b).Pools()
	if err := db.QueryRowContext(b.Context(), `SELECT file FROM pragma_database_list WHERE name = 'main'`).Scan(&path); err != nil {
		b.Fatal(err)
	}
	dir := filepath.Dir(path)
	for b.Loop() {
		s, err := store.Open(b.Context(), store.Options{Dir: dir, Sealer: newSealer})
		if err != nil {
			b.Fatal(err)
		}
		if err := s.Close(); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkNextDueOf10000(b *testing.B) {
	s := bigQueue(b)
	for b.Loop() {
		if next, err := s.NextDue(b.Context(), noon); err != nil || !next.Equal(noon.Add(21*time.Minute)) {
			b.Fatal(next, err)
		}
	}
}

func BenchmarkListOf10000(b *testing.B) {
	s := bigQueue(b)
	for b.Loop() {
		if posts, err := s.Posts(b.Context()); err != nil || len(posts) != 10000 {
			b.Fatal(len(posts), err)
		}
	}
}

// BenchmarkSealedOf10000 reads with sealed captions and without, by turns in one run: each
// may take twice as long at most.
func BenchmarkSealedOf10000(b *testing.B) {
	open, sealed := bigQueue(b), bigQueue(b)
	if err := sealed.SealContent(b.Context(), true); err != nil {
		b.Fatal(err)
	}
	for name, read := range map[string]func(*store.Store) error{
		"list": func(s *store.Store) error { return second(s.Posts(b.Context())) },
		"page": func(s *store.Store) error { return second(s.PostsPage(b.Context(), 5000, 200)) },
		"due":  func(s *store.Store) error { return second(s.DuePosts(b.Context(), noon, 200)) },
	} {
		b.Run(name, func(b *testing.B) {
			var times [2][]time.Duration
			for b.Loop() {
				for i, s := range []*store.Store{open, sealed} {
					start := time.Now()
					if err := read(s); err != nil {
						b.Fatal(err)
					}
					times[i] = append(times[i], time.Since(start))
				}
			}
			median := func(all []time.Duration) float64 { slices.Sort(all); return float64(all[len(all)/2]) }
			b.ReportMetric(median(times[0])/1e6, "open-ms")
			b.ReportMetric(median(times[1])/1e6, "sealed-ms")
			b.ReportMetric(median(times[1])/median(times[0]), "times")
		})
	}
}

// BenchmarkListPageOf10000 is a page from the middle of the list.
func BenchmarkListPageOf10000(b *testing.B) {
	s := bigQueue(b)
	for b.Loop() {
		if posts, err := s.PostsPage(b.Context(), 5000, 200); err != nil || len(posts) != 200 {
			b.Fatal(len(posts), err)
		}
	}
}

func BenchmarkApplyWith100000JournalLines(b *testing.B) {
	s := bigQueue(b)
	p, err := s.Post(b.Context(), "post_1")
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if _, err := s.Apply(b.Context(), cuedrop.SnoozeChange(p, noon, nil, noon)); err != nil {
			b.Fatal(err)
		}
	}
}
