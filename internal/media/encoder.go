package media

import ff "github.com/u2takey/ffmpeg-go"

// vaapiDevice is the first graphics card of a Linux machine.
const vaapiDevice = "/dev/dri/renderD128"

// encoderOrder lists the H.264 encoders to try. Software comes first: it is the
// same everywhere, and hardware fails in ways that depend on the driver's age and
// the picture's shape (media.md 2.4).
func encoderOrder(goos string) []string {
	switch goos {
	case "windows":
		return []string{"libx264", "h264_nvenc", "h264_qsv", "h264_amf", "h264_mf", "libopenh264"}
	case "darwin":
		return []string{"libx264", "h264_videotoolbox", "libopenh264"}
	}
	return []string{"libx264", "h264_nvenc", "h264_vaapi", "libopenh264"}
}

// encoderOptions are the output options of an encoder for good pictures from a
// phone (media.md 3.2). Only libx264 and libopenh264 have no hardware to depend on.
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
		return set("hw_encoding", "1", "rate_control", "u_vbr", "b:v", "10M")
	case "h264_videotoolbox":
		return set("b:v", "12M", "maxrate", "18M", "profile:v", "high", "allow_sw", "1")
	}
	return set("b:v", "10M", "maxrate", "20M")
}

func isHardware(encoder string) bool { return encoder != "libx264" && encoder != "libopenh264" }

// encoderFormat is the pixel format that an encoder takes.
func encoderFormat(name string) string {
	switch name {
	case "h264_qsv", "h264_amf", "h264_mf", "h264_vaapi":
		return "nv12"
	}
	return "yuv420p"
}

// testEncodeArgs encode five frames of the real size: some hardware refuses small
// pictures and some upright ones.
func testEncodeArgs(name string) []string {
	args := []string{"-nostdin", "-hide_banner", "-v", "error"}
	if name == "h264_vaapi" {
		args = append(args, "-vaapi_device", vaapiDevice)
	}
	args = append(args, "-f", "lavfi", "-i", "color=black:s=1080x1920:r=30", "-frames:v", "5")
	if name == "h264_vaapi" {
		args = append(args, "-vf", "format=nv12,hwupload")
	} else {
		args = append(args, "-pix_fmt", encoderFormat(name))
	}
	if name == "libx264" {
		args = append(args, "-preset", "ultrafast")
	}
	return append(args, "-c:v", name, "-b:v", "4M", "-f", "null", "-")
}
