"""A stage for stories: real servers, real commands, a real terminal, and every step checked.

A story is a Python file that makes a Stage and calls step() for what a user would type. As a test it prints one line a
step; with --demo it shows each command and its output, as a user would see them. Needs root or user namespaces (the stories use
fixed ports, so each runs in a network namespace of its own), /usr/bin/python3, python3-pyte, iproute2.

Environment: NATS, NSC, NATS_SERVER: the programs to play with; KEEP=1 keeps the working folder.
"""
import ctypes, json, os, pty, re, select, shutil, signal, struct, subprocess, sys, tempfile, termios, time, fcntl

import pyte

ROWS, COLUMNS = 60, 240
PROMPT = re.compile(r'^(\[[^\]]*\] )?\? ')


class Failure(Exception):
    pass


def enter_namespace():
    """Runs this program again where only its own servers listen."""
    if os.environ.get('STAGE_INSIDE') or os.environ.get('STAGE_NO_NAMESPACE'):
        return
    for unshare in (['unshare', '-n'], ['unshare', '-rn']):
        if subprocess.run(unshare + ['true'], stderr=subprocess.DEVNULL).returncode == 0:
            environment = dict(os.environ, STAGE_INSIDE='1')
            os.execvpe(unshare[0], unshare + ['bash', '-c', 'ip link set lo up && exec "$@"', 'stage',
                                              sys.executable] + sys.argv, environment)
    sys.exit('this story needs a network namespace: run it as root, or allow user namespaces')


def die_with_parent():
    """Between fork and exec: a story that is killed must not leave its servers behind."""
    ctypes.CDLL(None).prctl(1, signal.SIGKILL)  # PR_SET_PDEATHSIG


def leave(signum, frame):
    sys.exit(128 + signum)  # through __exit__, which stops the servers


def free_of_colour(text):
    return re.sub(r'\x1b\[[0-9;]*m', '', text)


class Terminal:
    """A command on a pseudo terminal, with somebody who answers its questions."""

    def __init__(self, command, environment, folder):
        self.screen = pyte.HistoryScreen(COLUMNS, ROWS, history=5000)
        self.stream = pyte.ByteStream(self.screen)
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            os.chdir(folder)
            os.execvpe('bash', ['bash', '-c', command], dict(environment, TERM='xterm'))
        fcntl.ioctl(self.fd, termios.TIOCSWINSZ, struct.pack('HHHH', ROWS, COLUMNS, 0, 0))

    def lines(self):
        history = [''.join(row[x].data for x in range(COLUMNS)).rstrip() for row in self.screen.history.top]
        return history + [line.rstrip() for line in self.screen.display]

    def run(self, answers, seconds, interrupt_after):
        """Returns the text of the screen and the exit status. Each question takes the first answer left whose pattern
        matches it, or a bare Enter."""
        left, asked = list(answers), 0
        begin = quiet_since = time.monotonic()
        while True:
            ready, _, _ = select.select([self.fd], [], [], 0.05)
            now = time.monotonic()
            if ready:
                try:
                    data = os.read(self.fd, 65536)
                except OSError:
                    data = b''
                if not data:
                    break
                self.stream.feed(data)
                quiet_since = now
            elif now - begin > seconds:
                os.kill(self.pid, signal.SIGKILL)
                raise Failure('still running after %d s' % seconds)
            elif interrupt_after and now - begin > interrupt_after:
                os.write(self.fd, b'\x03')
                begin, interrupt_after = now, 2
            elif now - quiet_since > 0.15:
                prompts = [line for line in self.lines() if PROMPT.match(line)]
                if len(prompts) > asked:
                    asked = len(prompts)
                    match = next((i for i, (pattern, _) in enumerate(left) if re.search(pattern, prompts[-1])), None)
                    text = left.pop(match)[1] if match is not None else ''
                    os.write(self.fd, text.encode() + b'\r')
                    quiet_since = now
        os.close(self.fd)
        _, status = os.waitpid(self.pid, 0)
        if left:
            raise Failure('never asked: %s' % ', '.join(pattern for pattern, _ in left))
        return '\n'.join(self.lines()).rstrip() + '\n', os.waitstatus_to_exitcode(status)


