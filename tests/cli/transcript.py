"""Runs a transcript: commands as typed, and exactly what they print.  docs/testing.md describes the format.

usage: transcript.py NATSOP TRANSCRIPT.txt
NATSOP_UPDATE=1 rewrites the transcript with what was printed; the diff is the review.
NATS_SERVER names another nats-server than the one on PATH.
"""
import contextlib
import ctypes
import difflib
import json
import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

COMMAND_TIMEOUT = 60
SERVER_TIMEOUT = 20
PR_SET_PDEATHSIG = 1


class Step:
    """A line that is done (`> command` or `@directive`), its input lines and the lines expected after it."""

    def __init__(self, before, head):
        self.before = before  # comments and blank lines above, kept on a rewrite
        self.head = head
        self.body = []


def parse(text):
    """Splits a transcript into steps and the lines after the last one.

    A step's body ends at a blank line that is followed by the next step, a comment or the end of the file; blank
    lines elsewhere belong to the output."""
    lines = text.split("\n")
    if lines and lines[-1] == "":
        lines.pop()
    steps, before, i = [], [], 0
    while i < len(lines):
        if not starts_step(lines[i]):
            if lines[i] and not lines[i].startswith("#"):
                raise SystemExit(f"line {i + 1}: output without a command: {lines[i]}")
            before.append(lines[i])
            i += 1
            continue
        step = Step(before, lines[i])
        before, i = [], i + 1
        while i < len(lines) and not starts_step(lines[i]):
            following = lines[i + 1] if i + 1 < len(lines) else "#"
            if lines[i] == "" and (starts_step(following) or following.startswith("#")):
                break
            step.body.append(lines[i])
            i += 1
        steps.append(step)
    return steps, before


def starts_step(line):
    return line.startswith(("> ", "@"))


def escape(line):
    """A line of stdout that would read as something else gets a backslash."""
    return "\\" + line if line.startswith(("> ", ">> ", "@", "!", "#", "status ", "\\")) else line


class Normaliser:
    """Replaces what differs from run to run. Keys are numbered in the order in which they appear."""

    KINDS = {"O": "OPERATOR", "A": "ACCOUNT", "U": "USER", "N": "SERVER", "C": "CLUSTER", "X": "CURVE"}

    def __init__(self):
        self.literals = []
        self.masks = []
        self.keys = {}

    def literal(self, text, name):
        self.literals.append((text, name))
        self.literals.sort(key=lambda pair: -len(pair[0]))

    def mask(self, pattern, name):
        self.masks.append((re.compile(pattern), name))

    def __call__(self, text):
        for literal, name in self.literals:
            text = text.replace(literal, name)
        for pattern, name in self.masks:
            text = pattern.sub(name, text)
        text = re.sub(r"\beyJ[\w-]+\.[\w-]+\.[\w-]+", "<JWT>", text)
        text = re.sub(r"\bS([OAUNCX])[A-Z2-7]{56}\b", lambda m: f"<{self.KINDS[m[1]]}-SEED>", text)
        text = re.sub(r"\b([OAUNCX])[A-Z2-7]{55}\b", self.key, text)
        text = re.sub(r"\b[A-Z2-7]{52}\b", "<ID>", text)
        text = re.sub(r"_INBOX\.[\w.]{22,}", "<INBOX>", text)
        text = re.sub(r"\b\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(\.\d+)?( ?(Z|UTC|[+-]\d\d:?\d\d))*", "<TIME>", text)
        text = re.sub(r"\b\d\d:\d\d:\d\d(\.\d+)?\b", "<CLOCK>", text)
        return text

    def key(self, match):
        kind = self.KINDS[match[1]]
        number = sum(1 for name in self.keys.values() if name.startswith(f"<{kind}-")) + 1
        return self.keys.setdefault(match[0], f"<{kind}-{number}>")


def die_with_parent():
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


