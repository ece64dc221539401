#!/usr/bin/python3
"""Persistence at the edge: a hub and two spokes of three servers each, joined by leafnodes, a JetStream domain each;
mirrors and sources across domains, streams across accounts, an account that only passes data through."""
import os, sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '..'))
from stage import Stage, in_order, replica, row

HERE = os.path.dirname(os.path.abspath(__file__))
CONFIGS = ['hub-1', 'hub-2', 'hub-3', 'spoke-1-1', 'spoke-1-2', 'spoke-1-3', 'spoke-2-1', 'spoke-2-2', 'spoke-2-3']
URLS = {'hub': (4222, 4232, 4282), 'spoke-1': (4242, 4252, 4292), 'spoke-2': (4262, 4272, 4202)}
REPORTS = 'nats --context=hub s report ; nats --context=spoke-1 s report; nats --context=spoke-2 s report'
EXTERNAL = 'different JetStream domain'


def published(size, subject):
    return r'(Published %d bytes to "%s".*){10}' % (size, subject)


def urls(*names):
    return ','.join('nats://127.0.0.1:%d' % port for name in names for port in URLS[name])


def start(stage, *numbers):
    """The hub first, so that all leafnodes connect to its first server (no_randomize). Spread over the hub, two leaf clusters
    with interest in one subject can make a nats-server before 2.10.23 forget one of them (nats-server PR 6161), about one
    run in three."""
    for group in (range(1, 4), range(4, 10)):
        for number in group:
            if not numbers or number in numbers:
                name = 'cluster-' + CONFIGS[number - 1]
                stage.server(name, '-c', name + '.cfg', CACHE='"./cache%d"' % number)
        stage.wait_ready()


def replace(path, *pairs):
    with open(path) as file:
        text = file.read()
    for old, new in pairs:
        text = text.replace(old, new)
    with open(path, 'w') as file:
        file.write(text)


def identities(stage):
    stage.say('An operator with two accounts, in stores and keys of their own')
    stage.environment['NKEYS_PATH'] = stage.path('keys')
    stage.step('nsc env -s "`pwd`/store"')
    stage.step('nsc add operator -n OP --sys', 'added operator "OP"')
    stage.step('nsc edit operator --account-jwt-server-url '
               '"nats://localhost:4222,nats://localhost:4232,nats://localhost:4282"')
    stage.step('nsc add account -n TEST', 'added account "TEST"')
    stage.step('nsc edit account -n TEST --js-mem-storage -1 --js-disk-storage -1 --js-streams -1 --js-consumer -1')
    stage.step('nsc add user --account TEST -n leaf', 'added user "leaf"')
    stage.step('nsc env --operator OP')


def configure(stage):
    """The configurations name accounts by their keys, which are new in every run."""
    stage.copy(HERE)
    system, test = stage.account_id('SYS'), stage.account_id('TEST')
    tokens = {system: stage.run('nsc describe account SYS --raw').strip(),
              test: stage.run('nsc describe account TEST --raw').strip()}
    replace(stage.path('nats-account-resolver.cfg'), ('@SYS@', system), ('@SYS_JWT@', tokens[system]))
    replace(stage.path('leafnode-remotes.cfg'), ('@SYS@', system), ('@TEST@', test))
    for number in range(1, 10):
        os.makedirs(stage.path('cache%d' % number))
        for account, token in tokens.items():
            with open(stage.path('cache%d/%s.jwt' % (number, account)), 'w') as file:
                file.write(token)


def topology(stage):
    stage.say('Nine servers, and contexts to reach them')
    start(stage)
    stage.step('nats context save sys --creds ./keys/creds/OP/SYS/sys.creds --server "%s"' % urls(*URLS))
    for name in URLS:
        stage.step('nats context save %s --creds ./keys/creds/OP/TEST/leaf.creds --server "%s"' % (name, urls(name)))
    stage.step('nats --context=sys server list 9', r'(srv-42[0-9]2 +│.*){9}', r'cluster-spoke-2 +│ *3 ', poll=30)
    stage.step(REPORTS, r'(No Streams defined.*){3}', poll=20)


