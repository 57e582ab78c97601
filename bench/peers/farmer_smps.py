#!/usr/bin/env python3
"""Writes the scenarios of mpi-sppy's own farmer (mpisppy.tests.examples.farmer) as SMPS files.

The yields are read from the Pyomo models that mpi-sppy makes, so both programs have the same
numbers; the core and the periods are those of tests/golden/smps/farmer.
"""

import pathlib
import shutil
import sys

import pyomo.environ as pyo
from mpisppy.tests.examples import farmer

CROPS = {"WHEAT0": ("ACRESW", "WHEAT", 1), "CORN0": ("ACRESC", "CORN", 1),
         "SUGAR_BEETS0": ("ACRESB", "BEETS", -1)}


def main():
    folder, golden, scenarios = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2]), int(sys.argv[3])
    shutil.copytree(golden, folder)
    for old in folder.glob("*.sto*"):
        old.unlink()
    lines = ["STOCH         FARMER", "SCENARIOS     DISCRETE"]
    for name in farmer.scenario_names_creator(scenarios):
        model = farmer.scenario_creator(name, num_scens=scenarios)
        lines.append(f" SC {name} ROOT {1 / scenarios!r} HARVEST")
        for crop, (column, line, sign) in CROPS.items():
            lines.append(f"    {column} {line} {sign * pyo.value(model.Yield[crop])!r}")
    (folder / "farmer.sto").write_text("\n".join([*lines, "ENDATA", ""]))


if __name__ == "__main__":
    main()
