package account_test

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"go.uber.org/goleak"

	"cuedrop/internal/account"
	"cuedrop/internal/clock"
	"cuedrop/internal/cuedrop"
	"cuedrop/internal/fault"
	"cuedrop/internal/store"
)

func TestMain(m *testing.M) {
	goleak.VerifyTestMain(m, goleak.IgnoreTopFunction("database/sql.(*DB).connectionOpener"))
}

// bundle is the use case on a real store with a TikTok that rotates strictly. Its
// time is the synctest bubble's.
type bundle struct {
	*account.Service
	t      *testing.T
	tiktok *tiktok
	store  *store.Store
	signIn *signIn
	dir    string
	id     cuedrop.AccountID // a connected account, from connected
}

// bubble runs f in a synctest bubble with a bundle.
func bubble(t *testing.T, f func(t *testing.T, b *bundle)) {
	t.Helper()
	dir := t.TempDir()
	synctest.Test(t, func(t *testing.T) {
		f(t, setup(t, dir, &tiktok{life: 2 * time.Hour}))
	})
}

// setup opens the workspace in dir; a second call on one folder is a second process.
func setup(t *testing.T, dir string, tk *tiktok) *bundle {
	t.Helper()
	s, err := store.Open(t.Context(), store.Options{Dir: dir, Sealer: func(string) store.Sealer { return plainSealer{} }})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	b := &bundle{t: t, tiktok: tk, store: s, signIn: &signIn{}, dir: dir}
	b.Service = account.New(account.Config{Store: s, TikTok: tk, SignIn: b.signIn.run, Clock: clock.System{}})
	return b
}

// connected signs a creator in and returns the bundle.
func (b *bundle) connected() *bundle {
	b.t.Helper()
	a, err := b.Connect(b.t.Context(), account.Connecting{})
	if err != nil {
		b.t.Fatal(err)
	}
	b.id = a.ID
	b.tiktok.calls()
	return b
}

// use asks for a token and returns the one that f got.
func (b *bundle) use(ctx context.Context) (access cuedrop.Secret, err error) {
	err = b.WithToken(ctx, b.id, func(got cuedrop.Secret) error {
		access = got
		stored, err := b.store.Tokens(context.WithoutCancel(ctx), b.id)
		if err != nil || stored.Access != got {
			b.t.Errorf("%q is used before it is stored: %q, %v", got.Reveal(), stored.Access.Reveal(), err)
		}
		return b.tiktok.accept(got)
	})
	return access, err
}

func (b *bundle) health() cuedrop.AccountHealth {
	b.t.Helper()
	a, err := b.Account(b.t.Context(), b.id)
	if err != nil {
		b.t.Fatal(err)
	}
	return a.Health
}

func wantFault(t *testing.T, err error, kind fault.Kind, reason string) {
	t.Helper()
	if fault.KindOf(err) != kind || fault.ReasonOf(err) != reason {
		t.Errorf("got %v, want %s %s", err, kind, reason)
	}
}

// wait lets the bubble's time pass.
func wait(d time.Duration) { <-time.After(d) }

// plainSealer marks values, so that those of another place are refused.
type plainSealer struct{}

func (plainSealer) Seal(_ context.Context, plain []byte, aad string) ([]byte, error) {
	return append([]byte(aad+"\n"), plain...), nil
}

func (plainSealer) Unseal(_ context.Context, sealed []byte, aad string) ([]byte, error) {
	plain, ok := bytes.CutPrefix(sealed, []byte(aad+"\n"))
	if !ok {
		return nil, fault.New(fault.AuthRequired, "vault.unseal", "Sign in again.")
	}
	return plain, nil
}

// signIn is the browser.
type signIn struct {
	during func(ctx context.Context) // what happens while it is open
	scopes []string                  // that the redirect names
	err    error
}

func (s *signIn) run(ctx context.Context, authorize func(redirectURI, state, verifier string) (string, error), announce func(string)) (account.Callback, error) {
	u, err := authorize("http://127.0.0.1:1/callback/", "state", "verifier")
	if err != nil {
		return account.Callback{}, err
	}
	announce(u)
	if s.during != nil {
		s.during(ctx)
	}
	return account.Callback{Code: "code", RedirectURI: "http://127.0.0.1:1/callback/", Verifier: "verifier", Scopes: s.scopes}, s.err
}

// tiktok is TikTok's side of tokens: each refresh kills the pair before it.
type tiktok struct {
	mu      sync.Mutex
	serial  int // of the pair in force
	log     []string
	life    time.Duration // of access tokens
	takes   time.Duration // how long a refresh takes
	deaf    bool          // a refresh goes on although its context has ended
	offline bool          // nothing is answered
	lose    int           // so many replies are lost after TikTok has acted
	lost    error         // what the client makes of a lost reply; nil = errOffline
	dead    bool          // every access token is refused

	grant   cuedrop.Grant   // what Exchange says besides the pair
	profile cuedrop.Profile // "" means the grant's
	creator cuedrop.Creator
	avatar  []byte
	renewed string // the open_id in the reply to a refresh
	fail    map[string]error
}