def mirrors(stage):
    stage.say('A stream of the hub, mirrored in both spokes')
    stage.step('nats --context=hub stream add cnc --subjects cnc --replicas 3', 'Stream cnc was created', tty=True)
    stage.step('nats --context=hub pub cnc "hello world" --count 10', published(11, 'cnc'))
    stage.step('nats --context=hub stream add recv-cnc --mirror cnc --replicas 3 --output recv-cnc',
               answers=[(EXTERNAL, 'y'), ('JetStream domain name', 'hub'), ('Delivery prefix', '')])
    for spoke in ('spoke-1', 'spoke-2'):
        stage.step('nats --context=hub stream add --config recv-cnc --js-domain %s' % spoke,
                   'Stream recv-cnc was created', 'cluster-' + spoke)
    stage.step(REPORTS, in_order(row('cnc', 10), row('recv-cnc', 10), replica('recv-cnc', 'Mirror', '$JS.hub.API', 'cnc'),
                                 row('recv-cnc', 10)), poll=30)


def sources(stage):
    stage.say('A stream in each spoke, brought together in the hub')
    stage.step('nats --context=hub stream add test --subjects test --replicas 3 --output test', tty=True)
    for spoke in ('spoke-1', 'spoke-2'):
        stage.step('nats --context=hub stream add --config test --js-domain %s' % spoke, 'Stream test was created')
    stage.step('nats --context=hub pub test "hello world" --count 10', published(11, 'test'))
    stage.step(REPORTS, in_order(row('test', 10), row('test', 10)), poll=20)
    stage.step('nats --context=spoke-1 pub test "hello world" --count 10', published(11, 'test'))
    stage.step(REPORTS, in_order(row('test', 20), row('test', 20)), poll=20)
    stage.step('nats --context=hub stream add aggregate --replicas 3 --source test --source test',
               'Stream aggregate was created',
               answers=[(EXTERNAL, 'y'), ('JetStream domain name', 'spoke-1'), ('delivery prefix', ''),
                        (EXTERNAL, 'y'), ('JetStream domain name', 'spoke-2'), ('delivery prefix', '')])
    stage.step(REPORTS, in_order(row('aggregate', 40), row('test', 20), row('test', 20)), poll=30)


def outage(stage):
    stage.say('A mirror from spoke to spoke, and a hub that goes away')
    stage.step('nats --context=hub stream add backup-test-spoke-1 --replicas 3 --mirror test --js-domain spoke-2',
               'Stream backup-test-spoke-1 was created',
               answers=[(EXTERNAL, 'y'), ('JetStream domain name', 'spoke-1'), ('Delivery prefix', '')])
    stage.step('nats --context=spoke-1 pub test "hello world" --count 10', published(11, 'test'))
    stage.step(REPORTS, row('aggregate', 60), row('backup-test-spoke-1', 30), in_order(row('test', 30), row('test', 30)),
               replica('backup-test-spoke-1', 'Mirror', '$JS.spoke-1.API', 'test'), poll=30)
    stage.say('The hub is shut down; the spokes go on')
    stage.stop(*['cluster-hub-%d' % n for n in (1, 2, 3)])
    stage.step(REPORTS, row('test', 30), row('backup-test-spoke-1', 30), 'error', status=None, poll=30)
    stage.step('nats --context=spoke-1 pub test "hello world" --count 10', published(11, 'test'))
    stage.step(REPORTS, row('test', 40), row('backup-test-spoke-1', 30), row('test', 30), status=None, poll=30)
    stage.say('The hub is back, and everything catches up')
    start(stage, 1, 2, 3)
    stage.step(REPORTS, row('cnc', 10), row('aggregate', 70), in_order(row('test', 40), row('test', 30)),
               row('backup-test-spoke-1', 40), poll=90)


