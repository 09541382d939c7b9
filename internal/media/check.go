package media

import (
	"math"
	"time"

	"cuedrop/internal/cuedrop"
)

// judge applies the decision table of media.md 3.3. It reports every finding; the
// route is the cheapest one that deals with all of them.
func judge(f facts) cuedrop.Check {
	issues := refusals(f)
	if len(issues) == 0 || tooLong(issues) { // what is too long can be cut, and the rest is judged for that
		issues = append(issues, fileIssues(f)...)
		issues = append(issues, pictureIssues(f)...)
		issues = append(issues, pixelIssues(f)...)
		issues = append(issues, soundIssues(f)...)
		issues = append(issues, extraIssues(f)...)
		issues = append(issues, provenanceIssues(f)...)
	}
	check := cuedrop.Check{Verdict: cuedrop.VerdictOK, Route: cuedrop.RouteCopy, Findings: []cuedrop.Finding{}, Info: info(f)}
	for _, i := range issues {
		check.Findings = append(check.Findings, i.Finding)
		if i.Severity == cuedrop.SeverityRefused {
			check.Verdict, check.Route = cuedrop.VerdictRefused, ""
		}
		if check.Verdict != cuedrop.VerdictRefused && cost(i.needs) > cost(check.Route) {
			check.Verdict, check.Route = cuedrop.VerdictFixable, i.needs
		}
	}
	cuedrop.SortFindings(check.Findings)
	return check
}

// tooLong reports whether nothing but the length of the clip is refused.
func tooLong(issues []issue) bool {
	return len(issues) == 1 && issues[0].Code == cuedrop.FindingTooLong
}

func cost(r cuedrop.Route) int {
	switch r {
	case cuedrop.RouteRemux:
		return 1
	case cuedrop.RouteAudio:
		return 2
	case cuedrop.RouteFull:
		return 3
	case cuedrop.RouteCopy:
	}
	return 0
}

func info(f facts) cuedrop.MediaInfo {
	i := cuedrop.MediaInfo{Container: f.container, DurationMs: f.duration.Milliseconds(), Size: f.file.size}
	if f.video != nil {
		i.Width, i.Height, i.VideoCodec = f.video.width, f.video.height, f.video.codec
		i.FPS = math.Round(f.video.fps*1000) / 1000
	}
	if f.audio != nil {
		i.AudioCodec = f.audio.codec
	}
	return i
}

// refusals are the reasons that no conversion can help. Most hide the rest of the
// facts, so they are reported alone.
func refusals(f facts) []issue {
	if f.file.problem != "" {
		return []issue{problemIssue(f.file.problem)}
	}
	if f.file.size == 0 {
		return []issue{refuse("file_empty", "The file is empty (0 bytes).", failFormat, "Copy or export it again, then choose the new file.")}
	}
	if i, ok := contentIssue(f.file.content); ok {
		return []issue{i}
	}
	if f.boxes != nil && f.boxes.Encrypted {
		return []issue{refuse("encrypted", "The clip is protected against copying (encrypted). TikTok cannot play it, and Cuedrop cannot open it.", failFormat, "Choose a clip without copy protection.")}
	}
	if isTruncated(f) {
		return []issue{refuse("truncated", "The file is incomplete: it ends before the clip does.", failFormat, "Copy, download or export it again, then choose the new file.")}
	}
	if !f.file.probed {
		return []issue{refuse("not_video", "Nothing in this file can be read as a video. It may be damaged, or something else with a video's name.", failFormat, chooseVideo)}
	}
	if f.streams > maxStreams {
		return []issue{refuse("too_many_streams", "The file holds more tracks than any video has.", failFormat, "Export it again with one picture and one sound track.")}
	}
	if f.video == nil {
		if f.audio == nil && f.covers > 0 {
			return []issue{refuse("picture", "This is a picture, not a video. TikTok's video upload takes moving pictures only.", failFormat, chooseVideo)}
		}
		return []issue{refuse("audio_only", "The file has sound but no picture. TikTok takes videos.", failFormat, "Choose a file that has a picture.")}
	}
	out := pictureRefusals(f)
	if found, ok := cuedrop.LengthFinding(f.duration); ok && found.Severity == cuedrop.SeverityRefused {
		out = append(out, issue{Finding: found})
	}
	return out
}

func isTruncated(f facts) bool {
	if f.boxes != nil && f.boxes.truncated(f.file.size) {
		return true
	}
	return f.file.ends > f.file.size || f.cutShort
}

