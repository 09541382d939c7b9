package media

import (
	"os"
	"path/filepath"
	"slices"
)

// searchDirs are the folders to look into, in order (media.md 2.3): beside the app,
// the app's tools, PATH, and where installers put ffmpeg. Only absolute ones: a
// program in whatever folder Cuedrop was started from is not taken, which
// exec.LookPath calls exec.ErrDot.
func searchDirs(opts Options, goos string) []string {
	var dirs []string
	if opts.ExeDir != "" {
		dirs = append(dirs, filepath.Join(opts.ExeDir, "ffmpeg"))
		if goos == "darwin" {
			dirs = append(dirs, filepath.Join(opts.ExeDir, "..", "Resources", "ffmpeg"))
		}
	}
	if opts.ToolsDir != "" {
		dirs = append(dirs, opts.ToolsDir, filepath.Join(opts.ToolsDir, "bin"), filepath.Join(opts.ToolsDir, "ffmpeg"), filepath.Join(opts.ToolsDir, "ffmpeg", "bin"))
	}
	dirs = append(dirs, filepath.SplitList(os.Getenv("PATH"))...)
	dirs = append(dirs, storedPath()...)
	home, _ := os.UserHomeDir()
	return absolute(append(dirs, installDirs(goos, home, os.Getenv)...))
}

// absolute returns the absolute ones of dirs, each once. An environment variable that
// is not set leaves a relative one.
func absolute(dirs []string) []string {
	var out []string
	for _, dir := range dirs {
		if filepath.IsAbs(dir) && !slices.Contains(out, filepath.Clean(dir)) {
			out = append(out, filepath.Clean(dir))
		}
	}
	return out
}

// installDirs are where installers put ffmpeg. Programs started from the macOS Finder
// do not see the shell's PATH.
func installDirs(goos, home string, env func(string) string) []string {
	switch goos {
	case "windows":
		local, programs := env("LOCALAPPDATA"), env("ProgramFiles")
		dirs := []string{filepath.Join(local, "Microsoft", "WinGet", "Links"), filepath.Join(programs, "WinGet", "Links")}
		for _, root := range []string{filepath.Join(local, "Microsoft", "WinGet", "Packages"), filepath.Join(programs, "WinGet", "Packages")} {
			for _, maker := range []string{"Gyan.FFmpeg*", "BtbN.FFmpeg*"} {
				found, _ := filepath.Glob(filepath.Join(root, maker, "*", "bin"))
				slices.Reverse(found) // the newest is the last by name
				dirs = append(dirs, found...)
			}
		}
		return append(dirs, filepath.Join(home, "scoop", "shims"), filepath.Join(env("ChocolateyInstall"), "bin"),
			filepath.Join(env("ProgramData"), "chocolatey", "bin"), filepath.Join(env("SystemDrive")+`\`, "ffmpeg", "bin"),
			filepath.Join(programs, "ffmpeg", "bin"))
	case "darwin":
		return []string{
			"/opt/homebrew/bin", "/usr/local/bin", "/opt/local/bin", filepath.Join(home, "bin"), filepath.Join(home, ".local", "bin"),
			"/run/current-system/sw/bin", filepath.Join(home, ".nix-profile", "bin"),
		}
	}
	return []string{
		"/usr/bin", "/usr/local/bin", "/snap/bin", filepath.Join(home, ".local", "bin"), "/home/linuxbrew/.linuxbrew/bin",
		"/run/current-system/sw/bin", filepath.Join(home, ".nix-profile", "bin"),
	}
}
