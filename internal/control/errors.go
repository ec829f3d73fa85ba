package control

import (
	"fmt"
	"net/http"
)

// Error says why something was refused, and how to change it.
type Error struct {
	Status  int    `json:"-"`
	Code    string `json:"code"`
	Message string `json:"message"`
	Hint    string `json:"hint"`
}

func (e *Error) Error() string { return e.Message + " " + e.Hint }

func refuse(status int, code, hint, format string, args ...any) *Error {
	return &Error{status, code, fmt.Sprintf(format, args...), hint}
}

// invalid returns the error for a member with an invalid value.
func invalid(member, value, why, hint string) *Error {
	return refuse(http.StatusBadRequest, "invalid_value", hint, "%s %q %s.", member, value, why)
}
