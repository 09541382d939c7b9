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
		_ = wails.Run(windowOptions(app.New(app.Deps{}), false))
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

// window opens the workspace and the window on it, and returns when it is closed. Where
// the workspace has a window already, that one is shown and gets the files.
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
	first, err := instance.Claim(ctx, dir, start.Files)
	if first == nil || err != nil {
		return err
	}
	defer first.Close() // after the engine: until then another one could not publish
	return windowOn(ctx, cfg, home, start, first)
}

// windowOn opens the window that first gives the right to. home is what leaving the
// sandbox goes back to.
func windowOn(ctx context.Context, cfg, home engine.Config, start cli.Start, first *instance.Window) error {
	e, err := engine.New(ctx, cfg)
	if err != nil {
		return err
	}
	defer e.Close()
	if err := e.Vault.Unlock(ctx); err != nil {
		return err
	}
	welcome, err := newWelcome(ctx, e, cfg, home)
	if err != nil {
		return err
	}
	a := app.New(app.Deps{
		Welcome: welcome,
		Queue:   e.Queue, Library: e.Library, Accounts: e.Accounts, Health: e.Health, Bus: e.Bus,
		Now: e.Clock.Now, Rev: e.Store.Rev, Start: e.Start, Wake: e.Scheduler.Wake, Practice: e.Practice(), PracticeURL: e.PracticeURL(),
		Workspace: filepath.Base(e.Dir()), Zone: engine.Zone(), Version: version, Credentials: e.Credentials,
		Receipt: e.Receipts.HTML, Avatar: e.Accounts.Avatar, TikTokApp: e.App, SetApp: e.SetApp, ForgetApp: e.ForgetApp,
		Privacy: e.Privacy, Security: app.SecurityDeps{Service: e.Security, Support: e.Support},
		Limits: e.Publisher.Limits, SetLimits: e.Publisher.SetLimits, Power: e.PowerRules, SetPower: e.SetPowerRules,
		Settings: e.Store, TrayIcon: trayIcon, StateFile: filepath.Join(filepath.Dir(filepath.Dir(e.Dir())), "window-state.json"),
		FFmpeg: e.FFmpeg, SearchFFmpeg: e.SearchFFmpeg, ChooseFFmpeg: e.ChooseFFmpeg, MediaRules: e.MediaRules, SetMediaRules: e.SetMediaRules,
		ShowFile: e.ShowFile, Files: start.Files, Log: e.Log,
	})
	first.Take(a.SecondInstance)
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
