//go:build desktop || dev || bindings

package main

// This is the desktop build: the same command line, and a window when there is no
// command.

import (
	"context"
	"embed"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"
	_ "time/tzdata" // zones work on machines that have none

	"github.com/wailsapp/wails/v2"
	"github.com/wailsapp/wails/v2/pkg/logger"
	"github.com/wailsapp/wails/v2/pkg/options"
	"github.com/wailsapp/wails/v2/pkg/options/assetserver"
	"github.com/wailsapp/wails/v2/pkg/options/linux"
	"github.com/wailsapp/wails/v2/pkg/options/mac"
	"github.com/wailsapp/wails/v2/pkg/options/windows"

	"cuedrop/app"
	"cuedrop/internal/cli"
	"cuedrop/internal/engine"
	"cuedrop/internal/instance"
)

//go:embed all:frontend/dist
var assets embed.FS

//go:embed build/appicon.png
var icon []byte

func main() {
	if generating {
		// Wails runs this build only to read the bound types: nothing may be opened.
		_ = wails.Run(windowOptions(app.New(app.Program{}), false))
		return
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := cli.Main(ctx, cli.Options{
		Args: os.Args[1:], Stdin: os.Stdin, Stdout: os.Stdout, Stderr: os.Stderr, Version: version, Window: window,
	})
	stop()
	if code == 0 && again != nil { // everything is closed by now
		if err := again(); err != nil {
			fmt.Fprintln(os.Stderr, "cuedrop: the window could not be opened again. Start Cuedrop once more.")
			code = 1
		}
	}
	os.Exit(code)
}

// window opens the window on a workspace, and returns when it is closed. Where the data
// folder has a window already, that one is shown, turns to the workspace and gets the files.
func window(ctx context.Context, cfg engine.Config, start cli.Start) error {
	home := cfg
	if cfg.ThrowAway {
		forget, err := throwAway(&cfg)
		if err != nil {
			return err
		}
		defer forget()
	}
	for i, f := range start.Files {
		if abs, err := filepath.Abs(f); err == nil {
			start.Files[i] = abs
		}
	}
	dir, err := cfg.Dir()
	if err != nil {
		return err
	}
	first, err := instance.Claim(ctx, filepath.Dir(filepath.Dir(dir)), instance.Handed{Files: start.Files, Workspace: cfg.Workspace})
	if first == nil || err != nil {
		return err
	}
	defer first.Close() // after the engines: until then another one could not publish
	return windowOn(ctx, cfg, home, start, first)
}

// windowOn opens the window that first gives the right to. home is what leaving the
// sandbox goes back to.
func windowOn(ctx context.Context, cfg, home engine.Config, start cli.Start, first *instance.Window) error {
	cfg.Unattended = true // whoever sits there gives a passphrase in the window
	all, err := engine.NewFleet(cfg)
	if err != nil {
		return err
	}
	defer all.Close()
	f := fleet{all, cfg, home}
	p := app.Program{
		Shown: all.First(), Now: all.Now, Practice: cfg.Sandbox || cfg.TikTokURL != "", Zone: engine.Zone(), Version: version,
		Open:  func(ctx context.Context) (app.Deps, error) { return f.Open(ctx, all.First(), "") },
		Files: start.Files, StateFile: f.stateFile(), LanguageFile: f.languageFile(), TrayIcon: trayIcon, Log: cfg.Log,
		Away: []func(context.Context, func(string)) error{engine.WatchSleep, engine.WatchLock}, Fleet: f,
	}
	// What can't be opened, because it is locked or for another reason, is said in the window;
	// without any other workspace there is nothing to show.
	if all.Fixed() {
		d, err := p.Open(ctx)
		if err != nil {
			return err
		}
		p.Open = func(context.Context) (app.Deps, error) { return d, nil }
	}
	a := app.New(p)
	first.Take(func(h instance.Handed) { a.SecondInstance(h.Files, h.Workspace) })
	defer first.Take(nil)                   // whoever starts from now on waits for our end
	defer context.AfterFunc(ctx, a.Leave)() // the session ends, and Wails hears of it too
	a.StartTray()
	if err := wails.Run(windowOptions(a, start.Background && !cfg.Sandbox)); err != nil {
		return fmt.Errorf("run window: %w", err)
	}
	return nil
}

func windowOptions(a *app.App, hidden bool) *options.App {
	state := a.WindowState()
	start := options.Normal
	if state.Maximised {
		start = options.Maximised
	}
	return &options.App{
		Title: "Cuedrop", Width: state.Width, Height: state.Height, MinWidth: app.MinWidth, MinHeight: app.MinHeight,
		WindowStartState: start, StartHidden: hidden,
		Menu:             a.Menu(),
		OnBeforeClose:    a.BeforeClose,
		AssetServer:      &assetserver.Options{Assets: assets, Handler: a.Handler(), Middleware: app.SecureHeaders(a)},
		BackgroundColour: options.NewRGB(255, 255, 255),
		OnStartup:        a.Startup,
		OnShutdown:       a.Shutdown,
		Bind:             a.Bind(),
		EnumBind:         a.Enums(),
		ErrorFormatter:   app.FormatError,
		// DisableWebViewDrop stays false: on Linux and Windows Wails takes dropped files
		// through the web view, and the page keeps it from opening them itself.
		DragAndDrop: &options.DragAndDrop{EnableFileDrop: true},
		// Wails' own log would hold every call's arguments: captions and names.
		Logger:             logger.NewDefaultLogger(),
		LogLevel:           logger.ERROR,
		LogLevelProduction: logger.ERROR,
		Linux:              &linux.Options{Icon: icon, ProgramName: "cuedrop"},
		Mac:                &mac.Options{},
		Windows:            &windows.Options{},
		// No SingleInstanceLock: package instance sees to that.
	}
}
