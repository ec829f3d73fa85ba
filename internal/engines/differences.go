package engines

// Difference says what comes of a scenario in a setup where it is not what comes of it elsewhere, and why.
type Difference struct{ Scenario, Setup, Outcome, Reason string }

// Differences is the whole list: the tests fail for one that is missing here, and for one that is no longer there.
var Differences = []Difference{}

// Differs returns the difference of a scenario in a setup, or nil.
func Differs(scenario, setup string) *Difference {
	for i := range Differences {
		if d := &Differences[i]; d.Scenario == scenario && d.Setup == setup {
			return d
		}
	}
	return nil
}
