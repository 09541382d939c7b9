package engine

import (
	"context"
	"log/slog"
	"net/url"
	"os"
	"path/filepath"
	"time"

	"cuedrop/internal/clock"
	"cuedrop/internal/cuedrop"
	"cuedrop/internal/egress"
	"cuedrop/internal/fault"
	"cuedrop/internal/platform"
	"cuedrop/internal/power"
	"cuedrop/internal/vault"
	"cuedrop/internal/workspace"
)

// Config says where a workspace lies and how its engine talks to the world. The
// zero value is the user's default workspace on the real TikTok.
type Config struct {
	DataDir string // "" = the system's place
	// Workspace is the id of a workspace, which is the name of its folder; "" = "default".
	// Resolve turns what a user calls one into its id.
	Workspace string

	// TikTokURL sends everything for TikTok to one loopback origin instead.
	TikTokURL string
	// Sandbox starts the built-in TikTok inside this process and uses it. It
	// excludes TikTokURL.
	Sandbox bool
	// ThrowAway asks the window for a workspace that goes when it closes. Leaving the
	// sandbox then opens the one that DataDir and Workspace name.
	ThrowAway bool
	// AskPolicy lets nothing be scheduled before the policies were accepted. The window
	// asks; the command line does not (docs/decisions/0018).
	AskPolicy bool
	// Credentials of the TikTok app; zero = none given.
	Credentials cuedrop.Credentials
	// Passphrase wraps the workspace key instead of the keyring.
	Passphrase cuedrop.Secret
	// Unattended says that the program starts by itself, so that a Passphrase that does not
	// fit is counted apart from those that people give (docs/decisions/0021).
	Unattended bool
	// Cost is what a try of a new passphrase costs; zero = docs/decisions/0021. For tests.
	Cost vault.Cost
	// Browser is a program that opens an address given as its last argument; "" =
	// the system's browser.
	Browser         string
	FFmpeg, FFprobe string // "" = search

	Version  string // of the program, for exported files
	Language string // of the page that the browser shows after signing in
	// Crashed says that an earlier run has ended by a crash of which a note was just made.
	Crashed bool
	Clock   clock.Clock
	Machine string // tells computers apart; "" = ask the system
	Log     *slog.Logger
	// Probe is called at every point at which a crash must do no harm; for tests.
	Probe func(point string)
	// AckEvery is publish.Config's; tests that stop at every point want every note.
	AckEvery time.Duration
	// Inhibit keeps the computer awake until release, and Power tells how it is powered;
	// nil = the system's; for tests.
	Inhibit func(ctx context.Context, why string) (release func(), err error)
	Power   func(context.Context) power.State
	// Returns tell that the network is back or the computer awake, each until its context
	// ends; nil = the system's.
	Returns []func(context.Context, func()) error
	// OpenURL replaces Browser; for tests and for --no-browser.
	OpenURL func(ctx context.Context, url string) error

	// stay is how long a browser that comes back to a sign-in that was stopped is told so; nil =
	// not at all.
	stay context.Context //nolint:containedctx // a fleet's, which outlasts its engines
	// machine is what the workspaces of a fleet share; nil = one of its own.
	machine *machine
}

// defaultWorkspace needs no set-up.
const defaultWorkspace = "default"

// Credentials that the build was given by -ldflags "-X …". Empty in this
// repository: nothing secret is in it.
var (
	builtInClientKey    string
	builtInClientSecret string
)

// FromEnvironment returns the configuration that the environment asks for.
func FromEnvironment() Config {
	return Config{
		DataDir:   os.Getenv("CUEDROP_DATA_DIR"),
		TikTokURL: os.Getenv("CUEDROP_TIKTOK_URL"),
		Credentials: cuedrop.Credentials{
			ClientKey:    os.Getenv("CUEDROP_CLIENT_KEY"),
			ClientSecret: cuedrop.Secret(os.Getenv("CUEDROP_CLIENT_SECRET")),
		},
		Passphrase: cuedrop.Secret(os.Getenv("CUEDROP_PASSPHRASE")),
		Browser:    os.Getenv("CUEDROP_BROWSER"),
		FFmpeg:     os.Getenv("CUEDROP_FFMPEG"),
		FFprobe:    os.Getenv("CUEDROP_FFPROBE"),
	}
}

// Validate returns Invalid for a configuration that must not be used at all, before
// anything is opened or dialled.
func (c Config) Validate() error {
	if err := c.validate(); err != nil {
		return err
	}
	return workspace.CheckID(c.id())
}

// Resolve returns c with the id of the workspace that the user means by c.Workspace: an
// id or a name. It looks at the names of the workspaces that are there, opens none and
// writes nothing. A name that could be an id and is nobody's is the id of a workspace that
// is made when it is opened. It fails as Validate does; no workspace of a name is Invalid.
func (c Config) Resolve() (Config, error) {
	if err := c.validate(); err != nil || c.Workspace == "" {
		return c, err
	}
	root, err := c.dataDir()
	if err != nil {
		return c, err
	}
	c.Workspace, err = workspace.At(filepath.Join(root, workspacesName)).Resolve(c.Workspace)
	return c, err
}

// validate is Validate but for the workspace.
func (c Config) validate() error {
	if _, err := c.loopback(); err != nil {
		return err
	}
	if c.Sandbox && c.TikTokURL != "" {
		return fault.New(fault.Invalid, "config.sandbox", "Choose one: the built-in sandbox or CUEDROP_TIKTOK_URL.")
	}
	_, err := c.dataDir()
	return err
}

func (c Config) id() string {
	if c.Workspace == "" {
		return defaultWorkspace
	}
	return c.Workspace
}

// workspacesName is the folder of the workspaces in the data folder.
const workspacesName = "workspaces"

// Dir returns the workspace folder, or Invalid.
func (c Config) Dir() (string, error) {
	root, err := c.dataDir()
	if err != nil {
		return "", err
	}
	return filepath.Join(root, workspacesName, c.id()), nil
}

// dataDir returns the data folder, or Invalid.
func (c Config) dataDir() (string, error) {
	root := c.DataDir
	if root == "" {
		var err error
		if root, err = platform.DataDir(); err != nil {
			return "", fault.Wrap(err, fault.Invalid, "config.data_dir", "Cuedrop can't tell where to keep its data. Give a folder with --data-dir.")
		}
	}
	abs, err := filepath.Abs(root)
	if err != nil {
		return "", fault.Wrap(err, fault.Invalid, "config.data_dir", "That data folder can't be used. Give another one with --data-dir.")
	}
	return abs, nil
}

func (c Config) loopback() (*url.URL, error) {
	if c.TikTokURL == "" {
		return nil, nil
	}
	return egress.ParseLoopback(c.TikTokURL)
}

func (c Config) withDefaults() Config {
	if c.Clock == nil {
		c.Clock = clock.System{}
	}
	if c.Machine == "" {
		c.Machine = platform.Machine()
	}
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
	if c.Returns == nil {
		c.Returns = []func(context.Context, func()) error{platform.WatchNetwork, power.WatchResume}
	}
	if c.Power == nil {
		c.Power = power.Current
	}
	if c.machine == nil {
		c.machine = newMachine(c)
	}
	if c.OpenURL == nil {
		program := c.Browser
		c.OpenURL = func(ctx context.Context, url string) error { return platform.OpenURL(ctx, program, url) }
	}
	return c
}
