package media

import (
	"slices"
	"strings"
	"testing"
	"time"

	"cuedrop/internal/cuedrop"
)

// TestJudge is the decision table of media.md 3.3: one departure from a conforming
// clip a row.
func TestJudge(t *testing.T) {
	t.Parallel()
	const (
		ok      = cuedrop.VerdictOK
		fixable = cuedrop.VerdictFixable
		refused = cuedrop.VerdictRefused
	)
	for _, tt := range []struct {
		name    string
		change  func(*facts)
		verdict cuedrop.Verdict
		route   cuedrop.Route
		code    string
	}{
		{"conforming", func(*facts) {}, ok, cuedrop.RouteCopy, ""},
		{"missing", func(f *facts) { f.file.problem = problemMissing }, refused, "", "file_missing"},
		{"folder", func(f *facts) { f.file.problem = problemFolder }, refused, "", "file_is_folder"},
		{"pipe", func(f *facts) { f.file.problem = problemDevice }, refused, "", "file_not_regular"},
		{"no permission", func(f *facts) { f.file.problem = problemPermission }, refused, "", "file_no_permission"},
		{"locked", func(f *facts) { f.file.problem = problemLocked }, refused, "", "file_locked"},
		{"read error", func(f *facts) { f.file.problem = problemRead }, refused, "", "file_unreadable"},
		{"empty", func(f *facts) { f.file.size = 0 }, refused, "", "file_empty"},
		{"not read by ffprobe", func(f *facts) { f.file.probed = false }, refused, "", "not_video"},
		{"text", func(f *facts) { f.file.content = contentText }, refused, "", "not_video"},
		{"picture", func(f *facts) { f.file.content = contentPicture }, refused, "", "picture"},
		{"playlist", func(f *facts) { f.file.content = contentPlaylist }, refused, "", "playlist"},
		{"audio only", func(f *facts) { f.video = nil }, refused, "", "audio_only"},
		{"encrypted", func(f *facts) { f.boxes.Encrypted = true }, refused, "", "encrypted"},
		{"samples past the end", func(f *facts) { f.boxes.End = f.file.size + 1 }, refused, "", "truncated"},
		{"no index", func(f *facts) { f.boxes.HasMoov = false }, refused, "", "truncated"},
		{"packets end early", func(f *facts) { f.cutShort = true }, refused, "", "truncated"},
		{"no size", func(f *facts) { f.video.codedWidth = 0 }, refused, "", "no_picture"},
		{"first frame fails", func(f *facts) { f.frame = frameFails }, refused, "", "no_picture"},
		{"bomb", func(f *facts) { f.video.codedWidth, f.video.codedHeight = 12000, 12000 }, refused, "", "picture_too_large"},
		{"many streams", func(f *facts) { f.streams = 33 }, refused, "", "too_many_streams"},
		{"0.7 s", func(f *facts) { f.duration = 700 * time.Millisecond }, refused, "", "too_short"},
		{"2 s", func(f *facts) { f.duration = 2 * time.Second }, ok, cuedrop.RouteCopy, "short"},
		{"11 min", func(f *facts) { f.duration = 11 * time.Minute }, refused, "", "too_long"},
		{"5 GB", func(f *facts) { f.file.size = 5e9 }, fixable, cuedrop.RouteFull, "file_too_large"},
		{"index last", func(f *facts) { f.boxes.MoovLast = true }, fixable, cuedrop.RouteRemux, "index_last"},
		{"fragmented", func(f *facts) { f.boxes.Fragmented = true }, fixable, cuedrop.RouteRemux, "fragmented"},
		{"mov", func(f *facts) { f.container = "mov" }, fixable, cuedrop.RouteRemux, "container"},
		{"mkv", func(f *facts) { f.container, f.boxes = "matroska", nil }, fixable, cuedrop.RouteRemux, "container"},
		{"place", func(f *facts) { f.private.location = true }, fixable, cuedrop.RouteRemux, "location_metadata"},
		{"time", func(f *facts) { f.private.created = true }, fixable, cuedrop.RouteRemux, "creation_metadata"},
		{"device", func(f *facts) { f.private.device = true }, fixable, cuedrop.RouteRemux, "device_metadata"},
		{"other boxes", func(f *facts) { f.boxes.HasExtras = true }, fixable, cuedrop.RouteRemux, "metadata"},
		{"data track", func(f *facts) { f.data = 1 }, fixable, cuedrop.RouteRemux, "data_track"},
		{"subtitles", func(f *facts) { f.subtitles = 1 }, fixable, cuedrop.RouteRemux, "subtitle_track"},
		{"two sounds", func(f *facts) { f.otherAudio = 1 }, fixable, cuedrop.RouteRemux, "extra_audio"},
		{"two pictures", func(f *facts) { f.otherVideo = 1 }, fixable, cuedrop.RouteRemux, "extra_video"},
		{"cover", func(f *facts) { f.covers = 1 }, fixable, cuedrop.RouteRemux, "cover_art"},
		{"chapters", func(f *facts) { f.chapters = 3 }, fixable, cuedrop.RouteRemux, "chapters"},
		{"no sound", func(f *facts) { f.audio = nil }, fixable, cuedrop.RouteAudio, "audio_missing"},
		{"mp3", func(f *facts) { f.audio.codec = "mp3" }, fixable, cuedrop.RouteAudio, "audio_codec"},
		{"he-aac", func(f *facts) { f.audio.profile = "HE-AAC" }, fixable, cuedrop.RouteAudio, "audio_profile"},
		{"5.1", func(f *facts) { f.audio.channels = 6 }, fixable, cuedrop.RouteAudio, "audio_channels"},
		{"22 kHz", func(f *facts) { f.audio.rate = 22050 }, fixable, cuedrop.RouteAudio, "audio_rate"},
		{"late sound", func(f *facts) { f.audio.start = time.Second }, fixable, cuedrop.RouteAudio, "sound_late"},
		{"late picture", func(f *facts) { f.video.start = time.Second }, fixable, cuedrop.RouteFull, "picture_late"},
		{"hidden frames", func(f *facts) { f.boxes.Hidden = 2 * time.Second }, fixable, cuedrop.RouteFull, "hidden_frames"},
		{"rotated", func(f *facts) { f.video.rotation = 90 }, fixable, cuedrop.RouteFull, "rotated"},
		{"hevc", func(f *facts) { f.video.codec = "hevc" }, fixable, cuedrop.RouteFull, "video_codec"},
		{"vp9", func(f *facts) { f.video.codec = "vp9" }, fixable, cuedrop.RouteFull, "video_codec"},
		{"av1", func(f *facts) { f.video.codec = "av1" }, fixable, cuedrop.RouteFull, "video_codec"},
		{"odd profile", func(f *facts) { f.video.profile = "Extended" }, fixable, cuedrop.RouteFull, "video_profile"},
		{"20 fps", func(f *facts) { f.video.fps = 20 }, fixable, cuedrop.RouteFull, "frame_rate_low"},
		{"23.976 fps", func(f *facts) { f.video.fps = 23.976 }, ok, cuedrop.RouteCopy, ""},
		{"60.02 fps", func(f *facts) { f.video.fps = 60.02 }, ok, cuedrop.RouteCopy, ""},
		{"120 fps", func(f *facts) { f.video.fps = 120 }, fixable, cuedrop.RouteFull, "frame_rate_high"},
		{"variable", func(f *facts) { f.video.variable = true }, fixable, cuedrop.RouteFull, "frame_rate_variable"},
		{"small", func(f *facts) { f.video.width = 358 }, fixable, cuedrop.RouteFull, "picture_too_small"},
		{"large", func(f *facts) { f.video.height = 4098 }, fixable, cuedrop.RouteFull, "picture_too_large"},
		{"anamorphic", func(f *facts) { f.video.anamorphic = true }, fixable, cuedrop.RouteFull, "pixels_not_square"},
		{"odd sides", func(f *facts) { f.video.codedWidth = 1079 }, fixable, cuedrop.RouteFull, "odd_size"},
		{"interlaced", func(f *facts) { f.video.interlaced = true }, fixable, cuedrop.RouteFull, "interlaced"},
		{"hdr", func(f *facts) { f.video.pixels.hdr = true }, fixable, cuedrop.RouteFull, "hdr"},
		{"10 bits", func(f *facts) { f.video.pixels.bits = 10 }, fixable, cuedrop.RouteFull, "bit_depth"},
		{"4:2:2", func(f *facts) { f.video.pixels.format, f.video.pixels.subsampled = "yuv422p", false }, fixable, cuedrop.RouteFull, "chroma"},
		{"full range", func(f *facts) { f.video.pixels.fullRange = true }, fixable, cuedrop.RouteFull, "full_range"},
		{"alpha", func(f *facts) { f.video.pixels.alpha = true }, fixable, cuedrop.RouteFull, "alpha"},
		{"wide", func(f *facts) { f.video.width, f.video.height = 1920, 1080 }, ok, cuedrop.RouteCopy, "not_upright"},
		{"damaged", func(f *facts) { f.damaged = true }, ok, cuedrop.RouteCopy, "damaged"},
		{"the dearest route wins", func(f *facts) { f.boxes.MoovLast, f.audio, f.video.fps = true, nil, 12 }, fixable, cuedrop.RouteFull, "index_last"},
	} {
		f := phone()
		tt.change(&f)
		c := judge(f)
		if c.Verdict != tt.verdict || c.Route != tt.route {
			t.Errorf("%s: %s by %q, want %s by %q", tt.name, c.Verdict, c.Route, tt.verdict, tt.route)
		}
		if tt.code != "" && !slices.Contains(codes(c), tt.code) {
			t.Errorf("%s: no finding %s in %v", tt.name, tt.code, codes(c))
		}
		if tt.code == "" && len(c.Findings) != 0 {
			t.Errorf("%s: findings %v", tt.name, codes(c))
		}
		for _, finding := range c.Findings {
			wellFormed(t, finding)
		}
	}
}

