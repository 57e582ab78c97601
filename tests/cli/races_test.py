"""The judge of the races (bench/racing.py): what counts as the same answer, what a late peer shows."""

import os
import pathlib
import sys
import unittest

SOURCE = pathlib.Path(os.environ["OFFTAKE_SOURCE"])
sys.path.insert(0, str(SOURCE / "bench"))
from racing import Answer, Contest, Program, Race, row, section  # noqa: E402


def tells(name, value, error=0.0, solving=None):
    return Program(name, [sys.executable, "-c", f"print({value})"],
                   lambda output: Answer({"value": (float(output), error)}, {name: "1.0"}, solving))


def contest(ours, theirs, **allowed):
    made = Contest("3 paths", tells("offtake", *ours), [tells("peer", *theirs)], **allowed)
    made.play(2)
    return made


class Answers(unittest.TestCase):
    def test_within_a_share(self):
        made = contest([1000.0], [1000.05], relative=1e-4)
        self.assertAlmostEqual(made.apart(made.peers[0]), 0.5, places=3)

    def test_outside_a_share(self):
        made = contest([1000.0], [1000.2], relative=1e-4)
        with self.assertRaisesRegex(SystemExit, "the answers differ"):
            made.apart(made.peers[0])

    def test_standard_errors_of_both_count(self):
        made = contest([0.0, 3.0], [19.0, 4.0], standard_errors=4)
        self.assertAlmostEqual(made.apart(made.peers[0]), 0.95, places=3)
        made = contest([0.0, 3.0], [21.0, 4.0], standard_errors=4)
        with self.assertRaisesRegex(SystemExit, "the answers differ"):
            made.apart(made.peers[0])

    def test_not_a_number_is_no_answer(self):
        made = contest([1000.0], ["float('nan')"], relative=1e-4)
        with self.assertRaisesRegex(SystemExit, "the answers differ"):
            made.apart(made.peers[0])

    def test_other_names_are_no_answer(self):
        made = contest([1.0], [1.0], relative=1e-4)
        made.peers[0].answers[-1] = Answer({})
        with self.assertRaisesRegex(SystemExit, "peer answers"):
            made.apart(made.peers[0])


class Programs(unittest.TestCase):
    def test_a_program_that_fails_ends_the_run(self):
        failing = Program("peer", [sys.executable, "-c", "raise SystemExit(3)"], lambda o: Answer({}))
        with self.assertRaisesRegex(SystemExit, "peer ended with 3"):
            failing.play()

    def test_a_late_peer_has_a_bound_and_no_answer(self):
        # It starts another that holds the pipe; both are ended.
        held = "import subprocess, sys; subprocess.run([sys.executable, '-c', 'import time; time.sleep(600)'])"
        late = Program("late", [sys.executable, "-c", held], lambda o: Answer({}), limit=0.5)
        made = Contest("3 paths", tells("offtake", 1.0), [late], relative=1e-4)
        made.play(3)
        self.assertEqual((len(late.runs), late.answers), (1, []))
        cells = row(made, late)
        self.assertEqual(cells[3], "> 0.5")
        self.assertTrue(cells[7].startswith("> "))
        self.assertEqual(cells[-1], "")

    def test_a_section_has_a_row_for_each(self):
        made = contest([1.0], [1.0], relative=1e-4)
        text = section(Race("r", "Title", "Text.", [made], ["offtake"]))
        self.assertEqual(text.count("| 3 paths |"), 2)
        self.assertIn("peer 1.0", text)


if __name__ == "__main__":
    unittest.main()
