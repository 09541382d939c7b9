package publish

import (
	"context"
	"io"
	"log/slog"
	"sync"
	"time"

	"cuedrop/internal/clock"
	"cuedrop/internal/cuedrop"
	"cuedrop/internal/event"
	"cuedrop/internal/fault"
)

type postStore interface {
	Post(context.Context, cuedrop.PostID) (cuedrop.Post, error)
	LiveAttempt(context.Context, cuedrop.PostID) (*cuedrop.Attempt, error)
	Apply(context.Context, cuedrop.Change) (cuedrop.Post, error)
	Account(context.Context, cuedrop.AccountID) (cuedrop.Account, error)
	SetPostIDs(context.Context, cuedrop.PostID, []string) error
	SetLink(ctx context.Context, id cuedrop.PostID, url string) error
	// PostIDClaimed reports whether a post of this workspace is known to be that one.
	PostIDClaimed(ctx context.Context, postID string) (bool, error)
	settings
}

// publishAPI is TikTok. It never repeats a call by itself.
type publishAPI interface {
	Init(context.Context, cuedrop.Secret, cuedrop.InitRequest) (cuedrop.InitResult, error)
	UploadChunk(ctx context.Context, url cuedrop.Secret, contentType string, body io.Reader, first, last, total int64) (cuedrop.ChunkResult, error)
	Status(ctx context.Context, access cuedrop.Secret, publishID string) (cuedrop.RemoteStatus, error)
	videoAPI
}

// videoAPI lists what an account has published. It needs a permission of its own.
type videoAPI interface {
	VideosSince(ctx context.Context, access cuedrop.Secret, since time.Time, pages int) (videos []cuedrop.Video, whole bool, err error)
	VideoQuery(ctx context.Context, access cuedrop.Secret, ids []string) ([]cuedrop.Video, error)
}

// accounts lends tokens and tells what a creator may choose.
type accounts interface {
	WithToken(context.Context, cuedrop.AccountID, func(cuedrop.Secret) error) error
	Creator(ctx context.Context, id cuedrop.AccountID, fresh bool) (cuedrop.Creator, error)
	// Lists reports whether the account's videos may be listed: the user has switched
	// that on and granted it.
	Lists(ctx context.Context, id cuedrop.AccountID) bool
	quotas
}

// quotas say whether TikTok takes another post of an account, and learn from what it
// refuses.
type quotas interface {
	// Room returns nil, RateLimited with RetryAfter, or Rejected "quota.…".
	Room(ctx context.Context, id cuedrop.AccountID, mode cuedrop.Mode) error
	Refused(ctx context.Context, id cuedrop.AccountID, err error)
	Accepted(ctx context.Context, p cuedrop.Post)
}

// settings keeps the user's limits on uploads.
type settings interface {
	Setting(ctx context.Context, key string) (string, error)
	SetSetting(ctx context.Context, key, value string) error
}

type renderer interface {
	Render(context.Context, cuedrop.Post, func(cuedrop.RenderProgress)) (cuedrop.Rendition, error)
	Discard(cuedrop.PostID) error
	// Present reports whether the post's own file is there, unchanged.
	Present(context.Context, cuedrop.Post) bool
}

// Reasons that the TikTok client gives to the answers of an upload address, and those
// that this package gives.
const (
	reasonExpired        = "tiktok.upload_expired"
	reasonUnknown        = "tiktok.upload_unknown"
	reasonRange          = "tiktok.range_mismatch"
	reasonInvalidPublish = "tiktok.invalid_publish_id"
	reasonNotAuthorized  = "tiktok.token_not_authorized_for_specified_publish_id"
	reasonUnconfirmed    = "publish.unconfirmed"
	reasonSecondReading  = "publish.second_reading"
	reasonMuteReading    = "publish.mute_reading"
	reasonAddressDead    = "publish.address_dead"
	reasonSourceMissing  = "media.source_missing"
)

