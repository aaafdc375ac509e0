"""imaplib by remote control: a JSON request a line in, a JSON answer a line out. Bytes travel as Latin-1 text.

Started as `imap.py HOST PORT plain|starttls|tls` with PROBE_USER and PROBE_PASSWORD in the environment.

{"call": "select", "args": ["INBOX"]}  ->  {"answer": "OK", "data": ["3"]}
{"audio": 7}                           ->  {"audio": "RIFF..."}, the audio part of the message with UID 7
{"idle": true}                         ->  {"idling": true}, then {"heard": "* 4 EXISTS", "at": 1.5} for each line,
{"done": true}                         ->  {"answer": "OK"} at the end of IDLE; {"closed": "* BYE ..."} if cut off
"""

import email
import email.policy
import imaplib
import json
import os
import ssl
import sys
import threading
import time


def say(**value):
    print(json.dumps(value), flush=True)


def as_text(value):
    if isinstance(value, bytes):
        return value.decode("latin-1")
    if isinstance(value, (list, tuple)):
        return [as_text(item) for item in value]
    return value


def context():
    # The server made its certificate itself; who it is was not the question here.
    unverified = ssl.create_default_context()
    unverified.check_hostname = False
    unverified.verify_mode = ssl.CERT_NONE
    return unverified


def connect(host, port, protection):
    if protection == "tls":
        return imaplib.IMAP4_SSL(host, int(port), ssl_context=context())
    imap = imaplib.IMAP4(host, int(port))
    if protection == "starttls":
        imap.starttls(ssl_context=context())
    return imap


def call(imap, method, arguments):
    if method == "append":
        mailbox, flags, message = arguments
        arguments = [mailbox, flags or None, None, message.encode("latin-1")]
    try:
        answer, data = getattr(imap, method)(*arguments)
        say(answer=answer, data=as_text(data))
    except imaplib.IMAP4.error as error:
        say(answer="ERROR", error=str(error))


def audio(imap, uid):
    _, data = imap.uid("FETCH", str(uid), "(BODY.PEEK[])")
    message = email.message_from_bytes(data[0][1], policy=email.policy.default)
    parts = [part for part in message.walk() if part.get_content_maintype() == "audio"]
    say(audio=as_text(parts[-1].get_payload(decode=True)))


def idle(imap):
    tag = imap._new_tag()
    imap.send(tag + b" IDLE\r\n")
    first = imap.readline()
    if not first.startswith(b"+"):
        say(answer="ERROR", error=as_text(first))
        return
    say(idling=True)
    last = []

    def listen():
        while True:
            try:
                line = imap.readline()
            except OSError as error:
                line = b""
                last.append(str(error))
            if not line:
                say(closed=last[-1] if last else "")
                return
            if line.startswith(tag):
                say(answer=line.split()[1].decode())
                return
            last.append(as_text(line).strip())
            say(heard=last[-1], at=time.time())

    listener = threading.Thread(target=listen)
    listener.start()
    sys.stdin.readline()
    imap.send(b"DONE\r\n")
    listener.join()


def main():
    try:
        imap = connect(*sys.argv[1:4])
        imap.login(os.environ["PROBE_USER"], os.environ["PROBE_PASSWORD"])
    except (imaplib.IMAP4.error, OSError) as error:
        say(answer="ERROR", error=str(error))
        return
    say(answer="OK")
    for line in sys.stdin:
        request = json.loads(line)
        if "call" in request:
            call(imap, request["call"], request["args"])
        elif "audio" in request:
            audio(imap, request["audio"])
        elif "idle" in request:
            idle(imap)


main()
