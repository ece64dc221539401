#!/usr/bin/python3
"""Sharing as a stream: the push consumer ORDEREVENTS-C1 of ACCTA delivers to ACCTB, which holds activation tokens for the delivery,
the acknowledgements and the consumer's information."""
import os, sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE, os.path.join(HERE, '..')]
from operator_of_three import activated, captured, granted, push, set_up
from stage import Stage

SUBSCRIBE = ('nats sub --context "test-b" --js-api-prefix "ACCTA.API" --ack --queue "order-processor" '
             '"retail.v1.order.events"')


def orders(stage):
    stage.say('ACCTA has a stream of orders and a consumer that delivers them')
    stage.step('nats str add --context test-a --config "$(pwd)/ORDEREVENTS.conf"', 'Stream ORDEREVENTS was created')
    stage.step('nats con add --context test-a ORDEREVENTS --config "$(pwd)/ORDEREVENTS-C1.conf"', 'ORDEREVENTS-C1')
    for number in (1, 2):
        captured(stage, 'a', 'retail.v1.order.captured', 'Captured order 1234!', 'ORDEREVENTS', number)
    stage.step(SUBSCRIBE, status=None, interrupt_after=1.5, reject=('Captured order',))


def grants(stage):
    stage.say('ACCTA grants ACCTB what it needs')
    granted(stage, 'ACCTA', 'ORDEREVENTS-GRANT-DELIVER', 'deliver.retail.v1.order.events')
    granted(stage, 'ACCTA', 'ORDEREVENTS-GRANT-ACK', r'\$JS.ACK.ORDEREVENTS.ORDEREVENTS-C1.>', '--service')
    granted(stage, 'ACCTA', 'ORDEREVENTS-GRANT-INFO', r'\$JS.API.CONSUMER.INFO.ORDEREVENTS.ORDEREVENTS-C1', '--service')
    stage.step('nsc describe jwt -f ORDEREVENTS-GRANT-ACK-ACCTB.tok', 'Activation', r'Name +\| \$JS.ACK.ORDEREVENTS')
    activated(stage, 'ORDEREVENTS-GRANT-DELIVER', 'retail.v1.order.events')
    activated(stage, 'ORDEREVENTS-GRANT-ACK', r'\$JS.ACK.ORDEREVENTS.ORDEREVENTS-C1.>', '--service')
    activated(stage, 'ORDEREVENTS-GRANT-INFO', 'ACCTA.API.CONSUMER.INFO.ORDEREVENTS.ORDEREVENTS-C1', '--service')
    push(stage)


def processing(stage):
    stage.say('ACCTB processes the orders, old and new')
    stage.step(SUBSCRIBE, 'Subscribing on retail.v1.order.events with acknowledgement of JetStream messages',
               '(Captured order 1234!.*){2}', status=None, interrupt_after=3)
    stage.step('nats consumer info --context "test-b" --js-api-prefix "ACCTA.API" "ORDEREVENTS" "ORDEREVENTS-C1"',
               'ORDEREVENTS-C1')
    stage.step('nats consumer info --context test-a ORDEREVENTS ORDEREVENTS-C1', 'Outstanding Acks: 0')
    stage.step('(sleep 1; nats request --context test-a retail.v1.order.captured "Captured order 5678!") & ' + SUBSCRIBE,
               'Captured order 5678!', status=None, interrupt_after=3)


def main():
    with Stage('Sharing JetStream as a stream') as stage:
        for scene in (set_up, orders, grants, processing):
            scene(stage)


main()