// wellFormed fails for a finding that a user could not use.
func wellFormed(t *testing.T, f cuedrop.Finding) {
	t.Helper()
	if f.Code == "" || strings.Trim(f.Code, "abcdefghijklmnopqrstuvwxyz0123456789_") != "" {
		t.Errorf("code %q", f.Code)
	}
	for _, sentence := range []string{f.Message, f.Fix} {
		if sentence == "" || !strings.HasSuffix(sentence, ".") || strings.Contains(sentence, "%!") {
			t.Errorf("%s: sentence %q", f.Code, sentence)
		}
	}
}

func TestJudgeReportsEverything(t *testing.T) {
	t.Parallel()
	f := phone()
	f.container, f.boxes.MoovLast, f.private.location = "mov", true, true
	f.video.fps, f.video.rotation, f.audio = 12, 90, nil
	want := []string{"frame_rate_low", "rotated", "audio_missing", "container", "index_last", "location_metadata"}
	if got := codes(judge(f)); !slices.Equal(got, want) {
		t.Errorf("got %v, want %v: the gravest first", got, want)
	}
	f.duration = 11 * time.Minute // a cut helps, and then the rest counts
	if got := codes(judge(f)); !slices.Equal(got, append([]string{"too_long"}, want...)) {
		t.Errorf("too long as well: %v", got)
	}
	f.frame = frameFails // nothing helps: the rest is noise
	if got := codes(judge(f)); !slices.Equal(got, []string{"no_picture", "too_long"}) {
		t.Errorf("beyond help: %v", got)
	}
}

