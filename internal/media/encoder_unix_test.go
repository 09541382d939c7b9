//go:build unix

package media

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"cuedrop/internal/cuedrop"
	"cuedrop/internal/fault"
)

// pretender is the real ffmpeg behind a few lines of shell, which see every call's
// arguments in $* and its kind in $kind: list, test, job or other. Calls that they do
// not end go to the real one.
type pretender struct {
	t    testing.TB
	dir  string
	real string
}

// hardware is the encoder that is tried first where the user wants hardware.
var hardware = encoderOrder(runtime.GOOS, true)[0]

func newPretender(t testing.TB, script string) pretender {
	t.Helper()
	needFFmpeg(t)
	ffmpeg, _ := exec.LookPath("ffmpeg")
	ffprobe, err := exec.LookPath("ffprobe")
	if err != nil {
		t.Skip("no ffprobe on this machine")
	}
	p := pretender{t: t, dir: t.TempDir(), real: ffmpeg}
	p.write(script)
	if err := os.Symlink(ffprobe, filepath.Join(p.dir, "ffprobe")); err != nil {
		t.Fatal(err)
	}
	return p
}

func (p pretender) write(lines string) {
	p.t.Helper()
	script(p.t, filepath.Join(p.dir, "ffmpeg"), `real='`+p.real+`'
log='`+p.dir+`/calls'
kind=other
case "$*" in
*-encoders*) kind=list; echo ' V....D `+hardware+` the card'; exec "$real" "$@";;
*-version*|*-filters*) exec "$real" "$@";;
*'color=black'*|*rawvideo*) kind=test;;
*.part) kind=job;;
esac
for last; do :; done
encoder=none
case "$*" in *`+hardware+`*) encoder=card;; *libx264*) encoder=x264;; esac
echo "$kind $encoder" >>"$log"
`+lines+`
exec "$real" "$@"`)
}

func (p pretender) options() Options {
	return Options{FFmpeg: filepath.Join(p.dir, "ffmpeg"), Remember: filepath.Join(p.dir, "remembered.json")}
}

// engine is a new run of the program.
func (p pretender) engine(rules cuedrop.MediaRules) *Engine {
	e := New(p.options())
	e.Configure(rules)
	return e
}

// calls returns the tests and conversions with the card and with libx264 since the last
// call of it.
func (p pretender) calls() []string {
	p.t.Helper()
	path := filepath.Join(p.dir, "calls")
	raw, err := os.ReadFile(path)
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		p.t.Fatal(err)
	}
	_ = os.Remove(path)
	var out []string
	for _, c := range strings.Split(strings.TrimSpace(string(raw)), "\n") {
		if kind, encoder, _ := strings.Cut(c, " "); (kind == "test" || kind == "job") && encoder != "none" {
			out = append(out, c)
		}
	}
	return out
}

func (p pretender) tools(e *Engine) Tools {
	p.t.Helper()
	t, err := e.Tools(p.t.Context())
	if err != nil {
		p.t.Fatal(err)
	}
	return t
}

func (p pretender) prepare(e *Engine) (string, error) {
	p.t.Helper()
	dir := p.t.TempDir()
	out := filepath.Join(dir, "out.mp4")
	r, err := e.Prepare(p.t.Context(), clip(p.t, "old.mov"), out, PrepareOptions{})
	if err != nil {
		onlyFiles(p.t, dir)
		return "", err
	}
	mustMatch(p.t, r, out)
	onlyFiles(p.t, dir, "out.mp4")
	return out, nil
}

func stateOf(t Tools, encoder string) EncoderState {
	for _, e := range t.Encoders {
		if e.Name == encoder {
			return e.State
		}
	}
	return ""
}

const wantsCard = `[ "$encoder" = card ] || exec "$real" "$@"` + "\n"

// cardPasses has the card's test pass, as far as anybody can tell.
const cardPasses = wantsCard + `[ "$kind" = test ] && exit 0` + "\n"

