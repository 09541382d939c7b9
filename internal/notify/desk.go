package notify

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"cuedrop/internal/cuedrop"
	"cuedrop/internal/health"
)

const (
	// apart is the least time between two notices.
	apart = 10 * time.Second
	// gather is how long what needs the user waits for what comes with it.
	gather = time.Second
	// gatherLong is the same for what is in no hurry: posts missed while the computer
	// slept are found one after another, conditions may pass by themselves.
	gatherLong = 10 * time.Second
	// fresh is how old what is found at the start may be and still be told by itself.
	fresh = time.Minute
	// again is how long a post that is blocked anew for the same reason is not told
	// again: causes come and go, as a file on a shared drive does.
	again = 10 * time.Minute
)

// desk is what was told, what is to be told, and when. It is pure: it asks for the
// time and knows no timer, no store and no system. It is not safe for concurrent use.
type desk struct {
	posts      map[cuedrop.PostID]known
	accounts   map[cuedrop.AccountID]cuedrop.Account
	conditions map[string]health.Condition // told or waiting, by code
	signedOut  map[cuedrop.AccountID]bool  // told or waiting
	muted      map[cuedrop.PostID]cuedrop.State
	waiting    []item
	shown      map[string]*showing // by the notice's ID
	next       time.Time           // no notice before
	rev        int64               // newest change told
}

// known is the newest that was heard of one post.
type known struct {
	rev     int64
	state   cuedrop.State
	account cuedrop.AccountID
	reason  string
	// blocked is when and why it was last told to be blocked.
	blockedAt  time.Time
	blockedFor string
}

// item is one thing to be told, not before ready.
type item struct {
	topic     topic
	post      cuedrop.Post
	account   cuedrop.AccountID
	condition health.Condition
	ready     time.Time
	old       bool // was so before the program started
}

// showing is what a notice that may still be on the screen stands for. It goes when
// the last of it is gone.
type showing struct {
	posts    map[cuedrop.PostID]bool
	accounts map[cuedrop.AccountID]bool
	code     string
}

// act is one thing for the notifier to do.
type act struct {
	withdraw string
	send     *Notice
}

func newDesk() *desk {
	return &desk{
		posts: map[cuedrop.PostID]known{}, accounts: map[cuedrop.AccountID]cuedrop.Account{},
		conditions: map[string]health.Condition{}, signedOut: map[cuedrop.AccountID]bool{},
		muted: map[cuedrop.PostID]cuedrop.State{}, shown: map[string]*showing{},
	}
}

// begin takes in what is so at the start. seen is the newest change that an earlier
// run told of.
func (d *desk) begin(posts []cuedrop.Post, accounts []cuedrop.Account, now time.Time, seen int64) {
	d.rev = seen
	for _, a := range accounts {
		d.accounts[a.ID] = a
	}
	for _, p := range posts {
		d.keep(p)
		if t, ok := topicOf(p.State); !ok || t != needsUser || d.coveredBySignIn(p) {
			continue
		}
		young := now.Sub(p.UpdatedAt) <= fresh && p.Rev > seen
		if !young && !p.State.NeedsUser() {
			continue // a failure of long ago waits for nobody
		}
		ready := now.Add(gatherLong)
		if young {
			ready = now.Add(patience(p.State))
		}
		d.add(item{topic: needsUser, post: p, ready: ready, old: !young})
	}
	for _, a := range accounts {
		d.checkSignIn(a.ID, now)
	}
}

// post takes in a changed post and returns what must be taken back at once.
func (d *desk) post(p cuedrop.Post, now time.Time) []act {
	before := d.posts[p.ID]
	if p.Rev <= before.rev {
		return nil
	}
	d.keep(p)
	if before.state == p.State {
		d.reword(p)
		d.checkSignIn(p.AccountID, now)
		return nil
	}
	acts := d.drop(p.ID)
	d.tell(p, now)
	d.checkSignIn(p.AccountID, now)
	return acts
}

// tell puts a post that came into a new state on the list, unless somebody knows.
func (d *desk) tell(p cuedrop.Post, now time.Time) {
	muted := d.muted[p.ID] == p.State
	delete(d.muted, p.ID)
	t, ok := topicOf(p.State)
	if !ok || muted || d.coveredBySignIn(p) {
		return
	}
	if p.State == cuedrop.Blocked {
		if k := d.posts[p.ID]; k.blockedFor == k.reason && !k.blockedAt.IsZero() && now.Sub(k.blockedAt) < again {
			return
		}
	}
	d.add(item{topic: t, post: p, ready: now.Add(patience(p.State))})
}

// patience is how long a post in s waits for others to be told with.
func patience(s cuedrop.State) time.Duration {
	if s == cuedrop.Uncertain || s == cuedrop.Failed || s == cuedrop.Blocked {
		return gather
	}
	return gatherLong
}

