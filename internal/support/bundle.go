// Package support makes the support bundle: a text that tells whoever helps how a
// workspace and the program are, and nothing of who uses it or what for. It is made when
// the user asks, shown before it is saved, and sent by nobody. Nothing is taken out of it
// afterwards: what goes in is chosen one by one, and whatever is a text has to be a word of
// the program's own.
//
// It reads through interfaces that it declares; it imports no adapter and no other use case.
package support

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"time"

	"cuedrop/internal/clock"
	"cuedrop/internal/cuedrop"
	"cuedrop/internal/fault"
)

// Size is how much of one kind is stored.
type Size struct {
	Kind  string // a table, or a kind of file of the registry
	Count int
	Bytes int64
}

// Key is how the key of the workspace is kept.
type Key struct {
	Mode   string // keyring, passphrase or none
	Usable bool
}

// Config is what a bundle is made of. All are required but Log.
type Config struct {
	Version string
	Schema  int // of the database
	Clock   clock.Clock
	Log     *slog.Logger
	Setting func(ctx context.Context, key string) (string, error)
	// Conditions are the codes of what is wrong now.
	Conditions func() []string
	Posts      func(context.Context) ([]cuedrop.Post, error)
	Accounts   func(context.Context) ([]cuedrop.Account, error)
	Requests   func(ctx context.Context, limit int) ([]cuedrop.Request, error)
	Untold     func(context.Context) (int, error) // sign-ins that TikTok is to be told the end of
	FFmpeg     func(context.Context) (cuedrop.FFmpeg, error)
	Key        func(context.Context) (Key, error)
	Sizes      func(context.Context) ([]Size, error)
	Free       func() int64 // bytes; negative = nobody knows
	// Host names a host of the list of requests, or says that it is none of TikTok's.
	Host func(string) string
	// Crashes are the notes of crashes, which hold nothing of the user's.
	Crashes func() []string
	// Note keeps in the log of activity that a bundle was saved.
	Note func(ctx context.Context) error
}

// Service makes bundles. It is safe for concurrent use.
type Service struct{ Config }

// New returns a service.
func New(c Config) *Service {
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
	return &Service{c}
}

// part is one section of a bundle.
type part struct {
	title string
	write func(context.Context, io.Writer) error
}

// Bundle returns the text. A part that can't be made says so; only a canceled ctx fails.
func (s *Service) Bundle(ctx context.Context) (string, error) {
	var b strings.Builder
	fmt.Fprintln(&b, "CUEDROP SUPPORT BUNDLE")
	fmt.Fprintln(&b, "No captions, names, addresses, paths, tokens or ids are in it. Read it before you give it to anybody.")
	for _, p := range []part{
		{"program", s.program}, {"settings", s.settings}, {"conditions", s.conditions}, {"posts", s.posts}, {"failures", s.failures},
		{"accounts", s.accounts}, {"storage", s.storage}, {"requests, the newest first", s.requests}, {"crashes", s.crashes},
	} {
		fmt.Fprintf(&b, "\n== %s ==\n", p.title)
		err := p.write(ctx, &b)
		if ctx.Err() != nil {
			return "", fault.Wrap(ctx.Err(), fault.Canceled, "canceled", "Canceled.")
		}
		if err != nil {
			s.Log.Warn("part of a support bundle", "part", p.title, "err", err)
			fmt.Fprintf(&b, "can't be told: %s\n", code(fault.ReasonOf(err)))
		}
	}
	fmt.Fprint(&b, "\n== logs ==\nCuedrop keeps no log on the disk. --log-level debug prints one.\n")
	return b.String(), nil
}

func (s *Service) program(ctx context.Context, w io.Writer) error {
	now := s.Clock.Now()
	fmt.Fprintf(w, "version: %s\n", s.Version)
	fmt.Fprintf(w, "system: %s/%s %s\n", runtime.GOOS, runtime.GOARCH, runtime.Version())
	fmt.Fprintf(w, "made: %s\n", now.UTC().Format(time.RFC3339))
	fmt.Fprintf(w, "offset: %s\n", now.Local().Format("-07:00"))
	key, err := s.Key(ctx)
	if err != nil {
		return err
	}
	fmt.Fprintf(w, "key: %s, usable: %t\n", code(key.Mode), key.Usable)
	tool, err := s.FFmpeg(ctx)
	if err != nil {
		return err
	}
	fmt.Fprintf(w, "ffmpeg: %s, encoder: %s, hardware: %t, old: %t, usable: %t\n",
		number(tool.Version), code(tool.Encoder), tool.Hardware, tool.Advice != "", tool.Problem == "")
	for _, e := range tool.Encoders {
		fmt.Fprintf(w, "ffmpeg encoder: %s %s\n", code(e.Name), code(e.State))
	}
	fmt.Fprintf(w, "ffmpeg lacks: %d filters\n", len(tool.Lacks))
	return nil
}

