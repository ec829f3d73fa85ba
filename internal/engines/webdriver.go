package engines

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
)

// tabKey is the Tab key, as WebDriver writes it.
const tabKey = "\ue004"

// webdriver is a client of W3C WebDriver for one session: https://www.w3.org/TR/webdriver2/.
type webdriver struct {
	http    *http.Client
	session string // its address
}

// webdriverError is an error that the driver answers with: Code is one of the protocol, such as "no
// such window".
type webdriverError struct {
	Code    string `json:"error"`
	Message string `json:"message"`
}

func (e *webdriverError) Error() string { return e.Code + ": " + e.Message }

// newSession starts a session at a driver.
func newSession(driver string, capabilities map[string]any) (*webdriver, error) {
	d := &webdriver{http: &http.Client{Timeout: patience}, session: driver + "/session"}
	var made struct {
		SessionID string `json:"sessionId"`
	}
	err := d.call(http.MethodPost, "", map[string]any{"capabilities": map[string]any{"alwaysMatch": capabilities}}, &made)
	d.session += "/" + made.SessionID
	return d, err
}

// call sends a command and decodes its value, unless value is nil.
func (d *webdriver) call(method, path string, params, value any) error {
	var body io.Reader
	if params != nil {
		text, err := json.Marshal(params)
		if err != nil {
			return err
		}
		body = bytes.NewReader(text)
	}
	request, err := http.NewRequest(method, d.session+path, body)
	if err != nil {
		return err
	}
	response, err := d.http.Do(request)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	var answer struct{ Value json.RawMessage }
	if err := json.NewDecoder(response.Body).Decode(&answer); err != nil {
		return fmt.Errorf("%s %s: %s: %w", method, path, response.Status, err)
	}
	if response.StatusCode != http.StatusOK {
		failure := &webdriverError{}
		if err := json.Unmarshal(answer.Value, failure); err != nil {
			return err
		}
		return fmt.Errorf("%s %s: %w", method, path, failure)
	}
	if value == nil {
		return nil
	}
	return json.Unmarshal(answer.Value, value)
}

func (d *webdriver) post(path string, params map[string]any, value any) error {
	return d.call(http.MethodPost, path, params, value)
}