func TestListedIsNotWorking(t *testing.T) {
	t.Parallel()
	p := newPretender(t, wantsCard+`echo 'Cannot load libcuda.so.1' >&2; exit 1`)
	if got := p.tools(p.engine(cuedrop.MediaRules{})); got.H264Encoder != "libx264" || slices.Contains(p.calls(), "test card") {
		t.Errorf("hardware is off, and yet: %+v", got)
	}
	got := p.tools(p.engine(cuedrop.MediaRules{Hardware: true}))
	if got.H264Encoder != "libx264" || stateOf(got, hardware) != EncoderBroken || stateOf(got, "libx264") != EncoderWorks {
		t.Errorf("%+v", got)
	}
	if c := p.calls(); !slices.Equal(c, []string{"test card"}) {
		t.Errorf("libx264 was tested before: %v", c)
	}
	// The next run knows it all.
	e := p.engine(cuedrop.MediaRules{Hardware: true})
	if again := p.tools(e); again.H264Encoder != got.H264Encoder || !slices.Equal(again.Encoders, got.Encoders) || !slices.Equal(again.Missing, got.Missing) {
		t.Errorf("%+v, not %+v", again, got)
	}
	if c := p.calls(); len(c) != 0 {
		t.Errorf("tested again: %v", c)
	}
	// Searching again tests again: the driver may be there now.
	p.write(cardPasses)
	e.Refresh()
	if got := p.tools(e); got.H264Encoder != hardware {
		t.Errorf("%+v", got)
	}
}

// TestHardwareThatFailsAtWork: software does the clip, and the card is left alone, also
// by the next run, until ffmpeg changes.
func TestHardwareThatFailsAtWork(t *testing.T) {
	t.Parallel()
	for name, fails := range map[string]string{
		"stops":          `echo garbage >"${last#file:}"; echo 'out_time_us=100000'; exit 1`,
		"writes garbage": `echo garbage >"${last#file:}"; exit 0`,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := newPretender(t, cardPasses+fails)
			e := p.engine(cuedrop.MediaRules{Hardware: true})
			if got := p.tools(e); got.H264Encoder != hardware {
				t.Fatalf("%+v", got)
			}
			p.calls()
			if _, err := p.prepare(e); err != nil {
				t.Fatal(err)
			}
			if c := p.calls(); !slices.Equal(c, []string{"job card", "test x264", "job x264"}) {
				t.Errorf("%v", c)
			}
			for run, e := range map[string]*Engine{"this run": e, "the next": p.engine(cuedrop.MediaRules{Hardware: true})} {
				if got := p.tools(e); got.H264Encoder != "libx264" || stateOf(got, hardware) != EncoderFailed {
					t.Errorf("%s: %+v", run, got)
				}
			}
			p.write(cardPasses) // another ffmpeg
			if got := p.tools(p.engine(cuedrop.MediaRules{Hardware: true})); got.H264Encoder != hardware {
				t.Errorf("%+v", got)
			}
		})
	}
}

// TestTheClipsFaultIsNotTheCards: where software fails as well, the card stays trusted.
func TestTheClipsFaultIsNotTheCards(t *testing.T) {
	t.Parallel()
	p := newPretender(t, `[ "$kind" = job ] && exit 1
`+cardPasses)
	e := p.engine(cuedrop.MediaRules{Hardware: true})
	if _, err := p.prepare(e); fault.ReasonOf(err) != "ffmpeg.failed" {
		t.Errorf("%v", err)
	}
	if got := p.tools(p.engine(cuedrop.MediaRules{Hardware: true})); got.H264Encoder != hardware {
		t.Errorf("%+v", got)
	}
}

// TestAnFFmpegWithoutLavfi is tested with frames of ours.
func TestAnFFmpegWithoutLavfi(t *testing.T) {
	t.Parallel()
	p := newPretender(t, `case "$*" in *lavfi*) echo "Unknown input format: 'lavfi'" >&2; exit 1;; esac`)
	got := p.tools(p.engine(cuedrop.MediaRules{}))
	if got.H264Encoder != "libx264" || got.Lavfi || !slices.ContainsFunc(got.Lacks(), func(l Lack) bool { return l.Name == "lavfi" }) {
		t.Errorf("%+v", got)
	}
	if c := p.calls(); !slices.Equal(c, []string{"test x264", "test x264"}) {
		t.Errorf("%v", c)
	}
	if again := p.tools(p.engine(cuedrop.MediaRules{})); again.H264Encoder != "libx264" || again.Lavfi || len(p.calls()) != 0 {
		t.Errorf("%+v", again)
	}
}

