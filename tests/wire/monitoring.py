#!/usr/bin/python3
"""Compares what two kinds of servers say of themselves: monitoring.py OURS REFERENCE…; monitoring.py --record REFERENCE

Starts each program with the same configuration and connections, asks every monitoring path and $SYS service of all of them,
and compares the fields of the answers. A field that only one side has is a failure, unless a table below lists it with a
reason. Values are not compared. The newest reference is monitoring.json: the same of nats-server 2.15, recorded, since Debian
12 has none so new; what only we have is judged by that one alone. Standard library only.
"""
import json, os, re, shutil, socket, subprocess, sys, tempfile, time, urllib.error, urllib.request

CONFIG = """
listen: 127.0.0.1:-1
http: 127.0.0.1:-1
server_name: shapes
server_tags: ["a:b", "c"]
websocket { listen: "127.0.0.1:-1", no_tls: true }
accounts {
  A {
    users [ {user: a, password: a} ]
    exports [ {service: "q.>"}, {stream: "s.>", accounts: [B]} ]
    mappings { x: y }
  }
  B {
    users [ {user: b, password: b, permissions: {publish: {deny: "no"}, subscribe: ["_INBOX.>", "s.>", "p.>"]}} ]
    imports [ {service: {account: A, subject: "q.x"}, to: "qq.x"}, {stream: {account: A, subject: "s.>"}, prefix: p} ]
  }
  SYS { users [ {user: s, password: s} ] }
}
system_account: SYS
"""

PATHS = ['/varz', '/connz', '/connz?subs=1&auth=1', '/connz?subs=detail&auth=1', '/connz?state=closed&auth=1', '/routez',
         '/gatewayz', '/leafz', '/subsz', '/subsz?subs=1', '/accountz', '/accountz?acc=A', '/accountz?acc=B',
         '/accountz?acc=SYS', '/accstatz', '/jsz', '/healthz', '/ipqueuesz', '/connz?sort=x', '/connz?sort=stop',
         '/connz?limit=x', '/connz?state=x', '/subsz?test=a.*', '/accountz?acc=x', '/healthz?stream=x', '/raftz', '/nope']

SERVICES = ['PING', 'PING.IDZ', 'PING.STATSZ', 'PING.VARZ', 'PING.SUBSZ', 'PING.CONNZ', 'PING.ROUTEZ', 'PING.GATEWAYZ',
            'PING.LEAFZ', 'PING.ACCOUNTZ', 'PING.JSZ', 'PING.HEALTHZ', 'PING.RAFTZ', 'ID.VARZ', 'ID.STATSZ', 'ID.RELOAD']
ACCOUNT_SERVICES = ['A.SUBSZ', 'A.CONNZ', 'A.LEAFZ', 'A.JSZ', 'A.INFO', 'A.STATZ', 'A.CONNS', 'B.CONNZ', 'PING.STATZ']

# Objects whose members are names that the user chose, or paths: any member counts as `*`.
NAMED = ['http_req_stats', 'mappings']
# Fields that only nats-server has.
THEIRS = {
    r'.*\.go$': 'this server is not written in Go',
    r'.*\bgomaxprocs': 'the same',
    r'.*\bgomemlimit': 'the same',
    r'.*\bfeature_flags\b.*': 'switches of its JetStream',
    r'.*\bdisk_io_wait_stats\b.*': 'a limit of Go on threads that wait for disks',
    r'.*\bgit_commit': 'left out',
    r'/ipqueuesz .*': 'queues between its threads; here is one thread',
    r'.*\.data$': 'null beside an error: left out',
}
# Fields that only this server has.
OURS = {
    r'.*\.exports\[\]\.account_token_position': 'which token of the subject names the importer',
}


