"""Writes recordings.json: what was spoken into each audio file, its length, its loudness and its CRC-32.

Called by make-speech.sh. The crate's tests compare the result with office.json and with the files, so neither
can change alone. Standard library only.
"""

import json
import pathlib
import struct
import zlib

PEAKS = 64  # values in a waveform, each the loudest sample of its stretch, 255 for full scale
RATE = 8000


def amplitude(code: int) -> int:
    """The size of a µ-law sample as a 16-bit number (ITU-T G.711)."""
    code = ~code & 0xFF
    return (((code & 0x0F) << 3) + 0x84 << (code >> 4 & 0x07)) - 0x84


def samples(wav: bytes) -> bytes:
    """The contents of the `data` chunk."""
    assert wav[:4] == b"RIFF" and wav[8:12] == b"WAVE"
    at = 12
    while at < len(wav):
        chunk, size = struct.unpack_from("<4sI", wav, at)
        if chunk == b"data":
            return wav[at + 8 : at + 8 + size]
        at += 8 + size + size % 2
    raise ValueError("no data chunk")


def peaks(data: bytes) -> list[int]:
    loudness = [amplitude(code) for code in range(256)]
    edges = [len(data) * edge // PEAKS for edge in range(PEAKS + 1)]
    return [max(loudness[code] for code in data[a:b]) * 255 // 32768 for a, b in zip(edges, edges[1:])]


here = pathlib.Path(__file__).parent
office = json.loads((here / "office.json").read_text("utf-8"))
lines = []
for recording in office["recordings"]:
    wav = (here / "audio" / f"{recording['name']}.wav").read_bytes()
    data = samples(wav)
    described = {
        "name": recording["name"],
        "text": recording["text"],
        "voice": office["voices"][recording["voice"]],
        "duration_ms": len(data) * 1000 // RATE,
        "crc32": f"{zlib.crc32(wav):08x}",
        "peaks": peaks(data),
    }
    lines.append("  " + json.dumps(described, ensure_ascii=False))
(here / "recordings.json").write_text("[\n" + ",\n".join(lines) + "\n]\n", "utf-8")
