package library

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"cuedrop/internal/cuedrop"
)

// Sweep removes what a killed program left in the folder of renditions: half-made
// files, and renditions of posts that keep says nobody needs any more. Only names that
// Cuedrop gives are touched, and nothing that is no plain file. Call it while nothing
// is being prepared. It returns how many files it removed.
func (l *Library) Sweep(keep func(cuedrop.PostID) bool) (removed int, err error) {
	dir := filepath.Join(l.Dir, renditionsDir)
	entries, err := os.ReadDir(dir)
	if err != nil {
		if errors.Is(err, fs.ErrNotExist) {
			err = nil
		}
		return 0, err
	}
	var failed []error
	for _, e := range entries {
		if !e.Type().IsRegular() || !leftover(e.Name(), keep) {
			continue
		}
		if err := os.Remove(filepath.Join(dir, e.Name())); err != nil && !errors.Is(err, fs.ErrNotExist) {
			failed = append(failed, err)
			continue
		}
		removed++
	}
	return removed, errors.Join(failed...)
}

func leftover(name string, keep func(cuedrop.PostID) bool) bool {
	if isPart(name) {
		return true
	}
	id, ok := strings.CutSuffix(strings.TrimSuffix(name, madeSuffix), ".mp4")
	return ok && strings.HasPrefix(id, "post_") && !keep(cuedrop.PostID(id))
}
