//go:build !linux && !windows && !darwin

package power

import (
	"context"
	"errors"
)

func watchLock(context.Context, func()) error {
	return errors.New("this system does not tell of its lock")
}
