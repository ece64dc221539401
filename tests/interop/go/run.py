#!/usr/bin/python3
"""Runs the tests of Debian's Go client against a server: run.py [--server PROGRAM] [--kind core] [REGEX].

The package golang-github-nats-io-go-nats-dev has the client's own tests, which start servers through a Go package; server/ stands in for
that one, and starts PROGRAM instead. Each test runs in namespaces of its own (which needs root, or unprivileged ones), so ports do not
clash. Kinds: core (neither JetStream nor clusters), cluster, jetstream. Tests in failures.txt may fail; any other that does fails the run.
"""
import argparse, collections, concurrent.futures, hashlib, os, re, shutil, subprocess, sys, tempfile, threading, time

HERE = os.path.dirname(os.path.abspath(__file__))
GOCODE = '/usr/share/gocode'
CLIENT = os.path.join(GOCODE, 'src/github.com/nats-io/nats.go')
INSIDE = 'ip link set lo up; export TMPDIR=$(mktemp -d); cd "$1"; timeout -k 2 "$2" "$3" -test.v -test.run "^$4\\$" 2>&1; s=$?; rm -rf "$TMPDIR"; exit $s'


def certificates(folder):
    """What the client's tests expect in configs/certs: an authority, certificates of a server with and without its IP, of a client."""
    def run(*arguments):
        subprocess.run(['openssl', *arguments], cwd=folder, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    os.makedirs(folder)
    key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '3650']
    run('req', '-x509', *key, '-subj', '/CN=interop', '-keyout', 'ca.key', '-out', 'ca.pem')
    for cert, secret, names in (('server', 'key', 'DNS:localhost,IP:127.0.0.1'), ('server_noip', 'key_noip', 'DNS:localhost'),
                                ('client-cert', 'client-key', 'email:derek@nats.io')):
        run('req', *key, '-subj', '/CN=' + cert, '-addext', 'subjectAltName=' + names, '-keyout', secret + '.pem', '-out', cert + '.csr')
        run('x509', '-req', '-in', cert + '.csr', '-CA', 'ca.pem', '-CAkey', 'ca.key', '-CAcreateserial', '-days', '3650', '-copy_extensions',
            'copyall', '-out', cert + '.pem')


def build(cache):
    """A folder with the test program and what it reads, made anew when the client or the stand-in changed."""
    state = hashlib.sha256()
    for folder in (os.path.join(CLIENT, 'test'), HERE):
        for root, _, names in sorted(os.walk(folder)):
            for name in sorted(names):
                if name.endswith(('.go', '.conf', '.py')):
                    with open(os.path.join(root, name), 'rb') as file:
                        state.update(file.read())
    place = os.path.join(cache, state.hexdigest()[:16])
    if not os.path.exists(place):
        os.makedirs(cache, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=cache) as work:
            source = os.path.join(work, 'src/github.com/nats-io')
            shutil.copytree(CLIENT, os.path.join(source, 'nats.go'))
            os.unlink(os.path.join(source, 'nats.go/test/protobuf_test.go'))  # wants a library that is not packaged
            for name in ('server', 'test'):
                shutil.copytree(os.path.join(HERE, name), os.path.join(source, 'nats-server/v2', name))
            new = os.path.join(work, 'new')
            shutil.copytree(os.path.join(CLIENT, 'test'), new)  # tests read their own sources
            shutil.copytree(os.path.join(HERE, 'configs'), os.path.join(new, 'configs'))
            certificates(os.path.join(new, 'configs/certs'))
            environment = dict(os.environ, GO111MODULE='off', GOFLAGS='', GOPATH=work + ':' + GOCODE, GOCACHE=os.path.join(cache, 'go'))
            subprocess.run(['go', 'test', '-c', '-o', os.path.join(new, 'client.test'), './test'], cwd=os.path.join(source, 'nats.go'),
                           env=environment, check=True)
            os.rename(new, place)
    return place


