package publish

import (
	"context"
	"io"
	"strconv"
	"sync"
	"time"

	"golang.org/x/time/rate"

	"cuedrop/internal/cuedrop"
	"cuedrop/internal/fault"
)

// Keys of the user's limits. Stored on disk: do not rename.
const (
	keyMaxRate = "upload.max_bytes_per_second"
	keyPaused  = "upload.paused"
)

const (
	reasonPaused      = "upload.paused"
	reasonLimitTooLow = "upload.limit_too_low"
	reasonTooSlow     = "upload.too_slow"

	// pausedPoll is how often a paused post looks whether it may go on.
	pausedPoll = 2 * time.Second
	// slices is how many pieces of a second's bytes are sent at a time under a limit:
	// small ones, so that the connection never looks dead.
	slices = 10
	// limitsFresh is how long the stored limits are believed: another program may change
	// them, and this one applies its own changes at once.
	limitsFresh = time.Second
	// slowTries is how many uploads of one post may run out of TikTok's hour.
	slowTries = 3
)

var (
	errPaused = fault.New(fault.RateLimited, reasonPaused, "Uploads are paused. Resume them to go on.")

	errLimitTooLow = fault.New(fault.Rejected, reasonLimitTooLow,
		"At the speed you allow uploads, this clip would not be through within the hour that TikTok gives it. Raise the limit, or make the clip smaller.")
	errTooSlow = fault.New(fault.Rejected, reasonTooSlow,
		"This connection is too slow for the clip: three uploads weren't through within the hour that TikTok gives them. Nothing was posted. Use a faster connection or make the clip smaller, then try again.")
)

// throttle holds all uploads together to the user's limits. Safe for concurrent use.
type throttle struct {
	mu      *sync.Mutex
	limits  *cuedrop.UploadLimits
	limiter *rate.Limiter
	speed   *float64 // bytes a second of the last upload; 0 = unknown
	read    *time.Time
	lane    *lane // of the line that others may use as well
}

func newThrottle(u *Uplink) throttle {
	if u == nil {
		u = NewUplink()
	}
	return throttle{lane: u.newLane(), mu: &sync.Mutex{}, limits: &cuedrop.UploadLimits{}, limiter: rate.NewLimiter(rate.Inf, 0), speed: new(float64), read: new(time.Time)}
}

func (t throttle) set(l cuedrop.UploadLimits) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if l == *t.limits {
		return
	}
	*t.limits = l
	t.lane.limitTo(l.BytesPerSecond)
	if l.BytesPerSecond <= 0 {
		t.limiter.SetLimit(rate.Inf)
		return
	}
	t.limiter.SetBurst(int(max(l.BytesPerSecond/slices, 1)))
	t.limiter.SetLimit(rate.Limit(l.BytesPerSecond))
}

func (t throttle) get() cuedrop.UploadLimits {
	t.mu.Lock()
	defer t.mu.Unlock()
	return *t.limits
}

// stale reports whether the stored limits should be read again at now, and takes it
// that they are.
func (t throttle) stale(now time.Time) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	if age := now.Sub(*t.read); age >= 0 && age < limitsFresh {
		return false
	}
	*t.read = now
	return true
}

func (t throttle) noteSpeed(bytesPerSecond float64) {
	t.mu.Lock()
	defer t.mu.Unlock()
	*t.speed = bytesPerSecond
}

// expect returns how long n bytes should take, or 0 while nothing is known.
func (t throttle) expect(n int64) time.Duration {
	t.mu.Lock()
	defer t.mu.Unlock()
	speed := *t.speed
	if l := float64(t.limits.BytesPerSecond); l > 0 && (speed == 0 || l < speed) {
		speed = l
	}
	if speed <= 0 {
		return 0
	}
	return time.Duration(float64(n) / speed * float64(time.Second))
}