class Runner:
    """One transcript's world: a temporary home, the faces on PATH, its servers."""

    def __init__(self, natsop, folder):
        self.folder = folder
        self.home = folder / "home"
        self.work = folder / "work"
        self.servers = {}
        self.normalise = Normaliser()
        self.nats_server = os.environ.get("NATS_SERVER") or shutil.which("nats-server") or "/usr/sbin/nats-server"
        faces = folder / "faces"
        for path in (self.home, self.work, faces):
            path.mkdir()
        for face in ("natsop", "nats", "nsc"):
            (faces / face).symlink_to(natsop)
        self.environment = {
            "HOME": str(self.home), "PATH": f"{faces}:/usr/local/bin:/usr/bin:/bin", "LC_ALL": "C.UTF-8", "TZ": "UTC",
            "TERM": "dumb", "USER": "tester",
            **{name: value for name, value in os.environ.items() if name.endswith("SAN_OPTIONS")},
        }
        self.normalise.literal(str(self.work), "$PWD")
        self.normalise.literal(str(self.home), "$HOME")
        self.normalise.literal(str(faces), "$FACES")
        self.normalise.literal(str(natsop.parent), "$BIN")

    def close(self):
        for name in list(self.servers):
            self.stop(name)

    def run(self, step):
        """Does a step and returns the body that it should have."""
        if step.head.startswith("@"):
            self.directive(step)
            return step.body
        return self.command(step)

    def command(self, step):
        more = [line[3:] for line in step.body if line.startswith(">> ")]
        script = "\n".join([step.head[2:]] + more)
        done = subprocess.run(["bash", "-c", script], cwd=self.work, env=self.environment, stdin=subprocess.DEVNULL,
                              capture_output=True, timeout=COMMAND_TIMEOUT, preexec_fn=die_with_parent)
        out = self.normalise(done.stdout.decode("utf-8", "backslashreplace"))
        err = self.normalise(done.stderr.decode("utf-8", "backslashreplace"))
        body = [">> " + line for line in more]
        body += [escape(line) for line in split_output(out)]
        body += [("! " + line).rstrip() for line in split_output(err)]
        if out and not out.endswith("\n"):
            body.append("no newline")
        if done.returncode != 0:
            body.append(f"status {done.returncode}")
        return body

    def directive(self, step):
        name, _, rest = step.head[1:].partition(" ")
        if name == "server":
            self.start(shlex.split(os.path.expandvars(rest)))
        elif name == "stop":
            self.stop(rest.strip())
        elif name == "env":
            variable, _, value = rest.partition("=")
            self.environment[variable] = value.replace("$HOME", str(self.home))
        elif name == "mask":
            pattern, _, mark = rest.partition(" => ")
            self.normalise.mask(pattern, mark)
        elif name == "file":
            path = self.work / rest.strip()
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text("".join(line + "\n" for line in step.body))
        else:
            raise SystemExit(f"unknown directive: {step.head}")

    def start(self, words):
        """@server [NAME] [nats-server's arguments]: gives $URL for the first one, $NAME_URL for each."""
        name = words.pop(0) if words and not words[0].startswith("-") else "server"
        folder = self.folder / "servers" / name
        folder.mkdir(parents=True)
        arguments = [self.nats_server, "-a", "127.0.0.1", "-p", "-1", "--ports_file_dir", str(folder)] + words
        if "-js" in words:
            arguments += ["-sd", str(folder / "store")]
        with open(folder / "log", "wb") as log:
            process = subprocess.Popen(arguments, cwd=self.work, env=self.environment, stdin=subprocess.DEVNULL,
                                       stdout=log, stderr=log, preexec_fn=die_with_parent)
        self.servers[name] = process
        url = self.wait_for_url(name, process, folder)
        self.environment[f"{name.upper()}_URL"] = url
        self.environment.setdefault("URL", url)
        self.normalise.literal(":" + url.rpartition(":")[2], f":<{name.upper()}-PORT>")

    def wait_for_url(self, name, process, folder):
        deadline = time.monotonic() + SERVER_TIMEOUT
        while time.monotonic() < deadline and process.poll() is None:
            for path in folder.glob("*.ports"):
                with contextlib.suppress(ValueError):
                    return json.loads(path.read_text())["nats"][0]
            time.sleep(0.01)
        raise SystemExit(f"server {name} does not start:\n" + (folder / "log").read_text())

    def stop(self, name):
        process = self.servers.pop(name)
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def split_output(text):
    return text[:-1].split("\n") if text.endswith("\n") else text.split("\n") if text else []


def run_transcript(natsop, text):
    """Returns the transcript as it should read."""
    steps, after = parse(text)
    if not any(step.head.startswith("> ") for step in steps):
        raise SystemExit("the transcript holds no command")
    lines = []
    with tempfile.TemporaryDirectory(prefix="natsop-cli-") as folder:
        runner = Runner(natsop, Path(folder).resolve())
        try:
            for step in steps:
                lines += step.before + [step.head] + runner.run(step)
        finally:
            runner.close()
    return "".join(line + "\n" for line in lines + after)


def main():
    natsop, path = Path(sys.argv[1]).resolve(), Path(sys.argv[2])
    expected = path.read_text()
    actual = run_transcript(natsop, expected)
    if actual == expected:
        print(f"{expected.count(chr(10) + '> ') + expected.startswith('> ')} commands as written")
        return 0
    if os.environ.get("NATSOP_UPDATE"):
        path.write_text(actual)
        print(f"{path}: rewritten")
        return 0
    sys.stdout.writelines(difflib.unified_diff(expected.splitlines(True), actual.splitlines(True),
                                               f"{path.name}: expected", f"{path.name}: printed"))
    return 1


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    sys.exit(main())
