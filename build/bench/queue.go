//go:build linux

package main

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"time"

	"cuedrop/internal/cli"
	"cuedrop/internal/cuedrop"
	"cuedrop/internal/engine"
	"cuedrop/internal/privacy"
	"cuedrop/internal/queue"
	"cuedrop/internal/sandbox"
)

// measureQueue fills a workspace with posts that wait for their time and measures what
// such a queue costs: starting, looking for due posts, listing, waiting, and being on time.
func measureQueue(ctx context.Context, dir string, tiktok *server, s sizes) ([]figure, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, err
	}
	clip := filepath.Join(dir, "clip.mp4")
	if err := makeFile(clip, "queue", 100_000); err != nil {
		return nil, err
	}
	long := job{URL: tiktok.URL, Control: tiktok.Control, Data: filepath.Join(dir, "long"), Clips: []string{clip}, Posts: s.queue}
	empty := job{URL: tiktok.URL, Control: tiktok.Control, Data: filepath.Join(dir, "empty"), Clips: []string{clip}}
	for _, j := range []job{long, empty} {
		if _, err := ask(ctx, "fill", j); err != nil {
			return nil, err
		}
	}
	figures, err := measureStart(ctx, long, empty)
	if err != nil {
		return nil, err
	}
	r, err := ask(ctx, "queries", long)
	if err != nil {
		return nil, err
	}
	figures = append(figures, queries(r, s.queue)...)
	for _, measure := range []func(context.Context, string, job, job, sizes) ([]figure, error){measureIdle, measureLateness, measureResent} {
		more, err := measure(ctx, dir, long, empty, s)
		if err != nil {
			return nil, err
		}
		figures = append(figures, more...)
	}
	return figures, nil
}

// program is the role "cuedrop": the command line itself.
func program(ctx context.Context) error {
	os.Exit(cli.Main(ctx, cli.Options{Args: os.Args[2:], Stdin: os.Stdin, Stdout: os.Stdout, Stderr: os.Stderr}))
	return nil
}

// environment is what a process in the role "cuedrop" works on.
func (j job) environment() []string {
	env := append(os.Environ(), "CUEDROP_DATA_DIR="+j.Data, "CUEDROP_TIKTOK_URL="+j.URL,
		"CUEDROP_CLIENT_KEY="+sandbox.DefaultClientKey, "CUEDROP_CLIENT_SECRET="+sandbox.DefaultClientSecret)
	if j.Keyring {
		return env
	}
	return append(env, "CUEDROP_PASSPHRASE=bench")
}

// fillQueue is the role "fill": two accounts, a clip, and posts from tomorrow on.
func fillQueue(ctx context.Context, j job) (r report, err error) {
	e, err := j.open(ctx)
	if err != nil {
		return r, err
	}
	defer e.Close()
	accounts, err := e.Accounts.Accounts(ctx)
	if err != nil {
		return r, err
	}
	if len(accounts) == 0 {
		if _, err := signIn(ctx, e, j.Control, 2); err != nil {
			return r, err
		}
		if accounts, err = e.Accounts.Accounts(ctx); err != nil {
			return r, err
		}
	}
	if err := welcomed(ctx, e); err != nil {
		return r, err
	}
	clips, err := takeIn(ctx, e, j.Clips)
	if err != nil {
		return r, err
	}
	r.Due = map[string]time.Time{}
	if j.Soon < 0 {
		_, err := due(ctx, e, clips[0], accounts[0].ID, "now")
		return r, err
	}
	for i := range j.Soon {
		caption := fmt.Sprintf("soon %d of %d", i, time.Now().UnixNano())
		at, err := later(ctx, e, clips[0], accounts[i%len(accounts)].ID, caption, time.Now().Add(time.Duration(12_000+i*1_700)*time.Millisecond))
		if err != nil {
			return r, err
		}
		r.Due[caption] = at
	}
	tomorrow := time.Now().Add(24 * time.Hour)
	for i := range j.Posts {
		if _, err := later(ctx, e, clips[0], accounts[i%len(accounts)].ID, fmt.Sprint("Later, with some words of a caption #", i), tomorrow.Add(time.Duration(i)*time.Minute)); err != nil {
			return r, err
		}
	}
	return r, nil
}

// welcomed ends the first run, so that a window opens on the queue.
func welcomed(ctx context.Context, e *engine.Engine) error {
	if err := e.Policies.Accept(ctx, privacy.Current().Digest, privacy.English); err != nil {
		return err
	}
	return e.Store.SetSetting(ctx, "window.welcomed", "yes")
}

// later schedules a post and returns the instant at which it is due.
func later(ctx context.Context, e *engine.Engine, clip cuedrop.MediaID, who cuedrop.AccountID, caption string, at time.Time) (time.Time, error) {
	p, err := e.Queue.Create(ctx, queue.Draft{
		MediaID: clip, AccountID: who, Mode: cuedrop.ModeDirect,
		Settings: cuedrop.Settings{Caption: caption, Privacy: cuedrop.PrivacySelf},
	})
	if err != nil {
		return at, err
	}
	s, err := cuedrop.ScheduleAt(at, "UTC")
	if err != nil {
		return at, err
	}
	p, err = e.Queue.Schedule(ctx, p.ID, s, cuedrop.Consent{At: time.Now(), TextVersion: "bench"})
	return p.DueAt(), err
}