var errOffline = fault.New(fault.Unavailable, "tiktok.offline", "TikTok can't be reached.")

func (k *tiktok) note(format string, args ...any) {
	k.log = append(k.log, fmt.Sprintf(format, args...))
}

// calls returns what TikTok was asked since the last time.
func (k *tiktok) calls() []string {
	k.mu.Lock()
	defer k.mu.Unlock()
	log := k.log
	k.log = nil
	return log
}

func (k *tiktok) set(f func()) {
	k.mu.Lock()
	defer k.mu.Unlock()
	f()
}

func (k *tiktok) pair() cuedrop.Tokens {
	k.serial++
	now := time.Now()
	return cuedrop.Tokens{
		Access: cuedrop.Secret(fmt.Sprintf("act-%d", k.serial)), Refresh: cuedrop.Secret(fmt.Sprintf("rft-%d", k.serial)),
		AccessExpiresAt: now.Add(k.life), RefreshExpiresAt: now.AddDate(0, 0, 180),
	}
}

// accept is any call with an access token.
func (k *tiktok) accept(access cuedrop.Secret) error {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.dead || access.Reveal() != fmt.Sprintf("act-%d", k.serial) {
		k.note("refused %s", access.Reveal())
		return fault.New(fault.AuthRequired, "tiktok.access_token_invalid", "Sign in again.")
	}
	return nil
}

func (k *tiktok) AuthorizeURL(_, _, _ string, scopes []string) (string, error) {
	return fmt.Sprintf("https://www.tiktok.com/v2/auth/authorize/?scope=%v", scopes), k.fail["authorize"]
}

func (k *tiktok) Exchange(ctx context.Context, code, _, _ string) (cuedrop.Grant, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.note("exchange %s", code)
	if err := errors.Join(ctx.Err(), k.fail["exchange"]); err != nil {
		return cuedrop.Grant{}, err
	}
	g := k.grant
	if g.OpenID == "" {
		g.OpenID = "open-1"
	}
	if g.Scopes == nil {
		g.Scopes = cuedrop.BaseScopes
	}
	g.Tokens = k.pair()
	return g, nil
}

func (k *tiktok) Refresh(ctx context.Context, refresh cuedrop.Secret) (cuedrop.Grant, error) {
	k.mu.Lock()
	takes := k.takes
	if k.deaf {
		ctx = context.WithoutCancel(ctx)
	}
	k.mu.Unlock()
	select {
	case <-time.After(takes):
	case <-ctx.Done():
		return cuedrop.Grant{}, errOffline
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	k.note("refresh %s", refresh.Reveal())
	if k.offline {
		return cuedrop.Grant{}, errOffline
	}
	if err := k.fail["refresh"]; err != nil {
		return cuedrop.Grant{}, err
	}
	if refresh.Reveal() != fmt.Sprintf("rft-%d", k.serial) {
		if k.lose > 0 {
			k.lose--
			return cuedrop.Grant{}, cmp.Or[error](k.lost, errOffline)
		}
		return cuedrop.Grant{}, fault.New(fault.AuthRequired, "tiktok.invalid_grant", "Sign in again.")
	}
	g := cuedrop.Grant{OpenID: k.renewed, Tokens: k.pair()}
	if k.lose > 0 {
		k.lose--
		return cuedrop.Grant{}, cmp.Or[error](k.lost, errOffline)
	}
	return g, nil
}

func (k *tiktok) Revoke(_ context.Context, access cuedrop.Secret) error {
	k.mu.Lock()
	offline := k.offline
	k.note("revoke %s", access.Reveal())
	k.mu.Unlock()
	if offline {
		return errOffline
	}
	return k.accept(access)
}

func (k *tiktok) Profile(context.Context, cuedrop.Secret, []string) (cuedrop.Profile, error) {
	return k.profile, k.fail["profile"]
}

func (k *tiktok) CreatorInfo(_ context.Context, access cuedrop.Secret) (cuedrop.Creator, error) {
	if err := k.accept(access); err != nil {
		return cuedrop.Creator{}, err
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	k.note("creator %s", access.Reveal())
	return k.creator, k.fail["creator"]
}

func (k *tiktok) Avatar(_ context.Context, url string) ([]byte, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.avatar, k.fail["avatar"]
}

// sealedShut is a store whose vault can't be opened.
type sealedShut struct{ *store.Store }

func (s sealedShut) Tokens(ctx context.Context, id cuedrop.AccountID) (cuedrop.Tokens, error) {
	if _, err := s.Store.Tokens(ctx, id); err != nil {
		return cuedrop.Tokens{}, err
	}
	return cuedrop.Tokens{}, fault.New(fault.Unsupported, "vault.no_keyring", "There is no keyring.")
}
