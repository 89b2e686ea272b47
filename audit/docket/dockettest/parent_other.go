//go:build !linux

package dockettest

import "syscall"

// endWithParent does nothing here: a server may outlive a test program that was killed.
func endWithParent() *syscall.SysProcAttr { return &syscall.SysProcAttr{} }
