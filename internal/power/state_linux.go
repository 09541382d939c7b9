package power

import (
	"context"
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

// Current returns how the computer is powered and connected now. What can't be learnt
// within ctx or a few seconds is unknown.
func Current(ctx context.Context) State {
	s := supplies("/sys/class/power_supply")
	s.Metered = metered(ctx, systemBus)
	return s
}

// metered asks NetworkManager about the connection that the traffic takes.
func metered(ctx context.Context, bus dialFunc) Answer {
	ctx, cancel := context.WithTimeout(ctx, within)
	defer cancel()
	conn, _, err := open(ctx, bus)
	if err != nil {
		return Unknown
	}
	defer func() { _ = conn.Close() }()
	const name = "org.freedesktop.NetworkManager"
	v, err := conn.Object(name, "/org/freedesktop/NetworkManager").GetProperty(name + ".Metered")
	if err != nil {
		return Unknown
	}
	n, _ := v.Value().(uint32)
	return fromNetworkManager(n)
}

// supplies reads the kernel's list of power supplies (Linux,
// Documentation/ABI/testing/sysfs-class-power). Batteries of mice and phones are in it
// too, with the scope Device.
func supplies(dir string) State {
	s := State{Percent: unknownPercent}
	entries, err := os.ReadDir(dir)
	if err != nil {
		return s
	}
	var mains, discharging, unclear bool
	var all []battery
	for _, e := range entries {
		at := supply(filepath.Join(dir, e.Name()))
		switch kind := at.word("type"); {
		case at.word("scope") == "Device":
		case kind == "Battery" || kind == "UPS":
			if at.word("present") == "0" {
				continue
			}
			all = append(all, at.battery())
			switch at.word("status") {
			case "Discharging":
				discharging = true
			case "Charging", "Full", "Not charging":
			default:
				unclear = true
			}
		case kind != "":
			mains = mains || at.word("online") == "1" || at.word("online") == "2"
		}
	}
	switch {
	case mains:
		s.OnBattery = No
	case discharging:
		s.OnBattery = Yes
	case !unclear:
		s.OnBattery = No // none at all, or none that gives
	}
	s.Percent = together(all)
	return s
}

type supply string

// word returns one property, or "" when there is none.
func (s supply) word(name string) string {
	raw, err := os.ReadFile(filepath.Join(string(s), name))
	if err != nil {
		return ""
	}
	return strings.TrimSpace(string(raw))
}

func (s supply) number(names ...string) float64 {
	for _, name := range names {
		if n, err := strconv.ParseFloat(s.word(name), 64); err == nil && n >= 0 {
			return n
		}
	}
	return -1
}

// battery is what one holds: in the kernel's own percent, and in energy or charge
// where the driver tells; -1 = unknown.
type battery struct{ percent, now, full float64 }

func (s supply) battery() battery {
	b := battery{s.number("capacity"), s.number("energy_now"), s.number("energy_full")}
	if b.now < 0 || b.full <= 0 {
		b.now, b.full = s.number("charge_now"), s.number("charge_full")
	}
	return b
}

// together returns the charge of all batteries in percent, by their size where all
// tell it.
func together(all []battery) int {
	var now, full, percent float64
	sized := true
	for _, b := range all {
		if b.percent < 0 || b.percent > 100 {
			return unknownPercent
		}
		sized = sized && b.now >= 0 && b.full > 0
		now, full, percent = now+b.now, full+b.full, percent+b.percent
	}
	switch {
	case len(all) == 0:
		return unknownPercent
	case len(all) > 1 && sized:
		return int(min(100*now/full, 100))
	}
	return int(percent / float64(len(all)))
}
