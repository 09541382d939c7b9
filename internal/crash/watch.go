// Package crash leaves a note where the program has crashed: which version, on which
// system, where in the source. A note never holds what the program worked on: no value of a
// panic but those that the runtime makes itself, no argument, no path. It knows fault and
// clock; whoever starts the program calls Watch, and whoever recovers calls Caught.
package crash

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"runtime/debug"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/gofrs/flock"

	"cuedrop/internal/clock"
)

const (
	// Dir is the folder of notes within the data folder.
	Dir = "crashes"
	// notesMost and notesDays bound the notes that are kept. The rule of retention for
	// logs may shorten the days.
	notesMost = 20
	notesDays = 30
	// rawMost is how much is read of what the runtime printed.
	rawMost = 1 << 20

	noteName = "crash-"
	rawName  = "running-"
)

// Options say where notes lie. DataDir and Clock are required.
type Options struct {
	DataDir string
	Version string
	Clock   clock.Clock
	Log     *slog.Logger
}

// Watcher is a program that is looked after.
type Watcher struct {
	Options
	// Crashed is how many earlier runs of the program have ended by a crash, of which
	// there was no note yet.
	Crashed int

	dir  string
	raw  string
	lock *flock.Flock

	mu   sync.Mutex
	seen map[string]bool // places of panics that have a note
}

// current is the program's watcher: a crash is of the whole program, as the runtime's own
// setting is.
var current atomic.Pointer[Watcher]

// Watch makes notes of what earlier runs have left, and has the runtime print a crash of
// this one where the next run finds it. Until then that file has all that the runtime
// prints; only the user can read it. The caller closes the watcher when the program ends.
func Watch(o Options) (*Watcher, error) {
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	w := &Watcher{Options: o, dir: filepath.Join(o.DataDir, Dir), seen: map[string]bool{}}
	if err := os.MkdirAll(w.dir, 0o700); err != nil {
		return nil, fmt.Errorf("make the folder of crash notes: %w", err)
	}
	w.convert()
	w.prune()
	// The runtime's file is open for as long as the program runs: that it is locked tells
	// other runs to leave it. The lock is a file of its own, because Windows' keep others,
	// and so the runtime, from writing.
	f, err := os.CreateTemp(w.dir, rawName+"*.txt") // mode 0600
	if err != nil {
		return nil, fmt.Errorf("make the file for a crash: %w", err)
	}
	w.raw = f.Name()
	w.lock = flock.New(lockOf(w.raw), flock.SetPermissions(0o600))
	_, err = w.lock.TryLock()
	if err == nil {
		err = debug.SetCrashOutput(f, debug.CrashOptions{})
	}
	_ = f.Close() // the runtime has a copy
	if err != nil {
		w.remove()
		return nil, fmt.Errorf("watch for crashes: %w", err)
	}
	current.Store(w)
	return w, nil
}

// Close ends the watch: the program ends as it should.
func (w *Watcher) Close() {
	if current.CompareAndSwap(w, nil) {
		_ = debug.SetCrashOutput(nil, debug.CrashOptions{}) // it can't fail without a file
	}
	w.remove()
}

func (w *Watcher) remove() {
	_ = os.Remove(w.raw) // what is left goes at the next start
	_ = w.lock.Close()
	_ = os.Remove(lockOf(w.raw))
}

func lockOf(raw string) string { return strings.TrimSuffix(raw, ".txt") + ".lock.txt" }

// Caught keeps a note of a panic that was recovered, once for each place. where is a
// constant of whoever recovers. It does nothing while nobody watches.
func Caught(where string, value any, stack []byte) {
	w := current.Load()
	if w == nil {
		return
	}
	n := note{at: w.Clock.Now(), kind: "recovered", where: words(where), reason: reasonOf(value), frames: framesOf(string(stack))}
	w.mu.Lock()
	defer w.mu.Unlock()
	place := n.where + strings.Join(n.frames[:min(len(n.frames), 3)], "|")
	if w.seen[place] {
		return
	}
	w.seen[place] = true
	if err := w.write(n); err != nil {
		w.Log.Warn("keep a crash note", "err", err)
	}
}

// convert turns what the runtime printed in earlier runs into notes.
func (w *Watcher) convert() {
	left, _ := filepath.Glob(filepath.Join(w.dir, rawName+"*.txt")) // the pattern is ours
	for _, path := range left {
		if strings.HasSuffix(path, ".lock.txt") {
			continue
		}
		lock := flock.New(lockOf(path), flock.SetPermissions(0o600))
		if ok, err := lock.TryLock(); err != nil || !ok {
			_ = lock.Close()
			continue // that run still runs
		}
		if err := w.convertOne(path); err != nil {
			w.Log.Warn("make a note of a crash", "err", err)
		}
		_ = lock.Close()
		_ = os.Remove(lockOf(path))
	}
}

func (w *Watcher) convertOne(path string) error {
	f, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil // another run was quicker
	}
	if err != nil {
		return err
	}
	raw, err := io.ReadAll(io.LimitReader(f, rawMost))
	info, statErr := f.Stat()
	_ = f.Close() // it was only read
	if err := errors.Join(err, statErr); err != nil {
		return err
	}
	if len(raw) > 0 {
		w.Crashed++
		err = w.write(note{at: info.ModTime(), kind: "ended", reason: printedReason(string(raw)), frames: framesOf(string(raw))})
	}
	// Whatever became of the note: nothing of it stays as the runtime printed it.
	return errors.Join(err, os.Remove(path))
}

// write keeps a note under a name of its own.
func (w *Watcher) write(n note) error {
	base := filepath.Join(w.dir, noteName+n.at.UTC().Format("20060102T150405Z"))
	name := base + ".txt"
	for i := 2; ; i++ {
		f, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
		if errors.Is(err, fs.ErrExist) && i < 100 {
			name = fmt.Sprintf("%s-%d.txt", base, i)
			continue
		}
		if err != nil {
			return err
		}
		_, err = io.WriteString(f, n.text(w.Version))
		w.prune()
		return errors.Join(err, f.Sync(), f.Close())
	}
}

// prune removes the notes that are too old or too many.
func (w *Watcher) prune() {
	oldest := w.Clock.Now().Add(-notesDays * 24 * time.Hour)
	for i, path := range notes(w.dir) {
		info, err := os.Lstat(path)
		if err == nil && (i >= notesMost || info.ModTime().Before(oldest)) {
			_ = os.Remove(path) // else the next start does
		}
	}
}

// notes returns the files of notes, the newest first: their names are times.
func notes(dir string) []string {
	all, _ := filepath.Glob(filepath.Join(dir, noteName+"*.txt")) // the pattern is ours
	slices.Sort(all)
	slices.Reverse(all)
	return all
}

// noteMost is how much a note can have.
const noteMost = 64 << 10

// Notes returns the notes below a data folder, the newest first, without any line that no
// Cuedrop writes into a note.
func Notes(dataDir string) []string {
	var out []string
	for _, path := range notes(filepath.Join(dataDir, Dir)) {
		if len(out) == notesMost {
			break
		}
		f, err := os.Open(path)
		if err != nil {
			continue
		}
		raw, err := io.ReadAll(io.LimitReader(f, noteMost))
		_ = f.Close() // it was only read
		if text := noteLines(string(raw)); err == nil && text != "" {
			out = append(out, text)
		}
	}
	return out
}
