package cli

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"

	"cuedrop/internal/cuedrop"
	"cuedrop/internal/receipt"
)

// receiptOut is one receipt in JSON.
type receiptOut struct {
	Post           string              `json:"post"`
	Result         string              `json:"result"`
	State          string              `json:"state"`
	Practice       bool                `json:"practice"`
	Account        receiptAccountOut   `json:"account"`
	Clip           receiptClipOut      `json:"clip"`
	Mode           string              `json:"mode"`
	Caption        string              `json:"caption"`
	Privacy        string              `json:"privacy"`
	AllowComment   bool                `json:"allowComment"`
	AllowDuet      bool                `json:"allowDuet"`
	AllowStitch    bool                `json:"allowStitch"`
	YourBrand      bool                `json:"yourBrand"`
	BrandedContent bool                `json:"brandedContent"`
	AIGenerated    bool                `json:"aiGenerated"`
	CoverMs        int64               `json:"coverMs"`
	Consent        *consentOut         `json:"consent"`
	Wall           string              `json:"wall"`
	Zone           string              `json:"zone"`
	ScheduledAt    *string             `json:"scheduledAt"`
	CreatedAt      string              `json:"createdAt"`
	StartedAt      *string             `json:"startedAt"`
	FinishedAt     *string             `json:"finishedAt"`
	PublishedAt    *string             `json:"publishedAt"`
	RemovedAt      *string             `json:"removedAt"`
	PublishIDs     []string            `json:"publishIds"`
	PostIDs        []string            `json:"postIds"`
	Link           string              `json:"link"`
	Failure        *failureOut         `json:"failure"`
	Attempts       []receiptAttemptOut `json:"attempts"`
	Journal        []receiptEventOut   `json:"journal"`
	Intact         bool                `json:"intact"`
	// BrokenLine is the first line of the whole journal that does not fit, or 0.
	BrokenLine int64 `json:"brokenLine"`
}

type receiptAccountOut struct {
	ID        string `json:"id"`
	Nickname  string `json:"nickname"`
	Username  string `json:"username"`
	Connected bool   `json:"connected"`
}

type receiptClipOut struct {
	Name           string `json:"name"`
	SHA256         string `json:"sha256"`
	OriginalSHA256 string `json:"originalSha256"`
	Size           int64  `json:"size"`
	DurationMs     int64  `json:"durationMs"`
	Route          string `json:"route"`
	Sent           bool   `json:"sent"`
	// Provenance is what the original file says of itself, not verified.
	Provenance *cuedrop.Provenance `json:"provenance,omitempty"`
}

type consentOut struct {
	At          string   `json:"at"`
	TextVersion string   `json:"textVersion"`
	Options     []string `json:"options"`
}

type receiptAttemptOut struct {
	attemptOut
	SHA256 string `json:"sha256"`
}

type receiptEventOut struct {
	eventOut
	Attempt string `json:"attempt"`
	Hash    string `json:"hash"`
}

