//go:build !js

package flow

// EventNames and EffectNames are the names of the kinds, by number, as a trace and the documents
// have them.
var (
	EventNames = [...]string{
		Configured: "Configured", LoginAsked: "LoginAsked", CodeGiven: "CodeGiven", TokenGiven: "TokenGiven", DeviceAsked: "DeviceAsked",
		TokenAsked: "TokenAsked", ProfileAsked: "ProfileAsked", LogoutAsked: "LogoutAsked", Aborted: "Aborted", CancelAsked: "CancelAsked",
		HereAsked: "HereAsked", FocusAsked: "FocusAsked", TimePassed: "TimePassed", SecretsReady: "SecretsReady", SecretsFailed: "SecretsFailed",
		PopupOpened: "PopupOpened", PopupBlocked: "PopupBlocked", PopupLost: "PopupLost", PopupGone: "PopupGone", PageBlurred: "PageBlurred",
		PageShown: "PageShown", PageFocused: "PageFocused", PagePressed: "PagePressed", PageKept: "PageKept", PageHidden: "PageHidden",
		PageRestored: "PageRestored", AnswerArrived: "AnswerArrived", Saved: "Saved", SaveFailed: "SaveFailed", Recalled: "Recalled",
		ResponseArrived: "ResponseArrived", RequestFailed: "RequestFailed", TimerFired: "TimerFired", LogoutHeard: "LogoutHeard",
		SessionHeard: "SessionHeard", Locked: "Locked",
	}
	EffectNames = [...]string{
		PrepareSecrets: "PrepareSecrets", OpenPopup: "OpenPopup", NavigatePopup: "NavigatePopup", FocusPopup: "FocusPopup",
		ClosePopup: "ClosePopup", OpenChannel: "OpenChannel", CloseChannel: "CloseChannel", Acknowledge: "Acknowledge", Leave: "Leave",
		Recall: "Recall", Save: "Save", Drop: "Drop", Wipe: "Wipe", Fetch: "Fetch", AbortFetch: "AbortFetch", StartTimer: "StartTimer",
		StopTimer: "StopTimer", Settle: "Settle", Emit: "Emit", Publish: "Publish", TellTabs: "TellTabs", HearTabs: "HearTabs",
		Lock: "Lock", Unlock: "Unlock",
	}
	TimerNames = [...]string{Deadline: "Deadline", Grace: "Grace", Expiry: "Expiry", Retry: "Retry", Poll: "Poll", Elsewhere: "Elsewhere"}
)

// phaseNames are those of the page's login, in their order.
var phaseNames = [...]string{
	"Idle", "Opening", "Preparing", "Saving", "Leaving", "Waiting", "Severed", "Returned", "Closing", "Unsure", "Claiming", "Answered",
	"Exchanging", "Verifying",
}

// PhaseName is the name of a phase of the page's login.
func PhaseName(p Phase) string {
	i := 0
	for ; p > 1; p >>= 1 {
		i++
	}
	return phaseNames[i]
}

// Requests is how many requests the machine has asked for.
func (m *Machine) Requests() int { return m.requests }
