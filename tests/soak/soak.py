#!/usr/bin/python3
"""Mixed traffic for minutes while a server reloads and its accounts change: soak.py [--server PROGRAM] [--seconds N].

An operator-mode server with a full resolver. Steady clients exchange messages with numbers in them, within an account, in a queue group,
and across accounts through a stream and a service import; others come and go, ask for too much, stop reading or send nonsense. Meanwhile
the server gets SIGHUP with a changed file, and `nsc push` changes limits, exports and revocations. Fails when a steady client is cut off or
misses a message, when the server dies, leaks (sanitizer builds say so at the end) or keeps growing.
"""
import argparse, json, multiprocessing, os, random, re, select, shutil, signal, socket, subprocess, sys, tempfile, time

HERE = os.path.dirname(os.path.abspath(__file__))


class Client:
    """A connection with a bearer token: no signature is needed."""

    def __init__(self, port, jwt, seconds=30):
        self.socket = socket.create_connection(('127.0.0.1', port), seconds)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.buffer = b''
        self.line()
        self.send('CONNECT {"verbose":false,"pedantic":false,"lang":"soak","protocol":1,"headers":true,"no_responders":true,"jwt":"%s"}\r\nPING\r\n' % jwt)
        while not (line := self.line()).startswith(b'PONG'):
            if line.startswith(b'-ERR'):
                raise ConnectionError('login: %r' % line)

    def fill(self):
        more = self.socket.recv(1 << 16)
        if not more:
            raise ConnectionError('the server closed the connection')
        self.buffer += more

    def line(self):
        while b'\r\n' not in self.buffer:
            self.fill()
        line, self.buffer = self.buffer.split(b'\r\n', 1)
        return line

    def body(self, size):
        while len(self.buffer) < size + 2:
            self.fill()
        body, self.buffer = self.buffer[:size], self.buffer[size + 2:]
        return body

    def send(self, text):
        self.socket.sendall(text.encode() if isinstance(text, str) else text)

    def publish(self, subject, data, reply=''):
        self.send('PUB %s %s%d\r\n%s\r\n' % (subject, reply and reply + ' ', len(data), data))

    def message(self, seconds=60.0):
        """Subject, reply and body of the next message; None when there is none for so long. Answers PINGs."""
        while True:
            if b'\r\n' not in self.buffer and not select.select([self.socket], [], [], seconds)[0]:
                return None
            line = self.line().decode()
            words = line.split()
            if words[0] == 'PING':
                self.send('PONG\r\n')
            elif words[0] in ('MSG', 'HMSG'):
                body = self.body(int(words[-1]))
                counts = 2 if words[0] == 'HMSG' else 1
                reply = words[3] if len(words) - counts == 4 else ''
                return words[1], reply, body[int(words[-2]):] if counts == 2 else body
            elif words[0] == '-ERR':
                raise ConnectionError(line)

    def close(self):
        self.socket.close()


# -- steady clients: each runs in a process, and reports what it did when `stop` is set

def numbered(port, jwts, stop, subject_out, subject_in):
    """Publishes numbers on one connection and expects all of them, in order, on another."""
    reader, writer = Client(port, jwts[1]), Client(port, jwts[0])
    reader.send('SUB %s 1\r\nPING\r\n' % subject_in)
    time.sleep(0.5)
    number = 0
    while not stop.is_set():
        batch = random.randrange(1, 200)
        size = random.choice((0, 10, 100, 1000, 20000))
        for at in range(batch):
            writer.publish(subject_out, '%d %s' % (number + at, 'x' * size))
        for at in range(batch):
            body = reader.message()[2]
            if int(body.split()[0]) != number + at or len(body) != len('%d ' % (number + at)) + size:
                raise ValueError('expected %d, got %r' % (number + at, body[:40]))
        number += batch
    return '%s: %d messages' % (subject_in, number)


