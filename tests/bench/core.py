#!/usr/bin/python3
"""The engine beside nats-server: ./bootstrap bench core [ROW…] [--seconds S] [--rounds N].

Each row puts one kind of load (bench_load) on our server and on nats-server in turn, on loopback in a network namespace of its own
where that is possible, and prints medians: messages a second (those delivered, where there are subscribers), messages a second of
the server's processor time, and the server's memory after the load (peak in brackets). Ratios above 1 are in our favour. OURS and
THEIRS name other servers. No test fails because of a time.
"""
import argparse, json, os, shutil, signal, statistics, subprocess, sys, tempfile, time

HERE = os.path.dirname(os.path.abspath(__file__))
BUILD = os.environ.get('BUILD', os.path.join(HERE, '../../build/release'))
LOAD = os.environ.get('LOAD', os.path.join(BUILD, 'tests/bench/bench_load'))
OURS = os.environ.get('OURS', os.path.join(BUILD, 'libexec/natsop/bin/nats-server'))
THEIRS = os.environ.get('THEIRS', shutil.which('nats-server', path=os.environ['PATH'] + ':/usr/sbin'))
SIZES = ((16, '16 B'), (128, '128 B'), (1024, '1 KiB'), (16384, '16 KiB'))


def rows():
    shapes = (('pub', []), ('1:1', ['subscribers=1']), ('1:4', ['subscribers=4']), ('4:4', ['publishers=4', 'subscribers=4']),
              ('queue of 8', ['subscribers=8', 'queue=1']))
    for name, arguments in shapes:
        for size, label in SIZES:
            yield '%s, %s' % (name, label), ['stream', 'size=%d' % size] + arguments
    yield '1,000 subjects, 10,000 wildcards', ['stream', 'size=128', 'subscribers=1', 'wildcards=1']
    for size, label in SIZES:
        yield 'request, %s' % label, ['requests', 'size=%d' % size]


class Server:
    """A server process on a free port, and what the kernel says of it."""

    def __init__(self, program):
        self.folder = tempfile.mkdtemp(prefix='natsop-bench.')
        self.process = subprocess.Popen([program, '-a', '127.0.0.1', '-p', '-1', '--ports_file_dir', self.folder],
                                        cwd=self.folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self.port = self.await_port()

    def await_port(self):
        end = time.monotonic() + 10
        while time.monotonic() < end and self.process.poll() is None:
            for name in os.listdir(self.folder):
                try:
                    with open(os.path.join(self.folder, name)) as file:
                        return int(json.load(file)['nats'][0].rsplit(':', 1)[1])
                except (OSError, ValueError, LookupError):
                    pass
            time.sleep(0.01)
        sys.exit('%s did not start' % self.process.args[0])

    def cpu(self):
        """Seconds that its threads ran: to the nanosecond, where utime and stime count in hundredths."""
        total, folder = 0, '/proc/%d/task' % self.process.pid
        for thread in os.listdir(folder):
            try:
                with open(os.path.join(folder, thread, 'schedstat')) as file:
                    total += int(file.read().split()[0])
            except OSError:
                pass  # it has just ended
        return total / 1e9

    def memory(self):
        """MiB now, and at most."""
        with open('/proc/%d/status' % self.process.pid) as file:
            lines = dict(line.split(':', 1) for line in file)
        return tuple(int(lines[key].split()[0]) / 1024 for key in ('VmRSS', 'VmHWM'))

    def close(self):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)


def one_run(program, arguments, seconds):
    server = Server(program)
    try:
        before = server.cpu()
        done = subprocess.run([LOAD, str(server.port), *arguments, 'seconds=%g' % seconds], capture_output=True, text=True)
        cpu = max(server.cpu() - before, 1e-6)
        if done.returncode != 0:
            sys.exit('%s\n%s: %s' % (done.stderr, program, ' '.join(arguments)))
        said = json.loads(done.stdout)
        messages = said.get('requests') or said['delivered'] or said['published']
        resident, peak = server.memory()
        return {'rate': messages / said['seconds'], 'per_cpu': messages / cpu, 'resident': resident, 'peak': peak,
                'p50': said.get('p50'), 'p99': said.get('p99')}
    finally:
        server.close()


def medians(runs):
    return {key: statistics.median(run[key] for run in runs) if runs[0][key] is not None else None for key in runs[0]}


def count(value):
    return '{:,.0f}'.format(value)


def print_row(name, ours, theirs):
    cells = [name, count(ours['rate']), count(theirs['rate']), '%.2fx' % (ours['rate'] / theirs['rate']),
             count(ours['per_cpu']), count(theirs['per_cpu']), '%.2fx' % (ours['per_cpu'] / theirs['per_cpu'])]
    cells += ['%.1f (%.1f)' % (side['resident'], side['peak']) for side in (ours, theirs)]
    if ours['p50'] is not None:
        cells[0] += ' (p50 %.0f, p99 %.0f us; theirs %.0f, %.0f)' % (ours['p50'], ours['p99'], theirs['p50'], theirs['p99'])
    print('| ' + ' | '.join(cells) + ' |', flush=True)


def idle(program):
    """Milliseconds until the port is open, and MiB half a second later."""
    begin = time.monotonic()
    server = Server(program)
    started = (time.monotonic() - begin) * 1000
    time.sleep(0.5)
    resident = server.memory()[0]
    server.close()
    return started, resident


def main():
    parser = argparse.ArgumentParser(prog='./bootstrap bench core')
    parser.add_argument('rows', nargs='*', help='beginnings of row names')
    parser.add_argument('--seconds', type=float, default=1.0, help='how long publishers publish in each run')
    parser.add_argument('--rounds', type=int, default=3)
    options = parser.parse_args()
    chosen = [row for row in rows() if not options.rows or any(row[0].startswith(part) for part in options.rows)]
    if not chosen:
        sys.exit('no such row; there are: ' + '; '.join(row[0] for row in rows()))
    for program in (OURS, THEIRS):
        version = subprocess.run([program, '--version'], capture_output=True, text=True).stdout.strip()
        print('%s: %s; ready after %.0f ms, idle %.1f MiB' % (program, version, *idle(program)))
    print('\n| load | msgs/s | theirs | ratio | msgs/CPU s | theirs | ratio | MiB (peak) | theirs |')
    print('|---|---|---|---|---|---|---|---|---|', flush=True)
    for name, arguments in chosen:
        ours, theirs = [], []
        for _ in range(options.rounds):
            ours.append(one_run(OURS, arguments, options.seconds))
            theirs.append(one_run(THEIRS, arguments, options.seconds))
        print_row(name, medians(ours), medians(theirs))


main()