class Client:
    def __init__(self, port, user):
        self.socket = socket.create_connection(('127.0.0.1', port), 5)
        self.file = self.socket.makefile('rb')
        self.file.readline()
        self.user, self.inboxes = user, 0
        self.send('CONNECT ' + json.dumps({'user': user, 'pass': user, 'verbose': False, 'pedantic': False, 'headers': True,
                                           'no_responders': True, 'protocol': 1, 'name': 'me', 'lang': 'py', 'version': '1'}))
        self.flush()

    def send(self, text):
        self.socket.sendall(text.encode() + b'\r\n')

    def flush(self):
        """Waits until the server has handled everything, or has refused this client."""
        try:
            self.send('PING')
            for line in iter(self.file.readline, b''):
                if line.startswith(b'PONG'):
                    return
        except ConnectionError:
            pass

    def request(self, subject, body=''):
        """The first answer's payload; None when nobody is there."""
        self.inboxes += 1
        inbox = '_INBOX.%s%d' % (self.user, self.inboxes)
        self.send('SUB %s %s\r\nUNSUB %s 1\r\nPUB %s %s %d\r\n%s' % (inbox, inbox, inbox, subject, inbox, len(body), body))
        return self.message(inbox)

    def message(self, sid):
        return self.messages([sid])[sid]

    def messages(self, sids):
        """The first payload of each subscription, by its sid; None for the sign that nobody is there."""
        found = {}
        while len(found) < len(sids):
            line = self.file.readline()
            words = line.decode().split()
            if not line:
                break
            if words and words[0] in ('MSG', 'HMSG'):
                payload = self.file.read(int(words[-1]) + 2)[:-2]
                if words[2] in sids:
                    alone = words[0] == 'HMSG' and len(payload) == int(words[-2])
                    found.setdefault(words[2], None if alone else payload.decode())
            elif words and words[0] == 'PING':
                self.send('PONG')
        return {sid: found.get(sid) for sid in sids}


class Server:
    def __init__(self, program):
        self.program = program
        self.folder = tempfile.mkdtemp(prefix='natsop-shapes.')
        self.answers = {}

    def __enter__(self):
        config = os.path.join(self.folder, 'server.conf')
        with open(config, 'w') as file:
            file.write(CONFIG)
        ports = os.path.join(self.folder, 'ports')
        os.makedirs(ports)
        with open(os.path.join(self.folder, 'log'), 'wb') as log:
            self.process = subprocess.Popen([self.program, '-c', config, '--ports_file_dir', ports], stdout=log, stderr=log)
        end = time.monotonic() + 10
        while time.monotonic() < end and self.process.poll() is None:
            try:
                name, = os.listdir(ports)
                with open(os.path.join(ports, name)) as file:
                    self.ports = json.load(file)
                return self
            except (OSError, ValueError):  # not written yet, or just renamed
                time.sleep(0.01)
        with open(os.path.join(self.folder, 'log')) as file:
            sys.exit('%s did not start:\n%s' % (self.program, file.read()))

    def __exit__(self, *_):
        self.process.kill()
        self.process.wait()
        shutil.rmtree(self.folder)

    def get(self, path):
        url = self.ports['monitoring'][0] + path
        try:
            with urllib.request.urlopen(url, timeout=5) as answer:
                return answer.status, answer.headers['Content-Type'], answer.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.headers['Content-Type'], error.read().decode()

    def ask(self):
        port = int(self.ports['nats'][0].rsplit(':', 1)[1])
        a, b, system, gone = (Client(port, user) for user in 'absa')
        gone.send('SUB gone 1')
        gone.flush()
        gone.socket.shutdown(socket.SHUT_RDWR)
        refused = Client(port, 'nobody')
        a.send('SUB foo q 1\r\nSUB q.x 2\r\nSUB bar.* 3\r\nUNSUB 3 10\r\nPUB foo 2\r\nhi')
        b.send('SUB p.s.foo 1')
        for client in (a, b, system):
            client.flush()
        for path in PATHS:
            self.answers[path] = self.get(path)
        version = json.loads(self.answers['/varz'][2])
        self.version = version['version']
        for name in SERVICES:
            subject = '$SYS.REQ.SERVER.' + name.replace('ID.', version['server_id'] + '.') if name.startswith('ID.') else \
                '$SYS.REQ.SERVER.' + name
            self.note(name, system.request(subject))
        self.note('PING.CONNZ bad', system.request('$SYS.REQ.SERVER.PING.CONNZ', '{"sort":"x"}'))
        self.note('PING.VARZ bad', system.request('$SYS.REQ.SERVER.PING.VARZ', 'x'))
        for name in ACCOUNT_SERVICES:
            self.note('account ' + name, system.request('$SYS.REQ.ACCOUNT.' + name))
        for name in ('ACCOUNT.PING.CONNZ', 'SERVER.PING.CONNZ', 'ACCOUNT.PING.STATZ', 'USER.INFO', 'SERVER.PING'):
            self.note('user ' + name, a.request('$SYS.REQ.' + name))
            self.note('limited user ' + name, b.request('$SYS.REQ.' + name))
        self.events(system, port)
        for client in (a, b, system, refused):
            client.socket.close()

    def note(self, name, text):
        self.answers[name] = None if text is None else (200, '', text)

    def events(self, system, port):
        subjects = {'connect': '$SYS.ACCOUNT.A.CONNECT', 'disconnect': '$SYS.ACCOUNT.A.DISCONNECT',
                    'conns': '$SYS.ACCOUNT.A.SERVER.CONNS', 'old conns': '$SYS.SERVER.ACCOUNT.A.CONNS',
                    'refused': '$SYS.SERVER.*.CLIENT.AUTH.ERR'}
        for name, subject in subjects.items():
            sid = name.replace(' ', '_')
            system.send('SUB %s %s\r\nUNSUB %s 1' % (subject, sid, sid))
        system.flush()
        client = Client(port, 'a')
        client.socket.shutdown(socket.SHUT_RDWR)
        Client(port, 'nobody').socket.close()
        for sid, payload in system.messages([name.replace(' ', '_') for name in subjects]).items():
            self.note('event ' + sid, payload)


