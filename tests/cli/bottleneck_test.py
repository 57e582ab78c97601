#!/usr/bin/env python3
"""Whether a capacity by a date is possible, and what limits it."""

import csv
import json
import math
import time
import unittest

from cli_test import SANITIZED, SOURCE, Program

WORLD = str(SOURCE / "examples/federation")
GREAT = str(SOURCE / "examples/quarter-terawatt")
FEW = ["--paths", "64", "--results", "none"]


class Bottleneck(Program):
    def ask(self, *arguments, model=WORLD, exit=0):
        done = self.run_("bottleneck", model, *FEW, "--format", "json", *arguments, exit=exit)
        return json.loads(done.out)

    def test_impossible_is_said_plainly(self):
        begun = time.monotonic()
        document = self.ask("--strategy", "multicloud", "--target", "250 GW by 2033Q4", exit=4)
        if not SANITIZED:
            self.assertLess(time.monotonic() - begun, 20)
        self.assertEqual((document["format"], document["version"]), ("offtake.bottleneck", 1))
        answer, = document["answer"]
        self.assertEqual((answer["possible"], answer["target_mw"], answer["by"]), ("no", 250000, "2033Q4"))
        self.assertAlmostEqual(answer["shortfall_mw"], 250000 - answer["reach_mw"], delta=1e-3)
        self.assertEqual(answer["earliest"], "not in the clock")
        self.assertIn("is not possible", document["sentence"])
        self.assertTrue(document["relax"])
        self.assertTrue(document["bottlenecks"])
        shown = self.run_("bottleneck", WORLD, *FEW, "--strategy", "multicloud", "--target", "250 GW by 2033Q4", "--lang",
                          "ko", exit=4).out
        self.assertIn("불가능", shown)

    def test_what_is_said_to_help_helps(self):
        before = self.ask("--target", "60 GW by 2033Q4", "--strategy", "multicloud", exit=4)
        relaxed = {row["key"] for row in before["relax"]}
        self.assertEqual(relaxed, {"offers.stargate.quantity.most"})
        more, = [row["more_mw"] for row in before["offers"] if row["what"] == "stargate"]
        after = self.ask("--target", "60 GW by 2033Q4", "--strategy", "multicloud", "--set",
                         f"offers.stargate.quantity.most={500 * math.ceil((10000 + more) / 500)} MW")
        self.assertEqual(after["answer"][0]["possible"], "yes")

    def test_what_a_unit_more_is_worth_is_what_it_brings(self):
        one = self.ask("--target", "250 GW by 2033Q4", model=GREAT, exit=4)
        worth = {(r["year"], r["what"]): r["worth_mw_per_mw"] for r in one["resources"]}
        for key, more, name in [("limit={2026Q1: 4 GW, 2033Q4: 50.05 GW, interpolate: linear}", 50.0, "grid-west"),
                                ("limit={2026Q1: 4 GW, 2033Q4: 40.04 GW, interpolate: linear}", 40.0, "grid-texas")]:
            two = self.ask("--target", "250 GW by 2033Q4", "--set", f"resources.{name}.{key}", model=GREAT, exit=4)
            gain = two["answer"][0]["reach_mw"] - one["answer"][0]["reach_mw"]
            # Up to `more` MW at the end and less before, so no more than all the years are worth.
            self.assertLessEqual(gain, more * sum(w for (_, n), w in worth.items() if n == name) * 1.01)
            self.assertGreaterEqual(gain, more * worth[2033, name] * 0.8)

    def test_possible_has_a_price_in_dollars(self):
        document = self.ask("--target", "20 GW by 2032Q4", "--strategy", "multicloud")
        answer, = document["answer"]
        self.assertEqual(answer["possible"], "yes")
        self.assertGreater(answer["cost_usd"], 0)
        self.assertLess(answer["cost_low_usd"], answer["cost_high_usd"])
        self.assertGreater(answer["last_mw_usd"], 0)
        plan = json.loads(self.run_("plan", WORLD, *FEW, "--strategy", "multicloud", "--continuous", "--quick", "--set",
                                    "planner.limits={capacity: {2032Q4: 20 GW}}", "--format", "json", exit=0).out)
        self.assertEqual(answer["value_usd"], plan["out_of_sample"]["objective"])
        reach = {row["date"]: row["reach_mw"] for row in document["reach"]}
        self.assertGreaterEqual(reach[answer["earliest"]], 20000)
        self.assertTrue(all(mw < 20000 for date, mw in reach.items() if date < answer["earliest"]))

    def test_the_planner_reaches_as_much_and_no_more(self):
        # Limits of every kind, at the ends of the clocks; the planner finds its rows one by one.
        for name, end, epochs in [("budget", "2028-12", "yearly"), ("exit-of-an-offer", "2029-12", "yearly"),
                                  ("expansion-of-an-offer", "2028-12", "yearly"), ("loan-by-capacity", "2028-12", "yearly"),
                                  ("pool-of-two-powers", "2027-12", "yearly"), ("quarterly-steps", "2027Q4", "quarterly"),
                                  ("resource-in-use", "2028-12", "yearly"), ("resource-taken", "2028-12", "yearly")]:
            with self.subTest(name):
                model = str(SOURCE / "tests/golden/plans" / name)
                reach = self.ask("--target", f"1000 GW by {end}", model=model, exit=4)["answer"][0]["reach_mw"]
                self.assertGreater(reach, 0)
                for share, kept in [(0.999, True), (1.001, False)]:
                    plan = self.run_("plan", model, "--paths", "4", "--results", "none", "--cells", "1", "--epochs", epochs,
                                     "--continuous", "--quick", "--format", "json", "--set",
                                     f"planner.limits.capacity={{{end}: {share * reach} MW}}")
                    self.assertEqual(json.loads(plan.out)["violations"] == [], kept)

    def test_a_target_of_the_model(self):
        document = self.ask("--strategy", "multicloud", "--set", "planner.limits={capacity: {2030Q4: 10 GW, 2032Q4: 15 GW}}")
        self.assertEqual((document["answer"][0]["target_mw"], document["answer"][0]["by"]), (15000, "2032Q4"))

    def test_context_is_that_of_the_facts(self):
        with open(SOURCE / "docs/facts.csv", newline="", encoding="utf-8") as file:
            facts = {row["id"]: row["value"] for row in csv.DictReader(file)}
        document = self.ask("--target", "250 GW by 2033Q4", model=GREAT, exit=4)
        rows = {row["source"]: row for row in document["context"]}
        self.assertAlmostEqual(rows["F123"]["size_mw"], float(facts["F123"].split()[0]) * 1e6 / 8760, delta=1)
        self.assertAlmostEqual(rows["F124"]["size_mw"], float(facts["F124"]) * 1e3, delta=1)
        self.assertAlmostEqual(rows["F150"]["size_mw"], float(facts["F150"]), delta=1e-6)
        facility = document["answer"][0]["facility_mw"]
        self.assertAlmostEqual(facility, 250000 * 1.3, delta=1)
        for row in rows.values():
            self.assertAlmostEqual(row["ratio"], facility / row["size_mw"], delta=1e-9)

    def test_bad_input(self):
        for arguments, exit, says in [
            ([], 2, ["E0977", "no target is given", "250 GW by 2033Q4"]),
            (["--target", "250 GW"], 2, ["E0977", "there is no `by`", "--target '250 GW by 2033Q4'"]),
            (["--target", "250 by 2033Q4"], 2, ["E0977", "is no power above 0"]),
            (["--target", "$5 by 2033Q4"], 2, ["E0977", "is no power above 0"]),
            (["--target", "5 GW by soon"], 2, ["E0977", "'soon' is no date"]),
            (["--target", "5 GW by 2040Q4"], 2, ["E0978", "outside the clock", "2033Q4"]),
            (["--target", "5 GW by 2020-01"], 2, ["E0978"]),
        ]:
            with self.subTest(arguments):
                self.refused("bottleneck", WORLD, *FEW, *arguments, exit=exit, says=says)

    def test_what_needs_more_decisions_says_so(self):
        # Once a year is not often enough for it.
        asked = ["bottleneck", WORLD, *FEW, "--strategy", "multicloud", "--target", "5.5 GW by 2026Q3", "--format", "json"]
        document = json.loads(self.run_(*asked, exit=4).out)
        self.assertEqual(document["answer"][0]["possible"], "yes")
        self.assertEqual(document["failed"][0]["code"], "E0979")
        often = json.loads(self.run_(*asked, "--epochs", "quarterly", "--cells", "1", exit=0).out)
        self.assertEqual(often["failed"], [])
        self.assertGreater(often["answer"][0]["cost_usd"], 0)


if __name__ == "__main__":
    unittest.main()
