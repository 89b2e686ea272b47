//go:build linux || darwin || freebsd || netbsd || openbsd || dragonfly

package workdir

import (
	"errors"
	"os"
	"syscall"
)

// hold waits until no other process holds the file. A process that dies lets go of it.
func hold(f *os.File) error {
	for {
		err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX)
		if !errors.Is(err, syscall.EINTR) {
			return err
		}
	}
}

// try holds the file if nobody else does, and reports whether.
func try(f *os.File) (bool, error) {
	for {
		err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
		switch {
		case errors.Is(err, syscall.EWOULDBLOCK):
			return false, nil
		case !errors.Is(err, syscall.EINTR):
			return err == nil, err
		}
	}
}
