#!/usr/bin/env python3
"""Every value of the examples, wrong in every way a person gets it wrong, and bytes gone astray.

A mutant may be right (a longer term is a term), so each operator says what it promises. A sample
with a fixed seed runs in CI; OFFTAKE_ALL_MUTATIONS=1 runs them all and prints the survivors.
"""

import collections
import os
import pathlib
import random
import re
import shutil
import tempfile
import unittest

import program

EXAMPLES = ("federation", "public-record", "two-clouds", "cloud-side")
SAMPLE = 1500
SEED = 20250301
ALL = os.environ.get("OFFTAKE_ALL_MUTATIONS", "") not in ("", "0")

# `key: value` on a line of its own, or between braces.
ALONE = re.compile(r"\s*(- )?(?P<key>[A-Za-z0-9_.-]+): (?P<value>[^\s{\[>|].*?)(?=$|\s#)")
PAIR = re.compile(
    r"""(?P<key>[A-Za-z0-9_.-]+):[ ]
        (?P<value>"[^"]*" | '[^']*' | [^\s,{}\[\]>|&*!\#"'](?:[^,{}\[\]\#]*[^\s,{}\[\]\#])?)
        (?=\s*(?:$|[,}\]]|\s\#))""",
    re.X,
)
TEXT_KEYS = {"label", "note", "source", "title"}
NAME_KEYS = set(
    "party tenant provider owner investor investee payer payee licensee licensor vendor utility"
    " accelerator site delay default driver offer".split()
)
FREE_KEYS = TEXT_KEYS | {"jurisdiction", "credit"}
DATE = re.compile(r"\d{4}(-\d\d(-\d\d)?|Q[1-4])$")
QUANTITY = re.compile(r"[-$\d]")


class Leaf:
    """One value of one file: the line, the span of the key and that of the value."""

    def __init__(self, name, lines, row, match, alone):
        self.name, self.lines, self.row = name, lines, row
        self.key, self.value = match["key"], match["value"]
        self.key_at, self.value_at = match.start("key"), match.start("value")
        self.alone = alone
        if self.key in FREE_KEYS:
            self.kind = "text"
        elif self.key in NAME_KEYS:
            self.kind = "name"
        elif DATE.match(self.value):
            self.kind = "date"
        elif QUANTITY.match(self.value):
            self.kind = "quantity"
        else:
            self.kind = "word"

    def line(self):
        return self.lines[self.row]

    def with_line(self, *lines):
        return self.lines[: self.row] + list(lines) + self.lines[self.row + 1 :]

    def with_value(self, value):
        line, end = self.line(), self.value_at + len(self.value)
        return self.with_line(line[: self.value_at] + value + line[end:])

    def with_key(self, key):
        line, end = self.line(), self.key_at + len(self.key)
        return self.with_line(line[: self.key_at] + key + line[end:])


def leaves_of(folder):
    for path in sorted(folder.glob("*.yaml")):
        lines = path.read_text(encoding="utf-8").splitlines()
        folded = None  # the indent of the key whose text runs over the following lines
        for row, line in enumerate(lines):
            indent = len(line) - len(line.lstrip())
            if folded is not None and (not line.strip() or indent > folded):
                continue
            folded = indent if re.search(r": [>|][-+]?$", line) else None
            if line.lstrip().startswith("#"):
                continue
            alone = ALONE.match(line)
            for match in [alone] if alone else PAIR.finditer(line):
                yield Leaf(path.name, lines, row, match, bool(alone))


def number_replaced(leaf, number):
    return re.sub(r"\d+(\.\d+)?", number, leaf.value, count=1)


# name: (applies to, mutant, must be refused)
NUMBERS = {"quantity"}
TYPED = {"quantity", "date", "name", "word"}
ANY = TYPED | {"text"}


def duplicate(leaf):
    if leaf.alone and not leaf.line().lstrip().startswith("- "):
        return leaf.with_line(leaf.line(), leaf.line())
    pair = f"{leaf.key}: {leaf.value}"
    return leaf.with_value(f"{leaf.value}, {pair}") if "{" in leaf.line() else None


OPERATORS = {
    "delete": (ANY, lambda leaf: leaf.with_line() if leaf.alone else None, False),
    "rename": (ANY, lambda leaf: leaf.with_key(leaf.key + "q"), True),
    "misspell": (ANY, lambda leaf: leaf.with_key("z" + leaf.key[1:]), True),
    "duplicate": (ANY, duplicate, True),
    "list": (ANY, lambda leaf: leaf.with_value("[1, 2]"), True),
    "mapping": (ANY, lambda leaf: leaf.with_value("{q: 1}"), True),
    "empty": (ANY, lambda leaf: leaf.with_value(""), True),
    "null": (ANY, lambda leaf: leaf.with_value("null"), True),
    "negative": (NUMBERS, lambda leaf: leaf.with_value("-" + leaf.value.lstrip("-")), False),
    "zero": (NUMBERS, lambda leaf: leaf.with_value(number_replaced(leaf, "0")), False),
    "huge": (NUMBERS, lambda leaf: leaf.with_value(number_replaced(leaf, "1e300")), False),
    "nan": (TYPED, lambda leaf: leaf.with_value(".nan"), True),
    "unit": (NUMBERS, lambda leaf: leaf.with_value("7 MWh"), True),
    "no unit": (NUMBERS, lambda leaf: leaf.with_value("3"), False),
    "date": ({"date"}, lambda leaf: leaf.with_value("2027-13"), True),
    "backwards": ({"date"}, lambda leaf: leaf.with_value("1971-01"), False),
    "dangling": ({"name"}, lambda leaf: leaf.with_value("nobody-here"), True),
    "indent": (ANY, lambda leaf: leaf.with_line(" " + leaf.line()) if leaf.alone else None, False),
}


