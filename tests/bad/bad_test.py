#!/usr/bin/env python3
"""Every folder beside this file is a wrong model; its `expected` says what must be reported.

    # what the case is about
    args --set a.b=c            further arguments (optional)
    exit 0                      the exit code, 3 unless it is given
    E0107 offtake.yaml 12 5 | a fragment of what is wrong | a fragment of the mend

All diagnostics must be listed, and no others. tests/good holds models that look wrong and are not.
"""

import os
import pathlib
import re
import shlex
import socket
import tempfile
import unittest

import program

HERE = pathlib.Path(__file__).resolve().parent
GOOD = HERE.parent / "good"
# Models that pass with a warning, and models that are right but for a `--set`.
WARNED, OPTIONS = HERE.parent / "warned", HERE.parent / "options"
ANYWHERE = ("-", 0, 0)


def folders(top):
    return sorted(p for p in top.iterdir() if (p / "expected").is_file())


class Case:
    def __init__(self, folder):
        self.folder, self.arguments, self.exit, self.rows, self.text = folder, [], None, [], None
        for line in (folder / "expected").read_text(encoding="utf-8").splitlines():
            word, _, rest = line.partition(" ")
            if word == "args":
                self.arguments = shlex.split(rest)
            elif word == "exit":
                self.exit = int(rest)
            elif word == "text":
                self.text = rest
            elif line and word != "#":
                place, what, mend = line.split(" | ")
                code, name, row, column = place.split()
                self.rows.append(((code, name, int(row), int(column)), what.strip(), mend.strip()))


class WrongModel(unittest.TestCase):
    maxDiff = None

    def refused(self, folder, rows, *arguments, exit=3, user=None):
        """Checks both answers of the program against the rows; returns the one for people."""
        people, programs = program.check(folder, *arguments, user=user)
        self.decent(people, folder)
        self.assertEqual(people.exit, exit, people.err)
        self.assertEqual(programs.exit, exit, programs.err)
        found = programs.diagnostics()
        report = people.err or repr(found)
        self.assertEqual([r[0] for r in sorted(rows)], sorted(map(program.place, found)), report)
        self.assertEqual(sorted(people.heads()), sorted(map(program.place, found)))
        for place, what, mend in rows:
            at = [d for d in found if program.place(d) == place]
            self.assertTrue(any(what in d["what"] for d in at), f"no '{what}' in\n{report}")
            self.assertTrue(any(mend in d["mend"] for d in at), f"no '{mend}' in\n{report}")
        for diagnostic in found:
            self.assertTrue(diagnostic["mend"].strip(), f"no mend in\n{report}")
            severity = "error" if diagnostic["code"][0] == "E" else "warning"
            self.assertEqual(diagnostic["severity"], severity)
        return people

    def decent(self, answer, folder):
        """Nothing on stdout that a pipe would take for a result, nothing that a terminal obeys."""
        self.assertEqual(answer.out if answer.exit else "", "")
        self.assertNotRegex(answer.err, program.CONTROL)
        self.assertNotIn(str(pathlib.Path(folder).parent), answer.err)
        self.assertNotRegex(answer.err, r"terminate called|internal check failed|Sanitizer")
        self.assertNotIn("root:x:0", answer.err)


def _add_static_cases():
    def test_of(case):
        def test(self):
            exit = 3 if case.exit is None else case.exit
            self.refused(case.folder, case.rows, *case.arguments, exit=exit)

        return test

    for folder in folders(HERE) + folders(WARNED) + folders(OPTIONS):
        setattr(StaticCases, "test_" + folder.name.replace("-", "_"), test_of(Case(folder)))


class StaticCases(WrongModel):
    def test_there_are_many(self):
        self.assertGreaterEqual(len(folders(HERE)), 280)
        self.assertGreaterEqual(len(folders(WARNED)), 14)
        self.assertGreaterEqual(len(folders(OPTIONS)), 4)


MODEL = """offtake: 1
clock: {start: 2025Q1, end: 2029Q4, step: quarter}
planner: {party: lab}
parties: {lab: {cash: $1B}}
"""
TABLE = MODEL + """workloads:
  serving:
    party: lab
    volume: {csv: data/volume.csv, column: volume}
    revenue: $2/H100e-hour
"""


