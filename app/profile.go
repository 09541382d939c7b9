package app

import "cuedrop/internal/privacy"

// SetProfile stores who uses the workspace. Empty fields are erased.
func (s *Settings) SetProfile(p Profile) (err error) {
	defer s.a.call("Settings.SetProfile").end(&err)
	return s.a.changed(s.a.deps().Welcome.People.SetPerson(s.a.context(), privacy.Person{Name: p.Name, Email: p.Email}))
}
