#!/usr/bin/python3
"""Fills a LibreOffice sheet with the cells of a JSON file and recalculates it, headless.

    recalculate.py CELLS PROFILE TIMES

Runs with the Python that has LibreOffice's uno. After each recalculation the first two cells of the
last row are read. Prints their means and standard errors, and the seconds of recalculating.
"""

import json
import pathlib
import statistics
import subprocess
import sys
import time

import uno
from com.sun.star.beans import PropertyValue
from com.sun.star.connection import NoConnectException


def connected(pipe):
    context = uno.getComponentContext()
    resolver = context.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", context)
    for _ in range(600):
        try:
            return resolver.resolve(f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext")
        except NoConnectException:
            time.sleep(0.1)
    sys.exit("LibreOffice did not answer within a minute")


def recalculated(document, rows, times):
    sheet = document.Sheets.getByIndex(0)
    sheet.getCellRangeByPosition(0, 0, len(rows[0]) - 1, len(rows) - 1).setFormulaArray(
        tuple(tuple(row) for row in rows))
    answers = sheet.getCellRangeByPosition(0, len(rows) - 1, 1, len(rows) - 1)
    drawn, begun = [], time.perf_counter()
    for _ in range(times):
        document.calculateAll()
        drawn.append(answers.getDataArray()[0])
    return drawn, time.perf_counter() - begun


def estimate(values):
    return [statistics.fmean(values), statistics.stdev(values) / len(values) ** 0.5]


def main():
    file, profile, times = sys.argv[1], pathlib.Path(sys.argv[2]), int(sys.argv[3])
    rows = json.loads(pathlib.Path(file).read_text(encoding="utf-8"))
    pipe = f"offtake-race-{time.monotonic_ns()}"
    office = subprocess.Popen(["soffice", "--headless", "--norestore", "--nologo", "--nodefault",
                               f"-env:UserInstallation={profile.resolve().as_uri()}",
                               f"--accept=pipe,name={pipe};urp;"],
                              stderr=subprocess.DEVNULL)  # it misses a Java that it does not need
    try:
        context = connected(pipe)
        desktop = context.ServiceManager.createInstanceWithContext("com.sun.star.frame.Desktop", context)
        hidden = PropertyValue(Name="Hidden", Value=True)
        document = desktop.loadComponentFromURL("private:factory/scalc", "_blank", 0, (hidden,))
        drawn, seconds = recalculated(document, rows, times)
        document.close(True)
        desktop.terminate()
    finally:
        try:
            office.wait(30)
        except subprocess.TimeoutExpired:
            office.kill()
    npv, short = zip(*drawn)
    print(json.dumps({"npv_usd": estimate(npv), "short_h100e": estimate(short), "seconds": seconds}))


if __name__ == "__main__":
    main()
