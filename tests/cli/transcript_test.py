"""The transcript runner must fail where it should: these tests hold it to its own format."""
import os
import sys
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
import transcript  # noqa: E402

NATSOP = Path("/bin/true")


def ran(text):
    return transcript.run_transcript(NATSOP, text)


class Format(unittest.TestCase):
    def test_a_true_transcript_is_kept_as_it_is(self):
        text = ("# a comment\n\n> printf 'one\\n\\ntwo\\n'\none\n\ntwo\n\n# another\n> echo bad >&2; exit 3\n! bad\n"
                "status 3\n\n> cat <<E\n>> text\n>> E\ntext\n")
        self.assertEqual(ran(text), text)

    def test_another_output_shows(self):
        self.assertEqual(ran("> echo ho\nhi\n"), "> echo ho\nho\n")

    def test_another_status_shows(self):
        self.assertEqual(ran("> exit 2\n"), "> exit 2\nstatus 2\n")
        self.assertEqual(ran("> exit 0\nstatus 2\n"), "> exit 0\n")

    def test_output_that_moves_to_stderr_shows(self):
        self.assertEqual(ran("> echo x >&2\nx\n"), "> echo x >&2\n! x\n")

    def test_a_missing_last_newline_shows(self):
        self.assertEqual(ran("> printf x\nx\n"), "> printf x\nx\nno newline\n")

    def test_output_that_looks_like_syntax_is_escaped(self):
        text = "> printf '> x\\n@y\\nstatus 0\\n'\n\\> x\n\\@y\n\\status 0\n"
        self.assertEqual(ran(text), text)

    def test_an_empty_transcript_is_an_error(self):
        with self.assertRaises(SystemExit):
            ran("# nothing\n")

    def test_output_before_any_command_is_an_error(self):
        with self.assertRaises(SystemExit):
            ran("stray\n> true\n")


class World(unittest.TestCase):
    def test_the_home_is_new_and_the_faces_are_there(self):
        text = "> ls -A ~; command -v nats nsc natsop\n$FACES/nats\n$FACES/nsc\n$FACES/natsop\n"
        self.assertEqual(ran(text), text)

    def test_the_environment_does_not_leak_in(self):
        os.environ["NATS_CONTEXT"] = "mine"
        text = "> echo \"[$NATS_CONTEXT]\"\n[]\n\n@env NATS_CONTEXT=theirs\n> echo \"[$NATS_CONTEXT]\"\n[theirs]\n"
        self.assertEqual(ran(text), text)

    def test_files_and_masks(self):
        text = "@file a/b.txt\nid 42\n\n@mask id \\d+ => id <N>\n> cat a/b.txt\nid <N>\n"
        self.assertEqual(ran(text), text)


class Normal(unittest.TestCase):
    def test_what_differs_from_run_to_run_is_replaced(self):
        a, b = "A" + "B" * 55, "A" + "C" * 55
        normalise = transcript.Normaliser()
        self.assertEqual(normalise(f"{a} {b} {a}"), "<ACCOUNT-1> <ACCOUNT-2> <ACCOUNT-1>")
        self.assertEqual(normalise("SU" + "A" * 56), "<USER-SEED>")
        self.assertEqual(normalise("at 2024-02-03T04:05:06.789Z and 2024-02-03 04:05:06 UTC."), "at <TIME> and <TIME>.")
        self.assertEqual(normalise("eyJ0eXAi.eyJqdGki.c2ln"), "<JWT>")


if __name__ == "__main__":
    unittest.main()
