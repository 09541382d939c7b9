package store_test

import (
	"context"
	"crypto/rand"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"
	"golang.org/x/crypto/chacha20poly1305"

	"cuedrop/internal/cuedrop"
	"cuedrop/internal/fault"
	"cuedrop/internal/store"
)

// children are the programs that the test binary can be, by the variable that names
// their workspace.
var children = map[string]func(dir string) error{envChild: changeForEver, envSealing: sealForEver}

// registerChild adds one of a system that not all tests are for.
func registerChild(env string, run func(dir string) error) bool {
	children[env] = run
	return true
}

func TestMain(m *testing.M) {
	for env, run := range children {
		if dir := os.Getenv(env); dir != "" {
			if err := run(dir); err != nil {
				fmt.Fprintln(os.Stderr, err)
				os.Exit(1)
			}
			os.Exit(0)
		}
	}
	goleak.VerifyTestMain(m,
		// The pool ends its opener a moment after Close returns.
		goleak.IgnoreTopFunction("database/sql.(*DB).connectionOpener"))
}

// envAllSealed makes every workspace of a run one whose words are sealed.
const envAllSealed = "CUEDROP_TEST_STORE_SEALED"

var allSealed = os.Getenv(envAllSealed) != ""

// noon is when all tests happen. It has no fraction, because the store keeps
// milliseconds.
var noon = time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)

// bundle is a store on a real file with everything it reported.
type bundle struct {
	*store.Store
	t      *testing.T
	dir    string
	sealed bool // words are sealed from the start

	mu    sync.Mutex
	facts []any
}

// setup opens a new workspace.
func setup(t *testing.T) *bundle {
	t.Helper()
	return open(t, t.TempDir())
}

// open opens the workspace in dir. Several may be open at once, as in several
// processes.
func open(t *testing.T, dir string) *bundle {
	t.Helper()
	b := &bundle{t: t, dir: dir}
	var err error
	if b.Store, err = store.Open(t.Context(), b.options()); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = b.Close() }) // a second time in tests that close it themselves
	return b
}

func (b *bundle) options() store.Options {
	return store.Options{
		Dir: b.dir, SealContent: b.sealed || allSealed, Sealer: newSealer, Mark: b.mark, Now: func() time.Time { return noon },
		PostChanged:    func(p cuedrop.Post) { b.note(p) },
		PostRemoved:    func(id cuedrop.PostID, rev int64) { b.note(removed{string(id), rev}) },
		AccountChanged: func(a cuedrop.Account) { b.note(a) },
		AccountRemoved: func(id cuedrop.AccountID, rev int64) { b.note(removed{string(id), rev}) },
		MediaChanged:   func(m cuedrop.Media) { b.note(m) },
	}
}

// mark lies outside of the workspace, as it does in the program.
func (b *bundle) mark(workspaceID string) string {
	return filepath.Join(filepath.Dir(b.dir), "marks", workspaceID)
}

type removed struct {
	ID  string
	Rev int64
}

func (b *bundle) note(fact any) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.facts = append(b.facts, fact)
}

// reported returns the facts since the last call.
func (b *bundle) reported() []any {
	b.mu.Lock()
	defer b.mu.Unlock()
	facts := b.facts
	b.facts = nil
	return facts
}

// raw opens the database beside the store, as another program would.
func (b *bundle) raw() *sql.DB {
	b.t.Helper()
	return rawAt(b.t, filepath.Join(b.dir, store.FileName))
}

func rawAt(t *testing.T, path string) *sql.DB {
	t.Helper()
	u := url.URL{Scheme: "file", Path: path}
	db, err := sql.Open("sqlite", u.String()+"?_pragma=busy_timeout(5000)")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	return db
}

// exec runs SQL on the raw database and returns its error.
func (b *bundle) exec(query string, args ...any) error {
	b.t.Helper()
	_, err := b.raw().ExecContext(b.t.Context(), query, args...)
	return err
}

// sealer is a small AEAD with the workspace in the additional data, like the vault.
type sealer struct{ workspace string }

var sealKey = [chacha20poly1305.KeySize]byte{1, 2, 3}

func newSealer(workspace string) store.Sealer { return sealer{workspace} }

func (s sealer) Seal(_ context.Context, plain []byte, aad string) ([]byte, error) {
	aead, err := chacha20poly1305.NewX(sealKey[:])
	if err != nil {
		return nil, err
	}
	nonce := make([]byte, chacha20poly1305.NonceSizeX)
	_, _ = rand.Read(nonce) // never fails
	return aead.Seal(nonce, nonce, plain, []byte(s.workspace+"|"+aad)), nil
}

func (s sealer) Unseal(_ context.Context, sealed []byte, aad string) ([]byte, error) {
	aead, err := chacha20poly1305.NewX(sealKey[:])
	if err != nil {
		return nil, err
	}
	if len(sealed) < chacha20poly1305.NonceSizeX {
		return nil, errors.New("too short")
	}
	plain, err := aead.Open(nil, sealed[:chacha20poly1305.NonceSizeX], sealed[chacha20poly1305.NonceSizeX:], []byte(s.workspace+"|"+aad))
	if err != nil {
		return nil, fault.Wrap(err, fault.AuthRequired, "vault.unseal", "Sign in again.")
	}
	return plain, nil
}

