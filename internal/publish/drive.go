package publish

import (
	"context"
	"errors"
	"time"

	"cuedrop/internal/cuedrop"
	"cuedrop/internal/fault"
)

// contentType is what every prepared file is, and what TikTok recommends.
const contentType = "video/mp4"

// drive runs the machine on one post until it rests: it writes what a decision wants
// durable, does the effect, and asks the machine about what came of it.
func (p *Publisher) drive(ctx context.Context, id cuedrop.PostID) (time.Duration, error) {
	r := run{Publisher: p}
	defer r.closeSource()
	for ctx.Err() == nil {
		ev, ready, err := r.read(ctx, id)
		if err != nil || !ready {
			return 0, err
		}
		d, err := r.decide(ctx, ev)
		for err == nil && d.effect > look {
			d, err = r.decide(ctx, r.perform(ctx, d))
		}
		if err != nil || d.effect == rest {
			return d.wait, err
		}
		r.closeSource()
	}
	return 0, fault.Wrap(ctx.Err(), fault.Canceled, "canceled", "Canceled.")
}

// run is one call of drive: the situation that it is in, and the file while it is
// being sent.
type run struct {
	*Publisher
	situation
	src   *source
	meter *meter
}

// read takes the post up from what is durable. ready is false when nothing is to be
// done now.
func (r *run) read(ctx context.Context, id cuedrop.PostID) (ev occurrence, ready bool, err error) {
	post, err := r.Store.Post(ctx, id)
	if err != nil {
		return ev, false, err
	}
	if post.Rests(r.Clock.Now().Add(r.Lead(post))) || !active(post.State) {
		return ev, false, nil
	}
	r.post, r.attempt, r.ackEvery = post, nil, r.AckEvery
	if post.State != cuedrop.Scheduled && post.State != cuedrop.Due {
		r.attempt, ev.err = r.Store.LiveAttempt(ctx, id)
	}
	return ev, true, nil
}

func active(s cuedrop.State) bool { return s == cuedrop.Scheduled || s.InFlight() }

// decide asks the machine and makes its writes durable. A write that the store refuses
// ends the run: the effect that it was for does not happen.
func (r *run) decide(ctx context.Context, ev occurrence) (decision, error) {
	r.paused = r.Limits(ctx).Paused || r.Held(ctx, r.post.AccountID)
	ev.canceled = ctx.Err() != nil
	d := next(r.situation, ev, r.Clock.Now())
	r.memory = d.memory
	if d.refused != nil {
		r.Accounts.Refused(ctx, r.post.AccountID, d.refused)
	}
	if d.accepted {
		r.Accounts.Accepted(ctx, r.post)
	}
	for _, c := range d.writes {
		_, attempt, err := c.On(r.post, r.attempt)
		if err != nil {
			return d, err
		}
		if c.Transition == cuedrop.TransBlock || c.Transition == cuedrop.TransFail {
			r.Log.Warn("post stopped", "post", c.Post, "step", c.Transition, "err", ev.err)
		}
		if r.post, err = r.apply(ctx, c); err != nil {
			return d, err
		}
		r.attempt = attempt
	}
	if errors.Is(ev.err, errChanged) { // the next try makes a new one
		if err := r.Library.Discard(r.post.ID); err != nil {
			r.Log.Warn("discard rendition", "post", r.post.ID, "err", err)
		}
	}
	return d, d.err
}

// perform does the effect of a decision and returns what came of it.
func (r *run) perform(ctx context.Context, d decision) occurrence {
	if d.after > 0 {
		pause(ctx, d.after)
	}
	switch d.effect {
	case render:
		rendition, err := r.prepare(ctx, r.post)
		return occurrence{kind: prepared, rendition: rendition, err: err}
	case clearance:
		return occurrence{kind: cleared, fresh: cuedrop.NewAttemptID(), err: r.mayGoOut(ctx, r.post)}
	case sendInit:
		return r.sendInit(ctx)
	case askStatus:
		return r.askStatus(ctx)
	case sendChunk:
		return r.sendChunk(ctx, d.first, d.last)
	case checkTail:
		return r.checkTail(d.first, d.last)
	case sendLast:
		return r.sendLast(ctx, d.first, d.last)
	case rest, look:
	}
	return occurrence{}
}

