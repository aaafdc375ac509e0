"""A WebSocket client that is not ours: every frame is printed as {"frame": {...}, "at": seconds}.

Started as `websocket.py URL` with PROBE_TOKEN in the environment. A line of JSON on standard input is sent as a frame.
At the end it prints {"closed": code, "reason": "..."}.
"""

import json
import os
import sys
import threading
import time

from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect


def say(**value):
    print(json.dumps(value), flush=True)


def send_lines(socket):
    for line in sys.stdin:
        socket.send(line.strip())
    socket.close()


def main():
    headers = {"Authorization": "Bearer " + os.environ["PROBE_TOKEN"]}
    with connect(sys.argv[1], additional_headers=headers, proxy=None, compression=None) as socket:
        threading.Thread(target=send_lines, args=[socket], daemon=True).start()
        while True:
            try:
                frame = socket.recv()
            except ConnectionClosed as closed:
                code = closed.rcvd.code if closed.rcvd else 1006
                say(closed=code, reason=closed.rcvd.reason if closed.rcvd else "")
                return
            say(frame=json.loads(frame), at=time.time())


main()
