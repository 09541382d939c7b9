package media

import (
	"context"
	"time"

	"cuedrop/internal/cuedrop"
	"cuedrop/internal/fault"
)

// cut is the part of a clip that is kept, in the clip's own time: 0 is its first
// moment. The zero value is all of it.
type cut struct {
	start, length time.Duration
	// picture is where a copied picture stops, as decode time after start; 0 is at its
	// end. ffmpeg ends a copied stream by decode time, which runs ahead of what is shown.
	picture time.Duration
	// preroll is decoded before start and thrown away, in containers where a seek may
	// land after what it looks for.
	preroll time.Duration
}

const (
	// trimRoom is how far a trim may reach over the end: players round.
	trimRoom = 250 * time.Millisecond
	// seekRoom is longer than any usual distance between keyframes.
	seekRoom = 10 * time.Second
	// maxCutPackets is 10 minutes of 120 frames a second with room; an hour-long clip's
	// list is not read, its picture is made anew.
	maxCutPackets = 100_000
)

// keptPart returns the cut that edit asks for and how long the result is. Prepare has
// checked edit against the clip before.
func keptPart(f facts, edit cuedrop.Edit) (cut, time.Duration) {
	c := cut{start: ms(edit.TrimStartMs)}
	end := ms(edit.TrimEndMs)
	if end <= 0 || end >= f.duration {
		return c, f.duration - c.start
	}
	c.length = end - c.start
	return c, c.length
}

func ms(n int64) time.Duration { return time.Duration(n) * time.Millisecond }

// checkTrim says why edit cannot be made of a clip this long, as an Invalid fault. What
// is left must be as long as TikTok asks for; the whole clip need not be.
func checkTrim(edit cuedrop.Edit, whole time.Duration) error {
	if err := cuedrop.ValidateEdit(edit); err != nil {
		return err
	}
	if start := ms(edit.TrimStartMs); start >= whole {
		return fault.Newf(fault.Invalid, "media.trim_outside",
			"The cut starts at %s, but the clip is %s long. Move the start back.", length(start), length(whole))
	}
	if end := ms(edit.TrimEndMs); end > whole+trimRoom {
		return fault.Newf(fault.Invalid, "media.trim_outside",
			"The cut ends at %s, but the clip is %s long. Move the end back.", length(end), length(whole))
	}
	switch left := ms(edit.Length(whole.Milliseconds())); {
	case left < cuedrop.MinLength:
		return fault.Newf(fault.Invalid, "media.too_short",
			"Only %s of the clip is left. TikTok takes 3 s or more. Keep more of it.", length(left))
	case left > cuedrop.MaxLength:
		return fault.Newf(fault.Invalid, "media.too_long",
			"%s of the clip are left. TikTok takes up to 10 minutes. Keep less of it.", length(left))
	}
	return nil
}

// seeksExactly reports whether ffmpeg finds the keyframe before a time in this
// container by an index. In the others it guesses by position in the file.
func seeksExactly(container string) bool {
	switch container {
	case "mp4", "mov", "3gp", "matroska", "webm":
		return true
	}
	return false
}

// packets lists the picture's packets. It returns none when it is not known when they
// are shown, or when there are too many.
func (e *Engine) packets(ctx context.Context, path string, offset time.Duration) ([]packet, error) {
	b, err := e.binaries(ctx)
	if err != nil {
		return nil, err
	}
	release, err := acquire(ctx, e.probes)
	if err != nil {
		return nil, err
	}
	defer release()
	list, all, err := e.listPackets(ctx, b, path, packetWindow{limit: demuxTimeout, most: maxCutPackets})
	if err != nil || !all {
		return nil, err
	}
	return list.from(offset), nil
}

// copiedCut finds where the picture can be cut without making it anew. It begins at the
// last keyframe at or before the start that nothing before it is needed for, and ends
// where everything shown before is also stored before. Unless edit takes the keyframe
// as it comes, both must be within a frame of what was asked. ok is false when no such
// cut exists.
func copiedCut(packets []packet, edit cuedrop.Edit, whole, frame time.Duration) (c cut, ok bool) {
	if len(packets) == 0 {
		return cut{}, false
	}
	o := newOrder(packets)
	start, end := ms(edit.TrimStartMs), ms(edit.TrimEndMs)
	first := -1
	for _, i := range closedKeys(packets) {
		if packets[i].shown <= start+frame/2 || first < 0 && i == 0 {
			first = i
		}
	}
	if first < 0 {
		return cut{}, false
	}
	if start > 0 {
		c.start = max(0, packets[first].shown)
		if !edit.TrimAtKeyframe && start-c.start > frame/2 {
			return cut{}, false
		}
	}
	if end <= 0 || end >= whole-frame/2 {
		return c, true
	}
	for i := first + 1; i < len(packets); i++ {
		if o.soonest[i] < end-frame/2 || !o.closed(i) {
			continue
		}
		if !edit.TrimAtKeyframe && o.soonest[i]-end > frame+frame/10 {
			return cut{}, false
		}
		c.length = o.soonest[i] - c.start
		c.picture = (packets[i-1].decoded+packets[i].decoded)/2 - c.start
		return c, c.picture > 0 && !packets[i-1].undated && !packets[i].undated
	}
	c.length = end - c.start // only sound lasts so long
	return c, true
}