func TestWordsOfTheFrameRate(t *testing.T) {
	t.Parallel()
	f := phone()
	f.video.fps = 20
	got := judge(f).Findings[0]
	want := cuedrop.Finding{
		Code: "frame_rate_low", Severity: cuedrop.SeverityFixable, Message: "20 frames a second. TikTok takes 23 to 60.",
		FailReason: "frame_rate_check_failed", Fix: "Cuedrop makes it 30 frames a second.",
	}
	if got != want {
		t.Errorf("got %+v", got)
	}
}

func TestLength(t *testing.T) {
	t.Parallel()
	for d, want := range map[time.Duration]string{
		700 * time.Millisecond: "0.7 s", 960 * time.Millisecond: "0.9 s", 1600 * time.Millisecond: "1.6 s",
		2980 * time.Millisecond: "2.9 s", 8 * time.Second: "8 s", 65 * time.Second: "1 min 5 s", 11 * time.Minute: "11 min",
	} {
		if got := length(d); got != want {
			t.Errorf("length(%s) = %s, want %s", d, got, want)
		}
	}
}

func TestPrivateTags(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		key, value string
		want       private
	}{
		{"major_brand", "isom", private{}},
		{"encoder", "Lavf59.27.100", private{}},
		{"handler_name", "VideoHandler", private{}},
		{"handler_name", "GoPro AVC", private{device: true}},
		{"encoder", "CLIE MovieRecorder 2.0", private{device: true}},
		{"location-eng", "+1+1/", private{location: true}},
		{"com.apple.quicktime.location.ISO6709", "+1+1/", private{location: true}},
		{"com.apple.quicktime.make", "Apple", private{device: true}},
		{"com.android.version", "9", private{device: true}},
		{"creation_time", "2024", private{created: true}},
		{"com.apple.quicktime.creationdate", "2024", private{created: true}},
		{"artist", "Somebody", private{other: true}},
		{"comment", "", private{}},
	} {
		var p private
		p.add(tt.key, tt.value)
		if p != tt.want {
			t.Errorf("%s=%s: %+v", tt.key, tt.value, p)
		}
	}
}

