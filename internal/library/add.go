package library

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"time"

	"cuedrop/internal/cuedrop"
	"cuedrop/internal/fault"
)

// settled is how old the last change of a file must be for its time to tell the next
// one: file systems count in steps of up to two seconds.
const settled = 2 * time.Second

// Add checks the file at path and keeps it as a clip. A file that TikTok would refuse
// and that can't be put right is not kept: the fault is Invalid, its reason is the
// finding's code, and its message says what is wrong and what to do. One that is only
// too long is kept: its post may cut it. A file that is known, unchanged, and was checked by the same rules is the clip that it was.
func (l *Library) Add(ctx context.Context, path string) (cuedrop.Media, error) {
	t, err := l.take(ctx, path, false)
	if err != nil || t.kept {
		return t.media, err
	}
	return t.media, l.Store.SaveMedia(ctx, t.media)
}

// taken is a checked file.
type taken struct {
	media cuedrop.Media
	again bool // the library has this very clip
	kept  bool // and nothing of it has to be stored
}

// take checks the file at path unless it is known. With thumb, its thumbnail is made
// meanwhile, so that it shows when the clip does.
func (l *Library) take(ctx context.Context, path string, thumb bool) (taken, error) {
	abs, err := filepath.Abs(path)
	if err != nil {
		return taken{}, fault.Wrap(err, fault.Invalid, "media.path", "That file name can't be used.")
	}
	now, err := l.Tool.Identify(ctx, abs)
	if err != nil {
		now = Identity{} // the check says what is wrong
	}
	here, err := l.Store.MediaAt(ctx, abs)
	if err != nil {
		return taken{}, err
	}
	for _, m := range here {
		if now.Rules != "" && m.CheckedBy == now.Rules && now.FileID != "" && m.FileID == now.FileID &&
			m.Size == now.Size && m.ModTime.Equal(now.ModTime) {
			kept := m.RemovedAt.IsZero()
			m.RemovedAt = time.Time{} // added again, it is back
			return taken{media: m, again: true, kept: kept}, nil
		}
	}
	m := cuedrop.Media{ID: cuedrop.NewMediaID(), Path: abs, Name: filepath.Base(abs), AddedAt: l.Clock.Now()}
	drop := func() {}
	if thumb && now.Size > 0 {
		drop = l.beginThumbnail(ctx, m)
	}
	facts, check, err := l.read(ctx, abs, now.Rules)
	if err != nil {
		drop()
		return taken{}, err
	}
	m.Size, m.ModTime, m.SHA256, m.Sum64, m.Check = facts.Size, facts.ModTime, facts.SHA256, facts.Sum64, check
	m.CheckedBy = now.Rules
	if facts.ModTime.Equal(now.ModTime) && l.Clock.Now().Sub(now.ModTime) > settled {
		m.FileID = now.FileID
	}
	// The same file with the same content, checked anew or touched, stays the clip that
	// it was.
	if i := slices.IndexFunc(here, func(old cuedrop.Media) bool { return old.SHA256 == m.SHA256 }); i >= 0 {
		drop()
		m.ID, m.AddedAt = here[i].ID, here[i].AddedAt
		return taken{media: m, again: true}, nil
	}
	l.keepProvenance(ctx, m)
	return taken{media: m}, nil
}

// errKnown ends the check of a file whose content turns out to be known.
var errKnown = errors.New("known content")

// read digests the file and checks it, at the same time. The check is left out when
// the same content was checked by the same rules before, under whatever name; a
// refusal does not wait for the digest.
func (l *Library) read(ctx context.Context, abs, rules string) (Facts, cuedrop.Check, error) {
	checking, end := context.WithCancelCause(ctx)
	defer end(nil)
	type checked struct {
		check cuedrop.Check
		err   error
	}
	done := make(chan checked, 1)
	digesting, stop := context.WithCancel(ctx)
	defer stop()
	go func() {
		c, err := l.Tool.Check(checking, abs)
		if err == nil && c.Verdict == cuedrop.VerdictRefused && !c.Trimmable() {
			err = Refusal(c)
		}
		if err != nil {
			stop()
		}
		done <- checked{c, err}
	}()
	facts, err := l.Tool.Digest(digesting, abs)
	if err != nil {
		if c := <-done; c.err != nil { // it words what is wrong with a file for people
			err = c.err
		}
		return Facts{}, cuedrop.Check{}, err
	}
	if rules != "" {
		same, err := l.Store.MediaOf(ctx, facts.SHA256)
		if err != nil {
			return Facts{}, cuedrop.Check{}, err
		}
		for _, m := range same {
			if m.CheckedBy == rules {
				end(errKnown)
				<-done
				return facts, m.Check, nil
			}
		}
	}
	c := <-done
	return facts, c.check, c.err
}

// beginThumbnail starts to make the thumbnail of a clip that is being checked. drop
// removes it once it is made, when there will be no such clip.
func (l *Library) beginThumbnail(ctx context.Context, m cuedrop.Media) (drop func()) {
	ctx = context.WithoutCancel(ctx)
	done := make(chan struct{})
	go func() {
		defer close(done)
		if _, err := l.thumbnail(ctx, m.ID, m.Path); err != nil {
			l.Log.Debug("thumbnail ahead of the check", "err", err) // it is made when it is asked for
		}
	}()
	return func() {
		go func() {
			<-done
			_ = os.Remove(filepath.Join(l.Dir, ThumbsDir, string(m.ID)+".jpg"))
		}()
	}
}
