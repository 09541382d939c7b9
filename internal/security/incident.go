package security

import (
	"context"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"time"

	"cuedrop/internal/cuedrop"
	"cuedrop/internal/fault"
)

// keyIncident is set from the moment at which an incident begins until all of it is done.
// Stored on disk: do not rename.
const keyIncident = "security.incident"

// Incident is what LockAndRevoke has done.
type Incident struct {
	At       time.Time
	Accounts int // that were signed in
	Revoked  int // TikTok has ended the sign-in
	Queued   int // TikTok is told when it can be reached
	Untold   int // only the user can end it: the tokens could not be opened
	Stopped  int // posts that were scheduled or on their way
	Note     string
}

// open is an incident that is not done. It is stored as JSON: do not rename.
type open struct {
	At       time.Time
	Accounts int
	Stopped  int
	Untold   int
}

// LockAndRevoke ends everything: nothing is sent any more until the user resumes it, every
// account is signed out here and at TikTok, and a note says what was done and what to do.
// The accounts, their posts and their record stay. What TikTok may have of a post stays to
// be found out after signing in again; nothing is lost and nothing is sent twice.
//
// Once it has begun it can't be undone: what a crash or an error leaves, Resume completes
// before anything is published. Locking the workspace is the caller's.
func (s *Service) LockAndRevoke(ctx context.Context) (Incident, error) {
	if !s.ending.TryLock() {
		return Incident{}, fault.New(fault.Conflict, "security.incident", "Everything is being revoked already. Wait a moment.")
	}
	defer s.ending.Unlock()
	o, err := s.begun(ctx)
	if err != nil {
		return Incident{}, err
	}
	if o == nil {
		if o, err = s.begin(ctx); err != nil {
			return Incident{}, err
		}
	}
	return s.carryOut(ctx, *o)
}

// Resume completes an incident that was cut short. It is called before anything is
// published, and does nothing where there is none.
func (s *Service) Resume(ctx context.Context) error {
	s.ending.Lock()
	defer s.ending.Unlock()
	o, err := s.begun(ctx)
	if err != nil || o == nil {
		return err
	}
	s.Log.Warn("complete an incident")
	_, err = s.carryOut(ctx, *o)
	return err
}

func (s *Service) begun(ctx context.Context) (*open, error) {
	text, err := s.Settings.Setting(ctx, keyIncident)
	if err != nil || text == "" {
		return nil, err
	}
	var o open
	if json.Unmarshal([]byte(text), &o) != nil || o.At.IsZero() {
		o = open{At: s.Clock.Now()} // what no Cuedrop wrote is carried out all the same
	}
	return &o, nil
}

func (s *Service) begin(ctx context.Context) (*open, error) {
	o := open{At: s.Clock.Now().UTC().Truncate(time.Second)}
	var err error
	if o.Accounts, err = s.SignIns.SignedIn(ctx); err != nil {
		return nil, err
	}
	if o.Stopped, err = s.Waiting(ctx); err != nil {
		return nil, err
	}
	return &o, s.keep(ctx, o)
}

func (s *Service) keep(ctx context.Context, o open) error {
	raw, err := json.Marshal(o)
	if err != nil {
		return fault.Wrap(err, fault.Internal, "", "")
	}
	return s.Settings.SetSetting(ctx, keyIncident, string(raw))
}

// carryOut does all there is to do. Each step may be done again.
func (s *Service) carryOut(ctx context.Context, o open) (Incident, error) {
	ctx = context.WithoutCancel(ctx) // from here on it is only carried through
	s.Probe("incident begun")
	if err := s.Hold(ctx); err != nil {
		return Incident{}, unfinished(err)
	}
	s.Probe("incident held")
	defer s.Stop()(ctx)
	err := s.SignIns.EndAll(ctx, func(ctx context.Context) error {
		o.Untold = min(o.Untold+1, o.Accounts)
		return s.keep(ctx, o)
	})
	s.Probe("incident signed out")
	err = errors.Join(err, s.SignIns.TellAll(ctx))
	s.Probe("incident told")
	if err != nil {
		return Incident{}, unfinished(err)
	}
	left, err := s.Untold(ctx)
	if err != nil {
		return Incident{}, unfinished(err)
	}
	i := Incident{At: o.At, Accounts: o.Accounts, Untold: o.Untold, Stopped: o.Stopped, Queued: min(left, o.Accounts-o.Untold)}
	i.Revoked = i.Accounts - i.Untold - i.Queued
	if i.Note, err = noteText(s.Language(ctx), i); err == nil {
		err = s.writeNote(i)
	}
	if err != nil {
		return i, unfinished(err)
	}
	s.Probe("incident noted")
	if err := s.Journal.EndTask(ctx, cuedrop.Activity{At: s.Clock.Now(), Kind: cuedrop.ActivityIncident, Outcome: "done"}, keyIncident); err != nil {
		return i, unfinished(err)
	}
	s.Probe("incident done")
	return i, nil
}

func unfinished(err error) error {
	return fault.Wrap(err, fault.Unavailable, "security.unfinished",
		"Nothing is sent any more, but not all sign-ins could be ended. Start Cuedrop again; it completes by itself. Meanwhile remove Cuedrop in TikTok under Settings, Security, Manage app permissions.")
}

// dirNotes is in the workspace folder.
const dirNotes = "incidents"

// writeNote keeps the note, whole or not at all. It has counts and times only, so that it
// may lie readable beside a workspace that is locked.
func (s *Service) writeNote(i Incident) error {
	dir := filepath.Join(s.Dir, dirNotes)
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return unwritable(err)
	}
	tmp, err := os.CreateTemp(dir, "new-*") // mode 0600
	if err != nil {
		return unwritable(err)
	}
	defer func() { _ = os.Remove(tmp.Name()) }() // gone already where all went well
	_, err = tmp.WriteString(i.Note)
	if err = errors.Join(err, tmp.Sync(), tmp.Close()); err == nil {
		err = os.Rename(tmp.Name(), filepath.Join(dir, "incident-"+i.At.UTC().Format("20060102T150405Z")+".txt"))
	}
	if err != nil {
		return unwritable(err)
	}
	return nil
}

func unwritable(err error) error {
	return fault.Wrap(err, fault.Unavailable, "security.note", "The incident note can't be written to Cuedrop's data folder. Check that there is room and that you may write to it.")
}

// NewestNote returns the newest incident note, or NotFound.
func (s *Service) NewestNote() (name, text string, err error) {
	all, _ := filepath.Glob(filepath.Join(s.Dir, dirNotes, "incident-*.txt")) // the pattern is ours
	if len(all) == 0 {
		return "", "", fault.New(fault.NotFound, "security.no_note", "There is no incident note.")
	}
	path := slices.Max(all) // their names are times
	raw, err := os.ReadFile(path)
	if err != nil {
		return "", "", fault.Wrap(err, fault.Unavailable, "security.note_read", "The incident note can't be read now. Try again in a moment.")
	}
	return filepath.Base(path), string(raw), nil
}
