package control

import (
	"context"
	"net/http"
	"strconv"
	"time"
)

const maxWait = 30 * time.Second // how long a request for the journal may wait

// routes returns the methods of each path below [Prefix].
func (d *Director) routes() map[string]methods {
	about := methods{"GET": answers(d.getAbout)}
	return map[string]methods{
		"":                                  about,
		"/{$}":                              about,
		"/reset":                            {"POST": answers(d.postReset)},
		"/people":                           {"GET": answers(d.getPeople), "PUT": answers(d.putPeople), "POST": creates(d.postPerson)},
		"/people/{userId}":                  {"DELETE": answers(d.deletePerson)},
		"/clients":                          {"GET": answers(d.getClients)},
		"/clients/{clientId}":               {"GET": answers(d.getClient), "PUT": answers(d.putClientHTTP), "DELETE": answers(d.deleteClient)},
		"/clients/{clientId}/redirect-uris": {"POST": answers(d.postRedirectURIs)},
		"/faults":                           {"GET": answers(d.getFaults), "POST": creates(d.postFault), "DELETE": answers(d.deleteFaults)},
		"/faults/{endpoint}":                {"DELETE": answers(d.deleteFaults)},
		"/settings":                         {"GET": answers(d.getSettings), "PATCH": answers(d.patchSettings)},
		"/clock":                            {"GET": answers(d.getClock), "POST": answers(d.postClock)},
		"/journal":                          {"GET": answers(d.getJournal), "DELETE": answers(d.deleteJournal)},
		"/devices":                          {"GET": answers(d.getDevices)},
		"/devices/{userCode}":               {"POST": answers(d.postDevice)},
		"/revoke":                           {"POST": answers(d.postRevoke)},
		"/sign-out":                         {"POST": answers(d.postSignOut)},
	}
}

func (d *Director) getAbout(*request) (any, error) { return d.About(), nil }

func (d *Director) postReset(r *request) (any, error) {
	if err := r.nothing(); err != nil {
		return nil, err
	}
	d.Reset()
	return d.About(), nil
}

type peopleBody struct {
	People []Person `json:"people"`
}

func (d *Director) getPeople(*request) (any, error) { return peopleBody{d.People()}, nil }

func (d *Director) putPeople(r *request) (any, error) {
	var body peopleBody
	if err := r.read(&body); err != nil {
		return nil, err
	}
	return d.peopleAfter(d.SetPeople(body.People))
}

func (d *Director) postPerson(r *request) (any, error) {
	var p Person
	if err := r.read(&p); err != nil {
		return nil, err
	}
	return d.AddPerson(p)
}

func (d *Director) deletePerson(r *request) (any, error) {
	if err := r.nothing(); err != nil {
		return nil, err
	}
	return d.peopleAfter(d.RemovePerson(r.PathValue("userId")))
}

func (d *Director) peopleAfter(err error) (any, error) { return peopleBody{d.People()}, err }

type clientsBody struct {
	Clients []Client `json:"clients"`
}

func (d *Director) getClients(*request) (any, error) { return clientsBody{d.Clients()}, nil }

func (d *Director) getClient(r *request) (any, error) { return d.Client(r.PathValue("clientId")) }

func (d *Director) putClientHTTP(r *request) (any, error) {
	var body struct {
		Name         string   `json:"name"`
		RedirectURIs []string `json:"redirectUris"`
		Origins      []string `json:"origins"`
		Device       bool     `json:"device"`
	}
	if err := r.read(&body); err != nil {
		return nil, err
	}
	id := r.PathValue("clientId")
	if err := d.PutClient(Client{id, body.Name, body.RedirectURIs, body.Origins, body.Device}); err != nil {
		return nil, err
	}
	return d.Client(id)
}

func (d *Director) postRedirectURIs(r *request) (any, error) {
	var body struct {
		RedirectURIs []string `json:"redirectUris"`
	}
	if err := r.read(&body); err != nil {
		return nil, err
	}
	id := r.PathValue("clientId")
	if err := d.AddRedirectURIs(id, body.RedirectURIs); err != nil {
		return nil, err
	}
	return d.Client(id)
}

func (d *Director) deleteClient(r *request) (any, error) {
	if err := r.nothing(); err != nil {
		return nil, err
	}
	err := d.RemoveClient(r.PathValue("clientId"))
	return clientsBody{d.Clients()}, err
}

type faultsBody struct {
	Faults []Fault `json:"faults"`
}

func (d *Director) getFaults(*request) (any, error) { return faultsBody{d.Faults()}, nil }

