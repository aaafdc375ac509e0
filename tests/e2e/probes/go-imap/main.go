// The round (src/round.rs) by go-imap, inside TLS.
package main

import (
	"crypto/tls"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"os"
	"strings"
	"time"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapclient"
	"github.com/emersion/go-message/mail"
)

func say(value map[string]any) {
	must(json.NewEncoder(os.Stdout).Encode(value))
}

func must(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func got[T any](value T, err error) T {
	must(err)
	return value
}

func uidOf(client *imapclient.Client, subject string) imap.UIDSet {
	criteria := &imap.SearchCriteria{Header: []imap.SearchCriteriaHeaderField{{Key: "Subject", Value: subject}}}
	uids := got(client.UIDSearch(criteria, nil).Wait()).AllUIDs()
	if len(uids) != 1 {
		must(fmt.Errorf("%s: %v", subject, uids))
	}
	return imap.UIDSetNum(uids...)
}

func audioOf(message []byte) []byte {
	reader := got(mail.CreateReader(strings.NewReader(string(message))))
	for {
		part := got(reader.NextPart())
		if strings.HasPrefix(part.Header.Get("Content-Type"), "audio/") {
			return got(io.ReadAll(part.Body))
		}
	}
}

func main() {
	trusted := x509.NewCertPool()
	if !trusted.AppendCertsFromPEM(got(os.ReadFile(os.Getenv("PROBE_CERTIFICATE")))) {
		must(fmt.Errorf("no certificate in $PROBE_CERTIFICATE"))
	}
	exists := make(chan uint32, 16)
	options := &imapclient.Options{
		TLSConfig: &tls.Config{RootCAs: trusted},
		UnilateralDataHandler: &imapclient.UnilateralDataHandler{
			Mailbox: func(data *imapclient.UnilateralDataMailbox) {
				if data.NumMessages != nil {
					exists <- *data.NumMessages
				}
			},
		},
	}
	address := net.JoinHostPort(os.Getenv("PROBE_HOST"), os.Getenv("PROBE_TLS_PORT"))
	client := got(imapclient.DialTLS(address, options))
	must(client.Login(os.Getenv("PROBE_USER"), os.Getenv("PROBE_PASSWORD")).Wait())

	var folders []string
	for _, folder := range got(client.List("", "*", nil).Collect()) {
		folders = append(folders, folder.Mailbox)
	}
	say(map[string]any{"folders": folders})

	got(client.Select("INBOX", nil).Wait())
	keep := uidOf(client, "Keep")
	whole := &imap.FetchItemBodySection{Peek: true}
	items := &imap.FetchOptions{Envelope: true, BodySection: []*imap.FetchItemBodySection{whole}}
	messages := got(client.Fetch(keep, items).Collect())
	if len(messages) != 1 || messages[0].Envelope.Subject != "Keep" {
		must(fmt.Errorf("read %v", messages))
	}
	audio := audioOf(messages[0].FindBodySection(whole))
	say(map[string]any{"audio": base64.StdEncoding.EncodeToString(audio)})

	add := func(uids imap.UIDSet, flags ...imap.Flag) {
		must(client.Store(uids, &imap.StoreFlags{Op: imap.StoreFlagsAdd, Silent: true, Flags: flags}, nil).Close())
	}
	add(keep, imap.FlagSeen, imap.FlagFlagged)
	got(client.Move(uidOf(client, "Move"), "Sent").Wait())
	deleted := uidOf(client, "Delete")
	add(deleted, imap.FlagDeleted)
	must(client.UIDExpunge(deleted).Close())
	draft := got(os.ReadFile(os.Getenv("PROBE_DRAFT")))
	flags := &imap.AppendOptions{Flags: []imap.Flag{imap.FlagDraft, imap.FlagSeen}}
	command := client.Append("Drafts", int64(len(draft)), flags)
	got(command.Write(draft))
	must(command.Close())
	got(command.Wait())

	// What was told before does not count.
	for len(exists) > 0 {
		<-exists
	}
	idle := got(client.Idle())
	say(map[string]any{"idling": true})
	select {
	case count := <-exists:
		say(map[string]any{"exists": count})
	case <-time.After(30 * time.Second):
		must(fmt.Errorf("nothing was heard"))
	}
	must(idle.Close())
	must(idle.Wait())
	must(client.Logout().Wait())
}