// mute keeps a post's step to state from being told: the user made it.
func (d *desk) mute(id cuedrop.PostID, state cuedrop.State) { d.muted[id] = state }

func (d *desk) unmute(id cuedrop.PostID) { delete(d.muted, id) }

func (d *desk) keep(p cuedrop.Post) {
	k := d.posts[p.ID]
	k.rev, k.state, k.account, k.reason = p.Rev, p.State, p.AccountID, ""
	if p.Failure != nil {
		k.reason = p.Failure.Reason
	}
	d.posts[p.ID] = k
}

// reword lets an item that still waits say what is so now.
func (d *desk) reword(p cuedrop.Post) {
	for i := range d.waiting {
		if d.waiting[i].post.ID == p.ID {
			d.waiting[i].post = p
		}
	}
}

// removed takes in that a post is gone.
func (d *desk) removed(id cuedrop.PostID) []act {
	delete(d.posts, id)
	delete(d.muted, id)
	return d.drop(id)
}

// drop forgets what waits for a post and takes back what is shown of it alone.
func (d *desk) drop(id cuedrop.PostID) []act {
	d.waiting = slices.DeleteFunc(d.waiting, func(i item) bool { return i.post.ID == id })
	return d.without(func(s *showing) { delete(s.posts, id) })
}

// without takes something out of all that is shown, and takes back the notices that
// stand for nothing any more.
func (d *desk) without(take func(*showing)) []act {
	var acts []act
	for id, s := range d.shown {
		take(s)
		if len(s.posts) == 0 && len(s.accounts) == 0 && s.code == "" {
			delete(d.shown, id)
			acts = append(acts, act{withdraw: id})
		}
	}
	slices.SortFunc(acts, func(a, b act) int { return cmp.Compare(a.withdraw, b.withdraw) })
	return acts
}

// account takes in a changed account.
func (d *desk) account(a cuedrop.Account, now time.Time) []act {
	if a.Rev <= d.accounts[a.ID].Rev {
		return nil
	}
	d.accounts[a.ID] = a
	if a.Health != cuedrop.AccountSignedOut {
		return d.signedIn(a.ID)
	}
	d.checkSignIn(a.ID, now)
	return nil
}

// accountRemoved takes in that an account is gone.
func (d *desk) accountRemoved(id cuedrop.AccountID) []act {
	delete(d.accounts, id)
	return d.signedIn(id)
}

func (d *desk) signedIn(id cuedrop.AccountID) []act {
	delete(d.signedOut, id)
	d.waiting = slices.DeleteFunc(d.waiting, func(i item) bool { return i.topic == signIn && i.account == id })
	return d.without(func(s *showing) { delete(s.accounts, id) })
}

// checkSignIn asks for a sign-in once, when posts wait for one.
func (d *desk) checkSignIn(id cuedrop.AccountID, now time.Time) {
	if d.accounts[id].Health != cuedrop.AccountSignedOut || d.signedOut[id] || d.waitFor(id) == 0 {
		return
	}
	d.signedOut[id] = true
	d.add(item{topic: signIn, account: id, ready: now.Add(gather)})
}

// waitFor counts the posts that wait for an account.
func (d *desk) waitFor(id cuedrop.AccountID) (n int) {
	for _, k := range d.posts {
		if k.account == id && wantsSignIn(k.state, k.reason) {
			n++
		}
	}
	return n
}

// coveredBySignIn reports whether asking for the sign-in says all there is to say.
func (d *desk) coveredBySignIn(p cuedrop.Post) bool {
	return p.State == cuedrop.Blocked && p.Failure != nil && wantsSignIn(p.State, p.Failure.Reason) &&
		d.accounts[p.AccountID].Health == cuedrop.AccountSignedOut
}

// health takes in the conditions of now. Only new errors are told: warnings stop
// nothing, sign-ins are told with their posts, and a window that does not publish
// says so itself.
func (d *desk) health(all []health.Condition, now time.Time) []act {
	present := map[string]bool{}
	for _, c := range all {
		if c.Severity != health.Error || strings.HasPrefix(c.Code, "signed_out:") || c.Code == "not_publishing" {
			continue
		}
		present[c.Code] = true
		if _, told := d.conditions[c.Code]; !told {
			d.add(item{topic: condition, condition: c, ready: now.Add(gatherLong)})
		}
		d.conditions[c.Code] = c
	}
	var acts []act
	for code := range d.conditions {
		if present[code] {
			continue
		}
		delete(d.conditions, code)
		d.waiting = slices.DeleteFunc(d.waiting, func(i item) bool { return i.condition.Code == code })
		acts = append(acts, d.without(func(s *showing) {
			if s.code == code {
				s.code = ""
			}
		})...)
	}
	return acts
}

func (d *desk) add(i item) { d.waiting = append(d.waiting, i) }
