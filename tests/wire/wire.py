#!/usr/bin/python3
"""Plays transcripts of the wire against a server: wire.py [--server PROGRAM] [--as NAME] TRANSCRIPT…

docs/testing.md describes the format. `--as` picks the lines marked [NAME]; without it the server's version decides: 2.9, 2.15,
or `ours` for the bundled one. Standard library only.
"""
import argparse, json, os, re, shlex, shutil, signal, socket, ssl, subprocess, sys, tempfile, time

HERE = os.path.dirname(os.path.abspath(__file__))
NSC = os.environ.get('NSC', os.path.join(HERE, '../../build/dev/libexec/natsop/bin/nsc'))
PATIENCE = float(os.environ.get('WIRE_PATIENCE', '5'))


class Failure(Exception):
    pass


class Connection:
    """One client. A PING is answered and left out unless it is expected, and so is the first INFO of connect_info."""

    def __init__(self, name, address):
        self.name = name
        self.socket = socket.create_connection(address, PATIENCE)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.buffer = b''
        self.closed = False
        self.introduced = False

    def start_tls(self, authority, certificate):
        context = ssl.create_default_context(cafile=authority)
        if certificate:
            context.load_cert_chain(certificate + '.pem', certificate + '.key')
        self.socket = context.wrap_socket(self.socket, server_hostname='localhost')

    def send(self, data):
        try:
            self.socket.sendall(data)
        except OSError as error:
            if not self.closed:  # what the server said before it closed is still to be read
                self.closed = isinstance(error, (BrokenPipeError, ConnectionResetError))
            if not self.closed:
                raise Failure('%s: cannot send: %s' % (self.name, error))

    def fill(self, end):
        """Reads more; False at the end of the stream or of the time."""
        self.socket.settimeout(max(0.01, end - time.monotonic()))
        try:
            more = self.socket.recv(1 << 16)
        except (TimeoutError, socket.timeout, ssl.SSLWantReadError):
            return False
        except OSError:
            more = b''
        if not more:
            self.closed = True
            return False
        self.buffer += more
        return True

    def line(self, wanted='', end=None):
        """The next line, or None when the time or the stream is over."""
        end = end or time.monotonic() + PATIENCE
        while True:
            while b'\r\n' not in self.buffer:
                if not self.fill(end):
                    return None
            line, self.buffer = self.buffer.split(b'\r\n', 1)
            text = line.decode('utf-8', 'backslashreplace')
            if text == 'PING' and wanted != 'PING':
                self.send(b'PONG\r\n')
                continue
            if text.startswith('INFO ') and '"connect_info":true' in text and not self.introduced:
                self.introduced = True
                continue
            return text

    def has_line(self):
        return b'\r\n' in self.buffer


def pattern_of(text, values):
    """Literal text with {{regex}} and {{name:=regex}} in it, and ${name} for what one of those found earlier."""
    out = ''
    for part in re.split(r'(\{\{.*?\}\}(?!\})|\$\{\w+\})', text):
        if part.startswith('{{'):
            named = re.fullmatch(r'(\w+):=(.*)', part[2:-2])
            out += '(?P<%s>%s)' % named.groups() if named else '(?:%s)' % part[2:-2]
        elif part.startswith('${'):
            out += re.escape(values[part[2:-1]])
        else:
            out += re.escape(part)
    return re.compile(out)


def unescape(text):
    return re.sub(rb'\\(x[0-9a-f]{2}|[rnt0\\])', lambda m: bytes([int(m[1][1:], 16)]) if m[1][:1] == b'x' else
                  {b'r': b'\r', b'n': b'\n', b't': b'\t', b'0': b'\0', b'\\': b'\\'}[m[1]], text.encode())