func pictureRefusals(f facts) []issue {
	v := f.video
	switch {
	case v.codedWidth*v.codedHeight > maxPixels:
		return []issue{refuse("picture_too_large", sprintf("%d × %d pixels. TikTok takes up to 4096 each way, and Cuedrop opens up to 8192 × 4320.", v.width, v.height), failSize, "Export it smaller, at 1080 × 1920.")}
	case v.codedWidth <= 0 || v.codedHeight <= 0, f.frame == frameFails:
		return []issue{refuse("no_picture", "Not one picture of this clip can be decoded. It is damaged, larger than 8192 × 4320, or in a format that this ffmpeg does not know.", failFormat, "Export it again as MP4 with H.264, or choose another clip.")}
	}
	return nil
}

func fileIssues(f facts) []issue {
	var out []issue
	if found, ok := cuedrop.LengthFinding(f.duration); ok && found.Severity == cuedrop.SeverityWarning {
		out = append(out, issue{found, cuedrop.RouteCopy})
	}
	if f.file.size > cuedrop.MaxUpload {
		out = append(out, fixable(cuedrop.RouteFull, "file_too_large", sprintf("%s GB. TikTok takes up to 4 GB.", number(float64(f.file.size)/1e9)), failFormat, "Cuedrop makes it smaller."))
	}
	switch f.container {
	case "mp4":
	case "mov", "webm": // TikTok takes them (media.md 3.1); MP4 is what it recommends
		out = append(out, warn(cuedrop.RouteRemux, "container", containerTitle(f.container)+" file. TikTok recommends MP4.", "Cuedrop puts it into an MP4 file."))
	default:
		out = append(out, fixable(cuedrop.RouteRemux, "container", containerTitle(f.container)+" file. TikTok takes MP4, MOV and WebM.", failFormat, "Cuedrop puts it into an MP4 file."))
	}
	if b := f.boxes; b != nil {
		switch {
		case b.Fragmented:
			out = append(out, inform(cuedrop.RouteRemux, "fragmented", "The MP4 file is in fragments. TikTok expects it in one piece.", "Cuedrop writes it in one piece."))
		case b.MoovLast:
			out = append(out, inform(cuedrop.RouteRemux, "index_last", "The file's index is at its end. TikTok starts sooner when it comes first.", "Cuedrop moves it to the front."))
		}
		if b.Hidden > hiddenRoom {
			out = append(out, fixable(cuedrop.RouteFull, "hidden_frames", sprintf("%s of picture are cut off only on paper. Some players show them anyway.", length(b.Hidden)), "", "Cuedrop removes them for good."))
		}
	}
	if f.damaged {
		out = append(out, warn(cuedrop.RouteCopy, "damaged", "Parts of the file are damaged. They may show as blocks or gaps.", "Export it again if it does not look right."))
	}
	return out
}

// hiddenRoom is how much of a track encoders and players hide as a matter of course.
const hiddenRoom = 500 * time.Millisecond

func extraIssues(f facts) []issue {
	var out []issue
	add := func(yes bool, code, message, fix string) {
		if yes {
			out = append(out, inform(cuedrop.RouteRemux, code, message, fix))
		}
	}
	add(f.private.location, "location_metadata", "The file says where it was recorded. Whoever gets the file can read that.", "Cuedrop leaves the place out.")
	add(f.private.created, "creation_metadata", "The file says when it was made. Whoever gets the file can read that.", "Cuedrop leaves the time out.")
	add(f.private.device, "device_metadata", "The file names the device or program it comes from. Whoever gets the file can read that.", "Cuedrop leaves the name out.")
	extras := f.boxes != nil && f.boxes.HasExtras
	add(f.private.other || extras && !f.private.any(), "metadata", "The file carries notes besides picture and sound. Whoever gets the file can read them.", "Cuedrop leaves them out.")
	add(f.data > 0, "data_track", "The file has a data track, such as a camera's measurements. TikTok uses picture and sound only.", "Cuedrop leaves it out.")
	add(f.subtitles > 0, "subtitle_track", "The file has a subtitle track. TikTok does not show it.", "Cuedrop leaves it out.")
	add(f.otherAudio > 0, "extra_audio", sprintf("%d sound tracks. TikTok plays one.", f.otherAudio+1), "Cuedrop keeps the first.")
	add(f.otherVideo > 0, "extra_video", sprintf("%d picture tracks. TikTok plays one.", f.otherVideo+1), "Cuedrop keeps the first.")
	add(f.covers > 0, "cover_art", "The file has an embedded cover picture. TikTok does not use it.", "Cuedrop leaves it out.")
	add(f.chapters > 0, "chapters", "The file has chapter marks. TikTok does not use them.", "Cuedrop leaves them out.")
	return out
}
