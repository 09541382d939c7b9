package media

import (
	"errors"
	"fmt"
	"go/ast"
	goparser "go/parser"
	"go/token"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"cuedrop/internal/cuedrop"
	"cuedrop/internal/fault"
)

// anyClip is an absolute path with a name that is no option and no protocol.
func anyClip(t *testing.T) string {
	t.Helper()
	return filepath.Join(t.TempDir(), "concat:-x 100%d.mp4")
}

// builders are the arguments of every process that this package starts.
func builders(t *testing.T, in string) map[string][]string {
	t.Helper()
	all := map[string][]string{
		"probe": probeArgs(in), "first frame": firstFrameArgs(in), "last frame": lastFrameArgs(in, 1.5), "last keyframe": lastKeyframeArgs(in, 1.5),
		"probe with a frame": probeFrameArgs(in), "demux": demuxArgs(in), "packets": packetsArgs(in, ""), "some packets": packetsArgs(in, "1%+2"),
		"thumbnail": thumbnailArgs(in, still{at: time.Second}, 270, ""), "last thumbnail": thumbnailArgs(in, still{last: true}, 270, ",format=yuv420p"),
		"keyframes": keyframeArgs(survey{abs: in, filters: "null"}, []time.Duration{0, time.Second}), "whole": wholeArgs(survey{abs: in, duration: time.Second, filters: "null"}, 10),
		"keyframes by a pipe": unitPictureArgs(survey{filters: "null"}, 90, 2), "a keyframe by a pipe": unitProofArgs(),
		"loudness": loudnessArgs(in, cut{start: time.Second}), "fingerprint": printArgs(in, time.Second),
		"sound": soundArgs(in), "start": startArgs(in), "still": stillArgs(in, time.Second),
	}
	out := filepath.Join(filepath.Dir(in), ".part")
	small := facts{duration: time.Second, video: &videoFacts{codedWidth: 64, codedHeight: 36, width: 640, height: 360, fps: 30, baseRate: "30/1"}}
	all["proxy"] = New(Options{}).proxyArgs(t.Context(), small, Tools{H264Encoder: "libx264"}, in, out)
	for _, goos := range []string{"windows", "darwin", "linux"} {
		for _, encoder := range encoderOrder(goos, true) {
			all["test of "+encoder] = testEncodeArgs(encoder, fromLavfi)
			all["test of "+encoder+" with raw frames"] = testEncodeArgs(encoder, fromStdin)
			for _, fit := range []cuedrop.Fit{cuedrop.FitKeep, cuedrop.FitPad, cuedrop.FitCrop, cuedrop.FitBlur} {
				f := facts{duration: time.Second, video: &videoFacts{codedWidth: 64, codedHeight: 36, width: 640, height: 360, fps: 30, baseRate: "30/1"}}
				for _, route := range []cuedrop.Route{cuedrop.RouteFull, cuedrop.RouteAudio, cuedrop.RouteRemux} {
					args, err := renderArgs(newPlan(f, route, cuedrop.Edit{Fit: fit}), Tools{H264Encoder: encoder}, in, out)
					if err != nil {
						t.Fatal(err)
					}
					name := encoder + " " + string(fit) + " " + string(route)
					all[name], all[name+" on one thread"] = args, capThreads(args, 1)
				}
			}
		}
	}
	return all
}

func TestEveryProcessHasItsGuards(t *testing.T) {
	t.Parallel()
	in := anyClip(t)
	for name, args := range builders(t, in) {
		if err := guarded(command{args: args, memory: probeMemory}); err != nil {
			t.Errorf("%s: %v: %q", name, err, args)
		}
		if err := guarded(command{args: args}); !errors.Is(err, errNoLimit) {
			t.Errorf("%s runs without a memory limit: %v", name, err)
		}
		// Each guard is missed when it is not there.
		for i := 0; i < len(guards); i += 2 {
			at := slices.Index(args, guards[i])
			if at < 0 || !slices.Contains(args, "file:"+in) {
				continue
			}
			for at := at; at >= 0 && at < len(args); at++ {
				if args[at] == guards[i] {
					without := slices.Delete(slices.Clone(args), at, at+2)
					if err := guarded(command{args: without, memory: 1}); !errors.Is(err, errUnguarded) {
						t.Errorf("%s without %s at %d: %v", name, guards[i], at, err)
					}
				}
			}
		}
	}
}

