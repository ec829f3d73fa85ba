package engines

import (
	"os/exec"
	"syscall"
)

// inOwnGroup gives a command and whatever it starts a process group of their own.
func inOwnGroup(cmd *exec.Cmd) { cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true} }

// endGroup ends a command of inOwnGroup with whatever it started. The command itself is waited for
// elsewhere, or not at all.
func endGroup(cmd *exec.Cmd) { _ = syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) }