def kinds():
    """Test name -> jetstream, cluster or core, by what its source mentions."""
    found = {}
    folder = os.path.join(CLIENT, 'test')
    for name in sorted(os.listdir(folder)):
        with open(os.path.join(folder, name)) if name.endswith('_test.go') and name != 'protobuf_test.go' else open(os.devnull) as file:
            text = file.read()
        for part in re.split(r'^(?=func )', text, flags=re.M):
            test = re.match(r'func (Test\w+)\(', part)
            if test:
                stream = name.startswith(('js_', 'kv_', 'object_')) or re.search(r'JetStream|KeyValue|ObjectStore|\bjs\.', part)
                found[test[1]] = 'jetstream' if stream else 'cluster' if re.search(r'Routes|Cluster\b', part) else 'core'
    return found


def run_one(name, place, server, seconds):
    begin = time.monotonic()
    done = subprocess.run(['unshare', '-n', '-p', '-f', '--mount-proc', '--kill-child', 'bash', '-c', INSIDE, 'x', place,
                           str(seconds), os.path.join(place, 'client.test'), name], env=dict(os.environ, NATS_TEST_SERVER_EXE=server), stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, text=True, errors='replace')
    if re.search(r'^--- PASS: %s\b' % name, done.stdout, re.M):
        result = 'passed'
    elif re.search(r'^--- SKIP: %s\b' % name, done.stdout, re.M):
        result = 'skipped'
    else:
        result = 'failed'
    why = re.search(r'^panic: (.*)', done.stdout, re.M) or re.search(r'^\s+\w+_test\.go:\d+: (.*)', done.stdout, re.M)
    return name, result, time.monotonic() - begin, why[1][:140] if why else '', done.stdout


def reason_of(name, allowed):
    return next((reason for pattern, reason in allowed.items() if pattern.fullmatch(name)), None)


ALONE = threading.Lock()


def run_twice(name, place, server, seconds, allowed):
    """Many of the client's tests expect answers within milliseconds: one that failed on a busy machine has a second try."""
    first = run_one(name, place, server, seconds)
    if first[1] != 'failed' or reason_of(name, allowed):
        return first
    with ALONE:
        return run_one(name, place, server, seconds)


def may_fail(server):
    """The lines of failures.txt that concern this server: pattern of names -> reason."""
    kind = 'ours' if os.path.basename(os.path.realpath(server)) == 'natsop' else 'reference'
    with open(os.path.join(HERE, 'failures.txt')) as file:
        lines = [line.split(None, 2) for line in file if line.strip() and not line.startswith('#')]
    return {re.compile(name): reason.strip() for server_kind, name, reason in lines if server_kind in (kind, 'both')}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('--server', default=os.environ.get('NATS_SERVER', 'nats-server'))
    parser.add_argument('--kind', action='append', choices=['core', 'cluster', 'jetstream'])
    parser.add_argument('--jobs', type=int, default=os.cpu_count())
    parser.add_argument('--seconds', type=int, default=60, help='for one test')
    parser.add_argument('--logs', help='folder for the output of tests that fail')
    parser.add_argument('--cache', default=os.path.join(HERE, '../../../build/interop'))
    parser.add_argument('regex', nargs='?', default='.')
    options = parser.parse_args()
    os.environ['PATH'] += ':/usr/sbin'
    server = shutil.which(options.server) or sys.exit('no such program: ' + options.server)
    server = os.path.abspath(server)
    place = build(os.path.abspath(options.cache))
    names = [name for name, kind in kinds().items() if kind in (options.kind or ['core', 'cluster', 'jetstream']) and re.search(options.regex, name)]
    allowed, counts, surprises = may_fail(server), collections.Counter(), []
    begin = time.monotonic()
    with concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
        for name, result, seconds, why, output in pool.map(lambda name: run_twice(name, place, server, options.seconds, allowed), names):
            counts[result] += 1
            if result == 'failed':
                reason = reason_of(name, allowed)
                print('%s %s (%.1f s): %s' % ('known' if reason else 'FAILED', name, seconds, reason or why), flush=True)
                surprises += [] if reason else [name]
                if options.logs:
                    os.makedirs(options.logs, exist_ok=True)
                    with open(os.path.join(options.logs, name + '.log'), 'w') as file:
                        file.write(output)
    print('%d passed, %d failed, %d skipped in %.0f s' % (counts['passed'], counts['failed'], counts['skipped'], time.monotonic() - begin))
    sys.exit(1 if surprises else 0)


main()
