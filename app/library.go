package app

import (
	"strings"

	"github.com/wailsapp/wails/v2/pkg/runtime"

	"cuedrop/internal/library"
)

// Library is what the window may do with clips. No method takes a path: files come
// from the system's own dialog or drop only.
type Library struct{ a *App }

// ChooseFiles opens the system's dialog and makes a draft of each chosen clip.
func (l *Library) ChooseFiles() (out Added, err error) {
	defer guard(l.a.deps.Log, "Library.ChooseFiles", &err)
	paths, err := runtime.OpenMultipleFilesDialog(l.a.context(), runtime.OpenDialogOptions{
		Title: "Choose clips",
		Filters: []runtime.FileFilter{
			{DisplayName: "Video", Pattern: "*" + strings.Join(library.VideoExtensions, ";*")},
			{DisplayName: "All files", Pattern: "*"},
		},
	})
	if err != nil {
		return Added{}, err
	}
	return l.a.addFiles(paths), nil
}

// CancelImport ends the adding of files that is under way. The drafts made by then stay.
func (l *Library) CancelImport() { l.a.imports.cancel() }