def across_accounts(stage):
    stage.say('A mirror in another account, by an export of the consumer API and of the data')
    stage.step('nsc add account -n IMPORTER', 'added account "IMPORTER"')
    stage.step('nsc edit account --name IMPORTER --js-disk-storage -1 --js-streams -1 --js-consumer -1')
    stage.step('nsc add user --account IMPORTER -n iuser', 'added user "iuser"')
    stage.step("nsc add export --account TEST --name Consumer-API --service --response-type Stream "
               "--subject '$JS.hub.API.CONSUMER.>'", 'added public service export "Consumer-API"')
    stage.step("nsc add import --account IMPORTER --src-account TEST --name Remote-Consumer-API --service "
               "--remote-subject '$JS.hub.API.CONSUMER.>' --local-subject 'JS.test@hub.API.CONSUMER.>'",
               r'added service import "\$JS.hub.API.CONSUMER.>"')
    stage.step("nsc add export --account TEST --name Data-Path --response-type Stream --subject 'deliver.>'",
               'added public stream export "Data-Path"')
    stage.step("nsc add import --account IMPORTER --src-account TEST --name Remote-Data-Path "
               "--remote-subject 'deliver.importer.>'", 'added stream import "deliver.importer.>"')
    stage.step('nsc push -A', r'(pushed to a total of 9 nats-server.*){3}')
    stage.step('nsc generate diagram component --detail --output-file cross.uml')
    creds = '--creds keys/creds/OP/IMPORTER/iuser.creds'
    stage.step('nats --context=hub %s s add crossacc --mirror aggregate --replicas 3' % creds,
               'Stream crossacc was created',
               answers=[('different account', 'y'), ('account API prefix', 'JS.test@hub.API'),
                        ('account delivery prefix', 'deliver.importer.crossacc')])
    stage.step('nats --context=hub s report ' + creds, row('crossacc', 70),
               replica('crossacc', 'Mirror', 'JS.test@hub.API', 'aggregate'), poll=60)


def pull_consumer(stage):
    stage.say('A pull consumer for another account, with nothing exported but next and ack')
    stage.step("nsc delete export --account TEST --subject '$JS.hub.API.CONSUMER.>'", 'deleted service export')
    stage.step("nsc delete import --account IMPORTER --subject '$JS.hub.API.CONSUMER.>'", 'deleted service import')
    following, ack = '$JS.hub.API.CONSUMER.MSG.NEXT.aggregate.DUR', '$JS.ACK.aggregate.DUR.>'
    stage.step("nsc add export --account TEST --name Next-API --service --response-type Stream --subject '%s'" % following,
               'added public service export "Next-API"')
    stage.step("nsc add import --account IMPORTER --name Remote-Next-API --src-account TEST --remote-subject '%s' "
               "--local-subject 'from.test.API.CONSUMER.MSG.NEXT.aggregate.DUR' --service" % following,
               'added service import')
    stage.step("nsc add export --account TEST --name Ack-API --service --response-type Stream --subject '%s'" % ack,
               'added public service export "Ack-API"')
    stage.step("nsc add import --account IMPORTER --name Remote-Ack-API --src-account TEST --remote-subject '%s' --service"
               % ack, 'added service import')
    stage.step('nsc push -A', r'(pushed to a total of 9 nats-server.*){3}')
    stage.step('nats --context=hub c add aggregate DUR --pull --deliver all', 'Pull Mode: true',
               'Unprocessed Messages: 70', tty=True)
    for number, pending in ((1, 69), (2, 68)):
        stage.step('nats --context=hub --creds keys/creds/OP/IMPORTER/iuser.creds consumer next aggregate DUR '
                   '--js-api-prefix=from.test.API',
                   'cons seq: %d / str seq: %d / pending: %d' % (number, number, pending), 'Nats-Stream-Source: test',
                   'hello world', 'Acknowledged message')


def passing_account(stage):
    stage.say('An account between hub and spokes that only passes data through')
    for account, user in (('EXCACC', 'exp'), ('LEAFACC', 'exp'), ('HUBACC', 'imp')):
        stage.step('nsc add account -n ' + account, 'added account "%s"' % account)
        if account != 'EXCACC':
            stage.step('nsc edit account -n %s --js-disk-storage -1 --js-consumer -1 --js-streams -1' % account)
        stage.step('nsc add user --account %s --name %s' % (account, user), 'added user "%s"' % user)
    stage.step('nsc push -A', r'(pushed to a total of 9 nats-server.*){6}')
    remotes = stage.path('leafnode-remotes.cfg')
    with open(remotes) as file:
        text = file.read()
    extra = '\t\t{\n\t\t\turls: $HUB-URLS\n\t\t\tno_randomize: true\n\t\t\taccount: %s\n\t\t\tcredentials: keys/creds/OP/EXCACC/exp.creds\n\t\t},\n'
    at = text.rindex(']')
    with open(remotes, 'w') as file:
        file.write(text[:at] + extra % stage.account_id('EXCACC') + text[at:])
    stage.say('All servers start again with one more leafnode connection each')
    stage.stop()
    start(stage)
    stage.step('nats --context=sys server list 9', r'(srv-42[0-9]2 +│.*){9}', poll=60)


