package flow

// Phase is where one of the three machines stands: the page's login, the renewal of its session,
// and each login by a code that the person takes to another device. There is one login at a time,
// and one renewal.
type Phase uint32

// The phases of the page's login, in the order it passes through them.
const (
	Idle       Phase = 1 << iota // no login
	Opening                      // the browser is asked for a popup
	Preparing                    // the login waits for its verifier and state
	Saving                       // the record to which a redirect returns is being stored
	Leaving                      // the page is on its way to Amazon
	Waiting                      // the popup is at Amazon
	Severed                      // the handle reads closed, but the person is elsewhere and may still be in the window
	Returned                     // the handle reads closed and the person is back: after a moment of silence they have given up
	Closing                      // the handle reads closed and measurements prove it: a moment for the answer to arrive
	Unsure                       // nobody can tell: the page, the person or the deadline decides
	Claiming                     // a redirect's answer is here, and this page waits for the lock on it: the tab may have been duplicated
	Answered                     // an answer with the login's state arrived, and the state is consumed
	Exchanging                   // the code is being redeemed
	Verifying                    // tokeninfo and the profile are being asked
	endOfLogin
)

// The phases of a renewal.
const (
	Fresh      Phase = endOfLogin << iota // no renewal is needed
	Locking                               // waits until no other tab renews the shared session
	Rechecking                            // reads what other tabs have stored
	Refreshing                            // asks for the next token
	Confirming                            // asks tokeninfo to whom the new token belongs
	Resting                               // an attempt failed; the next one waits for its time
	endOfRenewal
)

// The phases of a login on another device.
const (
	Requesting Phase = endOfRenewal << iota // asks for the codes
	Pausing                                 // the code is on the screen, and the next poll waits
	Polling                                 // asks whether the person has agreed
	Proving                                 // tokeninfo and the profile are being asked
	Over                                    // the login is forgotten
)

const (
	stay       Phase = 0 // as a target: the phase does not change
	popup            = Waiting | Severed | Returned | Closing | Unsure
	early            = Opening | Preparing | Saving
	network          = Exchanging | Verifying
	busy             = early | Leaving | popup | Claiming | Answered | network
	always           = Idle | busy
	trying           = Refreshing | Confirming
	underWay         = Locking | Rechecking | trying | Resting
	anyRenewal       = Fresh | underWay
	anyDevice        = Requesting | Pausing | Polling | Proving
)

// rule says: in one of the phases from, on this event, when the guard holds, do this and go there.
// The first rule that fits is taken; an event that none fits changes nothing (late, foreign and
// repeated ones among them).
//
// A guard may note in the event what it found there; the action, and the guards of the rules below
// it, need not look again.
type rule struct {
	from Phase
	on   EventKind
	when func(*Machine, *Event) bool
	do   func(*Machine, *Event)
	to   Phase
}

// table is the whole behaviour. docs/flow.md is generated from these lines and the comments of the
// functions they name. It is filled in by an initialiser, since some actions have the machine take
// an event of its own at once.
var table []rule

func init() { table = rules[:] }

