package web

import "net/http"

// identityRoutes are the addresses of signing in at a provider of identities, and of proving again who one is.
func identityRoutes() []route {
	return []route{
		{method: http.MethodPost, path: "/sign-in/provider", open: true, sum: "Go to the provider of identities to sign in", handle: (*Server).goToSignIn},
		{method: http.MethodGet, path: "/sign-in/callback", open: true, sum: "Come back from the provider of identities", handle: (*Server).comeBack},
		{method: http.MethodGet, path: "/signed-out", open: true, sum: "Signed out, with the way to sign out at the provider too", handle: (*Server).signedOut},
		{method: http.MethodGet, path: "/confirm", roles: everybody, sum: "Form for proving again who one is", handle: (*Server).confirmForm},
		{method: http.MethodPost, path: "/confirm", roles: everybody, sum: "Prove by password who one is", handle: (*Server).confirm},
		{method: http.MethodPost, path: "/confirm/provider", roles: everybody, sum: "Go to the provider of identities to prove who one is", handle: (*Server).goToConfirm},
		{method: http.MethodGet, path: "/account", roles: everybody, sum: "Own account with its identities", handle: (*Server).account},
		{method: http.MethodPost, path: "/account/password", roles: everybody, sum: "Change the own password", handle: (*Server).changePassword},
		{method: http.MethodPost, path: "/account/link", roles: everybody, sum: "Go to the provider of identities to link an identity", handle: (*Server).goToLink},
		{method: http.MethodPost, path: "/account/unlink", roles: everybody, sum: "Remove an identity", handle: (*Server).unlink},
	}
}
