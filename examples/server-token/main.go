// A web site whose server knows who is logged in. The page logs in by itself and sends its access
// token here, and this server asks Amazon whom that token was made for, and who the person is,
// before it believes anything.
package main

import (
	"cmp"
	"log"
	"net"
	"net/http"
	"os"
	"time"
)

func main() {
	listener, err := net.Listen("tcp", cmp.Or(os.Getenv("ADDR"), "localhost:3000"))
	if err != nil {
		log.Fatal(err)
	}
	_, port, _ := net.SplitHostPort(listener.Addr().String())
	c := config{
		ClientID: os.Getenv("LWA_CLIENT_ID"),
		Provider: os.Getenv("LWA_PROVIDER"),
		Origin:   cmp.Or(os.Getenv("ORIGIN"), "http://localhost:"+port),
	}
	if c.ClientID == "" {
		log.Fatal("LWA_CLIENT_ID is missing: the client id of your security profile")
	}
	log.Print("open ", c.Origin)
	server := http.Server{
		Handler:           handler(c),
		ReadHeaderTimeout: 5 * time.Second,
		ReadTimeout:       10 * time.Second,
		WriteTimeout:      30 * time.Second, // longer than the questions to Amazon take
		IdleTimeout:       time.Minute,
	}
	log.Fatal(server.Serve(listener))
}
