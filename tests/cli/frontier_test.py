#!/usr/bin/env python3
"""What safety costs."""

import json
import unittest

from cli_test import SOURCE, Program

WORLD = str(SOURCE / "examples/federation")
FEW = ["--paths", "64", "--strategy", "multicloud"]
NOT_STORED = ["--results", "none"]


class Frontier(Program):
    def frontier(self, *arguments, exit=0):
        done = self.run_("frontier", WORLD, *FEW, "--format", "json", *NOT_STORED, *arguments, exit=exit)
        return json.loads(done.out)

    def test_more_safety_is_less_return(self):
        document = self.frontier("--points", "5")
        self.assertEqual((document["format"], document["version"]), ("offtake.frontier", 1))
        rows = document["frontier"]
        self.assertEqual([r["weight"] for r in rows], [0, 0.25, 0.5, 0.75, 1])
        # On the sample, where they were made: but for their gaps.
        for a, b in zip(rows, rows[1:]):
            self.assertLessEqual(b["sample_mean_usd"], a["sample_mean_usd"] + 1e-3 * abs(a["sample_mean_usd"]))
            self.assertGreaterEqual(b["sample_cvar_usd"], a["sample_cvar_usd"] - 1e-3 * abs(a["sample_mean_usd"]))
        for row in rows:
            self.assertLess(row["mean_low_usd"], row["mean_usd"])
            self.assertLess(row["cvar_usd"], row["cvar_high_usd"])
        self.assertEqual([r["start"] for r in document["effort"]], ["anew", "from another plan"])
        self.assertTrue(document["steps"])

    def test_each_point_is_the_plan_at_its_weight(self):
        row = self.frontier("--points", "3")["frontier"][1]
        plan = json.loads(self.run_("plan", WORLD, *FEW, "--risk", "0.5", "--continuous", "--quick", "--format",
                                    "json", *NOT_STORED, exit=0).out)
        value = 0.5 * row["sample_mean_usd"] + 0.5 * row["sample_cvar_usd"]
        self.assertLess(abs(value / plan["value"] - 1), 2e-4)

    def test_the_plan_of_each_point_is_kept(self):
        document = self.frontier("--points", "3")
        plans = document["plans"]
        self.assertEqual({r["weight"] for r in plans}, {0, 0.5, 1})
        now = sum(r["mw"] for r in plans if r["weight"] == 0.5 and r["epoch"] == 0)
        self.assertAlmostEqual(now, document["frontier"][1]["signed_now_mw"], delta=1e-6)

    def test_concentration(self):
        document = self.frontier("--over", "concentration", "--points", "3", exit=None)
        self.assertEqual(document["frontier"][0]["share"], 1)
        self.assertIn("provider", document["sentence"])

    def test_service(self):
        document = self.frontier("--over", "shortage", "--points", "3", exit=None)
        rows = document["frontier"]
        self.assertEqual([r["dearer"] for r in rows], [0, 1.5, 3])
        self.assertLess(rows[-1]["short_share"], rows[0]["short_share"])
        self.assertLess(rows[-1]["objective_usd"], rows[0]["objective_usd"])
        self.assertIn("unmet", document["sentence"])
        plan = json.loads(self.run_("plan", WORLD, *FEW, "--continuous", "--quick", "--format", "json", *NOT_STORED,
                                    exit=0).out)
        fresh = plan["out_of_sample"]
        value = fresh["objective"]
        self.assertLess(abs(rows[0]["objective_usd"] / value - 1), 1e-9)

    def test_bad_input(self):
        for arguments, says in [
            (["--over", "concentratio"], ["E0903", "did you mean 'concentration'?"]),
            (["--risk", "0.3"], ["E0902", "leave out --risk"]),
            (["--points", "1"], ["E0902", "--points"]),
        ]:
            with self.subTest(arguments):
                self.refused("frontier", WORLD, *FEW, *NOT_STORED, *arguments, exit=2, says=says)


if __name__ == "__main__":
    unittest.main()
