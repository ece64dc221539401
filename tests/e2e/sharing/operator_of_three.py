"""One operator, accounts ACCTA, ACCTB and ACCTC, one server with a JetStream domain: where both stories of sharing begin."""
import os
import re

HERE = os.path.dirname(os.path.abspath(__file__))
ACCOUNTS = ('A', 'B', 'C')


def set_up(stage):
    stage.copy(HERE, '.conf')
    stage.environment['NKEYS_PATH'] = stage.path('keys')
    stage.say('An operator with three accounts, a server that knows it, contexts')
    stage.step('nsc env -s "`pwd`/store"')
    stage.step('nsc add operator -n OP --sys', 'added operator "OP"')
    stage.step('nsc edit operator --account-jwt-server-url nats://localhost:4222 --service-url nats://localhost:4222')
    for letter in ACCOUNTS:
        stage.step('nsc add account -n ACCT' + letter, 'added account "ACCT%s"' % letter)
        stage.step('nsc edit account -n ACCT%s --js-mem-storage -1 --js-disk-storage -1 --js-streams -1 --js-consumer -1'
                   % letter)
        stage.step('nsc add user --account ACCT%s -n test-%s' % (letter, letter.lower()), 'added user')
    stage.step('nsc generate config --nats-resolver --config-file resolver.conf', 'wrote server configuration')
    with open(stage.path('resolver.conf')) as file:
        text = re.sub(r'dir: .*', "dir: './jwt'", file.read())
    with open(stage.path('resolver.conf'), 'w') as file:
        file.write(text)
    with open(stage.path('server.conf'), 'w') as file:
        file.write('listen: 127.0.0.1:4222\nserver_name: ngstest\njetstream { store_dir: "./js", domain: ngstest }\n'
                   'include ./resolver.conf\n')
    stage.server('server', '-c', 'server.conf')
    stage.wait_ready()
    push(stage)
    for letter in ACCOUNTS:
        stage.step('nats context save test-%s --server nats://localhost:4222 --creds ./keys/creds/OP/ACCT%s/test-%s.creds'
                   % (letter.lower(), letter, letter.lower()))


def push(stage):
    stage.step('nsc push -A', 'pushed to a total of 1 nats-server', reject=('ERR',))


def captured(stage, letter, subject, message, stream, sequence):
    """Publishes with a request: the reply is the stream's acknowledgement."""
    stage.step('nats request --context "test-%s" "%s" "%s"' % (letter, subject, message), 'Received',
               '"stream": ?"%s", ?"domain": ?"ngstest", ?"seq": ?%d' % (stream, sequence))


def granted(stage, account, name, subject, options=''):
    """A private export of `account` and an activation of it for ACCTB, in NAME-ACCTB.tok."""
    kind = 'service' if '--service' in options else 'stream'
    stage.step('nsc add export --private --account "%s" --name "%s" --subject "%s" %s' % (account, name, subject, options),
               'added private %s export "%s"' % (kind, name))
    stage.step('nsc generate activation --output-file "%s-ACCTB.tok" --account "%s" --subject "%s" --target-account "%s"'
               % (name, account, subject, stage.account_id('ACCTB')), 'generated "%s" activation' % name)


def activated(stage, name, local, options=''):
    stage.step('nsc add import --token "%s-ACCTB.tok" --account "ACCTB" --name "%s" --local-subject "%s" %s'
               % (name, name, local, options), 'added (stream|service) import')
