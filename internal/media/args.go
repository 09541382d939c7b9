package media

import (
	"fmt"
	"math"
	"strconv"
	"time"

	ff "github.com/u2takey/ffmpeg-go"

	"cuedrop/internal/cuedrop"
	"cuedrop/internal/fault"
)

// renderArgs returns ffmpeg's arguments for p. ffmpeg-go compiles the graph and
// does nothing else (docs/decisions/0005). It panics on misuse, which becomes an
// Internal fault here.
func renderArgs(p plan, t Tools, in, out string) (args []string, err error) {
	defer func() {
		if r := recover(); r != nil {
			args, err = nil, fault.Wrap(fmt.Errorf("compile ffmpeg arguments: %v", r), fault.Internal, "", "")
		}
	}()
	args = append(quiet(), "-y")
	if t.statsPeriod {
		args = append(args, "-stats_period", "0.25")
	}
	source := input(in, p.cut, p.cut.length)
	options := ff.KwArgs{
		// Nothing of the original's metadata: ffmpeg keeps a place of recording even
		// when it encodes anew (media.md 0.6). bitexact leaves its own name out.
		"map_metadata": "-1", "map_chapters": "-1", "sn": "", "dn": "", "fflags": "+bitexact",
		"movflags": "+faststart", "f": "mp4",
	}
	if p.reserve > 0 {
		// Room for the index at the start spares moving all of the file for it.
		delete(options, "movflags")
		options["moov_size"] = strconv.FormatInt(p.reserve, 10)
	}
	picture := source.Get("V:0") // capital V: not a cover picture
	if p.route == cuedrop.RouteFull {
		picture = videoFilters(picture, p, t)
		options = ff.MergeKwArgs([]ff.KwArgs{options, encoderOptions(t.H264Encoder), colorOptions(p, t)})
		if t.H264Encoder == "h264_vaapi" {
			args = append(args, "-vaapi_device", vaapiDevice)
		}
		if at := p.proofAt(); at > 0 {
			options["force_key_frames"] = decimals(at.Seconds(), 3)
		}
	} else {
		options["c:v"] = "copy"
		if p.cut != (cut{}) {
			// Nothing from before the cut comes along to be hidden by an edit list.
			options["copypriorss"] = "0"
		}
		if p.cut.picture > 0 {
			picture = input(in, p.cut, p.cut.picture).Get("V:0")
		}
	}
	if p.cut.preroll > 0 {
		options["ss"] = decimals(p.cut.preroll.Seconds(), 6)
	}
	if p.cut.length > 0 && p.route == cuedrop.RouteFull {
		options["t"] = decimals(p.cut.length.Seconds(), 6) // the last frame of a slow clip would last longer
	}
	streams := []*ff.Stream{picture}
	switch {
	case p.route == cuedrop.RouteRemux:
		options["c:a"] = "copy"
		streams = append(streams, source.Get("a:0"))
	case p.hasAudio:
		// Silence fills a late start, so that no player has to obey an edit list.
		setAudio(options, p)
		options["af"] = "aresample=async=1:first_pts=0"
		if p.loud != nil {
			options["af"] = "aresample=async=1:first_pts=0," + p.loud.filter()
		}
		streams = append(streams, source.Get("a:0"))
	default:
		setAudio(options, p)
		streams = append(streams, silence(p, options))
	}
	return append(args, ff.Output(streams, inputURL(out), options).GetArgs()...), nil
}

// input is the file as ffmpeg opens it: guarded, and from c on for as long as told, 0
// being to the end. A seek before -i is 66 times faster than one after it (media.md 0.8)
// and exact to the frame, because ffmpeg decodes from the keyframe before.
func input(path string, c cut, length time.Duration) *ff.Stream {
	options := ff.KwArgs{
		"protocol_whitelist": "file", "format_whitelist": allowedFormats, "max_pixels": strconv.Itoa(maxPixels),
	}
	if from := c.start - c.preroll; from > 0 {
		options["ss"] = decimals(from.Seconds(), 6)
	}
	if length > 0 {
		options["t"] = decimals((c.preroll + length).Seconds(), 6)
	}
	return ff.Input(inputURL(path), options)
}

func setAudio(options ff.KwArgs, p plan) {
	bitrate := "128k"
	if p.route == cuedrop.RouteAudio {
		bitrate = "192k"
	}
	options["c:a"], options["b:a"], options["ar"], options["ac"] = "aac", bitrate, "48000", "2"
}

// silence is a soundless track as long as the clip. -shortest would do it without a
// length, but it may cut the picture's last frames.
func silence(p plan, options ff.KwArgs) *ff.Stream {
	input := ff.KwArgs{"f": "lavfi"}
	if p.duration > 0 {
		input["t"] = decimals((p.cut.preroll + p.duration).Seconds(), 6)
	} else {
		options["shortest"] = ""
	}
	return ff.Input("anullsrc=r=48000:cl=stereo", input).Get("a:0")
}

