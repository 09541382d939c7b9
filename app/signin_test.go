package app

import (
	"context"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"cuedrop/internal/account"
	"cuedrop/internal/cuedrop"
	"cuedrop/internal/fault"
)

const png = "\x89PNG\r\n\x1a\n"

// signsIn makes TikTok answer as Ben.
type signsIn struct{ noTikTok }

func (signsIn) Exchange(context.Context, string, string, string) (cuedrop.Grant, error) {
	now := time.Now()
	return cuedrop.Grant{
		OpenID: "open-ben", Scopes: []string{cuedrop.ScopeUserBasic, cuedrop.ScopeVideoPublish},
		Tokens: cuedrop.Tokens{Access: "a", Refresh: "r", AccessExpiresAt: now.Add(time.Hour), RefreshExpiresAt: now.Add(time.Hour)},
	}, nil
}

func (signsIn) Profile(context.Context, cuedrop.Secret, []string) (cuedrop.Profile, error) {
	return cuedrop.Profile{OpenID: "open-ben", Nickname: "Ben", Username: "ben", AvatarURL: "https://p16-sign.tiktokcdn.com/ben"}, nil
}

func (signsIn) Avatar(context.Context, string) ([]byte, error) { return []byte(png), nil }

// confirming is a bundle whose browser comes back at once.
func confirming(t *testing.T) *bundle {
	t.Helper()
	b := setup(t)
	b.signIn = func(context.Context, func(string, string, string) (string, error), func(string)) (account.Callback, error) {
		return account.Callback{Code: "c"}, nil
	}
	b.deps().Accounts.TikTok = signsIn{}
	return b
}

// asked waits until the window is asked who has signed in.
func (b *bundle) asked() Candidate {
	b.t.Helper()
	for range 5000 {
		for _, e := range b.heard() {
			if s, ok := e.Payload.(SignIn); ok && s.State == "confirm" {
				return *s.Candidate
			}
		}
		<-time.After(time.Millisecond)
	}
	b.t.Fatal("the window was not asked")
	return Candidate{}
}

func (b *bundle) get(path string) *httptest.ResponseRecorder {
	w := httptest.NewRecorder()
	b.Handler().ServeHTTP(w, httptest.NewRequest(http.MethodGet, path, nil))
	return w
}

func TestTheWindowConfirmsWhoSignedIn(t *testing.T) {
	t.Parallel()
	b := confirming(t)
	accounts := &Accounts{b.App}
	if err := accounts.Confirm(true); !fault.Is(err, fault.Conflict) {
		t.Errorf("an answer that nobody waits for: %v", err)
	}
	got := make(chan Account)
	go func() {
		a, err := accounts.Connect("")
		if err != nil {
			t.Error(err)
		}
		got <- a
	}()
	who := b.asked()
	picture := b.get(who.AvatarURL)
	if picture.Code != http.StatusOK || picture.Body.String() != png || picture.Header().Get("Content-Type") != "image/png" {
		t.Errorf("picture at %q: %d %q", who.AvatarURL, picture.Code, picture.Header())
	}
	shown := who.AvatarURL
	who.AvatarURL = ""
	want := Candidate{Nickname: "Ben", Username: "ben", Scopes: []string{"user.info.basic", "video.publish"}, MissingScopes: []string{"video.upload"}}
	if diff := cmp.Diff(want, who); diff != "" {
		t.Errorf("candidate (-want +got):\n%s", diff)
	}
	for accounts.Confirm(true) != nil { // until the answer is waited for
		<-time.After(time.Millisecond)
	}
	a := <-got
	if a.Nickname != "Ben" || !strings.HasPrefix(a.AvatarURL, "/avatar/"+a.ID+"/") || len(a.MissingScopes) != 1 {
		t.Errorf("connected %+v", a)
	}
	if kept := b.get(a.AvatarURL); kept.Code != http.StatusOK || kept.Body.String() != png {
		t.Errorf("its picture: %d", kept.Code)
	}
	if gone := b.get(shown); gone.Code != http.StatusNotFound {
		t.Errorf("the candidate's picture afterwards: %d", gone.Code)
	}
}

