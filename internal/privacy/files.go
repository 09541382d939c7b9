package privacy

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"cuedrop/internal/fault"
)

// file is a plain file of the workspace folder.
type file struct {
	File
	category ID
	known    bool   // a category claims it
	path     string // on this computer
	name     string // within the workspace, with slashes
	size     int64
	at       time.Time // of its last change
}

// files lists what lies in the workspace folder, and the notes of crashes beside the
// workspaces. Links are not followed.
func (s *Service) files() ([]file, error) {
	all, err := filesBelow(s.Dir, "", false)
	if err == nil && s.Shared != "" {
		var notes []file
		notes, err = filesBelow(filepath.Join(s.Shared, dirCrashes), dirCrashes+"/", true)
		all = append(all, notes...)
	}
	return all, err
}

// filesBelow lists what lies in a folder; none where there is no such folder. The names
// begin with prefix.
func filesBelow(dir, prefix string, shared bool) ([]file, error) {
	var all []file
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		switch {
		case errors.Is(err, fs.ErrNotExist):
			return nil // gone meanwhile
		case err != nil:
			return err
		case d.IsDir():
			return nil
		}
		info, err := d.Info()
		if errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(dir, path)
		if err != nil {
			return err
		}
		f := file{path: path, name: prefix + filepath.ToSlash(rel), size: info.Size(), at: info.ModTime()}
		f.category, f.File, f.known = OfFile(f.name, shared)
		all = append(all, f)
		return nil
	})
	if err != nil {
		err = fault.Wrap(err, fault.Internal, "privacy.folder", "The workspace's folder can't be read. Check that you may open it.")
	}
	return all, err
}

// Kinds of files that something is done with.
const (
	kindLogs    = "logs"
	kindCrashes = "crash notes"
	kindThumbs  = "thumbnails"
	// kindIncidents are notes that the rule of the same name lets go.
	kindIncidents = "incident notes"
	// dirCrashes is in the data folder: a crash is of the program and of no workspace.
	dirCrashes = "crashes"
)

// removeOf removes the files that were made of posts and clips, by their ids, and
// returns how many and how large they were.
func (s *Service) removeOf(owners []string) (n int, size int64, err error) {
	if len(owners) == 0 {
		return 0, 0, nil
	}
	gone := map[string]bool{}
	for _, id := range owners {
		gone[id] = true
	}
	return s.removeFiles(func(f file) bool { return gone[ownerOf(f.name)] })
}

// removeFiles removes the known files that which chooses.
func (s *Service) removeFiles(which func(file) bool) (n int, size int64, err error) {
	files, err := s.files()
	failed := []error{err}
	for _, f := range files {
		if !f.known || f.Kept || !which(f) {
			continue
		}
		if err := remove(f.path); err != nil {
			failed = append(failed, err)
			continue
		}
		n++
		size += f.size
	}
	return n, size, errors.Join(failed...)
}

// ownerOf returns the id of the post or the clip that a file was made of, which its name
// begins with, or "".
func ownerOf(name string) string {
	name = name[strings.LastIndex(name, "/")+1:]
	if !strings.HasPrefix(name, "clip_") && !strings.HasPrefix(name, "post_") {
		return ""
	}
	if end := strings.IndexAny(name, ".-+@"); end > 0 {
		name = name[:end]
	}
	return name
}

// remove removes a file. One that is gone is no error.
func remove(path string) error {
	if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fault.Wrap(err, fault.Unavailable, "privacy.file", "A file of the workspace can't be removed now. Close what shows it and start Cuedrop again; it goes by itself.")
	}
	return nil
}
