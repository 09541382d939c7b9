package app

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"

	"cuedrop/internal/account"
	"cuedrop/internal/clock"
	"cuedrop/internal/cuedrop"
	"cuedrop/internal/event"
	"cuedrop/internal/fault"
	"cuedrop/internal/health"
	"cuedrop/internal/library"
	"cuedrop/internal/queue"
	"cuedrop/internal/store"
)

// plainSealer keeps what it seals from being read as it is, and no more.
type plainSealer struct{}

func (plainSealer) Seal(_ context.Context, plain []byte, _ string) ([]byte, error) {
	out := slices.Clone(plain)
	for i := range out {
		out[i] ^= 0xFF
	}
	return out, nil
}

func (p plainSealer) Unseal(ctx context.Context, sealed []byte, place string) ([]byte, error) {
	return p.Seal(ctx, sealed, place)
}

// noTikTok answers nothing: what needs it fails with Unavailable.
type noTikTok struct{}

var errOffline = fault.New(fault.Unavailable, "network.unreachable", "TikTok can't be reached. Cuedrop tries again.")

func (noTikTok) AuthorizeURL(string, string, string, []string) (string, error) {
	return "https://www.tiktok.com/v2/auth/authorize/", nil
}

func (noTikTok) Exchange(context.Context, string, string, string) (cuedrop.Grant, error) {
	return cuedrop.Grant{}, errOffline
}

func (noTikTok) Refresh(context.Context, cuedrop.Secret) (cuedrop.Grant, error) {
	return cuedrop.Grant{}, errOffline
}
func (noTikTok) Revoke(context.Context, cuedrop.Secret) error { return nil }

func (noTikTok) Profile(context.Context, cuedrop.Secret, []string) (cuedrop.Profile, error) {
	return cuedrop.Profile{}, errOffline
}

func (noTikTok) Avatar(context.Context, string) ([]byte, error) { return nil, errOffline }

func (noTikTok) CreatorInfo(context.Context, cuedrop.Secret) (cuedrop.Creator, error) {
	return cuedrop.Creator{Nickname: "Ana", PrivacyOptions: []cuedrop.Privacy{cuedrop.PrivacySelf}, MaxDuration: time.Minute}, nil
}

// fakeTool finds every file fine but those named refused.mp4.
type fakeTool struct{ pictures }

func (fakeTool) Check(_ context.Context, path string) (cuedrop.Check, error) {
	if filepath.Base(path) == "refused.mp4" {
		return cuedrop.Check{Verdict: cuedrop.VerdictRefused, Findings: []cuedrop.Finding{
			{Code: "too_short", Severity: cuedrop.SeverityRefused, Message: "The clip is too short.", Fix: "Choose a longer one."},
		}}, nil
	}
	if _, err := os.Stat(path); err != nil {
		return cuedrop.Check{}, err // a foreign error, with the path in it
	}
	return cuedrop.Check{Verdict: cuedrop.VerdictOK, Route: cuedrop.RouteCopy, Info: cuedrop.MediaInfo{Container: "mp4", DurationMs: 4000}}, nil
}

func (fakeTool) Prepare(context.Context, string, string, cuedrop.Edit, *cuedrop.Check, func(cuedrop.RenderProgress)) (cuedrop.Rendition, error) {
	return cuedrop.Rendition{}, errors.New("not asked for")
}

func (fakeTool) Thumbnail(_ context.Context, _, out string, _ time.Duration, _ int) error {
	return os.WriteFile(out, []byte("jpeg"), 0o600)
}

func (fakeTool) Identify(context.Context, string) (library.Identity, error) {
	return library.Identity{}, nil
}

func (fakeTool) IsVideo(string) bool { return false }

func (fakeTool) Digest(_ context.Context, path string) (library.Facts, error) {
	info, err := os.Stat(path)
	if err != nil {
		return library.Facts{}, err
	}
	return library.Facts{Size: info.Size(), ModTime: info.ModTime(), SHA256: "00"}, nil
}

// pictures is a tool that takes no real pictures.
type pictures struct{}

func (pictures) Filmstrip(_ context.Context, _, out string, _, _ int) error {
	return os.WriteFile(out, []byte("strip"), 0o600)
}

func (pictures) Frame(_ context.Context, _, out string, at time.Duration, _ int) error {
	return os.WriteFile(out, []byte(at.String()), 0o600)
}

func (pictures) BestFrame(context.Context, string) (time.Duration, error) {
	return 1234567 * time.Microsecond, nil
}

func (pictures) Keyframes(context.Context, string) ([]time.Duration, bool, error) {
	return []time.Duration{0, 2 * time.Second}, true, nil
}

func (pictures) Proxy(_ context.Context, _, out string, _ func(cuedrop.RenderProgress)) error {
	return os.WriteFile(out, []byte("proxy"), 0o600)
}

// sent is one event as the window would hear it.
type sent struct {
	Name    string
	Payload any
}

// bundle is an app on a real store, without a window: events are kept.
type bundle struct {
	*App
	t       *testing.T
	dir     string
	store   *store.Store
	bus     *event.Bus
	signIn  account.SignInFunc
	account cuedrop.Account
	log     *bytes.Buffer

	mu     sync.Mutex
	events []sent
	woken  int
	power  cuedrop.PowerRules
	media  cuedrop.MediaRules
	limits cuedrop.UploadLimits
}

