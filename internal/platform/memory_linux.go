package platform

import (
	"bufio"
	"os"
	"strconv"
	"strings"
)

// Memory returns how many bytes of memory the machine has, and how many programs can still
// have; 0 = not known.
func Memory() (total, available uint64) {
	f, err := os.Open("/proc/meminfo")
	if err != nil {
		return 0, 0
	}
	defer func() { _ = f.Close() }()
	for lines := bufio.NewScanner(f); lines.Scan(); {
		fields := strings.Fields(lines.Text()) // MemTotal: 24683284 kB
		if len(fields) < 2 {
			continue
		}
		kib, err := strconv.ParseUint(fields[1], 10, 50) // so that the product fits
		switch {
		case err != nil:
		case fields[0] == "MemTotal:":
			total = kib << 10
		case fields[0] == "MemAvailable:":
			return total, kib << 10
		}
	}
	return total, 0
}
