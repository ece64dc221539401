#!/usr/bin/python3
"""What natsop's commands cost, beside what the originals cost: ./bootstrap bench [NAME…].

Every line has the median wall time, processor time and peak memory of one command, and the ratio to the original: above 1, ours is
faster. Where ORIGINAL_NATS or ORIGINAL_NSC name the Go programs, both take turns in this run; otherwise the ratio is to what was
recorded (recorded.json, which says on which machine). Servers are nats-server on loopback, with streams in memory.
"""
import json, os, re, shutil, statistics, subprocess, sys, tempfile, time

HERE = os.path.dirname(os.path.abspath(__file__))
BUILD = os.environ.get('BUILD', os.path.join(HERE, '../../build/release'))
NATS = os.path.join(BUILD, 'libexec/natsop/bin/nats')
NSC = os.path.join(BUILD, 'libexec/natsop/bin/nsc')
MEASURE = os.path.join(BUILD, 'tests/bench/bench_measure')
SIGNING = os.path.join(BUILD, 'tests/bench/bench_signing')


class Bench:
    def __init__(self):
        with open(os.path.join(HERE, 'recorded.json')) as file:
            self.recorded = json.load(file)
        self.root = tempfile.mkdtemp(prefix='natsop-bench.')
        home = os.path.join(self.root, 'home')
        os.makedirs(home)
        drop = ('NATS_', 'NSC_', 'NKEYS_', 'XDG_')
        self.environment = {k: v for k, v in os.environ.items() if not k.startswith(drop)}
        self.environment.update(HOME=home, LC_ALL='C.UTF-8', TZ='UTC')
        self.servers = []

    def __enter__(self):
        return self

    def __exit__(self, *error):
        for process in self.servers:
            process.terminate()
            process.wait()
        shutil.rmtree(self.root, ignore_errors=True)

    def folder(self, name):
        path = os.path.join(self.root, name)
        os.makedirs(path, exist_ok=True)
        return path

    def call(self, *command):
        done = subprocess.run(command, env=self.environment, cwd=self.root, capture_output=True, text=True)
        if done.returncode != 0:
            sys.exit('%s: status %d\n%s%s' % (' '.join(command), done.returncode, done.stdout, done.stderr))
        return done.stdout

    def measure(self, count, *command):
        lines = self.call(MEASURE, str(count), *command).splitlines()
        return [tuple(int(word) for word in line.split()) for line in lines]

    def server(self, *arguments):
        """Starts a nats-server on a free port and returns its URL."""
        ports = self.folder('ports')
        program = shutil.which('nats-server', path=os.environ['PATH'] + ':/usr/sbin')
        process = subprocess.Popen([program, '-a', '127.0.0.1', '-p', '-1', '--ports_file_dir', ports, *arguments],
                                   cwd=self.root, stderr=subprocess.DEVNULL)
        self.servers.append(process)
        path = os.path.join(ports, 'nats-server_%d.ports' % process.pid)
        end = time.monotonic() + 20
        while time.monotonic() < end:
            try:
                with open(path) as file:
                    return json.load(file)['nats'][0]
            except (OSError, ValueError):
                time.sleep(0.01)
        sys.exit('nats-server did not start')

    def row(self, name, count, wall, cpu=None, memory=None, original=None):
        """Milliseconds and MiB; `original`: milliseconds measured in this run."""
        before = original or self.recorded['milliseconds'].get(name)
        source = '' if original or not before else ' (recorded)'
        print('%-46s %6d %10.2f %8s %9s %12s %8s%s' % (
            name, count, wall, '' if cpu is None else '%.2f' % cpu, '' if memory is None else '%.1f' % memory,
            '%.2f' % before if before else '-', '%.1fx' % (before / wall) if before else '-', source), flush=True)

    def compare(self, name, count, program, *arguments):
        """One command, many times; turn by turn with the original where that is there."""
        original = os.environ.get('ORIGINAL_' + os.path.basename(program).upper())
        self.measure(3, program, *arguments)
        ours, theirs = [], []
        for _ in range(count):
            ours += self.measure(1, program, *arguments)
            if original:
                theirs += self.measure(1, original, *arguments)
        self.row(name, count, median(ours, 0), median(ours, 1), median(ours, 2) * 1000 / 1024,
                 original=median(theirs, 0) if theirs else None)


def median(runs, column):
    return statistics.median(run[column] for run in runs) / 1000