func (d *Director) postFault(r *request) (any, error) {
	var f Fault
	if err := r.read(&f); err != nil {
		return nil, err
	}
	return f, d.Fail(f)
}

func (d *Director) deleteFaults(r *request) (any, error) {
	if err := r.nothing(); err != nil {
		return nil, err
	}
	endpoint := r.PathValue("endpoint")
	if endpoint == "" {
		endpoint = All
	}
	err := d.Mend(endpoint)
	return faultsBody{d.Faults()}, err
}

func (d *Director) getSettings(*request) (any, error) { return d.Settings(), nil }

func (d *Director) patchSettings(r *request) (any, error) {
	body, err := r.body()
	if err != nil {
		return nil, err
	}
	if err := d.Set(func(s *Settings) error { return decode(body, s) }); err != nil {
		return nil, err
	}
	return d.Settings(), nil
}

type clockBody struct {
	Now   time.Time `json:"now"`
	Ahead Duration  `json:"ahead"`
}

func (d *Director) getClock(*request) (any, error) {
	return clockBody{d.Now().UTC().Truncate(time.Millisecond), Duration(d.Ahead())}, nil
}

func (d *Director) postClock(r *request) (any, error) {
	var body struct {
		Advance Duration `json:"advance"`
	}
	if err := r.read(&body); err != nil {
		return nil, err
	}
	if err := d.Advance(time.Duration(body.Advance)); err != nil {
		return nil, err
	}
	return d.getClock(r)
}

type journalBody struct {
	Requests []Request `json:"requests"`
	Counts   Counts    `json:"counts"`
}

func (d *Director) getJournal(r *request) (any, error) {
	want, wait, err := readFilter(r.Request)
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithTimeout(r.Context(), wait)
	defer cancel()
	if wait == 0 {
		return journalBody{d.Journal(want), d.Counts()}, nil
	}
	return journalBody{d.Await(ctx, want), d.Counts()}, nil
}

// readFilter parses the query of a request for the journal.
func readFilter(r *http.Request) (want Filter, wait time.Duration, err error) {
	for name, values := range r.URL.Query() {
		value := values[0]
		switch name {
		case "after":
			if want.After, err = strconv.Atoi(value); err != nil {
				return want, 0, invalid("after", value, "is no number", "Give the seq of a request, such as after=7.")
			}
		case "endpoint":
			want.Endpoint = value
			if value == "preflight" || value == "other" {
				continue
			}
			if err := checkEndpoint(value); err != nil {
				return want, 0, err
			}
			if value == All {
				want.Endpoint = ""
			}
		case "wait":
			if wait, err = time.ParseDuration(value); err != nil || wait <= 0 || wait > maxWait {
				return want, 0, invalid("wait", value, "is no time up to 30s", "Give a duration, such as wait=5s.")
			}
		case "secrets":
			want.Secrets = value == "1"
		default:
			return want, 0, invalid("parameter", name, "is unknown", "Use after, endpoint, wait and secrets.")
		}
	}
	return want, wait, nil
}

func (d *Director) deleteJournal(r *request) (any, error) {
	if err := r.nothing(); err != nil {
		return nil, err
	}
	d.Server.ResetJournal()
	return journalBody{[]Request{}, Counts{}}, nil
}

type devicesBody struct {
	Devices []Device `json:"devices"`
}

func (d *Director) getDevices(*request) (any, error) { return devicesBody{d.Devices()}, nil }

func (d *Director) postDevice(r *request) (any, error) {
	var body struct {
		Decision string `json:"decision"`
		Person   string `json:"person"`
	}
	if err := r.read(&body); err != nil {
		return nil, err
	}
	code := r.PathValue("userCode")
	switch body.Decision {
	case "allow":
		err := d.Approve(code, body.Person)
		return d.device(code, "allowed"), err
	case "deny":
		err := d.Deny(code)
		return d.device(code, "denied"), err
	}
	return nil, invalid("decision", body.Decision, "is none", `Use "allow" or "deny".`)
}

func (d *Director) postRevoke(r *request) (any, error) {
	var body struct {
		What   string `json:"what"`
		Person string `json:"person"`
	}
	if err := r.read(&body); err != nil {
		return nil, err
	}
	return struct{}{}, d.Revoke(body.What, body.Person)
}

func (d *Director) postSignOut(r *request) (any, error) {
	if err := r.nothing(); err != nil {
		return nil, err
	}
	d.SignOut()
	return struct{}{}, nil
}