def fields(value, path=''):
    """Every path to a member: `.a.b`, `.list[].c`."""
    if isinstance(value, dict):
        for key, member in value.items():
            below = path + '.' + ('*' if path.rsplit('.', 1)[-1] in NAMED else key)
            yield below
            yield from fields(member, below)
    elif isinstance(value, list):
        for member in value:
            yield from fields(member, path + '[]')


def shape(answer):
    """What of an answer is compared: status, type, and the fields or, without JSON, the text."""
    if answer is None:
        return None
    status, kind, text = answer
    try:
        return {'status': status, 'type': kind.split(';')[0], 'fields': sorted(set(fields(json.loads(text))))}
    except ValueError:
        return {'status': status, 'type': kind.split(';')[0], 'text': text.strip()}


def shapes(program):
    with Server(program) as server:
        server.ask()
        return {'version': server.version, 'answers': {name: shape(answer) for name, answer in server.answers.items()}}


def excused(table, name, field):
    return any(re.fullmatch(pattern, name + ' ' + field) or re.fullmatch(pattern, field) for pattern in table)


def compare(ours, theirs, newest):
    """Lines about what differs."""
    faults = []
    for name, mine in ours.items():
        other = theirs.get(name)
        if mine is None or other is None:
            if mine is not other and (newest or mine is None):
                faults.append('%s: %s' % (name, 'nobody answers' if mine is None else 'there nobody answers'))
            continue
        if newest:
            faults += ['%s: %s %r, not %r' % (name, key, mine.get(key), other.get(key)) for key in ('status', 'type', 'text')
                       if mine.get(key) != other.get(key)]
            faults += ['%s: %s is not there' % (name, field) for field in mine.get('fields', [])
                       if field not in other.get('fields', []) and not excused(OURS, name, field)]
        if mine['status'] == other['status']:
            faults += ['%s: lacks %s' % (name, field) for field in other.get('fields', [])
                       if field not in mine.get('fields', []) and not excused(THEIRS, name, field)]
    return faults


def main():
    recorded = os.path.splitext(os.path.abspath(__file__))[0] + '.json'
    if sys.argv[1] == '--record':
        found = shapes(sys.argv[2])
        with open(recorded, 'w') as file:
            file.write('{"version": "%s", "answers": {\n%s\n}}\n' % (
                found['version'], ',\n'.join('%s: %s' % (json.dumps(name), json.dumps(answer))
                                            for name, answer in sorted(found['answers'].items()))))
        return
    ours = shapes(sys.argv[1])
    with open(recorded) as file:
        references = [*map(shapes, sys.argv[2:]), json.load(file)]
    faults = 0
    for reference in references:
        found = compare(ours['answers'], reference['answers'], reference is references[-1])
        print('%s beside %s: %d answers, %d differences' % (ours['version'], reference['version'], len(ours['answers']),
                                                            len(found)))
        print(''.join('  %s\n' % line for line in found), end='')
        faults += len(found)
    sys.exit(1 if faults else 0)


main()
