#!/usr/bin/env python3
"""Who pays whom and who computes for whom: tables, documents, diagrams."""

import csv
import io
import json
import unittest

from cli_test import SOURCE, Program

TABLES = ["money", "money_by_year", "compute", "compute_by_year", "circularity", "circularity_by_year"]
FEW = ["--paths", "64", "--results", "none"]
CLOUDS = str(SOURCE / "examples/two-clouds")


def total(rows, key):
    return sum(row[key] for row in rows)


class Flows(Program):
    def flows(self, *arguments, model=CLOUDS):
        return json.loads(self.run_("flows", model, *FEW, "--format", "json", *arguments, exit=0).out)

    def test_years_add_up_to_what_simulate_says(self):
        flows = self.flows()
        self.assertEqual((flows["format"], flows["version"]), ("offtake.flows", 1))
        self.assertEqual(set(TABLES) - set(flows), set())
        ledger = json.loads(self.run_("simulate", CLOUDS, *FEW, "--format", "json", exit=0).out)["ledger"]
        paid = sum(sum(line["mean_usd"]) for line in ledger)
        self.assertAlmostEqual(total(flows["money"], "total_usd") / paid, 1.0, delta=1e-12)
        self.assertAlmostEqual(total(flows["money_by_year"], "usd") / paid, 1.0, delta=1e-12)
        for row in flows["compute"]:
            years = [y for y in flows["compute_by_year"]
                     if (y["provider"], y["user"]) == (row["provider"], row["user"])]
            for key in ("delivered_h100e_months", "used_h100e_months"):
                self.assertAlmostEqual(total(years, key), row[key], delta=1e-6 * row[key])
            self.assertAlmostEqual(12 * total(years, "delivered_mw"), row["delivered_mw_months"], delta=1e-6)

    def test_a_diagram_has_the_same_money(self):
        flows = self.flows()
        sankey = json.loads(self.run_("flows", CLOUDS, *FEW, "--to", "sankey", exit=0).out)
        self.assertEqual((sankey["format"], sankey["version"]), ("offtake.sankey", 1))
        for part, rows, key in (("money", flows["money"], "total_usd"),
                                ("compute", flows["compute"], "delivered_h100e_months")):
            nodes, links = sankey[part]["nodes"], sankey[part]["links"]
            self.assertEqual(len(links), len(rows))
            self.assertEqual(len({n["id"] for n in nodes}), len(nodes))
            self.assertAlmostEqual(total(links, "value"), total(rows, key), delta=1e-6 * total(rows, key))
            for link in links:
                self.assertEqual(nodes[link["source"]]["side"], "from")
                self.assertEqual(nodes[link["target"]]["side"], "to")
                self.assertAlmostEqual(sum(link["by_year"]), link["value"], delta=1e-9 * link["value"])

    def test_every_format_and_language(self):
        shown = self.run_("flows", CLOUDS, *FEW, exit=0).out
        self.assertIn("Who pays whom", shown)
        self.assertIn("Own money that comes back", shown)
        self.assertNotIn("by year", shown)
        self.assertRegex(self.run_("flows", CLOUDS, *FEW, "--lang", "ko", exit=0).out, "자금 흐름")
        for key in TABLES:
            text = self.run_("flows", CLOUDS, *FEW, "--table", key, "--format", "csv", exit=0).out
            self.assertEqual(len(list(csv.DictReader(io.StringIO(text)))), len(self.flows()[key]), key)
        self.assertIn("| Payer", self.run_("flows", CLOUDS, *FEW, "--table", "money", "--format", "md", exit=0).out)
        self.assertEqual(self.flows("--threads", "1"), self.flows("--threads", "2"))

    def test_of_a_plan(self):
        self.run_("plan", "m", "--paths", "64", "--quick", "--continuous", "--gap", "1 %", "--format", "json",
                  exit=0)
        planned = json.loads(self.run_("flows", "m", "--plan", "1", "--paths", "64", "--format", "json", exit=0).out)
        best = json.loads(self.run_("flows", "m", "--plan", "best", "--paths", "64", "--format", "json", exit=0).out)
        signed = self.flows("--strategy", "as-signed", model="m")
        self.assertEqual(planned, best)
        self.assertGreater(total(planned["money"], "total_usd"), total(signed["money"], "total_usd"))

    def test_refusals(self):
        self.refused("flows", "m", "--to", "mps", exit=2, says=["E0902", "sankey"])
        self.refused("export", "m", "--to", "sankey", exit=2, says=["E0902", "mps"])
        self.refused("flows", "m", "--table", "mony", exit=2, says=["did you mean 'money'?"])
        self.refused("flows", "m", "--plan", "best", exit=6, says=["offtake.db"])
        self.simulate("--paths", "10")
        self.refused("flows", "m", "--plan", "best", exit=3, says=["E0964", "no plan"])


class Contagion(Program):
    CASE = str(SOURCE / "tests/golden/cases/contagion")
    KEYS = ["contagion", "contagion_links", "contagion_by_year"]

    def test_tables_and_documents(self):
        asked = ["simulate", self.CASE, "--contagion", "lab", *FEW]
        shown = self.run_(*asked, exit=0).out
        self.assertIn("Who cannot pay", shown)
        document = json.loads(self.run_(*asked, "--format", "json", exit=0).out)
        for key in self.KEYS:
            text = self.run_(*asked, "--table", key, "--format", "csv", exit=0).out
            self.assertEqual(len(list(csv.DictReader(io.StringIO(text)))), len(document[key]), key)
        # The cloud and the chipmaker pay always: only the lab is short, 20 of 100.
        self.assertEqual([row["party"] for row in document["contagion"] if row["fails"]], ["lab"])
        self.assertAlmostEqual(document["contagion_links"][0]["unpaid_usd"], 20e6, delta=0.01)

    def test_all_else_is_as_without(self):
        document = json.loads(self.run_("simulate", self.CASE, "--contagion", *FEW, "--format", "json", exit=0).out)
        for key in self.KEYS:
            self.assertTrue(document.pop(key))
        self.assertLess(document["conservation"].pop("contagion_worst_imbalance_usd"), 1e-6)
        without = json.loads(self.run_("simulate", self.CASE, *FEW, "--format", "json", exit=0).out)
        self.assertEqual(document, without)

    def test_it_is_kept(self):
        self.run_("simulate", self.CASE, "--contagion", "--paths", "8", "--results", "o.db", exit=0)
        self.assertIn("Who cannot pay", self.run_("runs", self.CASE, "1", "--results", "o.db", exit=0).out)

    def test_refusals(self):
        self.refused("simulate", self.CASE, "--contagion", "cluod", *FEW, exit=2, says=["E0903", "did you mean 'cloud'?"])
        self.refused("simulate", self.CASE, "--contagion", "outside", *FEW, exit=2, says=["E0903"])
        self.refused("simulate", self.CASE, "--table", "contagion", *FEW, exit=2, says=["E0903"])
        poor = [word for party in ("lab", "cloud", "chipmaker") for word in ("--set", f"parties.{party}.cash=$0")]
        self.refused("simulate", self.CASE, "--contagion", *poor, *FEW, exit=3, says=["E1300", "--contagion"])


if __name__ == "__main__":
    unittest.main()
