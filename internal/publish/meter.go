package publish

import (
	"context"
	"io"
	"time"

	"cuedrop/internal/cuedrop"
	"cuedrop/internal/event"
)

const (
	meterEvery = 250 * time.Millisecond // between two reports
	// meterSettles is how long an upload must run before its own speed says more than
	// that of the one before.
	meterSettles = 2 * time.Second
)

// meter reports progress, and whether the upload will end within the life of its
// address.
type meter struct {
	p       *Publisher
	post    cuedrop.PostID
	total   int64
	sent    int64
	started time.Time
	from    int64
	last    time.Time
	ends    time.Time // when the address takes no more
}

func (p *Publisher) newMeter(post cuedrop.Post, a cuedrop.Attempt, offset int64) *meter {
	m := &meter{p: p, post: post.ID, total: a.Plan.Size, from: offset, started: p.Clock.Now(), ends: a.IssuedAt.Add(uploadLife - uploadMargin)}
	m.report(m.started) // before the first byte, from the last upload's speed
	return m
}

// wrap counts what is read of body, which starts where the last one ended, and
// hands it out at the pace that the user allows.
func (m *meter) wrap(ctx context.Context, body io.Reader) io.Reader {
	return &meteredReader{m, m.p.throttle.wrap(ctx, body)}
}

type meteredReader struct {
	m *meter
	r io.Reader
}

func (r *meteredReader) Read(b []byte) (int, error) {
	n, err := r.r.Read(b)
	r.m.add(int64(n))
	return n, err
}

func (m *meter) add(n int64) {
	m.sent += n
	now := m.p.Clock.Now()
	if now.Sub(m.last) < meterEvery && m.from+m.sent < m.total {
		return
	}
	if elapsed := now.Sub(m.started); elapsed > meterSettles {
		m.p.throttle.noteSpeed(float64(m.sent) / elapsed.Seconds())
	}
	m.report(now)
}

func (m *meter) report(now time.Time) {
	m.last = now
	done := min(m.from+m.sent, m.total)
	m.p.Bus.Publish(event.UploadProgress{
		PostID: m.post, Sent: done, Total: m.total,
		Remaining: m.p.throttle.expect(m.total - done), Window: max(m.ends.Sub(now), 0),
	})
}