const (
	// uploadLife is how long an upload URL lives (tiktok-open-api.md 3.2). Sending
	// stops a little earlier, because the whole upload has to end inside it.
	uploadLife   = time.Hour
	uploadMargin = time.Minute
	// maxInits bounds init requests of one attempt (reliability-security.md 3.3).
	maxInits = 3
	// verdictWithin is how long TikTok may take before the user is asked.
	verdictWithin = 24 * time.Hour
	// troubleLasts is how long questions must have failed for before their lack of
	// answers makes a post uncertain.
	troubleLasts = 10 * time.Minute
	// secondReading is the least time between the two readings that must agree
	// before an unfinished upload whose URL is dead is given up.
	secondReading = 10 * time.Minute
	// attemptEvery is the least time from one attempt to the next after the first
	// one, because TikTok counts uploads that were begun and left
	// (reliability-security.md 3.2, assumption 4: three an hour).
	attemptEvery = 20 * time.Minute
	// chunkTries bounds how often one chunk is sent in one go before the engine
	// backs off.
	chunkTries = 3
)

// Config are the parts that a Publisher is made of. All are required but Log,
// Allows, FailureOf, About, Serves, Held, AckEvery, Uplink, Ready and Probe.
type Config struct {
	Store    postStore
	TikTok   publishAPI
	Accounts accounts
	Library  renderer
	Clock    clock.Clock
	Bus      *event.Bus
	Log      *slog.Logger
	// Allows returns the fault of an account that has not granted what posting in a
	// mode needs; nil = every account has.
	Allows func(a cuedrop.Account, mode cuedrop.Mode) error
	// FailureOf words TikTok's fail_reason and says whether the clip or the account
	// is at fault ("needs the user") or TikTok itself.
	FailureOf func(reason string) (f cuedrop.Failure, retryable bool)
	// About says in a context whose requests those made with it are; nil = nobody needs to
	// know.
	About func(ctx context.Context, id cuedrop.AccountID) context.Context
	// Serves says in a context which post the requests made with it serve; nil = nobody
	// needs to know.
	Serves func(ctx context.Context, id cuedrop.PostID) context.Context
	// Held reports whether the user wants nothing of an account to be sent for now; nil =
	// never. What TikTok has in full is asked about all the same.
	Held func(ctx context.Context, id cuedrop.AccountID) bool
	// AckEvery is the least time between two notes in the journal of how far an upload
	// is; 0 means a second, less than 0 one after each chunk. It costs no safety: where
	// to go on is TikTok's word (reliability-security.md A6), and a note per chunk is a
	// wait for the disk per chunk.
	AckEvery time.Duration
	// Uplink divides the computer's line between all that publish from this program; nil =
	// this publisher is alone.
	Uplink *Uplink
	// Ready returns nil when this computer may begin to prepare and send a post: there
	// is room on its disk, and the user's rules on power and networks allow it. Any other
	// fault makes the post wait with its sentence. nil = always.
	Ready func(context.Context) error
	// Probe is called at every point at which a crash must do no harm. Tests stop
	// the process there.
	Probe func(point string)
}

// Publisher is safe for concurrent use; two calls for the same post exclude each
// other by the store's compare-and-set, and the second returns Conflict.
type Publisher struct {
	Config
	throttle throttle
	mu       sync.Mutex
	running  map[cuedrop.PostID]context.CancelFunc
	sizes    map[cuedrop.PostID]int64 // of files that were made ahead
	driven   map[cuedrop.PostID]bool  // in this run
}

// New returns a publisher.
func New(c Config) *Publisher {
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
	if c.About == nil {
		c.About = func(ctx context.Context, _ cuedrop.AccountID) context.Context { return ctx }
	}
	if c.Serves == nil {
		c.Serves = func(ctx context.Context, _ cuedrop.PostID) context.Context { return ctx }
	}
	if c.Held == nil {
		c.Held = func(context.Context, cuedrop.AccountID) bool { return false }
	}
	if c.Ready == nil {
		c.Ready = func(context.Context) error { return nil }
	}
	if c.Probe == nil {
		c.Probe = func(string) {}
	}
	if c.Allows == nil {
		c.Allows = func(cuedrop.Account, cuedrop.Mode) error { return nil }
	}
	if c.FailureOf == nil {
		c.FailureOf = func(reason string) (cuedrop.Failure, bool) {
			return cuedrop.Failure{Reason: "tiktok." + reason, Message: "TikTok refused this post."}, false
		}
	}
	if c.AckEvery == 0 {
		c.AckEvery = time.Second
	}
	return &Publisher{Config: c, throttle: newThrottle(c.Uplink), running: map[cuedrop.PostID]context.CancelFunc{}, sizes: map[cuedrop.PostID]int64{}, driven: map[cuedrop.PostID]bool{}}
}

