package cli

import (
	"context"
	"encoding/json"
	"io"
	"time"

	"cuedrop/internal/cuedrop"
	"cuedrop/internal/engine"
	"cuedrop/internal/fault"
)

// postOut is one post in JSON.
type postOut struct {
	ID             string      `json:"id"`
	State          string      `json:"state"`
	Account        string      `json:"account"`
	Username       string      `json:"username"`
	Mode           string      `json:"mode"`
	Caption        string      `json:"caption"`
	Privacy        string      `json:"privacy"`
	AllowComment   bool        `json:"allowComment"`
	AllowDuet      bool        `json:"allowDuet"`
	AllowStitch    bool        `json:"allowStitch"`
	YourBrand      bool        `json:"yourBrand"`
	BrandedContent bool        `json:"brandedContent"`
	AIGenerated    bool        `json:"aiGenerated"`
	CoverMs        int64       `json:"coverMs"`
	ScheduledAt    *string     `json:"scheduledAt"`
	Zone           string      `json:"zone"`
	PublishID      string      `json:"publishId"`
	PostIDs        []string    `json:"postIds"`
	Attempts       int         `json:"attempts"`
	Failure        *failureOut `json:"failure"`
	File           string      `json:"file"`
	Route          string      `json:"route"`
	SHA256         string      `json:"sha256"`
	Size           int64       `json:"size"`
	ConsentAt      *string     `json:"consentAt"`
	CreatedAt      string      `json:"createdAt"`
	PublishedAt    *string     `json:"publishedAt"`
	NotBefore      *string     `json:"notBefore"`
	When           string      `json:"-"`
	TimeNote       string      `json:"timeNote,omitempty"` // what a clock change does to the time
}

type failureOut struct {
	Reason  string `json:"reason"`
	Message string `json:"message"`
}

// shownPost is post show --json: a post with its attempts and its journal.
type shownPost struct {
	postOut
	AttemptLog []attemptOut `json:"attemptLog"`
	Journal    []eventOut   `json:"journal"`
}

type attemptOut struct {
	Number    int         `json:"number"`
	State     string      `json:"state"`
	Inits     int         `json:"inits"`
	PublishID string      `json:"publishId"`
	Acked     int64       `json:"acked"`
	Size      int64       `json:"size"`
	StartedAt string      `json:"startedAt"`
	EndedAt   *string     `json:"endedAt"`
	Failure   *failureOut `json:"failure"`
	Clip      string      `json:"clip,omitempty"` // the clip that it sent, where the post has another now
}

type eventOut struct {
	Seq        int64           `json:"seq"`
	At         string          `json:"at"`
	Transition string          `json:"transition"`
	From       string          `json:"from"`
	To         string          `json:"to"`
	Detail     json.RawMessage `json:"detail"`
}

func stamp(t time.Time) string { return t.UTC().Format(time.RFC3339Nano) }

func stampOrNull(t time.Time) *string {
	if t.IsZero() {
		return nil
	}
	s := stamp(t)
	return &s
}

func toFailure(f *cuedrop.Failure) *failureOut {
	if f == nil {
		return nil
	}
	return &failureOut{f.Reason, f.Message}
}

// lookUp finds the clips and accounts of posts, each once.
type lookUp struct {
	e     *engine.Engine
	media map[cuedrop.MediaID]cuedrop.Media
	names map[cuedrop.AccountID]string
}

func newLookUp(e *engine.Engine) lookUp {
	return lookUp{e, map[cuedrop.MediaID]cuedrop.Media{}, map[cuedrop.AccountID]string{}}
}

func (l lookUp) clip(ctx context.Context, id cuedrop.MediaID) (m cuedrop.Media, err error) {
	m, ok := l.media[id]
	if !ok {
		if m, err = l.e.Library.Media(ctx, id); err == nil {
			l.media[id] = m
		}
	}
	return m, err
}

