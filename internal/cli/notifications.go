package cli

import (
	"context"
	"io"

	"cuedrop/internal/engine"
	"cuedrop/internal/notify"
)

// notificationsOut is what the window tells outside itself, in JSON.
type notificationsOut struct {
	On          bool `json:"on"`
	Successes   bool `json:"successes"`
	HideContent bool `json:"hideContent"`
}

// notificationKeys are the settings' names, in the order in which they are shown.
var notificationKeys = []string{"notifications.on", "notifications.successes", "notifications.hide-content"}

// notificationSwitch returns the part of s that key names, or nil.
func notificationSwitch(s *notify.Settings, key string) *bool {
	switch key {
	case "notifications.on":
		return &s.On
	case "notifications.successes":
		return &s.Successes
	case "notifications.hide-content":
		return &s.HideContent
	}
	return nil
}

func setNotifications(ctx context.Context, e *engine.Engine, key, value string) error {
	on, err := parseSwitch(value)
	if err != nil {
		return err
	}
	s, err := notify.Load(ctx, e.Store)
	if err != nil {
		return err
	}
	*notificationSwitch(&s, key) = on
	return notify.Save(ctx, e.Store, s)
}

func printNotifications(w io.Writer, s notify.Settings) {
	for _, key := range notificationKeys {
		line(w, "%-26s %t", key, *notificationSwitch(&s, key))
	}
}
