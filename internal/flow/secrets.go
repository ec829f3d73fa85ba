package flow

import "github.com/lwa-wasm/lwa/internal/lwa"

// prepare takes the secrets that were made ahead, or waits for them.
func prepare(m *Machine, _ *Event) {
	if m.secrets.State != "" {
		m.post(SecretsReady)
		return
	}
	m.prepareSecrets()
}

func (m *Machine) prepareSecrets() {
	if m.preparing || m.secrets.State != "" {
		return
	}
	m.preparing = true
	m.do(&Effect{Kind: PrepareSecrets})
}

func takeSecrets(m *Machine, e *Event) {
	m.login.secrets = m.secrets
	if e.Secrets.State != "" {
		m.preparing, m.login.secrets = false, e.Secrets
	}
	m.secrets = Secrets{}
}

// keepSecrets keeps secrets for the next login.
func keepSecrets(m *Machine, e *Event) { m.preparing, m.secrets = false, e.Secrets }

// noSecrets does nothing: the next login tries again.
func noSecrets(m *Machine, _ *Event) { m.preparing = false }

// failCrypto ends the login: there is no secure random source, and there is no substitute for
// one.
func failCrypto(m *Machine, _ *Event) {
	m.preparing = false
	m.fail(lwa.NewError(lwa.CodeCryptoNonexistent))
}