var rules = [...]rule{
	// The session is renewed.
	{Resting, renewalWanted, mustRest, keepResting, stay},
	{Fresh | Resting, renewalWanted, canRenewShared, lockRenewal, Locking},
	{Fresh | Resting, renewalWanted, canRenew, beginRefresh, Refreshing},
	{Resting, TimerFired, isRetry, retryRenewal, stay},
	{Locking, Locked, isRenewing, recallLocked, Rechecking},
	{Rechecking, Recalled, keptIsNewer, adoptKept, Fresh},
	{Rechecking, Recalled, keptIsSpent, endSpent, Fresh},
	{Rechecking, Recalled, isGranted, refreshKept, Refreshing},
	{Refreshing, ResponseArrived, bringsToken, confirmToken, Confirming},
	{Confirming, ResponseArrived, confirmsToken, publishRenewed, Fresh},
	{trying, ResponseArrived, isRenewing, failAttempt, stay},
	{trying, RequestFailed, isRenewing, failUnanswered, stay},
	{trying, attemptFailed, needsLogin, loseSession, Fresh},
	{trying, attemptFailed, renewsNone, stopRenewing, Fresh},
	{trying, attemptFailed, triesAgain, rest, Resting},
	{trying, attemptFailed, nil, restForGood, Resting},
	{underWay, renewalEnds, nil, releaseWaiters, Fresh},

	// Calls wait for the renewal.
	{Resting, renewalAwaited, mustRest, refuseWaiter, stay},
	{anyRenewal, renewalAwaited, wantsWindow, addWindowWaiter, stay},
	{anyRenewal, renewalAwaited, nil, addWaiter, stay},
	{anyRenewal, Aborted, abortsWaiter, abortWaiter, stay},

	// A login by a code that the person takes to another device.
	{always, DeviceAsked, badOptions, refuse, stay},
	{always, DeviceAsked, nil, askCodes, Requesting},
	{Requesting, ResponseArrived, bringsCodes, showCodes, Pausing},
	{Requesting, ResponseArrived, nil, failDevice, Over},
	{Pausing, TimerFired, codesAreOver, expireCodes, Over},
	{Pausing, TimerFired, nil, poll, Polling},
	{Polling, ResponseArrived, saysNothing, retryPoll, Pausing},
	{Polling, RequestFailed, nil, retryPoll, Pausing},
	{Polling, ResponseArrived, isPending, tellPending, Pausing},
	{Polling, ResponseArrived, isTooFast, pollSlower, Pausing},
	{Polling, ResponseArrived, isRefused, failDevice, Over},
	{Polling, ResponseArrived, nil, proveDevice, Proving},
	{Proving, ResponseArrived, nil, readDeviceProof, stay},
	{Proving, proofsAgree, nil, succeedDevice, Over},
	{Proving, answerRefused, nil, failDevice, Over},
	{anyDevice, RequestFailed, nil, failDeviceNetwork, Over},
	{anyDevice, Aborted, nil, abortDevice, Over},
	{anyDevice, LogoutHeard, nil, failDevice, Over},

	// The page and its session.
	{always, Configured, badOptions, refuse, stay},
	{always, Configured, nil, configure, stay},
	{Claiming, Recalled, isGone, yield, Idle},
	{Claiming, Recalled, isClaimed, resume, Answered},
	{Idle, Recalled, isLeftOver, reportLeft, Idle},
	{always, Recalled, isLeft, nothing, stay},
	{always, Recalled, missedLogout, forgetMissed, stay},
	{always, Recalled, isUnconcerned, showAgain, stay},
	{always, Recalled, keptIsGone, forget, stay},
	{always, Recalled, keptIsHalf, takeRefreshToken, stay},
	{always, Recalled, keptIsUsable, adoptKept, stay},
	{always, Recalled, isHeard, showAgain, stay},
	{Idle, Recalled, answerMatches, claim, Claiming},
	{Claiming, Locked, isClaim, recallClaimed, stay},
	{Idle, Recalled, answerIsElsewheres, leaveAnswer, Idle},
	{Idle, Recalled, answerIsStray, reportStray, Idle},
	{busy, Recalled, isResuming, joinReady, stay},
	{always, Recalled, nil, settleReady, stay},
	{always, readyAsked, awaitsToken, awaitRenewal, stay},
	{always, readyAsked, nil, giveReady, stay},
	{always, TokenAsked, badOptions, refuse, stay},
	{always, TokenAsked, tokenWillDo, giveToken, stay},
	{busy, TokenAsked, isResuming, join, stay},
	{always, TokenAsked, canRenew, awaitRenewal, stay},
	{always, TokenAsked, nil, requireLogin, stay},
	{always, ProfileAsked, hasSession, askProfile, stay},
	{busy, ProfileAsked, isResuming, join, stay},
	{always, ProfileAsked, canRenew, awaitRenewal, stay},
	{always, ProfileAsked, nil, requireLogin, stay},
	{always, ResponseArrived, isProfileCall, readProfile, stay},
	{always, RequestFailed, isProfileCall, failProfile, stay},
	{always, Aborted, isProfileCall, abortProfile, stay},
	{always, TimePassed, tokenIsReplaceable, putAside, stay},
	{always, TimePassed, tokenIsOver, loseSession, stay},
	{always, TimePassed, tokenIsNearlyOver, warnExpiry, stay},
	{always, TimerFired, isExpiryTimer, watchExpiry, stay},
	{always, TimerFired, isElsewhereTimer, recallLeft, stay},
	{always, SaveFailed, isSession, warnStorage, stay},
	{always, SessionHeard, isShared, recallShared, stay},
	{always, PageHidden, nil, hideSession, stay},
	{Idle, LogoutAsked, nil, logout, Idle},
	{Idle, LogoutHeard, nil, forget, Idle},
	{busy, LogoutAsked, nil, logoutAndEnd, Idle},
	{busy, LogoutHeard, nil, forgetAndEnd, Idle},

	// A login is asked for.
	{always, LoginAsked, badOptions, refuse, stay},
	{busy, LoginAsked, isResuming, join, stay},
	{always, LoginAsked, sessionWillDo, useSession, stay},
	{always, LoginAsked, renewalWillDo, awaitRenewal, stay},
	{always, LoginAsked, sessionOnly, requireLogin, stay},
	{Returned | Closing | Unsure, LoginAsked, nil, replace, Idle},
	{Leaving, LoginAsked, isStuck, replace, Idle},
	{busy, LoginAsked, nil, refuseSecond, stay},
	{Idle, LoginAsked, redirectInFrame, refuseFrame, Idle},
	{Idle, LoginAsked, wantsRedirect, begin, Preparing},
	{Idle, LoginAsked, nil, beginPopup, Opening},

	// The page brings what a login would have brought.
	{always, CodeGiven, badOptions, refuse, stay},
	{busy, CodeGiven, nil, refuseSecond, stay},
	{Idle, CodeGiven, nil, takeCode, Answered},
	{always, TokenGiven, badOptions, refuse, stay},
	{busy, TokenGiven, nil, refuseSecond, stay},
	{Idle, TokenGiven, nil, takeToken, Exchanging},

	// It starts.
	{Opening, PopupOpened, nil, prepare, Preparing},
	{Opening, PopupBlocked, mayRedirect, prepareRedirect, Preparing},
	{Opening, PopupBlocked, nil, failBlocked, Idle},
	{anyRenewal, PopupOpened, awaitsWindow, keepWindow, stay},
	{anyRenewal, PopupBlocked, awaitsWindow, keepBlocked, stay},
	{Preparing | Waiting, PopupLost, nil, cancel, Idle},
	{Preparing, SecretsReady, wantsRedirect, saveTransaction, Saving},
	{Preparing, SecretsReady, nil, openAmazon, Waiting},
	{Preparing, SecretsFailed, nil, failCrypto, Idle},
	{always, SecretsReady, nil, keepSecrets, stay},
	{always, SecretsFailed, nil, noSecrets, stay},
	{Saving, Saved, isTransaction, leave, Leaving},
	{Saving, SaveFailed, isTransaction, failStorage, Idle},
	{Leaving, PageRestored, nil, abandon, Idle},
	{Leaving, PageKept, nil, abandon, Idle},
	{Waiting | Unsure, PageRestored, nil, noteRestored, stay},
	{Severed | Returned | Closing, PageRestored, nil, doubtGrace, Unsure},
	{always, PageRestored, isShared, recallShared, stay},
	{always, PageRestored, nil, forgetUnknown, stay},

	// The popup: open, closed or nobody knows.
	{Waiting | Severed, PageBlurred, nil, noteBlur, stay},
	{Waiting, PageShown, nil, noteShown, Waiting},
	{Waiting, PageFocused, nil, noteFocus, Waiting},
	{Waiting, PopupGone, focusIsBack, startGrace, Returned},
	{Waiting, PopupGone, focusIsAway, noteGone, Severed},
	{Waiting, PopupGone, wasSeen, startGrace, Closing},
	{Waiting, PopupGone, nil, startGrace, Unsure},
	{Severed | Unsure, PageFocused, focusTells, startGrace, Returned},
	{Severed, PageShown, nil, startGrace, Unsure},
	{Severed, PageFocused, nil, startGrace, Unsure},
	{Returned | Closing | Unsure, PageBlurred, nil, stopGrace, Severed},
	{Severed | Returned, PagePressed, nil, sayUnsure, Unsure},
	{Returned | Closing, TimerFired, isGrace, cancel, Idle},
	{Severed | Unsure, TimerFired, cannotAnswer, failCutOff, Idle},
	{Unsure, TimerFired, isGrace, sayUnsure, Unsure},
	{popup, FocusAsked, nil, focusPopup, stay},
	{popup, CancelAsked, nil, cancel, Idle},
	{popup, HereAsked, inFrame, failFrame, Idle},
	{popup, HereAsked, nil, continueHere, Saving},

	// The answer, and what it is worth.
	{popup, AnswerArrived, isOurs, accept, Answered},
	{Answered, codeAccepted, handsOver, handOver, Idle},
	{Answered, codeAccepted, nil, exchange, Exchanging},
	{Exchanging, ResponseArrived, isCurrent, readToken, stay},
	{Exchanging, tokenAccepted, nil, verify, Verifying},
	{Verifying, ResponseArrived, isCurrent, readProof, stay},
	{Verifying, proofsAgree, isGiven, showProof, Idle},
	{Verifying, proofsAgree, nil, succeed, Idle},
	{network, RequestFailed, isCurrent, failNetwork, Idle},
	{Answered | network, answerRefused, nil, failRefused, Idle},

	// It is given up.
	{busy, Aborted, isOnlyCaller, failAborted, Idle},
	{busy, Aborted, isCaller, leaveCaller, stay},
	{busy, TimerFired, isDeadline, failLate, Idle},
}
