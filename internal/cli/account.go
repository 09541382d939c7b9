package cli

import (
	"bufio"
	"context"
	"io"
	"os"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"cuedrop/internal/account"
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
	cmd.AddCommand(r.accountConnect(), r.accountList(), r.accountQuotas(), r.accountSlots(), r.accountMissed(), r.accountDisconnect())
	return cmd
}

func needsSubcommand(cmd *cobra.Command, _ []string) error {
	return usage("Say what to do: “" + cmd.CommandPath() + " --help” lists it.")
}

func (r *root) accountConnect() *cobra.Command {
	var noBrowser, yes bool
	var again string
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
			on, err := e.Accounts.Features(cmd.Context())
			if err != nil {
				return err
			}
			line(r.Stderr, "TikTok will ask you to allow:")
			for _, scope := range cuedrop.ScopesFor(on) {
				line(r.Stderr, "  %-18s %s", scope, cuedrop.ScopeReason(scope))
			}
			c := account.Connecting{Announce: r.announce(noBrowser), Confirm: r.confirmAccount(yes)}
			if again != "" {
				known, err := e.Accounts.Find(cmd.Context(), again)
				if err != nil {
					return err
				}
				c.Account = known.ID
			}
			a, err := e.Accounts.Connect(cmd.Context(), c)
			if err != nil {
				return err
			}
			missing, err := e.Accounts.Missing(cmd.Context(), a)
			if err != nil {
				return err
			}
			if len(missing) > 0 {
				line(r.Stderr, "Not granted: %s. What needs it will say so.", strings.Join(missing, ", "))
			}
			return r.print(toAccountOut(a), func(w io.Writer) {
				line(w, "Connected %s (@%s) as %s.", a.Nickname, a.Username, a.ID)
			})
		},
	}
	cmd.Flags().BoolVar(&noBrowser, "no-browser", false, "print the address instead of opening it")
	cmd.Flags().BoolVar(&yes, "yes", false, "don't ask whether the account that signed in is the right one")
	cmd.Flags().StringVar(&again, "account", "", "sign exactly this account in again; another one is refused")
	return cmd
}

func (r *root) announce(noBrowser bool) func(string) {
	return func(url string) {
		if noBrowser {
			line(r.Stderr, "Open this address in a browser on this computer:")
		} else {
			line(r.Stderr, "Waiting for the sign-in in the browser. If none opened, open this address:")
		}
		line(r.Stderr, "%s", url)
	}
}

// confirmAccount asks on a terminal whether the right account has signed in, before
// it is stored. Scripts are not asked: nobody would answer.
func (r *root) confirmAccount(yes bool) func(context.Context, account.Candidate) (bool, error) {
	if yes || r.json || !isTerminal(r.Stdin) || !isTerminal(r.Stderr) {
		return nil
	}
	return func(ctx context.Context, who account.Candidate) (bool, error) {
		line(r.Stderr, "Signed in as %s (@%s). Connect this account? [Y/n]", short(who.Nickname, 60), who.Username)
		answer := make(chan string, 1)
		go func() { // a terminal can't be waited for with a context; the program ends soon after
			text, err := bufio.NewReader(r.Stdin).ReadString('\n')
			if err != nil {
				text = "n"
			}
			answer <- strings.ToLower(strings.TrimSpace(text))
		}()
		select {
		case text := <-answer:
			return text == "" || text == "y" || text == "yes", nil
		case <-ctx.Done():
			return false, ctx.Err()
		}
	}
}

func isTerminal(stream any) bool {
	f, ok := stream.(*os.File)
	if !ok {
		return false
	}
	info, err := f.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
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
			told, err := e.Accounts.Disconnect(cmd.Context(), a.ID)
			if err != nil {
				return err
			}
			return r.print(map[string]any{"id": string(a.ID), "revoked": told}, func(w io.Writer) {
				line(w, "Disconnected %s (@%s). Its posts stay here as they are.", a.Nickname, a.Username)
				if !told {
					line(w, "TikTok could not be told yet. Cuedrop tells it as soon as it runs and TikTok can be reached.")
				}
			})
		},
	}
}

// quotasOut is one account's limits in JSON.
type quotasOut struct {
	ID     string     `json:"id"`
	Audit  string     `json:"audit"`
	Quotas []quotaOut `json:"quotas"`
}

type quotaOut struct {
	Name    string     `json:"name"`
	Limit   int        `json:"limit"`
	Used    int        `json:"used"`
	FreeAt  *time.Time `json:"freeAt,omitempty"` // absent while there is room
	Learned bool       `json:"learned"`
}

func (r *root) accountQuotas() *cobra.Command {
	return &cobra.Command{
		Use:   "quotas ACCOUNT",
		Short: "Show how much of TikTok's limits an account has used",
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
			q, err := e.Accounts.Quotas(cmd.Context(), a.ID)
			if err != nil {
				return err
			}
			out := quotasOut{ID: string(a.ID), Audit: string(q.Audit), Quotas: []quotaOut{}}
			for _, one := range q.All {
				o := quotaOut{Name: string(one.Name), Limit: one.Limit, Used: one.Used, Learned: one.Learned}
				if !one.FreeAt.IsZero() {
					at := one.FreeAt.UTC()
					o.FreeAt = &at
				}
				out.Quotas = append(out.Quotas, o)
			}
			return r.print(out, func(w io.Writer) {
				for _, o := range out.Quotas {
					line(w, "%-18s %d of %d", o.Name, o.Used, o.Limit)
					if o.FreeAt != nil {
						line(w, "%-18s next place %s", "", o.FreeAt.Local().Format("Mon 2 Jan 15:04"))
					}
				}
			})
		},
	}
}
