package engine

import (
	"context"

	"cuedrop/internal/cuedrop"
	"cuedrop/internal/library"
	"cuedrop/internal/media"
)

// looker adapts the media engine to what the library asks for after a clip was added.
type looker struct{ *media.Engine }

func (l looker) Signals(ctx context.Context, path string, check cuedrop.Check) (cuedrop.Signals, error) {
	s, err := l.Engine.Signals(ctx, path, check)
	if err == nil {
		s.Fingerprint, err = l.Fingerprint(ctx, path, check)
	}
	return s, err
}

// tool adapts the media engine to what the library asks for.
type tool struct {
	*media.Engine
	rules func(context.Context) error // applies the user's, as stored, also by another program
}

func (t tool) Prepare(ctx context.Context, in, out string, edit cuedrop.Edit, check *cuedrop.Check, progress func(cuedrop.RenderProgress)) (cuedrop.Rendition, error) {
	if err := t.rules(ctx); err != nil {
		return cuedrop.Rendition{}, err
	}
	return t.Engine.Prepare(ctx, in, out, media.PrepareOptions{Edit: edit, Check: check, Progress: progress})
}

func (t tool) Identify(ctx context.Context, path string) (library.Identity, error) {
	i, err := t.Engine.Identify(ctx, path)
	return library.Identity(i), err
}

func (tool) IsVideo(path string) bool { return media.IsVideo(path) }

func (t tool) Digest(ctx context.Context, path string) (library.Facts, error) {
	f, err := media.Digest(ctx, path)
	return library.Facts{Size: f.Size, ModTime: f.ModTime, SHA256: f.SHA256, Sum64: f.Sum64}, err
}
