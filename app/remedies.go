package app

import (
	"github.com/wailsapp/wails/v2/pkg/runtime"

	"cuedrop/internal/cuedrop"
	"cuedrop/internal/queue"
)

// Replace gives a post that has not gone out another clip of the library. It waits for its
// consent then, at its time.
func (p *Posts) Replace(id, mediaID string) (out BulkResult, err error) {
	defer p.a.call("Posts.Replace").end(&err)
	act, err := p.a.deps().Queue.Replace(p.a.context(), cuedrop.PostID(id), cuedrop.MediaID(mediaID))
	return p.a.result(act), err
}

// ReplaceFile is Replace with a file that the user chooses in the system's own dialog. Without
// a choice there is nothing in the result.
func (p *Posts) ReplaceFile(id string) (out BulkResult, err error) {
	defer p.a.call("Posts.ReplaceFile").end(&err)
	if _, err := p.a.deps().Queue.Post(p.a.context(), cuedrop.PostID(id)); err != nil {
		return BulkResult{}, err
	}
	s := p.a.mustShow() // the clip is for this one, whatever is shown when the dialog closes
	path, err := runtime.OpenFileDialog(p.a.context(), runtime.OpenDialogOptions{Title: p.a.word("chooseClips"), Filters: p.a.videoFilters()})
	if err != nil || path == "" {
		return p.a.result(queue.Act{}), err
	}
	return s.replaceClip(cuedrop.PostID(id), path)
}

// Convert has the picture of a post made anew that TikTok refused. Post.Convert says whether
// that helps. The consent stays.
func (p *Posts) Convert(id string, in Conversion) (out BulkResult, err error) {
	defer p.a.call("Posts.Convert").end(&err)
	to, err := p.a.conversion(id, in)
	if err != nil {
		return BulkResult{}, err
	}
	act, err := p.a.deps().Queue.Convert(p.a.context(), cuedrop.PostID(id), to)
	return p.a.result(act), err
}

func (a *App) conversion(id string, in Conversion) (*queue.Move, error) {
	if !in.Move {
		return nil, nil
	}
	moves, err := a.moves([]PostMove{{ID: id, When: in.When, Slot: in.Slot}})
	if err != nil {
		return nil, err
	}
	return &moves[0], nil
}

// replaceClip adds the file at path and gives it to the post.
func (s *session) replaceClip(id cuedrop.PostID, path string) (BulkResult, error) {
	m, err := s.Library.Add(s.working(), path)
	if err != nil {
		return BulkResult{}, err
	}
	act, err := s.Queue.Replace(s.working(), id, m.ID)
	return s.app.result(act), err
}

// convert is Post.Convert. Only a post for which a conversion may help has its clip looked up.
func (s *session) convert(p cuedrop.Post) string {
	if !cuedrop.RefusedAsMade(p) {
		return ""
	}
	m, err := s.Library.Media(s.working(), p.MediaID)
	if err != nil {
		return "" // another clip is offered then
	}
	return string(cuedrop.RemakeFor(p, m))
}
