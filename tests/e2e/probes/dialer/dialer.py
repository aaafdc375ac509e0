"""Speaks as the visual voicemail of an AOSP-style dialer does, command for command, and understands no more than it.

Started with PROBE_HOST, PROBE_PORT, PROBE_USER and PROBE_PASSWORD; the port is the one with STARTTLS. A JSON request a line in,
a JSON answer a line out; a request that failed is answered with {"failed": why, "status": "NO", "text": "..."}.

{"do": "sync"}                  ->  {"voicemails": [{"uid", "number", "date", "duration", "read", "transcription"}]}
{"do": "listen", "uid": "1"}    ->  {"audio": "<base64>", "type": "audio/wav"}
{"do": "read", "uids": ["1"]}   ->  {}
{"do": "delete", "uids": ["1"]} ->  {}
{"do": "quota"}                 ->  {"occupied": 1, "total": 100}
{"do": "pin", "old": "1", "new": "2"}, {"do": "language", "code": "1"}, {"do": "tutorial"} -> {"status": "OK", "text": "..."}

Its ways that matter: each errand is a connection of its own, ended by EXPUNGE and LOGOUT; tags are numbers; the user's name is not
quoted; a quoted string ends at the next quote, escaped or not; the answer to XCHANGE_TUI_PWD is the very next line; after NO, the
text is compared whole, and where a code in brackets stands before it, it is passed over after LOGIN but not after XCHANGE_TUI_PWD.
"""

import base64
import contextlib
import email
import email.utils
import json
import os
import socket
import ssl
import sys

HEADERS = "BODY.PEEK[HEADER.FIELDS (date subject from content-type to cc message-id content-duration)]"


class Failed(Exception):
    def __init__(self, why, status="", text=""):
        super().__init__(why)
        self.answer = {"failed": why, "status": status, "text": text}


class Reader:
    """The responses, as lists of text, bytes and lists."""

    def __init__(self, file):
        self.file = file
        self.ahead = b""

    def peek(self):
        if not self.ahead:
            self.ahead = self.file.read(1)
            if not self.ahead:
                raise Failed("the connection was closed")
        return self.ahead

    def byte(self):
        byte, self.ahead = self.peek(), b""
        return byte

    def expect(self, wanted):
        for one in wanted:
            found = self.byte()
            if found != bytes([one]):
                raise Failed(f"expected {bytes([one])} but got {found}")

    def until(self, end):
        text = b""
        while (byte := self.byte()) != end:
            text += byte
        return text.decode("latin-1")

    def line(self):
        text = self.until(b"\r")
        self.expect(b"\n")
        return text

    def response(self):
        """(tag, elements); the tag of what is untagged is None, that of a continuation is "+"."""
        if self.peek() == b"+":
            self.expect(b"+ ")
            return "+", [self.line()]
        tag = self.until(b" ")
        tag = None if tag == "*" else tag
        elements = [self.atom()]
        if self.peek() != b" ":
            self.expect(b"\r\n")
            return tag, elements
        self.byte()
        if elements[0] in ("OK", "NO", "BAD", "BYE", "PREAUTH"):
            if self.peek() == b"[":
                elements.append(self.list(b"[", b"]"))
                if self.peek() == b" ":
                    self.byte()
            elements.append(self.line())
        else:
            while (element := self.element()) is not None:
                elements.append(element)
        return tag, elements

    def element(self):
        """The next, without the spaces before it; None at the end of the line."""
        while self.peek() == b" ":
            self.byte()
        match self.peek():
            case b"(":
                return self.list(b"(", b")")
            case b"[":
                return self.list(b"[", b"]")
            case b'"':
                self.byte()
                return self.until(b'"')
            case b"{":
                self.byte()
                size = int(self.until(b"}"))
                self.expect(b"\r\n")
                return self.file.read(size)
            case b"\r":
                self.expect(b"\r\n")
                return None
            case _:
                return self.atom()

    def list(self, opening, closing):
        self.expect(opening)
        elements = []
        while True:
            while self.peek() == b" ":
                self.byte()
            if self.peek() == closing:
                self.byte()
                return elements
            element = self.element()
            if element is None:
                raise Failed("a list that does not end in its line")
            elements.append(element)

    def atom(self):
        text = ""
        while True:
            byte = self.peek()
            if byte in b'(){ ]%"\x7f' or byte < b" ":
                if not text:
                    raise Failed(f"expected a string, but got {byte}")
                return "" if text.upper() == "NIL" else text
            text += self.byte().decode("latin-1")
            if byte == b"[":
                text += self.until(b"]") + "]"


