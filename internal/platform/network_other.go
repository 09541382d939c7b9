//go:build !linux && !darwin && !windows

package platform

import (
	"context"
	"errors"
)

func watchNetwork(context.Context, func()) error {
	return errors.New("this system does not tell of its networks")
}
