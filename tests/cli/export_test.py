#!/usr/bin/env python3
"""Runs as workbooks, recalculated by LibreOffice, and as CSV: the numbers are the engine's, texts are inert."""

import io
import json
import pathlib
import re
import shutil
import sqlite3
import subprocess
import unittest
import xml.etree.ElementTree as ET
import zipfile

from cli_test import SOURCE, Program

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
OFFICE = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
ALWAYS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load"><prop oor:name="OOXMLRecalcMode" oor:op="fuse">
<value>0</value></prop></item></oor:items>"""
HOSTILE = ["=1+1", "+1+1", "-2+3", "@SUM(1)", "=HYPERLINK(\"http://x\",\"y\")", "=cmd|' /C calc'!A0",
           "a\x01b\x1bc", "\u202egnp.exe", "[x]:*?/\\'", "a_x0041_b", "<script>&\"'", "x" * 10_000, "\ufffe\U0001f600"]


class Book:
    """The cells of an .xlsx, by sheet and address, and which of them are formulas."""

    def __init__(self, data):
        self.parts = zipfile.ZipFile(io.BytesIO(data))
        root = ET.fromstring(self.parts.read("xl/workbook.xml"))
        links = {r.get("Id"): r.get("Target") for r in ET.fromstring(self.parts.read("xl/_rels/workbook.xml.rels"))}
        texts = ["".join(t.text or "" for t in s.iter(MAIN + "t")).replace("_x005F_", "_")
                 for s in ET.fromstring(self.parts.read("xl/sharedStrings.xml"))]
        self.cells, self.formulas = {}, {}
        for sheet in root.find(MAIN + "sheets"):
            part = "xl/" + links[sheet.get(OFFICE)].removeprefix("/xl/")
            cells = self.cells[sheet.get("name")] = {}
            formulas = self.formulas[sheet.get("name")] = {}
            for cell in ET.fromstring(self.parts.read(part)).iter(MAIN + "c"):
                value, formula = cell.find(MAIN + "v"), cell.find(MAIN + "f")
                if formula is not None:
                    formulas[cell.get("r")] = formula.text
                if value is None:
                    continue
                kind = cell.get("t", "n")
                cells[cell.get("r")] = (texts[int(value.text)] if kind == "s" else
                                        float(value.text) if kind == "n" else value.text)

    def column(self, sheet, letter):
        found = {int(a[len(letter):]): v for a, v in self.cells[sheet].items()
                 if re.fullmatch(letter + "[0-9]+", a)}
        return dict(sorted(found.items()))


def without_values(data):
    """The same workbook whose formulas have no values: what is read later was computed there."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            part = old.read(name)
            if name.startswith("xl/worksheets/sheet"):
                part = re.sub(rb"</f><v>[^<]*</v>", b"</f><v>0</v>", part)
            new.writestr(name, part)
    return out.getvalue()


