package store_test

import (
	"slices"
	"testing"

	"cuedrop/internal/cuedrop"
)

// ids are those of the clips that are stored.
func (b *bundle) clips() (ids []cuedrop.MediaID) {
	b.t.Helper()
	for _, m := range must[[]cuedrop.Media](b.t)(b.AllMedia(b.t.Context())) {
		ids = append(ids, m.ID)
	}
	return ids
}

// TestRetentionLeavesTheLibrary: a clip that no post has waits in the library for one. What
// is past its time takes its own clips along and no other.
func TestRetentionLeavesTheLibrary(t *testing.T) {
	t.Parallel()
	for name, expire := range map[string]func(*bundle) error{
		"record": func(b *bundle) error {
			_, err := b.ExpireRecord(t.Context(), noon.AddDate(2, 0, 1))
			return err
		},
		"content": func(b *bundle) error {
			_, _, err := b.ExpireContent(t.Context(), noon.AddDate(0, 1, 0), noon.AddDate(0, 1, 0))
			return err
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := setup(t)
			waits := b.media()
			b.published("", "v_1", noon)
			if err := expire(b); err != nil {
				t.Fatal(err)
			}
			if got := b.clips(); !slices.Contains(got, waits.ID) {
				t.Errorf("clips left %v, without %s of the library", got, waits.ID)
			}
		})
	}
}

// TestContentOfAClipWithSeveralPosts: posts of one clip are done at different times. Once
// the last of them is past its time nothing of the clip stays, and its files go.
func TestContentOfAClipWithSeveralPosts(t *testing.T) {
	t.Parallel()
	b := setup(t)
	first := b.published("", "v_1", noon)
	second := must[cuedrop.Post](t)(b.CreatePost(t.Context(), cuedrop.Post{
		ID: cuedrop.NewPostID(), MediaID: first.MediaID, Mode: cuedrop.ModeDirect, Settings: cuedrop.Settings{Caption: "again"}, CreatedAt: noon,
	}))
	later := noon.AddDate(0, 2, 0)
	if _, owners, err := b.ExpireContent(t.Context(), noon.AddDate(0, 1, 0), later); err != nil || slices.Contains(owners, string(first.MediaID)) {
		t.Fatalf("the clip of a draft goes: %v, %v", owners, err)
	}
	if m := must[cuedrop.Media](t)(b.Media(t.Context(), first.MediaID)); m.Path == "" || !m.RemovedAt.IsZero() {
		t.Fatalf("the clip of a draft is %+v", m)
	}
	b.apply(cuedrop.CancelChange(second, nil, noon.AddDate(0, 1, 1)))
	_, owners, err := b.ExpireContent(t.Context(), later, later)
	if err != nil || !slices.Contains(owners, string(first.MediaID)) {
		t.Errorf("owners %v, %v, without the clip", owners, err)
	}
	if m := must[cuedrop.Media](t)(b.Media(t.Context(), first.MediaID)); m.Path != "" || m.Name != "" || m.RemovedAt.IsZero() {
		t.Errorf("what stays for the record is %+v", m)
	}
}
