package cuedrop

// MaxThreads is the largest number of threads that a user may ask for.
const MaxThreads = 64

// MediaRules are what the user wants of conversions on this computer. The zero value
// searches ffmpeg, converts in software, with all cores, also on battery.
type MediaRules struct {
	// FFmpeg and FFprobe are paths; "" searches. A FFprobe of "" is the one beside
	// FFmpeg.
	FFmpeg, FFprobe string
	// Hardware has the graphics card encode where it passes a test.
	Hardware bool
	// Threads is how many threads one conversion may use at most; 0 = no limit.
	Threads int
	// SpareBattery makes no file ahead of its time while on battery. A post that is due
	// is converted all the same.
	SpareBattery bool
}
