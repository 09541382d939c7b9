package notify

import (
	"cmp"
	"maps"
	"slices"
	"strings"
	"time"

	"cuedrop/internal/cuedrop"
)

// view is what holds at the moment of telling.
type view struct {
	Settings
	locked   bool // the workspace
	focused  bool // the user looks at the window
	language string
}

// due returns when something can be told next; false = nothing waits.
func (d *desk) due() (time.Time, bool) {
	if len(d.waiting) == 0 {
		return time.Time{}, false
	}
	at := slices.MinFunc(d.waiting, func(a, b item) int { return a.ready.Compare(b.ready) }).ready
	if d.next.After(at) {
		at = d.next
	}
	return at, true
}

// flush returns what to do now: one notice at most. The most pressing topic that is
// ready goes first and takes along all that waits of it.
func (d *desk) flush(now time.Time, v view) []act {
	for {
		at, ok := d.due()
		if !ok || at.After(now) {
			return nil
		}
		items := d.take(now)
		for _, i := range items {
			d.rev = max(d.rev, i.post.Rev)
		}
		items = slices.DeleteFunc(items, func(i item) bool { return unwanted(i, v) })
		if len(items) == 0 {
			continue
		}
		n, s := d.word(items, v)
		var acts []act
		if _, there := d.shown[n.ID]; there {
			acts = append(acts, act{withdraw: n.ID})
		}
		d.shown[n.ID] = s
		d.note(items, now)
		d.next = now.Add(apart)
		return append(acts, act{send: &n})
	}
}

// unwanted reports whether an item is passed over as things stand.
func unwanted(i item, v view) bool {
	switch {
	case !v.On:
		return true
	case i.topic == success:
		return !v.Successes || v.focused || v.locked
	default:
		return i.old && v.focused // the window shows it
	}
}

// take removes from the list what is told together.
func (d *desk) take(now time.Time) []item {
	best := topic(-1)
	for _, i := range d.waiting {
		if !i.ready.After(now) && (best < 0 || i.topic < best) {
			best = i.topic
		}
	}
	var out, rest []item
	for _, i := range d.waiting {
		if i.topic != best || best == condition && len(out) > 0 { // each condition is its own
			rest = append(rest, i)
			continue
		}
		out = append(out, i)
	}
	d.waiting = rest
	return out
}

// note remembers which posts were told to be blocked, when and why.
func (d *desk) note(items []item, now time.Time) {
	for _, i := range items {
		k, ok := d.posts[i.post.ID]
		if ok && i.post.State == cuedrop.Blocked {
			k.blockedAt, k.blockedFor = now, k.reason
			d.posts[i.post.ID] = k
		}
	}
}

// word makes the notice of items, which are of one topic.
func (d *desk) word(items []item, v view) (Notice, *showing) {
	s := &showing{posts: map[cuedrop.PostID]bool{}, accounts: map[cuedrop.AccountID]bool{}}
	for _, i := range items {
		switch i.topic {
		case needsUser, success:
			s.posts[i.post.ID] = true
		case signIn:
			s.accounts[i.account] = true
		case condition:
			s.code = i.condition.Code
		}
	}
	if v.locked {
		d.join("locked", s)
		return Notice{ID: "locked", Title: say(v.language, "locked.title"), Body: say(v.language, "locked.body"), Category: CategoryOpen}, s
	}
	switch items[0].topic {
	case needsUser:
		if len(items) == 1 && !items[0].old {
			return onePost(items[0].post, v), s
		}
		return d.manyPosts(s, v), s
	case success:
		if len(items) == 1 {
			return onePost(items[0].post, v), s
		}
		return Notice{
			ID: "done", Title: say(v.language, "done.many", len(s.posts)), Body: say(v.language, "done.body"), Category: CategoryOpen, Quiet: true,
		}, s
	case signIn:
		return d.signInNotice(s, v), s
	default:
		return conditionNotice(items[0], v), s
	}
}

