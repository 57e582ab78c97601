#!/usr/bin/env python3
"""A plan that is killed goes on where it was: the same plan, bit for bit."""

import json
import random
import signal
import sqlite3
import subprocess
import time
import unittest

from cli_test import SANITIZED, SOURCE, Program, without_seconds

KILLS = 3 if SANITIZED else 12
PATHS = "100" if SANITIZED else "1k"
PLAN = ["plan", str(SOURCE / "examples/federation"), "--strategy", "multicloud", "--paths", PATHS, "--quick",
        "--threads", "2", "--format", "json", "--results", "plans.db"]


class Resume(Program):
    def query(self, sql):
        file = sqlite3.connect(self.top / "plans.db")
        try:
            return file.execute(sql).fetchall()
        finally:
            file.close()

    def test_a_killed_plan_goes_on(self):
        begun = time.monotonic()
        whole = self.run_(*PLAN, exit=0)
        seconds = time.monotonic() - begun
        wanted = without_seconds(whole.out)
        evaluations = wanted["evaluations"]
        self.assertGreater(evaluations, 10)
        rng = random.Random(3)
        saved = []
        for _ in range(KILLS):
            (self.top / "plans.db").unlink()
            killed = self.start(*PLAN)
            time.sleep(rng.uniform(0.05, 0.95) * seconds)
            killed.kill()
            killed.communicate()
            if not (self.top / "plans.db").exists():
                self.run_(*PLAN, exit=0)
                continue
            resumed = self.run_(*PLAN, "--resume", exit=0)
            self.assertEqual(without_seconds(resumed.out), wanted)
            self.assertEqual(self.query("PRAGMA integrity_check"), [("ok",)])
            states = [state for state, in self.query("SELECT state FROM plans ORDER BY run")]
            self.assertEqual(states[-1], "proven")
            if killed.returncode == -signal.SIGKILL and len(states) == 2:
                saved.append(self.query("SELECT count(*) FROM evaluations WHERE run = 1")[0][0])
                self.assertEqual(states[0], "unfinished")
                listed = json.loads(self.run_("runs", "x", "--results", "plans.db", "--format", "json").out)
                self.assertEqual(listed["runs"][0]["state"], "unfinished")
            # What was kept was not done again: both runs together hold each evaluation once.
            last = self.query("SELECT count(*), count(DISTINCT x) FROM evaluations WHERE run = "
                              "(SELECT max(run) FROM runs)")[0]
            self.assertEqual(last, (evaluations, evaluations))
        # Some kills must have met a plan that was under way.
        self.assertTrue(any(0 < count < evaluations for count in saved), saved)

    def test_killed_again_and_again(self):
        wanted = without_seconds(self.run_(*PLAN, exit=0).out)
        (self.top / "plans.db").unlink()
        rng = random.Random(4)
        for _ in range(4):
            killed = self.start(*PLAN, "--resume")
            time.sleep(rng.uniform(0.2, 0.5))
            killed.kill()
            killed.communicate()
        self.assertEqual(without_seconds(self.run_(*PLAN, "--resume", exit=0).out), wanted)

    def test_two_at_once(self):
        wanted = without_seconds(self.run_(*PLAN, exit=0).out)
        both = [self.start(*PLAN) for _ in range(2)]
        for process in both:
            out, err = process.communicate(timeout=300)
            self.assertEqual(process.returncode, 0, err)
            self.assertEqual(without_seconds(out.decode()), wanted)
        self.assertEqual(self.query("PRAGMA integrity_check"), [("ok",)])
        for run in (2, 3):
            kept = self.query(f"SELECT count(*) FROM evaluations WHERE run = {run}")[0][0]
            self.assertEqual(kept, wanted["evaluations"])
            shown = json.loads(self.run_("runs", "x", str(run), "--results", "plans.db", "--format", "json").out)
            shown["plan"].pop("seconds")
            self.assertEqual(shown["plan"], wanted)
            self.assertEqual(shown["state"], "proven")
            self.assertGreater(len(shown["log"]), 5)

    def test_other_problems_are_not_resumed(self):
        self.run_(*PLAN, exit=0)
        self.refused(*PLAN, "--resume", "1", "--seed", "9", exit=2, says=["E0902", "run 1"])
        self.refused(*PLAN, "--resume", "7", exit=2, says=["E1009"])
        self.refused(*PLAN[:-2], "--results", "none", "--resume", exit=2, says=["E0902", "nothing is stored"])
        anew = self.run_(*PLAN, "--resume", "--risk", "0.1", exit=0)
        self.assertIn("begins anew", anew.err)
        closer = self.run_(*PLAN, "--resume", "--gap", "0.1 %")
        self.assertIn("goes on from run 1", closer.err)
        self.assertIn(closer.returncode, (0, 7))


if __name__ == "__main__":
    unittest.main()
