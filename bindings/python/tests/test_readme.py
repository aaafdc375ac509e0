"""What the README shows is what happens."""

import pathlib
import re
import subprocess
import sys
import unittest

from office import CLONE, Server

README = pathlib.Path(__file__).parent.parent / "README.md"


class Readme(unittest.TestCase):
    def setUp(self):
        self.server = Server()
        self.addCleanup(self.server.stop)

    def test_a_voicemail_is_sent_and_heard_by_the_code_as_it_stands_there(self):
        blocks = re.findall(r"^```python\n(.*?)^```$", README.read_text(), re.MULTILINE | re.DOTALL)
        self.assertEqual(len(blocks), 2)
        ports = f"AMDS, SMTP = {self.server.amds}, {self.server.smtp}"
        program, replaced = re.subn(r"AMDS, SMTP = 8081, 1025", ports, "\n".join(blocks))
        self.assertEqual(replaced, 1)
        ran = subprocess.run(
            [sys.executable, "-c", program], cwd=CLONE, capture_output=True, text=True, timeout=60, check=False
        )
        self.assertEqual((ran.returncode, ran.stderr), (0, ""))
        self.assertRegex(ran.stdout, r"^Carol Castellanos said: /.+\.wav True\n$")


if __name__ == "__main__":
    unittest.main()
