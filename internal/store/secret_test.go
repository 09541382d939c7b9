package store_test

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"cuedrop/internal/cuedrop"
	"cuedrop/internal/fault"
	"cuedrop/internal/store"
)

// files returns the bytes of everything in the workspace, by name.
func (b *bundle) files() map[string][]byte {
	b.t.Helper()
	all := map[string][]byte{}
	for _, e := range must[[]os.DirEntry](b.t)(os.ReadDir(b.dir)) {
		all[e.Name()] = must[[]byte](b.t)(os.ReadFile(filepath.Join(b.dir, e.Name())))
	}
	return all
}

// TestNoSecretIsInAnyByteOnTheDisk looks for each secret as text, in hex and in
// UTF-16, while the log is full and after it was folded in.
func TestNoSecretIsInAnyByteOnTheDisk(t *testing.T) {
	t.Parallel()
	b := setup(t)
	const openID, access, refresh, url = "CANARY-open-id", "act.CANARY-access", "rft.CANARY-refresh", "https://upload.example/CANARY-url"
	pair := cuedrop.Tokens{Access: access, Refresh: refresh, AccessExpiresAt: noon, RefreshExpiresAt: noon}
	a := must[cuedrop.Account](t)(b.SaveGrant(t.Context(), cuedrop.Account{ID: cuedrop.NewAccountID(), OpenID: openID}, pair, noon))
	if err := b.SaveTokens(t.Context(), a.ID, pair, []string{"video.upload"}, noon); err != nil {
		t.Fatal(err)
	}
	p, try := b.initSent()
	b.apply(cuedrop.AcceptInitChange(p, try, cuedrop.InitResult{PublishID: "pub-seen", UploadURL: url}, noon))
	look := func(when string) {
		t.Helper()
		seen := false
		for name, content := range b.files() {
			seen = seen || bytes.Contains(content, []byte("pub-seen"))
			for _, secret := range []string{openID, access, refresh, url, "CANARY"} {
				if bytes.Contains(content, []byte(secret)) {
					t.Errorf("%s: %s holds %s", when, name, secret)
				}
			}
		}
		if !seen {
			t.Errorf("%s: not even the publish_id is there, so nothing was looked at", when)
		}
	}
	look("while open")
	if got := must[cuedrop.Account](t)(b.Account(t.Context(), a.ID)); got.OpenID != openID {
		t.Errorf("open_id = %q", got.OpenID)
	}
	if got := must[cuedrop.Tokens](t)(b.Tokens(t.Context(), a.ID)); got.Access != access || got.Refresh != refresh {
		t.Errorf("tokens = %q, %q", got.Access.Reveal(), got.Refresh.Reveal())
	}
	if got := b.live(p).UploadURL; got != url {
		t.Errorf("upload URL = %q", got.Reveal())
	}
	_ = b.Close()
	look("after closing")
}

// TestSealedValuesCanNotBeMoved copies each sealed value to another row.
func TestSealedValuesCanNotBeMoved(t *testing.T) {
	t.Parallel()
	b := setup(t)
	one, two := b.account("open-1"), b.account("open-2")
	p, a := b.uploading("pub-1")
	q, c := b.uploading("pub-2")
	for _, move := range []struct {
		query string
		args  []any
	}{
		{`UPDATE account SET tokens = (SELECT tokens FROM account WHERE id = ?) WHERE id = ?`, []any{one.ID, two.ID}},
		{`UPDATE attempt SET upload_url = (SELECT upload_url FROM attempt WHERE id = ?) WHERE id = ?`, []any{a.ID, c.ID}},
	} {
		if err := b.exec(move.query, move.args...); err != nil {
			t.Fatal(err)
		}
	}
	_, err := b.Tokens(t.Context(), two.ID)
	wantFault(t, err, fault.AuthRequired, "vault.unseal")
	if got := must[*cuedrop.Attempt](t)(b.LiveAttempt(t.Context(), q.ID)); got.UploadURL != "" || !got.IssuedAt.IsZero() || got.PublishID != "pub-2" {
		t.Errorf("an address that was moved: %+v", got)
	}
	if _, err := b.Tokens(t.Context(), one.ID); err != nil {
		t.Errorf("the one that stayed: %v", err)
	}
	if _, err := b.LiveAttempt(t.Context(), p.ID); err != nil {
		t.Errorf("the one that stayed: %v", err)
	}
	if err := b.exec(`UPDATE account SET open_id = tokens WHERE id = ?`, one.ID); err != nil {
		t.Fatal(err)
	}
	if got := must[cuedrop.Account](t)(b.Account(t.Context(), one.ID)); got.OpenID != "" || got.Health != cuedrop.AccountSignedOut {
		t.Errorf("an open_id that was moved: %+v", got)
	}
}

