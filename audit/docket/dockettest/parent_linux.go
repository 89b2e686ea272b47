package dockettest

import "syscall"

// endWithParent makes the system end a child whose parent was killed.
func endWithParent() *syscall.SysProcAttr { return &syscall.SysProcAttr{Pdeathsig: syscall.SIGINT} }
