package api

import (
	"net/http"
	"reflect"
	"slices"

	"auditd/audit/service"
)

// Base is where the API begins.
const Base = "/api/v1"

// An Operation is one method on one address: what the routes, the document and the matrix of roles are made of.
type Operation struct {
	Method  string
	Path    string // below Base, with parameters such as :case
	ID      string // name for programs, in snake_case
	Summary string // one line
	Text    string // more, where one line does not say it
	Open    bool   // for everybody, with or without an account
	Roles   []service.Role
	Scope   string // that a token needs; empty means that no token is enough
	Query   []Parameter
	Paged   bool // takes after and limit, and answers with a page
	Guarded bool // takes If-Match with the ETag of the case
	Headers []Parameter
	Bytes   string // type of the bytes that are sent as they are, empty for none
	call
}

// A Parameter is something that stands in the query.
type Parameter struct {
	Name string
	Text string
	Enum []string // what it may be; empty for any text
}

// A call is what an operation does, with the types of what goes in and out.
type call struct {
	Body   reflect.Type // of the JSON that is sent, nil for none
	Form   reflect.Type // of the multipart form that is sent, nil for none
	Answer reflect.Type // of the JSON that is answered, nil for none
	File   bool         // answers with the bytes of a file
	Status int          // of success
	do     func(a *API, r *Request) (reply, error)
}

// reply is what an operation answers.
type reply struct {
	body any
	next string // mark of the next page
	file service.Object
	name string // of the file
}

// Elsewhere reports whether package web does the operation itself; the table only describes it.
func (o *Operation) Elsewhere() bool { return o.do == nil }

// elsewhere describes an operation that package web does, with its status and the type of its answer.
func elsewhere[A any](status int) call {
	out := call{Status: status}
	if t := reflect.TypeFor[A](); t != reflect.TypeFor[Nothing]() {
		out.Answer = t
	}
	return out
}

// sent adds the type of what is sent.
func (c call) sent(body reflect.Type) call { c.Body = body; return c }

// get is an operation that reads one document.
func get[A any](f func(a *API, r *Request) (A, error)) call {
	return call{Answer: reflect.TypeFor[A](), Status: http.StatusOK, do: func(a *API, r *Request) (reply, error) {
		out, err := f(a, r)
		return reply{body: out}, err
	}}
}

// list is an operation that reads one page of a list.
func list[A any](f func(a *API, r *Request, p service.Page) (Page[A], error)) call {
	return call{Answer: reflect.TypeFor[Page[A]](), Status: http.StatusOK, do: func(a *API, r *Request) (reply, error) {
		p, err := r.page()
		if err != nil {
			return reply{}, err
		}
		out, err := f(a, r, p)
		if out.Items == nil {
			out.Items = []A{}
		}
		return reply{body: out, next: out.Next}, err
	}}
}

// post is an operation that does something with what is sent.
func post[B, A any](f func(a *API, r *Request, body B) (A, error)) call {
	return call{Body: reflect.TypeFor[B](), Answer: reflect.TypeFor[A](), Status: http.StatusOK, do: func(a *API, r *Request) (reply, error) {
		var body B
		if err := r.decode(&body); err != nil {
			return reply{}, err
		}
		out, err := f(a, r, body)
		return reply{body: out}, err
	}}
}

// plain is an operation that does something and is sent nothing.
func plain[A any](f func(a *API, r *Request) (A, error)) call {
	return call{Answer: reflect.TypeFor[A](), Status: http.StatusOK, do: func(a *API, r *Request) (reply, error) {
		if err := r.decode(&struct{}{}); err != nil {
			return reply{}, err
		}
		out, err := f(a, r)
		return reply{body: out}, err
	}}
}

// remove is an operation that ends something and answers nothing.
func remove(f func(a *API, r *Request) error) call {
	return call{Status: http.StatusNoContent, do: func(a *API, r *Request) (reply, error) { return reply{}, f(a, r) }}
}

// file is an operation that answers with the bytes of a file.
func file(f func(a *API, r *Request, name string) (service.Object, error)) call {
	return call{File: true, Status: http.StatusOK, do: func(a *API, r *Request) (reply, error) {
		name := r.Param("name")
		o, err := f(a, r, name)
		return reply{file: o, name: name}, err
	}}
}

// Who may call an operation.
var (
	everybody  []service.Role
	submitters = []service.Role{service.RoleSubmitter}
	admins     = []service.Role{service.RoleAdmin}
	overseers  = []service.Role{service.RoleAdmin, service.RoleInspector}
	workers    = []service.Role{
		service.RoleSubmitter, service.RoleIntakeOfficer, service.RoleCommitteeMember, service.RoleSecretary, service.RoleChair,
		service.RolePublisher, service.RoleInspector,
	}
)

// Operations is the table of all operations, in the order of the document.
func Operations() []Operation {
	return slices.Concat(catalogueOperations, submissionOperations, uploadOperations, caseOperations, compareOperations, actOperations(), settingsOperations, accountOperations, adminOperations)
}
