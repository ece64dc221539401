#!/usr/bin/python3
"""Cinemas: a headquarters and two cinemas, a cluster each, joined by leafnodes with plain accounts. New films are mirrored to a
cinema, tickets of both cinemas are sourced by the headquarters; streams keep messages by interest only."""
import os, sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '..'))
from stage import Stage, replica, row

HERE = os.path.dirname(os.path.abspath(__file__))
CLUSTERS = {1: ('headquarter', 'hub'), 2: ('spoke-1', 'spoke-1'), 3: ('spoke-2', 'spoke-2')}
SERVER = '''listen: 127.0.%(cluster)d.%(number)d:4222
server_name: %(name)s-%(number)d
jetstream { store_dir: "./js-%(name)s-%(number)d", domain: %(domain)s }
cluster {
  name: %(name)s
  listen: 127.0.%(cluster)d.%(number)d:6222
  routes: [ %(routes)s ]
}
accounts {
  SYS { users = [ { user: sys, password: sys } ] }
  ACC { users = [ { user: acc, password: acc } ], jetstream: enabled }
}
system_account: SYS
leafnodes { %(leafnodes)s }
'''
REMOTES = '''remotes = [
    { url: "nats://acc:acc@127.0.1.1:7422", account: ACC }
    { url: "nats://sys:sys@127.0.1.1:7422", account: SYS }
  ]'''


def servers(stage):
    for cluster, (name, domain) in CLUSTERS.items():
        for number in (1, 2, 3):
            leafnodes = 'listen: 127.0.1.%d:7422, no_advertise: true' % number if cluster == 1 else REMOTES
            routes = ', '.join('nats-route://127.0.%d.%d:6222' % (cluster, other) for other in (1, 2, 3))
            file = '%s-%d.conf' % (name, number)
            with open(stage.path(file), 'w') as out:
                out.write(SERVER % dict(cluster=cluster, number=number, name=name, domain=domain, routes=routes,
                                        leafnodes=leafnodes))
            stage.server('%s-%d' % (name, number), '-c', file)
    stage.wait_ready()
    hub = ','.join('nats://127.0.1.%d:4222' % number for number in (1, 2, 3))
    for context, user in (('hub', 'acc'), ('sys', 'sys')):
        stage.step('nats context save %s --server %s --user %s --password %s' % (context, hub, user, user))
    stage.step('nats --context=sys server list 9', r'((headquarter|spoke-[12])-[123] +│.*){9}', poll=30)


def films(stage):
    stage.say('New films are mirrored from the headquarters to a cinema')
    stage.step('nats --context=hub str add --config hub.cinema-a.json --js-domain=hub', 'Stream cinema-a was created',
               poll=20)
    stage.step('nats --context=hub str add --config spoke-1.cinema-a-mirror.json --js-domain=spoke-1',
               'Stream cinema-a-mirror was created', poll=20)
    stage.step('nats --context=hub str report --js-domain=hub', row('cinema-a', 0))
    stage.step('nats --context=hub str report --js-domain=spoke-1', row('cinema-a-mirror', 0),
               replica('cinema-a-mirror', 'Mirror', '$JS.hub.API', 'cinema-a'), poll=20)
    stage.step('nats --context=hub str report --js-domain=cinema-b', 'error', status=None, reject=(row('cinema-a', 0),))


def tickets(stage):
    stage.say('Tickets are sold in two cinemas and come together in the headquarters')
    stage.step('nats --context=hub str add --config spoke-1.ticket-1.json --js-domain=spoke-1',
               'spoke-1.ticket-1.json', status=2)  # a file that does not exist
    for number in (1, 2):
        stage.step('nats --context=hub str add --config spoke-%d.tickets-%d.json --js-domain=spoke-%d' % ((number,) * 3),
                   'Stream tickets-%d was created' % number)
    stage.step('nats --context=hub str add --config hub.sales.json --js-domain=hub', 'Stream sales was created')
    for number in (1, 2):
        stage.step('nats --context=hub str report --js-domain=spoke-%d' % number, row('tickets-%d' % number, 0))
    stage.step('nats --context=hub str report --js-domain=hub', row('sales', 0),
               replica('sales', 'Source', '$JS.spoke-1.API', 'tickets-1'),
               replica('sales', 'Source', '$JS.spoke-2.API', 'tickets-2'), poll=20)
    stage.step('nats --context=hub con add sales S1 --pull --deliver all --ack explicit --replay instant --filter "" '
               '--max-deliver=-1 --max-pending=0 --no-headers-only --backoff=none --defaults --js-domain=hub',
               'Pull Mode: true')
    stage.step('nats --context=hub pub tickets-1.a "one" --count 5', '(Published 3 bytes.*){5}')
    stage.step('nats --context=hub pub tickets-2.b "two" --count 3', '(Published 3 bytes.*){3}')
    stage.step('nats --context=hub str report --js-domain=hub', row('sales', 8), poll=30)
    stage.step('nats --context=hub con next sales S1 --count 8 --raw --js-domain=hub', 'one', 'two', poll=5)
    stage.step('nats --context=hub con info sales S1 --js-domain=hub', 'Outstanding Acks: 0', 'Unprocessed Messages: 0',
               poll=10)


def interest(stage):
    stage.say('Nobody waits for films in the cinema yet, so its mirror keeps none')
    stage.step('nats --context=hub con add cinema-a C1 --pull --defaults --js-domain=hub', 'Pull Mode: true')
    stage.step('nats --context=hub pub cinema-a.new.films "film" --count 4', '(Published 4 bytes.*){4}')
    stage.step('nats --context=hub str report --js-domain=hub', row('cinema-a', 4), poll=20)
    stage.step('nats --context=hub stream info cinema-a-mirror --js-domain=spoke-1 --json', '"domain": "spoke-1"',
               '"api": "\\$JS.hub.API"')


def main():
    with Stage('Cinemas: a headquarters with two cinemas as leafnodes') as stage:
        stage.copy(HERE, '.json')
        for scene in (servers, films, tickets, interest):
            scene(stage)


main()
