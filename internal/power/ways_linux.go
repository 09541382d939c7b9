package power

import "context"

func ways() []way {
	return []way{logind(systemBus), screenSaver(sessionBus), portal(sessionBus), systemdInhibit("systemd-inhibit")}
}

// systemdInhibit has systemd's own tool ask the login manager. cat sends the line back
// once the tool holds the lock, and ends when our end of its input does.
func systemdInhibit(program string) way {
	return way{name: "systemd-inhibit", take: func(ctx context.Context, why string, lost func()) (func(), error) {
		h := helper{path: program, args: []string{"--what=sleep:idle", "--who=" + ourName, "--why=" + why, "--mode=block", "cat"}, echo: true}
		return h.take(ctx, lost)
	}}
}
