package media

import (
	"math"
	"strconv"
	"strings"
	"time"

	"cuedrop/internal/cuedrop"
)

// issue is a finding together with the cheapest route that deals with it.
type issue struct {
	cuedrop.Finding
	needs cuedrop.Route // "" for a refusal
}

// TikTok's words for what it refuses (tiktok-open-api.md, fail_reason).
const (
	failFormat    = cuedrop.FailFormat
	failFrameRate = cuedrop.FailFrameRate
	failSize      = cuedrop.FailSize
)

// TikTok's limits (media.md 3.1), with the room that rounding needs.
const (
	minSide = 360
	maxSide = 4096
	minFPS  = 23
	maxFPS  = 60
	fpsRoom = 0.05
)

func refuse(code, message, failReason, fix string) issue {
	return issue{Finding: cuedrop.Finding{
		Code: code, Severity: cuedrop.SeverityRefused, Message: message, FailReason: failReason, Fix: fix,
	}}
}

func fixable(needs cuedrop.Route, code, message, failReason, fix string) issue {
	return issue{needs: needs, Finding: cuedrop.Finding{
		Code: code, Severity: cuedrop.SeverityFixable, Message: message, FailReason: failReason, Fix: fix,
	}}
}

func warn(needs cuedrop.Route, code, message, fix string) issue {
	return issue{needs: needs, Finding: cuedrop.Finding{
		Code: code, Severity: cuedrop.SeverityWarning, Message: message, Fix: fix,
	}}
}

func inform(needs cuedrop.Route, code, message, fix string) issue {
	return issue{needs: needs, Finding: cuedrop.Finding{
		Code: code, Severity: cuedrop.SeverityInfo, Message: message, Fix: fix,
	}}
}

const chooseVideo = "Choose a video file, such as MP4, MOV or WebM."

// fileProblem is why a path is not a readable regular file.
type fileProblem string

const (
	problemMissing    fileProblem = "missing"
	problemFolder     fileProblem = "folder"
	problemDevice     fileProblem = "device"
	problemPermission fileProblem = "permission"
	problemLocked     fileProblem = "locked"
	problemRead       fileProblem = "read"
)

// problemIssue says why a path cannot be read as a file, and what helps.
func problemIssue(p fileProblem) issue {
	switch p {
	case problemMissing:
		return refuse("file_missing", "There is no file at this place.", "", "Find it again, or choose another clip.")
	case problemFolder:
		return refuse("file_is_folder", "This is a folder, not a video file.", "", "Choose the video files inside it.")
	case problemDevice:
		return refuse("file_not_regular", "This is a device or a pipe, not a video file.", "", chooseVideo)
	case problemPermission:
		return refuse("file_no_permission", "Cuedrop may not read this file.", "", "Allow your user to read it, or copy it to another folder.")
	case problemLocked:
		return refuse("file_locked", "Another program holds this file.", "", "Close it there, then check again.")
	case problemRead:
	}
	return refuse("file_unreadable", "The file cannot be read to its end.", "", "Check the drive or the connection, then check again.")
}

// contentIssue refuses what the first bytes show to be no video. ok is false for
// content that may be one.
func contentIssue(c content) (i issue, ok bool) {
	switch c {
	case contentPicture:
		return refuse("picture", "This is a picture, not a video. TikTok's video upload takes moving pictures only.", failFormat, chooseVideo), true
	case contentAudio:
		return refuse("audio_only", "This is a sound file without a picture. TikTok takes videos.", failFormat, "Choose a file that has a picture."), true
	case contentPlaylist:
		return refuse("playlist", "This is a playlist that points to other files, not a video.", failFormat, "Choose the video itself."), true
	case contentText, contentDocument:
		return refuse("not_video", "This is not a video file.", failFormat, chooseVideo), true
	case contentUnknown, contentMP4, contentMatroska, contentAVI, contentTS, contentPS, contentFLV, contentASF, contentOgg:
	}
	return issue{}, false
}

// number writes v without needless zeros: 20, 29.97.
func number(v float64) string {
	return strconv.FormatFloat(math.Round(v*100)/100, 'f', -1, 64)
}

// decimals writes v with up to n decimals, for ffmpeg.
func decimals(v float64, n int) string {
	s := strconv.FormatFloat(v, 'f', n, 64)
	if strings.Contains(s, ".") {
		s = strings.TrimRight(strings.TrimRight(s, "0"), ".")
	}
	return s
}

// length writes a duration for people: 0.7 s, 8 s, 11 min 5 s.
func length(d time.Duration) string { return cuedrop.Span(d) }

// codecNames are the names that people know; others are shown as ffmpeg spells them.
var codecNames = map[string]string{
	"h264": "H.264", "hevc": "HEVC (H.265)", "vp8": "VP8", "vp9": "VP9", "av1": "AV1", "mpeg4": "MPEG-4",
	"mpeg2video": "MPEG-2", "mpeg1video": "MPEG-1", "prores": "ProRes", "wmv2": "Windows Media", "wmv3": "Windows Media",
	"theora": "Theora", "mjpeg": "Motion JPEG", "h263": "H.263", "flv1": "Flash Video", "svq1": "Sorenson", "dnxhd": "DNxHD",
	"aac": "AAC", "mp3": "MP3", "mp2": "MP2", "ac3": "Dolby Digital", "eac3": "Dolby Digital Plus", "opus": "Opus",
	"vorbis": "Vorbis", "alac": "Apple Lossless", "flac": "FLAC", "amr_nb": "AMR", "wmav2": "Windows Media", "qdmc": "QDesign",
}

func codecName(codec string) string {
	if name, ok := codecNames[codec]; ok {
		return name
	}
	if strings.HasPrefix(codec, "pcm_") {
		return "uncompressed"
	}
	if codec == "" {
		return "unknown"
	}
	return codec
}

var containerNames = map[string]string{
	"mov": "QuickTime (MOV)", "webm": "WebM", "matroska": "Matroska (MKV)", "avi": "AVI", "mpegts": "MPEG transport stream",
	"mpeg": "MPEG program stream", "flv": "Flash Video", "asf": "Windows Media", "ogg": "Ogg", "3gp": "3GP", "avif": "AVIF",
}

func containerTitle(container string) string {
	if name, ok := containerNames[container]; ok {
		return name
	}
	return container
}
