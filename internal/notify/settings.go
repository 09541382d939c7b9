package notify

import (
	"context"
	"strconv"
)

// The keys of the settings. Stored on disk: do not rename.
const (
	keyOn          = "notify.on"
	keySuccesses   = "notify.successes"
	keyHideContent = "notify.hide_content"
	keySeenRev     = "notify.seen_rev"
)

// Store keeps settings; "" is a key without a value.
type Store interface {
	Setting(ctx context.Context, key string) (string, error)
	SetSetting(ctx context.Context, key, value string) error
}

// Settings are what the user chose.
type Settings struct {
	On          bool // false = nothing is told outside the window
	Successes   bool // tell of published posts while the window has not the focus
	HideContent bool // no words of a post and no names: notices show on lock screens
}

// Defaults hold until the user chooses.
var Defaults = Settings{On: true, Successes: true}

// Load reads the settings.
func Load(ctx context.Context, s Store) (Settings, error) {
	out := Defaults
	for key, value := range out.fields() {
		raw, err := s.Setting(ctx, key)
		if err != nil {
			return Settings{}, err
		}
		if raw != "" {
			*value = raw == "on"
		}
	}
	return out, nil
}

// Save stores the settings. They hold from the next notice on.
func Save(ctx context.Context, s Store, to Settings) error {
	for key, value := range to.fields() {
		word := "off"
		if *value {
			word = "on"
		}
		if err := s.SetSetting(ctx, key, word); err != nil {
			return err
		}
	}
	return nil
}

func (s *Settings) fields() map[string]*bool {
	return map[string]*bool{keyOn: &s.On, keySuccesses: &s.Successes, keyHideContent: &s.HideContent}
}

// seenRev is the newest change that an earlier run has told of.
func seenRev(ctx context.Context, s Store) int64 {
	raw, err := s.Setting(ctx, keySeenRev)
	if err != nil {
		return 0
	}
	rev, _ := strconv.ParseInt(raw, 10, 64) // none is 0
	return rev
}

func setSeenRev(ctx context.Context, s Store, rev int64) error {
	return s.SetSetting(ctx, keySeenRev, strconv.FormatInt(rev, 10))
}
