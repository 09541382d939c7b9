package workspace

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"cuedrop/internal/fault"
)

// Folder is a workspace as its folder tells of it.
type Folder struct {
	// ID is the name of the folder.
	ID string
	// Name is what people call it: the id where it was given no name. No two in a list are
	// called alike.
	Name string
	// Made says that it was opened before and so has a database.
	Made bool
	// Leaving says that somebody has begun to delete it. It is not to be opened any more.
	Leaving bool
}

// Shelf is the folder that holds the workspaces. It is safe for concurrent use, also by
// several programs.
type Shelf struct {
	dir string
	// Probe is called at every point at which a crash must do no harm; nil = none. For
	// tests.
	Probe func(point string)
}

// At returns the shelf in dir, which need not exist.
func At(dir string) *Shelf { return &Shelf{dir: dir} }

// Dir is the folder of the workspace id.
func (s *Shelf) Dir(id string) string { return filepath.Join(s.dir, id) }

// List returns the workspaces, sorted by name. Those of which somebody has begun the
// deletion are in it. A folder without a file of a workspace is none, and one whose
// workspace.json can't be read goes by its folder's name.
func (s *Shelf) List() ([]Folder, error) {
	entries, err := os.ReadDir(s.dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fault.Wrap(err, fault.Internal, "workspace.folder", "The folder of the workspaces can't be read. Check that it exists and that you may open it.")
	}
	var all []Folder
	for _, e := range entries { // sorted by id
		if CheckID(e.Name()) != nil {
			continue
		}
		if f, ok := s.read(e.Name()); ok {
			all = append(all, f)
		}
	}
	tellApart(all)
	Sort(all)
	return all, nil
}

// Sort sorts by name.
func Sort(all []Folder) {
	slices.SortFunc(all, func(a, b Folder) int {
		if c := strings.Compare(key(a.Name), key(b.Name)); c != 0 {
			return c
		}
		return strings.Compare(a.ID, b.ID)
	})
}

// Get returns the workspace that has the id, and false where there is none. It is called as
// its folder says, whatever others are called.
func (s *Shelf) Get(id string) (Folder, bool) {
	if CheckID(id) != nil {
		return Folder{}, false
	}
	return s.read(id)
}

// signs are files one of which every workspace has.
var signs = []string{markerName, "cuedrop.db", "vault.json"}

// read returns the workspace in the folder id, and false where none lies there.
func (s *Shelf) read(id string) (Folder, bool) {
	dir := s.Dir(id)
	info, err := os.Stat(dir)
	if err != nil || !info.IsDir() {
		return Folder{}, false
	}
	if !slices.ContainsFunc(signs, func(name string) bool {
		_, err := os.Lstat(filepath.Join(dir, name))
		return err == nil
	}) {
		return Folder{}, false
	}
	f := Folder{ID: id, Name: id, Made: true}
	m, err := readMarker(dir)
	if err != nil { // broken: it is listed, and says why when it is opened
		return f, true
	}
	f.Made, f.Leaving = m.id() != "", m.leaving()
	if name, err := cleanName(m.name()); err == nil {
		f.Name = name
	}
	return f, true
}

// tellApart adds the id to the name of one that is called like another: a copy of a
// folder, or a folder that is called as another workspace is.
func tellApart(all []Folder) {
	seen := map[string]bool{}
	for i, f := range all {
		if seen[key(f.Name)] {
			all[i].Name = fmt.Sprintf("%s (%s)", f.Name, f.ID)
		}
		seen[key(all[i].Name)] = true
	}
}

// Find returns the workspace that has the id, or else the name, or NotFound
// (workspace.unknown).
func (s *Shelf) Find(nameOrID string) (Folder, error) {
	all, err := s.List()
	if err != nil {
		return Folder{}, err
	}
	for _, f := range all {
		if f.ID == nameOrID {
			return f, nil
		}
	}
	for _, f := range all {
		if key(f.Name) == key(nameOrID) {
			return f, nil
		}
	}
	return Folder{}, fault.New(fault.NotFound, "workspace.unknown", "There is no workspace of that name. “cuedrop workspace list” shows those that there are.")
}

// Resolve returns the id of the folder that a user means by nameOrID: that of a workspace
// that is there, or else the name itself where it can be a folder's, of a workspace that
// is yet to be made. Invalid (config.workspace) for any other, and Conflict
// (config.workspace_leaving) for one that is being deleted.
func (s *Shelf) Resolve(nameOrID string) (string, error) {
	f, err := s.Find(nameOrID)
	switch {
	case err == nil && f.Leaving:
		return "", fault.New(fault.Conflict, "config.workspace_leaving", "That workspace is being deleted. “cuedrop workspace list” completes it.")
	case err == nil:
		return f.ID, nil
	case CheckID(nameOrID) == nil: // also when the list can't be read: opening says why
		return nameOrID, nil
	case fault.Is(err, fault.NotFound):
		return "", fault.New(fault.Invalid, "config.workspace", "There is no workspace of that name, and none can be made by it: “cuedrop workspace list” shows those that there are, “cuedrop workspace create NAME” makes one.")
	}
	return "", err
}

// Create makes an empty workspace called name and returns it. Invalid (workspace.name)
// for a name that can't be one, and Conflict (workspace.taken) for one that is another's.
func (s *Shelf) Create(ctx context.Context, name string) (f Folder, err error) {
	if name, err = cleanName(name); err != nil {
		return Folder{}, err
	}
	err = s.locked(ctx, func() error {
		taken, err := s.taken("")
		if err != nil {
			return err
		}
		if taken[key(name)] {
			return errTaken
		}
		entries, err := os.ReadDir(s.dir)
		if err != nil {
			return unwritable(err)
		}
		for _, e := range entries { // also what is no workspace
			taken[key(e.Name())] = true
		}
		f = Folder{ID: freeID(name, taken), Name: name}
		return s.place(f)
	})
	return f, err
}

