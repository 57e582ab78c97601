"""A race: offtake and its peers on one problem, in turns, whole processes, answers compared."""

import dataclasses
import os
import pathlib
import statistics
import sys
from typing import Callable, NamedTuple

from measure import ROOT, run

ENOUGH = 60.0  # seconds; a program that has used them is not run again


class Answer(NamedTuple):
    values: dict  # name: (value, standard error); of a program that does not draw 0
    versions: dict = {}
    solving: float | None = None  # seconds of the solver alone, by its own clock


@dataclasses.dataclass
class Program:
    name: str
    command: list
    read: Callable[[bytes], Answer]
    environment: dict = dataclasses.field(default_factory=dict)
    limit: float | None = None
    folder: pathlib.Path = ROOT  # where it runs
    target: str = ""  # of its ratio
    runs: list = dataclasses.field(default_factory=list)
    answers: list = dataclasses.field(default_factory=list)

    def in_time(self):
        return all(r.in_time for r in self.runs)

    def enough(self):
        return not self.in_time() or sum(r.seconds for r in self.runs) > ENOUGH

    def play(self):
        ended = run([str(word) for word in self.command], self.environment, self.limit,
                    self.folder)
        self.runs.append(ended)
        if not ended.in_time:
            return
        if ended.exit_code != 0:
            sys.exit(f"{self.name} ended with {ended.exit_code}: {' '.join(map(str, self.command))}\n"
                     f"{ended.output.decode(errors='replace')[-2000:]}")
        self.answers.append(self.read(ended.output))

    def seconds(self):
        return [r.seconds for r in self.runs]

    def solving(self):
        known = [a.solving for a in self.answers if a.solving is not None]
        return statistics.median(known) if known else None


@dataclasses.dataclass
class Contest:
    """One size of a race. Answers may differ by a share of them, or by standard errors."""
    size: str
    ours: Program
    peers: list
    relative: float = 0.0
    standard_errors: float = 0.0

    def play(self, rounds):
        for _ in range(rounds):
            for program in (self.ours, *self.peers):
                if not program.enough():
                    program.play()

    def apart(self, peer):
        """The largest distance, as a share of what is allowed; ends the program above one."""
        ours, theirs = self.ours.answers[-1].values, peer.answers[-1].values
        if ours.keys() != theirs.keys() or not ours:
            sys.exit(f"{self.size}: {peer.name} answers {sorted(theirs)}, offtake {sorted(ours)}")
        largest = 0.0
        for name, (a, a_error) in ours.items():
            b, b_error = theirs[name]
            allowed = (self.relative * abs(b) or 1e-9 * abs(b)) + self.standard_errors * (
                a_error**2 + b_error**2) ** 0.5
            if not abs(a - b) <= allowed:
                sys.exit(f"the answers differ: {self.size}, {name}: offtake {a:.10g} ± {a_error:.2g}, "
                         f"{peer.name} {b:.10g} ± {b_error:.2g}, allowed {allowed:.2g}")
            largest = max(largest, abs(a - b) / allowed if allowed else 0.0)
        return largest

    def apart_text(self, peer):
        if not peer.answers:
            return ""
        share = self.apart(peer)
        if self.standard_errors:
            return f"{share * self.standard_errors:.1f} standard errors"
        return f"{share * self.relative:.1e}"


@dataclasses.dataclass
class Race:
    name: str
    title: str
    text: str  # what it is, what the peer does, to whom it is unfair
    contests: list
    commands: list  # as a reader would type them


def seconds_text(values):
    return f"{values:.3f}" if values < 10 else f"{values:.1f}"


def row(contest, program):
    """A row of the table; ratios are taken round by round."""
    cells = [contest.size, program.name, str(len(program.runs))]
    seconds = program.seconds()
    memory = f"{max(r.memory_mb for r in program.runs):.0f}"
    if not program.in_time():
        least = program.limit / statistics.median(contest.ours.seconds())
        return [*cells, f"> {program.limit:g}", "", "", memory, f"> {least:.0f}", "", ""]
    solving = program.solving()
    spread = f"{seconds_text(min(seconds))} to {seconds_text(max(seconds))}" if len(seconds) > 1 else ""
    cells += [seconds_text(statistics.median(seconds)), spread,
              seconds_text(solving) if solving is not None else "", memory]
    if program is contest.ours:
        return [*cells, "", "", ""]
    ratios = [a / b for a, b in zip(seconds, contest.ours.seconds())]
    text = f"{statistics.median(ratios):.1f}"
    if len(ratios) > 1:
        text += f" ({min(ratios):.1f} to {max(ratios):.1f})"
    alone = ""
    if solving is not None:
        alone = f"{solving / statistics.median(contest.ours.seconds()):.1f}"
    return [*cells, text, alone, contest.apart_text(program)]


HEAD = ["size", "program", "runs", "whole process, median, s", "spread, s", "of it its solver, s",
        "peak memory, MB", "times offtake (spread)", "its solver alone, times offtake",
        "answers apart"]
RATIO = HEAD.index("times offtake (spread)")


def markdown(head, rows):
    """A table without the columns that are empty in all rows; words stand left, numbers right."""
    kept = [c for c in range(len(head)) if any(cells[c] for cells in rows)]
    lines = [[head[c] for c in kept], ["---" if c < 2 else "--:" for c in kept]]
    lines += [[cells[c] for c in kept] for cells in rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def table(race):
    return markdown(HEAD, [row(contest, program) for contest in race.contests
                           for program in (contest.ours, *contest.peers)])


def summary(races):
    return markdown(["problem", "peer", "size", *HEAD[RATIO:], "target"], [
        [race.title.split(": ")[1], peer.name, contest.size, *row(contest, peer)[RATIO:], peer.target]
        for race in races for contest in race.contests for peer in contest.peers])


def versions(race):
    found = {}
    for contest in race.contests:
        for program in (contest.ours, *contest.peers):
            for answer in program.answers:
                found |= answer.versions
    return ", ".join(f"{name} {number}" for name, number in found.items())


def section(race):
    return (f"## {race.title}\n\n{race.text.strip()}\n\n```sh\n" + "\n".join(race.commands)
            + f"\n```\n\n{table(race)}\n" + (f"\n{versions(race)}.\n" if versions(race) else ""))


def shown(command):
    """A command as a reader would type it at the root: no path of this machine."""
    return " ".join(str(word) for word in command).replace(f"{ROOT}/", "")


def machine():
    model = "unknown"
    with open("/proc/cpuinfo", encoding="utf-8") as file:
        for line in file:
            if line.startswith("model name"):
                model = line.split(":", 1)[1].strip()
                break
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return f"{len(os.sched_getaffinity(0))} cores of {model}, {memory:.0f} GB of memory"
