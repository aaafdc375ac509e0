"""Several senders at once, each a mail program that leaves one message after another until the server is gone.

Started as `deposits.py HOST PORT ROUND SENDERS` with PROBE_USER and PROBE_PASSWORD in the environment. Each message has
its own audio, made from its subject. After each 250 it prints {"kept": subject, "audio": sha256 of the recording}.
Anything but 250 from a server that is still there is printed as {"refused": ...}.
"""

import hashlib
import json
import os
import random
import smtplib
import struct
import sys
import threading
from email.message import EmailMessage

printing = threading.Lock()


def say(**value):
    with printing:
        print(json.dumps(value), flush=True)


def recording(subject):
    samples = random.Random(subject).randbytes(8000)
    form = struct.pack("<HHIIHH", 1, 1, 8000, 16000, 2, 16)
    chunks = b"WAVEfmt " + struct.pack("<I", 16) + form + b"data" + struct.pack("<I", len(samples)) + samples
    return b"RIFF" + struct.pack("<I", len(chunks)) + chunks


def message(subject, audio):
    made = EmailMessage()
    made["From"] = "carol@localhost"
    made["To"] = "alice@localhost"
    made["Subject"] = subject
    made.set_content("A message.\n")
    made.add_attachment(audio, maintype="audio", subtype="wav", filename="message.wav")
    return made


def send(host, port, name):
    try:
        smtp = smtplib.SMTP(host, int(port))
        smtp.login(os.environ["PROBE_USER"], os.environ["PROBE_PASSWORD"])
        count = 0
        while True:
            subject = f"{name}-{count}"
            audio = recording(subject)
            smtp.send_message(message(subject, audio))
            say(kept=subject, audio=hashlib.sha256(audio).hexdigest())
            count += 1
    except (smtplib.SMTPServerDisconnected, OSError) as error:
        # smtplib's refusals are OSErrors too.
        if isinstance(error, smtplib.SMTPException) and not isinstance(error, smtplib.SMTPServerDisconnected):
            say(refused=str(error))


def main():
    host, port, number, senders = sys.argv[1:5]
    names = [f"{number}-{sender}" for sender in range(int(senders))]
    threads = [threading.Thread(target=send, args=[host, port, name]) for name in names]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


main()
