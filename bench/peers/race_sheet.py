"""offtake simulate against a spreadsheet that is recalculated."""

import json
import subprocess

from answers import offtake_answers
from racing import Answer, Contest, Program, Race, shown
import sheet

MODEL = "examples/first-model"
REPEATABLE = {"SAL_RAND_REPEATABLE": "1"}  # the same numbers in every run
ANSWERS = ("NPV of studio, $", "short in 2030, H100e")
TEXT = """
What people really do: a spreadsheet that draws its demand by `RAND`, and a macro that recalculates it and notes the result. The
sheet has the studio's side of `examples/first-model` as signed, a row a quarter: demand, what is served, revenue, fee, cash,
emergency funding, present value; `bench/peers/sheet.py` takes its figures from the model's files. LibreOffice runs headless, a
script over its own interface (UNO) recalculates and reads two cells, the net present value and the shortage of the last year. offtake
simulates the same model with as many paths. The answers may lie four combined standard errors apart.

Unfair to LibreOffice: recalculating also redraws and tracks what a sheet is for, and a call between two programs is
made twice a recalculation; a data table within the sheet could be faster. It uses one core. Unfair to offtake: the sheet
knows nothing of the cloud's side, of quantiles, or of the offers, and was made for these few formulas.
"""


def read_offtake(output):
    every = offtake_answers(output)
    return Answer({name: every[name] for name in ANSWERS})


def office():
    told = subprocess.run(["soffice", "--version"], capture_output=True, text=True, check=True).stdout
    return told.split()[1]


def race(setup):
    cells, profile, version = setup.folder / "cells.json", setup.folder / "profile", office()
    cells.write_text(json.dumps(sheet.cells(MODEL)))

    def read_sheet(output):
        result = json.loads(output.splitlines()[-1])
        return Answer(dict(zip(ANSWERS, (result["npv_usd"], result["short_h100e"]))),
                      {"LibreOffice": version}, result["seconds"])

    def peer(times):
        return Program("LibreOffice", ["/usr/bin/python3", "bench/peers/recalculate.py", cells, profile,
                                       times], read_sheet, REPEATABLE, setup.limit)

    peer(2).play()  # makes the profile, which people have already
    contests, commands = [], []
    for times in [200] if setup.small else [1_000]:
        ours = [setup.offtake, "simulate", MODEL, "--strategy", "as-signed", "--paths", times,
                "--results", "none", "--format", "json"]
        theirs = peer(times)
        contests.append(Contest(f"{times:,} recalculations", Program("offtake simulate", ours, read_offtake),
                                [theirs], standard_errors=4))
        commands = [shown(ours), shown(theirs.command)]
    return Race("sheet", "LibreOffice: a spreadsheet that is recalculated", TEXT, contests, commands)
