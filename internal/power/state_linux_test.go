package power

import (
	"os"
	"path/filepath"
	"testing"
)

type properties map[string]string

func TestThePowerSuppliesAreRead(t *testing.T) {
	t.Parallel()
	bat := func(status, capacity string) properties {
		return properties{"type": "Battery", "present": "1", "status": status, "capacity": capacity}
	}
	mains := func(online string) properties { return properties{"type": "Mains", "online": online} }
	sized := func(p properties, now, full string) properties {
		p["energy_now"], p["energy_full"] = now, full
		return p
	}
	tests := []struct {
		name     string
		supplies map[string]properties
		want     State
	}{
		{"desktop", nil, State{OnBattery: No, Percent: -1}},
		{"on battery", map[string]properties{"AC": mains("0"), "BAT0": bat("Discharging", "41")}, State{OnBattery: Yes, Percent: 41}},
		{"plugged in", map[string]properties{"AC": mains("1"), "BAT0": bat("Charging", "41")}, State{OnBattery: No, Percent: 41}},
		{"plugged in, too weak a plug", map[string]properties{"AC": mains("1"), "BAT0": bat("Discharging", "41")}, State{OnBattery: No, Percent: 41}},
		{"USB-C only", map[string]properties{"ucsi": {"type": "USB", "online": "1"}, "BAT0": bat("Charging", "9")}, State{OnBattery: No, Percent: 9}},
		{"full, no word of a plug", map[string]properties{"BAT0": bat("Full", "100")}, State{OnBattery: No, Percent: 100}},
		{"driver says nothing", map[string]properties{"BAT0": bat("Unknown", "70")}, State{Percent: 70}},
		{"empty bay", map[string]properties{"AC": mains("0"), "BAT1": {"type": "Battery", "present": "0"}}, State{OnBattery: No, Percent: -1}},
		{"a mouse is not the computer", map[string]properties{"hid": {"type": "Battery", "scope": "Device", "status": "Discharging", "capacity": "5", "present": "1"}}, State{OnBattery: No, Percent: -1}},
		{"a UPS", map[string]properties{"ups": {"type": "UPS", "status": "Discharging", "capacity": "30"}}, State{OnBattery: Yes, Percent: 30}},
		{"two batteries", map[string]properties{"AC": mains("0"), "BAT0": sized(bat("Discharging", "10"), "5", "50"), "BAT1": sized(bat("Unknown", "100"), "20", "20")}, State{OnBattery: Yes, Percent: 35}},
		{"two of unknown size", map[string]properties{"AC": mains("0"), "BAT0": bat("Discharging", "10"), "BAT1": bat("Discharging", "30")}, State{OnBattery: Yes, Percent: 20}},
		{"charge unknown", map[string]properties{"AC": mains("0"), "BAT0": bat("Discharging", "")}, State{OnBattery: Yes, Percent: -1}},
		{"charge impossible", map[string]properties{"AC": mains("0"), "BAT0": bat("Discharging", "160")}, State{OnBattery: Yes, Percent: -1}},
	}
	for _, tt := range tests {
		dir := t.TempDir()
		for name, all := range tt.supplies {
			if err := os.Mkdir(filepath.Join(dir, name), 0o700); err != nil {
				t.Fatal(err)
			}
			for property, value := range all {
				if err := os.WriteFile(filepath.Join(dir, name, property), []byte(value+"\n"), 0o600); err != nil {
					t.Fatal(err)
				}
			}
		}
		if got := supplies(dir); got != tt.want {
			t.Errorf("%s: %+v, want %+v", tt.name, got, tt.want)
		}
	}
	if got, want := supplies(filepath.Join(t.TempDir(), "none")), (State{Percent: -1}); got != want {
		t.Errorf("without the kernel's list: %+v, want %+v", got, want)
	}
}

// TestTheRealComputerAnswers: whatever it is, the answer is one that rules can use.
func TestTheRealComputerAnswers(t *testing.T) {
	t.Parallel()
	if s := Current(t.Context()); s.Percent < -1 || s.Percent > 100 {
		t.Errorf("%+v", s)
	}
}
