package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"

	"github.com/lwa-wasm/lwa/internal/bench/report"
)

// write writes a report into the documents. It fails if bench.md or the README has no marks for
// the generated part.
func write(r *report.Report, out, readme string) error {
	text, err := json.MarshalIndent(r, "", " ")
	if err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(out, "bench.json"), append(text, '\n'), 0o644); err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(out, "bench.svg"), []byte(r.Chart()), 0o644); err != nil {
		return err
	}
	if err := fill(filepath.Join(out, "bench.md"), r.Sections()); err != nil {
		return err
	}
	if readme == "" {
		return nil
	}
	return fill(readme, map[string]string{"bench": r.Readme()})
}

func fill(path string, sections map[string]string) error {
	content, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	text := string(content)
	for name, section := range sections {
		filled, ok := report.Fill(text, name, section)
		if !ok {
			return fmt.Errorf("%s has no marks <!-- %s --> and <!-- /%s -->", path, name, name)
		}
		text = filled
	}
	return os.WriteFile(path, []byte(text), 0o644)
}
