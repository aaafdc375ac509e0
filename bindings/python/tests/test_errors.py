"""Each error of the SDK arrives as itself, with what it carries."""

import http.server
import json
import re
import tempfile
import threading
import unittest

import mobilelink
from mobilelink import LinkError, LinkOptions, MobileLink, Presence, Tls
from office import CLONE, OPTIONS, PASSWORD, LeavesNothing, demo, here


async def sign_in_to(server):
    await (await MobileLink.live(server, OPTIONS)).sign_in("alice", PASSWORD)


async def answered(status, code):
    """Signs in to a server that answers everything in this way."""
    problem = json.dumps({"type": "about:blank", "title": "no", "status": status, "code": code}).encode()

    class Answer(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            self.rfile.read(int(self.headers.get("Content-Length", 0)))
            self.send_response(status)
            self.send_header("Content-Type", "application/problem+json")
            self.send_header("Content-Length", str(len(problem)))
            self.end_headers()
            self.wfile.write(problem)

        do_POST = do_GET

        def log_message(self, *_):
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Answer) as server:
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        try:
            await sign_in_to(here(server.server_port))
        finally:
            server.shutdown()


async def cache_in_a_file():
    with tempfile.NamedTemporaryFile() as file:
        await MobileLink.live(here(1), LinkOptions(cache=file.name, device_name="", platform="python"))


async def in_demo(call):
    await call(await demo())


CASES = {
    "Offline": (lambda: sign_in_to(here(1)), "leg=.+, reason=.+"),
    "SignInRefused": (lambda: in_demo(lambda link: link.sign_in("alice", "wrong")), ""),
    "NotPermitted": (lambda: answered(403, "feature_key_missing"), "code='feature_key_missing'"),
    "Full": (lambda: answered(503, "busy"), ""),
    "Unsupported": (lambda: in_demo(lambda link: link.set_presence(Presence.UNKNOWN, None)), "found=.+"),
    "Gone": (lambda: in_demo(lambda link: link.voicemail("none")), ""),
    "Invalid": (lambda: sign_in_to(here(1, Tls.PINNED(fingerprint="ab"))), "field='fingerprint', reason=.+"),
    "Unexpected": (cache_in_a_file, "detail=.+"),
}


class Errors(LeavesNothing):
    async def test_each_error_arrives_as_itself(self):
        for name, (provoke, says) in CASES.items():
            with self.subTest(name):
                with self.assertRaises(getattr(LinkError, name)) as raised:
                    await provoke()
                self.assertRegex(str(raised.exception), f"^{says}$")
                # What a test holds of an error holds the link too, by the frames of its traceback.
                raised.exception.__traceback__ = None
                del raised

    def test_python_has_the_cases_of_rust_and_no_other(self):
        rust = (CLONE / "sdk/client/src/error.rs").read_text()
        body = rust.split("pub enum LinkError {\n")[1].split("\n}\n")[0]
        names = re.findall(r"^    ([A-Z]\w*)", body, re.MULTILINE)
        python = [case.__name__ for case in vars(LinkError).values() if isinstance(case, type)]
        self.assertEqual(sorted(python), sorted(names))
        self.assertEqual(sorted(CASES), sorted(names))


class Package(unittest.TestCase):
    def test_everything_that_is_generated_can_be_had_from_the_package(self):
        for name in mobilelink.__all__:
            self.assertTrue(hasattr(mobilelink, name), name)
        for name in ("MobileLink", "LinkError", "Folder", "Secret", "Watch", "Diagnosis"):
            self.assertIn(name, mobilelink.__all__)

    def test_the_library_says_its_version(self):
        self.assertEqual(len(mobilelink.version().split(".")), 3)


if __name__ == "__main__":
    unittest.main()