def start_up(bench):
    for number in range(4):
        bench.call(NATS, 'context', 'save', 'c%d' % number, '--server', 'nats://127.0.0.1:%d' % (4222 + number))
    bench.compare('nats --version', 101, NATS, '--version')
    bench.compare('nats context ls (4 contexts)', 101, NATS, 'context', 'ls')
    bench.compare('nsc --version', 101, NSC, '--version')


def streams(bench):
    url = bench.server('-js', '-sd', bench.folder('js'))
    with_server = ['-s', url, '--no-context']
    begin = time.monotonic()
    for number in range(1000):
        bench.call(NATS, *with_server, 'stream', 'add', 'S%04d' % number, '--subjects', 's%04d.>' % number,
                   '--storage', 'memory', '--defaults')
    bench.row('nats stream add, each', 1000, (time.monotonic() - begin))
    bench.compare('nats stream report (1000 streams)', 31, NATS, *with_server, 'stream', 'report')
    bench.compare('nats stream ls (1000 streams)', 31, NATS, *with_server, 'stream', 'ls')
    bench.compare('nats rtt', 31, NATS, *with_server, 'rtt')
    bench.compare('nats pub x1', 31, NATS, *with_server, 'pub', 'x', 'y')


def users(bench):
    bench.environment['NKEYS_PATH'] = bench.folder('users-keys')
    bench.call(NSC, 'env', '-s', bench.folder('users-store'))
    bench.call(NSC, 'add', 'operator', '-n', 'OP')
    bench.call(NSC, 'add', 'account', '-n', 'A')
    runs = []
    for number in range(1000):
        runs += bench.measure(1, NSC, 'add', 'user', '--account', 'A', '--name', 'u%04d' % number)
    bench.row('nsc add user', 1000, median(runs, 0), median(runs, 1), median(runs, 2) * 1000 / 1024)
    bench.row('nsc add user, the last 100', 100, median(runs[-100:], 0))


def pushing(bench):
    bench.environment['NKEYS_PATH'] = bench.folder('push-keys')
    bench.call(NSC, 'env', '-s', bench.folder('push-store'))
    bench.call(NSC, 'add', 'operator', '-n', 'OP', '--sys')
    for number in range(200):
        bench.call(NSC, 'add', 'account', '-n', 'A%03d' % number)
    resolver = os.path.join(bench.root, 'resolver.conf')
    bench.call(NSC, 'generate', 'config', '--nats-resolver', '--config-file', resolver)
    with open(resolver) as file:
        text = re.sub(r"dir: .*", "dir: '%s'" % bench.folder('jwt'), file.read())
    with open(resolver, 'w') as file:
        file.write(text)
    url = bench.server('-c', resolver)
    bench.call(NSC, 'edit', 'operator', '--account-jwt-server-url', url)
    bench.call(NSC, 'push', '-a', 'A000')
    one = bench.measure(11, NSC, 'push', '-a', 'A000')
    bench.row('nsc push -a A000', 11, median(one, 0), median(one, 1), median(one, 2) * 1000 / 1024)
    all_of_them = bench.measure(11, NSC, 'push', '-A')
    bench.row('nsc push -A (200 accounts)', 11, median(all_of_them, 0), median(all_of_them, 1),
              median(all_of_them, 2) * 1000 / 1024)
    bench.call(NSC, 'list', 'accounts')
    bench.compare('nsc list accounts (200 accounts)', 31, NSC, 'list', 'accounts')


def signing(bench):
    rounds = [tuple(float(word) for word in bench.call(SIGNING, '10000').split()) for _ in range(5)]
    user, key, signature = (statistics.median(column) for column in zip(*rounds))
    bench.row('10,000 users in one process, each', 10000, user / 1000)
    print('    of which making the key %.1f us, one signature %.1f us' % (key, signature))


PARTS = {'start-up': start_up, 'streams': streams, 'users': users, 'push': pushing, 'signing': signing}


def main():
    wanted = sys.argv[1:] or list(PARTS)
    unknown = [name for name in wanted if name not in PARTS]
    if unknown:
        sys.exit('no such part: %s; there are %s' % (', '.join(unknown), ', '.join(PARTS)))
    print('%-46s %6s %10s %8s %9s %12s %8s' % ('command', 'runs', 'ms', 'cpu ms', 'MiB', 'original ms', 'ratio'))
    for name in wanted:
        with Bench() as bench:
            PARTS[name](bench)


main()
