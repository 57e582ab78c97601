#!/usr/bin/env python3
"""Between which shares two parties both gain: documents, refusals, a stop."""

import csv
import io
import signal
import unittest

from cli_test import SOURCE, Program, without_seconds

CASE = str(SOURCE / "tests/golden/cases/bargain")
FEW = ["--paths", "16", "--results", "none"]
TABLES = ["sides", "zones", "break_even", "points", "risk", "effort"]


class Bargain(Program):
    def bargain(self, *arguments, model=CASE, exit=0):
        return without_seconds(self.run_("bargain", model, *FEW, "--format", "json", *arguments, exit=exit).out)

    def test_document_and_tables(self):
        document = self.bargain()
        self.assertEqual((document["format"], document["version"]), ("offtake.bargain", 1))
        # From nothing to twice what it is, by itself.
        self.assertEqual(document["lever"]["key"], "agreements.share.share")
        self.assertEqual((document["lever"]["from"], document["lever"]["to"]), (0.0, 40.0))
        self.assertEqual(document["strategies"], {"disagreement": "alone", "agreement": "parted"})
        self.assertEqual((document["failed"], document["whole"]), ([], True))
        zone = document["zones"][0]
        self.assertEqual((zone["from_end"], zone["to_end"]), ("cloud", "range ends"))
        for key in TABLES:
            text = self.run_("bargain", CASE, *FEW, "--table", key, "--format", "csv", exit=0).out
            self.assertEqual(len(list(csv.DictReader(io.StringIO(text)))), len(document[key]), key)
        shown = self.run_("bargain", CASE, *FEW, exit=0).out
        self.assertIn("Where both gain", shown)
        self.assertIn(document["sentence"], shown)
        self.assertRegex(self.run_("bargain", CASE, *FEW, "--lang", "ko", exit=0).out, "양측이 모두 이득인 구간")

    def test_the_same_bits(self):
        self.assertEqual(self.bargain("--threads", "1"), self.bargain("--threads", "2"))

    def test_the_named_is_what_is_found_by_itself(self):
        named = self.bargain("--between", "lab,cloud", "--lever", "agreements.share.share", "--range", "0:40 %",
                             "--strategy", "alone", "--strategy", "parted", "--points", "11")
        self.assertEqual(named, self.bargain())
        other = self.bargain("--between", "cloud,lab")
        self.assertAlmostEqual(other["zones"][0]["nash"], named["zones"][0]["nash"], delta=0.05)
        self.assertEqual(other["zones"][0]["first_gain_usd"] > 0, True)

    # A fee instead: the rival's price. The cloud, which it does not concern, gains whenever the lab parts.
    def test_any_key_is_a_lever(self):
        document = self.bargain("--lever", "offers.more.price", "--range", "$1M/MW-year:$8M/MW-year", "--points", "8")
        # In $M at the share of 20 %: 210.24 r − 20 − 20 p against 70.08 r − 20, r 0.75; signed to p = 0.8 · 6.57.
        edge = 0.8 * 8.76 * 0.75
        lab = [row for row in document["points"] if row["lever"] < edge and row["point"] == "grid"]
        self.assertGreater(len(lab), 3)
        for row in lab:
            gain = (140.16 * 0.75 - 20 * row["lever"]) * 1.1**-0.5 * 1e6
            self.assertAlmostEqual(row["first_gain_usd"], gain, delta=1.0)
        self.assertEqual(document["lever"]["unit"], "$M/MW-year")

    def test_best_responses_of_one_who_has_nothing_to_decide(self):
        alone, both = self.bargain(), self.bargain("--best-response")
        for a, b in zip(alone["points"], both["points"]):
            self.assertAlmostEqual(a["first_gain_usd"], b["first_gain_usd"], delta=1.0)
        self.assertEqual({row["turns"] for row in both["points"]}, {3})

    # Either may sign what is between the two. At a price that ruins the lab the cloud signs all 20 MW: in $M
    # 20 + 400 + 262.8 r s − 30 − 17.52 r, r 0.75.
    def test_best_responses_of_both(self):
        dear = ["--set", "offers.more.provider=cloud", "--set", "offers.more.price=$20M/MW-year", "--points", "3"]
        for row in self.bargain(*dear)["points"]:
            self.assertLess(row["second_gain_usd"], 100e6)
        both = self.bargain(*dear, "--best-response")
        self.assertEqual(both["zones"], [])
        for row in both["points"]:
            gain = (390 + 0.75 * (2.628 * row["lever"] - 17.52)) * 1.1**-0.5 * 1e6
            self.assertAlmostEqual(row["second_gain_usd"], gain, delta=1.0)
            self.assertEqual(row["turns"], 4)

    def test_values_that_are_no_model_fail_alone(self):
        document = self.bargain("--range", "-20:40 %", "--points", "7", exit=3)
        self.assertEqual({f["what"] for f in document["failed"]},
                         {"agreements.share.share=-20 %", "agreements.share.share=-10 %"})
        self.assertEqual([row["lever"] for row in document["points"] if row["point"] == "grid"],
                         [0.0, 10.0, 20.0, 30.0, 40.0])
        self.assertAlmostEqual(document["zones"][0]["from"], 11.7402, delta=1e-3)

    def test_refusals(self):
        self.refused("bargain", CASE, "--lever", "agreements.shar.share", "--range", "0:40 %", *FEW, exit=3,
                     says=["share"])
        self.refused("bargain", CASE, "--lever", "agreements.share.shar", "--range", "0:40 %", *FEW, exit=3,
                     says=["E0107", "did you mean `share`?"])
        self.refused("bargain", CASE, "--range", "40:0 %", *FEW, exit=2, says=["E0902", "empty"])
        self.refused("bargain", CASE, "--lever", "offers.more.price", *FEW, exit=2, says=["E0970", "--range"])
        self.refused("bargain", CASE, "--between", "lab", *FEW, exit=2, says=["E0902"])
        self.refused("bargain", CASE, "--between", "lab,cluod", *FEW, exit=2, says=["did you mean 'cloud'?"])
        self.refused("bargain", CASE, "--between", "lab,rival", *FEW, exit=2, says=["E0970", "--lever"])
        self.refused("bargain", "m", *FEW, exit=2, says=["E0970"])
        self.refused("bargain", CASE, "--strategy", "alon", *FEW, exit=2, says=["E0907", "did you mean 'alone'?"])
        self.refused("bargain", CASE, *(["--strategy", "alone"] * 3), *FEW, exit=2, says=["E0902"])
        self.refused("bargain", CASE, "--table", "zone", *FEW, exit=2, says=["did you mean 'zones'?"])


class Interrupted(Program):
    ASKED = ["bargain", str(SOURCE / "examples/federation"), "--paths", "128", "--points", "3", "--format", "json",
             "--progress", "plain", "--results", "o.db"]

    def test_the_same_command_goes_on(self):
        wanted = without_seconds(self.run_(*self.ASKED, exit=0).out)
        (self.top / "o.db").unlink()
        process = self.start(*self.ASKED)
        line = b""
        while b"share=40 %" not in line:
            line = process.stderr.readline()
            self.assertTrue(line, "it ended before it was stopped")
        process.send_signal(signal.SIGINT)
        out, _ = process.communicate(timeout=120)
        self.assertEqual(process.returncode, 130)
        document = without_seconds(out.decode())
        self.assertFalse(document["whole"])
        self.assertEqual([row["lever"] for row in document["points"]][:1], [0.0])
        self.assertLess(len(document["points"]), 3)
        again = without_seconds(self.run_(*self.ASKED, exit=0).out)
        effort = again.pop("effort"), wanted.pop("effort")
        self.assertEqual(again, wanted)
        self.assertEqual(*effort)


if __name__ == "__main__":
    unittest.main()