func (s *Service) conditions(_ context.Context, w io.Writer) error {
	counts := map[string]int{}
	for _, c := range s.Conditions() {
		kind, _, _ := strings.Cut(c, ":") // whom it concerns is left out
		counts[code(kind)]++
	}
	return writeCounts(w, counts)
}

func (s *Service) posts(ctx context.Context, w io.Writer) error {
	posts, err := s.Posts(ctx)
	counts := map[string]int{}
	for _, p := range posts {
		counts[code(string(p.State))+" "+code(string(p.Mode))]++
	}
	if err != nil {
		return err
	}
	return writeCounts(w, counts)
}

// failuresMost bounds how many failures are told.
const failuresMost = 50

func (s *Service) failures(ctx context.Context, w io.Writer) error {
	posts, err := s.Posts(ctx)
	if err != nil {
		return err
	}
	newest := newestFailures(posts)
	for _, p := range newest[:min(len(newest), failuresMost)] {
		fmt.Fprintf(w, "%s %s %s\n", p.UpdatedAt.UTC().Format(time.RFC3339), code(string(p.State)), code(p.Failure.Reason))
	}
	return none(w, len(newest))
}

func (s *Service) accounts(ctx context.Context, w io.Writer) error {
	all, err := s.Accounts(ctx)
	if err != nil {
		return err
	}
	counts := map[string]int{}
	for _, a := range all {
		counts[code(string(a.Health))]++
	}
	if err := writeCounts(w, counts); err != nil {
		return err
	}
	untold, err := s.Untold(ctx)
	fmt.Fprintf(w, "ended, TikTok is still to be told: %d\n", untold)
	return err
}

func (s *Service) storage(ctx context.Context, w io.Writer) error {
	fmt.Fprintf(w, "schema: %d\n", s.Schema)
	if free := s.Free(); free >= 0 {
		fmt.Fprintf(w, "free: %d MB\n", free>>20)
	}
	sizes, err := s.Sizes(ctx)
	for _, one := range sizes {
		fmt.Fprintf(w, "%s: %d, %d bytes\n", code(one.Kind), one.Count, one.Bytes)
	}
	return err
}

// requestsMost is how many lines of the list of requests are told.
const requestsMost = 200

func (s *Service) requests(ctx context.Context, w io.Writer) error {
	rows, err := s.Requests(ctx, requestsMost)
	for _, r := range rows {
		fmt.Fprintf(w, "%s %s %s %d %s %d ms\n", r.At.UTC().Format(time.RFC3339), code(r.Purpose), s.Host(r.Host), r.Status, code(r.Outcome), r.Elapsed.Milliseconds())
	}
	if err != nil {
		return err
	}
	return none(w, len(rows))
}

func (s *Service) crashes(_ context.Context, w io.Writer) error {
	notes := s.Crashes()
	for _, n := range notes {
		fmt.Fprintln(w, n)
	}
	return none(w, len(notes))
}

func none(w io.Writer, n int) error {
	if n == 0 {
		fmt.Fprintln(w, "none")
	}
	return nil
}

// Save writes a bundle that was shown to a file, whole or not at all. It refuses with
// Conflict a name that is taken, unless replace is set.
func (s *Service) Save(ctx context.Context, path, bundle string, replace bool) error {
	if info, err := os.Lstat(path); err == nil {
		switch {
		case !replace:
			return fault.New(fault.Conflict, "support.exists", "There is a file of that name already. Choose another name, or overwrite it with --force.")
		case !info.Mode().IsRegular():
			return unwritable(fs.ErrInvalid)
		}
	}
	tmp, err := os.CreateTemp(filepath.Dir(path), ".cuedrop-support-*") // mode 0600
	if err != nil {
		return unwritable(err)
	}
	defer func() { _ = os.Remove(tmp.Name()) }() // gone already where all went well
	_, err = tmp.WriteString(bundle)
	if err = errors.Join(err, tmp.Sync(), tmp.Close()); err == nil {
		err = os.Rename(tmp.Name(), path)
	}
	if err != nil {
		return unwritable(err)
	}
	return s.Note(ctx)
}

func unwritable(err error) error {
	return fault.Wrap(err, fault.Invalid, "support.unwritable", "The support bundle can't be written there. Check that the folder exists and that you may write to it.")
}
