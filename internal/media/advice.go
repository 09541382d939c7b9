package media

import (
	"regexp"
	"runtime"
	"strconv"
)

// Install is a command that installs ffmpeg.
type Install struct{ Title, Command string }

// InstallCommands are the ways to get ffmpeg on this system, the usual one first
// (media.md 2.3).
func InstallCommands() []Install { return installCommands(runtime.GOOS) }

func installCommands(goos string) []Install {
	switch goos {
	case "windows":
		return []Install{
			{"winget", "winget install Gyan.FFmpeg"},
			{"Chocolatey", "choco install ffmpeg"},
			{"Scoop", "scoop install ffmpeg"},
		}
	case "darwin":
		return []Install{{"Homebrew", "brew install ffmpeg"}, {"MacPorts", "sudo port install ffmpeg"}}
	}
	return []Install{
		{"Debian, Ubuntu, Mint", "sudo apt install ffmpeg"},
		{"Fedora", "sudo dnf install ffmpeg-free"},
		{"Arch", "sudo pacman -S ffmpeg"},
		{"openSUSE", "sudo zypper install ffmpeg"},
	}
}

// howToGet is the usual way as a part of a sentence.
func howToGet(goos string) string {
	return "run “" + installCommands(goos)[0].Command + "”, then search again"
}

// The newest release whose fixes matter here (reliability-security.md 2, summary 6),
// and the libavutil of its series: builds from between releases have no number.
const (
	adviseMajor, adviseMinor, advisePatch = 8, 1, 3
	adviseAvutil                          = 60_026
)

// Advice is a sentence about this ffmpeg's age, or "".
func (t Tools) Advice() string {
	if !isDated(t.Version, t.avutil) {
		return ""
	}
	return "This ffmpeg works. Version 8.1.3 or newer is recommended, because it fixes security holes in what reads clips."
}

// release matches 8.1, n7.1.1, 5.1.9-0+deb12u1; not N-92722-g…, nor 2023-02-13-git-….
var release = regexp.MustCompile(`^n?(\d{1,3})\.(\d{1,3})(?:\.(\d{1,3}))?(?:[^\d.]|$)`)

// isDated reports whether an ffmpeg is older than what is recommended.
func isDated(version string, avutil int) bool {
	m := release.FindStringSubmatch(version)
	if m == nil {
		return avutil < adviseAvutil
	}
	for i, want := range []int{adviseMajor, adviseMinor, advisePatch} {
		have, _ := strconv.Atoi(m[i+1]) // "" is 0
		if have != want {
			return have < want
		}
	}
	return false
}

// missingMeans says what goes worse without a filter, by its name.
var missingMeans = map[string]string{
	"zscale":    "HDR clips keep their colours and may look washed out.",
	"tonemap":   "HDR clips keep their colours and may look washed out.",
	"setparams": "HDR clips keep their colours and may look washed out.",
	"bwdif":     "Interlaced clips are made progressive in a simpler way.",
	"boxblur":   "Blurred backgrounds are blurred in a simpler way.",
	"loudnorm":  "Loudness can't be evened out.",
	"thumbnail": "The best frame for a cover can't be suggested.",
	"tile":      "Clips have no strip of pictures.",
}

// Lack is a filter that this ffmpeg does not have and what that means, in a sentence.
type Lack struct{ Name, Means string }

// Lacks are what this ffmpeg was built without.
func (t Tools) Lacks() []Lack {
	var out []Lack
	for _, name := range t.Missing {
		out = append(out, Lack{name, missingMeans[name]})
	}
	if !t.Lavfi {
		out = append(out, Lack{"lavfi", "Clips without sound can't be given a silent track."})
	}
	return out
}