// onePost words the notice of a single post.
func onePost(p cuedrop.Post, v view) Notice {
	n := Notice{
		ID: "post/" + string(p.ID), Title: say(v.language, string(p.State)+".title"), Category: CategoryOpen,
		Quiet: !p.State.NeedsUser() && p.State != cuedrop.Failed, Subject: Subject{Post: p.ID, Attempt: p.Attempts},
	}
	if p.State == cuedrop.Uncertain {
		n.Category = CategoryUncertain
	}
	if v.HideContent {
		n.Body = say(v.language, string(p.State)+".hidden")
		return n
	}
	caption := say(v.language, "untitled")
	if clean(p.Settings.Caption) != "" {
		caption = "“" + quote(p.Settings.Caption, captionMax) + "”"
	}
	switch {
	case p.State != cuedrop.Failed && p.State != cuedrop.Blocked:
		n.Body = say(v.language, string(p.State)+".body", caption)
	case p.Failure == nil:
		n.Body = say(v.language, string(p.State)+".hidden")
	default:
		n.Body = say(v.language, "body.with_caption", caption, quote(p.Failure.Message, reasonMax))
	}
	return n
}

// manyPosts words how many posts need the user, with those of an earlier notice of
// that kind that still do.
func (d *desk) manyPosts(s *showing, v view) Notice {
	const id = "posts"
	d.join(id, s)
	count := map[cuedrop.State]int{}
	for post := range s.posts {
		count[d.posts[post].state]++
	}
	var parts []string
	for _, state := range []cuedrop.State{cuedrop.Uncertain, cuedrop.Failed, cuedrop.Blocked, cuedrop.Missed} {
		if count[state] > 0 {
			parts = append(parts, say(v.language, "posts."+string(state), count[state]))
		}
	}
	n := Notice{ID: id, Title: say(v.language, "posts.many", len(s.posts)), Body: strings.Join(parts, ", ") + ".", Category: CategoryOpen}
	if len(s.posts) == 1 {
		n.Title, n.Subject.Post = say(v.language, "posts.one"), slices.Collect(maps.Keys(s.posts))[0]
	}
	return n
}

// join adds to s what a notice that s takes the place of stands for.
func (d *desk) join(id string, s *showing) {
	before, ok := d.shown[id]
	if !ok {
		return
	}
	maps.Copy(s.posts, before.posts)
	maps.Copy(s.accounts, before.accounts)
	s.code = cmp.Or(s.code, before.code)
}

// signInNotice asks for the sign-in of one account or of several.
func (d *desk) signInNotice(s *showing, v view) Notice {
	n := Notice{ID: "accounts", Title: say(v.language, "sign_in.title"), Category: CategorySignIn}
	d.join(n.ID, s)
	if len(s.accounts) > 1 {
		n.Body = say(v.language, "accounts.many", len(s.accounts))
		return n
	}
	id := slices.Collect(maps.Keys(s.accounts))[0]
	n.ID, n.Subject = "account/"+string(id), Subject{Account: id}
	who, posts := d.accounts[id], d.waitFor(id)
	name := quote(who.Nickname, nameMax)
	if who.Username != "" {
		name = quote("@"+who.Username, nameMax)
	}
	switch {
	case v.HideContent:
		n.Body = say(v.language, "sign_in.hidden")
	case posts == 1:
		n.Body = say(v.language, "sign_in.one", name)
	default:
		n.Body = say(v.language, "sign_in.many", name, posts)
	}
	return n
}

func conditionNotice(i item, v view) Notice {
	n := Notice{ID: "condition/" + i.condition.Code, Title: say(v.language, "condition.title"), Category: CategoryOpen}
	n.Body = shorten(clean(i.condition.Message+" "+i.condition.Remedy), reasonMax)
	if v.HideContent {
		n.Body = say(v.language, "condition.hidden")
	}
	return n
}
