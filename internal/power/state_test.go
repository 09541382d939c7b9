package power

import "testing"

func TestPmsetIsRead(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, text string
		want       State
	}{
		{"battery", "Now drawing from 'Battery Power'\n -InternalBattery-0 (id=12345678)\t85%; discharging; 3:12 remaining present: true\n", State{OnBattery: Yes, Percent: 85}},
		{"mains", "Now drawing from 'AC Power'\n -InternalBattery-0 (id=12345678)\t100%; charged; 0:00 remaining present: true\n", State{OnBattery: No, Percent: 100}},
		{"desktop", "Now drawing from 'AC Power'\n", State{OnBattery: No, Percent: -1}},
		{"UPS", "Now drawing from 'UPS Power'\n -Back-UPS ES 550 (id=1)\t7%; discharging; 0:05 remaining present: true\n", State{OnBattery: Yes, Percent: 7}},
		{"nonsense", "900%\n900%\n", State{Percent: -1}},
		{"nothing", "", State{Percent: -1}},
	}
	for _, tt := range tests {
		if got := fromPmset(tt.text); got != tt.want {
			t.Errorf("%s: %+v, want %+v", tt.name, got, tt.want)
		}
	}
}

func TestWindowsPowerStatusIsRead(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name                      string
		acLine, flag, percentByte byte
		want                      State
	}{
		{"on battery", 0, 2, 12, State{OnBattery: Yes, Percent: 12}},
		{"charging", 1, 8, 60, State{OnBattery: No, Percent: 60}},
		{"desktop", 1, 128, 255, State{OnBattery: No, Percent: -1}},
		{"desktop that tells nonsense", 255, 128, 100, State{OnBattery: No, Percent: -1}},
		{"unknown", 255, 255, 255, State{Percent: -1}},
		{"on battery, charge unknown", 0, 255, 255, State{OnBattery: Yes, Percent: -1}},
	}
	for _, tt := range tests {
		if got := fromPowerStatus(tt.acLine, tt.flag, tt.percentByte); got != tt.want {
			t.Errorf("%s: %+v, want %+v", tt.name, got, tt.want)
		}
	}
}

func TestNetworkManagersWordsAreRead(t *testing.T) {
	t.Parallel()
	for n, want := range map[uint32]Answer{0: Unknown, 1: Yes, 2: No, 3: Yes, 4: No, 5: Unknown} {
		if got := fromNetworkManager(n); got != want {
			t.Errorf("%d: %v, want %v", n, got, want)
		}
	}
}
