#!/usr/bin/python3
"""Sharing as a service: ACCTB pulls from consumers of ACCTC (by activation tokens, which are revoked and restored) and of ACCTA
(by public exports)."""
import os, sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE, os.path.join(HERE, '..')]
from operator_of_three import activated, captured, granted, push, set_up
from stage import Stage

NEXT = r'\$JS.API.CONSUMER.MSG.NEXT.'
INFO = r'\$JS.API.CONSUMER.INFO.'
ACK = r'\$JS.ACK.'


def fetch(letter, stream):
    return ('nats consumer next --context "test-b" --js-api-prefix "ACCT%s.API" --ack --count 1 "%s" "%s-C1"'
            % (letter, stream, stream))


def streams(stage):
    for letter, stream in (('a', 'FULFILLEVENTS'), ('c', 'RESTOCKEVENTS')):
        stage.step('nats str add --context test-%s --config "$(pwd)/%s.conf"' % (letter, stream),
                   'Stream %s was created' % stream)
        stage.step('nats con add --context test-%s %s --config "$(pwd)/%s-C1.conf"' % (letter, stream, stream),
                   'Pull Mode: true')
    captured(stage, 'c', 'retail.v1.restock.requested', 'Restock for item 5678 pronto!', 'RESTOCKEVENTS', 1)
    stage.step(fetch('C', 'RESTOCKEVENTS'), status=5, reject=('Restock for',))


def grants(stage):
    stage.say('ACCTC grants ACCTB what it needs')
    consumer = 'RESTOCKEVENTS.RESTOCKEVENTS-C1'
    granted(stage, 'ACCTC', 'RESTOCKEVENTS-GRANT-NEXT', NEXT + consumer, '--service --response-type "Stream"')
    granted(stage, 'ACCTC', 'RESTOCKEVENTS-GRANT-ACK', ACK + consumer + '.>', '--service')
    granted(stage, 'ACCTC', 'RESTOCKEVENTS-GRANT-INFO', INFO + consumer, '--service')
    activated(stage, 'RESTOCKEVENTS-GRANT-NEXT', 'ACCTC.API.CONSUMER.MSG.NEXT.' + consumer)
    activated(stage, 'RESTOCKEVENTS-GRANT-ACK', ACK + consumer + '.>')
    activated(stage, 'RESTOCKEVENTS-GRANT-INFO', 'ACCTC.API.CONSUMER.INFO.' + consumer)
    push(stage)
    stage.step(fetch('C', 'RESTOCKEVENTS'),
               'subj: retail.v1.restock.requested / tries: 1 / cons seq: 1 / str seq: 1 / pending: 0',
               'Restock for item 5678 pronto!', 'Acknowledged message')
    stage.step('nats consumer info --context test-c RESTOCKEVENTS RESTOCKEVENTS-C1', 'Outstanding Acks: 0')
    stage.step('nats consumer info --context test-b --js-api-prefix ACCTC.API RESTOCKEVENTS RESTOCKEVENTS-C1',
               'Outstanding Acks: 0')


def public_exports(stage):
    stage.say('ACCTA exports a consumer to everybody')
    consumer, source = 'FULFILLEVENTS.FULFILLEVENTS-C1', stage.account_id('ACCTA')
    for name, subject, local, options in (
            ('NEXT', NEXT + consumer, 'ACCTA.API.CONSUMER.MSG.NEXT.' + consumer, ' --response-type "Stream"'),
            ('ACK', ACK + consumer + '.>', ACK + consumer + '.>', ''),
            ('INFO', INFO + consumer, 'ACCTA.API.CONSUMER.INFO.' + consumer, '')):
        stage.step('nsc add export --account ACCTA --name "FULFILLEVENTS-GRANT-%s" --subject "%s" --service%s'
                   % (name, subject, options), 'added public service export')
        stage.step('nsc add import --account ACCTB --name "FULFILLEVENTS-GRANT-%s" --src-account %s --remote-subject "%s" '
                   '--local-subject "%s" --service' % (name, source, subject, local), 'added service import')
    push(stage)
    captured(stage, 'a', 'retail.v1.fulfill.completed', 'Fulfill for order 1234 completed!', 'FULFILLEVENTS', 1)
    stage.step(fetch('A', 'FULFILLEVENTS'), 'Fulfill for order 1234 completed!', 'Acknowledged message')


def revocation(stage):
    stage.say('ACCTC revokes its grant and thinks better of it')
    grant = (r'--account "ACCTC" --service --subject "%sRESTOCKEVENTS.RESTOCKEVENTS-C1"' % NEXT)
    target = stage.account_id('ACCTB')
    stage.step('nsc revocations add-activation %s --target-account "%s"' % (grant, target),
               'revoked activation "RESTOCKEVENTS-GRANT-NEXT" for account ' + target)
    stage.step('nsc revocations list-activations ' + grant, target)
    push(stage)
    captured(stage, 'c', 'retail.v1.restock.requested', 'Restock for item 9 pronto!', 'RESTOCKEVENTS', 2)
    stage.step(fetch('C', 'RESTOCKEVENTS'), status=5, reject=('Restock for',))
    stage.step('nsc revocations delete-activation %s --target-account "%s"' % (grant, target), 'deleted service')
    push(stage)
    stage.step(fetch('C', 'RESTOCKEVENTS'), 'Restock for item 9 pronto!', poll=10)


def main():
    with Stage('Sharing JetStream as a service') as stage:
        for scene in (set_up, streams, grants, public_exports, revocation):
            scene(stage)


main()
