#!/usr/bin/env python3
"""Why a plan is as it is, and what makes an impossible one possible, from the results file."""

import json
import unittest

from cli_test import Program

# Power for 40 MW, of which 10 are in use: the offer (60 MW) is limited by it.
MODEL = """offtake: 1
title: Limits
clock: {start: 2026Q1, end: 2028Q4, step: quarter}
planner:
  party: lab
  cells: 1
parties:
  lab: {discount: 10 %}
  cloud: {discount: 8 %}
accelerators:
  chip: {h100e_per_mw: 1000}
sites:
  valley: {jurisdiction: US, pue: 1.25}
resources:
  power:
    limit: 40 MW
workloads:
  work: {party: lab, volume: {value: 100k H100e, driver: demand}, revenue: $2/H100e-hour}
drivers:
  demand: {kind: gbm, volatility: 10 %}
agreements:
  base:
    kind: capacity
    tenant: lab
    provider: cloud
    signed: 2025-07
    capacity: 10 MW
    ramp: {first: 0 months, full: 0 months}
    term: 5 years
    price: $11M/MW-year
    accelerator: chip
    site: valley
    uses: {power: 1 MW/MW while active}
offers:
  more:
    kind: capacity
    tenant: lab
    provider: cloud
    window: {from: 2026Q1, until: 2026Q4}
    quantity: {least: 1 MW, most: 60 MW}
    ramp: {first: 0 months, full: 0 months}
    term: 5 years
    price: $10M/MW-year
    accelerator: chip
    site: valley
    uses: {power: 1 MW/MW while active}
  dear:
    kind: capacity
    tenant: lab
    provider: cloud
    window: {from: 2026Q1, until: 2026Q4}
    quantity: {least: 1 MW, most: 20 MW}
    ramp: {first: 0 months, full: 0 months}
    term: 5 years
    price: $20M/MW-year
    accelerator: chip
    site: valley
    uses: {power: 1 MW/MW while active}
"""
TARGET = "planner.limits={capacity: {2028Q4: 55 MW}}"


class Explain(Program):
    def setUp(self):
        super().setUp()
        (self.top / "m/offtake.yaml").write_text(MODEL, "utf-8")

    def plan(self, *arguments, exit=0):
        return self.run_("plan", "m", "--paths", "64", "--continuous", "--quick", "--format", "json", *arguments,
                         exit=exit)

    def explain(self, *arguments, exit=0):
        return json.loads(self.run_("explain", "m", *arguments, "--format", "json", exit=exit).out)

    def test_it_needs_what_was_stored(self):
        for command in ("explain", "runs"):
            self.refused(command, "m", "--results", "none", exit=2, says=["E0902", "--results none"])

    def test_a_limit_is_worth_what_one_more_brings(self):
        value = json.loads(self.plan().out)["value"]
        why = self.explain()
        self.assertTrue(why["feasible"])
        self.assertEqual((why["run"], why["format"], why["version"]), (1, "offtake.explain", 1))
        power = [row for row in why["limits"] if row["key"] == "resources.power.limit"]
        self.assertTrue(power)
        self.assertEqual({(row["file"], row["line"], row["most"]) for row in power}, {("offtake.yaml", 16, 40)})
        more = json.loads(self.plan("--set", "resources.power.limit=41 MW").out)["value"]
        worth = sum(row["worth_usd"] for row in power)
        self.assertGreater(worth, 1e6)
        self.assertAlmostEqual((more - value) / worth, 1.0, delta=0.02)
        self.assertEqual([row["offer"] for row in why["not_signed"]], ["dear"])
        self.assertGreater(why["not_signed"][0]["cut_usd_per_mw_month"], 0)

        shown = self.run_("explain", "m", "1", exit=0).out
        self.assertIn("offtake.yaml:16", shown)
        self.assertRegex(shown, r"\$[0-9.]+M per MW")
        self.assertRegex(self.run_("explain", "m", "--lang", "ko", exit=0).out, "[가-힣]")
        self.assertEqual(self.run_("explain", "m", "--threads", "1", "--format", "json").out,
                         self.run_("explain", "m", "--threads", "2", "--format", "json").out)

    def test_the_changes_make_it_possible(self):
        self.plan("--set", TARGET, exit=4)
        why = self.explain(exit=4)
        self.assertFalse(why["feasible"])
        self.assertEqual([row["key"] for row in why["missed"]], ["planner.limits.capacity"])
        ways = {way["way"]: way["changes"] for way in why["ways"]}
        self.assertEqual([c["to"] for c in ways["ask_less"]], [40])
        self.assertEqual({c["to"] for c in ways["allow_more"]}, {55})
        self.assertEqual({c["key"] for c in ways["allow_more"]}, {"resources.power.limit"})
        keys = {row["key"] for row in why["conflict"]}
        self.assertEqual(keys, {"resources.power.limit", "planner.limits.capacity"})
        self.assertEqual(len(why["conflict"]), 2)
        self.plan("--set", "planner.limits={capacity: {2028Q4: 40 MW}}")
        self.plan("--set", TARGET, "--set", "resources.power.limit=55 MW")
        self.assertIn("power in 2028Q4", self.run_("explain", "m", "1", exit=4).out)

    def test_refusals(self):
        self.refused("explain", "m", exit=6, says=["offtake.db"])
        self.simulate("--paths", "10")
        self.refused("explain", "m", exit=3, says=["E0964", "no plan is stored", "offtake plan m"])
        self.refused("explain", "m", "1", exit=3, says=["E0964", "run 1 is no plan"])
        self.refused("explain", "m", "x", exit=2, says=["E0902", "'x'"])
        self.refused("explain", "m", "--table", "limit", exit=2, says=["did you mean 'limits'?"])
        self.plan("--method", "extensive", "--paths", "8", exit=7)
        self.refused("explain", "m", exit=3, says=["E0964", "--method bundle"])
        self.plan()
        (self.top / "m/offtake.yaml").write_text(MODEL.replace("40 MW", "42 MW"), "utf-8")
        self.refused("explain", "m", exit=3, says=["E0964", "the model has changed since run 3"])


if __name__ == "__main__":
    unittest.main()
