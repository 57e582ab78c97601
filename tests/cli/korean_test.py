#!/usr/bin/env python3
"""Everything that people read exists in Korean: titles, labels, notes, words in cells, numbers."""

import json
import re
import sqlite3
import unittest

from cli_test import SUBJECTS, Program

HANGUL = re.compile("[가-힣]")
ENGLISH_MONEY = re.compile(r"\$[0-9]|[0-9] (?:months?|years?|days?|hours?)\b|/GW-year|[0-9] %")


class Korean(Program):
    def stored_tables(self, model):
        base = sqlite3.connect(self.top / model / "offtake.db")
        for command, tables in base.execute("SELECT command, tables FROM runs"):
            for key, table in json.loads(tables).items():
                yield f"{command}: {key}", table
        base.close()

    def check_tables(self, model):
        seen = 0
        for name, table in self.stored_tables(model):
            seen += 1
            with self.subTest(table=name):
                for en, ko in (("title", "title_ko"), ("note", "note_ko")):
                    if table[en]:
                        self.assertTrue(table[ko], f"{name}: {en} {table[en]!r} has no Korean")
                        self.assertRegex(table[ko], HANGUL)
                for column in table["columns"]:
                    if column["label"]:
                        self.assertTrue(column["label_ko"], f"{name}: {column['label']!r} has no Korean")
                    for word, ko in column.get("words", {}).items():
                        self.assertTrue(ko, f"{name}: {word!r} has no Korean")
        return seen

    def test_every_stored_table(self):
        self.simulate()
        few = ["--paths", "100", "--time", "60s"]
        self.run_("plan", "m", *few)
        for study in (["compare", "m", *few, "--strategy", "as-is", "--strategy", "sign-it"], ["value", "m", *few],
                      ["stress", "m", *few], ["frontier", "m", *few, "--points", "3"],
                      ["bottleneck", "m", *few, "--target", "1 GW by 2030Q4"], ["bargain", "m", *few, "--points", "3", "--between", "lab,cloud",
                       "--lever", "offers.next-500mw.price", "--range", "$8B/GW-year:$10B/GW-year"],
                      ["sweep", "m", *few, "risk=0:1:2"], ["flows", "m", "--paths", "100"]):
            done = self.run_(*study)
            self.assertIn(done.returncode, (0, 4, 7), (study, done.err))
        self.simulate("--contagion", exit=None)
        self.assertGreater(self.check_tables("m"), 40)

    def shown(self, *arguments):
        return self.run_(*arguments, "--lang", "ko").out

    def test_numbers_have_korean_units(self):
        self.simulate()
        self.run_("plan", "m", "--paths", "100")
        for subject in SUBJECTS:
            text = self.shown("show", "m", subject)
            self.assertRegex(text.splitlines()[0], HANGUL)
            self.assertNotRegex(text, ENGLISH_MONEY, subject)
        for command in (["simulate", "m", "--paths", "100"], ["plan", "m", "--paths", "100"], ["runs", "m", "1"],
                        ["runs", "m", "2"], ["explain", "m"], ["flows", "m", "--paths", "100"],
                        ["stress", "m", "--paths", "100"], ["value", "m", "--paths", "100"]):
            text = self.shown(*command)
            self.assertRegex(text, HANGUL, command)
            self.assertNotRegex(text, ENGLISH_MONEY, command)

    def test_programs_read_the_same_in_both_languages(self):
        en = self.simulate("--format", "json", "--results", "none").out
        self.assertEqual(en, self.simulate("--format", "json", "--results", "none", "--lang", "ko").out)
        for subject in SUBJECTS:
            both = [self.run_("show", "m", subject, "--format", "csv", "--lang", lang, exit=0).out
                    for lang in ("en", "ko")]
            self.assertEqual(*both)


if __name__ == "__main__":
    unittest.main()