// Interrupt stops what is under way for a post, as after a cancel. It does not
// wait, and it changes no state.
func (p *Publisher) Interrupt(id cuedrop.PostID) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if cancel := p.running[id]; cancel != nil {
		cancel()
	}
}

// Drive takes a post as far as it can go now. wait > 0 asks to be called again
// after it, to poll. An error is a reason to call again later by the caller's
// back-off, unless it is Canceled; everything that the user must know or do has
// been written to the post by then.
func (p *Publisher) Drive(ctx context.Context, id cuedrop.PostID) (wait time.Duration, err error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	p.mu.Lock()
	if p.running[id] != nil {
		p.mu.Unlock()
		return 0, fault.New(fault.Conflict, "publish.busy", "This post is already being published.")
	}
	p.running[id], p.driven[id] = cancel, true
	p.mu.Unlock()
	defer func() {
		p.mu.Lock()
		delete(p.running, id)
		p.mu.Unlock()
	}()
	return p.drive(p.Serves(ctx, id), id)
}

// apply writes a step, with a probe before and after it.
func (p *Publisher) apply(ctx context.Context, c cuedrop.Change) (cuedrop.Post, error) {
	p.Probe("before " + string(c.Transition))
	// Once decided, a step is written even while the program is quitting.
	post, err := p.Store.Apply(context.WithoutCancel(ctx), c)
	if err != nil {
		return post, err
	}
	p.Probe("after " + string(c.Transition))
	p.Log.Info("post", "id", c.Post, "step", c.Transition, "from", c.From, "to", post.State)
	if post.State.Final() && post.State != cuedrop.Failed {
		if err := p.Library.Discard(post.ID); err != nil {
			p.Log.Warn("discard rendition", "post", post.ID, "err", err)
		}
	}
	return post, nil
}

// CauseGone reports whether what blocked a post is over, so that it may go back on
// the schedule by itself.
func (p *Publisher) CauseGone(ctx context.Context, post cuedrop.Post) bool {
	if post.State != cuedrop.Blocked || post.Failure == nil || post.Consent == nil || post.Schedule.IsZero() {
		return false
	}
	switch post.Failure.Reason {
	case "account.signed_out", "tiktok.access_token_invalid", "vault.locked":
		a, err := p.Store.Account(ctx, post.AccountID)
		return err == nil && a.Health == cuedrop.AccountOK
	case "account.scope_missing": // what TikTok itself found missing is for the user to try again
		a, err := p.Store.Account(ctx, post.AccountID)
		return err == nil && a.Health == cuedrop.AccountOK && p.Allows(a, post.Mode) == nil
	case "quota.pending_drafts":
		return p.Accounts.Room(ctx, post.AccountID, post.Mode) == nil
	case reasonLimitTooLow:
		return p.fits(ctx, post) == nil
	case reasonSourceMissing:
		return p.Library.Present(ctx, post)
	}
	return onceARun[post.Failure.Reason] && !p.tried(post.ID)
}

// onceARun are causes that nobody tells of going away: the passphrase or the app that
// the program was started with. A post that met one is tried again once in each run.
var onceARun = map[string]bool{
	"vault.passphrase_wrong": true, "vault.passphrase_missing": true, "vault.made_with_keyring": true,
	"tiktok.invalid_client": true, "tiktok.unauthorized_client": true,
}

// tried reports whether this run has driven a post.
func (p *Publisher) tried(id cuedrop.PostID) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.driven[id]
}
