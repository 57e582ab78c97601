#!/usr/bin/env python3
"""What one strategy, plan or model has over another; and what holds for every study: it is kept, it goes on."""

import json
import shutil
import signal
import sqlite3
import time
import unittest

from cli_test import SANITIZED, SOURCE, Program, without_seconds

FEDERATION = str(SOURCE / "examples/federation")
PATHS = "64" if SANITIZED else "1k"
STUDY = ["compare", FEDERATION, "--strategy", "exclusive", "--strategy", "multicloud", "--paths", PATHS, "--format",
         "json", "--results", "study.db"]


def row(rows, **wanted):
    return next(r for r in rows if all(r[k] == v for k, v in wanted.items()))


class Compare(Program):
    def compare(self, *arguments, model=FEDERATION, exit=0):
        run = self.run_("compare", model, "--paths", "64", "--results", "none", "--format", "json", *arguments,
                        exit=exit)
        return json.loads(run.out)

    def test_the_document(self):
        document = self.compare("--held", "--strategy", "exclusive", "--strategy", "as-announced")
        self.assertEqual((document["format"], document["version"]), ("offtake.compare", 1))
        self.assertTrue(document["whole"])
        self.assertEqual(document["failed"], [])
        self.assertIn("To openai", document["sentence"])
        self.assertEqual(document["effort"], [])
        parties = {r["party"] for r in document["parties"]}
        self.assertEqual({r["party"] for r in document["gains"]}, parties)
        for party in parties:
            one = row(document["parties"], party=party, contender="exclusive")
            many = row(document["parties"], party=party, contender="as-announced")
            gain = row(document["gains"], party=party)
            scale = abs(one["npv_usd"]) + abs(many["npv_usd"]) + 1.0
            self.assertAlmostEqual(gain["gain_usd"] / scale, (many["npv_usd"] - one["npv_usd"]) / scale, delta=1e-9)
            parts = sum(r["gain_usd"] for r in document["by_agreement"] if r["party"] == party)
            self.assertAlmostEqual(parts / scale, gain["gain_usd"] / scale, delta=1e-6)

    def test_stored_plans(self):
        for seed in ("1", "2"):
            self.run_("plan", FEDERATION, "--paths", "64", "--quick", "--seed", seed, "--results", "plans.db",
                      "--strategy", "multicloud", "--continuous")
        run = self.run_("compare", FEDERATION, "--paths", "64", "--results", "plans.db", "--format", "json", "--plan",
                        "1", "--plan", "2", exit=0)
        document = json.loads(run.out)
        self.assertEqual([r["contender"] for r in document["contenders"]], ["plan 1", "plan 2"])
        self.assertEqual([r["gap"] for r in document["contenders"]], [None, None])  # nothing was planned

    def test_other_models(self):
        shutil.copytree(SOURCE / "examples/two-clouds", self.top / "dear", ignore=shutil.ignore_patterns("*.db"))
        shutil.copytree(SOURCE / "examples/two-clouds", self.top / "cheap", ignore=shutil.ignore_patterns("*.db"))
        same = self.compare("--with", "dear", model="cheap")
        self.assertEqual([r["contender"] for r in same["contenders"]][1], "dear")
        for gain in same["gains"]:
            self.assertEqual(gain["gain_usd"], 0.0)

    def test_bad_requests(self):
        self.assertIn("E0966", self.run_("compare", FEDERATION, "--results", "none", exit=2).err)
        wrong = self.run_("compare", FEDERATION, "--strategy", "multiclud", "--strategy", "exclusiv", exit=2).err
        self.assertEqual(wrong.count("E0907"), 2)  # all at once
        self.assertIn("E0967", self.run_("compare", FEDERATION, "--with", str(SOURCE / "examples/two-clouds"),
                                         "--results", "none", exit=2).err)
        self.assertIn("E0903", self.run_(*STUDY, "--table", "gians", exit=2).err)

    def test_it_is_kept_and_shown_again(self):
        made = self.run_(*STUDY, exit=0)
        runs = json.loads(self.run_("runs", "x", "--results", "study.db", "--format", "json").out)["runs"]
        self.assertEqual([r["command"] for r in runs], ["compare"])
        every = json.loads(self.run_("runs", "x", "--all", "--results", "study.db", "--format", "json").out)["runs"]
        self.assertEqual([r["command"] for r in every], ["compare: plan", "compare: plan", "compare"])
        shown = json.loads(self.run_("runs", "x", str(runs[0]["run"]), "--results", "study.db", "--format",
                                     "json").out)
        self.assertEqual(shown["gains"], json.loads(made.out)["gains"])
        self.assertIn("To openai", shown["sentence"][0]["en"])

    def test_what_was_evaluated_is_not_evaluated_again(self):
        wanted = without_seconds(self.run_(*STUDY, exit=0).out)
        self.assertEqual(without_seconds(self.run_(*STUDY, exit=0).out), wanted)
        file = sqlite3.connect(self.top / "study.db")
        self.assertEqual(file.execute("SELECT count(*) FROM plans").fetchall(), [(2,)])
        file.close()

    def test_an_interrupted_study_goes_on(self):
        begun = time.monotonic()
        wanted = without_seconds(self.run_(*STUDY, exit=0).out)
        seconds = time.monotonic() - begun
        for share in (0.2, 0.5, 0.8):
            (self.top / "study.db").unlink()
            stopped = self.start(*STUDY)
            time.sleep(share * seconds)
            stopped.send_signal(signal.SIGINT)
            out, err = stopped.communicate(timeout=120)
            if stopped.returncode == 130:
                if json.loads(out)["whole"]:
                    continue  # the signal came when all was done
                self.assertIn("goes on from here", err.decode("utf-8"))
            else:
                self.assertIn(stopped.returncode, (0, -signal.SIGINT))  # it was done, or had not begun
            self.assertEqual(without_seconds(self.run_(*STUDY, exit=0).out), wanted)


if __name__ == "__main__":
    unittest.main()
