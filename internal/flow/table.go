package flow

// Phase is where the page's login stands. There is one login at a time.
type Phase uint16

// The phases, in the order a login passes through them.
const (
	Idle       Phase = 1 << iota // no login
	Opening                      // a popup is wanted
	Preparing                    // waits for its PKCE pair
	Saving                       // the record that a redirect comes back to is being written
	Leaving                      // the page is on its way to Amazon
	Waiting                      // the popup is at Amazon
	Severed                      // the handle reads closed, but the person is elsewhere: they may be in the window still
	Returned                     // the handle reads closed and the person is back: a moment of silence, and they gave up
	Closing                      // the handle reads closed and proves it, without the focus: a moment for the answer to arrive
	Unsure                       // nobody can tell: the caller, the person or the deadline decides
	Claiming                     // the answer of a redirect is here: it must be this page\'s alone, since a tab can be duplicated
	Answered                     // the answer with the login's state arrived: the state is consumed
	Exchanging                   // the code is being redeemed
	Verifying                    // tokeninfo and profile are being asked
)

const (
	stay    Phase = 0 // as a target: the phase does not change
	popup         = Waiting | Severed | Returned | Closing | Unsure
	early         = Opening | Preparing | Saving
	network       = Exchanging | Verifying
	busy          = early | Leaving | popup | Claiming | Answered | network
	always        = Idle | busy
)

// rule says: in one of the phases from, on this event, when the guard holds, do this and go there. The first rule that
// fits is taken; an event that none fits changes nothing (late, foreign and repeated ones among them).
type rule struct {
	from Phase
	on   EventKind
	when func(*Machine, *Event) bool
	do   func(*Machine, *Event)
	to   Phase
}

// table is the whole behaviour. docs/flow.md is generated from these lines and the comments of the functions they name.
var table = []rule{
	// The page and its session.
	{always, Configured, badOptions, refuse, stay},
	{always, Configured, nil, configure, stay},
	{always, Recalled, isUnderLock, refresh, stay},
	{Claiming, Recalled, isGone, yield, Idle},
	{Claiming, Recalled, isClaimed, resume, Answered},
	{always, Recalled, isHeard, takeOver, stay},
	{Idle, Recalled, answerMatches, claim, Claiming},
	{Claiming, Locked, isClaim, lookAtClaim, stay},
	{Idle, Recalled, answerIsStray, reportStray, Idle},
	{busy, Recalled, isResuming, joinReady, stay},
	{always, Recalled, nil, settleReady, stay},
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
	{always, ResponseArrived, answersLookup, readLookup, stay},
	{always, RequestFailed, answersLookup, failLookup, stay},
	{always, Aborted, abortsLookup, abortLookup, stay},
	{always, Looked, isOver, expire, stay},
	{always, Looked, isExpiring, warnExpiry, stay},
	{always, TimerFired, isExpiry, watchExpiry, stay},
	{always, SaveFailed, isSession, warnStorage, stay},
	{always, SessionHeard, isShared, recallShared, stay},
	{always, PageHidden, nil, hideSession, stay},
	{Idle, LogoutAsked, nil, logout, Idle},
	{Idle, LogoutHeard, nil, forget, Idle},
	{busy, LogoutAsked, nil, logoutAndEnd, Idle},
	{busy, LogoutHeard, nil, forgetAndEnd, Idle},

	// The session is renewed.
	{always, Locked, isRenewing, lookAgain, stay},
	{always, ResponseArrived, isRenewing, readRenewal, stay},
	{always, RequestFailed, isRenewing, failRenewal, stay},
	{always, TimerFired, isRetry, retryRenewal, stay},
	{always, Aborted, abortsWaiter, abortWaiter, stay},

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

	// A login by a code that the person takes to another device.
	{always, DeviceAsked, badOptions, refuse, stay},
	{always, DeviceAsked, nil, askPair, stay},
	{always, ResponseArrived, isPair, readPair, stay},
	{always, TimerFired, isWait, poll, stay},
	{always, ResponseArrived, isPoll, readPoll, stay},
	{always, RequestFailed, isPoll, retryPoll, stay},
	{always, ResponseArrived, isDevice, readDeviceProof, stay},
	{always, RequestFailed, isDevice, failDeviceNetwork, stay},
	{always, Aborted, isDevice, abortDevice, stay},

	// It starts.
	{Opening, PopupOpened, nil, prepare, Preparing},
	{Opening, PopupBlocked, mayRedirect, prepareRedirect, Preparing},
	{Opening, PopupBlocked, nil, failBlocked, Idle},
	{always, PopupOpened, awaitsWindow, keepWindow, stay},
	{always, PopupBlocked, awaitsWindow, keepBlocked, stay},
	{Preparing | Waiting, PopupLost, nil, cancel, Idle},
	{Preparing, PairReady, wantsRedirect, saveRecord, Saving},
	{Preparing, PairReady, nil, openAmazon, Waiting},
	{Preparing, PairFailed, nil, failCrypto, Idle},
	{always, PairReady, nil, keepPair, stay},
	{always, PairFailed, nil, noPair, stay},
	{Saving, Saved, isRecord, leave, Leaving},
	{Saving, SaveFailed, isRecord, failStorage, Idle},
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
