package wire

// Names of what the browser keeps, and of channels, locks and windows. The number is the version of
// the format; another one is never read.
const (
	ChannelPrefix = "lwa.1."         // + state: the channel of one login
	TabsPrefix    = "lwa.1.tabs."    // + client id: the channel between tabs; carries the word [WordLogout] and nothing else
	LockPrefix    = "lwa.1.renew."   // + client id: held by the tab that renews
	SessionPrefix = "lwa.1.session." // + client id
	RecordPrefix  = "lwa.1.login."   // + client id + "." + state
	LogoutPrefix  = "lwa.1.logout."  // + client id: when somebody last logged out, for pages that were asleep then
	TakenPrefix   = "lwa.1.taken."   // + a part of a state, whose answer one page took; also the lock to decide which
	AnswerKey     = "lwa.1.answer"   // what the callback page leaves for the page that asked
	DropInPrefix  = "lwa.amazon."    // + "login" or "code": what lwa-amazon.js keeps in the tab
	VaultName     = "lwa.1"          // the database that holds the keys of sealed sessions
	VaultStore    = "keys"
	WindowPrefix  = "lwa:" // + a random number: the window of one login
)

// Words on channels, and what stands in the place of an answer where the callback page was not
// there to send one.
const (
	WordOK          = "ok"
	WordLogout      = "logout"
	MisplacedPrefix = "!" // + state
)

// Areas of the browser's storage, by the names that the window has for them.
const (
	SessionArea = "sessionStorage"
	LocalArea   = "localStorage"
)

// Members of the record that a redirect login leaves, which the callback page reads, too.
const (
	RecordReturnTo = "returnTo"
	RecordAt       = "at" // milliseconds since 1970
)
