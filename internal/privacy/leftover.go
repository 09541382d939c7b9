package privacy

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"time"
)

const (
	// keyExporting names the file that an export is written to until it has its name: it lies
	// where the user wants it, and a program that is killed leaves it there. Stored on disk: do
	// not rename.
	keyExporting = "privacy.exporting"
	exportHead   = ".cuedrop-export-"
	// staleAfter is the age at which what a killed import or export has left is not
	// somebody's at work.
	staleAfter = time.Hour
)

// sweepImports removes what was unsealed for an import that was killed.
func (s *Service) sweepImports() {
	left, _ := filepath.Glob(filepath.Join(s.Dir, ".import-*")) // the pattern is ours and whole
	for _, path := range left {
		if s.stale(path, staleAfter) {
			s.sweepFile(path)
		}
	}
}

// keepExport remembers where an export is written to, or that none is for "". Nothing fails
// for it: a workspace whose disk is full can still be taken along.
func (s *Service) keepExport(ctx context.Context, tmp string) {
	if tmp != "" {
		if abs, err := filepath.Abs(tmp); err == nil {
			tmp = abs
		}
	}
	if err := s.Settings.SetSetting(ctx, keyExporting, tmp); err != nil {
		s.Log.Warn("remember where an export is written to", "err", err)
	}
}

// sweepExport removes what an export that was killed has left, once it was not written to for
// so long. Nothing fails for it.
func (s *Service) sweepExport(ctx context.Context, after time.Duration) {
	path, err := s.Settings.Setting(ctx, keyExporting)
	if err != nil || path == "" || !strings.HasPrefix(filepath.Base(path), exportHead) || !s.stale(path, after) {
		return
	}
	s.sweepFile(path)
	s.keepExport(ctx, "")
}

// stale reports whether a plain file is there that nobody has written to for so long.
func (s *Service) stale(path string, after time.Duration) bool {
	info, err := os.Lstat(path)
	return err == nil && info.Mode().IsRegular() && s.Clock.Now().Sub(info.ModTime()) >= after
}

func (s *Service) sweepFile(path string) {
	if err := remove(path); err != nil {
		s.Log.Warn("remove what was cut short", "err", err)
	}
}
