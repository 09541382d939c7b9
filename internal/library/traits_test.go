package library_test

import (
	"context"
	"errors"
	"os"
	"testing"

	"cuedrop/internal/cuedrop"
)

// looker counts how often a clip is looked at.
type looker struct {
	looked int
	err    error
}

func (l *looker) Signals(context.Context, string, cuedrop.Check) (cuedrop.Signals, error) {
	l.looked++
	return cuedrop.Signals{Silent: true}, l.err
}

func (l *looker) Provenance(context.Context, string) (cuedrop.Provenance, error) {
	return cuedrop.Provenance{C2PA: true, Generator: "Pictor"}, l.err
}

// traits keeps in memory what the store keeps.
type traits struct {
	signals    map[string]cuedrop.Signals
	provenance map[string]cuedrop.Provenance
}

func (s traits) Signals(_ context.Context, sha string) (cuedrop.Signals, bool, error) {
	v, known := s.signals[sha]
	return v, known, nil
}

func (s traits) SaveSignals(_ context.Context, sha string, v cuedrop.Signals) error {
	s.signals[sha] = v
	return nil
}

func (s traits) SaveProvenance(_ context.Context, sha string, v cuedrop.Provenance) error {
	s.provenance[sha] = v
	return nil
}

func TestAClipIsLookedAtOnce(t *testing.T) {
	t.Parallel()
	b, look, kept := setup(t), &looker{}, traits{map[string]cuedrop.Signals{}, map[string]cuedrop.Provenance{}}
	if s, err := b.Signals(t.Context(), cuedrop.Media{}); err != nil || s.Silent {
		t.Errorf("without a looker: %+v, %v", s, err)
	}
	b.Looker, b.Traits = look, kept
	m := b.added("a.mp4", "movie")
	if len(kept.provenance) > 0 {
		t.Error("a file that says nothing is asked where it comes from")
	}
	look.err = errors.New("no ffmpeg")
	if _, err := b.Signals(t.Context(), m); !errors.Is(err, look.err) || len(kept.signals) > 0 {
		t.Errorf("a look that failed is kept: %v", err)
	}
	look.err = nil
	again := b.added("copy.mp4", "movie")
	for _, one := range []cuedrop.Media{m, m, again} {
		if s, err := b.Signals(t.Context(), one); err != nil || !s.Silent {
			t.Errorf("%+v, %v", s, err)
		}
	}
	if look.looked != 2 {
		t.Errorf("looked %d times, want the one that failed and one", look.looked)
	}
	other := b.added("b.mp4", "another")
	if err := os.WriteFile(other.Path, []byte("changed since"), 0o600); err != nil {
		t.Fatal(err)
	}
	if s, err := b.Signals(t.Context(), other); err != nil || s.Silent || look.looked != 2 {
		t.Errorf("a file that changed: %+v, %v", s, err)
	}
	b.tool.check.Findings = []cuedrop.Finding{{Code: cuedrop.FindingC2PA, Severity: cuedrop.SeverityWarning}}
	c := b.added("c.mp4", "third")
	if p := kept.provenance[c.SHA256]; p.Generator != "Pictor" {
		t.Errorf("kept %+v", kept.provenance)
	}
}
