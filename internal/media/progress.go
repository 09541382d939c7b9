package media

import (
	"bytes"
	"math"
	"strconv"
	"sync"
	"time"

	"cuedrop/internal/cuedrop"
)

// maxFraction is shown while ffmpeg runs: after the last frame it still moves the
// index to the front, and then the result is verified.
const maxFraction = 0.99

// parser reads what "-progress" prints. It is an io.Writer without any knowledge
// of time or processes, and tolerates anything.
type parser struct {
	total  time.Duration // of the whole clip, 0 when unknown
	report func(cuedrop.RenderProgress)
	line   []byte

	fraction float64
	at       time.Duration // position of the last frame written
	speed    float64       // clip seconds a second, 0 when unknown
	frames   int64
	moves    int // times that position or frame count went up
}

const maxProgressLine = 4096

// Write takes any piece of the output.
func (p *parser) Write(data []byte) (int, error) {
	n := len(data)
	for {
		line, rest, found := bytes.Cut(data, []byte("\n"))
		if len(p.line)+len(line) <= maxProgressLine {
			p.line = append(p.line, line...)
		}
		if !found {
			return n, nil
		}
		p.take(p.line)
		p.line = p.line[:0]
		data = rest
	}
}

func (p *parser) take(line []byte) {
	key, value, found := bytes.Cut(bytes.TrimSpace(line), []byte("="))
	if !found {
		return
	}
	text := string(bytes.TrimSpace(value))
	switch string(key) {
	case "frame":
		if v, err := strconv.ParseInt(text, 10, 64); err == nil && v > p.frames {
			p.frames = v
			p.moves++
		}
	case "out_time_us": // out_time_ms is in microseconds too, and sometimes negative
		us, err := strconv.ParseInt(text, 10, 64)
		if err == nil && us > 0 && us < math.MaxInt64/1000 && time.Duration(us)*time.Microsecond > p.at {
			p.at = time.Duration(us) * time.Microsecond
			p.moves++
		}
	case "speed":
		p.speed = 0
		v, err := strconv.ParseFloat(string(bytes.TrimSuffix([]byte(text), []byte("x"))), 64)
		if err == nil && v > 0 && !math.IsInf(v, 0) {
			p.speed = v
		}
	case "progress": // ends a block
		if p.report != nil {
			p.report(p.progress())
		}
	}
}

// progress is what the blocks so far say.
func (p *parser) progress() cuedrop.RenderProgress {
	if p.total <= 0 {
		return cuedrop.RenderProgress{}
	}
	p.fraction = max(p.fraction, min(maxFraction, p.at.Seconds()/p.total.Seconds()))
	var left time.Duration
	if p.speed > 0 && p.at < p.total {
		left = seconds((p.total - p.at).Seconds() / p.speed)
	}
	return cuedrop.RenderProgress{Fraction: p.fraction, Remaining: left}
}

// reporter hands progress to the caller from one goroutine, at most once per
// progressPeriod, dropping what comes faster.
type reporter struct {
	mu     sync.Mutex
	latest cuedrop.RenderProgress
	fresh  bool
	best   float64

	stop chan bool // true: say that it is done
	done chan struct{}
}

func newReporter(call func(cuedrop.RenderProgress)) *reporter {
	r := &reporter{stop: make(chan bool, 1), done: make(chan struct{})}
	if call == nil {
		close(r.done)
		return r
	}
	go func() {
		defer close(r.done)
		tick := time.NewTicker(progressPeriod)
		defer tick.Stop()
		for {
			select {
			case <-tick.C:
				if p, ok := r.take(); ok {
					call(p)
				}
			case complete := <-r.stop:
				if complete {
					call(cuedrop.RenderProgress{Fraction: 1})
				}
				return
			}
		}
	}()
	return r
}

// set is called from any goroutine and never blocks on the caller.
func (r *reporter) set(p cuedrop.RenderProgress) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.best = max(r.best, min(p.Fraction, maxFraction))
	p.Fraction = r.best
	r.latest, r.fresh = p, true
}

func (r *reporter) take() (cuedrop.RenderProgress, bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	fresh := r.fresh
	r.fresh = false
	return r.latest, fresh
}

// close ends the reports, with a last one of 1 when complete, and waits for the
// caller's function to return.
func (r *reporter) close(complete bool) {
	r.stop <- complete
	<-r.done
}