func TestWhatLacksAGuardIsNotStarted(t *testing.T) {
	t.Parallel()
	good := probeArgs(anyClip(t))
	with := func(old, value string) []string {
		args := slices.Clone(good)
		args[slices.Index(args, old)+1] = value
		return args
	}
	for name, args := range map[string][]string{
		"relative":         with("-i", "file:a.mp4"),
		"no protocol":      with("-i", anyClip(t)),
		"a network":        with("-i", "http://127.0.0.1/a.mp4"),
		"standard input":   with("-i", "pipe:0"),
		"a pipe of files":  {"-f", "h264", "-protocol_whitelist", "pipe,file", "-format_whitelist", "h264", "-max_pixels", fmt.Sprint(maxPixels), "-i", stdinURL},
		"a pipe of lists":  {"-f", "h264", "-protocol_whitelist", "pipe", "-format_whitelist", "h264,hls", "-max_pixels", fmt.Sprint(maxPixels), "-i", stdinURL},
		"a pipe of giants": {"-f", "h264", "-protocol_whitelist", "pipe", "-format_whitelist", "h264", "-i", stdinURL},
		"more protocols":   with("-protocol_whitelist", "file,http"),
		"more formats":     with("-format_whitelist", allowedFormats+",hls"),
		"more pixels":      with("-max_pixels", "0"),
		"guards behind":    append([]string{"-i", good[len(good)-1]}, good[:len(good)-2]...),
		"second input":     append(slices.Clone(good), "-i", good[len(good)-1]),
		"overruled":        slices.Insert(slices.Clone(good), len(good)-2, "-protocol_whitelist", "all"),
		"movie as source":  {"-f", "lavfi", "-i", "movie=/etc/passwd", "-f", "null", "-"},
		"movie as filter":  append(slices.Clone(good), "-vf", "movie=/etc/passwd[a];[in][a]overlay", "-f", "null", "-"),
		"amovie as filter": append(slices.Clone(good), "-filter:a", "amovie=/etc/passwd", "-f", "null", "-"),
		"nothing":          {"-i"},
	} {
		c := command{path: filepath.Join(t.TempDir(), "nothing"), args: args, memory: probeMemory}
		if _, err := run(t.Context(), c); !errors.Is(err, errUnguarded) || !fault.Is(err, fault.Internal) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestOnlyRunStartsProcesses reads the package's source: one function starts
// processes, and whoever calls it sets a deadline or a watchdog.
func TestOnlyRunStartsProcesses(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("*.go")
	if err != nil || len(files) == 0 {
		t.Fatal(err)
	}
	runners := 0
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		src, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		file, err := goparser.ParseFile(token.NewFileSet(), name, src, 0)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range file.Decls {
			f, ok := d.(*ast.FuncDecl)
			if !ok || f.Body == nil {
				continue
			}
			calls := callsIn(f.Body)
			if (slices.Contains(calls, "exec.Command") || slices.Contains(calls, "exec.CommandContext") || slices.Contains(calls, "os.StartProcess")) && f.Name.Name != "run" {
				t.Errorf("%s: %s starts a process by itself: use run", name, f.Name.Name)
			}
			if slices.Contains(calls, "run") {
				runners++
				if !slices.Contains(calls, "context.WithTimeoutCause") && !slices.Contains(calls, "newWatchdog") {
					t.Errorf("%s: %s runs a process without a time limit", name, f.Name.Name)
				}
			}
		}
	}
	if runners < 3 {
		t.Errorf("only %d functions run processes: this test looks in the wrong place", runners)
	}
}

func callsIn(body *ast.BlockStmt) []string {
	var calls []string
	ast.Inspect(body, func(n ast.Node) bool {
		call, ok := n.(*ast.CallExpr)
		if !ok {
			return true
		}
		switch f := call.Fun.(type) {
		case *ast.Ident:
			calls = append(calls, f.Name)
		case *ast.SelectorExpr:
			if x, ok := f.X.(*ast.Ident); ok {
				calls = append(calls, x.Name+"."+f.Sel.Name)
			}
		}
		return true
	})
	return calls
}

func TestCapThreads(t *testing.T) {
	t.Parallel()
	args := []string{"-y", "-a", "b", "-i", "x", "-f", "lavfi", "-i", "y", "-c:v", "z", "out"}
	want := []string{"-y", "-a", "b", "-threads", "2", "-i", "x", "-f", "lavfi", "-i", "y", "-c:v", "z", "-threads", "2", "out"}
	if got := capThreads(args, 2); !slices.Equal(got, want) {
		t.Errorf("%q", got)
	}
	if got := capThreads(args, 0); !slices.Equal(got, args) {
		t.Errorf("%q", got)
	}
}

func TestEncoderOrder(t *testing.T) {
	t.Parallel()
	for _, goos := range []string{"windows", "darwin", "linux"} {
		on, off := encoderOrder(goos, true), encoderOrder(goos, false)
		if !isHardware(on[0]) || off[0] != "libx264" || off[len(off)-1] != "libopenh264" {
			t.Errorf("%s: %v, %v", goos, on, off)
		}
		for _, name := range off {
			if !slices.Contains(on, name) {
				t.Errorf("%s: %s is not tried with hardware on", goos, name)
			}
		}
	}
	if slices.Contains(encoderOrder("windows", false), "h264_nvenc") {
		t.Error("the graphics card without being asked for")
	}
}

// TestTestEncodesUseTheRealOptions: an old driver may refuse one of them only.
func TestTestEncodesUseTheRealOptions(t *testing.T) {
	t.Parallel()
	for _, name := range encoderOrder("windows", true) {
		for _, from := range []testSource{fromLavfi, fromStdin} {
			args := testEncodeArgs(name, from)
			for key, value := range encoderOptions(name) {
				if got := valueOf(args, "-"+key); got != value && key != "preset" {
					t.Errorf("%s: %s is %q, not %q", name, key, got, value)
				}
			}
			if valueOf(args, "-frames:v") != strconv.Itoa(testFrames) {
				t.Errorf("%s: %q", name, args)
			}
		}
	}
}

func TestPlacesAreAbsoluteAndOnce(t *testing.T) {
	t.Parallel()
	for _, goos := range []string{"windows", "darwin", "linux"} {
		// An empty environment leaves relative places, which must not be searched: they
		// would be in whatever folder the program was started from.
		for _, dir := range absolute(installDirs(goos, "", func(string) string { return "" })) {
			if !filepath.IsAbs(dir) {
				t.Errorf("%s: %q", goos, dir)
			}
		}
	}
	if runtime.GOOS != "windows" {
		got := absolute([]string{".", "", "bin", "/usr/bin", "/usr/bin/", "/opt/x"})
		if !slices.Equal(got, []string{"/usr/bin", "/opt/x"}) {
			t.Errorf("%q", got)
		}
	}
}

// TestTheFolderOfTheStartIsNotSearched is what exec.ErrDot is about.
func TestTheFolderOfTheStartIsNotSearched(t *testing.T) {
	dir := t.TempDir()
	fake(t, dir, "57. 28.100")
	t.Chdir(dir)
	t.Setenv("PATH", "."+string(filepath.ListSeparator)+"bin")
	for _, d := range searchDirs(Options{}, runtime.GOOS) {
		if !filepath.IsAbs(d) || d == dir {
			t.Errorf("searches %q", d)
		}
	}
}

func TestAdviceIsForOldVersions(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		version string
		avutil  int
		old     bool
	}{
		{"5.1.9-0+deb12u1", 57_028, true}, {"n7.1", 59_039, true}, {"8.0.1", 60_008, true}, {"8.1", 60_026, true},
		{"8.1.2-2+b3", 60_026, true}, {"8.1.3", 60_026, false}, {"8.1.3-full_build-www.gyan.dev", 60_026, false},
		{"8.1.10", 60_026, false}, {"8.2", 60_030, false}, {"n9.0", 61_001, false}, {"10.0.1", 62_001, false},
		{"N-92722-gf22fcd4483", 56_024, true}, {"N-130000-g0123456789", 61_003, false},
		{"2023-02-13-git-2296078397-essentials_build-www.gyan.dev", 57_044, true}, {"git-2026-09-01-abc", 61_001, false},
	} {
		got := Tools{Version: tt.version, avutil: tt.avutil}.Advice()
		if (got != "") != tt.old {
			t.Errorf("%s: %q", tt.version, got)
		}
	}
}

func TestEveryWantedFilterIsExplained(t *testing.T) {
	t.Parallel()
	for _, lack := range (Tools{Missing: wantedFilters}).Lacks() {
		if !strings.HasSuffix(lack.Means, ".") {
			t.Errorf("%s means %q", lack.Name, lack.Means)
		}
	}
	for _, goos := range []string{"windows", "darwin", "linux"} {
		for _, i := range installCommands(goos) {
			if i.Title == "" || !strings.Contains(strings.ToLower(i.Command), "ffmpeg") {
				t.Errorf("%s: %+v", goos, i)
			}
		}
	}
}
