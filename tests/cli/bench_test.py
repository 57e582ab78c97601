#!/usr/bin/env python3
"""offtake bench: whole, in both languages, and plain about what it cannot do. No time is judged."""

import json
import signal
import time
import unittest

from cli_test import Program, environment
from korean_test import ENGLISH_MONEY, HANGUL

FEW = ["--paths", "64", "--threads", "1"]


class Bench(Program):
    def bench(self, *arguments, **how):
        return self.run_("bench", "m", *FEW, *arguments, **how)

    def test_every_part_is_measured(self):
        found = json.loads(self.bench("--format", "json", exit=0).out)
        self.assertEqual(found["format"], "offtake.bench")
        self.assertEqual([row["what"] for row in found["kernel"]], ["random words", "draw", "forward", "with the slope"])
        self.assertEqual([row["phase"] for row in found["simulate"]], ["draw", "simulate", "measure", "write"])
        self.assertIn("of these, integer phase", [row["phase"] for row in found["plan"]])
        self.assertEqual(found["machine"][0]["cycles"], 1)
        work, (words, draw, forward, slope) = found["work"][0], found["kernel"]
        self.assertEqual(work["paths"], 64)
        self.assertGreater(work["agreement_steps"], 0)
        for row in (words, draw, forward, slope):
            self.assertLessEqual(row["low_ns"], row["high_ns"])
            self.assertAlmostEqual(row["ns_per_path"] / work["agreement_steps"] / row["ns_per_agreement_step"], 1)
        self.assertAlmostEqual(forward["ns_per_path"] / words["ns_per_path"] / forward["times_words"], 1)
        for name in ("simulate", "plan"):
            shares = [row["share"] for row in found[name] if not row["phase"].startswith("of these")]
            self.assertAlmostEqual(sum(shares), 1)

    def test_nothing_is_left_behind(self):
        made = self.top / "temporary"
        made.mkdir()
        self.run_("bench", "m", *FEW, "--table", "work", exit=0, env=environment(TMPDIR=str(made)))
        self.assertEqual(list(made.iterdir()), [])
        self.assertFalse((self.top / "m/offtake.db").exists())

    def test_korean(self):
        text = self.bench("--lang", "ko", exit=0).out
        for line in text.splitlines():
            if line and not line.startswith(("─", " ")) and not any(c.isdigit() for c in line):
                self.assertRegex(line, HANGUL)
        self.assertNotRegex(text, ENGLISH_MONEY)

    def test_a_model_with_nothing_to_decide_has_no_plan(self):
        file = self.top / "m/offtake.yaml"
        text = file.read_text().split("strategies:")[0]
        file.write_text(text.replace("from: 2026Q1, until: 2028Q4", "from: 2016Q1, until: 2018Q4"))
        found = json.loads(self.bench("--strategy", "as-signed", "--format", "json", exit=0).out)
        self.assertNotIn("plan", found)
        self.assertIn("simulate", found)

    def test_bad_input_is_said_plainly(self):
        self.refused("bench", "m", "--paths", "0", exit=2, says=["E0902", "--paths"])
        self.refused("bench", "m", "--threads", "5000", exit=2, says=["E0902", "--threads"])
        self.refused("bench", "m", "--strategy", "nobody", exit=2, says=["E0907"])
        self.refused("bench", "m", "--table", "nothing", exit=2, says=["E0903"])
        self.refused("bench", "gone", exit=3, says=["no such folder"])
        file = self.top / "m/offtake.yaml"
        file.write_text(file.read_text().replace("clock:", "klock:"))
        self.refused("bench", "m", exit=3, says=["klock"])

    def test_no_folder_for_what_is_written(self):
        done = self.run_("bench", "m", *FEW, exit=6, env=environment(TMPDIR=str(self.top / "gone")))
        self.assertIn("temporary files", done.err)

    def test_it_can_be_stopped(self):
        made = self.top / "temporary"
        made.mkdir()
        process = self.start("bench", "m", "--paths", "2M", env=environment(TMPDIR=str(made)))
        time.sleep(1.5)
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=60)
        self.assertEqual(process.returncode, 130)
        self.assertEqual(list(made.iterdir()), [])


if __name__ == "__main__":
    unittest.main()
