package cuedrop

// PowerRules are what the user wants of a computer that runs on battery, sleeps, or
// pays for its connection. What a system does not tell holds no post back.
type PowerRules struct {
	// KeepAwake keeps the computer from going to sleep by itself while a post is due
	// soon or on its way.
	KeepAwake bool
	// BatteryMin is the charge in percent below which nothing goes out on battery; 0 =
	// there is no such limit.
	BatteryMin int
	// HoldMetered has nothing uploaded on a connection that is paid by the byte.
	HoldMetered bool
}
