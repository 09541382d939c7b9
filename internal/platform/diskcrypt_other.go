//go:build !linux && !darwin && !windows

package platform

import "context"

func diskEncryption(context.Context, string) (DiskCrypt, string) { return CryptUnknown, "" }