func setup(t *testing.T) *bundle {
	t.Helper()
	b := &bundle{t: t, dir: t.TempDir(), bus: &event.Bus{}, log: &bytes.Buffer{}}
	s, err := store.Open(t.Context(), store.Options{
		Dir: filepath.Join(b.dir, "workspace"), Sealer: func(string) store.Sealer { return plainSealer{} },
		PostChanged: func(p cuedrop.Post) { b.bus.Publish(event.PostChanged{Post: p}) },
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	b.store = s
	now := time.Now()
	b.account, err = s.SaveGrant(t.Context(), cuedrop.Account{
		ID: cuedrop.NewAccountID(), OpenID: "open-id-secret", Nickname: "Ana", Username: "ana", AvatarURL: "https://p16.tiktokcdn.com/x", ConnectedAt: now,
	}, cuedrop.Tokens{Access: "access-secret", Refresh: "refresh-secret", AccessExpiresAt: now.Add(2 * time.Hour), RefreshExpiresAt: now.Add(time.Hour * 4000)}, now)
	if err != nil {
		t.Fatal(err)
	}
	lib := library.New(library.Config{Store: s, Tool: fakeTool{}, Dir: filepath.Join(b.dir, "workspace"), Clock: clock.System{}})
	accounts := account.New(account.Config{Store: s, TikTok: noTikTok{}, Clock: clock.System{},
		SignIn: func(ctx context.Context, authorize func(string, string, string) (string, error), announce func(string)) (account.Callback, error) {
			return b.signIn(ctx, authorize, announce)
		}})
	b.App = New(Program{Shown: "default", Now: time.Now, Zone: "Europe/Madrid", Version: "test", Log: slog.New(slog.NewTextHandler(b.log, nil)), Fleet: &fleet{names: map[string]string{"default": "default"}}, Open: opened(Deps{
		Queue: queue.New(queue.Config{Store: s, Clock: clock.System{}}), Library: lib, Accounts: accounts,
		Health: health.New(clock.System{}, b.bus), Bus: b.bus, Settings: s, Rev: s.Rev,
		Start: func(context.Context) error { return nil }, Wake: func() { b.mu.Lock(); b.woken++; b.mu.Unlock() },
		Name: func() string { return "default" }, Locks: &locks{},
		Avatar:       accounts.Avatar,
		TikTokApp:    func(context.Context) (string, string, error) { return "k", "settings", nil },
		SetApp:       func(context.Context, cuedrop.Credentials) error { return nil },
		ForgetApp:    func(context.Context) error { return nil },
		Limits:       func(context.Context) cuedrop.UploadLimits { return b.limits },
		SetLimits:    func(_ context.Context, l cuedrop.UploadLimits) error { b.limits = l; return nil },
		Power:        func(context.Context) (cuedrop.PowerRules, error) { return b.power, nil },
		SetPower:     func(_ context.Context, r cuedrop.PowerRules) error { b.power = r; return nil },
		FFmpeg:       b.ffmpeg,
		SearchFFmpeg: b.ffmpeg,
		ChooseFFmpeg: func(ctx context.Context, path string) (cuedrop.FFmpeg, error) {
			if filepath.Base(path) == "broken" {
				return cuedrop.FFmpeg{}, fault.New(fault.Unsupported, "ffmpeg.missing", "That is no ffmpeg.")
			}
			b.media.FFmpeg = path
			return b.ffmpeg(ctx)
		},
		MediaRules:    func(context.Context) (cuedrop.MediaRules, error) { return b.media, nil },
		SetMediaRules: func(_ context.Context, r cuedrop.MediaRules) error { b.media = r; return nil },
		Credentials:   func() (cuedrop.Credentials, error) { return cuedrop.Credentials{ClientKey: "k"}, nil },
		Welcome:       b.welcome(),
	})})
	b.shownSession() // it is open
	b.autostart.dir = filepath.Join(b.dir, "autostart")
	b.emit.emit = func(_ context.Context, name string, payload ...any) {
		b.mu.Lock()
		defer b.mu.Unlock()
		b.events = append(b.events, sent{name, payload[0]})
	}
	// What Startup does before it needs a window.
	b.ctx, b.opened = t.Context(), true
	return b
}

// opened opens the workspace d.
func opened(d Deps) func(context.Context) (Deps, error) {
	return func(context.Context) (Deps, error) { return d, nil }
}

func (b *bundle) ffmpeg(context.Context) (cuedrop.FFmpeg, error) {
	return cuedrop.FFmpeg{Path: or(b.media.FFmpeg, "/usr/bin/ffmpeg"), Version: "8.1.3", Install: []cuedrop.InstallCommand{{Title: "Debian", Command: "sudo apt install ffmpeg"}}}, nil
}

func or(s, other string) string {
	if s == "" {
		return other
	}
	return s
}

func (b *bundle) heard() []sent {
	b.mu.Lock()
	defer b.mu.Unlock()
	return slices.Clone(b.events)
}

// clip writes a file that passes the check and returns its path.
func (b *bundle) clip(name string) string {
	b.t.Helper()
	path := filepath.Join(b.dir, name)
	if err := os.WriteFile(path, []byte("start of a clip"), 0o600); err != nil {
		b.t.Fatal(err)
	}
	return path
}

// draft adds a clip and returns the draft that it became.
func (b *bundle) draft() string {
	b.t.Helper()
	added := b.addFiles([]string{b.clip("clip.mp4")})
	if len(added.PostIDs) != 1 {
		b.t.Fatalf("added %+v", added)
	}
	return added.PostIDs[0]
}

// shownSession is the workspace that the window shows.
func (b *bundle) shownSession() *session { return b.sessions.current() }

// desk shows notices of the workspace that the window shows.
func (b *bundle) desk() desk { return desk{b.desktop, "default"} }
