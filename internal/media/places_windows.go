package media

import (
	"path/filepath"

	"golang.org/x/sys/windows/registry"
)

// storedPath is PATH as installers have left it, of this user and of the computer. A
// running program keeps the PATH of its start; this one is the present one.
func storedPath() []string {
	var dirs []string
	for _, place := range []struct {
		root registry.Key
		path string
	}{
		{registry.CURRENT_USER, `Environment`},
		{registry.LOCAL_MACHINE, `SYSTEM\CurrentControlSet\Control\Session Manager\Environment`},
	} {
		key, err := registry.OpenKey(place.root, place.path, registry.QUERY_VALUE)
		if err != nil {
			continue
		}
		value, kind, err := key.GetStringValue("Path")
		_ = key.Close()
		if err != nil {
			continue
		}
		if kind == registry.EXPAND_SZ {
			if expanded, err := registry.ExpandString(value); err == nil {
				value = expanded
			}
		}
		dirs = append(dirs, filepath.SplitList(value)...)
	}
	return dirs
}
