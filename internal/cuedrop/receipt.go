package cuedrop

import (
	"net/url"
	"slices"
	"strings"
	"time"
)

// Receipt is everything that Cuedrop can tell of one post: what went out, in whose
// name, on whose word, when, what was tried, and how it ended. It is for people
// outside of Cuedrop, such as an agency's client, and holds no secret and no path.
type Receipt struct {
	Post PostID
	// State is where the post stands, and Result what that means to a client.
	State  State
	Result Result
	// Practice is set for a post of a practice TikTok, which is on TikTok nowhere.
	Practice bool
	// Person is who uses the workspace, as given in the profile; "" = not given.
	Person string
	// RemovedAt is when the user took the post off the lists; zero = it is there.
	RemovedAt time.Time

	Clip    ReceiptClip
	Account ReceiptAccount
	Mode    Mode
	// Settings hold the words and choices that went out, or would.
	Settings Settings
	// Consent is what the user agreed to; nil when it was never given or withdrawn.
	Consent *Consent

	// Schedule is the user's wall time, its zone and the instant; zero = none.
	Schedule  Schedule
	CreatedAt time.Time // when the post was written down
	// StartedAt is when the first attempt began and FinishedAt when the last one
	// ended; zero = never. PublishedAt is when Cuedrop learned that the post is out.
	StartedAt, FinishedAt, PublishedAt time.Time

	PublishIDs []string // TikTok's, of each attempt that was given one
	PostIDs    []string // TikTok's public ids; it names none of a private post
	Link       string   // an https address at TikTok, or "" where none is known
	Failure    *Failure

	Attempts []Attempt // oldest first, without upload addresses
	Journal  []AttemptEvent
	// Intact says that every line of the whole journal fits the one before it. Where
	// one does not, BrokenLine is the first, in the journal's own numbers: lines
	// before it fit, and of those after it nobody can say.
	Intact     bool
	BrokenLine int64
}

// ReceiptClip is the file that went out, or would.
type ReceiptClip struct {
	Name     string // the user's file
	SHA256   string // of what goes to TikTok, lower-case hex
	Size     int64
	Duration time.Duration // 0 = unknown
	Route    Route         // how it was made of the user's file
	// OriginalSHA256 is the digest of the user's file when it was added.
	OriginalSHA256 string
	// Sent is set when an attempt carried this digest to TikTok.
	Sent bool
	// Provenance is what the user's file said of itself when it was added, not
	// verified; nil = nothing.
	Provenance *Provenance
}

// ReceiptAccount is whose post it is. Connected is false when the account is no
// longer in the workspace, which forgets its names.
type ReceiptAccount struct {
	ID                 AccountID
	Nickname, Username string
	Connected          bool
}

// Result is how a post ended, in the words of somebody who was not there. The words
// are part of the command line's JSON: do not rename.
type Result string

// The results.
const (
	ResultPublished  Result = "published"   // TikTok said so
	ResultConfirmed  Result = "confirmed"   // the user looked and said so
	ResultInInbox    Result = "in_inbox"    // lies in the creator's inbox
	ResultWithTikTok Result = "with_tiktok" // TikTok has it and has not answered yet
	ResultUncertain  Result = "uncertain"   // may be on TikTok
	ResultUnderWay   Result = "under_way"   // being prepared or sent
	ResultStopped    Result = "stopped"     // blocked, missed or failed
	ResultCanceled   Result = "canceled"    // by the user
	ResultPending    Result = "pending"     // has not begun
)

// ReceiptKey tells of a receipt which post it is of and when that went out, in its zone.
type ReceiptKey struct {
	Post PostID
	Zone string
	At   time.Time
}

// Month is the month of the receipt's Day, as 2006-01.
func (k ReceiptKey) Month() string {
	loc, err := LoadZone(k.Zone)
	if err != nil {
		loc = time.UTC
	}
	return k.At.In(loc).Format("2006-01")
}

// ReceiptParts are what NewReceipt makes a receipt of.
type ReceiptParts struct {
	Post  Post
	Media Media
	// Provenance is what the user's file says of where it comes from; nil = nothing.
	Provenance *Provenance
	Account    *Account // nil = none, or no longer connected
	Attempts   []Attempt
	Journal    []AttemptEvent
	RemovedAt  time.Time
	// Practice is set in a workspace of a practice TikTok.
	Practice bool
	// Person is the profile's name.
	Person string
	// BrokenLine is the first line of the whole journal that does not fit; 0 = all do.
	BrokenLine int64
}

