package web

import "net/http"

// compareRoutes are the addresses of one audit set against an earlier one. They take run, the number of the other case's run.
func compareRoutes() []route {
	return []route{
		{method: http.MethodGet, path: "/cases/:case/compare/:other", roles: workers, sum: "What has changed since an earlier audit", handle: (*Server).compareCases},
		{method: http.MethodGet, path: "/cases/:case/compare/:other/files/:name", roles: workers, sum: "A file of a comparison", handle: (*Server).compareFile},
	}
}
