package app

import (
	"strings"

	"github.com/wailsapp/wails/v2/pkg/runtime"

	"cuedrop/internal/cuedrop"
	"cuedrop/internal/library"
)

// videoFilters are what the system's dialog for clips offers.
func (a *App) videoFilters() []runtime.FileFilter {
	return []runtime.FileFilter{
		{DisplayName: a.word("video"), Pattern: "*" + strings.Join(library.VideoExtensions, ";*")},
		{DisplayName: a.word("allFiles"), Pattern: "*"},
	}
}

// Library is what the window may do with clips. No method takes a path: files come
// from the system's own dialog or drop only.
type Library struct{ a *App }

// ChooseFiles opens the system's dialog and makes a draft of each chosen clip.
func (l *Library) ChooseFiles() (out Added, err error) {
	defer l.a.call("Library.ChooseFiles").end(&err)
	s := l.a.mustShow() // the clips are for this one, whatever is shown when the dialog closes
	paths, err := runtime.OpenMultipleFilesDialog(l.a.context(), runtime.OpenDialogOptions{
		Title: l.a.word("chooseClips"), Filters: l.a.videoFilters(),
	})
	if err != nil {
		return Added{}, err
	}
	return s.addFiles(paths), nil
}

// ChooseFolder opens the system's dialog and makes a draft of each clip in the chosen
// folder.
func (l *Library) ChooseFolder() (out Added, err error) {
	defer l.a.call("Library.ChooseFolder").end(&err)
	s := l.a.mustShow()
	folder, err := runtime.OpenDirectoryDialog(l.a.context(), runtime.OpenDialogOptions{Title: l.a.word("chooseFolder")})
	if err != nil || folder == "" {
		return Added{PostIDs: []string{}, Refused: []Refused{}}, err
	}
	return s.addFiles([]string{folder}), nil
}

// CancelImport ends the adding of files that is under way. The drafts made by then stay.
func (l *Library) CancelImport() {
	if s := l.a.sessions.current(); s != nil {
		s.imports.cancel()
	}
}

// Look says what choosing a cover and a cut of a clip needs to know.
func (l *Library) Look(mediaID string) (out ClipLook, err error) {
	defer l.a.call("Library.Look").end(&err)
	look, err := l.a.deps().Library.Look(l.a.context(), cuedrop.MediaID(mediaID))
	if err != nil {
		return ClipLook{KeyframesMs: []int64{}}, err
	}
	return ClipLook{StripFrames: library.StripTiles, BestMs: look.BestMs, KeyframesMs: look.KeyframesMs, KeyframesKnown: look.KeyframesKnown}, nil
}

// MakeProxy makes the version of a clip that the web view can play, and returns when
// /media/{id}/proxy serves it.
func (l *Library) MakeProxy(mediaID string) (err error) {
	defer l.a.call("Library.MakeProxy").end(&err)
	return l.a.deps().Library.MakeProxy(l.a.context(), cuedrop.MediaID(mediaID))
}

// Files says what lies on the disk for the clips of the library.
func (l *Library) Files() (out ClipFiles, err error) {
	defer l.a.call("Library.Files").end(&err)
	found, err := l.a.deps().Library.Storage(l.a.context())
	out = ClipFiles{Clips: []ClipFile{}, Copies: []ClipCopy{}}
	for _, c := range found.Clips {
		out.Clips = append(out.Clips, ClipFile{string(c.Media), string(c.State), c.CacheBytes})
	}
	for _, r := range found.Renditions {
		out.Copies = append(out.Copies, ClipCopy{string(r.Post), r.Size})
	}
	return out, err
}

// ShowFile shows the original of a clip in the system's file manager.
func (l *Library) ShowFile(mediaID string) (err error) {
	defer l.a.call("Library.ShowFile").end(&err)
	return l.a.deps().ShowFile(l.a.context(), cuedrop.MediaID(mediaID))
}

// ChooseFile asks for another file for a clip, in the system's own dialog.
func (l *Library) ChooseFile(mediaID string) (out Replaced, err error) {
	defer l.a.call("Library.ChooseFile").end(&err)
	m, err := l.a.deps().Library.Media(l.a.context(), cuedrop.MediaID(mediaID))
	if err != nil {
		return Replaced{}, err
	}
	path, err := runtime.OpenFileDialog(l.a.context(), runtime.OpenDialogOptions{Title: l.a.word("chooseClips"), Filters: l.a.videoFilters()})
	if err != nil || path == "" {
		return Replaced{}, err
	}
	return l.a.replaceFile(m.ID, path)
}

// Remove takes a clip out of the library. The user's file is not touched.
func (l *Library) Remove(mediaID string) (err error) {
	defer l.a.call("Library.Remove").end(&err)
	return l.a.deps().Library.Remove(l.a.context(), cuedrop.MediaID(mediaID))
}

func (a *App) replaceFile(id cuedrop.MediaID, path string) (Replaced, error) {
	m, same, err := a.deps().Library.Replace(a.context(), id, path)
	if err != nil {
		return Replaced{}, err
	}
	return Replaced{MediaID: string(m.ID), Same: same}, nil
}
