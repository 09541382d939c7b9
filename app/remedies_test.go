package app

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"cuedrop/internal/cuedrop"
	"cuedrop/internal/fault"
)

// refused is a post that TikTok has refused for reason, as the store has it.
func (b *bundle) refused(reason string) string {
	b.t.Helper()
	id := b.draft()
	posts := &Posts{b.App}
	if _, err := posts.Save(id, PostInput{AccountID: string(b.account.ID), Mode: "direct", Privacy: "SELF_ONLY", Fit: "keep"}); err != nil {
		b.t.Fatal(err)
	}
	if _, err := posts.Schedule(id, When{Wall: "2031-01-01T10:00", Zone: "Europe/Madrid"}, Consent{TextVersion: "music-1"}); err != nil {
		b.t.Fatal(err)
	}
	p, err := b.store.Post(b.t.Context(), cuedrop.PostID(id))
	for _, c := range []func() cuedrop.Change{
		func() cuedrop.Change { return cuedrop.BeginChange(p, time.Now()) },
		func() cuedrop.Change {
			return cuedrop.FailChange(p, nil, cuedrop.Failure{Reason: reason, Message: "Refused."}, time.Now())
		},
	} {
		if err == nil {
			p, err = b.store.Apply(b.t.Context(), c())
		}
	}
	if err != nil {
		b.t.Fatal(err)
	}
	return id
}

// TestConvertThroughTheWindow: a refused post says what helps, goes on with its consent at the
// time that was shown, and comes back.
func TestConvertThroughTheWindow(t *testing.T) {
	t.Parallel()
	b := setup(t)
	posts := &Posts{b.App}
	id := b.refused("tiktok.frame_rate_check_failed")
	list, err := posts.After("")
	if err != nil || len(list.Posts) != 1 || list.Posts[0].Convert != "30fps" {
		t.Fatalf("%+v, %v", list.Posts, err)
	}
	moved, err := posts.Convert(id, Conversion{Move: true, When: When{Wall: "2031-02-01T12:00", Zone: "Europe/Madrid"}})
	if err != nil {
		t.Fatal(err)
	}
	p := moved.Posts[0]
	if p.State != "scheduled" || p.Remake != "30fps" || p.Convert != "" || p.ConsentAt == "" || p.Wall != "2031-02-01T12:00:00" {
		t.Errorf("%+v", p)
	}
	back, err := posts.Undo(moved.Undo)
	if err != nil || back[0].State != "failed" || back[0].Convert != "30fps" || back[0].Remake != "" {
		t.Fatalf("%+v, %v", back, err)
	}
	only, err := posts.Convert(id, Conversion{})
	if err != nil || only.Posts[0].State != "failed" || only.Posts[0].Failure.Reason != cuedrop.ReasonRemade {
		t.Fatalf("%+v, %v", only, err)
	}
	if _, err := posts.Convert(id, Conversion{Move: true, When: When{Wall: "x", Zone: "y"}}); !fault.Is(err, fault.Invalid) {
		t.Errorf("a time of nothing: %v", err)
	}
	if got, err := posts.Convert(b.draft(), Conversion{}); !fault.Is(err, fault.Invalid) {
		t.Errorf("a draft: %+v, %v", got, err)
	}
}

// TestReplaceThroughTheWindow by a clip of the library and by a file, whose path is told
// nobody.
func TestReplaceThroughTheWindow(t *testing.T) {
	t.Parallel()
	b := setup(t)
	posts := &Posts{b.App}
	id := b.refused("tiktok.duration_check_failed")
	path := filepath.Join(b.dir, "longer.mp4")
	if err := os.WriteFile(path, []byte("longer"), 0o600); err != nil {
		t.Fatal(err)
	}
	got, err := b.shownSession().replaceClip(cuedrop.PostID(id), path)
	if err != nil {
		t.Fatal(err)
	}
	p := got.Posts[0]
	if p.State != "draft" || p.ConsentAt != "" || p.Failure != nil || p.Wall != "2031-01-01T10:00:00" || got.Undo == "" {
		t.Errorf("%+v", p)
	}
	back, err := posts.Undo(got.Undo)
	if err != nil || back[0].State != "failed" || back[0].MediaID == p.MediaID {
		t.Fatalf("%+v, %v", back, err)
	}
	if again, err := posts.Replace(id, p.MediaID); err != nil || again.Posts[0].MediaID != p.MediaID {
		t.Errorf("%+v, %v", again, err)
	}
	if _, err := posts.Replace(id, "clip_none"); !fault.Is(err, fault.NotFound) {
		t.Errorf("a clip of nobody: %v", err)
	}
	refused := filepath.Join(b.dir, "refused.mp4")
	if err := os.WriteFile(refused, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := b.shownSession().replaceClip(cuedrop.PostID(id), refused); fault.ReasonOf(err) != "media.too_short" || strings.Contains(message(err), b.dir) {
		t.Errorf("a clip that TikTok refuses: %v", err)
	}
}