class Stage:
    def __init__(self, title):
        enter_namespace()
        signal.signal(signal.SIGTERM, leave)
        signal.signal(signal.SIGHUP, leave)
        self.demo = '--demo' in sys.argv
        self.colour = self.demo and sys.stdout.isatty() and not os.environ.get('NO_COLOR')
        self.root = tempfile.mkdtemp(prefix='natsop-story.')
        self.folder = os.path.join(self.root, 'work')
        self.servers, self.passed, self.failed = {}, 0, []
        home = os.path.join(self.root, 'home')
        programs = os.path.join(self.root, 'bin')
        for path in (self.folder, home, programs):
            os.makedirs(path, 0o700)
        self.server_program = self.link(programs, 'nats-server', os.environ.get('NATS_SERVER', 'nats-server'))
        for name in ('nats', 'nsc'):
            self.link(programs, name, os.environ.get(name.upper(), name))
        drop = ('NATS_', 'NSC_', 'NKEYS_', 'XDG_', 'STAGE_', 'NO_COLOR', 'COLUMNS')
        self.environment = {k: v for k, v in os.environ.items() if not k.startswith(drop)}
        self.environment.update(PATH=programs + ':' + os.environ['PATH'], HOME=home, LC_ALL='C.UTF-8', TZ='UTC',
                                XDG_CONFIG_HOME=home + '/.config', XDG_DATA_HOME=home + '/.local/share')
        self.say(title)

    def link(self, folder, name, program):
        found = shutil.which(program, path=os.environ['PATH'] + ':/usr/sbin')  # where Debian has servers
        if not found:
            sys.exit('%s is not installed: ./bootstrap build installs what the stories need' % program)
        path = os.path.join(folder, name)
        os.symlink(os.path.realpath(found) if name == 'nats-server' else os.path.abspath(found), path)
        return path

    # -- telling --------------------------------------------------------------------------------------------------

    def paint(self, code, text):
        return '\x1b[%sm%s\x1b[0m' % (code, text) if self.colour else text

    def say(self, text):
        print('\n%s' % self.paint('1;36', '# ' + text), flush=True)

    def show(self, command, output):
        print('%s %s' % (self.paint('1;32', '$'), self.paint('1', command)))
        print(output.rstrip('\n'), flush=True)
        if self.colour:
            time.sleep(0.3)  # for the eyes of whoever watches; nothing waits for it

    # -- doing ----------------------------------------------------------------------------------------------------

    def copy(self, folder, pattern='.cfg'):
        for name in sorted(os.listdir(folder)):
            if name.endswith(pattern):
                shutil.copy(os.path.join(folder, name), self.folder)

    def path(self, name):
        return os.path.join(self.folder, name)

    def server(self, name, *arguments, **environment):
        log = self.path(name + '.log')
        begin = os.path.getsize(log) if os.path.exists(log) else 0
        with open(log, 'ab') as out:
            process = subprocess.Popen([self.server_program, *arguments], cwd=self.folder, stdout=out, stderr=out, preexec_fn=die_with_parent,
                                       env=dict(self.environment, **environment))
        self.servers[name] = (process, log, begin)

    def wait_ready(self, seconds=30):
        end = time.monotonic() + seconds
        for name, (process, log, begin) in self.servers.items():
            while True:
                with open(log, 'rb') as text:
                    text.seek(begin)
                    if b'Server is ready' in text.read():
                        break
                if process.poll() is not None or time.monotonic() > end:
                    with open(log) as text:
                        sys.stderr.write(text.read()[-2000:])
                    self.finish()
                    sys.exit('server %s did not become ready' % name)
                time.sleep(0.05)

    def background(self, name, command):
        """A command that goes on while the story does; heard() looks at what it prints."""
        log = self.path(name + '.log')
        with open(log, 'wb') as out:
            process = subprocess.Popen(['bash', '-c', 'exec ' + command], cwd=self.folder, env=self.environment, stdout=out,
                                       stderr=out, stdin=subprocess.DEVNULL, preexec_fn=die_with_parent)
        self.servers[name] = (process, log, 0)

    def heard(self, name, pattern, seconds=10):
        """Waits until a background command has printed something that matches."""
        begin, label = time.monotonic(), '%s prints %s' % (name, pattern)
        while True:
            with open(self.servers[name][1], errors='replace') as file:
                text = free_of_colour(file.read())
            found = re.search(pattern, text, re.M | re.S)
            if found or time.monotonic() - begin > seconds:
                break
            time.sleep(0.02)  # between two looks; the loop above decides
        self.passed += bool(found)
        if self.demo and found:
            self.show('(%s)' % name, text)
        if not self.demo or not found:
            print('%-4s %6.2fs  %s' % ('ok' if found else 'FAIL', time.monotonic() - begin, label), flush=True)
        if not found:
            self.failed.append(label)
            print(text)

    def stop(self, *names):
        chosen = [self.servers.pop(name)[0] for name in names or list(self.servers)]
        for process in chosen:
            process.terminate()
        for process in chosen:
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()

    def run(self, command, seconds=60):
        """A command whose output the story needs, outside of any step."""
        done = subprocess.run(['bash', '-c', command], cwd=self.folder, env=self.environment, capture_output=True,
                              text=True, timeout=seconds, stdin=subprocess.DEVNULL)
        if done.returncode != 0:
            raise Failure('%s: %s' % (command, done.stderr))
        return done.stdout

    def once(self, command, tty, answers, seconds, interrupt_after):
        if tty:
            return Terminal(command, self.environment, self.folder).run(answers, seconds, interrupt_after)
        process = subprocess.Popen(['bash', '-c', command], cwd=self.folder, env=self.environment, text=True,
                                   stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                                   start_new_session=True, preexec_fn=die_with_parent)
        try:
            output, _ = process.communicate(timeout=interrupt_after or seconds)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGINT if interrupt_after else signal.SIGKILL)
            output, _ = process.communicate(timeout=10)
            if not interrupt_after:
                raise Failure('still running after %d s\n%s' % (seconds, output))
        return output, process.returncode

    def step(self, command, *expect, reject=(), status=0, poll=0, tty=False, answers=(), seconds=60, interrupt_after=0,
             quiet=False):
        """Types a command and checks what comes back: each of `expect` matches, none of `reject` does, the status is
        `status` (None: any). With `poll`, tries again for so many seconds, as replication takes its time."""
        begin = time.monotonic()
        while True:
            problems, output = [], ''
            try:
                output, code = self.once(command, tty or bool(answers), answers, seconds, interrupt_after)
                text = free_of_colour(output)
                if status is not None and code != status:
                    problems.append('exit status %d, not %d' % (code, status))
                problems += ['nothing matches %s' % e for e in expect if not re.search(e, text, re.M | re.S)]
                problems += ['something matches %s' % e for e in reject if re.search(e, text, re.M | re.S)]
            except Failure as failure:
                problems.append(str(failure))
            if not problems or time.monotonic() - begin > poll:
                break
            time.sleep(0.2)  # between two tries of a poll; the loop above decides
        self.passed += not problems
        if self.demo and not quiet:
            self.show(command, output)
        elif not self.demo:
            print('%-4s %6.2fs  %s' % ('ok' if not problems else 'FAIL', time.monotonic() - begin, command[:140]), flush=True)
        if problems:
            self.failed.append(command)
            print(self.paint('1;31', 'FAILED: ' + command))
            for problem in problems:
                print('  ' + problem)
            if not self.demo:
                print(output)
            sys.stdout.flush()
        return output

    def account_id(self, name):
        return json.loads(self.run('nsc describe account %s --json' % name))['sub']

    def finish(self):
        self.stop()
        if os.environ.get('KEEP'):
            print('kept: ' + self.root)
        else:
            shutil.rmtree(self.root, ignore_errors=True)
        print('\n%d passed, %d failed' % (self.passed, len(self.failed)))
        return 1 if self.failed else 0

    def __enter__(self):
        return self

    def __exit__(self, kind, error, trace):
        status = self.finish()
        if kind is None:
            sys.exit(status)


# -- what the stories look for ----------------------------------------------------------------------------------------

def row(stream, messages):
    """A row of the Stream Report."""
    return r'│ %s +│ File +│[^\n]*?│ *%s +│ *[0-9.]+ (B|KiB) +│' % (stream, messages)


def replica(stream, kind, api, source):
    """A row of the Replication Report without lag."""
    return r'│ %s +│ %s +│ %s +│ %s +│([^\n]*│)? *[0-9.a-zµ]+ +│ *0 +│' % (stream, kind, re.escape(api), source)


def in_order(*patterns):
    return '.*'.join(patterns)
