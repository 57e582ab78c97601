"""The schema that editors read accepts every model that the reader accepts, and refuses plain mistakes."""

import os
import pathlib
import subprocess
import sys
import tempfile
import unittest

BIN = os.environ["OFFTAKE_BIN"]
SOURCE = pathlib.Path(os.environ["OFFTAKE_SOURCE"])


def check(schema, *files, expect=0):
    command = [sys.executable, "-m", "check_jsonschema", "--schemafile", schema, *map(str, files)]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == expect, done.stdout + done.stderr
    return done.stdout


class Schema(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.schema = os.path.join(cls.folder.name, "schema.json")
        with open(cls.schema, "w", encoding="utf-8") as file:
            subprocess.run([BIN, "schema"], check=True, stdout=file)

    @classmethod
    def tearDownClass(cls):
        cls.folder.cleanup()

    def test_it_is_a_schema(self):
        done = subprocess.run([sys.executable, "-m", "check_jsonschema", "--check-metaschema", self.schema])
        self.assertEqual(done.returncode, 0)

    def test_every_example(self):
        files = sorted((SOURCE / "examples").rglob("*.yaml"))
        files += sorted((SOURCE / "tests" / "golden" / "cases").rglob("*.yaml"))
        files += sorted((SOURCE / "tests" / "good").glob("planner-*/offtake.yaml"))
        self.assertGreaterEqual(len(files), 18)
        check(self.schema, *files)

    def test_the_starter_model(self):
        folder = os.path.join(self.folder.name, "mine")
        subprocess.run([BIN, "init", folder], check=True, capture_output=True)
        check(self.schema, os.path.join(folder, "offtake.yaml"))

    def test_mistakes(self):
        mistakes = [
            "parties: {lab: {csah: $1B}}\n",
            "offers: {x: {kind: capacity, take_or_pay: 95 %}}\n",
            "agreements: {x: {kind: revenue_share, payer: a, payee: b, share: 20 %, tenant: a}}\n",
            "drivers: {d: {kind: gmb}}\n",
            "clock: {start: 2025-1-1, end: 2026Q4, step: quarter}\n",
            "resources: {r: {limit: 10}}\n",
            "planner: {party: lab, cells: givn}\n",
            "planner: {party: lab, limits: {budgets: {2026Q1: $1B}}}\n",
        ]
        for number, text in enumerate(mistakes):
            with self.subTest(text):
                path = os.path.join(self.folder.name, f"wrong{number}.yaml")
                with open(path, "w", encoding="utf-8") as file:
                    file.write(text)
                check(self.schema, path, expect=1)


if __name__ == "__main__":
    unittest.main()