class Mailbox:
    """A connection that has logged in."""

    def __init__(self):
        self.tag = 0
        self.socket = socket.create_connection((os.environ["PROBE_HOST"], int(os.environ["PROBE_PORT"])), timeout=30)
        self.reader = Reader(self.socket.makefile("rb"))
        _, greeting = self.reader.response()
        if greeting[0] != "OK":
            raise Failed("invalid initial response")
        assert "STARTTLS" in self.capabilities()
        self.do("STARTTLS")
        context = ssl.create_default_context(cafile=os.environ["PROBE_CERTIFICATE"])
        self.socket = context.wrap_socket(self.socket, server_hostname=os.environ["PROBE_HOST"])
        self.reader = Reader(self.socket.makefile("rb"))
        # With it, the dialer would sign in by nothing else.
        assert "AUTH=DIGEST-MD5" not in self.capabilities()
        password = os.environ["PROBE_PASSWORD"].replace("\\", "\\\\").replace('"', '\\"')
        self.do(f'LOGIN {os.environ["PROBE_USER"]} "{password}"')

    def send(self, command):
        self.tag += 1
        self.socket.sendall(f"{self.tag} {command}\r\n".encode())

    def do(self, command):
        """Sends a command and returns what came before its answer, which must be OK."""
        self.send(command)
        responses = []
        while True:
            tag, elements = self.reader.response()
            if tag not in (None, "+"):
                break
            if elements[0] == "BYE":
                raise Failed("BYE was not expected")
            responses.append(elements)
        if elements[0] != "OK":
            # A code in brackets is passed over here, and only here.
            raise Failed(command.split()[0], elements[0], elements[-1])
        return responses

    def capabilities(self):
        return [word for words in self.do("CAPABILITY") for word in words]

    def select(self):
        self.do('SELECT "INBOX"')

    def search(self, criteria):
        found = [words for words in self.do(f"UID SEARCH {criteria}") if words[0] == "SEARCH"]
        return [uid for words in found for uid in words[1:]]

    def fetch(self, uid, items):
        """What was asked for, by name; the name is only the beginning of what the server calls it."""
        responses = self.do(f"UID FETCH {uid} ({items})")
        [fetched] = [response[2] for response in responses if len(response) > 1 and response[1] == "FETCH"]
        pairs = dict(zip(fetched[::2], fetched[1::2]))
        assert pairs["UID"] == uid, pairs

        def value(name):
            [found] = [value for key, value in pairs.items() if key.upper().startswith(name)]
            return found

        return value

    def log_out(self):
        self.send("LOGOUT")
        _, bye = self.reader.response()
        tag, ok = self.reader.response()
        if bye[0] != "BYE" or tag != str(self.tag) or ok[0] != "OK":
            raise Failed(f"LOGOUT was answered by {bye} and {ok}")
        self.socket.close()


@contextlib.contextmanager
def inbox():
    mailbox = Mailbox()
    mailbox.select()
    yield mailbox
    mailbox.do("EXPUNGE")
    mailbox.log_out()


def parts_of(structure):
    """(number, type) of the direct parts of a multipart; the dialer looks no deeper."""
    if not isinstance(structure[0], list):
        raise Failed("not a multipart message")
    parts = [part for part in structure if isinstance(part, list)]
    inside = [(str(nth + 1), part) for nth, part in enumerate(parts) if not isinstance(part[0], list)]
    return [(number, f"{part[0]}/{part[1]}".lower(), part) for number, part in inside]


