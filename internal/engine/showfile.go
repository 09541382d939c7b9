package engine

import (
	"context"
	"errors"
	"io/fs"
	"os"

	"cuedrop/internal/cuedrop"
	"cuedrop/internal/fault"
	"cuedrop/internal/platform"
)

// ShowFile shows the original of a clip in the system's file manager. Rejected
// "media.source_missing" when it is not where it was.
func (e *Engine) ShowFile(ctx context.Context, id cuedrop.MediaID) error {
	m, err := e.Library.Media(ctx, id)
	if err != nil {
		return err
	}
	if _, err := os.Stat(m.Path); err != nil {
		message := "The file “" + m.Name + "” can't be reached. Check its drive and its rights."
		if errors.Is(err, fs.ErrNotExist) {
			message = "The file “" + m.Name + "” is gone. Put it back or choose another one."
		}
		return fault.Wrap(err, fault.Rejected, "media.source_missing", message)
	}
	if err := platform.Reveal(ctx, m.Path); err != nil {
		return fault.Wrap(err, fault.Unavailable, "media.no_file_manager", "No file manager could be opened. Look for “"+m.Name+"” yourself.")
	}
	return nil
}
