package cli

import (
	"context"
	"io"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"cuedrop/internal/cuedrop"
	"cuedrop/internal/engine"
	"cuedrop/internal/queue"
)

func (r *root) postCommand() *cobra.Command {
	cmd := &cobra.Command{Use: "post", Short: "Add, list and steer posts", Args: cobra.NoArgs, RunE: needsSubcommand}
	cmd.AddCommand(r.postAdd(), r.postList(), r.postShow(), r.postReceipt(), r.postResolve(), r.postLocate(), r.postEdit(),
		r.postVerb("cancel", "Cancel a post that was not handed to TikTok", (*queue.Queue).Cancel),
		r.postRetry(),
	)
	return cmd
}

// addFlags are the settings of post add.
type addFlags struct {
	account, caption, privacy, mode, at, zone  string
	nextSlot, now                              bool
	comment, duet, stitch, brand, branded, aig bool
	coverMs                                    int64
	edit                                       editFlags
	consent                                    bool
}

func (r *root) postAdd() *cobra.Command {
	var f addFlags
	cmd := &cobra.Command{
		Use:   "add FILE --account A",
		Short: "Make a post of a clip; without a time it is a draft",
		Args:  cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			s, timed, err := f.schedule(r.now())
			timed = timed || f.nextSlot
			if err != nil {
				return err
			}
			if f.account == "" {
				return usage("Name the account with --account. “cuedrop account list” shows them.")
			}
			if timed && !f.consent {
				return usage("Nothing is scheduled without your consent to TikTok's terms: add --consent if you agree to TikTok's Music Usage Confirmation (and, for branded content, its Branded Content Policy).")
			}
			e, err := r.open(cmd.Context())
			if err != nil {
				return err
			}
			defer e.Close()
			p, err := f.add(cmd.Context(), e, r.Stderr, args[0], s, timed)
			if err != nil {
				return err
			}
			return r.printPost(cmd.Context(), e, p)
		},
	}
	fl := cmd.Flags()
	fl.StringVar(&f.account, "account", "", "account that posts: id, username or nickname")
	fl.StringVar(&f.caption, "caption", "", "caption, with #hashtags and @mentions")
	fl.StringVar(&f.privacy, "privacy", "", "audience: PUBLIC_TO_EVERYONE, MUTUAL_FOLLOW_FRIENDS, FOLLOWER_OF_CREATOR, SELF_ONLY")
	fl.StringVar(&f.mode, "mode", "direct", "direct or inbox")
	fl.StringVar(&f.at, "at", "", "when: 2026-11-24T18:30, or with an offset, or +10m")
	fl.StringVar(&f.zone, "zone", "", "time zone of --at, such as Europe/Madrid (default: the computer's)")
	fl.BoolVar(&f.nextSlot, "next-slot", false, "at the account's next free slot")
	fl.BoolVar(&f.now, "now", false, "as soon as “cuedrop run” or the window runs")
	fl.BoolVar(&f.comment, "allow-comment", false, "allow comments")
	fl.BoolVar(&f.duet, "allow-duet", false, "allow duets")
	fl.BoolVar(&f.stitch, "allow-stitch", false, "allow stitches")
	fl.BoolVar(&f.brand, "your-brand", false, "promotes yourself or your own business")
	fl.BoolVar(&f.branded, "branded-content", false, "promotes another brand or a third party")
	fl.BoolVar(&f.aig, "ai-generated", false, "label as AI-generated")
	fl.Int64Var(&f.coverMs, "cover-ms", 0, "frame for the cover, in milliseconds")
	f.edit.register(fl)
	fl.BoolVar(&f.consent, "consent", false, "you agree to TikTok's Music Usage Confirmation and, for branded content, its Branded Content Policy")
	cmd.MarkFlagsMutuallyExclusive("at", "next-slot", "now")
	return cmd
}

// audiences are shorter words for TikTok's.
var audiences = map[string]cuedrop.Privacy{
	"public": cuedrop.PrivacyPublic, "everyone": cuedrop.PrivacyPublic, "friends": cuedrop.PrivacyFriends,
	"followers": cuedrop.PrivacyFollowers, "self": cuedrop.PrivacySelf, "private": cuedrop.PrivacySelf, "only-me": cuedrop.PrivacySelf,
}

func (f addFlags) settings() (cuedrop.Settings, error) {
	edit, err := f.edit.edit()
	privacy, ok := audiences[strings.ToLower(f.privacy)]
	if !ok {
		privacy = cuedrop.Privacy(f.privacy)
	}
	return cuedrop.Settings{
		Caption: f.caption, Privacy: privacy, AllowComment: f.comment, AllowDuet: f.duet, AllowStitch: f.stitch,
		YourBrand: f.brand, BrandedContent: f.branded, AIGenerated: f.aig, CoverMs: f.coverMs, Edit: edit,
	}, err
}

