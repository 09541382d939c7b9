package app

import (
	"context"
	"errors"
	"strconv"
	"sync/atomic"

	"github.com/wailsapp/wails/v2/pkg/runtime"

	"cuedrop/internal/cuedrop"
	"cuedrop/internal/notify"
)

// desktop shows notices through Wails, and hands back what the user answered.
type desktop struct {
	app *App
	api desktopAPI
	// answer takes the user's choice; set before the first notice.
	answer func(ctx context.Context, id string, about notify.Subject, a notify.Action)
	opened atomic.Bool
}

// desktopAPI is what is used of Wails' runtime; tests without a window bring their
// own.
type desktopAPI struct {
	available  func(context.Context) bool
	initialize func(context.Context) error
	authorize  func(context.Context) (bool, error)
	category   func(context.Context, runtime.NotificationCategory) error
	answered   func(context.Context, func(runtime.NotificationResult))
	send       func(context.Context, runtime.NotificationOptions) error
	remove     func(ctx context.Context, id string) error
	cleanup    func(context.Context)
	raise      func(context.Context)
}

func wailsDesktop() desktopAPI {
	return desktopAPI{
		available:  func(ctx context.Context) bool { return hasNotifications() && runtime.IsNotificationAvailable(ctx) },
		initialize: runtime.InitializeNotifications,
		authorize:  runtime.RequestNotificationAuthorization, category: runtime.RegisterNotificationCategory,
		answered: runtime.OnNotificationResponse, send: runtime.SendNotificationWithActions,
		// The one of the three removals that acts on Linux as well as on macOS. On
		// Windows none does.
		remove: runtime.RemoveDeliveredNotification, cleanup: runtime.CleanupNotifications,
		raise: raise,
	}
}

var errNoNotifications = errors.New("no notifications on this system")

// open prepares the system at the first notice and not before: macOS asks the user
// for permission then, Windows gets its registry entries. After a failure the next
// notice tries again, because a service may start later than the program.
func (d *desktop) open(ctx context.Context) error {
	if d.opened.Load() {
		return nil
	}
	if !d.api.available(ctx) {
		return errNoNotifications
	}
	if err := d.api.initialize(ctx); err != nil {
		return err
	}
	if ok, err := d.api.authorize(ctx); err != nil || !ok {
		return errors.Join(errNoNotifications, err)
	}
	if err := d.label(ctx); err != nil {
		return err
	}
	d.api.answered(ctx, d.hear)
	d.opened.Store(true)
	return nil
}

// label names the buttons of notices in the language of now.
func (d *desktop) label(ctx context.Context) error {
	for _, c := range notify.Categories {
		if err := d.api.category(ctx, category(c, d.app.language())); err != nil {
			return err
		}
	}
	return nil
}

// respeak says in another language what stands outside the window.
func (a *App) respeak() {
	a.tray.soon()
	if ctx, ok := a.window(); ok && a.desktop.opened.Load() {
		if err := a.desktop.label(ctx); err != nil {
			a.deps.Log.Info("name notification buttons", "err", err)
		}
	}
}

func category(c notify.Category, language string) runtime.NotificationCategory {
	out := runtime.NotificationCategory{ID: string(c), Actions: extraActions(language)}
	for _, a := range c.Actions() {
		out.Actions = append(out.Actions, runtime.NotificationAction{ID: string(a), Title: notify.Label(language, a)})
	}
	return out
}

// Send shows n.
func (d *desktop) Send(n notify.Notice) error {
	ctx, ok := d.app.window()
	if !ok {
		return errNoNotifications
	}
	if err := d.open(ctx); err != nil {
		return err
	}
	return d.api.send(ctx, runtime.NotificationOptions{
		ID: n.ID, Title: n.Title, Body: n.Body, CategoryID: string(n.Category),
		Data: map[string]any{"post": string(n.Subject.Post), "attempt": strconv.Itoa(n.Subject.Attempt), "account": string(n.Subject.Account)},
	})
}

// Withdraw takes a notice back where the system can.
func (d *desktop) Withdraw(id string) {
	if ctx, ok := d.app.window(); ok && d.opened.Load() {
		if err := d.api.remove(ctx, id); err != nil {
			d.app.deps.Log.Info("withdraw notification", "err", err)
		}
	}
}

// hear takes an answer, in a goroutine of Wails'. What comes back was once sent from
// here, but through other programs: it names a post at most, and the use cases check.
func (d *desktop) hear(result runtime.NotificationResult) {
	if result.Error != nil {
		d.app.deps.Log.Info("answer to a notification", "err", result.Error)
		return
	}
	r := result.Response
	action := notify.Action(r.ActionIdentifier)
	switch r.ActionIdentifier {
	case clicked:
		action = notify.ActionOpen
	case dismissed:
		return
	}
	word := func(key string) string { s, _ := r.UserInfo[key].(string); return s }
	attempt, _ := strconv.Atoi(word("attempt")) // none is 0, which no question has
	d.answer(d.app.context(), r.ID, notify.Subject{
		Post: cuedrop.PostID(word("post")), Attempt: attempt, Account: cuedrop.AccountID(word("account")),
	}, action)
}

// close gives the system's connection back.
func (d *desktop) close() {
	if ctx, ok := d.app.window(); ok && d.opened.Load() {
		d.api.cleanup(ctx)
	}
}

// notifications makes the service that tells what happens outside the window.
func (a *App) notifications() *notify.Service {
	s := notify.New(notify.Config{
		Store: a.deps.Settings, Queue: a.deps.Queue, Accounts: a.deps.Accounts.Accounts, Conditions: a.deps.Health.Conditions,
		Bus: a.deps.Bus, Notifier: a.desktop, Open: a.show, Clock: a.deps.Now, Focused: a.focused.Load, Language: a.language, Log: a.deps.Log,
	})
	a.desktop.answer = s.Answer
	return s
}

// show brings the window to the front, at what the user asked to see.
func (a *App) show(o notify.Opening) {
	if ctx, ok := a.window(); ok {
		a.desktop.api.raise(ctx)
	}
	if o.SignIn {
		a.emit.send(EventAccountOpen, AccountOpen{ID: string(o.Account)})
		return
	}
	a.emit.send(EventPostOpen, PostOpen{ID: string(o.Post), Ask: o.Ask})
}
