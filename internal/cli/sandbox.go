package cli

import (
	"io"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"cuedrop/internal/fault"
	"cuedrop/internal/sandbox"
)

func (r *root) sandboxCommand() *cobra.Command {
	var addr, addrFile, scenario string
	cmd := &cobra.Command{
		Use:   "sandbox",
		Short: "Serve a practice TikTok on this computer until interrupted",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			cfg := sandbox.Config{Now: r.clock().Now, Log: r.cfg.Log}
			if scenario != "" {
				var err error
				if cfg.Scenario, err = sandbox.LoadScenario(scenario); err != nil {
					return fault.Wrap(err, fault.Invalid, "config.scenario", "The scenario can't be used: "+err.Error()+".")
				}
			}
			s, err := sandbox.New(cfg)
			if err != nil {
				return fault.Wrap(err, fault.Invalid, "config.scenario", "The sandbox can't start: "+err.Error()+".")
			}
			defer func() { _ = s.Close() }() // a temporary folder that stays behind is not worth an error
			if err := s.Listen(addr); err != nil {
				return fault.Wrap(err, fault.Invalid, "config.addr", "The sandbox can't listen there. Use 127.0.0.1 and a free port.")
			}
			if addrFile != "" {
				if err := writeWhole(addrFile, strings.TrimPrefix(s.URL(), "http://")+"\n"); err != nil {
					return fault.Wrap(err, fault.Invalid, "config.addr_file", "The address file can't be written. Choose another place.")
				}
			}
			key, secret := credentials(cfg.Scenario)
			err = r.print(map[string]string{"url": s.URL(), "clientKey": key, "clientSecret": secret}, func(w io.Writer) {
				line(w, "Sandbox at %s", s.URL())
				line(w, "  export CUEDROP_TIKTOK_URL=%s", s.URL())
				line(w, "  export CUEDROP_CLIENT_KEY=%s CUEDROP_CLIENT_SECRET=%s", key, secret)
			})
			if err != nil {
				return err
			}
			<-cmd.Context().Done()
			return nil
		},
	}
	cmd.Flags().StringVar(&addr, "addr", "127.0.0.1:0", "loopback address to listen on")
	cmd.Flags().StringVar(&addrFile, "addr-file", "", "file that gets host:port once the sandbox listens")
	cmd.Flags().StringVar(&scenario, "scenario", "", "JSON file with creators, faults and limits")
	return cmd
}

func credentials(s sandbox.Scenario) (key, secret string) {
	return or(s.App.ClientKey, sandbox.DefaultClientKey), or(s.App.ClientSecret, sandbox.DefaultClientSecret)
}

// writeWhole writes text so that a reader sees all of it or no file.
func writeWhole(path, text string) error {
	tmp := path + ".new"
	if err := os.WriteFile(tmp, []byte(text), 0o600); err != nil {
		return err
	}
	return os.Rename(tmp, path)
}
