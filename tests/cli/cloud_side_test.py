#!/usr/bin/env python3
"""examples/cloud-side: the provider plans for itself, under two strategies, on the same futures."""

import json
import unittest

from cli_test import SANITIZED, SOURCE, Program

EXAMPLE = str(SOURCE / "examples/cloud-side")
PATHS = "64" if SANITIZED else "400"


class CloudSide(Program):
    def test_check(self):
        done = self.run_("check", EXAMPLE)
        self.assertNotIn("warning", done.err)

    def both(self):
        """The document of a simulation of each strategy's plan."""
        found = {}
        for strategy in ("build", "let-go"):
            plan = self.run_("plan", EXAMPLE, "--strategy", strategy, "--paths", PATHS, "--quick", "--results",
                             "none", "--format", "json", exit=0).out
            document = json.loads(plan)
            self.assertEqual((document["end"], document["verified"]), ("proven", True))
            (self.top / f"{strategy}.json").write_text(plan, encoding="utf-8")
            found[strategy] = json.loads(self.run_("simulate", EXAMPLE, "--plan", f"{strategy}.json", "--paths", PATHS,
                                                   "--seed", "5", "--results", "none", "--format", "json").out)
        return found

    def test_letting_go(self):
        found = self.both()
        party = {s: {row["party"]: row for row in d["parties"]} for s, d in found.items()}
        build, let_go = party["build"]["microsoft"], party["let-go"]["microsoft"]
        # It gains by letting go, and more so where things go wrong; the lab gains too.
        self.assertGreater(let_go["npv_usd"], build["npv_usd"])
        self.assertGreater(let_go["npv_cvar_usd"], build["npv_cvar_usd"])
        self.assertGreater(party["let-go"]["openai"]["npv_usd"], party["build"]["openai"]["npv_usd"])
        # Halls for a tenant that may fail strand more capital than those for others alone; what it lets
        # go strands at the rivals.
        self.assertGreater(build["stranded_capital_usd"], let_go["stranded_capital_usd"])
        self.assertGreater(party["let-go"]["rivals"]["stranded_capital_usd"], 0)
        for d in found.values():
            self.assertLess(d["conservation"]["worst_imbalance_usd"], 1)

    def test_both_sides_of_every_agreement(self):
        for document in self.both().values():
            rows = {(row["agreement"], row["party"]): row for row in document["returns"]}
            share = rows["share", "microsoft"]["npv_usd"], rows["share", "openai"]["npv_usd"]
            self.assertGreater(share[0], 0)
            self.assertLess(share[1], 0)
            for row in document["returns"]:
                self.assertLessEqual(row["npv_low_usd"], row["npv_usd"])
                self.assertGreaterEqual(row["npv_high_usd"], row["npv_usd"])
                if row["agreement"] == "stake":
                    continue  # beside its lines: the stake itself
                self.assertAlmostEqual(row["npv_usd"], row["received_usd"] - row["paid_usd"],
                                       delta=1e-9 * (row["received_usd"] + row["paid_usd"]))


if __name__ == "__main__":
    unittest.main()