class Export(Program):
    def recalculated(self, data):
        self.assertIsNotNone(shutil.which("soffice"), "LibreOffice is missing: apt-dev.txt")
        folder = self.top / "office"
        user = folder / "user" / "user"
        user.mkdir(parents=True, exist_ok=True)
        (user / "registrymodifications.xcu").write_text(ALWAYS)
        (folder / "in.xlsx").write_bytes(without_values(data))
        done = subprocess.run(["soffice", f"-env:UserInstallation=file://{folder}/user", "--headless", "--convert-to",
                               "xlsx", "--outdir", str(folder / "out"), str(folder / "in.xlsx")],
                              capture_output=True, timeout=300, env={"HOME": str(folder), "PATH": "/usr/bin:/bin"})
        made = folder / "out" / "in.xlsx"
        self.assertTrue(made.exists(), done.stderr)
        return Book(made.read_bytes())

    def workbook(self, run, *arguments, model="m"):
        path = self.top / "out.xlsx"
        self.run_("export", model, str(run), "--to", "xlsx", "-o", str(path), *arguments, exit=0)
        return path.read_bytes()

    def copied(self, name):
        shutil.copytree(SOURCE / "examples" / name, self.top / name, ignore=shutil.ignore_patterns("*.db"))
        return name

    def npv(self, model, run):
        run = json.loads(self.run_("runs", model, str(run), "--format", "json", exit=0).out)
        return {row["party"]: row["npv_usd"] for row in run["parties"]}

    def check_values(self, model, run):
        """Every party's value, as LibreOffice computes it, is the engine's to the cent."""
        data = self.workbook(run, model=model)
        book = self.recalculated(data)
        names, values = book.column("Summary", "A"), book.column("Summary", "B")
        summary = {names[row]: values[row] for row in values if f"B{row}" in book.formulas["Summary"]}
        npv = self.npv(model, run)
        self.assertGreater(len(npv), 1)
        for party, usd in npv.items():
            self.assertLess(abs(summary[party] - usd), 0.005, party)
            sheet = "Cash " + party
            labels, numbers = book.column(sheet, "A"), book.column(sheet, "B")
            at = {label: numbers.get(row) for row, label in labels.items()}
            self.assertLess(abs(at["Net present value"] - usd), 0.005, party)
            self.assertLess(abs(at["Difference"]), 0.005, party)
        cached = Book(data)
        for sheet, formulas in cached.formulas.items():
            for address in formulas:
                self.assertAlmostEqual(cached.cells[sheet][address], book.cells[sheet].get(address, 0.0),
                                       delta=0.005, msg=f"{sheet}!{address}")
        return book

    def test_a_simulation_is_worth_what_the_engine_says(self):
        model = self.copied("first-model")
        self.run_("simulate", model, "--paths", "300", exit=0)
        book = self.check_values(model, 1)
        self.assertIn("Risk", book.cells)
        self.assertIn("Agreements", book.cells)
        self.assertIn("Timeline", book.cells)

    def test_stakes_emergency_funding_and_unpaid_work_count(self):
        model = self.copied("federation")
        self.run_("simulate", model, "--strategy", "as-announced", "--paths", "256", exit=0)
        self.check_values(model, 1)
        parts = json.loads(self.run_("runs", model, "1", "--format", "json", exit=0).out)["npv_parts"]
        for key in ("payments_usd", "stakes_usd"):
            self.assertTrue(any(row[key] != 0.0 for row in parts), key)
        for row in parts:
            made = sum(row[k] for k in ("payments_usd", "unpaid_usd", "premium_usd", "stakes_usd"))
            self.assertLess(abs(made - row["npv_usd"]), 0.005)

    def test_a_plan_keeps_what_it_brings(self):
        self.run_("plan", "m", "--paths", "200", exit=0)
        book = self.check_values("m", 1)
        self.assertIn("Decide now", book.cells)
        self.assertIn("Iterations", book.column("Log", "A").values())

    def test_equal_runs_are_equal_bytes_of_good_xml(self):
        self.simulate()
        data = self.workbook(1)
        self.assertEqual(data, self.workbook(1))
        parts = zipfile.ZipFile(io.BytesIO(data))
        for name in parts.namelist():
            if name.endswith((".xml", ".rels")):
                ET.fromstring(parts.read(name))
        charts = [name for name in parts.namelist() if name.startswith("xl/charts/")]
        self.assertGreater(len(charts), 5)

    def test_korean(self):
        self.simulate()
        book = Book(self.workbook(1, "--lang", "ko"))
        for name in ("요약", "위험", "계약", "기록"):
            self.assertIn(name, book.cells)
        shown = " ".join(str(v) for v in book.cells["요약"].values())
        self.assertIn("순현재가치", shown)

    def make_hostile(self):
        """Every name of the stored run becomes one of the hostile texts, as a forged file would have it."""
        self.simulate()
        base = sqlite3.connect(self.top / "m" / "offtake.db")
        tables = json.loads(base.execute("SELECT tables FROM runs").fetchone()[0])
        parties = [row["party"] for row in tables["parties"]["rows"]]
        names = {party: HOSTILE[i % len(HOSTILE)] for i, party in enumerate(parties)}
        at = 0
        for table in tables.values():
            for row in table["rows"]:
                for key, value in row.items():
                    if isinstance(value, str):
                        row[key] = names.get(value) or HOSTILE[at % len(HOSTILE)]
                        at += 1
            table["title"] = HOSTILE[at % len(HOSTILE)]
        tables[HOSTILE[8]] = dict(tables["parties"], title=HOSTILE[8])
        base.execute("UPDATE runs SET tables = ?, title = ?, strategy = ?", (json.dumps(tables), HOSTILE[4], HOSTILE[5]))
        for party, name in names.items():
            base.execute("UPDATE ledger SET payer = ? WHERE payer = ?", (name, party))
            base.execute("UPDATE ledger SET payee = ? WHERE payee = ?", (name, party))
        base.commit()
        base.close()

    def test_hostile_texts_are_inert(self):
        self.make_hostile()
        data = self.workbook(1)
        own = re.compile(r"[-+*()$:,.0-9^/]|[A-Z]{1,3}[0-9]+|SUMPRODUCT|SUMIF|SUM|[A-Z]+\$?[0-9]*|'[^']*'!")
        for name in (n for n in zipfile.ZipFile(io.BytesIO(data)).namelist() if n.endswith(".xml")):
            try:
                ET.fromstring(zipfile.ZipFile(io.BytesIO(data)).read(name))
            except ET.ParseError as error:
                self.fail(f"{name}: {error}")
        made = Book(data)
        for sheet, formulas in made.formulas.items():
            self.assertLessEqual(len(sheet), 31)
            for formula in formulas.values():
                self.assertEqual(own.sub("", formula), "", formula)
        book = self.recalculated(data)
        texts = {v for cells in book.cells.values() for v in cells.values() if isinstance(v, str)}
        for text in ("=1+1", "@SUM(1)", "a_x0041_b", "<script>&\"'"):
            self.assertIn(text, texts)
        self.assertNotIn("aAb", texts)
        self.assertFalse(any("\u202e" in t or "\x1b" in t for t in texts))
        self.assertTrue(any(len(t) >= 10_000 for t in texts))
        for sheet, formulas in book.formulas.items():
            for formula in formulas.values():
                self.assertNotIn("HYPERLINK", formula)
                self.assertNotIn("cmd", formula)

    def test_csv_is_a_folder_or_a_table(self):
        self.simulate()
        self.run_("export", "m", "1", "--to", "csv", "-o", "tables", exit=0)
        keys = {path.stem for path in (self.top / "tables").iterdir()}
        self.assertLessEqual({"by_year", "parties", "npv_parts", "ledger", "payments", "measures_by_step"}, keys)
        one = self.run_("export", "m", "1", "--to", "csv", "--table", "by_year", exit=0).out
        self.assertEqual(one.encode(), (self.top / "tables" / "by_year.csv").read_bytes())
        self.run_("export", "m", "1", "--to", "csv", "--table", "by_year", "-o", "year.csv", exit=0)
        self.assertEqual(one.encode(), (self.top / "year.csv").read_bytes())

    def test_csv_texts_are_no_formulas(self):
        self.make_hostile()
        self.run_("export", "m", "1", "--to", "csv", "-o", "tables", exit=0)
        seen = 0
        for path in (self.top / "tables").iterdir():
            self.assertEqual(path.parent, self.top / "tables")
            for line in path.read_bytes().decode().split("\r\n"):
                for cell in re.findall(r'(?:^|,)"?([=+@\t\r]|-[^0-9])', line):
                    self.fail(f"{path.name}: {line[:80]} {cell}")
                seen += "'=1+1" in line
        self.assertGreater(seen, 0)

    def test_what_cannot_be_exported_is_said(self):
        self.refused("export", "m", "--to", "xlsx", "-o", "x.xlsx", exit=2, says=["E0905", "RUN"])
        self.refused("export", "m", "one", "--to", "xlsx", "-o", "x.xlsx", exit=2, says=["E0902", "one"])
        self.simulate()
        self.refused("export", "m", "9", "--to", "xlsx", "-o", "x.xlsx", exit=2, says=["E1009"])
        self.refused("export", "m", "1", "--to", "csv", exit=2, says=["E0905", "--table"])
        self.refused("export", "m", "1", "--to", "csv", "--table", "by_yaer", exit=2, says=["by_year"])
        self.refused("export", "m", "1", "--to", "mps", exit=2, says=["E0902", "--to xlsx"])
        self.refused("simulate", "m", "--to", "xlsx", exit=2, says=["--to"])
        self.assertFalse((self.top / "x.xlsx").exists())
        self.assertEqual(pathlib.Path(self.top / "m").is_dir(), True)


if __name__ == "__main__":
    unittest.main()
