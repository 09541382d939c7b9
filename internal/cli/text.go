package cli

import (
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"cuedrop/internal/clock"
)

func (r *root) clock() clock.Clock {
	if r.cfg.Clock != nil {
		return r.cfg.Clock
	}
	return clock.System{}
}

// duration writes milliseconds for people.
func duration(ms int64) string {
	d := time.Duration(ms) * time.Millisecond
	if d < time.Minute {
		return fmt.Sprintf("%.1f s", d.Seconds())
	}
	return d.Round(time.Second).String()
}

// bytesText writes a size for people, in decimal units.
func bytesText(n int64) string {
	switch {
	case n < 1000:
		return fmt.Sprintf("%d bytes", n)
	case n < 1_000_000:
		return fmt.Sprintf("%.1f kB", float64(n)/1e3)
	case n < 1_000_000_000:
		return fmt.Sprintf("%.1f MB", float64(n)/1e6)
	default:
		return fmt.Sprintf("%.2f GB", float64(n)/1e9)
	}
}

func or(s, fallback string) string {
	if s == "" {
		return fallback
	}
	return s
}

// short cuts a text to n runes on one line.
func short(s string, n int) string {
	s = strings.Join(strings.Fields(s), " ")
	if r := []rune(s); len(r) > n {
		return string(r[:n-1]) + "…"
	}
	return s
}

// progressLine redraws one line on a terminal and is silent elsewhere, so that logs
// of scripts stay short.
type progressLine struct {
	w    io.Writer
	what string
	live bool
}

func (r *root) progress(what string) *progressLine {
	f, ok := r.Stderr.(*os.File)
	if !ok {
		return &progressLine{}
	}
	info, err := f.Stat()
	return &progressLine{w: f, what: what, live: err == nil && info.Mode()&os.ModeCharDevice != 0}
}

func (p *progressLine) show(fraction float64, remaining time.Duration) {
	if !p.live {
		return
	}
	left := ""
	if remaining > 0 {
		left = ", " + remaining.Round(time.Second).String() + " left"
	}
	_, _ = fmt.Fprintf(p.w, "\r\x1b[K%s %.0f %%%s", p.what, fraction*100, left)
}

func (p *progressLine) end() {
	if p.live {
		_, _ = fmt.Fprint(p.w, "\r\x1b[K")
	}
}