// must unwraps a result of the store.
func must[T any](t *testing.T) func(T, error) T {
	return func(v T, err error) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

func (b *bundle) media() cuedrop.Media {
	b.t.Helper()
	m := cuedrop.Media{
		ID: cuedrop.NewMediaID(), Path: "/clips/a.mp4", Name: "a.mp4", Size: 100, ModTime: noon.Add(123456789), SHA256: "ab",
		Check:   cuedrop.Check{Verdict: cuedrop.VerdictOK, Route: cuedrop.RouteCopy, Findings: []cuedrop.Finding{}, Info: cuedrop.MediaInfo{Container: "mp4", DurationMs: 9000}},
		AddedAt: noon,
	}
	if err := b.SaveMedia(b.t.Context(), m); err != nil {
		b.t.Fatal(err)
	}
	return m
}

func tokens(name string) cuedrop.Tokens {
	return cuedrop.Tokens{
		Access: cuedrop.Secret("act." + name), Refresh: cuedrop.Secret("rft." + name), IssuedAt: noon,
		AccessExpiresAt: noon.Add(2 * time.Hour), RefreshExpiresAt: noon.AddDate(0, 0, 180),
	}
}

func (b *bundle) account(openID string) cuedrop.Account {
	b.t.Helper()
	return must[cuedrop.Account](b.t)(b.SaveGrant(b.t.Context(), cuedrop.Account{
		ID: cuedrop.NewAccountID(), OpenID: openID, Nickname: "Ana", Username: "ana", Scopes: []string{"user.info.basic", "video.publish"},
	}, tokens(openID), noon))
}

// draft stores a new draft of a new clip.
func (b *bundle) draft() cuedrop.Post {
	b.t.Helper()
	return must[cuedrop.Post](b.t)(b.CreatePost(b.t.Context(), cuedrop.Post{
		ID: cuedrop.NewPostID(), MediaID: b.media().ID, Mode: cuedrop.ModeDirect,
		Settings: cuedrop.Settings{Caption: "hello", Privacy: cuedrop.PrivacyPublic, AllowDuet: true}, CreatedAt: noon,
	}))
}

func (b *bundle) apply(c cuedrop.Change) cuedrop.Post {
	b.t.Helper()
	return must[cuedrop.Post](b.t)(b.Apply(b.t.Context(), c))
}

var consent = cuedrop.Consent{At: noon, TextVersion: "music-1", Options: []cuedrop.Privacy{cuedrop.PrivacyPublic}}

// scheduled stores a post that is due at.
func (b *bundle) scheduled(at time.Time) cuedrop.Post {
	b.t.Helper()
	s := must[cuedrop.Schedule](b.t)(cuedrop.ScheduleAt(at, "Europe/Madrid"))
	return b.apply(cuedrop.ScheduleChange(b.draft(), s, consent, noon))
}

var plan = cuedrop.ChunkPlan{Size: 100, ChunkSize: 100, Count: 1}

// prepared stores a post that is ready for init.
func (b *bundle) prepared() cuedrop.Post {
	b.t.Helper()
	p := b.apply(cuedrop.BeginChange(b.scheduled(noon), noon))
	return b.apply(cuedrop.PrepareChange(p, cuedrop.Rendition{Path: "/clips/a.mp4", Route: cuedrop.RouteCopy, Size: 100, SHA256: "ab"}, noon))
}

// initSent stores a post whose first init is about to be sent.
func (b *bundle) initSent() (cuedrop.Post, cuedrop.Attempt) {
	b.t.Helper()
	p := b.prepared()
	p = b.apply(cuedrop.StartAttemptChange(p, cuedrop.Attempt{ID: cuedrop.NewAttemptID(), Plan: plan, SHA256: "ab"}, noon))
	return p, b.live(p)
}

// uploading stores a post with a publish_id and an upload URL.
func (b *bundle) uploading(publishID string) (cuedrop.Post, cuedrop.Attempt) {
	b.t.Helper()
	p, a := b.initSent()
	p = b.apply(cuedrop.AcceptInitChange(p, a, cuedrop.InitResult{PublishID: publishID, UploadURL: "https://upload.example/" + cuedrop.Secret(publishID)}, noon))
	return p, b.live(p)
}

func (b *bundle) live(p cuedrop.Post) cuedrop.Attempt {
	b.t.Helper()
	a := must[*cuedrop.Attempt](b.t)(b.LiveAttempt(b.t.Context(), p.ID))
	if a == nil {
		b.t.Fatal("no live attempt")
	}
	return *a
}

// wantFault fails unless err is a fault of that kind and reason.
func wantFault(t *testing.T, err error, kind fault.Kind, reason string) {
	t.Helper()
	if fault.KindOf(err) != kind || fault.ReasonOf(err) != reason {
		t.Errorf("got %v, want %s %s", err, kind, reason)
	}
}