// NewReceipt joins parts into a receipt. It changes none of them.
func NewReceipt(parts ReceiptParts) Receipt {
	p := parts.Post
	r := Receipt{
		Post: p.ID, State: p.State, Practice: parts.Practice, Person: parts.Person, RemovedAt: parts.RemovedAt,
		Mode: p.Mode, Settings: p.Settings, Consent: p.Consent,
		Schedule: p.Schedule, CreatedAt: p.CreatedAt, PublishedAt: p.PublishedAt,
		PublishIDs: []string{}, PostIDs: append([]string{}, p.PostIDs...), Failure: p.Failure,
		Attempts: slices.Clone(parts.Attempts), Journal: slices.Clone(parts.Journal),
		Intact: parts.BrokenLine == 0, BrokenLine: parts.BrokenLine,
	}
	slices.SortFunc(r.Attempts, func(a, b Attempt) int { return a.Number - b.Number })
	slices.SortFunc(r.Journal, func(a, b AttemptEvent) int { return int(a.Seq - b.Seq) })
	for i := range r.Attempts {
		a := &r.Attempts[i]
		a.UploadURL = "" // carries its own credential
		if a.PublishID != "" {
			r.PublishIDs = append(r.PublishIDs, a.PublishID)
		}
		if i == 0 {
			r.StartedAt = a.StartedAt
		}
		r.FinishedAt = a.EndedAt // of the last; zero while it lives
	}
	r.Account.ID = p.AccountID
	if a := parts.Account; a != nil {
		r.Account = ReceiptAccount{ID: a.ID, Nickname: a.Nickname, Username: a.Username, Connected: true}
	}
	r.Clip = receiptClip(p, parts.Media, r.Attempts)
	r.Clip.Provenance = parts.Provenance
	r.Result = resultOf(p.State, r.Journal)
	r.Link = receiptLink(r, p.Link)
	return r
}

// receiptClip names the file that went out. What an attempt carried counts more than
// what was prepared since, and that more than what was added. Attempts with a clip that the
// post had before say nothing of the one that it has.
func receiptClip(p Post, m Media, attempts []Attempt) ReceiptClip {
	c := ReceiptClip{
		Name: m.Name, SHA256: m.SHA256, Size: m.Size, Route: m.Check.Route, OriginalSHA256: m.SHA256,
		Duration: time.Duration(m.Check.Info.DurationMs) * time.Millisecond,
	}
	if r := p.Rendition; r != nil {
		c.SHA256, c.Size, c.Route = r.SHA256, r.Size, r.Route
		if r.DurationMs > 0 {
			c.Duration = time.Duration(r.DurationMs) * time.Millisecond
		}
	}
	if n := len(attempts); n > 0 && attempts[n-1].SHA256 != "" && attempts[n-1].Sent(p) {
		last := attempts[n-1]
		if last.SHA256 != c.SHA256 {
			// Prepared anew since: how this one was made is not known any more.
			c.Route, c.Duration = "", 0
		}
		c.SHA256, c.Size, c.Sent = last.SHA256, last.Plan.Size, last.Acked > 0 || !last.FinishingAt.IsZero()
	}
	return c
}

func resultOf(s State, journal []AttemptEvent) Result {
	switch s {
	case Published:
		// The user's word counts, but it is not TikTok's.
		for _, e := range slices.Backward(journal) {
			if e.To == Published && e.From != Published {
				if e.Transition == TransResolvePublished {
					return ResultConfirmed
				}
				break
			}
		}
		return ResultPublished
	case InInbox:
		return ResultInInbox
	case Finishing, Confirming:
		return ResultWithTikTok
	case Uncertain:
		return ResultUncertain
	case Due, Prepared, InitSent, Uploading:
		return ResultUnderWay
	case Blocked, Missed, Failed:
		return ResultStopped
	case Canceled:
		return ResultCanceled
	case Draft, Scheduled:
		return ResultPending
	}
	return ResultPending
}

// receiptLink returns where the post can be seen: where TikTok said, or else where
// such posts are. Whatever is no address at TikTok is left out.
func receiptLink(r Receipt, said string) string {
	if r.Practice {
		return ""
	}
	if u, err := url.Parse(said); err == nil && u.Scheme == "https" && u.User == nil && u.Port() == "" &&
		(u.Hostname() == "tiktok.com" || strings.HasSuffix(u.Hostname(), ".tiktok.com")) {
		return u.String()
	}
	if len(r.PostIDs) == 0 || r.Account.Username == "" {
		return ""
	}
	return "https://www.tiktok.com/@" + url.PathEscape(r.Account.Username) + "/video/" + url.PathEscape(r.PostIDs[0])
}

// WentOut reports whether TikTok has the post, may have it, or had it.
func (r Receipt) WentOut() bool { return r.State.HandedOver() }

// At is the instant that the post belongs to: when it went out, or else when it was
// to; zero for a draft without a time.
func (r Receipt) At() time.Time {
	switch {
	case !r.PublishedAt.IsZero():
		return r.PublishedAt
	case r.WentOut() && !r.FinishedAt.IsZero():
		return r.FinishedAt
	}
	return r.Schedule.At
}

// Zone is the zone that the receipt's times are told in: the post's own, or UTC.
func (r Receipt) Zone() *time.Location {
	if loc, err := LoadZone(r.Schedule.Zone); err == nil {
		return loc
	}
	return time.UTC
}

// Day is the day of At in the post's own zone, as 2006-01-02; "" without a time.
func (r Receipt) Day() string {
	if r.At().IsZero() {
		return ""
	}
	return r.At().In(r.Zone()).Format(time.DateOnly)
}

// ConsentWithdrawn reports whether the user agreed to something that the post no
// longer says: it was edited or taken off the schedule since.
func (r Receipt) ConsentWithdrawn() bool {
	return r.Consent == nil && slices.ContainsFunc(r.Journal, func(e AttemptEvent) bool { return e.Transition == TransSchedule })
}
