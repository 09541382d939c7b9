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

// FFmpeg is the ffmpeg in use and what it can do, for people to read.
type FFmpeg struct {
	Path, Version string // "" without a usable one
	// Given says that somebody named it for this run of the program; the rules do not
	// count then.
	Given bool
	// Encoder makes H.264; "" = none works. Hardware says that the graphics card does it.
	Encoder  string
	Hardware bool
	Encoders []FFmpegEncoder
	// Lacks are sentences on what goes worse because of what it was built without.
	Lacks   []string
	Advice  string // a sentence on its age, or ""
	Problem string // a sentence on why there is none to use, or ""
	Install []InstallCommand
}

// FFmpegEncoder is an encoder that was considered: works, fails (its test), failed (at a
// clip), absent, untried.
type FFmpegEncoder struct{ Name, State string }

// InstallCommand is a way to get ffmpeg on this system.
type InstallCommand struct{ Title, Command string }
