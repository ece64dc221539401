#!/usr/bin/python3
"""The README tells the truth: every command of its sh and console blocks is typed, in order, and what a console block shows
comes back. Keys, times and durations differ from run to run; a line of `…`, and `…` in a line, stand for what was left out."""
import os, re, subprocess, sys, time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, HERE)
from stage import Stage, die_with_parent

README = os.path.join(HERE, '../../README.md')
# What differs from run to run, with the blanks that fill a table's cell behind it.
VARYING = [
    (r'\b[OAUN][A-Z2-7]{55}\b', '[OAUN][A-Z2-7]{55}'),
    (r'\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d(\.\d+Z)?', r'\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d(\.\d+Z)?'),
    (r'\b\d\d:\d\d:\d\d\b', r'\d\d:\d\d:\d\d'),
    (r'\b\d+(\.\d+)?(ms|µs|s) *(?=│)', r'\d+(\.\d+)?(ms|µs|s) *'),
    (r' ?…', r'[^\n]*'),
]
READY = re.compile('Server is ready|Subscribing on')


def commands(text):
    """Pairs of a command and the lines that it shows, or None where the README shows none."""
    for language, block in re.findall(r'^```(sh|console)\n(.*?)^```$', text, re.M | re.S):
        if language == 'sh':
            for command in re.findall(r".*<<'END'\n(?:.*\n)*?END\n|.+\n", block):
                yield command.rstrip('\n'), None
        else:
            for step in re.split(r'^\$ ', block, flags=re.M)[1:]:
                head, *lines = step.rstrip('\n').split('\n')
                more = [line for line in lines if line.startswith('> ')] if "<<'" in head else []
                yield '\n'.join([head] + [line[2:] for line in more]), lines[len(more):]


def pattern(line):
    """A regular expression for a line of the README."""
    found = re.compile('|'.join('(?P<v%d>%s)' % (i, varying) for i, (varying, _) in enumerate(VARYING)))
    out, end = '', 0
    for match in found.finditer(line):
        out += re.escape(line[end:match.start()]) + VARYING[int(match.lastgroup[1:])][1]
        end = match.end()
    return out + re.escape(line[end:])


def expected(lines):
    """A regular expression for all that a command prints (with re.S)."""
    return r'\A%s\s*\Z' % '\n'.join('.*?' if line == '…' else pattern(line) for line in lines)


class Reader:
    """Somebody who follows the README in one shell; what they start in the background goes on."""

    def __init__(self, stage):
        self.stage, self.variables = stage, []

    def type(self, command, lines):
        if re.match(r'\w+=', command):
            self.variables.append(command)
        elif match := re.match(r'/usr/sbin/nats-server -c (\w+)\.conf 2> \1\.log &$', command):
            self.stage.server(match[1], '-c', match[1] + '.conf')
            self.stage.wait_ready()
        elif command.endswith(' &'):
            self.start(command[:-2])
        else:
            if command.startswith('wait $!; '):
                self.stage.servers.pop('background')[0].wait(20)
                command = command[len('wait $!; '):]
            self.check(command, lines)

    def check(self, command, lines):
        used = [variable for variable in self.variables if '$' + variable.split('=')[0] in command]
        typed = '\n'.join(used + [command])
        # Mirrors and leaf nodes take their time; a command that only looks may look again.
        poll = 20 if re.search(r' (report|ls|list)\b', command) else 0
        stage = self.stage
        stage.step(typed, *([] if lines is None else [expected(lines)]), poll=poll)

    def start(self, command):
        """Returns when the command, which writes to a file, is where it can be talked to."""
        process = subprocess.Popen(['bash', '-c', 'exec ' + command], cwd=self.stage.folder, env=self.stage.environment,
                                           stdin=subprocess.DEVNULL, preexec_fn=die_with_parent)
        self.stage.servers['background'] = (process, None, 0)  # which ends with the story
        path, end = self.stage.path(command.split('> ')[-1]), time.monotonic() + 20
        while time.monotonic() < end:
            if os.path.exists(path):
                with open(path) as file:
                    if READY.search(file.read()):
                        return
            time.sleep(0.05)  # between two looks; the loop above decides
        sys.exit('not ready: ' + command)


def main():
    with open(README) as file:
        typed = list(commands(file.read()))
    if len(typed) < 40:
        sys.exit('only %d commands found in the README' % len(typed))
    with Stage('The commands of the README, in their order') as stage:
        stage.environment.pop('XDG_CONFIG_HOME')
        stage.environment.pop('XDG_DATA_HOME')
        reader = Reader(stage)
        for command, lines in typed:
            reader.type(command, lines)


main()
