#!/usr/bin/python3
"""A day in operator mode: one server, made by `nsc generate config`, that learns of accounts by `nsc push`. A service and a stream
of BANK reach SHOP by activation tokens and nobody else; a live user is revoked; expired and tampered users stay out."""
import os, re, sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [os.path.join(HERE, '..')]
from stage import Stage

REFUSED = '[Aa]uthorization [Vv]iolation|[Aa]uthentication'


def set_up(stage):
    stage.environment['NKEYS_PATH'] = stage.path('keys')
    stage.say('An operator with three accounts; a server that knows the operator alone')
    stage.step('nsc env -s "`pwd`/store"')
    stage.step('nsc add operator -n OP --sys', 'added operator "OP"')
    stage.step('nsc edit operator --account-jwt-server-url nats://localhost:4222 --service-url nats://localhost:4222')
    for account in ('BANK', 'SHOP', 'FORGE'):
        stage.step('nsc add account -n %s' % account, 'added account "%s"' % account)
        stage.step('nsc add user --account %s -n %s' % (account, account.lower()), 'added user')
    stage.step('nsc add user --account SHOP -n clerk', 'added user')
    stage.step('nsc generate config --nats-resolver --config-file resolver.conf', 'wrote server configuration')
    with open(stage.path('resolver.conf')) as file:
        text = re.sub(r'dir: .*', "dir: './jwt'", file.read()).replace('allow_delete: false', 'allow_delete: true')
    with open(stage.path('server.conf'), 'w') as file:
        file.write('listen: 127.0.0.1:4222\nserver_name: counter\n' + text)
    stage.server('server', '-c', 'server.conf')
    stage.wait_ready()
    stage.step('nsc push -A', 'pushed "BANK" to nats-server counter: .*jwt updated', 'pushed to a total of 1 nats-server')
    for account, user in (('BANK', 'bank'), ('SHOP', 'shop'), ('SHOP', 'clerk'), ('FORGE', 'forge'), ('SYS', 'sys')):
        stage.step('nats context save %s --server nats://localhost:4222 --creds ./keys/creds/OP/%s/%s.creds'
                   % (user, account, user))
    stage.step('nats --context sys server list 1', 'counter')
    stage.step('nsc pull -A', 'pull')


def grants(stage):
    stage.say('BANK lets SHOP ask for credit and read its rates')
    shop = stage.account_id('SHOP')
    for kind, subject in (('--service', 'bank.credit'), ('', 'rates.>')):
        token = 'grant%s.tok' % kind
        stage.step('nsc add export --private --account BANK --name "%s" --subject "%s" %s' % (subject, subject, kind),
                   'added private')
        stage.step('nsc generate activation --account BANK --subject "%s" --target-account %s --output-file %s'
                   % (subject, shop, token), 'generated')
        stage.step('nsc add import --account SHOP --token %s --local-subject "from.%s"' % (token, subject),
                   'added (stream|service) import')
    stage.step('nsc push -A', 'pushed to a total of 1 nats-server', reject=('ERR',))


def across(stage):
    stage.say('Requests and messages cross from account to account')
    stage.background('teller', 'nats --context bank reply bank.credit "granted to {{.Request}}" --queue tellers')
    stage.heard('teller', 'Listening on "bank.credit"')
    stage.step('nats --context shop request from.bank.credit Ada', 'granted to Ada', poll=5)
    stage.step('nats --context shop request bank.credit Ada', '[Nn]o responders', status=None)
    stage.step('nats --context forge request from.bank.credit Eve', '[Nn]o responders', status=None)
    stage.step('nats --context forge request bank.credit Eve', '[Nn]o responders', status=None)
    stage.background('board', 'nats --context clerk sub "from.rates.*"')
    stage.heard('board', 'Subscribing on from.rates')
    stage.step('nats --context bank pub rates.eur 1.17', 'Published')
    stage.heard('board', 'Received on "from.rates.eur".*1.17')


def revocation(stage):
    stage.say('A user is revoked while connected')
    stage.step('nsc revocations add-user --account SHOP --name clerk', 'revoked user')
    stage.step('nsc push -a SHOP', 'pushed to a total of 1 nats-server', reject=('ERR',))
    stage.heard('board', REFUSED + '|[Rr]evoked|[Dd]isconnected')
    stage.step('nats --context clerk rtt', status=None, reject=(r'nats://localhost:4222:\s*\n.*: [0-9.]+',))
    stage.step('nats --context shop request from.bank.credit Ada', 'granted to Ada')
    stage.step('nsc revocations delete-user --account SHOP --name clerk', 'deleted')
    stage.step('nsc push -a SHOP', 'pushed to a total of 1 nats-server', reject=('ERR',))
    stage.step('nats --context clerk pub x y', 'Published', poll=5)
    stage.say('A grant is revoked')
    shop = stage.account_id('SHOP')
    grant = '--account BANK --service --subject bank.credit --target-account ' + shop
    stage.step('nsc revocations add-activation ' + grant, 'revoked activation')
    stage.step('nsc push -a BANK', 'pushed to a total of 1 nats-server', reject=('ERR',))
    stage.step('nats --context shop request from.bank.credit Ada --timeout 1s', status=None, reject=('granted',))
    stage.step('nsc revocations delete-activation ' + grant, 'deleted')
    stage.step('nsc push -a BANK', 'pushed to a total of 1 nats-server', reject=('ERR',))
    stage.step('nats --context shop request from.bank.credit Ada', 'granted to Ada', poll=5)


def refused(stage):
    stage.say('Expired, tampered and foreign users stay out')
    stage.step('nsc add user --account SHOP -n former --expiry 2020-01-31', 'added user')
    stage.step('nats --server nats://localhost:4222 --creds ./keys/creds/OP/SHOP/former.creds pub x y', REFUSED, status=4,
               reject=('Published',))
    stage.step('nsc add user --account FORGE -n mallory', 'added user')
    stage.tamper('keys/creds/OP/SHOP/shop.creds', 'keys/creds/OP/FORGE/mallory.creds', 'tampered.creds')
    stage.step('nats --server nats://localhost:4222 --creds ./tampered.creds pub x y', REFUSED, status=4, reject=('Published',))
    stage.step('nats --server nats://localhost:4222 pub x y', REFUSED, status=4, reject=('Published',))
    stage.step('nsc delete account FORGE --force', 'deleted')
    stage.step('nsc push --prune -A', 'pruned|pushed')
    stage.step('nats --context bank pub x y', 'Published')


class OperatorStage(Stage):
    def tamper(self, jwt_of, seed_of, out):
        """A credentials file with the token of one user, its claims changed by one letter, and the seed of another."""
        with open(self.path(jwt_of)) as file:
            head, body = file.read().split('------END NATS USER JWT------')
        header, claims, signature = head.strip().split('\n')[1].split('.')
        middle = len(claims) // 2
        claims = claims[:middle] + ('A' if claims[middle] != 'A' else 'B') + claims[middle + 1:]
        with open(self.path(seed_of)) as file:
            seed = file.read().split('------END NATS USER JWT------')[1]
        with open(os.open(self.path(out), os.O_WRONLY | os.O_CREAT, 0o600), 'w') as file:
            file.write('-----BEGIN NATS USER JWT-----\n%s.%s.%s\n------END NATS USER JWT------%s'
                       % (header, claims, signature, seed))


def main():
    with OperatorStage('A day in operator mode') as stage:
        for scene in (set_up, grants, across, revocation, refused):
            scene(stage)


main()