func TestRotationOf(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		json string
		want int
	}{
		{`{"side_data_list":[{"side_data_type":"Display Matrix","rotation":-90}]}`, 90},
		{`{"side_data_list":[{"rotation":90}]}`, 270},
		{`{"side_data_list":[{"rotation":-180}]}`, 180},
		{`{"tags":{"rotate":"270"}}`, 270},
		{`{"side_data_list":[{"rotation":0}]}`, 0},
		{`{}`, 0},
	} {
		p, err := parseProbe([]byte(`{"streams":[` + tt.json + `]}`))
		if err != nil {
			t.Fatal(err)
		}
		if got := rotationOf(p.Streams[0]); got != tt.want {
			t.Errorf("%s: %d", tt.json, got)
		}
	}
}

func FuzzParseProbe(f *testing.F) {
	f.Add([]byte(`{"format":{"format_name":"mov,mp4","duration":"1e400"},"streams":[{"codec_type":"video","width":-5,"r_frame_rate":"0/0","sample_aspect_ratio":"1:0","side_data_list":[{"rotation":1e308}]}]}`))
	f.Add([]byte(`{"streams":[{"codec_type":"audio","sample_rate":"x","tags":{"DURATION":"99999999:00:00"}}]}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		p, err := parseProbe(data)
		if err != nil {
			return
		}
		facts := phone()
		facts.video, facts.audio = nil, nil
		facts.addProbe(p)
		c := judge(facts)
		if c.Info.DurationMs < 0 {
			t.Fatalf("%+v", c.Info)
		}
		if c.Verdict == cuedrop.VerdictFixable {
			if _, err := renderArgs(newPlan(facts, c.Route, cuedrop.Edit{Fit: cuedrop.FitBlur}), fullTools(), "/a", "/b"); err != nil {
				t.Fatal(err)
			}
		}
	})
}
