package flow

import "github.com/lwa-wasm/lwa/internal/lwa"

// prepare takes the secrets that were made ahead, or waits for it.
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

// noSecrets leaves it to the next login to try again.
func noSecrets(m *Machine, _ *Event) { m.preparing = false }

// failCrypto ends the login: there is no secure randomness, and nothing else will do.
func failCrypto(m *Machine, _ *Event) {
	m.preparing = false
	m.fail(lwa.NewError(lwa.CodeCryptoNonexistent))
}