// username is "" for an account that is gone.
func (l lookUp) username(ctx context.Context, id cuedrop.AccountID) (string, error) {
	if name, ok := l.names[id]; ok || id == "" {
		return name, nil
	}
	a, err := l.e.Accounts.Account(ctx, id)
	if err != nil && !fault.Is(err, fault.NotFound) {
		return "", err
	}
	l.names[id] = a.Username
	return a.Username, nil
}

func toPostOut(ctx context.Context, e *engine.Engine, p cuedrop.Post) (postOut, error) {
	return newLookUp(e).toPostOut(ctx, p)
}

func (l lookUp) toPostOut(ctx context.Context, p cuedrop.Post) (postOut, error) {
	out := postOut{
		ID: string(p.ID), State: string(p.State), Account: string(p.AccountID), Mode: string(p.Mode),
		Caption: p.Settings.Caption, Privacy: string(p.Settings.Privacy), AllowComment: p.Settings.AllowComment,
		AllowDuet: p.Settings.AllowDuet, AllowStitch: p.Settings.AllowStitch, YourBrand: p.Settings.YourBrand,
		BrandedContent: p.Settings.BrandedContent, AIGenerated: p.Settings.AIGenerated, CoverMs: p.Settings.CoverMs,
		ScheduledAt: stampOrNull(p.Schedule.At), Zone: p.Schedule.Zone, PublishID: p.PublishID,
		PostIDs: append([]string{}, p.PostIDs...), Attempts: p.Attempts, Failure: toFailure(p.Failure),
		CreatedAt: stamp(p.CreatedAt), PublishedAt: stampOrNull(p.PublishedAt), NotBefore: stampOrNull(p.NotBefore),
	}
	if p.Consent != nil {
		out.ConsentAt = stampOrNull(p.Consent.At)
	}
	if !p.Schedule.IsZero() {
		out.When, out.TimeNote = p.Schedule.Shown(), p.Schedule.Told()
	}
	m, err := l.clip(ctx, p.MediaID)
	if err != nil {
		return out, err
	}
	out.File, out.Route, out.SHA256, out.Size = m.Path, string(m.Check.Route), m.SHA256, m.Size
	if r := p.Rendition; r != nil { // what goes out, or went out
		out.Route, out.SHA256, out.Size = string(r.Route), r.SHA256, r.Size
	}
	out.Username, err = l.username(ctx, p.AccountID)
	return out, err
}

// printPost prints one post in full.
func (r *root) printPost(ctx context.Context, e *engine.Engine, p cuedrop.Post) error {
	base, err := toPostOut(ctx, e, p)
	if err != nil {
		return err
	}
	out := shownPost{postOut: base, AttemptLog: []attemptOut{}, Journal: []eventOut{}}
	attempts, err := e.Queue.Attempts(ctx, p.ID)
	if err != nil {
		return err
	}
	for _, a := range attempts {
		out.AttemptLog = append(out.AttemptLog, toAttemptOut(a))
	}
	events, err := e.Queue.Events(ctx, p.ID)
	if err != nil {
		return err
	}
	for _, v := range events {
		out.Journal = append(out.Journal, toEventOut(v))
	}
	return r.print(out, func(w io.Writer) { printShown(w, out) })
}

func printShown(w io.Writer, p shownPost) {
	line(w, "%s  %s", p.ID, p.State)
	if p.Failure != nil {
		line(w, "  %s (%s)", p.Failure.Message, p.Failure.Reason)
	}
	line(w, "  file     %s (%s, route %s)", p.File, bytesText(p.Size), p.Route)
	line(w, "  account  @%s, %s, %s", p.Username, p.Mode, or(p.Privacy, "audience not chosen"))
	line(w, "  time     %s", or(p.When, "none: a draft"))
	if p.Caption != "" {
		line(w, "  caption  %s", short(p.Caption, 100))
	}
	if p.PublishID != "" {
		line(w, "  TikTok   publish_id %s, posts %v", p.PublishID, p.PostIDs)
	}
	for _, v := range p.Journal {
		line(w, "  %s  %-12s %s → %s", v.At, v.Transition, v.From, v.To)
	}
}
