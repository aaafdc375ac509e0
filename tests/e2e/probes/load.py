"""Several clients of one mailbox at once, by IMAP, SMTP and REST, until the server is gone.

Started as `load.py IMAP SMTP AMDS ROUND SEED CURSOR` (three of HOST:PORT, the last a cursor of /sync) with PROBE_PASSWORD
in the environment. Each client has messages of its own and does one thing after the other with them, so that what it was
told is what must be there. It prints {"client", "trying": what} before it asks, {"client", "done": facts} once it is
told that it was done, {"client", "refused": ...} for anything else, and {"modseq": n} for what it is told of the sequence.
"""

import http.client
import imaplib
import json
import os
import random
import re
import smtplib
import sys
import threading

from voicemail import digest_of, message, recording

PASSWORD = os.environ["PROBE_PASSWORD"]
FOLDERS = ["INBOX", "Drafts", "Sent", "Trash"]
FLAGS = ["\\Seen", "\\Flagged", "\\Draft"]
GONE = (OSError, EOFError, imaplib.IMAP4.abort, smtplib.SMTPServerDisconnected, http.client.HTTPException)

printing = threading.Lock()


def say(**value):
    with printing:
        print(json.dumps(value), flush=True)


class Refused(Exception):
    pass


def numbers(text):
    """`3,5:7` in its own order."""
    found = []
    for run in text.split(","):
        first, _, last = run.partition(":")
        found.extend(range(int(first), int(last or first) + 1))
    return found


class Client:
    """One that journals. Messages it holds: {"subject", "folder", "uid", "flags"}."""

    def __init__(self, name, number, seed):
        self.name, self.number = name, number
        self.random = random.Random(f"{seed} {name}")
        self.count = 0

    def subject(self):
        self.count += 1
        return f"kill {self.number} {self.name} {self.count}"

    def trying(self, **what):
        say(client=self.name, trying=what)

    def done(self, **facts):
        say(client=self.name, done=facts)

    def run(self, *arguments):
        try:
            self.connect(*arguments)
            while True:
                self.step()
        except Refused as refused:
            say(client=self.name, refused=str(refused))
        except smtplib.SMTPServerDisconnected:
            pass
        except smtplib.SMTPException as refused:
            say(client=self.name, refused=str(refused))
        except imaplib.IMAP4.abort:
            pass
        except imaplib.IMAP4.error as refused:
            say(client=self.name, refused=str(refused))
        except GONE:
            pass


class Mailer(Client):
    """IMAP: APPEND, COPY, MOVE, STORE and UID EXPUNGE, of one or several messages."""

    def connect(self, address):
        host, port = address.split(":")
        self.imap = imaplib.IMAP4(host, int(port))
        self.imap.login("alice", PASSWORD)
        self.open, self.held = None, []

    def ok(self, answer):
        status, data = answer
        if status != "OK":
            raise Refused(f"{status} {data}")
        return data

    def code(self, name):
        """The last response code of this name, and none of it is left for the next command."""
        last = self.imap.response(name)[1][-1]
        if last is None:
            raise Refused(f"done, without {name}")
        return last

    def step(self):
        if len(self.held) < 3 or self.random.random() < 0.3:
            return self.append()
        one = self.random.choice(self.held)
        others = [copy for copy in self.held if copy["folder"] == one["folder"]]
        chosen = self.random.sample(others, min(len(others), self.random.choice([1, 1, 2, 4])))
        chosen.sort(key=lambda copy: copy["uid"])
        if self.open != one["folder"]:
            self.open = None
            self.ok(self.imap.select(one["folder"]))
            self.open = one["folder"]
        self.random.choice([self.copy, self.move, self.store, self.store, self.expunge])(chosen)

    def append(self):
        folder, subject = self.random.choice(FOLDERS), self.subject()
        flags = self.random.sample(FLAGS, self.random.randrange(3))
        octets = message(subject, recording(subject, self.random.randrange(40_000))).as_bytes().replace(b"\n", b"\r\n")
        self.trying(op="put", folder=folder, subject=subject, flags=flags, digest=digest_of(octets))
        self.ok(self.imap.append(folder, f"({' '.join(flags)})", None, octets))
        uid = int(self.code("APPENDUID").split()[1])
        self.done(uids=[uid])
        self.held.append({"subject": subject, "folder": folder, "uid": uid, "flags": flags})

    def of(self, op, chosen, **more):
        self.trying(op=op, folder=self.open, of=[[copy["subject"], copy["uid"]] for copy in chosen], **more)
        return ",".join(str(copy["uid"]) for copy in chosen)

    def pairs(self):
        _, old, new = self.code("COPYUID").decode().split()
        return dict(zip(numbers(old), numbers(new)))

    def copy(self, chosen):
        to = self.random.choice(FOLDERS)
        self.ok(self.imap.uid("COPY", self.of("copy", chosen, to=to), to))
        new = self.pairs()
        self.done(uids=[new[copy["uid"]] for copy in chosen])
        self.held.extend({**copy, "folder": to, "uid": new[copy["uid"]]} for copy in chosen)

    def move(self, chosen):
        to = self.random.choice([folder for folder in FOLDERS if folder != self.open])
        self.ok(self.imap.uid("MOVE", self.of("move", chosen, to=to), to))
        new = self.pairs()
        self.done(uids=[new[copy["uid"]] for copy in chosen])
        for copy in chosen:
            copy["folder"], copy["uid"] = to, new[copy["uid"]]
            copy["flags"] = [flag for flag in copy["flags"] if flag != "\\Deleted"]

    def store(self, chosen):
        sign, flags = self.random.choice("+-"), [self.random.choice(FLAGS)]
        uids = self.of("store", chosen, sign=sign, flags=flags)
        self.ok(self.imap.uid("STORE", uids, f"{sign}FLAGS{self.random.choice(['', '.SILENT'])}", f"({flags[0]})"))
        self.done()
        self.flag(chosen, sign, flags)

    def flag(self, chosen, sign, flags):
        for copy in chosen:
            copy["flags"] = [flag for flag in copy["flags"] if flag not in flags] + (flags if sign == "+" else [])

    def expunge(self, chosen):
        uids = self.of("store", chosen, sign="+", flags=["\\Deleted"])
        self.ok(self.imap.uid("STORE", uids, "+FLAGS.SILENT", "(\\Deleted)"))
        self.done()
        self.of("expunge", chosen)
        self.ok(self.imap.uid("EXPUNGE", uids))
        self.done()
        # What came to rest in Trash is nobody's any more.
        self.held = [copy for copy in self.held if copy not in chosen]


