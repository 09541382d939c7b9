package cli

import (
	"context"
	"io"

	"github.com/spf13/cobra"

	"cuedrop/internal/cuedrop"
)

// accountOut is one account in JSON.
type accountOut struct {
	ID       string   `json:"id"`
	OpenID   string   `json:"openId"`
	Nickname string   `json:"nickname"`
	Username string   `json:"username"`
	Scopes   []string `json:"scopes"`
	Health   string   `json:"health"`
}

func toAccountOut(a cuedrop.Account) accountOut {
	return accountOut{string(a.ID), a.OpenID, a.Nickname, a.Username, append([]string{}, a.Scopes...), string(a.Health)}
}

func (r *root) accountCommand() *cobra.Command {
	cmd := &cobra.Command{Use: "account", Short: "Connect, list and disconnect TikTok accounts", Args: cobra.NoArgs, RunE: needsSubcommand}
	cmd.AddCommand(r.accountConnect(), r.accountList(), r.accountDisconnect())
	return cmd
}

func needsSubcommand(cmd *cobra.Command, _ []string) error {
	return usage("Say what to do: “" + cmd.CommandPath() + " --help” lists it.")
}

func (r *root) accountConnect() *cobra.Command {
	var noBrowser bool
	cmd := &cobra.Command{
		Use:   "connect",
		Short: "Sign in to TikTok in the browser",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if noBrowser {
				r.cfg.OpenURL = func(context.Context, string) error { return nil }
			}
			e, err := r.open(cmd.Context())
			if err != nil {
				return err
			}
			defer e.Close()
			if _, err := e.Credentials(); err != nil {
				return err
			}
			// The vault is opened first: a sign-in whose tokens can't be kept is lost.
			if err := e.Vault.Unlock(cmd.Context()); err != nil {
				return err
			}
			a, err := e.Accounts.Connect(cmd.Context(), func(url string) {
				if noBrowser {
					line(r.Stderr, "Open this address in a browser on this computer:")
					line(r.Stderr, "%s", url)
					return
				}
				line(r.Stderr, "Waiting for the sign-in in the browser. If none opened, open this address:")
				line(r.Stderr, "%s", url)
			})
			if err != nil {
				return err
			}
			return r.print(toAccountOut(a), func(w io.Writer) {
				line(w, "Connected %s (@%s) as %s.", a.Nickname, a.Username, a.ID)
			})
		},
	}
	cmd.Flags().BoolVar(&noBrowser, "no-browser", false, "print the address instead of opening it")
	return cmd
}

func (r *root) accountList() *cobra.Command {
	return &cobra.Command{
		Use:   "list",
		Short: "List connected accounts",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			e, err := r.open(cmd.Context())
			if err != nil {
				return err
			}
			defer e.Close()
			all, err := e.Accounts.Accounts(cmd.Context())
			if err != nil {
				return err
			}
			out := []accountOut{}
			for _, a := range all {
				out = append(out, toAccountOut(a))
			}
			return r.print(out, func(w io.Writer) {
				if len(out) == 0 {
					line(w, "No account is connected. “cuedrop account connect” signs in.")
				}
				for _, a := range out {
					line(w, "%s  @%s  %s  %s", a.ID, a.Username, a.Nickname, a.Health)
				}
			})
		},
	}
}

func (r *root) accountDisconnect() *cobra.Command {
	return &cobra.Command{
		Use:   "disconnect ACCOUNT",
		Short: "Revoke an account's access and forget it",
		Args:  cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			e, err := r.open(cmd.Context())
			if err != nil {
				return err
			}
			defer e.Close()
			a, err := e.Accounts.Find(cmd.Context(), args[0])
			if err != nil {
				return err
			}
			if err := e.Accounts.Disconnect(cmd.Context(), a.ID); err != nil {
				return err
			}
			return r.print(map[string]string{"id": string(a.ID)}, func(w io.Writer) {
				line(w, "Disconnected %s (@%s). Its posts stay here as they are.", a.Nickname, a.Username)
			})
		},
	}
}
