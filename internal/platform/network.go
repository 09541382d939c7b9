package platform

import "context"

// WatchNetwork calls changed, from one goroutine and without a pause between, each time
// the system says that a network, an address or a route has come or gone, until ctx
// ends. It costs nothing while nothing changes. Several calls for one event are normal,
// and so are calls that mean nothing to the caller. It returns ctx's error, or why the
// system can't be listened to.
func WatchNetwork(ctx context.Context, changed func()) error { return watchNetwork(ctx, changed) }
