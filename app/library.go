package app

import (
	"path/filepath"

	"github.com/wailsapp/wails/v2/pkg/runtime"

	"cuedrop/internal/cuedrop"
	"cuedrop/internal/queue"
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
			{DisplayName: "Video", Pattern: "*.mp4;*.mov;*.m4v;*.webm;*.mkv;*.avi;*.mts;*.m2ts;*.ts;*.mpg;*.mpeg;*.wmv;*.flv;*.3gp;*.ogv"},
			{DisplayName: "All files", Pattern: "*"},
		},
	})
	if err != nil {
		return Added{}, err
	}
	return l.a.addFiles(paths), nil
}

// add makes drafts of files that the user dropped or opened the program with, and
// tells the window.
func (a *App) add(paths []string) {
	added := a.addFiles(paths)
	a.emit.send(EventFilesAdded, added)
}

func (a *App) addFiles(paths []string) Added {
	ctx := a.context()
	out := Added{PostIDs: []string{}, Refused: []Refused{}}
	for _, path := range paths {
		m, err := a.deps.Library.Add(ctx, path)
		if err == nil {
			var p cuedrop.Post
			if p, err = a.deps.Queue.Create(ctx, queue.Draft{MediaID: m.ID, Mode: cuedrop.ModeDirect, AccountID: a.onlyAccount()}); err == nil {
				out.PostIDs = append(out.PostIDs, string(p.ID))
				continue
			}
		}
		a.deps.Log.Info("file not added", "err", err)
		out.Refused = append(out.Refused, Refused{Name: filepath.Base(path), Message: message(err)})
	}
	return out
}

// onlyAccount is the account of a new draft where there is no choice.
func (a *App) onlyAccount() cuedrop.AccountID {
	all, err := a.deps.Accounts.Accounts(a.context())
	if err != nil || len(all) != 1 {
		return ""
	}
	return all[0].ID
}
