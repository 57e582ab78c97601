"""The federation example against public record. Facts by number: docs/facts.csv."""

import json
import math
import os
import pathlib
import subprocess
import unittest

BIN = os.environ["OFFTAKE_BIN"]
SOURCE = pathlib.Path(os.environ["OFFTAKE_SOURCE"])


def simulate(strategy, *options):
    command = [BIN, "simulate", str(SOURCE / "examples" / "federation"), "--strategy", strategy, "--results",
               "none", "--format", "json", *options]
    return json.loads(subprocess.run(command, check=True, capture_output=True).stdout)


class Federation(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        document = simulate("as-announced")
        cls.series = {(r["measure"], r["step"]): r for r in document["series"] if r["party"] == "openai"}
        cls.document = document

    def at(self, measure, step, key="mean"):
        return self.series[measure, step][key]

    def test_f116_end_of_2024(self):
        self.assertAlmostEqual(self.at("delivered_mw", "2024Q4"), 600, delta=30)
        self.assertAlmostEqual(4 * self.at("revenue_usd", "2025Q1", "q50") / 1e9, 6, delta=0.6)

    def test_f117_end_of_2025(self):
        # The end of the year lies between the means of two quarters.
        end = (self.at("delivered_mw", "2025Q4") + self.at("delivered_mw", "2026Q1")) / 2
        self.assertAlmostEqual(end, 1900, delta=200)
        self.assertAlmostEqual(4 * self.at("revenue_usd", "2026Q1", "q50") / 1e9, 20, delta=2)

    def test_h100e_at_the_end_of_2025(self):
        end = (self.at("delivered_h100e", "2025Q4") + self.at("delivered_h100e", "2026Q1")) / 2
        self.assertTrue(1.15e6 < end < 2.06e6, end)

    def test_f120_revenue_of_2030_at_median_demand(self):
        # All of the median demand served at the median price, through the year 2030.
        steps = ["2030Q1", "2030Q2", "2030Q3", "2030Q4"]
        hour = {s: 1.38 * 0.9 ** (4 + i / 4) for i, s in enumerate(steps)}
        revenue = sum(2190 * hour[s] * self.at("demand_h100e", s, "q50") for s in steps) / 1e9
        self.assertTrue(200 < revenue < 280, revenue)

    def test_f051_250_gw_in_2033_is_rare_but_possible(self):
        # 250 GW of a fleet that is on average two years old; demand is lognormal.
        need = 250e3 * 1046 * 1.35 ** (2033.8 - 2025.5 - 2)
        median, high = (self.at("demand_h100e", "2033Q4", key) for key in ("q50", "q95"))
        sd = math.log(high / median) / 1.6448536
        probability = 0.5 * math.erfc(math.log(need / median) / sd / math.sqrt(2))
        self.assertTrue(0.001 < probability < 0.05, probability)

    def test_s2_the_exclusive_partner_falls_behind(self):
        alone = {y["year"]: y for y in simulate("exclusive")["by_year"]}
        many = {y["year"]: y for y in self.document["by_year"]}
        for year in (2027, 2028, 2029, 2030):
            self.assertGreater(alone[year]["short_h100e"], 1.5 * many[year]["short_h100e"], year)
            self.assertGreater(alone[year]["shortage_probability"], many[year]["shortage_probability"], year)
        # Its build rate is what binds.
        self.assertGreater(alone[2030]["short_h100e"], 0.5 * alone[2030]["demand_h100e"])


if __name__ == "__main__":
    unittest.main()
