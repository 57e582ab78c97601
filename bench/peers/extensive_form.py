#!/usr/bin/env python3
"""Solves a program that `offtake export` wrote, by highspy; prints its value and the time of solving."""

import argparse
import json
import sys
from importlib.metadata import version

import highspy


def main():
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("file")
    options.add_argument("--threads", type=int, required=True)
    options.add_argument("--solver", choices=["choose", "simplex", "ipm", "pdlp"], default="choose")
    asked = options.parse_args()
    highs = highspy.Highs()
    highs.setOptionValue("output_flag", False)
    highs.setOptionValue("threads", asked.threads)
    highs.setOptionValue("solver", asked.solver)
    if highs.readModel(asked.file) == highspy.HighsStatus.kError:
        sys.exit(f"{asked.file}: not read")
    highs.run()
    if highs.getModelStatus() != highspy.HighsModelStatus.kOptimal:
        sys.exit(f"HiGHS ended with {highs.modelStatusToString(highs.getModelStatus())}")
    print(json.dumps({"value_musd": highs.getInfo().objective_function_value,
                      "rows": highs.getNumRow(), "columns": highs.getNumCol(),
                      "seconds": highs.getRunTime(), "versions": {"highspy": version("highspy")}}))


if __name__ == "__main__":
    main()