func toReceiptOut(r cuedrop.Receipt) receiptOut {
	s := r.Settings
	out := receiptOut{
		Post: string(r.Post), Result: string(r.Result), State: string(r.State), Practice: r.Practice,
		Account: receiptAccountOut{string(r.Account.ID), r.Account.Nickname, r.Account.Username, r.Account.Connected},
		Clip:    receiptClipOut{r.Clip.Name, r.Clip.SHA256, r.Clip.OriginalSHA256, r.Clip.Size, r.Clip.Duration.Milliseconds(), string(r.Clip.Route), r.Clip.Sent, r.Clip.Provenance},
		Mode:    string(r.Mode), Caption: s.Caption, Privacy: string(s.Privacy), AllowComment: s.AllowComment, AllowDuet: s.AllowDuet,
		AllowStitch: s.AllowStitch, YourBrand: s.YourBrand, BrandedContent: s.BrandedContent, AIGenerated: s.AIGenerated, CoverMs: s.CoverMs,
		Wall: r.Schedule.Wall, Zone: r.Schedule.Zone, ScheduledAt: stampOrNull(r.Schedule.At), CreatedAt: stamp(r.CreatedAt),
		StartedAt: stampOrNull(r.StartedAt), FinishedAt: stampOrNull(r.FinishedAt), PublishedAt: stampOrNull(r.PublishedAt), RemovedAt: stampOrNull(r.RemovedAt),
		PublishIDs: r.PublishIDs, PostIDs: r.PostIDs, Link: r.Link, Failure: toFailure(r.Failure),
		Attempts: []receiptAttemptOut{}, Journal: []receiptEventOut{}, Intact: r.Intact, BrokenLine: r.BrokenLine,
	}
	if c := r.Consent; c != nil {
		out.Consent = &consentOut{At: stamp(c.At), TextVersion: c.TextVersion, Options: []string{}}
		for _, o := range c.Options {
			out.Consent.Options = append(out.Consent.Options, string(o))
		}
	}
	for _, a := range r.Attempts {
		out.Attempts = append(out.Attempts, receiptAttemptOut{toAttemptOut(a), a.SHA256})
	}
	for _, e := range r.Journal {
		out.Journal = append(out.Journal, receiptEventOut{toEventOut(e), string(e.AttemptID), e.Hash})
	}
	return out
}

func toAttemptOut(a cuedrop.Attempt) attemptOut {
	return attemptOut{
		a.Number, string(a.State), a.Inits, a.PublishID, a.Acked, a.Plan.Size, stamp(a.StartedAt), stampOrNull(a.EndedAt), toFailure(a.Failure), a.Clip,
	}
}

func toEventOut(e cuedrop.AttemptEvent) eventOut {
	detail := json.RawMessage(e.Detail)
	if !json.Valid(detail) { // changed by another program
		detail, _ = json.Marshal(e.Detail)
	}
	return eventOut{e.Seq, stamp(e.At), string(e.Transition), string(e.From), string(e.To), detail}
}

// printReceipt writes a receipt for people: the result, what, when, who, what
// happened, every attempt.
func printReceipt(w io.Writer, r cuedrop.Receipt) {
	loc := r.Zone()
	title, sentence := receipt.Result(r)
	line(w, "%s  %s", r.Post, title)
	line(w, "  %s", sentence)
	if r.Practice {
		line(w, "  Practice: it belongs to the practice TikTok and is not on TikTok.")
	}
	if r.Failure != nil {
		line(w, "  %s (%s)", r.Failure.Message, r.Failure.Reason)
	}
	for _, g := range receipt.Facts(r) {
		line(w, "")
		line(w, "%s", g.Title)
		for _, f := range g.Facts {
			// Only the caption has several lines; they stay under one another.
			text := strings.ReplaceAll(f.Text, "\n", "\n                ")
			if f.Note != "" {
				text += "  (" + f.Note + ")"
			}
			line(w, "  %-12s  %s", f.Label, text)
		}
	}
	if story := receipt.Story(r); len(story) > 0 {
		line(w, "")
		line(w, "What happened (%s)", loc)
		for _, s := range story {
			line(w, "  %s  %s%s", s.At.In(loc).Format("2006-01-02 15:04:05"), s.Text, note(s.Note))
		}
	}
	if len(r.Attempts) > 0 {
		line(w, "")
		line(w, "Attempts")
	}
	for _, a := range r.Attempts {
		end := "not ended"
		if !a.EndedAt.IsZero() {
			end = a.EndedAt.In(loc).Format("15:04:05")
		}
		line(w, "  %d  %s to %s  %s  requests %d, acknowledged %d of %d bytes  %s", a.Number, a.StartedAt.In(loc).Format("2006-01-02 15:04:05"), end, a.State, a.Inits, a.Acked, a.Plan.Size, a.PublishID)
		if a.Clip != "" && a.Clip != r.Clip.Name {
			line(w, "     of %s, the clip that the post had then", a.Clip)
		}
		if a.Failure != nil {
			line(w, "     %s (%s)", a.Failure.Message, a.Failure.Reason)
		}
	}
}

func note(s string) string {
	if s == "" {
		return ""
	}
	return fmt.Sprintf(" (%s)", s)
}
