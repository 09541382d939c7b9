package crash

import (
	"errors"
	"fmt"
	"path"
	"regexp"
	"runtime"
	"strings"
	"time"

	"cuedrop/internal/fault"
)

// note is what is told of a crash.
type note struct {
	at     time.Time
	kind   string // recovered or ended
	where  string // who recovered; "" = nobody
	reason string
	frames []string
}

const (
	noteTitle = "Cuedrop crash note"
	// framesMost is how many calls of the stack are told.
	framesMost = 60
)

func (n note) text(version string) string {
	var b strings.Builder
	fmt.Fprintln(&b, noteTitle)
	fmt.Fprintf(&b, "time: %s\n", n.at.UTC().Format(time.RFC3339))
	fmt.Fprintf(&b, "version: %s\n", version)
	fmt.Fprintf(&b, "system: %s/%s %s\n", runtime.GOOS, runtime.GOARCH, runtime.Version())
	fmt.Fprintf(&b, "kind: %s\n", n.kind)
	if n.where != "" {
		fmt.Fprintf(&b, "where: %s\n", n.where)
	}
	fmt.Fprintf(&b, "reason: %s\n", n.reason)
	for _, f := range n.frames {
		fmt.Fprintf(&b, "  %s\n", f)
	}
	return b.String()
}

// noteLine is every line that a note can have.
var noteLine = regexp.MustCompile(`^(?:` + noteTitle + `|time: [0-9TZ:-]{20}|version: [\w.+ -]{0,60}|system: [\w/]+ [\w.+: -]{1,60}|kind: (?:recovered|ended)|where: [A-Za-z. ]{1,60}|reason: [\w .:,/*\[\]()-]{1,120}|  [\w.\-/*()\[\]·,…~@]{1,200} \([\w.\-]{1,80}:\d{1,7}\))$`)

// noteLines returns the lines of a text that a note can have, or "" for what is none.
func noteLines(text string) string {
	if !strings.HasPrefix(text, noteTitle+"\n") {
		return ""
	}
	var b strings.Builder
	for line := range strings.Lines(text) {
		if line = strings.TrimRight(line, "\r\n"); noteLine.MatchString(line) {
			b.WriteString(line + "\n")
		}
	}
	return b.String()
}

// words keeps the words of a name that are a constant: "publish post_x" is "publish".
func words(name string) string {
	var out []string
	for _, w := range strings.Fields(name) {
		if strings.Trim(w, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ.") != "" {
			break
		}
		out = append(out, w)
	}
	return strings.Join(out, " ")
}

// untold stands for what a panic said.
const untold = "a value that is not written down"

// reasonOf tells of a value that was recovered what can hold nothing of the user's: what
// the runtime says, the reason of a fault, or the type.
func reasonOf(value any) string {
	err, ok := value.(error)
	if !ok {
		return fmt.Sprintf("%s (%T)", untold, value)
	}
	var ours *fault.Error
	if errors.As(err, &ours) {
		return "fault " + fault.ReasonOf(err)
	}
	if said := runtimeWords(err.Error()); said != "" {
		return said
	}
	return fmt.Sprintf("%s (%T)", untold, value)
}

// runtimeSays are the texts of the runtime's own panics. Of those that go on with a type or
// a value only the beginning is told: a text of somebody else's may begin the same.
var runtimeSays = regexp.MustCompile(`^(?:runtime error: (?:` +
	`invalid memory address or nil pointer dereference|integer divide by zero|integer overflow|negative shift amount|` +
	`index out of range \[-?\d{1,10}\](?: with length \d{1,10})?|` +
	`slice bounds out of range \[[:\d]{1,30}\](?: with (?:length|capacity) \d{1,10})?|` +
	`makeslice: (?:len|cap) out of range|growslice: len out of range|hash of unhashable type|comparing uncomparable type)|` +
	`assignment to entry in nil map|close of (?:closed|nil) channel|send on closed channel|interface conversion)`)

func runtimeWords(text string) string { return runtimeSays.FindString(text) }

var (
	fatal  = regexp.MustCompile(`(?m)^fatal error: ([A-Za-z0-9 :,/._()-]{1,100})$`)
	signal = regexp.MustCompile(`(?m)^\[signal (SIG[A-Z0-9]{1,10}): `)
	value  = regexp.MustCompile(`(?m)^(?:panic: |\tpanic: )(.*)$`)
)

// printedReason tells of what the runtime printed what can hold nothing of the user's. Each
// further line of a panic's value begins with a tab.
func printedReason(raw string) string {
	head, _, _ := strings.Cut(raw, "\ngoroutine ")
	if m := fatal.FindStringSubmatch(head); m != nil {
		return "fatal error: " + m[1]
	}
	said := untold
	if m := value.FindStringSubmatch(head); m != nil {
		if words := runtimeWords(m[1]); words != "" {
			said = words
		}
	}
	if m := signal.FindStringSubmatch(head); m != nil {
		said += " (" + m[1] + ")"
	}
	return said
}

var (
	goroutine = regexp.MustCompile(`^goroutine \d+ (?:[\w= ]+ )?\[[^\]]*\]:$`)
	call      = regexp.MustCompile(`^(created by )?([\w.\-/*()\[\]·,…~@]{1,200}?)(?:\((?:[^()]*)\))?(?: in goroutine \d+)?$`)
	file      = regexp.MustCompile(`^\t(.{1,1000}?):(\d{1,7})(?: \+0x[0-9a-f]+)?$`)
	baseName  = regexp.MustCompile(`^[\w.\-]{1,80}$`)
)

// framesOf returns the calls of the goroutine that a stack begins with, each with its file,
// without arguments and folders, from the panic on.
func framesOf(stack string) []string {
	var frames []string
	inside, name := false, ""
	for line := range strings.Lines(stack) {
		line = strings.TrimRight(line, "\r\n")
		switch {
		case !inside:
			inside = goroutine.MatchString(line)
		case line == "":
			return frames
		case strings.HasPrefix(line, "\t"):
			if m := file.FindStringSubmatch(line); m != nil && name != "" && len(frames) < framesMost {
				if base := path.Base(strings.ReplaceAll(m[1], `\`, "/")); baseName.MatchString(base) {
					frames = append(frames, fmt.Sprintf("%s (%s:%s)", name, base, m[2]))
				}
			}
			if name == "panic" || name == "runtime.gopanic" { // what comes before is the recovering
				frames = nil
			}
			name = ""
		default:
			name = ""
			if m := call.FindStringSubmatch(line); m != nil {
				name = m[2]
			}
		}
	}
	return frames
}