// schedule reads the time; timed is false for a draft.
func (f addFlags) schedule(now time.Time) (s cuedrop.Schedule, timed bool, err error) {
	zone := f.zone
	if zone == "" {
		zone = engine.Zone()
	}
	switch {
	case f.nextSlot:
		return s, true, nil // known once the account is
	case f.now:
		s, err = cuedrop.ScheduleAt(now, zone)
		return s, true, err
	case f.at == "" && f.zone != "":
		return s, false, usage("--zone says where the time of --at is meant. Give --at too, or leave --zone out.")
	case f.at == "":
		return s, false, nil
	case strings.HasPrefix(f.at, "+"):
		d, parseErr := time.ParseDuration(f.at[1:])
		if parseErr != nil || d < 0 {
			return s, false, usage("A time from now looks like +90s, +10m or +2h.")
		}
		s, err = cuedrop.ScheduleAt(now.Add(d), zone)
		return s, true, err
	}
	for _, layout := range []string{time.RFC3339, "2006-01-02T15:04Z07:00", "2006-01-02 15:04:05Z07:00", "2006-01-02 15:04Z07:00"} {
		if at, parseErr := time.Parse(layout, f.at); parseErr == nil {
			s, err = cuedrop.ScheduleAt(at, zone)
			return s, true, err
		}
	}
	s, _, err = cuedrop.NewSchedule(f.at, zone)
	return s, true, err
}

func (f addFlags) add(ctx context.Context, e *engine.Engine, w io.Writer, file string, s cuedrop.Schedule, timed bool) (cuedrop.Post, error) {
	account, err := e.Accounts.Find(ctx, f.account)
	if err != nil {
		return cuedrop.Post{}, err
	}
	mode := cuedrop.Mode(f.mode)
	settings, err := f.settings()
	if err != nil {
		return cuedrop.Post{}, err
	}
	if err := cuedrop.ValidateSettings(mode, settings); err != nil {
		return cuedrop.Post{}, err
	}
	if timed && mode == cuedrop.ModeDirect && settings.Privacy == "" {
		return cuedrop.Post{}, usage("Choose who can watch this with --privacy.")
	}
	if f.nextSlot {
		if _, _, err := e.Queue.NextSlot(ctx, account.ID); err != nil {
			return cuedrop.Post{}, err // before the clip is added
		}
	}
	m, err := e.Library.Add(ctx, file)
	if err != nil {
		return cuedrop.Post{}, err
	}
	if timed {
		if err := m.Check.Allows(settings.Edit); err != nil {
			return cuedrop.Post{}, err
		}
	}
	p, err := e.Queue.Create(ctx, queue.Draft{MediaID: m.ID, AccountID: account.ID, Mode: mode, Settings: settings})
	if err == nil {
		err = warnBefore(ctx, e, w, p)
	}
	if err != nil || !timed {
		return p, err
	}
	consent := cuedrop.Consent{At: e.Clock.Now().UTC(), TextVersion: consentVersion(settings)}
	if f.nextSlot {
		p, err = e.Queue.ScheduleNextSlot(ctx, p.ID, consent)
	} else {
		p, err = e.Queue.Schedule(ctx, p.ID, s, consent)
	}
	if err == nil {
		tellTime(w, p.Schedule, e.Clock.Now())
	}
	return p, err
}

// lateIs how long ago a time must lie to be spoken of.
const lateIs = time.Minute

// tellTime says what is odd about the time of a post (product.md, decision 6).
func tellTime(w io.Writer, s cuedrop.Schedule, now time.Time) {
	if told := s.Told(); told != "" {
		line(w, "%s", told)
	}
	if now.Sub(s.At) > lateIs {
		line(w, "%s has passed. The post goes out late, or the way of its account's rule for missed posts.", s.Shown())
	}
}

// consentVersion names the sentence that --consent stands for (Content Sharing
// Guidelines, G17 and G18).
func consentVersion(s cuedrop.Settings) string {
	if s.BrandedContent {
		return "branded-and-music-1"
	}
	return "music-1"
}

func (r *root) postList() *cobra.Command {
	var limit, offset int
	cmd := &cobra.Command{
		Use:   "list",
		Short: "List posts",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if limit < 0 || offset < 0 {
				return usage("--limit and --offset are numbers from 0 on.")
			}
			return r.withEngine(cmd.Context(), func(ctx context.Context, e *engine.Engine) error {
				out, err := listPosts(ctx, e, offset, limit)
				if err != nil {
					return err
				}
				return r.print(out, func(w io.Writer) {
					if len(out) == 0 && offset == 0 {
						line(w, "The queue is empty. “cuedrop post add FILE --account A” adds a clip.")
					}
					for _, p := range out {
						line(w, "%s  %-11s  %s  @%s  %s", p.ID, p.State, or(p.When, "no time"), p.Username, short(or(p.Caption, p.File), 48))
					}
				})
			})
		},
	}
	cmd.Flags().IntVar(&limit, "limit", 0, "at most so many posts; 0 = all")
	cmd.Flags().IntVar(&offset, "offset", 0, "leave out the first so many")
	return cmd
}

