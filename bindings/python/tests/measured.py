"""What a call costs through the binding; `bindings/ffi/examples/call_cost.rs` is the same without it.

With `--demo` in the demo. Otherwise starts a server (MOBILE_LINK_SERVER), sends alice 1,000 messages, and measures; then
runs each command that is given as an argument, with the address of the server added, so that other languages are measured
on the same messages.
"""

import asyncio
import email.message
import inspect
import smtplib
import subprocess
import sys
import time

from mobilelink import Folder
from office import PASSWORD, Server, demo, live


# The head of a second of µ-law at 8 kHz, as telephones record it.
WAVE = b"RIFF\x64\x1f\0\0WAVEfmt \x10\0\0\0\x07\0\x01\0@\x1f\0\0@\x1f\0\0\x01\0\x08\0data@\x1f\0\0"


def fill(server, count=1000):
    with smtplib.SMTP("127.0.0.1", server.smtp) as smtp:
        smtp.starttls()
        smtp.login("carol", PASSWORD)
        for number in range(count):
            message = email.message.EmailMessage()
            message["From"], message["To"] = "carol@harbour.example", "101@harbour.example"
            message["Subject"] = f"Message {number}"
            message.set_content(f"This is message {number} of {count}.")
            silence = WAVE + b"\xff" * 8000
            message.add_attachment(silence, maintype="audio", subtype="wav", filename="message.wav")
            smtp.send_message(message)


async def measure(what, times, call):
    """Prints the mean of many calls, one after the other, in the best of ten rounds: other programs run as well."""
    rounds = []
    for _ in range(10):
        start = time.perf_counter()
        for _ in range(times // 10):
            answer = call()
            if inspect.isawaitable(answer):
                await answer
        rounds.append(time.perf_counter() - start)
    print(f"{what:14} {min(rounds) * 1e7 / times:9.3f} µs a call")


async def main(entering):
    link = await entering
    await measure("state()", 50_000, link.state)
    await measure("ready()", 5_000, link.ready)
    await measure("presence()", 2_000, link.presence)
    messages = len(await link.voicemails(Folder.INBOX))
    await measure(f"{messages} messages", 20, lambda: link.voicemails(Folder.INBOX))


if __name__ == "__main__":
    if sys.argv[1:] == ["--demo"]:
        asyncio.run(main(demo()))
        sys.exit()
    office = Server()
    try:
        fill(office)
        print("Python", flush=True)
        asyncio.run(main(live(office)))
        for command in sys.argv[1:]:
            print(command.split()[0], flush=True)
            subprocess.run([*command.split(), f"127.0.0.1:{office.amds}"], check=True)
    finally:
        office.stop()