class Transcript:
    def __init__(self, path, program, dialect):
        self.path, self.program, self.dialect = path, program, dialect
        self.folder = tempfile.mkdtemp(prefix='natsop-wire.')
        self.connections, self.values, self.arguments = {}, {}, []
        self.config, self.process, self.ports, self.last, self.reloads, self.said = None, None, {}, None, 0, ''

    # -- the server

    def start(self):
        ports = os.path.join(self.folder, 'ports')
        os.makedirs(ports, exist_ok=True)
        command = [self.program, '-a', '127.0.0.1', '--ports_file_dir', ports, *self.arguments]
        if '-p' not in self.arguments:
            command += ['-p', '-1']
        if self.config is not None:
            command += ['-c', self.write('server.conf', self.config)]
        with open(os.path.join(self.folder, 'log'), 'ab') as log:
            self.process = subprocess.Popen(command, cwd=self.folder, stdout=log, stderr=log)
        path, end = None, time.monotonic() + 10
        while time.monotonic() < end and self.process.poll() is None:
            found = os.listdir(ports)
            if found:
                try:
                    with open(os.path.join(ports, found[0])) as file:
                        self.ports = json.load(file)
                    return
                except (OSError, ValueError):  # not written yet, or just renamed
                    pass
            time.sleep(0.005)
        raise Failure('the server did not start:\n' + self.log())

    def log(self):
        try:
            with open(os.path.join(self.folder, 'log'), errors='replace') as file:
                return file.read()
        except OSError:
            return ''

    def write(self, name, text):
        path = os.path.join(self.folder, name)
        with open(path, 'w') as file:
            file.write(text.replace('$DIR', self.folder))
        return path

    def address(self, kind='nats'):
        url = self.ports[kind][0]
        host, port = re.fullmatch(r'\w+://(.*):(\d+)', url).groups()
        return '127.0.0.1', int(port)

    def close(self):
        for connection in self.connections.values():
            connection.socket.close()
        if self.process:
            if self.process.poll() is None:
                self.process.terminate()
            try:
                self.process.wait(10)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
                raise Failure('the server did not end')
            finally:
                if not os.environ.get('KEEP'):
                    shutil.rmtree(self.folder, ignore_errors=True)
            if 'AddressSanitizer' in self.log() or 'LeakSanitizer' in self.log():
                raise Failure(self.log())

    # -- directives

    def wait_log(self, text, count=1):
        end = time.monotonic() + PATIENCE
        while self.log().count(text) < count:
            if time.monotonic() > end:
                raise Failure('the log does not say "%s":\n%s' % (text, self.log()))
            time.sleep(0.005)

    def directive(self, words, block):
        name = words[0][1:]
        if name == 'config':
            self.config = block
            if self.process:
                self.write('server.conf', block)
        elif name == 'file':
            self.write(words[1], block)
        elif name == 'arguments':
            self.arguments = [word.replace('$DIR', self.folder) for word in words[1:]]
        elif name == 'certificates':
            self.certificates()
        elif name == 'reload':
            self.reloads += 1
            self.process.send_signal(signal.SIGHUP)
            self.wait_log('Reloaded server configuration', self.reloads)
        elif name == 'signal':
            self.process.send_signal(getattr(signal, 'SIG' + words[1]))
        elif name == 'log':
            self.wait_log(' '.join(words[1:]))
        elif name == 'nsc':
            self.nsc(shlex.split(' '.join(words[1:]).replace('$URL', self.ports['nats'][0] if self.ports else '')))
        elif name == 'value':
            found = re.search(' '.join(words[2:]), self.said, re.M)
            if not found:
                raise Failure('not in what nsc said: ' + self.said)
            self.values[words[1]] = found[1]
        elif name == 'append':
            self.config += ' '.join(words[1:]) + '\n'
        elif name == 'ends':
            self.process.wait(PATIENCE)
        else:
            raise Failure('unknown directive ' + words[0])

    def certificates(self):
        """ca.pem, server.pem and .key for localhost, client.pem and .key for the user derek."""
        def run(*arguments):
            subprocess.run(['openssl', *arguments], cwd=self.folder, check=True, stdout=subprocess.DEVNULL,
                           stderr=subprocess.DEVNULL)
        key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2']
        run('req', '-x509', *key, '-subj', '/CN=wire', '-keyout', 'ca.key', '-out', 'ca.pem')
        for name, extension in (('server', 'subjectAltName=DNS:localhost,IP:127.0.0.1'), ('client', 'subjectAltName=email:derek@nats.io')):
            run('req', *key, '-subj', '/CN=' + name, '-addext', extension, '-keyout', name + '.key', '-out', name + '.csr')
            run('x509', '-req', '-in', name + '.csr', '-CA', 'ca.pem', '-CAkey', 'ca.key', '-CAcreateserial', '-days', '2',
                '-copy_extensions', 'copyall', '-out', name + '.pem')

    def nsc(self, arguments):
        """Runs nsc with a store of this transcript. A configuration that it generates is the server's."""
        for name, value in self.values.items():
            arguments = [argument.replace('${%s}' % name, value) for argument in arguments]
        drop = ('NATS_', 'NSC_', 'NKEYS_', 'XDG_')
        environment = {k: v for k, v in os.environ.items() if not k.startswith(drop)}
        done = subprocess.run([NSC, *arguments], cwd=self.folder, env=dict(environment, HOME=self.folder),
                              capture_output=True, text=True)
        self.said = done.stdout + done.stderr
        if done.returncode:
            raise Failure(self.said)
        if arguments[:2] == ['generate', 'config']:
            self.config = re.sub(r"dir: .*", "dir: '%s'" % os.path.join(self.folder, 'jwt'), done.stdout)

    # -- steps

    def connect(self, words):
        if not self.process:
            self.start()
        self.connections[words[1]] = Connection(words[1], self.address(words[2] if len(words) > 2 else 'nats'))

    def login(self, words):
        """Connects and logs in without answers; the JSON adds to, or replaces, the usual fields."""
        self.connect(words[:2])
        connection = self.connections[words[1]]
        if not (connection.line('INFO') or '').startswith('INFO '):
            raise Failure('no INFO')
        fields = {'verbose': False, 'pedantic': False, 'protocol': 1, 'lang': 'wire', 'headers': True, 'no_responders': True}
        fields.update(json.loads(self.filled(' '.join(words[2:])) or '{}'))
        connection.send(b'CONNECT %s\r\nPING\r\n' % json.dumps(fields).encode())
        self.expect([connection], 'PONG')

    def filled(self, text):
        for name, value in self.values.items():
            text = text.replace('${%s}' % name, value)
        return text

    def expect(self, connections, text):
        wanted = pattern_of(text, self.values)
        end = time.monotonic() + PATIENCE
        while True:
            for connection in connections:
                if len(connections) > 1 and not connection.has_line() and not connection.fill(time.monotonic() + 0.02):
                    continue
                line = connection.line(text, end)
                found = wanted.fullmatch(line) if line is not None else None
                if not found:
                    said = 'the connection is closed' if connection.closed else 'nothing came' if line is None else line
                    raise Failure('%s: expected %s\n    got %s' % (connection.name, text, said))
                self.values.update(found.groupdict())
                self.last = connection
                return
            if time.monotonic() > end:
                raise Failure('none got ' + text)

    def expect_info(self, connection, text):
        line = connection.line('INFO') or 'nothing'
        if not line.startswith('INFO '):
            raise Failure('%s: expected INFO, got %s' % (connection.name, line))
        info = json.loads(line[5:])
        for key, value in json.loads(text or '{}').items():
            if info.get(key) != value:
                raise Failure('%s: %s is %r in %s' % (connection.name, key, info.get(key), line))

    def expect_close(self, connection):
        while connection.buffer or connection.fill(time.monotonic() + PATIENCE):
            line = connection.line(end=time.monotonic() + PATIENCE)
            if line is not None:
                raise Failure('%s: expected the end, got %s' % (connection.name, line))
            if connection.closed:
                break
        if not connection.closed:
            raise Failure('%s: the connection stays open' % connection.name)

    def step(self, line):
        words = line.split()
        if words[0] == 'connect':
            return self.connect(words)
        if words[0] == 'login':
            return self.login(words)
        if words[0] == 'sync':  # the server has seen what was sent, and has nothing to say to it
            for name in words[1:]:
                self.connections[name].send(b'PING\r\n')
                self.expect([self.connections[name]], 'PONG')
            return None
        found = re.fullmatch(r'(\S+) (>>|>|<info|<close|<|tls)(?: (.*))?', line)
        if line.startswith('| '):
            return self.expect([self.last], line[2:])
        if line == '|':
            return self.expect([self.last], '')
        if not found:
            raise Failure('cannot read this line')
        names, verb, text = found[1].split(','), found[2], found[3] or ''
        connections = [self.connections[name] for name in names]
        if verb in ('>', '>>'):
            connections[0].send(unescape(self.filled(text)) + (b'\r\n' if verb == '>' else b''))
        elif verb == '<':
            self.expect(connections, text)
        elif verb == '<info':
            self.expect_info(connections[0], text)
        elif verb == '<close':
            self.expect_close(connections[0])
        elif verb == 'tls':
            authority = os.path.join(self.folder, 'ca.pem')
            try:
                connections[0].start_tls(authority, os.path.join(self.folder, text) if text else None)
            except (ssl.SSLError, OSError) as error:
                raise Failure('TLS: %s' % error)
        return None

    def play(self):
        with open(self.path) as file:
            lines = file.read().split('\n')
        steps, at = 0, 0
        try:
            while at < len(lines):
                number, line = at + 1, lines[at]
                at += 1
                mark = re.match(r'\[([^\]]+)\] ', line)
                if mark:
                    line = line[mark.end():]
                block = ''
                if line.startswith(('@config', '@file')):
                    while lines[at] != '@end':
                        block += lines[at] + '\n'
                        at += 1
                    at += 1
                if not line.strip() or line.startswith('#') or mark and self.dialect not in mark[1].split(','):
                    continue
                try:
                    if line.startswith('@'):
                        self.directive(line.split(), block)
                    else:
                        self.step(line)
                except (Failure, OSError, KeyError, subprocess.SubprocessError) as error:
                    raise Failure('%s:%d: %s\n    %s' % (self.path, number, line, error))
                steps += 1
        finally:
            self.close()
        return steps


def dialect_of(program):
    if os.path.basename(os.path.realpath(program)) == 'natsop':
        return 'ours'
    said = subprocess.run([program, '--version'], capture_output=True, text=True).stdout
    found = re.search(r'nats-server: v(\d+\.\d+)', said)
    return found[1] if found else 'ours'


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('--server', default=os.environ.get('NATS_SERVER', 'nats-server'))
    parser.add_argument('--as', dest='dialect')
    parser.add_argument('transcripts', nargs='+')
    options = parser.parse_args()
    os.environ['PATH'] += ':/usr/sbin'
    program = shutil.which(options.server)
    if not program:
        sys.exit('no such program: ' + options.server)
    dialect = options.dialect or dialect_of(program)
    failed = 0
    for path in options.transcripts:
        try:
            print('%s: %d steps as written (%s)' % (path, Transcript(path, program, dialect).play(), dialect), flush=True)
        except Failure as failure:
            failed += 1
            print('FAILED %s' % failure, flush=True)
    sys.exit(1 if failed else 0)


if __name__ == '__main__':
    main()
