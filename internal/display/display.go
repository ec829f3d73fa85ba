// Package display starts an X display for browsers that are to have windows and focus.
package display

import (
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
)

// Start starts Xvfb and returns the display's name, such as ":7", and what ends it.
func Start() (name string, end func(), err error) {
	path, err := exec.LookPath("Xvfb")
	if err != nil {
		return "", nil, errors.New("no Xvfb found: install Debian's package xvfb")
	}
	read, write, err := os.Pipe()
	if err != nil {
		return "", nil, err
	}
	defer read.Close()
	cmd := exec.Command(path, "-displayfd", "3", "-screen", "0", "1280x1000x24", "-nolisten", "tcp")
	cmd.ExtraFiles = []*os.File{write}
	if err := cmd.Start(); err != nil {
		return "", nil, err
	}
	write.Close()
	end = func() { _ = cmd.Process.Kill(); _ = cmd.Wait() }
	number, err := io.ReadAll(io.LimitReader(read, 16))
	if i := strings.IndexByte(string(number), '\n'); i > 0 {
		return ":" + string(number[:i]), end, nil
	}
	end()
	return "", nil, fmt.Errorf("no display from Xvfb: %w", err)
}
