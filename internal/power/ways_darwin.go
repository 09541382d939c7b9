package power

import (
	"context"
	"os"
	"strconv"
)

// ways is caffeinate, which every Mac has: no call of the system's own would work
// without cgo. -w ends it with this process, however that ends.
func ways() []way {
	return []way{{name: "caffeinate", take: func(ctx context.Context, _ string, lost func()) (func(), error) {
		h := helper{path: "/usr/bin/caffeinate", args: []string{"-i", "-w", strconv.Itoa(os.Getpid())}}
		return h.take(ctx, lost)
	}}}
}
