package web

import (
	"net/http"

	"auditd/audit/service"
)

// settingsRoutes are what a department keeps between its submissions, and an audit made again.
func settingsRoutes() []route {
	return []route{
		{method: http.MethodGet, path: "/department", roles: submitters, sum: "Templates and webhooks of the department", handle: (*Server).settings},
		{method: http.MethodPost, path: "/department/templates/:template/delete", roles: submitters, sum: "Delete a template", handle: (*Server).deleteTemplate},
		{method: http.MethodPost, path: "/department/webhooks", roles: submitters, sum: "Enter a webhook", handle: (*Server).addWebhook},
		{method: http.MethodGet, path: "/department/webhooks/:webhook", roles: submitters, sum: "What became of the messages of a webhook", handle: (*Server).deliveries},
		{method: http.MethodPost, path: "/department/webhooks/:webhook/ping", roles: submitters, sum: "Send a test message", handle: (*Server).pingWebhook},
		{method: http.MethodPost, path: "/department/webhooks/:webhook/stop", roles: submitters, sum: "Stop a webhook", handle: (*Server).stopWebhook},
		{
			method: http.MethodPost, path: "/cases/:case/cancel", roles: []service.Role{service.RoleSubmitter, service.RoleIntakeOfficer}, sum: "Stop an audit that is being made",
			handle: (*Server).cancel,
		},
		{
			method: http.MethodPost, path: "/cases/:case/run-again", roles: []service.Role{service.RoleSubmitter, service.RoleSecretary}, sum: "Make an audit again that failed",
			handle: (*Server).runAgain,
		},
	}
}