// UploadTime returns how long size bytes should take, at the speed of the last upload or
// under the user's limit; zero while neither is known.
func (p *Publisher) UploadTime(ctx context.Context, size int64) cuedrop.UploadTime {
	p.Limits(ctx)
	took := p.throttle.expect(size)
	if took <= 0 {
		return cuedrop.UploadTime{}
	}
	speed := float64(size) / took.Seconds()
	limit := float64(p.throttle.get().BytesPerSecond)
	return cuedrop.UploadTime{Time: took, BytesPerSecond: speed, Limited: limit > 0 && speed >= limit*0.999}
}

// wrap returns body at the pace that the limits allow. It fails with errPaused as
// soon as uploads are paused.
func (t throttle) wrap(ctx context.Context, body io.Reader) io.Reader {
	return &throttledReader{ctx, t, body}
}

type throttledReader struct {
	ctx  context.Context //nolint:containedctx // a Reader has no other way to be stopped while it waits
	t    throttle
	body io.Reader
}

func (r *throttledReader) Read(b []byte) (int, error) {
	limits := r.t.get()
	if limits.Paused {
		return 0, errPaused
	}
	if limits.BytesPerSecond > 0 && len(b) > 0 {
		b = b[:min(int64(len(b)), max(limits.BytesPerSecond/slices, 1))]
		// A limit that was lowered meanwhile makes the piece larger than the burst; it
		// then goes out at once, and the next one is smaller.
		if err := r.t.limiter.WaitN(r.ctx, len(b)); err != nil && r.ctx.Err() != nil {
			return 0, fault.Wrap(err, fault.Canceled, "canceled", "Canceled.")
		}
	}
	n, err := r.t.lane.take(r.ctx, len(b))
	if err != nil {
		return 0, err
	}
	return r.body.Read(b[:n])
}

// Limits returns the user's limits on uploads as stored, also by another program,
// and applies them to uploads under way.
func (p *Publisher) Limits(ctx context.Context) cuedrop.UploadLimits {
	if !p.throttle.stale(p.Clock.Now()) {
		return p.throttle.get()
	}
	l, err := p.storedLimits(ctx)
	if err != nil {
		p.Log.Warn("read upload limits", "err", err)
		return p.throttle.get()
	}
	p.throttle.set(l)
	return l
}

func (p *Publisher) storedLimits(ctx context.Context) (l cuedrop.UploadLimits, err error) {
	ctx = context.WithoutCancel(ctx)
	maxRate, err := p.Store.Setting(ctx, keyMaxRate)
	if err != nil {
		return l, err
	}
	paused, err := p.Store.Setting(ctx, keyPaused)
	if err != nil {
		return l, err
	}
	l.BytesPerSecond, _ = strconv.ParseInt(maxRate, 10, 64) // "" and nonsense are no limit
	l.BytesPerSecond = max(l.BytesPerSecond, 0)
	l.Paused = paused != ""
	return l, nil
}

// SetLimits stores the user's limits on uploads and applies them at once, also to
// uploads under way: a paused one keeps what TikTok has of it and goes on from there.
func (p *Publisher) SetLimits(ctx context.Context, l cuedrop.UploadLimits) error {
	if l.BytesPerSecond < 0 {
		return fault.New(fault.Invalid, "upload.limit", "A speed limit is a number of bytes a second, or 0 for none.")
	}
	maxRate, paused := "", ""
	if l.BytesPerSecond > 0 {
		maxRate = strconv.FormatInt(l.BytesPerSecond, 10)
	}
	if l.Paused {
		paused = "yes"
	}
	if err := p.Store.SetSetting(ctx, keyMaxRate, maxRate); err != nil {
		return err
	}
	if err := p.Store.SetSetting(ctx, keyPaused, paused); err != nil {
		return err
	}
	p.throttle.set(l)
	return nil
}

// fits returns errLimitTooLow for a clip that the user's own limit keeps from going
// out within the life of an upload address (reliability-security.md G6).
func (p *Publisher) fits(ctx context.Context, post cuedrop.Post) error {
	l := p.Limits(ctx)
	if post.Rendition == nil || l.BytesPerSecond == 0 {
		return nil
	}
	if post.Rendition.Size/l.BytesPerSecond >= int64((uploadLife-uploadMargin)/time.Second) {
		return errLimitTooLow
	}
	return nil
}