def grants(stage):
    def export(account, subject, service):
        options = ' --service --response-type Stream' if service else ''
        stage.step("nsc add export --account %s%s --subject '%s'" % (account, options, subject),
                   'added public %s export' % ('service' if service else 'stream'))

    def imported(account, source, subject, local='', service=False):
        stage.step("nsc add import --account %s --src-account %s%s --remote-subject '%s'%s"
                   % (account, source, ' --service' if service else '', subject,
                      " --local-subject '%s'" % local if local else ''),
                   'added %s import' % ('service' if service else 'stream'))

    export('HUBACC', '$JS.hub.API.>', True)
    export('LEAFACC', '$JS.spoke-1.API.>', True)
    export('LEAFACC', '$JS.spoke-2.API.>', True)
    export('HUBACC', 'deliver.hubacc.hub.>', False)
    export('LEAFACC', 'deliver.leafacc.spoke-1.>', False)
    export('LEAFACC', 'deliver.leafacc.spoke-2.>', False)
    imported('EXCACC', 'HUBACC', '$JS.hub.API.>', '$JS.hubacc.hub.API.>', True)
    imported('EXCACC', 'LEAFACC', '$JS.spoke-1.API.>', '$JS.leafacc.spoke-1.API.>', True)
    imported('EXCACC', 'LEAFACC', '$JS.spoke-2.API.>', '$JS.leafacc.spoke-2.API.>', True)
    imported('EXCACC', 'HUBACC', 'deliver.hubacc.hub.>')
    imported('EXCACC', 'LEAFACC', 'deliver.leafacc.spoke-1.>')
    imported('EXCACC', 'LEAFACC', 'deliver.leafacc.spoke-2.>')
    export('EXCACC', '$JS.>', True)
    export('EXCACC', 'deliver.>', False)
    imported('HUBACC', 'EXCACC', '$JS.leafacc.>', service=True)
    imported('HUBACC', 'EXCACC', 'deliver.leafacc.>')
    stage.step('nsc generate diagram component --detail --output-file through.uml')
    stage.step('nsc push -A', r'(pushed to a total of 9 nats-server.*){6}')


def through(stage):
    hub, leaf = '--creds keys/creds/OP/HUBACC/imp.creds', '--creds keys/creds/OP/LEAFACC/exp.creds'
    reports = ('nats --context=hub %s s report ; nats --context=spoke-1 %s s report ; nats --context=spoke-2 %s s report'
               % (hub, leaf, leaf))
    for spoke in ('spoke-1', 'spoke-2'):
        stage.step('nats --context=hub %s s add --config test --js-domain leafacc.%s' % (hub, spoke),
                   'Stream test was created', 'cluster-' + spoke, poll=20)
    stage.step(reports, in_order('No Streams defined', row('test', 0), row('test', 0)), poll=30)
    for spoke in ('spoke-1', 'spoke-2'):
        stage.step('nats --context=%s %s pub test "" --count 10' % (spoke, leaf), published(0, 'test'))
    stage.step(reports, in_order('No Streams defined', row('test', 10), row('test', 10)), poll=20)
    stage.step('nats --context=hub %s pub test "" --count 10' % leaf, published(0, 'test'))
    prefixes = [('different account', 'y'), ('account API prefix', '$JS.leafacc.spoke-1.API'),
                ('account delivery prefix', 'deliver.leafacc.spoke-1.hubacc.hub.aggregate'),
                ('different account', 'y'), ('account API prefix', '$JS.leafacc.spoke-2.API'),
                ('account delivery prefix', 'deliver.leafacc.spoke-2.hubacc.hub.aggregate')]
    stage.step('nats --context=hub %s s add aggregate --replicas 3 --source test --source test' % hub,
               'Stream aggregate was created', answers=prefixes)
    stage.step(reports, in_order(row('aggregate', 20), row('test', 10), row('test', 10)),
               replica('aggregate', 'Source', '$JS.leafacc.spoke-1.API', 'test'),
               replica('aggregate', 'Source', '$JS.leafacc.spoke-2.API', 'test'), poll=60)


def main():
    with Stage('Persistence at the edge: JetStream in leafnodes') as stage:
        identities(stage)
        configure(stage)
        for scene in (topology, mirrors, sources, outage, across_accounts, pull_consumer, passing_account, grants, through):
            scene(stage)


main()
