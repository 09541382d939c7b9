package media

import "strings"

// harmlessTags are what every muxer writes. Any other tag may tell something
// about the person, and one unknown tag costs no more than a remux.
var harmlessTags = map[string]bool{
	"major_brand": true, "minor_version": true, "compatible_brands": true,
	"language": true, "vendor_id": true, "duration": true, "rotate": true, "alpha_mode": true,
	"number_of_bytes": true, "number_of_frames": true, "bps": true, "handler_name": true, "encoder": true,
}

// harmlessHandlers are parts of the handler names that common software writes; a
// camera's own name there gives the device away.
var harmlessHandlers = []string{
	"videohandle", "soundhandle", "video handler", "sound handler", "audio handler", "core media", "media handler",
	"l-smash", "gpac", "google", "mainconcept", "bento4", "vide", "soun", "twitter", "tiktok",
}

// harmlessEncoders start the names of software, not of a camera or a phone.
var harmlessEncoders = []string{"lavf", "lavc", "ffmpeg", "handbrake", "x264", "libx264", "avc", "jvt/avc", "'avc1'", "h.264", "hevc", "aac", "aom", "obs"}

// privateTags sorts a file's tags by what they give away.
func privateTags(p probed) private {
	var out private
	for key, value := range p.Format.Tags {
		out.add(key, value)
	}
	for _, s := range p.Streams {
		for key, value := range s.Tags {
			out.add(key, value)
		}
	}
	return out
}

func (p *private) add(key, value string) {
	key = strings.ToLower(key)
	value = strings.ToLower(strings.TrimSpace(value))
	switch {
	case value == "":
	case key == "handler_name":
		p.device = p.device || !containsAny(value, harmlessHandlers)
	case key == "encoder":
		p.device = p.device || !startsWithAny(value, harmlessEncoders)
	case strings.HasPrefix(key, "_statistics"), strings.HasPrefix(key, "duration-"), harmlessTags[key]:
	case strings.Contains(key, "location"), strings.Contains(key, "gps"), key == "xyz":
		p.location = true
	case strings.Contains(key, "creation"), strings.HasPrefix(key, "date"), key == "year":
		p.created = true
	case strings.HasPrefix(key, "com.android"), strings.HasPrefix(key, "com.apple"), strings.HasPrefix(key, "com."),
		strings.Contains(key, "make"), strings.Contains(key, "model"), strings.HasPrefix(key, "firmware"):
		p.device = true
	default:
		p.other = true
	}
}

func containsAny(s string, parts []string) bool {
	for _, part := range parts {
		if strings.Contains(s, part) {
			return true
		}
	}
	return false
}

func startsWithAny(s string, starts []string) bool {
	for _, start := range starts {
		if strings.HasPrefix(s, start) {
			return true
		}
	}
	return false
}