def service(port, jwts, stop, subject):
    client = Client(port, jwts[0])
    client.send('SUB %s workers 1\r\n' % subject)
    count = 0
    while not stop.is_set():
        found = client.message(0.2)
        if found and found[1]:
            client.publish(found[1], found[2].decode())
            count += 1
    return '%s: %d answers' % (subject, count)


def requester(port, jwts, stop, subject):
    client = Client(port, jwts[0])
    inbox = '_INBOX.%d' % os.getpid()
    client.send('SUB %s.* 1\r\n' % inbox)
    time.sleep(0.5)
    count, again = 0, 0
    while not stop.is_set():
        client.publish(subject, str(count), '%s.%d' % (inbox, count))
        found = client.message(2)
        if not found:  # nats-server forgets who waits for an answer when the account changes
            again += 1
            continue
        where, _, body = found
        if where != '%s.%d' % (inbox, count) or body.decode() not in (str(count), ''):
            raise ValueError('request %d: %s %r' % (count, where, body))
        count += 1
    return '%s: %d requests, %d asked again' % (subject, count, again)


# -- others, who may be cut off at any time

def visitor(port, jwts, stop):
    """Comes, subscribes, talks or babbles, and goes."""
    chance, count = random.Random(os.getpid()), 0
    while not stop.is_set():
        try:
            client = Client(port, chance.choice(jwts), 5)
            for at in range(chance.randrange(60)):
                client.send('SUB v.%d.> %s%d\r\n' % (chance.randrange(50), chance.choice(('', 'g%d ' % (at % 3))), at))
            for at in range(chance.randrange(100)):
                client.publish('v.%d.%d' % (chance.randrange(50), chance.randrange(100)), 'y' * chance.randrange(300), chance.choice(('', 'v.1.reply')))
            act = chance.randrange(6)
            if act == 0:
                client.send(chance.randbytes(chance.randrange(1, 5000)))
            elif act == 1:
                client.send('PUB v.1.x 99999999\r\n')
            elif act == 2:
                client.send('UNSUB %d\r\nUNSUB 3 1\r\n' % chance.randrange(60))
            elif act == 3:
                client.send('PUB v.1.x 50\r\nhalf')
            if act < 5:
                client.send('PING\r\n')
                client.fill()
            client.close()
        except (OSError, ConnectionError, ValueError):
            pass
        count += 1
    return 'visits: %d' % count


def run_worker(work, port, jwts, stop, pipe, *arguments):
    try:
        pipe.send(('fine', work(port, jwts, stop, *arguments)))
    except Exception as error:  # whatever it is, the parent tells of it
        pipe.send(('failed', '%s%s: %r' % (work.__name__, arguments, error)))


