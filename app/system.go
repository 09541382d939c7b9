package app

import (
	"strings"
	"time"

	"github.com/wailsapp/wails/v2/pkg/runtime"

	"cuedrop/internal/cuedrop"
	"cuedrop/internal/fault"
	"cuedrop/internal/privacy"
)

// nowFunc tells the present time. It is a clock.Clock.
type nowFunc func() time.Time

// Now returns the present time.
func (f nowFunc) Now() time.Time { return f() }

// System is what the window may ask of the program itself.
type System struct{ a *App }

// Snapshot returns what the window's first screen shows; of the posts Posts.After brings all
// when that is drawn. Call it after subscribing to the events, and apply those with a larger rev.
func (s *System) Snapshot() (out Snapshot, err error) {
	defer s.a.call("System.Snapshot").end(&err)
	s.a.sessions.turned.Store(false) // the page begins anew with this
	s.a.texts.note.Store(nil)
	s.a.forgetCode("") // nor does it show that any more
	ctx, d := s.a.context(), s.a.deps()
	s.a.closing.page.Store(true)
	// The rev is read first: what changes while the lists are read arrives again.
	rev, err := d.Rev(ctx)
	if err != nil {
		return Snapshot{}, err
	}
	accounts, err := d.Accounts.Accounts(ctx)
	if err != nil {
		return Snapshot{}, err
	}
	posts, rest, err := d.Queue.First(ctx, firstRows)
	if err != nil {
		return Snapshot{}, err
	}
	clips, err := d.Library.All(ctx)
	if err != nil {
		return Snapshot{}, err
	}
	preferences, err := s.a.preferences(ctx)
	if err != nil {
		return Snapshot{}, err
	}
	out = Snapshot{
		Rev: rev, Posts: s.a.mustShow().toCompactPosts(posts, accounts), Rest: toStateCounts(rest), Media: []Media{}, Accounts: []Account{}, Health: toHealth(d.Health.Visible()),
		Sandbox: s.a.program.Practice, Workspace: d.Name(), Zone: s.a.program.Zone, Version: s.a.program.Version,
		MediaBase: s.a.preview.base(), CanConnect: preferences.App.Source != "none", Preferences: preferences,
		CanPractice: d.Welcome.CanPractice, CanLeave: d.Welcome.CanLeave,
	}
	for _, a := range accounts {
		out.Accounts = append(out.Accounts, s.a.account(a))
	}
	for _, m := range clips {
		out.Media = append(out.Media, toMedia(m))
	}
	return out, nil
}

// SetFocused says whether the user looks at the window: successes are not told of
// then. The page tells when it gains and loses the focus, because Wails does not.
func (s *System) SetFocused(focused bool) error {
	s.a.focused.Store(focused)
	// Before the session ends the window loses the focus; at its end there is no time.
	if ctx, ok := s.a.window(); ok && !focused && !s.a.closing.quitting.Load() {
		s.a.rememberWindow(ctx)
	}
	return nil
}

// EventCatalog exists for the generator only.
func (s *System) EventCatalog() EventCatalog { return EventCatalog{} }

// links are the pages that the window may open, by name.
var links = map[string]string{
	"music-usage":      "https://www.tiktok.com/legal/page/global/music-usage-confirmation/en",
	"branded-content":  "https://www.tiktok.com/legal/page/global/bc-policy/en",
	"developer-portal": "https://developers.tiktok.com/",
	"ffmpeg-help":      "https://ffmpeg.org/download.html",
	"app-permissions":  "https://www.tiktok.com/setting",

	// What TikTok says of itself, by the region of who uses it.
	"tiktok-privacy-eea":   privacy.Pages["tiktok-privacy-eea"],
	"tiktok-privacy-us":    privacy.Pages["tiktok-privacy-us"],
	"tiktok-privacy-world": privacy.Pages["tiktok-privacy-world"],
}

// OpenLink opens a page in the system's browser: one of links by name, or
// "post:ID" and "tiktok-profile:ID". Nothing else can be opened.
func (s *System) OpenLink(name string) (err error) {
	defer s.a.call("System.OpenLink").end(&err)
	url, err := s.a.linkFor(name)
	if err != nil {
		return err
	}
	runtime.BrowserOpenURL(s.a.context(), url)
	return nil
}

func (a *App) linkFor(name string) (string, error) {
	if url := links[name]; url != "" {
		return url, nil
	}
	if strings.HasPrefix(name, "post:") || strings.HasPrefix(name, "tiktok-profile:") {
		if a.program.Practice {
			// What was published in practice is not on TikTok: it is shown by the sandbox.
			return a.deps().PracticeURL, nil
		}
	}
	unknown := fault.New(fault.NotFound, "link.unknown", "There is no page to open yet.")
	if id, ok := strings.CutPrefix(name, "post:"); ok {
		p, err := a.deps().Queue.Post(a.context(), cuedrop.PostID(id))
		if err != nil {
			return "", err
		}
		if url := a.post(p).Link; url != "" {
			return url, nil
		}
	}
	if id, ok := strings.CutPrefix(name, "tiktok-profile:"); ok {
		acc, err := a.deps().Accounts.Account(a.context(), cuedrop.AccountID(id))
		if err != nil {
			return "", err
		}
		if acc.Username != "" {
			return "https://www.tiktok.com/@" + acc.Username, nil
		}
	}
	return "", unknown
}