class Mutations(unittest.TestCase):
    def setUp(self):
        made = tempfile.TemporaryDirectory(prefix="offtake-mutation-")
        self.addCleanup(made.cleanup)
        self.top = pathlib.Path(made.name)

    def copy(self, name):
        folder = self.top / name
        shutil.copytree(
            program.SOURCE / "examples" / name, folder, ignore=shutil.ignore_patterns("*.db*")
        )
        return folder

    def mutants(self):
        for name in EXAMPLES:
            if not (program.SOURCE / "examples" / name).is_dir():
                continue
            folder = self.copy(name)
            for leaf in leaves_of(folder):
                for operator, (kinds, mutate, _) in OPERATORS.items():
                    lines = mutate(leaf) if leaf.kind in kinds else None
                    if lines is not None:
                        yield folder, leaf, operator, lines

    def answer(self, folder, name, content):
        """What `check` says of the folder with one file changed, which is put back."""
        path = folder / name
        right = path.read_bytes()
        path.write_bytes(content)
        try:
            return program.run("check", folder.name, "--format", "json", cwd=folder.parent)
        finally:
            path.write_bytes(right)

    def test_the_examples_are_right(self):
        for name in EXAMPLES:
            if (program.SOURCE / "examples" / name).is_dir():
                people, programs = program.check(self.copy(name))
                self.assertEqual((people.exit, programs.diagnostics()), (0, []), people.err)

    def test_values(self):
        mutants = list(self.mutants())
        self.assertGreater(len(mutants), 2000)
        if not ALL:
            mutants = random.Random(SEED).sample(mutants, SAMPLE)
        tally = collections.defaultdict(collections.Counter)
        survivors, strays, elsewhere, crashes = [], [], [], []
        for folder, leaf, operator, lines in mutants:
            answer = self.answer(folder, leaf.name, ("\n".join(lines) + "\n").encode())
            told = f"{operator} at {folder.name}/{leaf.name}:{leaf.row + 1}: {leaf.line().strip()}"
            count = tally[operator]
            count["all"] += 1
            if answer.exit not in (0, 3):
                crashes.append(f"{told}\n    exit {answer.exit}: {answer.err}")
                continue
            found = answer.diagnostics()
            count["refused"] += answer.exit == 3
            count["warned"] += answer.exit == 0 and bool(found)
            if answer.exit == 0:
                survivors.append((operator, told))
                continue
            related = [r for d in found for r in d.get("related", [])]
            if leaf.name not in {p.get("file") for p in [*found, *related]}:
                strays.append(told)
            near = {leaf.row + 1, leaf.row + 2} if operator == "duplicate" else {leaf.row + 1}
            if not any(p.get("file") == leaf.name and p.get("line") in near for p in found):
                elsewhere.append((operator, told))
        self.report(tally, survivors, strays, elsewhere)
        self.assertEqual(crashes, [], "\n".join(crashes))

    def report(self, tally, survivors, strays, elsewhere):
        total = sum(tally.values(), collections.Counter())
        print(f"\n{total['all']} mutants: {total['refused']} refused, {total['warned']} warned")
        for operator, count in tally.items():
            print("  {:10} {all:5} refused {refused:5} warned {warned:4}".format(operator, **count))
        if ALL:
            print("accepted:", *(told for _, told in survivors), sep="\n  ")
        with self.subTest("the file that is reported is the one that was changed"):
            self.assertLessEqual(len(strays), 0.01 * total["refused"], "\n".join(strays))
        for operator, (_, _, must) in OPERATORS.items():
            if not must:
                continue
            count = tally[operator]
            alive = [told for name, told in survivors if name == operator]
            away = [told for name, told in elsewhere if name == operator]
            with self.subTest("refused", operator=operator):
                self.assertLessEqual(len(alive), 0.01 * count["all"], "\n".join(alive))
            with self.subTest("on the line that was changed", operator=operator):
                self.assertLessEqual(len(away), 0.02 * count["all"], "\n".join(away))

    def test_bytes(self):
        """Files cut short and bytes changed: never a crash, never a hang, always a place."""
        folder = self.copy(EXAMPLES[0])
        draw = random.Random(SEED)
        for _ in range(3000 if ALL else 200):
            path = draw.choice(sorted(folder.glob("*.yaml")))
            content = bytearray(path.read_bytes())
            at = draw.randrange(len(content))
            what = draw.choice(("cut", "change", "insert", "remove", "swap"))
            if what == "cut":
                del content[at:]
            elif what == "change":
                content[at] = draw.choice(b"{}[]:,#&*!|>'\"%@`-?\t\r\n \x00\x7f\xc3\xff0aZ")
            elif what == "insert":
                content[at:at] = draw.choice((b"[", b"{", b"- ", b": ", b"\t", b"*a", b"\xc2\x9b"))
            elif what == "remove":
                del content[at : at + draw.randrange(1, 40)]
            else:
                other = draw.randrange(len(content))
                content[at], content[other] = content[other], content[at]
            answer = self.answer(folder, path.name, bytes(content))
            told = f"{what} at byte {at} of {path.name}"
            self.assertIn(answer.exit, (0, 3), f"{told}\n{answer.err}")
            errors = [d for d in answer.diagnostics() if d["severity"] == "error"]
            self.assertEqual(bool(errors), answer.exit == 3, told)
            for diagnostic in errors:
                self.assertTrue(diagnostic["file"] and diagnostic["mend"], f"{told}: {diagnostic}")


if __name__ == "__main__":
    unittest.main()