def as_bytes(value):
    return value if isinstance(value, bytes) else value.encode("latin-1")


def decoded(part, body):
    encoding = part[5].lower()
    if encoding == "base64":
        return base64.b64decode(body)
    return email.message_from_bytes(f"Content-Transfer-Encoding: {encoding}\r\n\r\n".encode() + body).get_payload(decode=True)


def sync():
    voicemails = []
    with inbox() as mailbox:
        for uid in mailbox.search("1:* NOT DELETED"):
            value = mailbox.fetch(uid, f"UID FLAGS INTERNALDATE RFC822.SIZE {HEADERS} BODYSTRUCTURE")
            header = email.message_from_bytes(as_bytes(value("BODY[HEADER")))
            parts = parts_of(value("BODYSTRUCTURE"))
            if not any(kind.startswith("audio/") for _, kind, _ in parts):
                continue
            transcription = None
            for number, kind, part in parts:
                if kind.startswith("text/"):
                    body = as_bytes(mailbox.fetch(uid, f"UID BODY.PEEK[{number}]")("BODY["))
                    transcription = decoded(part, body).decode()
            [(_, sender)] = email.utils.getaddresses([header["From"]])
            voicemails.append({
                "uid": uid,
                "number": sender.split("@")[0],
                "date": email.utils.parsedate_to_datetime(header["Date"]).timestamp(),
                "duration": header["Content-Duration"] and int(header["Content-Duration"]),
                "read": any(flag.upper() == "\\SEEN" for flag in value("FLAGS")),
                "transcription": transcription,
            })
    return {"voicemails": voicemails}


def listen(uid):
    with inbox() as mailbox:
        assert mailbox.search(f"UID {uid}") == [uid]
        message = email.message_from_bytes(as_bytes(mailbox.fetch(uid, "UID BODY.PEEK[]")("BODY[]")))
    [audio] = [part for part in message.get_payload() if part.get_content_maintype() == "audio"]
    content = base64.b64encode(audio.get_payload(decode=True)).decode()
    return {"audio": content, "type": audio.get_content_type()}


def flag(uids, name):
    with inbox() as mailbox:
        mailbox.do(f"UID STORE {','.join(uids)} +FLAGS.SILENT ({name})")
    return {}


def quota():
    with inbox() as mailbox:
        responses = mailbox.do('GETQUOTAROOT "INBOX"')
    for response in responses:
        resources = response[2] if response[0] == "QUOTA" else []
        for name, occupied, total in zip(resources[::3], resources[1::3], resources[2::3]):
            if name.lower() == "voice":
                return {"occupied": int(occupied), "total": int(total)}
    raise Failed("no quota of voice")


def next_line(command):
    """Sends an OMTP command; whatever comes next is taken for its answer."""
    mailbox = Mailbox()
    mailbox.send(command)
    tag, elements = mailbox.reader.response()
    if tag != str(mailbox.tag):
        raise Failed(f"a tagged response was expected, not {elements}")
    mailbox.log_out()
    return {"status": elements[0], "text": elements[1]}


def answer(request):
    match request["do"]:
        case "sync":
            return sync()
        case "listen":
            return listen(request["uid"])
        case "read":
            return flag(request["uids"], "\\SEEN")
        case "delete":
            return flag(request["uids"], "\\DELETED")
        case "quota":
            return quota()
        case "pin":
            return next_line(f"XCHANGE_TUI_PWD PWD={request['new']} OLD_PWD={request['old']}")
        case "language":
            return next_line(f"XCHANGE_VM_LANG LANG={request['code']}")
        case "tutorial":
            return next_line("XCLOSE_NUT")


def main():
    for line in sys.stdin:
        try:
            value = answer(json.loads(line))
        except Failed as failed:
            value = failed.answer
        print(json.dumps(value), flush=True)


main()