func (r *run) sendInit(ctx context.Context) occurrence {
	ev := occurrence{kind: initiated}
	r.Probe("before init")
	ev.err = r.Accounts.WithToken(ctx, r.post.AccountID, func(access cuedrop.Secret) (err error) {
		ev.init, err = r.TikTok.Init(ctx, access, cuedrop.InitRequest{Mode: r.post.Mode, Settings: r.post.Settings, Plan: r.attempt.Plan})
		return err
	})
	r.Probe("after init")
	return ev
}

func (r *run) askStatus(ctx context.Context) occurrence {
	ev := occurrence{kind: told}
	ev.status, ev.err = r.status(ctx, r.post, *r.attempt)
	if ev.err == nil && ev.status.State == cuedrop.RemoteFailed {
		ev.failure, _ = r.FailureOf(ev.status.FailReason)
	}
	return ev
}

// status asks TikTok about the attempt. A dead token is renewed on the way, which
// never leads to a second init.
func (p *Publisher) status(ctx context.Context, post cuedrop.Post, a cuedrop.Attempt) (cuedrop.RemoteStatus, error) {
	var status cuedrop.RemoteStatus
	if post.AccountID == "" {
		return status, errNoAccount
	}
	ctx = p.About(ctx, post.AccountID)
	p.Probe("before status")
	err := p.Accounts.WithToken(ctx, post.AccountID, func(access cuedrop.Secret) error {
		var err error
		status, err = p.TikTok.Status(ctx, access, a.PublishID)
		return err
	})
	p.Probe("after status")
	return status, err
}

func (r *run) sendChunk(ctx context.Context, first, last int64) occurrence {
	ev := occurrence{kind: chunkSent, first: first, last: last}
	if ev.err = r.open(first); ev.err != nil {
		ev.source = true
		return ev
	}
	end, err := r.throttle.lane.begin(ctx)
	if err != nil {
		ev.err = err
		return ev
	}
	defer end()
	r.Probe("before chunk")
	ev.chunk, ev.err = r.TikTok.UploadChunk(ctx, r.attempt.UploadURL, contentType, r.meter.wrap(ctx, r.src.chunk(first, last)), first, last, r.attempt.Plan.Size)
	r.Probe("after chunk")
	if ev.err != nil {
		r.Log.Info("chunk not acknowledged", "post", r.post.ID, "err", ev.err)
	}
	return ev
}

func (r *run) checkTail(first, last int64) occurrence {
	ev := occurrence{kind: tailChecked, source: true, first: first, last: last}
	if ev.err = r.open(first); ev.err == nil {
		ev.err = r.src.verifyTail(first, r.attempt.Plan.Size)
	}
	return ev
}

func (r *run) sendLast(ctx context.Context, first, last int64) occurrence {
	ev := occurrence{kind: lastSent, first: first, last: last}
	size := r.attempt.Plan.Size
	end, err := r.throttle.lane.begin(ctx)
	if err != nil {
		ev.err = err
		return ev
	}
	defer end()
	r.Probe("before last chunk")
	ev.chunk, ev.err = r.TikTok.UploadChunk(ctx, r.attempt.UploadURL, contentType, r.meter.wrap(ctx, r.src.finalChunk(first, size)), first, last, size)
	r.Probe("after last chunk")
	if ev.err != nil {
		r.Log.Info("last chunk not acknowledged", "post", r.post.ID, "err", ev.err)
	}
	return ev
}

// open makes the file ready to be sent from first on, and makes sure that it is still
// the one that was opened.
func (r *run) open(first int64) (err error) {
	if r.src == nil {
		if r.src, err = openSource(r.post.Rendition); err != nil {
			return err
		}
		r.meter = r.newMeter(r.post, *r.attempt, first)
	}
	if err := r.src.unchanged(); err != nil {
		return err
	}
	return r.src.seek(first)
}

func (r *run) closeSource() {
	if r.src != nil {
		_ = r.src.Close()
		r.src = nil
	}
}

// pause waits for d or for ctx to end.
func pause(ctx context.Context, d time.Duration) {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
	case <-ctx.Done():
	}
}
