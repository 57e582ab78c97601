#!/usr/bin/env python3
"""Many variants in one table."""

import json
import signal
import time
import unittest

from cli_test import SANITIZED, SOURCE, Program, without_seconds

WORLD = str(SOURCE / "examples/federation")
FEW = ["--paths", "64", "--strategy", "multicloud"]
NOT_STORED = ["--results", "none"]


def without_times(text):
    document = without_seconds(text)
    document.pop("effort")
    return document


class Sweep(Program):
    def sweep(self, *arguments, exit=0):
        done = self.run_("sweep", WORLD, "--paths", "64", "--format", "json", *arguments, exit=exit)
        return json.loads(done.out)

    def test_a_row_for_every_combination(self):
        document = self.sweep("strategy=exclusive,multicloud", "risk=0:60 %:3", *NOT_STORED)
        self.assertEqual((document["format"], document["version"]), ("offtake.sweep", 1))
        self.assertTrue(document["whole"])
        rows = document["sweep"]
        self.assertEqual([(r["strategy"], r["risk"]) for r in rows],
                         [(s, w) for s in ("exclusive", "multicloud") for w in ("0 %", "30 %", "60 %")])
        self.assertIsNone(rows[0]["change_usd"])
        for row in rows:
            self.assertEqual(row["end"], "proven")
            self.assertLessEqual(row["gap"], 1e-4)
        for row in rows[1:]:
            self.assertAlmostEqual(row["change_usd"], row["objective_usd"] - rows[0]["objective_usd"], delta=1e3)
            self.assertLess(row["change_low_usd"], row["change_high_usd"])
        self.assertGreater(rows[3]["mean_usd"], rows[0]["mean_usd"])
        self.assertIn("strategy=multicloud", document["sentence"])

    def test_the_plan_of_a_variant_is_that_of_plan(self):
        row = self.sweep("drivers.demand.volatility=20 %,30 %", "--strategy", "multicloud", *NOT_STORED)["sweep"][0]
        plan = json.loads(self.run_("plan", WORLD, *FEW, "--continuous", "--quick", "--format", "json", "--set",
                                    "drivers.demand.volatility=20 %", *NOT_STORED, exit=0).out)
        self.assertEqual(row["mean_usd"], plan["out_of_sample"]["mean"])
        self.assertEqual(row["gap"], plan["gap"])

    def test_threads_change_nothing(self):
        arguments = ["sweep", WORLD, *FEW, "offers.stargate.price=$7B/GW-year:$10B/GW-year:4", "--format", "json",
                     *NOT_STORED]
        one = self.run_(*arguments, "--threads", "1", exit=0).out
        self.assertEqual(without_times(one), without_times(self.run_(*arguments, "--threads", "3", exit=0).out))

    def test_what_fails_is_said_in_its_row(self):
        done = self.run_("sweep", WORLD, "--paths", "64", "strategy=multicloud,monocloud", "--format", "json",
                         *NOT_STORED, exit=2)
        document = json.loads(done.out)
        self.assertEqual([r["end"] for r in document["sweep"]], ["proven", "failed"])
        self.assertEqual([(f["what"], f["code"]) for f in document["failed"]], [("strategy=monocloud", "E0907")])
        table = self.run_("sweep", WORLD, "--paths", "64", "strategy=multicloud,monocloud", *NOT_STORED, exit=2).out
        self.assertIn("What could not be found out", table)

    def test_a_strategy_or_a_held_plan_is_only_played(self):
        rows = self.sweep("drivers.demand.volatility=20 %,30 %", "--strategy", "as-announced", "--quick",
                          *NOT_STORED)["sweep"]
        self.assertEqual({r["end"] for r in rows}, {"played"})
        self.assertNotIn("gap", rows[0])
        plan = self.run_("plan", WORLD, *FEW, "--continuous", "--quick", "--format", "json", *NOT_STORED, exit=0)
        (self.top / "plan.json").write_text(plan.out, "utf-8")
        rows = self.sweep("drivers.demand.volatility=30 %,50 %", "--plan", "plan.json", *NOT_STORED)["sweep"]
        self.assertEqual(rows[0]["mean_usd"], json.loads(plan.out)["out_of_sample"]["mean"])
        self.assertEqual({r["end"] for r in rows}, {"played"})

    def test_the_best_stored_plan_is_held(self):
        stored = ["--results", "o.db"]
        self.run_("plan", WORLD, *FEW, "--continuous", "--quick", *stored, exit=0)
        rows = self.sweep("drivers.demand.volatility=30 %,50 %", "--plan", "best", *stored)["sweep"]
        self.assertEqual({r["end"] for r in rows}, {"played"})
        self.assertNotEqual(rows[0]["mean_usd"], rows[1]["mean_usd"])

    def test_bad_input(self):
        for arguments, exit, says in [
            ([], 2, ["E0905", "KEY=VALUES"]),
            (["demand"], 2, ["E0902", "'demand' is no axis"]),
            (["drivers.demand.volatility=1:2"], 3, ["volatility"]),
            (["risk=0:1:1"], 2, ["E0902", "number of values"]),
            (["risk=0,1", "risk=0,1"], 2, ["E0902", "is an axis twice"]),
            (["risk=0,1", "--risk", "0.3"], 2, ["E0902", "leave out --risk"]),
            (["risk=0:1:40", "drivers.demand.volatility=10 %:20 %:40"], 2, ["E0975", "more than 1000 variants"]),
            (["drivers.nothing.volatility=10 %,20 %"], 3, ["nothing"]),
        ]:
            with self.subTest(arguments):
                self.refused("sweep", WORLD, "--paths", "64", *NOT_STORED, *arguments, exit=exit, says=says)

    def test_what_was_interrupted_goes_on(self):
        arguments = ["sweep", WORLD, "--paths", "200" if SANITIZED else "4k", "--strategy", "multicloud",
                     "drivers.demand.volatility=20 %:40 %:6", "--format", "json", "--results", "sweep.db"]
        process = self.start(*arguments)
        for _ in range(600):
            time.sleep(0.05)
            listed = self.run_("runs", "x", "--all", "--results", "sweep.db", "--format", "json")
            if listed.returncode == 0 and len(json.loads(listed.out)["runs"]) >= 2:
                break
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=120)
        if process.returncode != 130:
            self.assertEqual(process.returncode, 0)
        else:
            self.assertFalse(json.loads(out)["whole"])
            self.assertIn("the same command goes on from here", err.decode())
        again = without_times(self.run_(*arguments, exit=0).out)
        whole = without_times(self.run_(*arguments[:-1], "none", exit=0).out)
        self.assertEqual(again, whole)


if __name__ == "__main__":
    unittest.main()
