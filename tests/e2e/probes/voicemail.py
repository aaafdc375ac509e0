"""Messages that the probes leave, and the digest by which one is known again: of the bytes of its last part."""

import email
import email.policy
import hashlib
import random
import struct
from email.message import EmailMessage


def recording(subject, size=8000):
    """Sound of its own for each subject."""
    samples = random.Random(subject).randbytes(size)
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


def digest_of(octets):
    """Of a whole message, as it came: None for one that does not open."""
    parts = [part for part in email.message_from_bytes(octets, policy=email.policy.default).walk() if not part.is_multipart()]
    content = parts[-1].get_payload(decode=True)
    return None if content is None else hashlib.sha256(content).hexdigest()
