package library

import (
	"context"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"cuedrop/internal/fault"
)

// Bounds of one import: a folder that was dropped by mistake ends soon.
const (
	importFiles   = 2000    // files taken in
	importDepth   = 8       // folders below the one that was given
	importEntries = 200_000 // names looked at
)

// VideoExtensions are the endings of names that are taken for videos in a folder.
var VideoExtensions = []string{
	".mp4", ".mov", ".m4v", ".webm", ".mkv", ".avi", ".mts", ".m2ts", ".ts", ".mpg", ".mpeg", ".wmv", ".flv", ".3gp", ".ogv",
}

// found is what was given: files to check, in order, and what can't be looked at.
type found struct {
	files   []string
	refused []Imported
	seen    map[string]bool
	entries int
	full    bool
}

// find lists the files among paths and the videos in the folders among them, each once.
// A file that is named is taken whatever its name; in a folder only what looks like a
// video is, nothing hidden, and no folder behind a link.
func (l *Library) find(ctx context.Context, paths []string) found {
	f := found{seen: map[string]bool{}}
	for _, path := range paths {
		abs, err := filepath.Abs(path)
		if err != nil {
			abs = path // taking it says so
		}
		if info, err := os.Stat(abs); err != nil || !info.IsDir() {
			f.take(abs)
			continue
		}
		before, wasFull := len(f.files), f.full
		l.findIn(ctx, abs, &f)
		switch {
		case ctx.Err() != nil:
			return f
		case f.full && !wasFull:
			f.refuse(abs, fault.Newf(fault.Invalid, "import.too_many", "There are more than %d videos, or a great many other files. The first ones were taken; drop the others by themselves.", importFiles))
		case len(f.files) == before && !f.full:
			f.refuse(abs, fault.New(fault.Invalid, "import.no_video", "There is no video in this folder. Choose another one, or the clips themselves."))
		}
	}
	return f
}

func (f *found) refuse(path string, err error) {
	f.refused = append(f.refused, Imported{Path: path, Err: err})
}

func (f *found) take(path string) {
	if f.seen[path] {
		return
	}
	if len(f.files) == importFiles {
		f.full = true
		return
	}
	f.seen[path] = true
	f.files = append(f.files, path)
}

// findIn walks one folder by name. What can't be read is passed over: the user gave the
// folder, not each thing in it.
func (l *Library) findIn(ctx context.Context, root string, f *found) {
	_ = filepath.WalkDir(root, func(path string, e fs.DirEntry, err error) error {
		f.entries++
		if ctx.Err() != nil || f.full || f.entries > importEntries {
			f.full = f.full || ctx.Err() == nil
			return fs.SkipAll
		}
		hidden := path != root && strings.HasPrefix(filepath.Base(path), ".")
		switch {
		case err != nil:
			if e != nil && e.IsDir() {
				return fs.SkipDir
			}
		case e.IsDir():
			if hidden || depth(root, path) > importDepth {
				return fs.SkipDir
			}
		case !hidden && l.isVideo(path, e):
			f.take(path)
		}
		return nil
	})
}

func depth(root, path string) int {
	rel, err := filepath.Rel(root, path)
	if err != nil || rel == "." {
		return 0
	}
	return strings.Count(rel, string(filepath.Separator)) + 1
}

// isVideo reports whether a file in a folder is a plain one, or a link to one, with a
// video's name; one without any ending is looked into.
func (l *Library) isVideo(path string, e fs.DirEntry) bool {
	ending := strings.ToLower(filepath.Ext(path))
	if ending != "" && !slices.Contains(VideoExtensions, ending) {
		return false
	}
	if e.Type()&fs.ModeSymlink != 0 {
		info, err := os.Stat(path)
		if err != nil || !info.Mode().IsRegular() {
			return false
		}
	} else if !e.Type().IsRegular() {
		return false
	}
	return ending != "" || l.Tool.IsVideo(path)
}
