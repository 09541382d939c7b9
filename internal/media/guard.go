package media

import (
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"cuedrop/internal/fault"
)

var (
	errUnguarded = errors.New("a child process without its guards")
	errNoLimit   = errors.New("a child process without a memory limit")
)

// guarded is the last gate before a child process starts: whatever built the
// arguments, each clip among the inputs has all of guards before it and an absolute
// "file:" path, and nothing else may be an input but sources that read no file
// (reliability-security.md 5.5, E8 to E11). What fails here is our own bug.
func guarded(c command) error {
	if c.memory == 0 {
		return fault.Wrap(errNoLimit, fault.Internal, "", "")
	}
	options := []string{}
	for i := 0; i < len(c.args); i++ {
		arg := c.args[i]
		last := i == len(c.args)-1
		switch {
		case arg == "-i" && last:
			return unguarded("-i names nothing")
		case arg == "-i":
			i++
			if err := guardedInput(c.args[i], options); err != nil {
				return err
			}
			options = options[:0]
			continue
		case strings.Contains(arg, "movie=") && i > 0 && isFilterOption(c.args[i-1]):
			return unguarded("a filter opens a file")
		}
		options = append(options, arg)
	}
	return nil
}

// guardedInput checks one input and the options that stand before it.
func guardedInput(input string, options []string) error {
	format := valueOf(options, "-f")
	switch {
	case format == "lavfi":
		if strings.Contains(input, "movie=") {
			return unguarded("a source opens a file")
		}
		return nil
	case input == stdinURL && format == "rawvideo": // our own frames
		return nil
	case input == stdinURL && format == "h264": // keyframes that were cut out of a clip
		return holds(options, unitGuards)
	case !strings.HasPrefix(input, "file:") || !filepath.IsAbs(strings.TrimPrefix(input, "file:")):
		return unguarded("an input is no absolute path")
	}
	return holds(options, guards)
}

// holds reports what of want, names with their values, is not among options.
func holds(options, want []string) error {
	for i := 0; i+1 < len(want); i += 2 {
		if valueOf(options, want[i]) != want[i+1] {
			return unguarded(want[i] + " is missing")
		}
	}
	return nil
}

// valueOf returns what follows the last option of that name: ffmpeg obeys the last.
func valueOf(options []string, name string) string {
	value := ""
	for i := 0; i+1 < len(options); i++ {
		if options[i] == name {
			value = options[i+1]
		}
	}
	return value
}

func isFilterOption(arg string) bool {
	name, _, _ := strings.Cut(arg, ":")
	return slices.Contains([]string{"-vf", "-af", "-filter", "-filter_complex", "-lavfi"}, name)
}

func unguarded(why string) error {
	return fault.Wrap(fmt.Errorf("%w: %s", errUnguarded, why), fault.Internal, "", "")
}
