package library

import (
	"context"
	"os"
	"slices"

	"cuedrop/internal/cuedrop"
)

// looker finds out what a check leaves out, because it takes longer or is not needed to
// say whether TikTok takes the clip.
type looker interface {
	Signals(ctx context.Context, path string, check cuedrop.Check) (cuedrop.Signals, error)
	Provenance(ctx context.Context, path string) (cuedrop.Provenance, error)
}

type traitStore interface {
	Signals(ctx context.Context, sha256 string) (s cuedrop.Signals, known bool, err error)
	SaveSignals(ctx context.Context, sha256 string, s cuedrop.Signals) error
	SaveProvenance(ctx context.Context, sha256 string, p cuedrop.Provenance) error
}

// Signals returns what decoding shows of a clip: as kept, or looked at now, which takes
// some seconds at most and is kept. One clip is looked at at a time. A file that is not
// as it was added, or a library without a looker, gives nothing.
func (l *Library) Signals(ctx context.Context, m cuedrop.Media) (cuedrop.Signals, error) {
	if l.Looker == nil {
		return cuedrop.Signals{}, nil
	}
	l.looks.Lock()
	defer l.looks.Unlock()
	if s, known, err := l.Traits.Signals(ctx, m.SHA256); known || err != nil {
		return s, err
	}
	info, err := os.Stat(m.Path)
	if err != nil || info.Size() != m.Size || !info.ModTime().Equal(m.ModTime) {
		return cuedrop.Signals{}, nil // the file is another matter, and Verify tells of it
	}
	s, err := l.Looker.Signals(ctx, m.Path, m.Check)
	if err != nil {
		return s, err
	}
	return s, l.Traits.SaveSignals(ctx, m.SHA256, s)
}

// keepProvenance keeps what the file of a new clip says of where it comes from, for the
// receipt of its posts: what is sent may no longer say it. A clip is added without it
// rather than not at all.
func (l *Library) keepProvenance(ctx context.Context, m cuedrop.Media) {
	says := slices.ContainsFunc(m.Check.Findings, func(f cuedrop.Finding) bool {
		return f.Code == cuedrop.FindingC2PA || f.Code == cuedrop.FindingAI
	})
	if l.Looker == nil || !says {
		return
	}
	p, err := l.Looker.Provenance(ctx, m.Path)
	if err == nil && !p.IsZero() {
		err = l.Traits.SaveProvenance(ctx, m.SHA256, p)
	}
	if err != nil {
		l.Log.Warn("keep where a clip comes from", "media", m.ID, "err", err)
	}
}
