//go:build linux

package main

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime/debug"
	"time"

	"cuedrop/internal/cuedrop"
)

// measureUpload publishes one large clip and uploads the same bytes with curl, in
// turn, so that a machine whose speed drifts slows both alike.
func measureUpload(ctx context.Context, dir string, tiktok *server, s sizes) ([]figure, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, err
	}
	clip := filepath.Join(dir, "clip.mp4")
	if err := makeClip(ctx, clip, s.upload); err != nil {
		return nil, fmt.Errorf("make clip: %w", err)
	}
	baseline, err := newCurl(ctx, dir, clip, tiktok, s.upload)
	if err != nil {
		return nil, fmt.Errorf("prepare curl: %w", err)
	}
	j := job{URL: tiktok.URL, Control: tiktok.Control, Data: filepath.Join(dir, "data"), Clips: []string{clip}, Setup: true}
	if _, err := ask(ctx, "publish", j); err != nil { // reads the clip, as curl's parts were read
		return nil, err
	}
	j.Setup = false
	var ours, curls []time.Duration
	var speed, work []float64
	var ourWork, curlWork []time.Duration
	var growth, idle, peak int64
	for i := range rounds {
		base, err := baseline.upload(ctx)
		if err != nil {
			return nil, fmt.Errorf("curl: %w", err)
		}
		r, err := ask(ctx, "publish", j)
		if err != nil {
			return nil, err
		}
		ours, curls = append(ours, r.Took), append(curls, base.Took)
		speed = append(speed, base.Took.Seconds()/r.Took.Seconds())
		work = append(work, r.Processor.Seconds()/base.Processor.Seconds())
		ourWork, curlWork = append(ourWork, r.Processor), append(curlWork, base.Processor)
		growth, idle, peak = max(growth, r.After-r.Before), max(idle, r.Before), max(peak, r.After)
		fmt.Printf("upload of %.1f GB, round %d: curl %.2f s (processor %.2f s), cuedrop %.2f s (processor %.2f s), memory %.1f MB idle, %.1f MB at most\n",
			float64(s.upload)/1e9, i+1, base.Took.Seconds(), base.Processor.Seconds(), r.Took.Seconds(), r.Processor.Seconds(), float64(r.Before)/1e6, float64(r.After)/1e6)
	}
	rate := func(d time.Duration) string { return fmt.Sprintf("%.0f MB/s", float64(s.upload)/1e6/d.Seconds()) }
	seconds := func(d time.Duration) string { return fmt.Sprintf("%.2f s", d.Seconds()) }
	return []figure{
		{name: "upload speed", measured: rate(median(ours)), baseline: rate(median(curls)) + " (curl -T)", ratio: median(speed), goal: ">= 0.90", ok: median(speed) >= 0.9},
		{name: "upload processor time", measured: seconds(median(ourWork)), baseline: seconds(median(curlWork)) + " (curl -T)", ratio: median(work), goal: "<= 1.50", ok: median(work) <= 1.5},
		{name: "upload memory over idle", measured: fmt.Sprintf("%.1f MB", float64(growth)/1e6), baseline: fmt.Sprintf("%.1f MB (idle)", float64(idle)/1e6), ratio: float64(idle+growth) / float64(idle), goal: "<= 32 MB", ok: growth <= 32_000_000},
		{name: "upload memory in all", measured: fmt.Sprintf("%.1f MB", float64(peak)/1e6), goal: "<= 100 MB", ok: peak <= 100_000_000},
	}, nil
}

// makeClip writes a conforming clip of size bytes: seconds of picture and a free box
// that players skip. The box is a hole, which both sides read through the page cache
// like any file: what costs on the way out costs the same, only the disk is left out.
func makeClip(ctx context.Context, path string, size int64) error {
	cmd := exec.CommandContext(ctx, "ffmpeg", "-v", "error", "-f", "lavfi", "-i", "testsrc2=s=720x1280:r=30:d=4",
		"-f", "lavfi", "-i", "sine=sample_rate=48000:duration=4", "-ac", "2", "-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p",
		"-profile:v", "main", "-color_primaries", "bt709", "-color_trc", "bt709", "-colorspace", "bt709", "-color_range", "tv",
		"-c:a", "aac", "-map_metadata", "-1", "-fflags", "+bitexact", "-movflags", "+faststart", path)
	cmd.Stderr = os.Stderr
	if err := cmd.Run(); err != nil {
		return err
	}
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		return err
	}
	defer f.Close()
	end, err := f.Seek(0, io.SeekEnd)
	if err != nil {
		return err
	}
	free := make([]byte, 8)
	binary.BigEndian.PutUint32(free, uint32(size-end))
	copy(free[4:], "free")
	if _, err := f.Write(free); err != nil {
		return err
	}
	return errors.Join(f.Truncate(size), f.Sync())
}

// publishOne is the role "publish": one clip, by the engine that the window runs on.
func publishOne(ctx context.Context, j job) (r report, err error) {
	e, err := j.open(ctx)
	if err != nil {
		return r, err
	}
	defer e.Close()
	if j.Setup {
		if _, err = signIn(ctx, e, j.Control, 1); err == nil {
			_, err = e.Library.Add(ctx, j.Clips[0])
		}
		return r, err
	}
	clips, err := e.Library.All(ctx)
	if err != nil {
		return r, err
	}
	accounts, err := e.Accounts.Accounts(ctx)
	if err != nil {
		return r, err
	}
	ends, stop := listen(e, 1)
	defer stop()
	id, err := due(ctx, e, clips[0].ID, accounts[0].ID, fmt.Sprint("upload at ", time.Now().UnixNano()))
	if err != nil {
		return r, err
	}
	debug.FreeOSMemory()
	r.Before, err = memory("VmRSS")
	began, err2 := processor()
	if err := errors.Join(err, err2, forgetPeak(), e.Start(ctx)); err != nil {
		return r, err
	}
	if err := ends.wait(ctx, 1); err != nil {
		return r, err
	}
	ended, err := processor()
	r.Processor = ended - began
	peak, err2 := memory("VmHWM")
	r.After = peak
	events, err3 := e.Queue.Events(ctx, id)
	r.Took = between(events)
	return r, errors.Join(err, err2, err3)
}

// between returns the time from the durable upload address to the last byte's
// acknowledgement.
func between(events []cuedrop.AttemptEvent) time.Duration {
	var from, to time.Time
	for _, e := range events {
		switch e.Transition {
		case cuedrop.TransAcceptInit:
			from = e.At
		case cuedrop.TransFinishUpload:
			to = e.At
		default:
		}
	}
	return to.Sub(from)
}
