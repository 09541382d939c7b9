package app

import (
	"context"
	"time"

	"cuedrop/internal/event"
)

// The event names. Singular noun, past participle or progress; the front end gets
// their types from EventCatalog, and a test compares the two.
const (
	EventPostChanged     = "post:changed"
	EventPostRemoved     = "post:removed"
	EventMediaChanged    = "media:changed"
	EventMediaRemoved    = "media:removed"
	EventAccountChanged  = "account:changed"
	EventAccountRemoved  = "account:removed"
	EventHealthChanged   = "health:changed"
	EventUploadProgress  = "upload:progress"
	EventRenderProgress  = "render:progress"
	EventFilesAdded      = "files:added"
	EventLibraryImport   = "library:import"
	EventSignInChanged   = "signin:changed"
	EventSettingsChanged = "settings:changed"
	EventPostOpen        = "post:open"      // the user wants to see a post
	EventAccountOpen     = "account:open"   // the user wants to sign in
	EventRequestSent     = "request:sent"   // one line of the list of requests
	EventWindowClosing   = "window:closing" // the user closes the window
	// EventWorkspaceChanged tells which workspaces there are, which one is shown, and
	// whether it is locked. When that has changed, all that the page holds is another's.
	EventWorkspaceChanged = "workspace:changed"
)

// EventCatalog exists for the generator only: its tags are the event names and its
// fields the payloads, so that the front end's subscriptions are typed.
type EventCatalog struct {
	PostChanged     Post           `json:"post:changed"`
	PostRemoved     Removed        `json:"post:removed"`
	MediaChanged    Media          `json:"media:changed"`
	MediaRemoved    Removed        `json:"media:removed"`
	AccountChanged  Account        `json:"account:changed"`
	AccountRemoved  Removed        `json:"account:removed"`
	HealthChanged   []Health       `json:"health:changed"`
	UploadProgress  UploadProgress `json:"upload:progress"`
	RenderProgress  RenderProgress `json:"render:progress"`
	FilesAdded      Added          `json:"files:added"`
	LibraryImport   ImportProgress `json:"library:import"`
	SignInChanged   SignIn         `json:"signin:changed"`
	SettingsChanged Preferences    `json:"settings:changed"`
	PostOpen        PostOpen       `json:"post:open"`
	AccountOpen     AccountOpen    `json:"account:open"`
	RequestSent     RequestRow     `json:"request:sent"`
	WindowClosing   WindowClosing  `json:"window:closing"`

	WorkspaceChanged Workspaces `json:"workspace:changed"`
}

// emitter makes the only EventsEmit call of the program. Facts of before the
// window are not needed: the window asks for a snapshot once it listens.
type emitter struct {
	app  *App
	emit func(ctx context.Context, name string, payload ...any) // Wails' EventsEmit
}

func (e *emitter) send(name string, payload any) {
	// Without the window's context Wails ends the program.
	if ctx, ok := e.app.window(); ok {
		e.emit(ctx, name, payload)
	}
}

// fact maps what happened in a workspace to what the window hears, if it is the one shown. It
// runs in the goroutine of the workspace's bus, in order.
func (e *emitter) fact(s *session, f event.Fact) {
	if _, ok := f.(event.AccountChanged); ok {
		defer s.Wake()
	}
	if e.app.sessions.current() != s {
		return
	}
	switch f := f.(type) {
	case event.PostChanged:
		e.send(EventPostChanged, s.post(f.Post))
	case event.PostRemoved:
		e.send(EventPostRemoved, Removed{ID: string(f.ID), Rev: f.Rev})
	case event.MediaChanged:
		e.send(EventMediaChanged, toMedia(f.Media))
	case event.MediaRemoved:
		e.send(EventMediaRemoved, Removed{ID: string(f.ID)})
	case event.AccountChanged:
		e.send(EventAccountChanged, s.account(f.Account))
	case event.AccountRemoved:
		e.send(EventAccountRemoved, Removed{ID: string(f.ID), Rev: f.Rev})
	case event.HealthChanged:
		e.send(EventHealthChanged, toHealth(s.Health.Visible()))
	case event.RequestSent:
		e.send(EventRequestSent, toRequestRow(f.Row))
	case event.UploadProgress:
		e.send(EventUploadProgress, UploadProgress{
			PostID: string(f.PostID), Sent: f.Sent, Total: f.Total, RemainingMs: f.Remaining.Milliseconds(),
			WindowMs: f.Window.Milliseconds(),
		})
	case event.RenderProgress:
		e.send(EventRenderProgress, RenderProgress{
			PostID: string(f.PostID), Fraction: f.Progress.Fraction, RemainingMs: f.Progress.Remaining.Milliseconds(),
		})
	}
}

// stamp writes a time for the wire; the zero time is "".
func stamp(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.RFC3339)
}

// place writes a time that orders things, to the millisecond in which the drafts of one
// drop lie apart: as text it sorts as the time does.
func place(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format("2006-01-02T15:04:05.000Z07:00")
}
