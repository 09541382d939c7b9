package app

import (
	"context"
	"errors"
	"strconv"
	"strings"
	"sync/atomic"

	"github.com/wailsapp/wails/v2/pkg/runtime"

	"cuedrop/internal/cuedrop"
	"cuedrop/internal/notify"
)

// desktop shows notices through Wails, and hands back what the user answered.
type desktop struct {
	app    *App
	api    desktopAPI
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
			a.log.Info("name notification buttons", "err", err)
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

// desk shows the notices of one workspace. Their ids and data say which, because the system
// gives back no more than that.
type desk struct {
	*desktop
	workspace string
}

func (d desk) id(notice string) string { return d.workspace + "/" + notice }

// Send shows n.
func (d desk) Send(n notify.Notice) error {
	ctx, ok := d.app.window()
	if !ok {
		return errNoNotifications
	}
	if err := d.open(ctx); err != nil {
		return err
	}
	return d.api.send(ctx, runtime.NotificationOptions{
		ID: d.id(n.ID), Title: n.Title, Body: n.Body, CategoryID: string(n.Category),
		Data: map[string]any{"workspace": d.workspace, "post": string(n.Subject.Post), "attempt": strconv.Itoa(n.Subject.Attempt), "account": string(n.Subject.Account)},
	})
}

// Withdraw takes a notice back where the system can.
func (d desk) Withdraw(id string) {
	if ctx, ok := d.app.window(); ok && d.opened.Load() {
		if err := d.api.remove(ctx, d.id(id)); err != nil {
			d.app.log.Info("withdraw notification", "err", err)
		}
	}
}

// hear takes an answer, in a goroutine of Wails'. What comes back was once sent from
// here, but through other programs: it names a post at most, and the use cases check.
func (d *desktop) hear(result runtime.NotificationResult) {
	if result.Error != nil {
		d.app.log.Info("answer to a notification", "err", result.Error)
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
	s := d.app.sessions.get(word("workspace"))
	if s == nil { // locked meanwhile: nothing of it is told or done
		d.app.front()
		return
	}
	attempt, _ := strconv.Atoi(word("attempt")) // none is 0, which no question has
	s.told.Answer(s.working(), strings.TrimPrefix(r.ID, desk{d, s.id}.id("")), notify.Subject{
		Post: cuedrop.PostID(word("post")), Attempt: attempt, Account: cuedrop.AccountID(word("account")),
	}, action)
}

// close gives the system's connection back.
func (d *desktop) close() {
	if ctx, ok := d.app.window(); ok && d.opened.Load() {
		d.api.cleanup(ctx)
	}
}

// notifications makes the service that tells outside the window what happens in a workspace.
// While the workspace is locked it tells nothing, not even a number.
func (a *App) notifications(s *session) *notify.Service {
	if s.Accounts == nil { // while the bindings are generated
		return nil
	}
	return notify.New(notify.Config{
		Store: s.Settings, Queue: s.Queue, Accounts: s.Accounts.Accounts, Conditions: s.Health.Conditions,
		Bus: s.Bus, Notifier: desk{a.desktop, s.id}, Open: func(o notify.Opening) { a.showIn(s, o) }, Clock: a.program.Now,
		Locked:  func() bool { return a.sessions.get(s.id) != s },
		Focused: func() bool { return a.focused.Load() && a.sessions.current() == s }, Language: a.language, Log: a.log,
	})
}

// showIn shows what the user asked to see in a workspace that may not be the one shown. The
// page forgets everything then, and is told what to open once it has drawn the other.
func (a *App) showIn(s *session, o notify.Opening) {
	if a.sessions.current() == s {
		a.show(o)
		return
	}
	a.sessions.mu.Lock()
	a.sessions.pending = &o
	a.sessions.mu.Unlock()
	a.showOpen(s.id, s.Deps)
	a.front()
}

// showPending opens what was asked for before the page was there.
func (a *App) showPending() {
	a.sessions.mu.Lock()
	o := a.sessions.pending
	a.sessions.pending = nil
	a.sessions.mu.Unlock()
	if o != nil {
		a.show(*o)
	}
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
