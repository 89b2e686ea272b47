package web

import (
	"net/http"

	"auditd/audit/service"
)

// notifiers is the object server, which tells of what was dropped. No account can hold this role.
var notifiers = []service.Role{service.RoleNotifier}

// intakeRoutes are the ways in for files.
func intakeRoutes() []route {
	return []route{
		{method: http.MethodPost, path: "/submit/uploads/:id/remove", roles: submitters, sum: "Remove an upload that was not submitted", handle: (*Server).removeUpload},

		{method: http.MethodOptions, path: "/api/v1/uploads", open: true, sum: "Which version of tus is spoken", handle: (*Server).tusOptions},
		{method: http.MethodPost, path: "/api/v1/uploads", roles: submitters, scope: service.ScopeSubmit, sum: "Begin an upload in pieces (tus 1.0.0)", handle: (*Server).apiBeginUpload},
		{method: http.MethodHead, path: "/api/v1/uploads/:id", roles: submitters, scope: service.ScopeSubmit, sum: "How far an upload is", handle: (*Server).apiUploadOffset},
		{method: http.MethodPatch, path: "/api/v1/uploads/:id", roles: submitters, scope: service.ScopeSubmit, sum: "Send on from an offset", handle: (*Server).apiAppendUpload},
		{method: http.MethodGet, path: "/api/v1/uploads/:id", roles: submitters, scope: service.ScopeSubmit, sum: "An upload and what was found in it", handle: (*Server).apiUpload},
		{method: http.MethodDelete, path: "/api/v1/uploads/:id", roles: submitters, scope: service.ScopeSubmit, sum: "Give an upload up", handle: (*Server).apiGiveUp},
		{method: http.MethodPost, path: "/api/v1/uploads/:id/finish", roles: submitters, scope: service.ScopeSubmit, sum: "Check and enter a file that was sent straight to the object server", handle: (*Server).apiFinishUpload},
		{method: http.MethodPost, path: "/api/v1/direct-uploads", roles: submitters, scope: service.ScopeSubmit, sum: "Sign a form for sending a file straight to the object server", handle: (*Server).apiDirectUpload},
		{method: http.MethodPost, path: "/api/v1/drop-in", roles: notifiers, scope: service.ScopeNotify, sum: "Notification of the object server that something was dropped", handle: (*Server).apiNotified},
	}
}
