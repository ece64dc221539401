#!/usr/bin/python3
"""What clients that misbehave cost a server, and the others: abuse.py [--server PROGRAM] [--scale X] [NAME…].

Each case starts a server, connects a witness that sends itself a message every few milliseconds, lets the bad clients loose, and prints
the witness's waiting times and the server's memory before, at the worst, and after they left. It fails when the witness is cut off or
waits for too long, when those who must be disconnected are not, or when memory does not come back. Standard library only.
"""
import argparse, json, multiprocessing, os, random, resource, select, shutil, signal, socket, ssl, subprocess, sys, tempfile, time

CONNECT = b'CONNECT {"verbose":false,"pedantic":false,"lang":"abuse","user":"good","pass":"good"}\r\nPING\r\n'
LOGINS = 'authorization { users: [{user: good, password: good}, {user: hashed, password: "%s"}] }\n' % (
    '$2a$11$sxkx5pCtpVo6lsURYkrLfO.UKnAJ2DsRzVkFdR7pJb1gWSWYpZAwe')
TLS = 'tls { cert_file: "$DIR/server.pem", key_file: "$DIR/server.key" }\n'


class Failure(Exception):
    pass


class Server:
    def __init__(self, program, config):
        self.folder = tempfile.mkdtemp(prefix='natsop-abuse.')
        if '$DIR' in config:
            subprocess.run(['openssl', 'req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2',
                            '-subj', '/CN=localhost', '-keyout', 'server.key', '-out', 'server.pem'], cwd=self.folder, check=True,
                           stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        with open(os.path.join(self.folder, 'server.conf'), 'w') as file:
            file.write(config.replace('$DIR', self.folder))
        with open(os.path.join(self.folder, 'log'), 'w') as log:
            self.process = subprocess.Popen([program, '-c', 'server.conf', '-a', '127.0.0.1', '-p', '-1', '--ports_file_dir', self.folder],
                                            cwd=self.folder, stdout=log, stderr=log)
        end = time.monotonic() + 20
        while True:
            found = [name for name in os.listdir(self.folder) if name.endswith('.ports')]
            try:
                with open(os.path.join(self.folder, found[0])) as file:
                    self.port = int(json.load(file)['nats'][0].rsplit(':', 1)[1])
                break
            except (LookupError, OSError, ValueError):
                if time.monotonic() > end or self.process.poll() is not None:
                    raise Failure('the server did not start: ' + self.log())
                time.sleep(0.01)

    def log(self):
        with open(os.path.join(self.folder, 'log'), errors='replace') as file:
            return file.read()[-4000:]

    def memory(self):
        """MiB now."""
        try:
            with open('/proc/%d/status' % self.process.pid) as file:
                for line in file:
                    if line.startswith('VmRSS'):
                        return int(line.split()[1]) / 1024
        except OSError:
            pass
        raise Failure('the server is gone: ' + self.log())

    def cpu(self):
        with open('/proc/%d/stat' % self.process.pid) as file:
            fields = file.read().rsplit(')', 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf('SC_CLK_TCK')

    def close(self):
        died = self.process.poll() is not None
        if not died:
            self.process.send_signal(signal.SIGTERM)
            self.process.wait(30)
        log = self.log()
        shutil.rmtree(self.folder, ignore_errors=True)
        if died or 'Sanitizer' in log:
            raise Failure('the server is gone: ' + log)


# -- clients

def connect(port, tls=False):
    client = socket.create_connection(('127.0.0.1', port), 30)
    client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    if tls:
        read_until(client, b'\r\n')
        context = ssl.create_default_context()
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        client = context.wrap_socket(client)
    return client


def read_until(client, mark):
    data = b''
    while mark not in data:
        more = client.recv(65536)
        if not more:
            raise ConnectionError('closed after %r' % data[-100:])
        data += more
    return data


def login(port, tls=False):
    client = connect(port, tls)
    client.sendall(CONNECT)
    read_until(client, b'PONG\r\n')
    return client


def closed_within(clients, seconds):
    """How many of these sockets the server closes."""
    poll = select.epoll()
    by_fd = {client.fileno(): client for client in clients}
    for fd in by_fd:
        poll.register(fd, select.EPOLLIN)
    closed, end = 0, time.monotonic() + seconds
    while by_fd and time.monotonic() < end:
        for fd, _ in poll.poll(max(0.0, end - time.monotonic())):
            try:
                more = by_fd[fd].recv(1 << 20)
            except BlockingIOError:
                continue
            except OSError:
                more = b''
            if not more:
                poll.unregister(fd)
                by_fd.pop(fd).close()
                closed += 1
    return closed


def witness(port, tls, pipe):
    """Sends itself messages until told to end; reports how long each took."""
    times = []
    try:
        client = login(port, tls)
        subject = b'witness.%d' % os.getpid()
        client.sendall(b'SUB %s 1\r\n' % subject)
        pipe.send('ready')
        while not pipe.poll(0.005):
            begin = time.monotonic()
            client.sendall(b'PUB %s 2\r\nhi\r\n' % subject)
            while b'hi\r\n' not in (data := read_until(client, b'\r\n')):
                if b'PING' in data:
                    client.sendall(b'PONG\r\n')
            times.append(time.monotonic() - begin)
        pipe.send(times)
    except (OSError, ConnectionError) as error:
        pipe.send('the witness was cut off: %s' % error)


class Witness:
    def __init__(self, port, tls):
        self.pipe, theirs = multiprocessing.Pipe()
        self.process = multiprocessing.Process(target=witness, args=(port, tls, theirs), daemon=True)
        self.process.start()
        if self.pipe.recv() != 'ready':
            raise Failure('the witness could not log in')

    def end(self):
        if not self.pipe.poll():
            self.pipe.send('end')
        if not self.pipe.poll(60):
            raise Failure('the witness waits for ever')
        times = self.pipe.recv()
        if isinstance(times, str):
            raise Failure(times)
        self.process.join()
        times.sort()
        return {'p50': times[len(times) // 2] * 1000, 'p99': times[len(times) * 99 // 100] * 1000, 'max': times[-1] * 1000}


def crowd(count, work, *arguments):
    """Runs `work` in so many processes and returns what each returns."""
    with multiprocessing.Pool(count) as pool:
        return pool.starmap(work, [arguments] * count)


# -- cases: each gets the server and a scale, keeps what must stay open in `self.clients`, and says what happened

class Case:
    config, tls, allowance, longest = LOGINS, False, 10.0, 2000.0

    def __init__(self, server, scale):
        self.server, self.port, self.scale, self.clients = server, server.port, scale, []

    def number(self, full):
        return max(10, int(full * self.scale))

    def must_close(self, clients, seconds):
        closed = closed_within(clients, seconds)
        if closed != len(clients):
            raise Failure('%d of %d connections stay open' % (len(clients) - closed, len(clients)))

    def leave(self):
        for client in self.clients:
            client.close()
        self.clients = []


class Idle(Case):
    """10,000 idle connections"""

    def run(self):
        before, count = self.server.memory(), self.number(10000)
        for _ in range(count):
            self.clients.append(login(self.port))
        return '%d connections, %.1f KiB each' % (count, (self.server.memory() - before) * 1024 / count)


class NeverReads(Case):
    """a subscriber that never reads"""

    def run(self):
        deaf = login(self.port)
        deaf.sendall(b'SUB flood 1\r\n')
        loud = login(self.port)
        loud.settimeout(60)
        batch = b'PUB flood 1024\r\n' + b'x' * 1024 + b'\r\n'
        batch *= 1000
        sent, begin = 0, time.monotonic()
        for _ in range(self.number(400)):
            loud.sendall(batch)
            sent += len(batch)
        loud.sendall(b'PING\r\n')
        read_until(loud, b'PONG\r\n')
        took = time.monotonic() - begin
        self.peak = self.server.memory()
        self.must_close([deaf], 30) if self.scale >= 1 else deaf.close()
        loud.close()
        end = 'it was disconnected' if self.scale >= 1 else 'it went'
        return '%d MiB published in %.1f s; %s' % (sent >> 20, took, end)


class HalfTls(Case):
    """TLS handshakes that stop half way"""
    config, tls = LOGINS + TLS, True

    def run(self):
        hello = bytes.fromhex('16030100f0010000ec0303')
        stuck = []
        for _ in range(self.number(1000)):
            client = connect(self.port)
            read_until(client, b'\r\n')
            client.sendall(hello)
            stuck.append(client)
        begin = time.monotonic()
        self.must_close(stuck, 15)
        return '%d connections, all closed after %.1f s' % (len(stuck), time.monotonic() - begin)


class Trickle(Case):
    """logins a byte a second"""

    def run(self):
        slow, begin = [], time.monotonic()
        for _ in range(self.number(1000)):
            client = connect(self.port)
            client.setblocking(False)
            slow.append(client)
        for at in range(3):
            for client in slow:
                try:
                    client.send(CONNECT[at:at + 1])
                except OSError:
                    pass
            time.sleep(1)
        self.must_close(slow, 10)
        return '%d connections, all closed after %.1f s' % (len(slow), time.monotonic() - begin)


class Silent(Case):
    """connections that say nothing"""

    def run(self):
        begin = time.monotonic()
        quiet = [connect(self.port) for _ in range(self.number(5000))]
        self.must_close(quiet, 15)
        return '%d connections, all closed after %.1f s' % (len(quiet), time.monotonic() - begin)


class LongLines(Case):
    """control lines of 1 MiB"""

    def run(self):
        count, bad = self.number(1000), []
        for at in range(count):
            client = connect(self.port) if at % 2 else login(self.port)
            try:
                client.sendall(b'PUB ' + b'a' * (1 << 20))
            except OSError:
                pass
            bad.append(client)
            if len(bad) == 100:
                self.must_close(bad, 10)
                bad = []
        self.must_close(bad, 10)
        return '%d connections, all closed' % count


class Sizes(Case):
    """messages that claim to be huge"""

    def run(self):
        bad = []
        for at in range(self.number(1000)):
            client = login(self.port)
            client.sendall(b'PUB foo %d\r\nxxxx' % (10 ** (7 + at % 20)))
            bad.append(client)
        self.must_close(bad, 10)
        return '%d connections, all closed' % len(bad)


class Subscriptions(Case):
    """100,000 subscriptions"""

    def run(self):
        before, count = self.server.memory(), self.number(100000)
        client = login(self.port)
        client.settimeout(60)
        lines = [b'SUB s.%d.*.x%d.> %d\r\n' % (at % 1000, at, at) for at in range(count)]
        begin = time.monotonic()
        client.sendall(b''.join(lines) + b'PING\r\n')
        read_until(client, b'PONG\r\n')
        took = time.monotonic() - begin
        self.clients.append(client)
        return '%d in %.2f s, %.0f bytes each' % (count, took, (self.server.memory() - before) * 1048576 / count)


class Subjects(Case):
    """2,000,000 different subjects"""

    def run(self):
        count = self.number(2000000)
        reader = login(self.port)
        reader.sendall(b'SUB u.* 1\r\nUNSUB 1 1\r\nSUB *.never 2\r\n')
        client = login(self.port)
        client.settimeout(60)
        begin = time.monotonic()
        for at in range(0, count, 1000):
            client.sendall(b''.join(b'PUB u.%d 0\r\n\r\n' % (at + more) for more in range(1000)))
        client.sendall(b'PING\r\n')
        read_until(client, b'PONG\r\n')
        self.clients += [client, reader]
        return '%d in %.1f s' % (count, time.monotonic() - begin)


def storm(port, seconds, hello, mark):
    count, end = 0, time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            client = connect(port)
            client.sendall(hello)
            read_until(client, mark)
            client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b'\1\0\0\0\0\0\0\0')  # no TIME_WAIT: ports last longer
            client.close()
            count += 1
        except ConnectionError as error:
            if mark not in str(error).encode():
                count += 1  # closed before the answer was read
    return count


class Storm(Case):
    """logins as fast as they go"""

    def run(self):
        seconds = max(1.0, 5 * self.scale)
        cpu = self.server.cpu()
        count = sum(crowd(4, storm, self.port, seconds, CONNECT, b'PONG'))
        return '%.0f a second, %.0f us of the server each' % (count / seconds, (self.server.cpu() - cpu) / count * 1e6)


class WrongPasswords(Case):
    """wrong passwords at speed"""
    hello = b'CONNECT {"verbose":false,"user":"good","pass":"guess"}\r\n'

    def run(self):
        seconds = max(1.0, 5 * self.scale)
        count = sum(crowd(4, storm, self.port, seconds, self.hello, b'Violation'))
        return '%.0f a second' % (count / seconds)


class WrongHashed(WrongPasswords):
    """wrong passwords of a bcrypt user (cost 11)"""
    hello = b'CONNECT {"verbose":false,"user":"hashed","pass":"guess"}\r\n'


class Noise(Case):
    """random bytes, and protocol with random changes"""

    def run(self):
        chance = random.Random(7)
        good = CONNECT + b'SUB a.* 1\r\nPUB a.b 5\r\nhello\r\nHPUB a.b 12 14\r\nNATS/1.0\r\n\r\nhi\r\nUNSUB 1 5\r\nPING\r\n' * 3
        count = self.number(3000)
        for at in range(count):
            client = connect(self.port)
            if at % 2:
                data = chance.randbytes(chance.randrange(1, 65536))
            else:
                data = bytearray(good)
                for _ in range(chance.randrange(1, 8)):
                    data[chance.randrange(len(data))] = chance.randrange(256)
            try:
                client.sendall(data)
                client.setblocking(False)
                client.recv(65536)
            except OSError:
                pass
            self.clients.append(client)
            if len(self.clients) > 200:
                self.leave()
        return '%d connections' % count


CASES = {'idle': Idle, 'never-reads': NeverReads, 'half-tls': HalfTls, 'trickle': Trickle, 'silent': Silent, 'long-lines': LongLines,
         'sizes': Sizes, 'subscriptions': Subscriptions, 'subjects': Subjects, 'storm': Storm, 'passwords': WrongPasswords,
         'hashed': WrongHashed, 'noise': Noise}


def play(name, program, scale, watch_memory):
    kind = CASES[name]
    server = Server(program, kind.config)
    try:
        watcher = Witness(server.port, kind.tls)
        before = server.memory()
        case = kind(server, scale)
        said = case.run()
        worst = max(getattr(case, 'peak', 0), server.memory())
        case.leave()
        times = watcher.end()
        end = time.monotonic() + 10
        while (after := server.memory()) > before + (1 if watch_memory else 1e9) and time.monotonic() < end:
            time.sleep(0.1)
        print('| %s | %.2f | %.2f | %.1f | %.1f | %.1f | %.1f | %s |' % (
            kind.__doc__, times['p50'], times['p99'], times['max'], before, worst, after, said), flush=True)
        if times['max'] > kind.longest:
            raise Failure('the witness waited for %.0f ms' % times['max'])
        return not watch_memory or after - before <= kind.allowance or 'memory stays: %.1f MiB more than before' % (after - before)
    finally:
        server.close()


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('--server', default=os.environ.get('NATS_SERVER', 'nats-server'))
    parser.add_argument('--scale', type=float, default=1.0, help='a part of the usual number of clients')
    parser.add_argument('--measure', action='store_true', help='never fail because of memory or time')
    parser.add_argument('--any-memory', action='store_true', help='for sanitizer builds, which keep freed memory')
    parser.add_argument('names', nargs='*', choices=[[], *CASES], help='cases; default: all')
    options = parser.parse_args()
    os.environ['PATH'] += ':/usr/sbin'
    program = shutil.which(options.server) or sys.exit('no such program: ' + options.server)
    limit = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (limit, limit))
    print('| bad clients | p50 ms | p99 | max | MiB before | worst | after | |\n|---|---|---|---|---|---|---|---|', flush=True)
    failures = []
    for name in options.names or CASES:
        try:
            result = play(name, os.path.abspath(program), options.scale, not options.any_memory)
            if result is not True:
                raise Failure(result)
        except (Failure, OSError) as failure:
            print('%s: %s: %s' % ('NOTE' if options.measure else 'FAILED', name, failure), flush=True)
            failures.append(name)
    sys.exit(1 if failures and not options.measure else 0)


if __name__ == '__main__':
    main()
