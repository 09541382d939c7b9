package media

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"

	"cuedrop/internal/cuedrop"
	"cuedrop/internal/fault"
)

// running starts a long conversion over an old result and calls act with
// ffmpeg's process number once it runs. It returns Prepare's error.
func running(ctx context.Context, t *testing.T, e *Engine, act func(pid int)) error {
	t.Helper()
	dir := t.TempDir()
	out := write(t, filepath.Join(dir, "out.mp4"), []byte("old result"))
	e.started = act
	_, err := e.Prepare(ctx, clip(t, "slow.mp4"), out, PrepareOptions{})
	onlyFiles(t, dir, "out.mp4")
	if got := string(read(t, out)); got != "old result" {
		t.Errorf("the old result changed: %d bytes", len(got))
	}
	return err
}

func TestCancelLeavesNothing(t *testing.T) {
	t.Parallel()
	needFFmpeg(t)
	ctx, cancel := context.WithCancel(context.Background())
	var at time.Time
	err := running(ctx, t, New(Options{}), func(int) { at = time.Now(); cancel() })
	if took := time.Since(at); took > time.Second {
		t.Errorf("took %s", took)
	}
	if !fault.Is(err, fault.Canceled) || !errors.Is(err, context.Canceled) {
		t.Errorf("%v", err)
	}
}

func TestKilledFFmpegIsAFault(t *testing.T) {
	t.Parallel()
	needFFmpeg(t)
	err := running(context.Background(), t, New(Options{}), func(pid int) {
		p, err := os.FindProcess(pid)
		if err != nil {
			t.Error(err)
			return
		}
		if err := p.Kill(); err != nil {
			t.Error(err)
		}
	})
	if fault.ReasonOf(err) != "ffmpeg.failed" || !fault.Is(err, fault.Internal) || fault.MessageOf(err) == fault.InternalMessage {
		t.Errorf("%v", err)
	}
}

func TestHangingFFmpegIsEnded(t *testing.T) {
	t.Parallel()
	needFFmpeg(t)
	e := New(Options{})
	e.stall = 1200 * time.Millisecond
	err := running(context.Background(), t, e, func(pid int) {
		if !suspend(pid) {
			t.Skip("no way to suspend a process here")
		}
	})
	if fault.ReasonOf(err) != "ffmpeg.stalled" {
		t.Errorf("%v", err)
	}
}

func TestCancelWhileWaitingForTheOtherConversion(t *testing.T) {
	t.Parallel()
	needFFmpeg(t)
	e := New(Options{})
	e.transcodes <- struct{}{} // somebody else converts
	ctx, cancel := context.WithTimeout(context.Background(), 300*time.Millisecond)
	defer cancel()
	dir := t.TempDir()
	c := cuedrop.Check{Verdict: cuedrop.VerdictFixable}
	_, err := e.Prepare(ctx, clip(t, "slow.mp4"), filepath.Join(dir, "o.mp4"), PrepareOptions{Check: &c})
	if !fault.Is(err, fault.Canceled) {
		t.Errorf("%v", err)
	}
	onlyFiles(t, dir)
}

func TestCanceledCheck(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := engine(t).Check(ctx, clip(t, "conforming.mp4")); !fault.Is(err, fault.Canceled) {
		t.Errorf("%v", err)
	}
}
