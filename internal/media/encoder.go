package media

import (
	"maps"
	"slices"
	"strconv"

	ff "github.com/u2takey/ffmpeg-go"
)

// vaapiDevice is the first graphics card of a Linux machine.
const vaapiDevice = "/dev/dri/renderD128"

// encoderOrder lists the H.264 encoders to try (media.md 2.4). Software comes first:
// it is the same everywhere, and hardware fails in ways that depend on the driver's
// age and the picture's shape. With hardware, what the graphics card offers comes
// before it. Without, hardware is what is left where ffmpeg has no software encoder;
// on Windows the system's own serves there.
func encoderOrder(goos string, hardware bool) []string {
	switch {
	case goos == "windows" && hardware:
		return []string{"h264_nvenc", "h264_qsv", "h264_amf", "libx264", "h264_mf", "libopenh264"}
	case goos == "windows":
		return []string{"libx264", "h264_mf", "libopenh264"}
	case goos == "darwin" && hardware:
		return []string{"h264_videotoolbox", "libx264", "libopenh264"}
	case goos == "darwin":
		return []string{"libx264", "h264_videotoolbox", "libopenh264"}
	case hardware:
		return []string{"h264_nvenc", "h264_vaapi", "libx264", "libopenh264"}
	}
	return []string{"libx264", "h264_nvenc", "h264_vaapi", "libopenh264"}
}

// encoderOptions are the output options of an encoder for good pictures from a
// phone (media.md 3.2). h264_mf is left to the system's software, which every
// Windows has: hardware behind it is reached by its maker's encoder.
func encoderOptions(name string) ff.KwArgs {
	o := ff.KwArgs{"c:v": name}
	set := func(pairs ...string) ff.KwArgs {
		for i := 0; i+1 < len(pairs); i += 2 {
			o[pairs[i]] = pairs[i+1]
		}
		return o
	}
	switch name {
	case "libx264":
		return set("preset", "veryfast", "crf", "21", "maxrate", "20M", "bufsize", "40M", "profile:v", "high")
	case "h264_nvenc":
		return set("preset", "p5", "rc", "vbr", "cq", "21", "b:v", "0", "maxrate", "20M", "bufsize", "40M", "profile:v", "high")
	case "h264_qsv":
		return set("preset", "medium", "global_quality", "21")
	case "h264_amf":
		return set("quality", "balanced", "rc", "vbr_peak", "b:v", "10M", "maxrate", "16M")
	case "h264_mf":
		return set("rate_control", "u_vbr", "b:v", "10M")
	case "h264_videotoolbox":
		return set("b:v", "12M", "maxrate", "18M", "profile:v", "high", "allow_sw", "1")
	}
	return set("b:v", "10M", "maxrate", "20M")
}

// isHardware reports whether an encoder depends on a driver, so that another may do
// what it could not.
func isHardware(encoder string) bool { return encoder != "libx264" && encoder != "libopenh264" }

// encoderFormat is the pixel format that an encoder takes.
func encoderFormat(name string) string {
	switch name {
	case "h264_qsv", "h264_amf", "h264_mf", "h264_vaapi":
		return "nv12"
	}
	return "yuv420p"
}

const (
	testWidth, testHeight = 1080, 1920
	testFrames            = 5
	stdinURL              = "pipe:0"
)

// testSource is what a test encode reads: ffmpeg's own black picture, or, where it
// was built without lavfi, our raw frames on its standard input.
type testSource int

const (
	fromLavfi testSource = iota
	fromStdin
)

// testEncodeArgs encode five frames of the real size with the options of the real
// work: some hardware refuses small pictures, some upright ones, and old builds
// some options.
func testEncodeArgs(name string, from testSource) []string {
	args := []string{"-nostdin", "-hide_banner", "-v", "error"}
	if name == "h264_vaapi" {
		args = append(args, "-vaapi_device", vaapiDevice)
	}
	size := strconv.Itoa(testWidth) + "x" + strconv.Itoa(testHeight)
	if from == fromStdin {
		args = append(args, "-protocol_whitelist", "pipe", "-f", "rawvideo", "-pix_fmt", "yuv420p", "-s", size, "-r", "30", "-i", stdinURL)
	} else {
		args = append(args, "-f", "lavfi", "-i", "color=black:s="+size+":r=30")
	}
	args = append(args, "-frames:v", strconv.Itoa(testFrames))
	if name == "h264_vaapi" {
		args = append(args, "-vf", "format=nv12,hwupload")
	} else {
		args = append(args, "-pix_fmt", encoderFormat(name))
	}
	options := encoderOptions(name)
	if name == "libx264" {
		options["preset"] = "ultrafast" // any preset shows that it works
	}
	for _, key := range slices.Sorted(maps.Keys(options)) {
		args = append(args, "-"+key, options[key].(string))
	}
	return append(args, "-f", "null", "-")
}

// capThreads has decoder and encoder use at most n threads; 0 leaves it to ffmpeg,
// which takes one for each core. Fewer take less memory and leave the computer to
// its user (media.md 4).
func capThreads(args []string, n int) []string {
	if n <= 0 || len(args) == 0 {
		return args
	}
	limit := []string{"-threads", strconv.Itoa(n)}
	first, end := slices.Index(args, "-i"), len(args)-1
	if first < 0 {
		return args
	}
	// The first input is the clip. Its options may stand anywhere before it, and the
	// output's anywhere before its name, which is last.
	return slices.Concat(args[:first], limit, args[first:end], limit, args[end:])
}