func TestAWrongAccountIsNotConnected(t *testing.T) {
	t.Parallel()
	for name, say := range map[string]func(*Accounts) error{
		"not this one": func(a *Accounts) error { return a.Confirm(false) },
		"cancel":       func(a *Accounts) error { return a.CancelConnect() },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := confirming(t)
			accounts := &Accounts{b.App}
			end := make(chan error)
			go func() {
				_, err := accounts.Connect("")
				end <- err
			}()
			b.asked()
			for say(accounts) != nil {
				<-time.After(time.Millisecond)
			}
			if err := <-end; !fault.Is(err, fault.Canceled) {
				t.Errorf("Connect = %v", err)
			}
			snapshot, err := (&System{b.App}).Snapshot()
			if err != nil || len(snapshot.Accounts) != 1 {
				t.Errorf("accounts %+v, %v", snapshot.Accounts, err)
			}
			if heard := b.heard(); heard[len(heard)-1].Payload.(SignIn).State != "canceled" {
				t.Errorf("heard %+v", heard)
			}
		})
	}
}

// TestAvatarsAreServedAsPicturesOnly: what TikTok sent is not trusted to be one.
func TestAvatarsAreServedAsPicturesOnly(t *testing.T) {
	t.Parallel()
	b := setup(t)
	id := string(b.account.ID)
	for _, bad := range []string{"", "<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>", "<!doctype html><script>1</script>", "GIF89a"} {
		if err := b.store.SetAvatar(t.Context(), b.account.ID, []byte(bad)); err != nil {
			t.Fatal(err)
		}
		if w := b.get("/avatar/" + id + "/1.png"); w.Code != http.StatusNotFound {
			t.Errorf("%q: %d", bad, w.Code)
		}
	}
	for _, path := range []string{"/avatar/acct_none/1.png", "/avatar//1.png", "/avatar/" + id, "/avatar/../../etc/passwd"} {
		if w := b.get(path); w.Code != http.StatusNotFound {
			t.Errorf("%s: %d", path, w.Code)
		}
	}
}

func TestSettingsAreToldToTheWindow(t *testing.T) {
	t.Parallel()
	b := setup(t)
	s := &Settings{b.App}
	if err := s.SetFeature("links", true); err != nil {
		t.Error(err)
	}
	if err := s.SetUpload(500, true); err != nil || b.limits.BytesPerSecond != 500_000 || !b.limits.Paused || b.woken == 0 {
		t.Errorf("%v, %+v, woken %d", err, b.limits, b.woken)
	}
	for _, err := range []error{s.SetApp("key", "secret-canary"), s.ForgetApp()} {
		if err != nil {
			t.Error(err)
		}
	}
	if err := s.SetNotifications(true, false, true); err != nil {
		t.Error(err)
	}
	if err := s.SetFeature("nothing", true); !fault.Is(err, fault.Invalid) {
		t.Errorf("a feature that does not exist: %v", err)
	}
	heard := b.heard()
	if len(heard) != 5 {
		t.Fatalf("heard %+v", heard)
	}
	want := Preferences{
		Features:      []Feature{{"links", "video.list", true}, {"profile", "user.info.profile", false}, {"statistics", "user.info.stats", false}},
		Upload:        UploadSettings{MaxKBps: 500, Paused: true},
		App:           TikTokApp{ClientKey: "k", Source: "settings", Editable: true},
		Notifications: NotificationSettings{On: true, HideContent: true},
		Media:         MediaSettings{ConvertOnBattery: true},
		Language:      "system",
		Window:        WindowSettings{OnClose: "ask"},
		Policy:        b.preferencesNow().Policy,
		CacheMB:       1024,
	}
	if diff := cmp.Diff(sent{EventSettingsChanged, want}, heard[4]); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	snapshot, err := (&System{b.App}).Snapshot()
	if diff := cmp.Diff(want, snapshot.Preferences); diff != "" || err != nil {
		t.Errorf("snapshot %s %v", diff, err)
	}
	q, err := (&Accounts{b.App}).Quotas(string(b.account.ID))
	if err != nil || q.Audit != "unknown" || len(q.Quotas) != 3 || q.Quotas[0].Limit != 15 {
		t.Errorf("%+v, %v", q, err)
	}
}