// listPosts returns the posts of a page, all of them with limit 0.
func listPosts(ctx context.Context, e *engine.Engine, offset, limit int) ([]postOut, error) {
	var posts []cuedrop.Post
	var err error
	if limit == 0 {
		posts, err = e.Queue.Posts(ctx)
		posts = posts[min(offset, len(posts)):]
	} else {
		posts, err = e.Queue.PostsPage(ctx, offset, limit)
	}
	if err != nil {
		return nil, err
	}
	look := newLookUp(e)
	out := []postOut{}
	for _, p := range posts {
		o, err := look.toPostOut(ctx, p)
		if err != nil {
			return nil, err
		}
		out = append(out, o)
	}
	return out, nil
}

func (r *root) postShow() *cobra.Command {
	return &cobra.Command{
		Use:   "show ID",
		Short: "Show one post with everything that was tried",
		Args:  cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			e, err := r.open(cmd.Context())
			if err != nil {
				return err
			}
			defer e.Close()
			p, err := e.Queue.Post(cmd.Context(), cuedrop.PostID(args[0]))
			if err != nil {
				return err
			}
			if !r.json {
				return r.oneReceipt(cmd.Context(), e, receiptFlags{}, p.ID)
			}
			return r.printPost(cmd.Context(), e, p)
		},
	}
}

func (r *root) postResolve() *cobra.Command {
	var published, notPublished bool
	cmd := &cobra.Command{
		Use:   "resolve ID --published|--not-published",
		Short: "Say whether a post that could not be confirmed is on TikTok",
		Args:  cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			if published == notPublished {
				return usage("Say what you saw on TikTok: --published or --not-published.")
			}
			return r.onPost(cmd.Context(), args[0], func(ctx context.Context, q *queue.Queue, id cuedrop.PostID) (cuedrop.Post, error) {
				return q.Resolve(ctx, id, published)
			})
		},
	}
	cmd.Flags().BoolVar(&published, "published", false, "it is there")
	cmd.Flags().BoolVar(&notPublished, "not-published", false, "it is not there: publish it again")
	return cmd
}

func (r *root) postVerb(name, short string, do func(*queue.Queue, context.Context, cuedrop.PostID) (cuedrop.Post, error)) *cobra.Command {
	return &cobra.Command{
		Use:   name + " ID",
		Short: short,
		Args:  cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return r.onPost(cmd.Context(), args[0], func(ctx context.Context, q *queue.Queue, id cuedrop.PostID) (cuedrop.Post, error) {
				return do(q, ctx, id)
			})
		},
	}
}

func (r *root) postRetry() *cobra.Command {
	var account string
	var consent bool
	cmd := &cobra.Command{
		Use:   "retry ID",
		Short: "Put a failed, blocked, missed or canceled post back on the schedule, if need be with another account",
		Args:  cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return r.withEngine(cmd.Context(), func(ctx context.Context, e *engine.Engine) error {
				p, err := retry(ctx, e, cuedrop.PostID(args[0]), account, consent)
				if err != nil {
					return err
				}
				return r.printPost(ctx, e, p)
			})
		},
	}
	cmd.Flags().StringVar(&account, "account", "", "account that posts from now on: id, username or nickname")
	cmd.Flags().BoolVar(&consent, "consent", false, "with --account: you agree to TikTok's Music Usage Confirmation and, for branded content, its Branded Content Policy")
	return cmd
}

// retry puts a post back on the schedule. With another account the consent is given
// anew: it was for the one that the post had.
func retry(ctx context.Context, e *engine.Engine, id cuedrop.PostID, account string, consent bool) (cuedrop.Post, error) {
	if account == "" {
		return e.Queue.Retry(ctx, id)
	}
	if !consent {
		return cuedrop.Post{}, usage("Another account needs your consent again: add --consent.")
	}
	a, err := e.Accounts.Find(ctx, account)
	if err != nil {
		return cuedrop.Post{}, err
	}
	p, err := e.Queue.Post(ctx, id)
	if err != nil {
		return cuedrop.Post{}, err
	}
	s, now := p.Schedule, e.Clock.Now()
	if p, err = e.Queue.Save(ctx, id, a.ID, p.Mode, p.Settings); err != nil {
		return cuedrop.Post{}, err
	}
	if !s.At.After(now) {
		if s, err = cuedrop.ScheduleAt(now, or(s.Zone, engine.Zone())); err != nil {
			return cuedrop.Post{}, err
		}
	}
	return e.Queue.Schedule(ctx, id, s, cuedrop.Consent{At: now.UTC(), TextVersion: consentVersion(p.Settings)})
}

func (r *root) onPost(ctx context.Context, id string, do func(context.Context, *queue.Queue, cuedrop.PostID) (cuedrop.Post, error)) error {
	e, err := r.open(ctx)
	if err != nil {
		return err
	}
	defer e.Close()
	p, err := do(ctx, e.Queue, cuedrop.PostID(id))
	if err != nil {
		return err
	}
	return r.printPost(ctx, e, p)
}
