package media

import "context"

// Available reports whether ffmpeg and ffprobe can be used at all, without the test
// encode of Tools, which takes a second and a hundred megabytes. The faults are
// those of Tools.
func (e *Engine) Available(ctx context.Context) error {
	_, err := e.binaries(ctx)
	return err
}
