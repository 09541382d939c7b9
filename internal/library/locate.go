package library

import (
	"context"
	"path/filepath"

	"cuedrop/internal/cuedrop"
	"cuedrop/internal/fault"
)

// Locate tells where the file of a clip is now, after the user moved or renamed it.
// Only the same bytes are taken: anything else is Rejected reasonOtherContent, and
// what cannot be read is the digest's own fault. It returns the clip as stored.
func (l *Library) Locate(ctx context.Context, id cuedrop.MediaID, path string) (cuedrop.Media, error) {
	m, err := l.Store.Media(ctx, id)
	if err != nil {
		return cuedrop.Media{}, err
	}
	abs, err := filepath.Abs(path)
	if err != nil {
		return cuedrop.Media{}, fault.Wrap(err, fault.Invalid, "media.path", "That file name can't be used.")
	}
	facts, err := l.Tool.Digest(ctx, abs)
	if err != nil {
		return cuedrop.Media{}, err
	}
	if facts.SHA256 != m.SHA256 {
		return cuedrop.Media{}, fault.New(fault.Rejected, "media.other_content",
			"That file is not the clip “"+m.Name+"”: its content differs. To post it, add it as a new clip.")
	}
	m.Path, m.Name, m.ModTime, m.FileID = abs, filepath.Base(abs), facts.ModTime, ""
	return m, l.Store.SaveMedia(ctx, m)
}

// Replace gives a clip whose file is missing another one: the same bytes are the same clip
// at its new place. A file with other bytes is checked and kept as a clip of its own, and
// same is false: what was agreed for a post holds for what it showed.
func (l *Library) Replace(ctx context.Context, id cuedrop.MediaID, path string) (m cuedrop.Media, same bool, err error) {
	m, err = l.Locate(ctx, id, path)
	if fault.ReasonOf(err) != reasonOtherContent {
		return m, err == nil, err
	}
	m, err = l.Add(ctx, path)
	return m, false, err
}
