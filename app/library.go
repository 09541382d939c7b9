package app

import (
	"strings"

	"github.com/wailsapp/wails/v2/pkg/runtime"

	"cuedrop/internal/cuedrop"
	"cuedrop/internal/library"
)

// Library is what the window may do with clips. No method takes a path: files come
// from the system's own dialog or drop only.
type Library struct{ a *App }

// ChooseFiles opens the system's dialog and makes a draft of each chosen clip.
func (l *Library) ChooseFiles() (out Added, err error) {
	defer guard(l.a.deps.Log, "Library.ChooseFiles", &err)
	paths, err := runtime.OpenMultipleFilesDialog(l.a.context(), runtime.OpenDialogOptions{
		Title: l.a.word("chooseClips"),
		Filters: []runtime.FileFilter{
			{DisplayName: l.a.word("video"), Pattern: "*" + strings.Join(library.VideoExtensions, ";*")},
			{DisplayName: l.a.word("allFiles"), Pattern: "*"},
		},
	})
	if err != nil {
		return Added{}, err
	}
	return l.a.addFiles(paths), nil
}

// ChooseFolder opens the system's dialog and makes a draft of each clip in the chosen
// folder.
func (l *Library) ChooseFolder() (out Added, err error) {
	defer guard(l.a.deps.Log, "Library.ChooseFolder", &err)
	folder, err := runtime.OpenDirectoryDialog(l.a.context(), runtime.OpenDialogOptions{Title: l.a.word("chooseFolder")})
	if err != nil || folder == "" {
		return Added{PostIDs: []string{}, Refused: []Refused{}}, err
	}
	return l.a.addFiles([]string{folder}), nil
}

// CancelImport ends the adding of files that is under way. The drafts made by then stay.
func (l *Library) CancelImport() { l.a.imports.cancel() }

// Look says what choosing a cover and a cut of a clip needs to know.
func (l *Library) Look(mediaID string) (out ClipLook, err error) {
	defer guard(l.a.deps.Log, "Library.Look", &err)
	look, err := l.a.deps.Library.Look(l.a.context(), cuedrop.MediaID(mediaID))
	if err != nil {
		return ClipLook{KeyframesMs: []int64{}}, err
	}
	return ClipLook{StripFrames: library.StripTiles, BestMs: look.BestMs, KeyframesMs: look.KeyframesMs, KeyframesKnown: look.KeyframesKnown}, nil
}

// MakeProxy makes the version of a clip that the web view can play, and returns when
// /media/{id}/proxy serves it.
func (l *Library) MakeProxy(mediaID string) (err error) {
	defer guard(l.a.deps.Log, "Library.MakeProxy", &err)
	return l.a.deps.Library.MakeProxy(l.a.context(), cuedrop.MediaID(mediaID))
}