// TestRawFramesAreRefusedWhereAnEncoderIsBroken: the second source must fail as well.
func TestRawFramesAreRefusedWhereAnEncoderIsBroken(t *testing.T) {
	t.Parallel()
	p := newPretender(t, `case "$*" in *lavfi*) echo "Unknown input format: 'lavfi'" >&2; exit 1;; esac
`+wantsCard+`exit 1`)
	got := p.tools(p.engine(cuedrop.MediaRules{Hardware: true}))
	if got.H264Encoder != "libx264" || stateOf(got, hardware) != EncoderBroken {
		t.Errorf("%+v", got)
	}
}

func TestThreadsAreCapped(t *testing.T) {
	t.Parallel()
	p := newPretender(t, `[ "$kind" = job ] && echo "$*" >"`+"$log"+`.job"`)
	if _, err := p.prepare(p.engine(cuedrop.MediaRules{Threads: 1})); err != nil {
		t.Fatal(err)
	}
	if args := string(read(t, filepath.Join(p.dir, "calls.job"))); strings.Count(args, "-threads 1") != 2 {
		t.Errorf("%s", args)
	}
}

// TestTheUsersChoice: a path in the rules is obeyed, also a folder, and one that was
// given for this run wins.
func TestTheUsersChoice(t *testing.T) {
	t.Parallel()
	p := newPretender(t, "")
	e := New(Options{})
	for _, choice := range []string{filepath.Join(p.dir, "ffmpeg"), p.dir} {
		e.Configure(cuedrop.MediaRules{FFmpeg: choice})
		if b, err := e.binaries(t.Context()); err != nil || b.ffmpeg != filepath.Join(p.dir, "ffmpeg") || b.ffprobe != filepath.Join(p.dir, "ffprobe") {
			t.Errorf("%+v, %v", b, err)
		}
	}
	e.Configure(cuedrop.MediaRules{FFmpeg: filepath.Join(p.dir, "gone")})
	if _, err := e.binaries(t.Context()); fault.ReasonOf(err) != "ffmpeg.missing" {
		t.Errorf("%v", err)
	}
	e.Configure(cuedrop.MediaRules{})
	if b, err := e.binaries(t.Context()); err != nil || b.ffmpeg == filepath.Join(p.dir, "ffmpeg") {
		t.Errorf("%+v, %v", b, err)
	}
	given := New(p.options())
	given.Configure(cuedrop.MediaRules{FFmpeg: "/nowhere/ffmpeg"})
	if b, err := given.binaries(t.Context()); err != nil || b.ffmpeg != filepath.Join(p.dir, "ffmpeg") {
		t.Errorf("%+v, %v", b, err)
	}
}

// TestWhatIsRememberedMayBeAnything: the file is another program's word.
func TestWhatIsRememberedMayBeAnything(t *testing.T) {
	t.Parallel()
	p := newPretender(t, "")
	for _, text := range []string{"", "null", "[null]", "{}", `[{"ffmpeg":1}]`, "[{]", strings.Repeat("[", 1<<20), `[{"ffmpeg":"","works":["h264_evil"]}]`} {
		write(t, p.options().Remember, []byte(text))
		if got := p.tools(p.engine(cuedrop.MediaRules{})); got.H264Encoder != "libx264" {
			t.Errorf("%.20q: %+v", text, got)
		}
	}
	old := &record{FFmpeg: "x", At: time.Now().Add(-recordAge - time.Hour)}
	r := records{path: filepath.Join(p.dir, "old.json"), now: time.Now}
	if err := r.save(old); err != nil || r.load("x") != nil {
		t.Errorf("%v, %+v", err, r.load("x"))
	}
	for _, name := range []string{"a", "b", "c", "d", "e"} {
		if err := r.save(&record{FFmpeg: name, At: time.Now()}); err != nil {
			t.Fatal(err)
		}
	}
	if r.load("a") != nil || r.load("b") == nil || r.load("e") == nil || len(r.read()) != maxRecords {
		t.Errorf("%+v", r.read())
	}
}
