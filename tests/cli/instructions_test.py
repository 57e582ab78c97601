#!/usr/bin/env python3
"""bench/instructions sees a count that has grown, and one that has shrunk, and names the function."""

import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import unittest

SOURCE = pathlib.Path(os.environ["OFFTAKE_SOURCE"])
SANITIZED = os.environ.get("OFFTAKE_SANITIZED", "") not in ("", "0")


@unittest.skipIf(SANITIZED or not shutil.which("valgrind"), "needs valgrind and a program without sanitizers")
class Instructions(unittest.TestCase):
    def setUp(self):
        made = tempfile.TemporaryDirectory(prefix="offtake-instructions-")
        self.addCleanup(made.cleanup)
        self.file = pathlib.Path(made.name) / "written.json"

    def instructions(self, *arguments):
        return subprocess.run([sys.executable, SOURCE / "bench/instructions", "--offtake", os.environ["OFFTAKE_BIN"],
                               "--only", "check", "--written", self.file, *arguments], capture_output=True, text=True)

    def rewrite(self, change):
        document = json.loads(self.file.read_text())
        change(document)
        self.file.write_text(json.dumps(document))

    def test_a_count_outside_the_band_fails_and_says_where(self):
        self.assertEqual(self.instructions().returncode, 1)  # nothing is written
        self.assertEqual(self.instructions("--write").returncode, 0)
        again = self.instructions()
        self.assertEqual(again.returncode, 0, again.stdout + again.stderr)
        whole = json.loads(self.file.read_text())
        count = whole["counts"]["check"]
        dearest = next(iter(count["functions"]))
        for times in (0.9, 1.1):
            def change(document):
                document["counts"]["check"]["total"] = round(count["total"] * times)
                document["counts"]["check"]["functions"][dearest][0] = round(count["total"] * times / 2)
            self.file.write_text(json.dumps(whole))
            self.rewrite(change)
            moved = self.instructions()
            self.assertEqual(moved.returncode, 1)
            self.assertIn("outside the band of 3 %", moved.stdout)
            self.assertIn(dearest[:100], moved.stdout)
            self.assertIn("--write", moved.stderr)

    def test_another_compiler_is_named(self):
        self.assertEqual(self.instructions("--write").returncode, 0)
        self.rewrite(lambda document: document["written_with"].update(compiler="gcc 1.0"))
        within = self.instructions()
        self.assertEqual(within.returncode, 0)
        self.assertIn("written with compiler gcc 1.0, here gcc", within.stdout)


if __name__ == "__main__":
    unittest.main()
