package sandbox

import (
	"errors"
	"fmt"
	"slices"
)

func (s *Server) expireUploads(a Act) error {
	now := s.now()
	return s.eachPost(a, func(p *publish) error { p.uploadExpires = now; return nil })
}

// finishDraft is what a creator does in the TikTok app: the draft becomes a post, and
// its place in the inbox is free.
func (s *Server) finishDraft(a Act) error {
	privacy := a.Privacy
	if privacy == "" {
		privacy = privacyPublic
	}
	if !slices.Contains(knownPrivacy, privacy) {
		return fmt.Errorf("privacy: %q is not one of %q", privacy, knownPrivacy)
	}
	now := s.now()
	return s.eachPost(a, func(p *publish) error {
		if p.Status != statusInInbox {
			return s.wrongState(a, p)
		}
		p.PrivacyLevel = privacy
		s.moveLocked(p, statusComplete, now)
		if privacy == privacyPublic {
			s.makePublicLocked(p, now)
		}
		return nil
	})
}

// deleteDraft is also what a creator does there. TikTok's word for it is not known;
// here the status stays as it was, as for a draft that waits for ever.
func (s *Server) deleteDraft(a Act) error {
	return s.eachPost(a, func(p *publish) error {
		if p.Status != statusInInbox {
			return s.wrongState(a, p)
		}
		p.deleted = true
		return nil
	})
}

func (s *Server) failPost(a Act) error {
	if !slices.Contains(knownFailReasons, a.Reason) {
		return fmt.Errorf("reason: %q is not one of %q", a.Reason, knownFailReasons)
	}
	now := s.now()
	return s.eachPost(a, func(p *publish) error {
		if p.Status != statusProcessing {
			return s.wrongState(a, p)
		}
		s.failLocked(p, a.Reason, now)
		return nil
	})
}

// wrongState is the fault of an act on one post that can't be; among all posts such a
// one is passed over.
func (s *Server) wrongState(a Act, p *publish) error {
	if a.PublishID == "" {
		return nil
	}
	return fmt.Errorf("publishId: the post is %s", p.Status)
}

// eachPost does f to the post that the act names, or to every one.
func (s *Server) eachPost(a Act, f func(*publish) error) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	found := false
	for _, p := range s.posts {
		if a.PublishID != "" && p.PublishID != a.PublishID || a.Username != "" && p.Username != a.Username {
			continue
		}
		found = true
		if err := f(p); err != nil {
			return err
		}
	}
	if !found && a.PublishID != "" {
		return errors.New("publishId: there is no such post")
	}
	return nil
}
