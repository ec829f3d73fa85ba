package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"io"
	"os"
	"os/exec"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/lwa-wasm/lwa/internal/lwa"
)

// program runs the command as a program does that reads its line of JSON. Closing stdin has the
// same effect as the death of that program.
func program(t *testing.T, args ...string) (cmd *exec.Cmd, here announcement, stdin io.Closer, rest func() (stdout, stderr string)) {
	t.Helper()
	cmd = exec.CommandContext(t.Context(), binary, append([]string{"-dir", buildDir(t), "-json"}, args...)...)
	in, err := cmd.StdinPipe()
	require.NoError(t, err)
	out, err := cmd.StdoutPipe()
	require.NoError(t, err)
	var errs bytes.Buffer
	cmd.Stderr = &errs
	require.NoError(t, cmd.Start())
	lines := bufio.NewReader(out)
	line, err := lines.ReadBytes('\n')
	if err != nil {
		_ = cmd.Wait() // afterwards nothing writes to errs any more
		t.Fatal(err, errs.String())
	}
	require.NoError(t, json.Unmarshal(line, &here))
	return cmd, here, in, func() (string, string) {
		more, err := io.ReadAll(lines)
		require.NoError(t, err)
		require.NoError(t, cmd.Wait())
		return string(more), errs.String()
	}
}

// TestForPrograms checks that standard output is one line, that both servers listen when the line
// arrives, and that they exit when standard input ends.
func TestForPrograms(t *testing.T) {
	const callback = "http://localhost:5173/lwa-callback.html"
	_, here, stdin, rest := program(t, "-port", "0", "-exit-with-stdin", "-redirect-uri", callback)
	assert.Equal(t, lwa.Version, here.Version)
	assert.Equal(t, demoClientID, here.ClientID)
	assert.Equal(t, []string{here.Site + callbackPath, callback}, here.RedirectURIs)
	assert.Equal(t, here.Amazon+"/us/code", here.DeviceCodes)
	assert.Equal(t, names(), here.People)
	for _, address := range []string{here.Site, here.Amazon} {
		res, _ := get(t, address+"/")
		assert.Equal(t, 200, res.StatusCode, address)
	}
	began := time.Now()
	require.NoError(t, stdin.Close())
	stdout, stderr := rest()
	assert.Less(t, time.Since(began), 10*time.Second)
	assert.Empty(t, stdout)
	assert.Contains(t, stderr, "  amazon  GET / 200")
}

// TestPort checks that the fake Amazon has the port after that of the site.
func TestPort(t *testing.T) {
	o, err := parseOptions([]string{"-port", "9000"})
	require.NoError(t, err)
	assert.Equal(t, "localhost:9000 127.0.0.1:9001", o.addr+" "+o.amazonAddr)
	o, err = parseOptions([]string{"-port", "0"})
	require.NoError(t, err)
	assert.Equal(t, "localhost:0 127.0.0.1:0", o.addr+" "+o.amazonAddr)
}

// TestStdinEnds checks that the end of standard input has no effect without the flag: a server in
// the background has no standard input.
func TestStdinEnds(t *testing.T) {
	cmd, here, stdin, rest := program(t, "-port", "0", "-quiet")
	require.NoError(t, stdin.Close())
	res, _ := get(t, here.Site+"/")
	assert.Equal(t, 200, res.StatusCode)
	require.NoError(t, cmd.Process.Signal(os.Interrupt))
	stdout, stderr := rest()
	assert.Empty(t, stdout+stderr)
}

func TestVersion(t *testing.T) {
	code, stdout, stderr := finished(t, "-version")
	assert.Equal(t, exitOK, code)
	assert.Equal(t, lwa.Version+"\n", stdout)
	assert.Empty(t, stderr)
}