class MadeCases(WrongModel):
    """What git cannot hold, or should not."""

    def setUp(self):
        made = tempfile.TemporaryDirectory(prefix="offtake-bad-")
        self.addCleanup(made.cleanup)
        self.top = pathlib.Path(made.name)
        self.folder = self.top / "model"
        self.folder.mkdir()
        os.chmod(self.top, 0o755)

    def write(self, name, content):
        path = self.folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    def special_yaml(self, make, what="regular file"):
        self.write("offtake.yaml", MODEL)
        make(self.folder / "x.yaml")
        return self.refused(self.folder, [(("E0004", "x.yaml", 0, 0), what, "file")])

    def test_missing_folder(self):
        row = (("E0001", *ANYWHERE), "no such folder", "offtake init")
        self.refused(self.top / "nowhere", [row])

    def test_empty_folder(self):
        self.refused(self.folder, [(("E0001", *ANYWHERE), "yaml", "offtake init")])

    def test_file_for_a_folder(self):
        path = self.write("offtake.yaml", MODEL)
        self.refused(path, [(("E0001", *ANYWHERE), "folder", "folder")])

    def test_unreadable_file(self):
        path = self.write("offtake.yaml", MODEL)
        user = None
        if os.geteuid() == 0:  # root reads everything
            user = 65534
            try:
                program.run("--version", cwd="/", user=user)
            except OSError:
                self.skipTest("the program lies where only root may start it")
        path.chmod(0)
        row = (("E0003", "offtake.yaml", 0, 0), "ermission", "chmod")
        self.refused(self.folder, [row], user=user)

    def test_fifo(self):
        self.special_yaml(os.mkfifo)

    def test_directory(self):
        self.special_yaml(os.mkdir)

    def test_socket(self):
        def bind(path):
            listener = socket.socket(socket.AF_UNIX)
            self.addCleanup(listener.close)
            listener.bind(str(path))

        self.special_yaml(bind)

    def test_dev_zero(self):
        self.special_yaml(lambda path: path.symlink_to("/dev/zero"), "link")

    def test_link_out_of_the_folder(self):
        (self.top / "secret.yaml").write_text("parties: {canary: {}}\n")
        people = self.special_yaml(lambda path: path.symlink_to("../secret.yaml"), "link")
        self.assertNotIn("canary", people.err)

    def test_large_yaml(self):
        self.write("offtake.yaml", MODEL + "#" * (5 << 20))
        self.refused(self.folder, [(("E0008", "offtake.yaml", 0, 0), "MiB", "CSV")])

    def test_nul_byte(self):
        self.write("offtake.yaml", MODEL.replace("$1B", "$1\0B"))
        self.refused(self.folder, [(("E0007", "offtake.yaml", 4, 25), "NUL", "delete")])

    def test_deep_lists(self):
        self.write("offtake.yaml", MODEL + "note: " + "[" * 100_000)
        self.refused(self.folder, [(("E0025", "offtake.yaml", 5, 38), "32", "")])

    def test_deep_mappings(self):
        self.write("offtake.yaml", MODEL + "note: " + "{a: " * 20_000)
        self.refused(self.folder, [(("E0025", "offtake.yaml", 5, 131), "32", "")])

    def test_deep_keys(self):
        self.write("offtake.yaml", "? " * 20_000)
        people, _ = program.check(self.folder)
        self.decent(people, self.folder)
        self.assertEqual(people.exit, 3)
        self.assertRegex(people.err, r"^offtake.yaml:1:\d+: error\[E00(25|31)\]")

    def test_long_key(self):
        self.write("offtake.yaml", MODEL + "k" * 2_000_000 + ": 1\n")
        people, _ = program.check(self.folder)
        self.decent(people, self.folder)
        self.assertEqual(people.exit, 3)
        self.assertRegex(people.err, r"^offtake.yaml:5:\d+: error\[E00(21|22|30|31)\]")
        self.assertLess(len(people.err), 4000)

    def test_long_line(self):
        self.write("offtake.yaml", MODEL + "note: " + "n" * 100_000 + "\n")
        self.refused(self.folder, [(("E0030", "offtake.yaml", 5, 7), "100000", "shorten")])

    def test_many_values(self):
        self.write("offtake.yaml", MODEL + "note: [" + "1, " * 300_000 + "1]\n")
        people, _ = program.check(self.folder)
        self.decent(people, self.folder)
        self.assertRegex(people.err, r"^offtake.yaml:5:\d+: error\[E0030\]")

    def test_every_mistake_up_to_fifty(self):
        wrong = "".join(f"  p{i}: {{cahs: $1B}}\n" for i in range(60))
        self.write("offtake.yaml", MODEL.replace("{lab: {cash: $1B}}", "\n  lab: {}\n" + wrong))
        people, programs = program.check(self.folder)
        self.assertEqual(len(people.heads()), 50)
        self.assertIn("10 more", people.err)
        self.assertEqual(len(program.check(self.folder, "--all")[0].heads()), 60)
        self.assertEqual(len(programs.diagnostics()), 60)

    def test_control_characters_in_a_file_name(self):
        self.write("offtake.yaml", MODEL)
        self.write("\x1b[31m.yaml", "partys: {}\n")
        people, _ = program.check(self.folder)
        self.decent(people, self.folder)
        self.assertEqual(people.exit, 3)

    def refused_csv(self, code, what, place=("offtake.yaml", 8, 19)):
        self.write("offtake.yaml", TABLE)
        return self.refused(self.folder, [((code, *place), what, "")])

    def test_csv_is_a_fifo(self):
        (self.folder / "data").mkdir()
        os.mkfifo(self.folder / "data" / "volume.csv")
        self.refused_csv("E0004", "regular file")

    def test_csv_is_a_folder(self):
        (self.folder / "data" / "volume.csv").mkdir(parents=True)
        self.refused_csv("E0004", "regular file")

    def test_csv_links_out(self):
        (self.top / "secret.csv").write_text("canary,root:x:0\n")
        (self.folder / "data").mkdir()
        (self.folder / "data" / "volume.csv").symlink_to("../../secret.csv")
        people = self.refused_csv("E0004", "link")
        self.assertNotIn("canary", people.err)

    def test_csv_folder_links_out(self):
        (self.top / "elsewhere").mkdir()
        (self.top / "elsewhere" / "volume.csv").write_text("canary,root:x:0\n")
        (self.folder / "data").symlink_to("../elsewhere")
        people = self.refused_csv("E0004", "link")
        self.assertNotIn("canary", people.err)

    def test_csv_is_dev_zero(self):
        (self.folder / "data").mkdir()
        (self.folder / "data" / "volume.csv").symlink_to("/dev/zero")
        self.refused_csv("E0004", "link")

    def test_csv_of_300_mebibytes(self):
        path = self.write("data/volume.csv", b"")
        os.truncate(path, 300 << 20)
        self.refused_csv("E0008", "MiB")

    def test_csv_with_one_long_field(self):
        self.write("data/volume.csv", "date,volume [H100e]\n2025Q1," + "1" * 10_000_000 + "\n")
        self.refused_csv("E0216", "too large", ("data/volume.csv", 2, 8))

    def test_csv_with_many_columns(self):
        self.write("data/volume.csv", "date" + ",volume [H100e]" * 100_000 + "\n")
        self.write("offtake.yaml", TABLE)
        people, _ = program.check(self.folder)
        self.decent(people, self.folder)
        self.assertEqual([h[0] for h in people.heads()], ["E0521"], people.err[:2000])

    def test_csv_with_a_nul(self):
        self.write("data/volume.csv", "date,volume [H100e]\n2025Q1,5\0\n")
        self.refused_csv("E0007", "NUL", ("data/volume.csv", 2, 9))

    def test_csv_that_is_not_utf_8(self):
        self.write("data/volume.csv", b"date,volume [H100e]\n2025Q1,\xff\n")
        self.refused_csv("E0006", "ff", ("data/volume.csv", 2, 8))


