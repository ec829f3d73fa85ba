package report

import (
	"strconv"
	"strings"
)

// unit is how a value is written.
type unit int

const (
	milliseconds unit = iota
	bytes
	count
)

// write gives a value three digits or so.
func (u unit) write(value float64) string {
	switch u {
	case milliseconds:
		return digits(value) + " ms"
	case count:
		return digits(value)
	}
	if value < 1000 {
		return digits(value) + " B"
	}
	if value < 1e6 {
		return digits(value/1e3) + " KB"
	}
	return digits(value/1e6) + " MB"
}

func digits(value float64) string {
	switch {
	case value >= 99.95:
		return strconv.FormatFloat(value, 'f', 0, 64)
	case value >= 9.995 || value == 0:
		return strings.TrimSuffix(strconv.FormatFloat(value, 'f', 1, 64), ".0")
	}
	return strconv.FormatFloat(value, 'f', 2, 64)
}

// span writes the quartiles, with one unit for both where they have the same.
func (u unit) span(s Stat) string {
	low, high := u.write(s.Low), u.write(s.High)
	if low == high {
		return ""
	}
	number, its, _ := strings.Cut(low, " ")
	if strings.HasSuffix(high, " "+its) {
		low = number
	}
	return low + "–" + high
}

// times writes a ratio.
func times(ratio float64) string { return "×" + digits(ratio) }
