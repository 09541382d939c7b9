package app

import (
	"os"

	"github.com/wailsapp/wails/v2/pkg/runtime"

	"cuedrop/internal/cuedrop"
)

// FFmpeg returns the ffmpeg in use and what it can do. The first call may take seconds:
// encoders are tested.
func (s *System) FFmpeg() (out FFmpeg, err error) {
	defer s.a.call("System.FFmpeg").end(&err)
	f, err := s.a.deps().FFmpeg(s.a.context())
	return toFFmpeg(f), err
}

// SearchFFmpeg searches ffmpeg and tests its encoders anew, whatever was found out
// before.
func (s *System) SearchFFmpeg() (out FFmpeg, err error) {
	defer s.a.call("System.SearchFFmpeg").end(&err)
	f, err := s.a.deps().SearchFFmpeg(s.a.context())
	return toFFmpeg(f), err
}

// ChooseFFmpeg opens the system's dialog and uses the chosen program from then on. One
// that does not work is refused. Without a choice nothing changes.
func (s *System) ChooseFFmpeg() (out FFmpeg, err error) {
	defer s.a.call("System.ChooseFFmpeg").end(&err)
	s.a.mustShow()
	path, err := runtime.OpenFileDialog(s.a.context(), runtime.OpenDialogOptions{
		Title: s.a.word("chooseFFmpeg"), DefaultDirectory: folderIfThere("/opt/homebrew/bin", "/usr/local/bin", "/usr/bin"), ResolvesAliases: true,
	})
	if err != nil {
		return FFmpeg{}, err
	}
	return s.a.useFFmpeg(path)
}

// ClearFFmpeg forgets the user's choice, so that ffmpeg is searched.
func (s *System) ClearFFmpeg() (out FFmpeg, err error) {
	defer s.a.call("System.ClearFFmpeg").end(&err)
	f, err := s.a.deps().ChooseFFmpeg(s.a.context(), "")
	return toFFmpeg(f), s.a.changed(err)
}

// useFFmpeg makes the program at path the one in use; "" is no choice.
func (a *App) useFFmpeg(path string) (FFmpeg, error) {
	if path == "" {
		f, err := a.deps().FFmpeg(a.context())
		return toFFmpeg(f), err
	}
	f, err := a.deps().ChooseFFmpeg(a.context(), path)
	return toFFmpeg(f), a.changed(err)
}

// folderIfThere returns the first of dirs that exists, or "".
func folderIfThere(dirs ...string) string {
	for _, dir := range dirs {
		if fi, err := os.Stat(dir); err == nil && fi.IsDir() {
			return dir
		}
	}
	return ""
}

// SetMedia changes the rules for conversions. The ffmpeg in use stays as it is.
func (s *Settings) SetMedia(m MediaSettings) (err error) {
	defer s.a.call("Settings.SetMedia").end(&err)
	rules, err := s.a.deps().MediaRules(s.a.context())
	if err != nil {
		return err
	}
	rules.Hardware, rules.Threads, rules.SpareBattery = m.Hardware, m.Threads, !m.ConvertOnBattery
	return s.a.changed(s.a.deps().SetMediaRules(s.a.context(), rules))
}

func toFFmpeg(f cuedrop.FFmpeg) FFmpeg {
	out := FFmpeg{
		Path: f.Path, Version: f.Version, Given: f.Given, Encoder: f.Encoder, Hardware: f.Hardware, Advice: f.Advice, Problem: f.Problem,
		Encoders: []FFmpegEncoder{}, Lacks: append([]string{}, f.Lacks...), Install: []InstallCommand{},
	}
	for _, e := range f.Encoders {
		out.Encoders = append(out.Encoders, FFmpegEncoder(e))
	}
	for _, i := range f.Install {
		out.Install = append(out.Install, InstallCommand(i))
	}
	return out
}