class GoodModels(unittest.TestCase):
    """Models that look wrong and are not: accepted without a word, and inert wherever shown."""

    def test_all(self):
        for folder in folders(GOOD):
            with self.subTest(folder.name):
                case = Case(folder)
                people, programs = program.check(folder)
                self.assertEqual(people.exit, 0, people.err)
                self.assertEqual(people.heads(), [])
                self.assertEqual(programs.diagnostics(), [])
                for form in ("table", "json", "csv", "md"):
                    shown = program.run("show", folder.name, "parties", "--format", form, cwd=GOOD)
                    self.assertEqual(shown.exit, 0, shown.err)
                    self.assertNotRegex(shown.out.replace("\r\n", "\n"), program.CONTROL)
                    if case.text and form in ("table", "json"):
                        self.assertIn(case.text, shown.out)
                    if form in ("csv", "md"):  # a spreadsheet and a browser would run these
                        self.assertNotRegex(shown.out, r"(?m)(^|,)\"?[=+@-][A-Za-z]")
                        self.assertNotIn("<", shown.out if form == "md" else "")


class DiagnosticsPage(unittest.TestCase):
    """docs/reference/diagnostics.md names the codes that the sources make, no more, no fewer."""

    def test_same_codes(self):
        code = re.compile(r'(?<![=<>!]= )"([EW]\d{4})"')  # made, not compared
        sources = {
            found: path.name
            for folder in ("src", "apps")
            for path in sorted((program.SOURCE / folder).rglob("*.[ch]*"))
            if not path.name.endswith("_test.cpp")
            for found in code.findall(path.read_text(encoding="utf-8"))
        }
        page = (program.SOURCE / "docs/reference/diagnostics.md").read_text(encoding="utf-8")
        listed = re.findall(r"^\| `([EW]\d{4})`", page, re.M)
        self.assertEqual(len(listed), len(set(listed)), "a code is listed twice")
        missing = {c: f for c, f in sources.items() if c not in listed}
        self.assertEqual(missing, {}, "not on the page")
        self.assertEqual([c for c in listed if c not in sources], [], "in no source")


_add_static_cases()

if __name__ == "__main__":
    unittest.main()
