#!/usr/bin/env python3
"""What offers, clauses and news are worth: documents, differences of plans, a stop."""

import csv
import io
import json
import signal
import unittest

from cli_test import SOURCE, Program, without_seconds

CASE = str(SOURCE / "tests/golden/cases/value")
FEW = ["--paths", "16", "--results", "none"]
TABLES = ["best", "walk_away", "offers", "changes", "drivers", "effort"]


class Value(Program):
    def value(self, *arguments, model=CASE):
        return without_seconds(self.run_("value", model, *FEW, "--format", "json", *arguments, exit=0).out)

    def copy(self, name, *changes):
        """A golden plan in `name`, with texts replaced."""
        source = SOURCE / "tests/golden/plans" / name
        target = self.top / name
        target.mkdir()
        for path in source.iterdir():
            text = path.read_text(encoding="utf-8")
            for before, after in changes if path.suffix == ".yaml" else ():
                self.assertIn(before, text)
                text = text.replace(before, after)
            (target / path.name).write_text(text, encoding="utf-8")
        return str(target)

    def planned(self, model):
        done = self.run_("plan", model, *FEW, "--continuous", "--quick", "--format", "json")
        return json.loads(done.out)["value"]

    def test_document_and_tables(self):
        document = self.value()
        self.assertEqual((document["format"], document["version"]), ("offtake.value", 1))
        self.assertEqual((document["failed"], document["whole"]), ([], True))
        self.assertEqual(document["walk_away"][0]["check"], "holds")
        for key in TABLES:
            text = self.run_("value", CASE, *FEW, "--table", key, "--format", "csv", exit=0).out
            self.assertEqual(len(list(csv.DictReader(io.StringIO(text)))), len(document[key]), key)
        shown = self.run_("value", CASE, *FEW, exit=0).out
        self.assertIn("Walk-away prices", shown)
        self.assertIn(document["sentence"], shown)
        self.assertIn("포기 가격", self.run_("value", CASE, *FEW, "--lang", "ko", exit=0).out)

    def test_the_same_bits(self):
        self.assertEqual(self.value("--threads", "1"), self.value("--threads", "2"))

    def test_some_offers_alone(self):
        document = self.value("--offer", "rent")
        self.assertEqual(document["drivers"], [])
        self.assertEqual(document["offers"], self.value()["offers"])

    # The same price for all of it: $12M · 32.
    def test_a_price_in_all(self):
        model = self.copy("newsvendor", ("price: $12M/MW-year", "value: $384M"))
        row = self.value(model=model)["walk_away"][0]
        self.assertEqual((row["basis"], row["price_usd"]), ("in all", 384e6))
        self.assertAlmostEqual(row["walk_away_usd"], 17.52e6 * 32, delta=100)
        self.assertEqual(row["check"], "holds")

    # Whatever the tail weighs: the first MW is used on every path.
    def test_a_weight_on_the_tail(self):
        document = self.value("--risk", "0.5")
        self.assertAlmostEqual(document["walk_away"][0]["walk_away_usd"], 17.52e6, delta=10)
        best = 1.1**-0.5 * 5 * 5.52e6
        self.assertAlmostEqual(document["best"][0]["value_usd"], best, delta=100)
        # Half on the mean, 69, half on the least of four, 5.52 · 5.
        told = 1.1**-0.5 * (69 + 27.6) / 2 * 1e6
        self.assertAlmostEqual(document["drivers"][0]["usd"], told - best, delta=100)

    # What a plan of the model without it says.
    def test_a_clause_is_worth_the_difference_of_two_plans(self):
        for name, clause in (("exit-of-an-offer", "exit"), ("expansion-of-an-offer", "expansion"),
                             ("extension-of-an-offer", "extension")):
            document = self.value(model=str(SOURCE / "tests/golden/plans" / name))
            row = next(r for r in document["changes"] if r["change"] == clause)
            self.assertEqual(row["how"], "without the clause")
            written = [line for line in (SOURCE / "tests/golden/plans" / name / "offtake.yaml").read_text(encoding="utf-8")
                       .splitlines(True) if line.strip().startswith(clause + ": {")]
            self.assertEqual(len(written), 1)
            bare = self.planned(self.copy(name, (written[0], "")))
            self.assertAlmostEqual(row["usd"], document["best"][0]["value_usd"] - bare,
                                   delta=1e-4 * abs(document["best"][0]["value_usd"]))
            self.assertGreater(row["usd"], 0.0, name)

    # What a right to extend adds is not in the price; the plans beside it say so.
    def test_a_check_that_fails_says_so(self):
        document = self.value(model=str(SOURCE / "tests/golden/plans/extension-of-an-offer"))
        checks = {row["offer"]: row for row in document["walk_away"]}
        self.assertEqual((checks["long"]["check"], checks["short"]["check"]), ("holds", "fails"))
        self.assertGreater(checks["short"]["dearer_mw"], 1.0)

    def test_refusals(self):
        self.refused("value", CASE, "--offer", "rentt", *FEW, exit=2, says=["E0903", "did you mean 'rent'?"])
        self.refused("value", CASE, "--table", "walkaway", *FEW, exit=2, says=["did you mean 'walk_away'?"])
        self.refused("value", CASE, "--strategy", "x", *FEW, exit=2, says=["E0907"])


class Interrupted(Program):
    ASKED = ["value", str(SOURCE / "examples/federation"), "--paths", "64", "--offer", "google-2025,oracle-4.5gw",
             "--format", "json", "--progress", "plain", "--results", "o.db"]

    def test_the_same_command_goes_on(self):
        wanted = without_seconds(self.run_(*self.ASKED, exit=0).out)
        self.assertEqual(len(wanted["walk_away"]), 2)
        (self.top / "o.db").unlink()
        process = self.start(*self.ASKED)
        line = b""
        while b"oracle-4.5gw" not in line:
            line = process.stderr.readline()
            self.assertTrue(line, "it ended before it was stopped")
        process.send_signal(signal.SIGINT)
        out, _ = process.communicate(timeout=120)
        self.assertEqual(process.returncode, 130)
        document = without_seconds(out.decode())
        self.assertFalse(document["whole"])
        self.assertEqual(document["offers"][0], wanted["offers"][0])
        self.assertEqual(document["walk_away"][0], wanted["walk_away"][0])
        self.assertEqual(without_seconds(self.run_(*self.ASKED, exit=0).out), wanted)


if __name__ == "__main__":
    unittest.main()
