#!/usr/bin/python3
"""A resolver's folder that nats-server and the bundled server use in turns: each reads what the other wrote, and what was pushed is
there after the server was killed."""
import os, re, shutil, signal, sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [os.path.join(HERE, '..')]
from stage import Failure, Stage

REFUSED = '[Aa]uthorization [Vv]iolation|[Aa]uthentication'
CREDS = 'nats --server nats://localhost:4222 --creds ./keys/creds/OP/A/%s.creds pub x y'


class FolderStage(Stage):
    def start(self, program):
        self.say('With ' + program)
        self.server_program = program
        self.server('server', '-c', 'server.conf')
        self.wait_ready()

    def tokens(self):
        return {name: open(self.path('jwt/' + name)).read() for name in os.listdir(self.path('jwt')) if name.endswith('.jwt')}

    def same_tokens(self, expected):
        if self.tokens() != expected:
            raise Failure('the folder holds %s, expected %s' % (sorted(self.tokens()), sorted(expected)))

    def crash(self):
        process = self.servers.pop('server')[0]
        process.send_signal(signal.SIGKILL)
        process.wait()


def set_up(stage):
    stage.environment['NKEYS_PATH'] = stage.path('keys')
    stage.step('nsc env -s "`pwd`/store"')
    stage.step('nsc add operator -n OP --sys', 'added operator "OP"')
    stage.step('nsc edit operator --account-jwt-server-url nats://localhost:4222 --service-url nats://localhost:4222')
    stage.step('nsc add account -n A', 'added account "A"')
    for user in ('ann', 'bob'):
        stage.step('nsc add user --account A -n ' + user, 'added user')
    stage.step('nsc generate config --nats-resolver --config-file resolver.conf', 'wrote server configuration')
    with open(stage.path('resolver.conf')) as file:
        text = re.sub(r'dir: .*', "dir: './jwt'", file.read()).replace('allow_delete: false', 'allow_delete: true')
    with open(stage.path('server.conf'), 'w') as file:
        file.write('listen: 127.0.0.1:4222\nserver_name: counter\n' + text)


def turns(stage, original, bundled):
    stage.start(original)
    stage.step('nsc push -A', 'pushed "A" to nats-server counter: jwt updated')
    stage.stop()
    pushed = stage.tokens()

    stage.start(bundled)
    stage.same_tokens(pushed)
    stage.step(CREDS % 'ann', 'Published')
    stage.step(CREDS % 'bob', 'Published')
    stage.step('nsc pull -A', 'pull')
    stage.step('nsc add account -n B', 'added account "B"')
    stage.step('nsc push -a B', 'pushed "B" to nats-server counter: jwt updated')
    stage.step('nsc revocations add-user --account A --name bob', 'revoked user')
    stage.step('nsc push -a A', 'pushed "A" to nats-server counter: jwt updated')
    stage.crash()
    pushed = stage.tokens()

    stage.start(original)
    stage.step(CREDS % 'ann', 'Published')
    stage.step(CREDS % 'bob', REFUSED, status=4, reject=('Published',))
    stage.step('nsc delete account B --force', 'deleted')
    stage.step('nsc push --prune -A', 'deleted 1 accounts')
    stage.stop()

    stage.start(bundled)
    stage.same_tokens({name: token for name, token in pushed.items() if name in stage.tokens()})
    stage.step(CREDS % 'bob', REFUSED, status=4, reject=('Published',))
    stage.step('nsc add account -n C', 'added account "C"')
    stage.step('nsc push -a C', 'pushed "C" to nats-server counter: jwt updated')
    stage.step('nsc delete account C --force', 'deleted')
    stage.step('nsc push --prune -A', 'deleted 1 accounts')
    deleted = [name for name in os.listdir(stage.path('jwt')) if name.endswith('.jwt.deleted')]
    if len(deleted) != 2:
        raise Failure('expected two deleted tokens, not %s' % deleted)
    stage.stop()


def main():
    with FolderStage('One folder of tokens, two servers') as stage:
        set_up(stage)
        original = shutil.which('nats-server', path=os.environ['PATH'] + ':/usr/sbin')  # where Debian has servers
        turns(stage, original, stage.server_program)


main()
