"""The public record: what it must say of itself, and its answers against reports. Facts by number: docs/facts.csv."""

import csv
import json
import os
import pathlib
import re
import subprocess
import unittest

BIN = os.environ["OFFTAKE_BIN"]
SOURCE = pathlib.Path(os.environ["OFFTAKE_SOURCE"])
RECORD = SOURCE / "examples" / "public-record"


def offtake(*arguments):
    command = [BIN, *arguments, "--format", "json"]
    return json.loads(subprocess.run(command, check=True, capture_output=True).stdout)


def simulate(strategy, *options):
    return offtake("simulate", str(RECORD), "--strategy", strategy, "--results", "none", *options)


def entries(file):
    """Name and text of what stands under the file's one top-level key."""
    blocks = re.split(r"\n\n(?=  [a-z])", (RECORD / file).read_text(encoding="utf-8").split(":\n", 1)[1])
    return {b.split(":", 1)[0].strip(): b for b in blocks}


class Sources(unittest.TestCase):
    def test_check_finds_nothing(self):
        self.assertEqual(offtake("check", str(RECORD)), [])

    def test_every_deal_says_how_it_binds_where_it_is_from_and_when(self):
        for file in ("agreements.yaml", "offers.yaml"):
            for name, text in entries(file).items():
                kind = re.search(r"^    kind: (\S+)", text, re.M)[1]
                self.assertRegex(text, r"(?m)^    source: .*F\d{3}", name)
                self.assertRegex(text, r"(?m)^    (signed|from|window): ", name)
                if kind in ("capacity", "build", "investment", "licence"):
                    self.assertRegex(text, r"(?m)^    binding: (firm|option|loi)$", name)

    def test_every_fact_that_is_cited_is_there(self):
        with open(SOURCE / "docs" / "facts.csv", newline="", encoding="utf-8") as file:
            rows = list(csv.DictReader(file))
        self.assertEqual({len(r) for r in rows}, {9}, "a comma in a field needs quotes")
        known = {r["id"] for r in rows}
        pages = [*(SOURCE / "examples").rglob("*.yaml"), SOURCE / "docs" / "essay-and-record.md", RECORD / "README.md"]
        cited = {(p.name, f) for p in pages for f in re.findall(r"\bF\d{3}\b", p.read_text(encoding="utf-8"))}
        self.assertEqual({c for c in cited if c[1] not in known}, set())


class AsSigned(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        document = simulate("as-signed")
        cls.years = {y["year"]: y for y in document["by_year"]}
        cls.ledger = document["ledger"]

    def total(self, key, first, last):
        return sum(self.years[y][key] for y in range(first, last + 1)) / 1e9

    def test_f050_compute_until_2030(self):
        # $600B from 2026 on, of which the first half of 2026 is past: about 15.
        self.assertAlmostEqual(self.total("spend_usd", 2026, 2030), 585, delta=100)

    def test_f137_revenue_of_2026(self):
        # $5.7B in the first quarter, rising; about 30 in the year of which two fifths in the first half.
        self.assertAlmostEqual(self.total("revenue_usd", 2026, 2026), 18, delta=2)

    def test_f136_the_share_ends_near_its_cap(self):
        paid = sum(sum(r["mean_usd"]) for r in self.ledger if r["account"] == "revenue_share") / 1e9
        self.assertAlmostEqual(paid, 38 - 1.2, delta=3)

    def test_f138_cash_burns_until_2029(self):
        for year in (2027, 2028, 2029):
            self.assertLess(self.years[year]["net_cash_usd"], 0, year)

    def test_f045_signed_is_a_third_of_announced_by_2030(self):
        # HSBC: 36 GW contracted in all, a third of it switched on by 2030.
        self.assertAlmostEqual(self.years[2030]["delivered_mw"] / 36e3, 1 / 3, delta=0.1)

    def test_what_was_announced_is_riskier(self):
        announced = simulate("announced")["parties"][0]
        signed = simulate("as-signed")["parties"][0]
        self.assertLess(announced["npv_cvar_usd"], signed["npv_cvar_usd"])
        self.assertGreater(announced["emergency_usd"], 2 * signed["emergency_usd"])


class Planned(unittest.TestCase):
    def test_it_is_proven_and_worth_more_than_signing_nothing(self):
        plan = offtake("plan", str(RECORD), "--continuous", "--quick", "--paths", "1k", "--results", "none")
        self.assertTrue(plan["certified"])
        self.assertLessEqual(plan["gap"], 1e-4)
        self.assertGreater(plan["value"], plan["nothing"]["objective"])


if __name__ == "__main__":
    unittest.main()
