package engine

import (
	"context"

	"cuedrop/internal/cuedrop"
	"cuedrop/internal/workspace"
)

// List returns the workspaces, sorted by name. The one to show first is among them although
// it may not have been made yet; those that are being deleted are not.
func (f *Fleet) List(context.Context) ([]cuedrop.Workspace, error) {
	folders, err := f.folders()
	if err != nil {
		return nil, err
	}
	out := make([]cuedrop.Workspace, 0, len(folders))
	for _, one := range folders {
		w := cuedrop.Workspace{ID: one.ID, Name: one.Name, Passphrase: hasPassphrase(f.shelf.Dir(one.ID))}
		f.mu.Lock()
		if m := f.members[one.ID]; m != nil {
			w.Open, w.Shown = m.engine != nil, m.engine != nil && !m.hidden
		}
		f.mu.Unlock()
		out = append(out, w)
	}
	return out, nil
}

// folders returns the workspaces that may be opened.
func (f *Fleet) folders() ([]workspace.Folder, error) {
	all, err := f.shelf.List()
	if err != nil {
		return nil, err
	}
	out := make([]workspace.Folder, 0, len(all)+1)
	first := false
	for _, one := range all {
		if one.Leaving || f.Fixed() && one.ID != f.first {
			continue
		}
		first = first || one.ID == f.first
		out = append(out, one)
	}
	if !first && f.mayMake(f.first) {
		out = append(out, workspace.Folder{ID: f.first, Name: f.first})
		workspace.Sort(out)
	}
	return out, nil
}

// mayMake reports whether opening id makes a workspace: it is the one to show first, and
// nobody has deleted it.
func (f *Fleet) mayMake(id string) bool {
	if id != f.first {
		return false
	}
	if one, ok := f.shelf.Get(id); ok {
		return !one.Leaving
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	return !f.gone
}
