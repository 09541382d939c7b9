package cli

import (
	"context"
	"io"
	"path/filepath"
	"strconv"
	"strings"

	"cuedrop/internal/cuedrop"
	"cuedrop/internal/engine"
	"cuedrop/internal/media"
)

// ffmpegOut is what doctor --json says of ffmpeg. Without a usable one only Install is
// filled.
type ffmpegOut struct {
	Path        string       `json:"path"`
	FFprobe     string       `json:"ffprobe"`
	Version     string       `json:"version"`
	Encoder     string       `json:"encoder"` // "" = none works
	Encoders    []encoderOut `json:"encoders"`
	Missing     []lackOut    `json:"missing"`
	Advice      string       `json:"advice"` // "" = none
	Install     []installOut `json:"install"`
	encoderNote string
}

// encoderOut is one encoder that was considered: works, fails, failed (at a clip),
// absent, untried.
type encoderOut struct {
	Name  string             `json:"name"`
	State media.EncoderState `json:"state"`
}

type lackOut struct {
	Name  string `json:"name"`
	Means string `json:"means"`
}

type installOut struct {
	Title   string `json:"title"`
	Command string `json:"command"`
}

func toFFmpeg(t media.Tools) ffmpegOut {
	out := ffmpegOut{
		Path: t.FFmpeg, FFprobe: t.FFprobe, Version: t.Version, Encoder: t.H264Encoder, Advice: t.Advice(),
		Encoders: []encoderOut{}, Missing: []lackOut{}, Install: []installOut{},
	}
	var tried []string
	for _, e := range t.Encoders {
		out.Encoders = append(out.Encoders, encoderOut{e.Name, e.State})
		tried = append(tried, e.Name+" "+encoderWords[e.State])
	}
	out.encoderNote = strings.Join(tried, ", ")
	if t.FFmpeg != "" {
		for _, l := range t.Lacks() {
			out.Missing = append(out.Missing, lackOut{l.Name, l.Means})
		}
	} else {
		out.Advice = ""
	}
	for _, i := range media.InstallCommands() {
		out.Install = append(out.Install, installOut{i.Title, i.Command})
	}
	return out
}

var encoderWords = map[media.EncoderState]string{
	media.EncoderWorks:   "works",
	media.EncoderBroken:  "does not work here",
	media.EncoderFailed:  "failed at a clip and is not used",
	media.EncoderAbsent:  "is not in this build",
	media.EncoderUntried: "was not needed",
}

// printFFmpeg writes what doctor says below its line about ffmpeg.
func printFFmpeg(w io.Writer, f ffmpegOut) {
	const indent = "                       "
	if f.Path == "" {
		for _, i := range f.Install {
			line(w, indent+"%-21s %s", i.Title+":", i.Command)
		}
		return
	}
	line(w, indent+"encoders: %s", f.encoderNote)
	said := map[string]bool{}
	for _, m := range f.Missing {
		if !said[m.Means] {
			line(w, indent+"without %s: %s", m.Name, m.Means)
		}
		said[m.Means] = true
	}
	if f.Advice != "" {
		line(w, indent+"%s", f.Advice)
	}
}

var mediaKeys = []string{"ffmpeg", "ffprobe", "hardware", "threads", "convert-on-battery"}

// setMedia changes one of mediaKeys.
func setMedia(ctx context.Context, e *engine.Engine, key, value string) error {
	rules, err := e.MediaRules(ctx)
	if err != nil {
		return err
	}
	switch key {
	case "ffmpeg":
		rules.FFmpeg, err = programPath(value)
	case "ffprobe":
		rules.FFprobe, err = programPath(value)
	case "hardware":
		rules.Hardware, err = parseSwitch(value)
	case "convert-on-battery":
		var on bool
		on, err = parseSwitch(value)
		rules.SpareBattery = !on
	case "threads":
		if rules.Threads, err = strconv.Atoi(value); err != nil || rules.Threads < 0 || rules.Threads > cuedrop.MaxThreads {
			return usage("The number of threads is from 1 to " + strconv.Itoa(cuedrop.MaxThreads) + "; 0 uses all.")
		}
	}
	if err != nil {
		return err
	}
	return e.SetMediaRules(ctx, rules)
}

// programPath makes a path whole; "search" is none.
func programPath(value string) (string, error) {
	if value == "search" || value == "" {
		return "", nil
	}
	abs, err := filepath.Abs(value)
	if err != nil {
		return "", usage("Give the path of a program, or “search”.")
	}
	return abs, nil
}

func printMedia(w io.Writer, s settingsOut) {
	line(w, "ffmpeg               %s", or(s.FFmpeg, "search"))
	if s.FFprobe != "" {
		line(w, "ffprobe              %s", s.FFprobe)
	}
	line(w, "hardware             %t", s.Hardware)
	line(w, "threads              %d", s.Threads)
	line(w, "convert-on-battery   %t", s.ConvertOnBattery)
}
