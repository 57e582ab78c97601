"""Runs the program under the limits that every wrong model must keep, and reads what it says."""

import json
import os
import pathlib
import re
import resource
import subprocess

SOURCE = pathlib.Path(os.environ.get("OFFTAKE_SOURCE", pathlib.Path(__file__).parents[2]))
PROGRAM = os.environ.get("OFFTAKE_BIN", "offtake")
# A sanitizer reserves terabytes of addresses and is several times slower.
SANITIZED = os.environ.get("OFFTAKE_SANITIZED", "") not in ("", "0")

MOST_MEMORY = 256 << 20
MOST_CPU_SECONDS = 1  # of the processor, so that a busy machine fails nothing
MOST_WALL_SECONDS = 20  # only a read that waits for ever takes so long

HEAD = re.compile(r"^(?:(.+?)(?::(\d+)(?::(\d+))?)?: )?(error|warning)\[([EW]\d{4})\]: ", re.M)
CONTROL = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\u200b-\u200f]")


class Answer:
    def __init__(self, done):
        self.exit = done.returncode
        self.out = done.stdout.decode("utf-8")  # strict: what is printed must be UTF-8
        self.err = done.stderr.decode("utf-8")

    def diagnostics(self):
        return json.loads(self.out)

    def heads(self):
        """(code, file, line, column) of every diagnostic printed for people."""
        return [
            (m[5], m[1] or "-", int(m[2] or 0), int(m[3] or 0)) for m in HEAD.finditer(self.err)
        ]


def _limit():
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_CPU_SECONDS, MOST_CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def run(*arguments, cwd=None, user=None):
    environment = {"PATH": os.environ.get("PATH", ""), "LC_ALL": "C.UTF-8"}
    environment.update({k: v for k, v in os.environ.items() if k.endswith("SAN_OPTIONS")})
    return Answer(
        subprocess.run(
            [PROGRAM, *arguments],
            cwd=cwd,
            env=environment,
            user=user,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=MOST_WALL_SECONDS,
            preexec_fn=None if SANITIZED else _limit,
        )
    )


def check(folder, *arguments, user=None):
    """`offtake check` for people and for programs, from beside the folder."""
    folder = pathlib.Path(folder)
    command = ["check", folder.name, *arguments]
    return (
        run(*command, cwd=folder.parent, user=user),
        run(*command, "--format", "json", cwd=folder.parent, user=user),
    )


def place(diagnostic):
    """(code, file, line, column); a diagnostic without a place has the file "-"."""
    return (
        diagnostic["code"],
        diagnostic.get("file") or "-",
        diagnostic.get("line") or 0,
        diagnostic.get("column") or 0,
    )
