package engine

import (
	"context"

	"cuedrop/internal/cuedrop"
)

// RecordActivity adds a line to the log of activity.
func (e *Engine) RecordActivity(ctx context.Context, a cuedrop.Activity) error {
	return e.Store.RecordActivity(ctx, a)
}
