package review

import "slices"

// A Role is what an account may be in the service. One account can hold several, save the exclusive pairs.
type Role string

// The roles. System is the service itself; no account holds it.
const (
	RoleSubmitter       Role = "submitter"
	RoleIntakeOfficer   Role = "intake_officer"
	RoleCommitteeMember Role = "committee_member"
	RoleSecretary       Role = "secretary"
	RoleChair           Role = "chair"
	RolePublisher       Role = "publisher"
	RoleAdmin           Role = "admin"
	RoleInspector       Role = "inspector"
	RoleSystem          Role = "system"
)

// Roles returns the roles an account can hold, in the order of the constants.
func Roles() []Role {
	return []Role{
		RoleSubmitter, RoleIntakeOfficer, RoleCommitteeMember, RoleSecretary, RoleChair, RolePublisher, RoleAdmin, RoleInspector,
	}
}

// CanSign reports whether the role may sign a resolution.
func (r Role) CanSign() bool {
	return r == RoleCommitteeMember || r == RoleSecretary || r == RoleChair
}

// Exclusive reports whether one account may not hold both roles: a submitter holds no other, and neither a publisher nor an admin
// is a signer.
func Exclusive(a, b Role) bool {
	if a == b {
		return false
	}
	if a == RoleSubmitter || b == RoleSubmitter {
		return true
	}
	apart := func(r Role) bool { return r == RolePublisher || r == RoleAdmin }
	return apart(a) && b.CanSign() || apart(b) && a.CanSign()
}

// A CaseID names a case: one audit from submission to publication.
type CaseID string

// An AccountID names an account.
type AccountID string

// A DepartmentID names a department.
type DepartmentID string

// A RunID names one run of a plan over the data of a case.
type RunID string

// A Digest is a SHA-256 in lower-case hex.
type Digest string

// A Unit is a department by its line, from the root of the tree down to the department itself. The empty unit is nobody's.
type Unit []DepartmentID

// Related reports whether one of two units lies within the other or both are the same.
func (u Unit) Related(v Unit) bool {
	n := min(len(u), len(v))
	return n > 0 && slices.Equal(u[:n], v[:n])
}

// Department returns the department itself, "" of the empty unit.
func (u Unit) Department() DepartmentID {
	if len(u) == 0 {
		return ""
	}
	return u[len(u)-1]
}

// An Actor is who does something, as the server knows them: never as a request says.
type Actor struct {
	Account AccountID
	Roles   []Role
	Units   []Unit // where they work, and every further department they are tied to
}

// System is the service itself as an actor.
func System() Actor { return Actor{Account: "system", Roles: []Role{RoleSystem}} }

// Has reports whether the actor holds the role.
func (a Actor) Has(r Role) bool { return slices.Contains(a.Roles, r) }

// Of reports whether the actor works in the unit, in a part of it or above it.
func (a Actor) Of(u Unit) bool { return slices.ContainsFunc(a.Units, u.Related) }
