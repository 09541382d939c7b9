package library

import (
	"context"
	"encoding/json"
	"os"
	"time"

	"cuedrop/internal/cuedrop"
)

// made is kept beside a rendition: what it was made of, and what it is. A rendition that
// was made ahead of a post's time is used when that time comes, if nothing about the
// clip or the post has changed since.
type made struct {
	SHA256    string // of the clip
	Edit      cuedrop.Edit
	Rendition cuedrop.Rendition
	ModTime   time.Time // of the rendition
}

const madeSuffix = ".json"

func madePath(rendition string) string { return rendition + madeSuffix }

// recall returns the rendition at out when it is whole and made of m as it is to be
// now. The bytes are checked once more while they are sent.
func recall(out string, m cuedrop.Media, edit cuedrop.Edit) (cuedrop.Rendition, bool) {
	raw, err := os.ReadFile(madePath(out))
	if err != nil {
		return cuedrop.Rendition{}, false
	}
	var kept made
	if err := json.Unmarshal(raw, &kept); err != nil || kept.SHA256 != m.SHA256 || kept.Edit != edit || kept.Rendition.Path != out {
		return cuedrop.Rendition{}, false
	}
	info, err := os.Lstat(out)
	if err != nil || !info.Mode().IsRegular() || info.Size() != kept.Rendition.Size || !info.ModTime().Equal(kept.ModTime) {
		return cuedrop.Rendition{}, false
	}
	return kept.Rendition, true
}

// remember keeps what recall needs. Without it the rendition is made again: no harm.
func remember(m cuedrop.Media, edit cuedrop.Edit, r cuedrop.Rendition) error {
	info, err := os.Lstat(r.Path)
	if err != nil {
		return err
	}
	raw, err := json.Marshal(made{SHA256: m.SHA256, Edit: edit, Rendition: r, ModTime: info.ModTime()})
	if err != nil {
		return err
	}
	return os.WriteFile(madePath(r.Path), raw, 0o600)
}

// Ready reports whether Render would only have to look: the clip goes out as it is, or
// its rendition is made.
func (l *Library) Ready(ctx context.Context, p cuedrop.Post) bool {
	m, err := l.Store.Media(ctx, p.MediaID)
	if err != nil {
		return false
	}
	if goesAsItIs(m, p) {
		return true
	}
	_, ok := recall(l.renditionPath(p.ID), m, p.Settings.Edit)
	return ok
}

func goesAsItIs(m cuedrop.Media, p cuedrop.Post) bool {
	e := p.Settings.Edit
	reshape := e.Fit != "" && e.Fit != cuedrop.FitKeep
	return m.Check.Route == cuedrop.RouteCopy && !reshape && !e.Trims() && !e.Loudness && e.Remake == ""
}
