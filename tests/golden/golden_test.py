"""Figures that were worked out by hand or in closed form, held against the program's JSON.

- The tables of docs/reference/clauses*.md whose last column is headed `key`.
- Every folder of cases/: a model, `command`, and `expected.json` with `from` (a sentence on where the
  figures come from) and `figures` (key path -> {"is", "within"}; with "standard_error", the path of
  one, `within` counts standard errors).

A key path is `name`, `name[3]` or `name[column=value,...]` (the rows of which that is true), joined
by dots; of several rows it names a list.
"""

import json
import os
import pathlib
import re
import shlex
import subprocess
import unittest

BIN = os.environ["OFFTAKE_BIN"]
SOURCE = pathlib.Path(os.environ["OFFTAKE_SOURCE"])
PAGES = sorted((SOURCE / "docs/reference").glob("clauses*.md"))
CASES = sorted(p for p in (SOURCE / "tests/golden/cases").iterdir() if p.is_dir())

PAGE_FIGURES = 207  # fewer than that: the page, or the reading of it, is broken
LEAST_CASES = 10
CENT = 0.01


def run(arguments, folder):
    done = subprocess.run([BIN, *arguments, "--results", "none"], cwd=folder, capture_output=True,
                          text=True)
    if done.returncode != 0:
        raise AssertionError(f"{' '.join(arguments)} in {folder} ended with {done.returncode}:\n"
                             f"{done.stderr}")
    return json.loads(done.stdout)


def pick(value, path):
    """What the key path names; KeyError when it names nothing."""
    for name, selector in re.findall(r"([^.\[\]]+)(?:\[([^\]]*)\])?(?:\.|$)", path):
        value = [row[name] for row in value] if isinstance(value, list) else value[name]
        if selector.isdigit():
            value = value[int(selector)]
        elif selector:
            wanted = dict(item.split("=") for item in selector.split(","))
            value = [row for row in value if all(str(row[k]) == v for k, v in wanted.items())]
            if not value:
                raise KeyError(path)
            value = value[0] if len(value) == 1 else value
    return value


def page_rows(text):
    """(command, key path, figures as written) of each row of the tables headed `key`, which stand below
    the command that prints them."""
    keyed, command = False, None
    for line in text.splitlines():
        if line.startswith("offtake simulate "):
            command = line.removeprefix("offtake ")
        cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
        if not line.startswith("|"):
            keyed = False
        elif cells[-1] == "key":
            keyed = True
        elif keyed and not set(line) <= set("|-: "):
            yield command, cells[-1].strip("`"), [cell for cell in cells[1:-1] if cell]


def figure_of(cell):
    """The number in a cell, and half of its last digit, but never more than half a cent."""
    text = cell.replace(",", "").replace("−", "-")
    decimals = len(text.partition(".")[2])
    return float(text), 0.5 * min(CENT, 10.0**-decimals) * (1 + 1e-9)


class ClausesPages(unittest.TestCase):
    def test_every_figure_to_the_cent(self):
        documents, compared = {}, 0
        rows = [row for page in PAGES for row in page_rows(page.read_text(encoding="utf-8"))]
        for command, path, cells in rows:
            if command not in documents:
                documents[command] = run(shlex.split(command), SOURCE)
            with self.subTest(path):
                found = pick(documents[command], path)
                found = found if isinstance(found, list) else [found]
                self.assertEqual(len(cells), len(found))
                for step, (cell, value) in enumerate(zip(cells, found)):
                    expected, within = figure_of(cell)
                    self.assertAlmostEqual(expected, value, delta=within, msg=f"figure {step}")
            compared += len(cells)
        self.assertGreaterEqual(compared, PAGE_FIGURES)


class Cases(unittest.TestCase):
    def test_there_are_cases(self):
        self.assertGreaterEqual(len(CASES), LEAST_CASES)

    def test_all(self):
        for case in CASES:
            expected = json.loads((case / "expected.json").read_text(encoding="utf-8"))
            self.assertTrue(expected["from"] and expected["figures"], case.name)
            with self.subTest(case.name):
                document = run(shlex.split((case / "command").read_text(encoding="utf-8")), case)
                for path, figure in expected["figures"].items():
                    with self.subTest(path):
                        self.compare(document, path, figure)

    def compare(self, document, path, figure):
        within = figure["within"]
        if "standard_error" in figure:
            error = pick(document, figure["standard_error"])
            self.assertGreater(error, 0.0)
            within *= error
        self.assertAlmostEqual(figure["is"], pick(document, path), delta=within)


if __name__ == "__main__":
    unittest.main()