// measureStart lets the program look and end, on the long queue and on none, in turn.
func measureStart(ctx context.Context, long, empty job) ([]figure, error) {
	times := map[string][]time.Duration{}
	for range 5 {
		for name, j := range map[string]job{"long": long, "empty": empty} {
			cmd := again(ctx, "cuedrop")
			cmd.Args = append(cmd.Args, "run", "--until-idle")
			cmd.Env = j.environment()
			start := time.Now()
			if err := cmd.Run(); err != nil {
				return nil, fmt.Errorf("start: %w", err)
			}
			times[name] = append(times[name], time.Since(start))
		}
	}
	took, base := median(times["long"]), median(times["empty"])
	return []figure{{
		name: fmt.Sprintf("start, look and end with %d posts", long.Posts), measured: millis(took), baseline: millis(base) + " (empty workspace)",
		ratio: took.Seconds() / base.Seconds(), goal: "<= 2 s", ok: took <= 2*time.Second,
	}}, nil
}

func millis(d time.Duration) string { return fmt.Sprintf("%.1f ms", d.Seconds()*1000) }

// timeQueries is the role "queries": what the scheduler and the list ask, and the same
// rows from bare SQLite.
func timeQueries(ctx context.Context, j job) (r report, err error) {
	e, err := j.open(ctx)
	if err != nil {
		return r, err
	}
	defer e.Close()
	db, err := sql.Open("sqlite", "file:"+filepath.Join(e.Dir(), "cuedrop.db")+"?mode=ro")
	if err != nil {
		return r, err
	}
	defer db.Close()
	posts, err := e.Queue.Posts(ctx)
	if err != nil {
		return r, err
	}
	due := posts[19].DueAt() // so that twenty are due
	const bare = `SELECT * FROM post WHERE state IN ('scheduled', 'due', 'prepared', 'init_sent', 'uploading', 'finishing', 'confirming') AND due_at <= ? ORDER BY due_at LIMIT 200`
	r.Times = map[string][]time.Duration{}
	for _, q := range []struct {
		name  string
		times int
		ask   func() (int, error)
		want  int
	}{
		{"due", 300, func() (int, error) { p, err := e.Store.DuePosts(ctx, due, 200); return len(p), err }, 20},
		{"bare due", 300, func() (int, error) { return rows(ctx, db, bare, due.UnixMilli()) }, 20},
		{"next", 300, func() (int, error) { _, err := e.Store.NextDue(ctx, due); return 1, err }, 1},
		{"bare next", 300, func() (int, error) {
			return rows(ctx, db, `SELECT MIN(due_at) FROM post WHERE state = 'scheduled' AND due_at > ?`, due.UnixMilli())
		}, 1},
		{"page", 200, func() (int, error) { p, err := e.Queue.PostsPage(ctx, len(posts)/2, 200); return len(p), err }, min(200, len(posts)-len(posts)/2)},
		{"bare page", 200, func() (int, error) {
			return rows(ctx, db, `SELECT * FROM post ORDER BY due_at LIMIT 200 OFFSET ?`, len(posts)/2)
		}, min(200, len(posts)-len(posts)/2)},
		{"list", 20, func() (int, error) { p, err := e.Queue.Posts(ctx); return len(p), err }, len(posts)},
		{"bare list", 20, func() (int, error) { return rows(ctx, db, `SELECT * FROM post ORDER BY due_at`) }, len(posts)},
	} {
		for range q.times {
			start := time.Now()
			n, err := q.ask()
			r.Times[q.name] = append(r.Times[q.name], time.Since(start))
			if err == nil && n != q.want {
				err = fmt.Errorf("%d rows, want %d", n, q.want)
			}
			if err != nil {
				return r, fmt.Errorf("%s: %w", q.name, err)
			}
		}
	}
	return r, nil
}

// rows reads all columns of a query as they come.
func rows(ctx context.Context, db *sql.DB, query string, args ...any) (n int, err error) {
	rows, err := db.QueryContext(ctx, query, args...)
	if err != nil {
		return 0, err
	}
	defer rows.Close()
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
	return n, errors.Join(rows.Err(), rows.Close())
}

func queries(r report, posts int) (out []figure) {
	for _, q := range []struct {
		name, title string
		most        time.Duration
	}{
		{"due", "due query", 5 * time.Millisecond}, {"next", "next time query", 5 * time.Millisecond}, {"page", "list page of 200", 50 * time.Millisecond},
		{"list", "whole list", 500 * time.Millisecond},
	} {
		took, base := p95(r.Times[q.name]), p95(r.Times["bare "+q.name])
		out = append(out, figure{
			name: fmt.Sprintf("%s of %d posts, p95", q.title, posts), measured: millis(took), baseline: millis(base) + " (bare SQLite)",
			ratio: took.Seconds() / base.Seconds(), goal: fmt.Sprintf("<= %.0f ms", q.most.Seconds()*1000), ok: took <= q.most,
		})
	}
	return out
}

func p95(list []time.Duration) time.Duration {
	sorted := slices.Sorted(slices.Values(list))
	return sorted[min(len(sorted)*95/100, len(sorted)-1)]
}
