package power

import (
	"regexp"
	"strconv"
	"strings"
)

// Answer is what a system says to a question. The zero value is Unknown: nothing may
// be held back for it.
type Answer int

// The answers.
const (
	Unknown Answer = iota
	No
	Yes
)

// unknownPercent is a charge that the system does not tell.
const unknownPercent = -1

// State is how the computer is powered and connected at one moment.
type State struct {
	OnBattery Answer
	Percent   int    // of charge, all batteries together; -1 = unknown or none
	Metered   Answer // whether the connection is paid by the byte
}

var charge = regexp.MustCompile(`(\d{1,3})%`)

// fromPmset reads what macOS' “pmset -g batt” prints:
//
//	Now drawing from 'Battery Power'
//	 -InternalBattery-0 (id=1234567)	85%; discharging; 3:12 remaining present: true
func fromPmset(text string) State {
	s := State{Percent: unknownPercent}
	first, rest, _ := strings.Cut(text, "\n")
	switch {
	case strings.Contains(first, "'AC Power'"):
		s.OnBattery = No
	case strings.Contains(first, "'Battery Power'"), strings.Contains(first, "'UPS Power'"):
		s.OnBattery = Yes
	}
	if m := charge.FindStringSubmatch(rest); m != nil {
		if n, err := strconv.Atoi(m[1]); err == nil && n <= 100 {
			s.Percent = n
		}
	}
	return s
}

// fromPowerStatus reads the fields of Windows' SYSTEM_POWER_STATUS.
func fromPowerStatus(acLine, batteryFlag, percent byte) State {
	const noBattery, unknown = 128, 255
	s := State{Percent: unknownPercent}
	switch {
	case acLine == 1, batteryFlag != unknown && batteryFlag&noBattery != 0:
		s.OnBattery = No
	case acLine == 0:
		s.OnBattery = Yes
	}
	if percent <= 100 && (batteryFlag == unknown || batteryFlag&noBattery == 0) {
		s.Percent = int(percent)
	}
	return s
}

// fromNetworkManager reads NetworkManager's property Metered (NMMetered): what it
// guesses is as good as known, since it guesses yes for a phone's hotspot only.
func fromNetworkManager(metered uint32) Answer {
	switch metered {
	case 1, 3: // yes, guessed yes
		return Yes
	case 2, 4: // no, guessed no
		return No
	}
	return Unknown
}