class Sender(Client):
    """SMTP: one message after the other from carol to alice."""

    def connect(self, address):
        host, port = address.split(":")
        self.smtp = smtplib.SMTP(host, int(port))
        self.smtp.login("carol", PASSWORD)

    def step(self):
        return self.send()

    def send(self):
        subject = self.subject()
        made = message(subject, recording(subject))
        self.trying(op="put", folder="INBOX", subject=subject, flags=[], digest=digest_of(made.as_bytes()))
        self.smtp.send_message(made)
        self.done()
        return subject


class App(Sender):
    """REST: what is left by SMTP is marked, deleted, brought back and purged."""

    def connect(self, smtp, amds):
        super().connect(smtp)
        self.http = http.client.HTTPConnection(amds, timeout=30)
        device = {"name": "kill", "platform": "test"}
        session = self.ask("POST", "/session", {"username": "alice", "password": PASSWORD, "device": device})
        self.token = session["access_token"]

    def ask(self, method, path, body=None):
        headers = {"Content-Type": "application/json"} if body else {}
        if hasattr(self, "token"):
            headers["Authorization"] = f"Bearer {self.token}"
        self.http.request(method, f"/api/v1{path}", json.dumps(body) if body else None, headers)
        answer = self.http.getresponse()
        text = answer.read()
        if answer.status >= 300:
            raise Refused(f"{method} {path}: {answer.status} {text!r}")
        return json.loads(text) if text else None

    def step(self):
        subject = self.send()
        page = self.ask("GET", "/users/me/voicemails?folder=inbox&limit=100")
        found = [item for item in page["items"] if item["subject"] == subject]
        if len(found) != 1:
            raise Refused(f"{subject} was kept and is {len(found)} times in the list")
        path = f"/users/me/voicemails/{found[0]['id']}"
        place = {"folder": "INBOX", "of": [[subject, found[0]["uid"]]]}
        for _ in range(self.random.randrange(3)):
            seen = self.random.choice([True, False])
            self.trying(op="store", sign="+" if seen else "-", flags=["\\Seen"], **place)
            self.ask("PATCH", path, {"seen": seen})
            self.done()
        fate = self.random.randrange(4)
        if fate > 0:
            self.trying(op="move", to="Trash", **place)
            self.ask("DELETE", path)
            self.done()
            place = {"folder": "Trash", "of": [[subject, self.ask("GET", path)["uid"]]]}
        if fate == 2:
            self.trying(op="move", to="INBOX", **place)
            self.done(uids=[self.ask("PATCH", path, {"folder": "inbox"})["uid"]])
        if fate == 3:
            self.trying(op="purge", **place)
            self.ask("DELETE", f"{path}?purge=true")
            self.done()


class Stirrer(Mailer):
    """Changes a flag that nobody else counts on, of all messages at once, and so is in everybody's way."""

    def step(self):
        if self.open is None:
            self.ok(self.imap.select("INBOX"))
            self.open = "INBOX"
        self.ok(self.imap.uid("STORE", "1:*", f"{self.random.choice('+-')}FLAGS.SILENT", "(\\Answered)"))
        if "CONDSTORE" in self.imap.capabilities:
            told = self.ok(self.imap.status("INBOX", "(HIGHESTMODSEQ)"))[0]
            say(modseq=int(re.search(rb"HIGHESTMODSEQ (\d+)", told)[1]))


class Reader(App):
    """Reads the log as the app does, and tells how far it is."""

    def connect(self, smtp, amds, cursor):
        super().connect(smtp, amds)
        self.cursor = cursor

    def step(self):
        page = self.ask("GET", f"/sync?since={self.cursor}&limit=100")
        self.cursor = page["cursor"]
        say(modseq=int(self.cursor.split(".")[0]))


def main():
    imap, smtp, amds, number, seed, cursor = sys.argv[1:7]
    clients = [(Mailer, f"imap{nth}", [imap]) for nth in range(3)]
    clients += [(App, f"app{nth}", [smtp, amds]) for nth in range(2)]
    clients += [(Sender, "smtp", [smtp]), (Stirrer, "stirrer", [imap]), (Reader, "reader", [smtp, amds, cursor])]
    threads = [threading.Thread(target=kind(name, number, seed).run, args=places) for kind, name, places in clients]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


main()
