package cuedrop

import "time"

// Lease names the one program that publishes from a workspace.
type Lease struct {
	Holder  string // random, one a run
	Machine string // digest of the computer's own id; "" = it has none
	TakenAt time.Time
	SeenAt  time.Time // when its scheduler last looked; zero = never
	Until   time.Time // zero = given back
}