class World:
    """The operator, its accounts, and the server."""

    def __init__(self, server, nsc):
        self.program, self.nsc_program = server, nsc
        self.folder = tempfile.mkdtemp(prefix='natsop-soak.')
        drop = ('NATS_', 'NSC_', 'NKEYS_', 'XDG_')
        self.environment = {k: v for k, v in os.environ.items() if not k.startswith(drop)}
        self.environment.update(HOME=self.folder, LC_ALL='C.UTF-8', ASAN_OPTIONS='detect_leaks=1')
        self.process, self.pushes = None, 0

    def nsc(self, *arguments):
        done = subprocess.run([self.nsc_program, *arguments], env=self.environment, cwd=self.folder, capture_output=True, text=True)
        if done.returncode != 0:
            raise RuntimeError('nsc %s: %s%s' % (' '.join(arguments), done.stdout, done.stderr))
        return done.stdout

    def prepare(self):
        self.nsc('add', 'operator', '-n', 'OP', '--sys')
        for name in ('A', 'B'):
            self.nsc('add', 'account', '-n', name)
        listed = json.loads(self.nsc('list', 'accounts', '-J') or '[]')
        identity = {entry.get('name', entry.get('Name')): entry.get('public_key', entry.get('PublicKey', entry.get('id'))) for entry in listed}
        self.nsc('add', 'export', '-a', 'A', '-n', 'events', '--subject', 'events.>')
        self.nsc('add', 'export', '-a', 'A', '-n', 'help', '--subject', 'help', '--service')
        self.nsc('add', 'import', '-a', 'B', '-n', 'events', '--src-account', identity['A'], '--remote-subject', 'events.>', '--local-subject', 'from.a.>')
        self.nsc('add', 'import', '-a', 'B', '-n', 'help', '--src-account', identity['A'], '--remote-subject', 'help', '--service')
        self.jwts, self.keys = {}, {}
        for account, user in (('A', 'a'), ('B', 'b'), ('A', 'guest'), ('A', 'pest')):
            self.nsc('add', 'user', '-a', account, '-n', user, '--bearer')
            creds = self.nsc('generate', 'creds', '-a', account, '-n', user)
            self.jwts[user] = re.search(r'^(eyJ\S+)$', creds, re.M)[1]
        self.nsc('generate', 'config', '--nats-resolver', '--config-file', os.path.join(self.folder, 'resolver.conf'))
        with open(os.path.join(self.folder, 'resolver.conf')) as file:
            self.config = re.sub(r"dir: .*", "dir: '%s'" % os.path.join(self.folder, 'jwt'), file.read())
        self.write(0)

    def write(self, turn):
        with open(os.path.join(self.folder, 'new.conf'), 'w') as file:
            file.write(self.config + '\nmax_payload: %d\nping_interval: "%ds"\n' % (1048576 + turn % 2, 20 + turn % 3))
        os.rename(os.path.join(self.folder, 'new.conf'), os.path.join(self.folder, 'server.conf'))

    def start(self):
        log = open(os.path.join(self.folder, 'log'), 'w')
        self.process = subprocess.Popen([self.program, '-c', 'server.conf', '-a', '127.0.0.1', '-p', '-1', '--ports_file_dir', self.folder],
                                        cwd=self.folder, env=self.environment, stdout=log, stderr=log)
        end = time.monotonic() + 30
        while time.monotonic() < end and self.process.poll() is None:
            found = [name for name in os.listdir(self.folder) if name.endswith('.ports')]
            try:
                with open(os.path.join(self.folder, found[0])) as file:
                    self.url = json.load(file)['nats'][0]
                self.port = int(self.url.rsplit(':', 1)[1])
                self.nsc('edit', 'operator', '--account-jwt-server-url', self.url, '--service-url', self.url)
                self.nsc('push', '-A', '--timeout', '60')  # a busy machine may need more than its 5 s
                return
            except (LookupError, OSError, ValueError):
                time.sleep(0.02)
        raise RuntimeError('the server did not start: ' + self.log())

    def log(self):
        with open(os.path.join(self.folder, 'log'), errors='replace') as file:
            return file.read()

    def memory(self):
        with open('/proc/%d/status' % self.process.pid) as file:
            return int(re.search(r'VmRSS:\s+(\d+)', file.read())[1]) / 1024

    def disturb(self, turn):
        """One reload, or one change of an account."""
        kind = turn % 5
        if kind in (0, 1):
            self.write(turn)
            self.process.send_signal(signal.SIGHUP)
            return
        if kind == 2:
            self.nsc('edit', 'account', '-n', 'A', '--subscriptions', str(10000 + turn), '--conns', str(500 + turn))
        elif kind == 3:
            self.nsc('revocations', 'add-user', '-a', 'A', '-n', 'pest')
        elif kind == 4:
            self.nsc('revocations', 'delete-user', '-a', 'A', '-n', 'pest')
            if turn % 2:
                self.nsc('add', 'export', '-a', 'A', '-n', 'more', '--subject', 'more.>')
            elif 'more.>' in self.nsc('describe', 'account', '-n', 'A'):
                self.nsc('delete', 'export', '-a', 'A', '--subject', 'more.>')
        self.nsc('push', '-A', '--timeout', '60')  # a busy machine may need more than its 5 s
        self.pushes += 1

    def end(self):
        if self.process and self.process.poll() is None:
            self.process.terminate()
        status = self.process.wait(60) if self.process else 0
        log = self.log() if self.process else ''
        if not os.environ.get('KEEP'):
            shutil.rmtree(self.folder, ignore_errors=True)
        found = re.search(r'^.*(Sanitizer|runtime error).*(?:\n.*){0,40}', log, re.M)
        if found:
            raise RuntimeError(found[0])
        return status