// videoFilters is the picture's way to TikTok (media.md 3.2): whole frames, square
// pixels, final size, standard range, even rate, 4:2:0. ffmpeg has turned the
// picture upright before the first filter.
func videoFilters(s *ff.Stream, p plan, t Tools) *ff.Stream {
	if p.deinterlace {
		name := "yadif"
		if t.Bwdif {
			name = "bwdif"
		}
		s = s.Filter(name, ff.Args{"mode=send_frame"})
	}
	if p.fpsFirst {
		s = fpsFilter(s, p.fps)
	}
	if p.fit == cuedrop.FitBlur {
		s = blurred(s, p, t)
	} else {
		s = toStandard(scaled(s, p, p.width, p.height), p, t)
	}
	if p.fit != cuedrop.FitBlur && (p.frameWidth != p.width || p.frameHeight != p.height) {
		if p.fit == cuedrop.FitCrop {
			s = cropped(s, p)
		} else {
			s = s.Filter("pad", ff.Args{strconv.Itoa(p.frameWidth), strconv.Itoa(p.frameHeight), "(ow-iw)/2", "(oh-ih)/2"})
		}
	}
	s = s.Filter("setsar", ff.Args{"1"})
	if !p.fpsFirst && p.fps != "" {
		s = fpsFilter(s, p.fps)
	}
	s = s.Filter("format", ff.Args{encoderFormat(t.H264Encoder)})
	if t.H264Encoder == "h264_vaapi" {
		s = s.Filter("hwupload", nil)
	}
	return s
}

// cropped cuts the frame out of the picture, in the middle unless it was moved.
func cropped(s *ff.Stream, p plan) *ff.Stream {
	args := ff.Args{strconv.Itoa(p.frameWidth), strconv.Itoa(p.frameHeight)}
	if p.cropX != 0 || p.cropY != 0 {
		offset := func(room int, v float64) string { return strconv.Itoa(int(float64(room)/2*(1+v)) / 2 * 2) }
		args = append(args, offset(p.width-p.frameWidth, p.cropX), offset(p.height-p.frameHeight, p.cropY))
	}
	return s.Filter("crop", args)
}

// fpsFilter makes the rate even. It starts at 0, so that a picture that starts late
// stands still until it moves and the sound stays where it was.
func fpsFilter(s *ff.Stream, fps string) *ff.Stream {
	return s.Filter("fps", ff.Args{"fps=" + fps, "start_time=0"})
}

// scaled resizes and, for standard pictures, converts matrix and range on the way.
// The numbers are those of the seen picture, so pixels come out square.
func scaled(s *ff.Stream, p plan, width, height int) *ff.Stream {
	args := ff.Args{strconv.Itoa(width), strconv.Itoa(height)}
	if p.hdr && !p.toned() {
		return s.Filter("scale", append(args, "out_range=tv"))
	}
	if p.hdr {
		return s.Filter("scale", args)
	}
	if m := matrixName(p.pixels.space); m != "" {
		args = append(args, "in_color_matrix="+m)
	}
	if p.pixels.rangeN == "pc" {
		args = append(args, "in_range=pc")
	}
	return s.Filter("scale", append(args, "out_color_matrix=bt709", "out_range=tv"))
}

// toStandard turns HDR into standard range, after scaling because that costs half
// (media.md 3.2). Without zscale the colours stay as they are.
func toStandard(s *ff.Stream, p plan, t Tools) *ff.Stream {
	if !p.hdr || !t.Zscale || !p.toned() {
		return s
	}
	primaries, matrix := p.pixels.primaries, p.pixels.space
	if primaries == "" {
		primaries = "bt2020"
	}
	if matrix == "" || matrix == "bt709" && p.pixels.primaries != "bt709" {
		matrix = "bt2020nc"
	}
	// Missing tags stop zscale ("no path between colorspaces"); HDR implies them.
	s = s.Filter("setparams", ff.Args{"color_primaries=" + primaries, "color_trc=" + p.pixels.transfer, "colorspace=" + matrix})
	s = s.Filter("zscale", ff.Args{"t=linear", "npl=100"})
	s = s.Filter("format", ff.Args{"gbrpf32le"})
	s = s.Filter("zscale", ff.Args{"p=bt709"})
	s = s.Filter("tonemap", ff.Args{"tonemap=hable", "desat=0"})
	s = s.Filter("zscale", ff.Args{"t=bt709", "m=bt709", "r=tv"})
	return s.Filter("format", ff.Args{"yuv420p"})
}

// toned reports whether the picture's transfer is one that zscale can undo.
func (p plan) toned() bool {
	return p.pixels.transfer == "smpte2084" || p.pixels.transfer == "arib-std-b67"
}

// blurred puts the picture on a blurred copy of itself. Blurring at an eighth of
// the size looks the same and costs a fraction.
func blurred(s *ff.Stream, p plan, t Tools) *ff.Stream {
	s = toStandard(scaled(s, p, p.width, p.height), p, t)
	both := s.Split()
	coverWidth, coverHeight := scaleTo(p.width, p.height, math.Max)
	back := both.Get("0").
		Filter("scale", ff.Args{strconv.Itoa(even(float64(coverWidth) / 8)), strconv.Itoa(even(float64(coverHeight) / 8))}).
		Filter("crop", ff.Args{"136", "240"})
	if t.BoxBlur {
		back = back.Filter("boxblur", ff.Args{"4", "2"})
	} else {
		back = back.Filter("avgblur", ff.Args{"6"})
	}
	back = back.Filter("scale", ff.Args{strconv.Itoa(p.frameWidth), strconv.Itoa(p.frameHeight)})
	return ff.Filter([]*ff.Stream{back, both.Get("1")}, "overlay", ff.Args{"(W-w)/2", "(H-h)/2"})
}

// colorOptions say what the colours are. A picture whose HDR could not be undone is
// left untagged rather than tagged wrongly.
func colorOptions(p plan, t Tools) ff.KwArgs {
	if p.hdr && (!t.Zscale || !p.toned()) {
		return ff.KwArgs{}
	}
	return ff.KwArgs{"color_primaries": "bt709", "color_trc": "bt709", "colorspace": "bt709", "color_range": "tv"}
}
