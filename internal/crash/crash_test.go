package crash_test

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"runtime/debug"
	"strings"
	"testing"
	"time"

	"cuedrop/internal/clock"
	"cuedrop/internal/crash"
	"cuedrop/internal/fault"
	"cuedrop/internal/lifecycle"
)

// canary must be in no note: it stands for captions, names and tokens.
const canary = "canary-caption-of-ana"

const (
	envData = "CUEDROP_TEST_CRASH_DATA"
	envHow  = "CUEDROP_TEST_CRASH_HOW"
)

// TestMain doubles as the program that crashes.
func TestMain(m *testing.M) {
	if os.Getenv(envData) != "" {
		w, err := crash.Watch(options(os.Getenv(envData)))
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		ways[os.Getenv(envHow)](canary)
		w.Close()
		os.Exit(0)
	}
	os.Exit(m.Run())
}

func options(data string) crash.Options {
	return crash.Options{DataDir: data, Version: "1.2.3", Clock: clock.System{}}
}

type card struct{ Owner string }

func (c card) Error() string { return "of " + c.Owner }

type word string

// ways are what a child does with a text, and none of them returns but the last.
var ways = map[string]func(string){
	"text":  func(s string) { panic(s) },
	"lines": func(s string) { panic("first\ngoroutine 1 [running]:\nmain." + s + "()\n\t/tmp/" + s + ".go:1\n" + s) },
	"pretender": func(s string) {
		panic("runtime error: index out of range [1] with length " + s + "\nfatal error: " + s)
	},
	"error":     func(s string) { panic(fmt.Errorf("post %s: %w", s, errors.New(s))) },
	"type":      func(s string) { panic(card{s}) },
	"word":      func(s string) { panic(word(s)) },
	"fault":     func(s string) { panic(fault.Wrap(errors.New(s), fault.Internal, "post.gone", s)) },
	"twice":     func(s string) { defer func() { panic(recover().(string) + s) }(); panic(s) },
	"index":     func(s string) { fmt.Println(strings.Split(s, "-")[9]) },
	"goroutine": func(s string) { go func() { var c *card; c.Owner = s }(); select {} },
	"argument":  func(s string) { deep(s, []string{s}, 3) },
	"calm":      func(string) {},
}

//go:noinline
func deep(s string, all []string, n int) int {
	if n > 0 {
		return deep(s, all, n-1) + len(all[0])
	}
	none := noMap()
	none[s] = 1
	return none[s]
}

func noMap() map[string]int { return nil }

// crashOf runs a child that crashes in a way and returns the note that the next start makes.
func crashOf(t *testing.T, way string) (data, note string) {
	t.Helper()
	data = t.TempDir()
	cmd := exec.CommandContext(t.Context(), os.Args[0])
	cmd.Env = append(os.Environ(), envData+"="+data, envHow+"="+way)
	out, err := cmd.CombinedOutput()
	if exit := (*exec.ExitError)(nil); way != "calm" && (!errors.As(err, &exit) || !bytes.Contains(out, []byte("goroutine"))) {
		t.Fatalf("it did not crash: %v %s", err, out)
	}
	w, err := crash.Watch(options(data))
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close()
	notes := crash.Notes(data)
	if way == "calm" {
		if len(notes) != 0 || w.Crashed != 0 {
			t.Errorf("a note of no crash: %q", notes)
		}
		return data, ""
	}
	if len(notes) != 1 || w.Crashed != 1 {
		t.Fatalf("%d notes, %d crashes", len(notes), w.Crashed)
	}
	return data, notes[0]
}

// TestNotesOfCrashesHoldNothingOfTheUsers kills the program in every way, with a text of the
// user's in the panic's value and in arguments, and searches every file for it.
func TestNotesOfCrashesHoldNothingOfTheUsers(t *testing.T) { // not parallel: the watch is the program's
	for way, want := range map[string][]string{
		"text":      {"reason: a value that is not written down\n"},
		"lines":     {"reason: a value that is not written down\n"},
		"pretender": {"reason: runtime error: index out of range [1]\n"},
		"error":     {"reason: a value that is not written down\n"},
		"type":      {"reason: a value that is not written down\n"},
		"word":      {"reason: a value that is not written down\n"},
		"fault":     {"reason: a value that is not written down\n"},
		"twice":     {"reason: a value that is not written down\n"},
		"index":     {"reason: runtime error: index out of range [9] with length 4\n"},
		"goroutine": {"reason: runtime error: invalid memory address or nil pointer dereference (SIGSEGV)\n"},
		"argument":  {"reason: assignment to entry in nil map\n", "  cuedrop/internal/crash_test.deep (crash_test.go:"},
		"calm":      nil,
	} {
		t.Run(way, func(t *testing.T) {
			data, note := crashOf(t, way)
			for _, text := range want {
				if !strings.Contains(note, text) {
					t.Errorf("the note lacks %q:\n%s", text, note)
				}
			}
			if want != nil && (!strings.Contains(note, "version: 1.2.3\n") || !strings.Contains(note, "kind: ended\n") || !strings.Contains(note, " (crash_test.go:")) {
				t.Errorf("the note says too little:\n%s", note)
			}
			wantNothingOf(t, data, canary)
		})
	}
}

