//go:build !(linux || darwin || freebsd || netbsd || openbsd || dragonfly)

package dirstore

import "os"

// Where the system has no flock, one process alone may use a store.
func flock(*os.File) error { return nil }

func funlock(*os.File) {}
