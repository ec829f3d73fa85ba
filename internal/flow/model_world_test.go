package flow

type world struct {
	popup, channel bool
	timers         map[Timer]bool
}

func newWorld() *world { return &world{timers: map[Timer]bool{}} }

func (w *world) note(e *Effect) {
	switch e.Kind {
	case NavigatePopup:
		w.popup = true
	case ClosePopup:
		w.popup = false
	case OpenChannel:
		w.channel = true
	case CloseChannel:
		w.channel = false
	case StartTimer:
		w.timers[e.Timer] = true
	case StopTimer:
		delete(w.timers, e.Timer)
	}
}
