package api

import (
	"net/http"
	"reflect"

	"auditd/audit/service"
)

// Uploads in pieces and straight to the object server. Package web does them, because they work on the connection.
var uploadOperations = []Operation{
	{
		Method: http.MethodOptions, Path: "/uploads", ID: "upload_options", Summary: "Read which version of tus is spoken", Open: true, call: elsewhere[Nothing](http.StatusNoContent),
	},
	{
		Method: http.MethodPost, Path: "/uploads", ID: "begin_upload", Summary: "Begin an upload in pieces", Roles: submitters, Scope: service.ScopeSubmit,
		Text: "The protocol is tus 1.0.0 with creation, expiration and termination: a client of tus sends Upload-Length and Upload-Metadata instead of the document.",
		call: elsewhere[Upload](http.StatusCreated).sent(reflect.TypeFor[NewUpload]()),
	},
	{
		Method: http.MethodHead, Path: "/uploads/:id", ID: "get_upload_offset", Summary: "Ask how far an upload is", Roles: submitters, Scope: service.ScopeSubmit,
		Text: "The header Upload-Offset says from where to send on.", call: elsewhere[Nothing](http.StatusOK),
	},
	{
		Method: http.MethodPatch, Path: "/uploads/:id", ID: "append_upload", Summary: "Send on from an offset", Roles: submitters, Scope: service.ScopeSubmit,
		Headers: []Parameter{{Name: "Upload-Offset", Text: "How many bytes were sent before."}}, Bytes: "application/offset+octet-stream", call: elsewhere[Nothing](http.StatusNoContent),
	},
	{
		Method: http.MethodGet, Path: "/uploads/:id", ID: "get_upload", Summary: "Read an upload and the plan proposed for it", Roles: submitters, Scope: service.ScopeSubmit,
		call: elsewhere[Upload](http.StatusOK),
	},
	{
		Method: http.MethodDelete, Path: "/uploads/:id", ID: "give_up_upload", Summary: "Give an upload up", Roles: submitters, Scope: service.ScopeSubmit,
		call: elsewhere[Nothing](http.StatusNoContent),
	},
	{
		Method: http.MethodPost, Path: "/uploads/:id/finish", ID: "finish_upload", Summary: "Enter a file that was sent straight to the object server", Roles: submitters,
		Scope: service.ScopeSubmit, call: elsewhere[Upload](http.StatusOK),
	},
	{
		Method: http.MethodPost, Path: "/direct-uploads", ID: "begin_direct_upload", Summary: "Sign a form for sending a file straight to the object server", Roles: submitters,
		Scope: service.ScopeSubmit, call: elsewhere[DirectUpload](http.StatusCreated).sent(reflect.TypeFor[NewUpload]()),
	},
	{
		Method: http.MethodPost, Path: "/drop-in", ID: "notify_drop", Summary: "Tell that something was dropped, as the object server does", Roles: []service.Role{service.RoleNotifier},
		Scope: service.ScopeNotify, call: elsewhere[Nothing](http.StatusNoContent),
	},
}