// place makes the folder of f under another name and renames it.
func (s *Shelf) place(f Folder) error {
	tmp, err := os.MkdirTemp(s.dir, newPrefix) // mode 0700
	if err != nil {
		return unwritable(err)
	}
	defer func() { _ = os.RemoveAll(tmp) }() // nothing once it is renamed
	s.probe("create: folder")
	m := marker{}
	m.setName(f.Name)
	if err := writeMarker(tmp, m, s.probe); err != nil {
		return err
	}
	s.probe("create: written")
	if err := os.Rename(tmp, s.Dir(f.ID)); err != nil {
		return unwritable(err)
	}
	s.probe("create: placed")
	return syncDir(s.dir)
}

// taken returns the keys of what the workspaces but one are called: their names and ids.
func (s *Shelf) taken(but string) (map[string]bool, error) {
	all, err := s.List()
	taken := map[string]bool{}
	for _, f := range all {
		if f.ID != but {
			taken[key(f.Name)], taken[key(f.ID)] = true, true
		}
	}
	return taken, err
}

var errTaken = fault.New(fault.Conflict, "workspace.taken", "Another workspace is called that. Choose another name.")

// Rename gives the workspace id another name. Its folder keeps its own. It refuses as
// Create does, and with NotFound (workspace.unknown).
func (s *Shelf) Rename(ctx context.Context, id, name string) error {
	name, err := cleanName(name)
	if err != nil {
		return err
	}
	return s.locked(ctx, func() error {
		taken, err := s.taken(id)
		if err != nil {
			return err
		}
		if taken[key(name)] {
			return errTaken
		}
		return s.change(ctx, id, func(m marker) { m.setName(name) })
	})
}

// Leave notes that the workspace id is being deleted, so that a crash does not bring back
// what is half gone: Folder.Leaving. Stay takes that back. begun says that it was noted
// before, by another program or one that crashed.
func (s *Shelf) Leave(ctx context.Context, id string) (begun bool, err error) {
	err = s.locked(ctx, func() error {
		return s.change(ctx, id, func(m marker) {
			begun = m.leaving()
			m.setLeaving(true)
		})
	})
	return begun, err
}

// Stay takes Leave back.
func (s *Shelf) Stay(ctx context.Context, id string) error {
	return s.locked(ctx, func() error {
		return s.change(ctx, id, func(m marker) { m.setLeaving(false) })
	})
}

// change writes workspace.json of a workspace anew, under the lock that opening it takes.
func (s *Shelf) change(ctx context.Context, id string, f func(marker)) error {
	if _, ok := s.Get(id); !ok {
		return fault.New(fault.NotFound, "workspace.unknown", "There is no workspace of that name. “cuedrop workspace list” shows those that there are.")
	}
	return under(ctx, filepath.Join(s.Dir(id), openingName), func() error {
		m, err := readMarker(s.Dir(id))
		if errors.Is(err, fs.ErrNotExist) { // from before there was one
			m, err = marker{}, nil
		}
		if err != nil {
			return err
		}
		f(m)
		if err := writeMarker(s.Dir(id), m, s.probe); err != nil {
			return err
		}
		s.probe("change: written")
		return nil
	})
}

// Remove removes the folder of the workspace id for good. A crash leaves it whole or what
// Sweep removes. Conflict (workspace.link) for a folder that is a link to another place.
func (s *Shelf) Remove(ctx context.Context, id string) error {
	if err := CheckID(id); err != nil {
		return err
	}
	return s.locked(ctx, func() error {
		info, err := os.Lstat(s.Dir(id))
		switch {
		case errors.Is(err, fs.ErrNotExist):
			return nil
		case err != nil:
			return unwritable(err)
		case info.Mode()&fs.ModeSymlink != 0:
			return errLink
		}
		tmp, err := os.MkdirTemp(s.dir, deletingPrefix)
		if err != nil {
			return unwritable(err)
		}
		s.probe("remove: place")
		// Into it, not over it: Windows renames no folder onto another one.
		if err := patient(func() error { return os.Rename(s.Dir(id), filepath.Join(tmp, id)) }); err != nil {
			return errors.Join(fault.Wrap(err, fault.Unavailable, "workspace.in_use", "The workspace's folder is in use by another program. Close what shows it and start Cuedrop again; it goes by itself."), os.Remove(tmp))
		}
		s.probe("remove: renamed")
		if err := syncDir(s.dir); err != nil {
			return err
		}
		if err := os.RemoveAll(tmp); err != nil { // Sweep tries again
			return fault.Wrap(err, fault.Unavailable, "workspace.left", "The workspace is gone, but not all of its files could be removed. Start Cuedrop again; they go by themselves.")
		}
		s.probe("remove: gone")
		return nil
	})
}

var errLink = fault.New(fault.Conflict, "workspace.link", "The workspace's folder is a link to another place, so Cuedrop does not remove it. Remove the folder yourself.")

// Linked returns Conflict (workspace.link) where Remove would refuse.
func (s *Shelf) Linked(id string) error {
	if info, err := os.Lstat(s.Dir(id)); err == nil && info.Mode()&fs.ModeSymlink != 0 {
		return errLink
	}
	return nil
}
