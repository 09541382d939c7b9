package app

// Feature is something optional that needs a permission of its own.
type Feature struct {
	Name  string `json:"name"` // links, profile, statistics
	Scope string `json:"scope"`
	On    bool   `json:"on"`
}

// TikTokApp is the registered app that signs people in. Its secret never comes here.
type TikTokApp struct {
	ClientKey string `json:"clientKey"`
	Source    string `json:"source"` // settings, environment, build, practice, none
	Editable  bool   `json:"editable"`
}

// UploadSettings are the user's limits on uploads.
type UploadSettings struct {
	MaxKBps int64 `json:"maxKBps"` // 0 = no limit
	Paused  bool  `json:"paused"`
}

// NotificationSettings are what is told outside the window.
type NotificationSettings struct {
	On          bool `json:"on"`
	Successes   bool `json:"successes"`   // published posts too, while the window has not the focus
	HideContent bool `json:"hideContent"` // no captions and no names
}

// Preferences are what the user has set.
type Preferences struct {
	Features      []Feature            `json:"features"`
	Upload        UploadSettings       `json:"upload"`
	App           TikTokApp            `json:"app"`
	Notifications NotificationSettings `json:"notifications"`
	Power         PowerSettings        `json:"power"`
	Media         MediaSettings        `json:"media"`
	Language      string               `json:"language"` // system, or one of en, es, id, zh
	Window        WindowSettings       `json:"window"`
	Profile       Profile              `json:"profile"`
	Policy        PolicyState          `json:"policy"`
	CacheMB       int                  `json:"cacheMb"`  // for pictures and previews made of clips
	Welcomed      bool                 `json:"welcomed"` // the first run is over
}

// WindowSettings are what becomes of the program around the window.
type WindowSettings struct {
	OnClose      string `json:"onClose"` // ask, keep, quit
	StartAtLogin bool   `json:"startAtLogin"`
}

// MediaSettings are the user's rules for conversions. Which ffmpeg is in use is chosen in
// the system's own dialog only.
type MediaSettings struct {
	Hardware         bool `json:"hardware"`         // encode with the graphics card where that works
	Threads          int  `json:"threads"`          // of one conversion at most; 0 = no limit
	ConvertOnBattery bool `json:"convertOnBattery"` // make files ahead of their time on battery too
	Chosen           bool `json:"chosen"`           // the user has chosen an ffmpeg; read only
}

// FFmpeg is the ffmpeg in use and what it can do.
type FFmpeg struct {
	Path     string           `json:"path"` // "" = there is none to use
	Version  string           `json:"version"`
	Given    bool             `json:"given"`   // named for this run of the program: nothing else is used
	Encoder  string           `json:"encoder"` // "" = none works
	Hardware bool             `json:"hardware"`
	Encoders []FFmpegEncoder  `json:"encoders"`
	Lacks    []string         `json:"lacks"`   // sentences
	Advice   string           `json:"advice"`  // a sentence, or ""
	Problem  string           `json:"problem"` // a sentence, or ""
	Install  []InstallCommand `json:"install"`
}

// FFmpegEncoder is an encoder that was considered.
type FFmpegEncoder struct {
	Name  string `json:"name"`
	State string `json:"state"` // works, fails, failed (at a clip), absent, untried
}

// InstallCommand is a way to get ffmpeg on this system.
type InstallCommand struct {
	Title   string `json:"title"`
	Command string `json:"command"`
}

// PowerSettings are the user's rules about the computer's power and network.
type PowerSettings struct {
	KeepAwake   bool `json:"keepAwake"`
	BatteryMin  int  `json:"batteryMin"` // percent; 0 = no limit
	HoldMetered bool `json:"holdMetered"`
}