def soak(world, seconds):
    # Services end last: until then each request has an answer.
    stop, end, workers = multiprocessing.Event(), multiprocessing.Event(), []
    jwts = world.jwts
    plan = [(numbered, (jwts['a'], jwts['a']), 'local.x', 'local.x'), (numbered, (jwts['a'], jwts['b']), 'events.x', 'from.a.x'),
            (service, (jwts['a'],), 'help'), (service, (jwts['a'],), 'help'), (requester, (jwts['b'],), 'help'), (requester, (jwts['a'],), 'help'),
            (visitor, (jwts['guest'], jwts['pest'], 'nonsense')), (visitor, (jwts['guest'], jwts['b']))]
    for work, tokens, *arguments in plan:
        ours, theirs = multiprocessing.Pipe()
        process = multiprocessing.Process(target=run_worker, args=(work, world.port, tokens, end if work is service else stop, theirs, *arguments), daemon=True)
        process.start()
        workers.append((process, ours, work is service))
    failures, memory, turn, begin = [], [], 0, time.monotonic()
    while time.monotonic() - begin < seconds and not failures:
        time.sleep(0.5)
        world.disturb(turn)
        turn += 1
        if world.process.poll() is not None:
            failures.append('the server ended: ' + world.log()[-3000:])
            break
        memory.append(world.memory())
        failures += [pipe.recv()[1] for _, pipe, _ in workers if pipe.poll()]
    stop.set()
    for process, pipe, last in sorted(workers, key=lambda one: one[2]):
        if last:
            end.set()
        if failures and not pipe.poll(5):
            process.terminate()
            continue
        if pipe.poll(40):
            try:
                state, text = pipe.recv()
            except EOFError:
                continue
            print(text, flush=True)
            failures += [text] if state == 'failed' else []
        else:
            failures.append('a worker does not end')
            process.terminate()
    quarter = max(1, len(memory) // 4)
    early, late = max(memory[quarter:2 * quarter] or memory), max(memory[-quarter:])
    print('%d reloads and changes, %d pushes; %.1f MiB after a quarter, %.1f MiB at the end' % (turn, world.pushes, early, late))
    if seconds >= 120 and late > early * 1.5 + 20:
        failures.append('the memory grows')
    return failures


def main():
    build = os.path.join(HERE, '../../build/asan')
    parser = argparse.ArgumentParser()
    parser.add_argument('--server', default=os.path.join(build, 'libexec/natsop/bin/nats-server'))
    parser.add_argument('--nsc', default=os.path.join(build, 'libexec/natsop/bin/nsc'))
    parser.add_argument('--seconds', type=float, default=600)
    options = parser.parse_args()
    world = World(os.path.abspath(options.server), os.path.abspath(options.nsc))
    failures = []
    try:
        world.prepare()
        world.start()
        failures = soak(world, options.seconds)
    except (RuntimeError, OSError) as error:
        failures.append(str(error))
    try:
        status = world.end()
        if status not in (0, 1):  # nats-server ends with 1 after SIGTERM
            failures.append('the server ended with status %d' % status)
    except RuntimeError as error:
        failures.append(str(error))
    for failure in failures:
        print('FAILED %s' % failure)
    sys.exit(1 if failures else 0)


if __name__ == '__main__':
    main()