func TestWithoutASealerNothingSecretIsStored(t *testing.T) {
	t.Parallel()
	s := must[*store.Store](t)(store.Open(t.Context(), store.Options{Dir: t.TempDir()}))
	defer func() { _ = s.Close() }()
	if _, err := s.SaveGrant(t.Context(), cuedrop.Account{ID: "acct_1", OpenID: "o"}, tokens("x"), noon); err == nil {
		t.Error("stored")
	}
}

// TestDeletedWordsAreNotOnTheDisk looks through every file after each way to delete
// (reliability-security.md C20).
func TestDeletedWordsAreNotOnTheDisk(t *testing.T) {
	t.Parallel()
	b := setup(t)
	const caption, nickname = "CANARY caption", "CANARY nickname"
	for range 30 {
		b.draft()
	}
	p := must[cuedrop.Post](t)(b.CreatePost(t.Context(), cuedrop.Post{
		ID: cuedrop.NewPostID(), MediaID: b.media().ID, Mode: cuedrop.ModeDirect, CreatedAt: noon,
		Settings: cuedrop.Settings{Caption: caption + string(bytes.Repeat([]byte(" CANARY"), 2000))}, // over several pages
	}))
	a := must[cuedrop.Account](t)(b.SaveGrant(t.Context(), cuedrop.Account{ID: cuedrop.NewAccountID(), OpenID: "o", Nickname: nickname}, tokens("x"), noon))
	found := func() (names []string) {
		for name, content := range b.files() {
			if bytes.Contains(content, []byte("CANARY")) {
				names = append(names, name)
			}
		}
		return names
	}
	if len(found()) == 0 {
		t.Fatal("the canary was never on the disk")
	}
	if err := b.RemovePost(t.Context(), p.ID, noon); err != nil {
		t.Fatal(err)
	}
	if err := b.RemoveAccount(t.Context(), a.ID, nil); err != nil {
		t.Fatal(err)
	}
	if names := found(); len(names) > 0 {
		t.Errorf("deleted words are still in %v", names)
	}
}

func TestDeletingDoesNotWaitForAReader(t *testing.T) {
	t.Parallel()
	b := setup(t)
	p := b.draft()
	_, read := b.Pools()
	tx, err := read.BeginTx(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	var n int
	if err := tx.QueryRowContext(t.Context(), `SELECT COUNT(*) FROM post`).Scan(&n); err != nil {
		t.Fatal(err)
	}
	// With the busy time-out of 5 s this context would end first.
	ctx, cancel := context.WithTimeout(t.Context(), 4*time.Second)
	defer cancel()
	if err := b.RemovePost(ctx, p.ID, noon); err != nil || ctx.Err() != nil {
		t.Errorf("%v, %v", err, ctx.Err())
	}
	if err := tx.Rollback(); err != nil {
		t.Error(err)
	}
	b.draft() // the connection is as good as before
}

// TestStoredWordsStayAsTheyAre pins the JSON in columns: it has the names of Go
// fields, and renaming one would lose what users have stored.
func TestStoredWordsStayAsTheyAre(t *testing.T) {
	t.Parallel()
	b := setup(t)
	p, a := b.uploading("pub-1")
	b.apply(cuedrop.FailChange(p, &a, cuedrop.Failure{Reason: "r", Message: "M."}, noon))
	var settings, consent, failure, rendition, info string
	row := b.raw().QueryRowContext(t.Context(), `SELECT settings, consent, failure, rendition, (SELECT info FROM media WHERE id = media_id) FROM post WHERE id = ?`, p.ID)
	if err := row.Scan(&settings, &consent, &failure, &rendition, &info); err != nil {
		t.Fatal(err)
	}
	got := []string{settings, consent, failure, rendition, info}
	want := []string{
		`{"Caption":"hello","Privacy":"PUBLIC_TO_EVERYONE","AllowComment":false,"AllowDuet":true,"AllowStitch":false,"YourBrand":false,"BrandedContent":false,"AIGenerated":false,"CoverMs":0,"Fit":""}`,
		`{"At":"2026-11-24T12:00:00Z","TextVersion":"music-1","Options":["PUBLIC_TO_EVERYONE"]}`,
		`{"Reason":"r","Message":"M."}`,
		`{"Path":"/clips/a.mp4","Route":"copy","Size":100,"SHA256":"ab","DurationMs":0}`,
		`{"container":"mp4","durationMs":9000,"width":0,"height":0,"fps":0,"videoCodec":"","audioCodec":"","size":0}`,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("columns (-want +got):\n%s", diff)
	}
}