// wantNothingOf fails if a text is in any name or byte below dir, if a path is, or if a file
// can be read by others.
func wantNothingOf(t *testing.T, dir, text string) {
	t.Helper()
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		info, err := d.Info()
		if err != nil {
			return err
		}
		if info.Mode().Perm()&0o077 != 0 {
			t.Errorf("%s has the rights %v", path, info.Mode())
		}
		raw, err := os.ReadFile(path)
		for _, secret := range []string{text, os.TempDir() + "/", "crash/crash_test.go", "0x"} {
			if bytes.Contains(raw, []byte(secret)) {
				t.Errorf("%s holds %q:\n%s", filepath.Base(path), secret, raw)
			}
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// TestRecoveredPanicsLeaveANote, once for each place.
func TestRecoveredPanicsLeaveANote(t *testing.T) {
	data := t.TempDir()
	w, err := crash.Watch(options(data))
	if err != nil {
		t.Fatal(err)
	}
	log := slog.New(slog.DiscardHandler)
	for _, value := range []any{canary, canary, fault.Wrap(errors.New(canary), fault.Internal, "post.gone", canary)} {
		_ = lifecycle.Guard(log, "publish post_"+canary, func() error { panic(value) })
	}
	_ = lifecycle.Guard(log, "look", func() error { panic(fault.Wrap(errors.New(canary), fault.Internal, "post.gone", canary)) })
	notes := crash.Notes(data)
	if len(notes) != 2 {
		t.Fatalf("%d notes: %q", len(notes), notes)
	}
	for _, want := range []string{"kind: recovered\nwhere: publish\nreason: a value that is not written down (string)\n  cuedrop/internal/crash_test.", "where: look\nreason: fault post.gone\n"} {
		if !strings.Contains(notes[0]+notes[1], want) {
			t.Errorf("no note has %q: %q", want, notes)
		}
	}
	w.Close()
	wantNothingOf(t, data, canary)
	crash.Caught("after the end", canary, debug.Stack())
	left, err := filepath.Glob(filepath.Join(data, crash.Dir, "*"))
	if err != nil || len(left) != 2 {
		t.Errorf("left %q, %v", left, err)
	}
}

// TestARunningProgramIsNoCrash: another start beside it leaves its file.
func TestARunningProgramIsNoCrash(t *testing.T) {
	data := t.TempDir()
	first, err := crash.Watch(options(data))
	if err != nil {
		t.Fatal(err)
	}
	defer first.Close()
	running, err := filepath.Glob(filepath.Join(data, crash.Dir, "running-*.txt"))
	if err != nil || len(running) != 2 {
		t.Fatalf("%q, %v", running, err)
	}
	for _, path := range running {
		if err := os.WriteFile(path, []byte("panic: not yet"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	second, err := crash.Watch(options(data))
	if err != nil {
		t.Fatal(err)
	}
	defer second.Close()
	if n := len(crash.Notes(data)); n != 0 || second.Crashed != 0 {
		t.Errorf("%d notes", n)
	}
	for _, path := range running {
		if _, err := os.Stat(path); err != nil {
			t.Error(err)
		}
	}
}

// TestNotesAreBounded: twenty, and thirty days.
func TestNotesAreBounded(t *testing.T) {
	data := t.TempDir()
	dir := filepath.Join(data, crash.Dir)
	if err := os.MkdirAll(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	now := time.Now()
	for i := range 30 {
		at := now.Add(-time.Duration(i) * 36 * time.Hour)
		path := filepath.Join(dir, at.UTC().Format("crash-20060102T150405Z.txt"))
		if err := os.WriteFile(path, []byte("Cuedrop crash note\nkind: ended\ncaption: "+canary+"\n"), 0o600); err != nil {
			t.Fatal(err)
		}
		if err := os.Chtimes(path, at, at); err != nil {
			t.Fatal(err)
		}
	}
	w, err := crash.Watch(options(data))
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close()
	notes := crash.Notes(data)
	if len(notes) != 20 || strings.Contains(strings.Join(notes, ""), canary) || notes[0] != "Cuedrop crash note\nkind: ended\n" {
		t.Errorf("%d notes: %q", len(notes), notes[0])
	}
	for path, days := range map[string]int{"": 29, "again": 31} {
		later, err := crash.Watch(crash.Options{DataDir: data, Clock: clock.NewFixed(now.AddDate(0, 0, days))})
		if err != nil {
			t.Fatal(err)
		}
		later.Close()
		if n := len(crash.Notes(data)); days == 31 && n != 0 {
			t.Errorf("%s: %d notes after %d days", path, n, days)
		}
	}
}
