#!/usr/bin/env python3
"""What crosses accounts, beside nats-server: crossing.py BUNDLED REFERENCE [SEED [ROUNDS]]

Each round draws a configuration of three accounts with exports, imports and mappings, and a script of subscriptions,
messages, requests and answers; half way the configuration is replaced by another one and reloaded. Both servers get the
same, and every connection must receive the same from both. Configurations that the reference refuses are not used.
"""
import os
import random
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time

ACCOUNTS = ["A", "B", "C"]
TOKENS = ["x", "y", "z"]
STEPS = 60  # before the reload, and again after it


def literal(r):
    return ".".join(r.choice(TOKENS) for _ in range(r.randint(1, 3)))


def pattern(r):
    tokens = [r.choice(TOKENS + ["*"]) for _ in range(r.randint(1, 3))]
    if r.random() < 0.25:
        tokens[-1] = ">"
    return ".".join(tokens)


def exports(r):
    out = []
    if r.random() < 0.9:
        out.append('{stream: ">"}')
        out.append('{service: ">"%s}' % r.choice(["", ", response: stream"]))
    for _ in range(r.randint(0, 2)):
        kind = r.choice(["stream", "service"])
        response = r.choice(["", ", response: stream"]) if kind == "service" else ""
        out.append('{%s: "%s"%s}' % (kind, pattern(r), response))
    return ", ".join(out)


def imports(r, account):
    out = []
    # Only from accounts that follow: whether it refuses a cycle depends, in nats-server, on the order of a Go map.
    others = ACCOUNTS[ACCOUNTS.index(account) + 1:]
    for _ in range(r.choice([0, 1, 1, 2, 2, 3]) if others else 0):
        kind = r.choice(["stream", "service"])
        exporter = r.choice(others)
        subject = pattern(r)
        wildcards = ["$%d" % (i + 1) for i in range(subject.count("*"))]
        r.shuffle(wildcards)
        to = ".".join(["l" + r.choice(TOKENS)] + wildcards + ([">"] if subject.endswith(">") else []))
        extra = ""
        kind_of_name = r.random()
        if kind == "stream" and kind_of_name < 0.3:
            extra = ', prefix: "p%s"' % r.choice(TOKENS)
        elif kind_of_name < 0.75:
            extra = ', to: "%s"' % to
        out.append('{%s: {account: %s, subject: "%s"}%s}' % (kind, exporter, subject, extra))
    return ", ".join(out)


def mappings(r):
    out = ['"m.%s.*": "%s.$1"' % (r.choice(TOKENS), r.choice(TOKENS)) for _ in range(2) if r.random() < 0.4]
    return ", mappings: {%s}" % ", ".join(out) if out else ""


def configuration(r):
    out = []
    for name in ACCOUNTS:
        out.append(" %s {users: [{user: %s, password: %s}], exports: [%s], imports: [%s]%s}" % (
            name, name, name, exports(r), imports(r, name), mappings(r)))
    return "accounts {\n%s\n}\n" % "\n".join(out)


def accepted(r, reference, folder):
    """A configuration that the reference takes."""
    path = os.path.join(folder, "tried.conf")
    while True:
        text = configuration(r)
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
        tried = subprocess.run([reference, "-t", "-c", path], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        if tried.returncode == 0:
            return text


def script(r):
    steps = []
    for i in range(STEPS):
        who = r.randrange(len(ACCOUNTS))
        inbox = "inbox.%s.%d" % (ACCOUNTS[who], i)
        kind = r.random()
        if i < STEPS * 0.3 or kind < 0.12:
            steps.append(("sub", who, r.choice([pattern(r), ">", "l" + pattern(r),
                                                "p%s.%s" % (r.choice(TOKENS), pattern(r)),
                                                "inbox.%s.*" % ACCOUNTS[who]])))
        elif kind < 0.2:
            steps.append(("unsub", who, r.randint(1, 8)))
        elif kind < 0.6:
            subject = r.choice([literal(r), "l" + literal(r), "m.%s.%s" % (r.choice(TOKENS), r.choice(TOKENS))])
            steps.append(("pub", who, subject, inbox if r.random() < 0.6 else ""))
        else:
            steps.append(("answer", who, r.random(), inbox if r.random() < 0.25 else ""))
    return steps


class Connection:
    def __init__(self, user, port):
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=10)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.buffer = b""
        self.subscriptions = 0
        self.replies = []  # reply subjects that it saw
        self.line()
        self.send('CONNECT {"verbose":false,"pedantic":false,"user":"%s","pass":"%s","headers":true,'
                  '"no_responders":true}\r\n' % (user, user))
        self.receive()

    def send(self, text):
        self.socket.sendall(text.encode())

    def more(self):
        data = self.socket.recv(65536)
        if not data:
            raise EOFError("the server closed the connection")
        self.buffer += data

    def line(self):
        while b"\r\n" not in self.buffer:
            self.more()
        line, self.buffer = self.buffer.split(b"\r\n", 1)
        return line.decode()

    def take(self, size):
        while len(self.buffer) < size + 2:
            self.more()
        data, self.buffer = self.buffer[:size], self.buffer[size + 2:]
        return data.decode()

    def receive(self):
        """All that is there: subject, subscription, reply, headers, payload of each."""
        self.send("PING\r\n")
        got = []
        while (line := self.line()) != "PONG":
            fields = line.split(" ")
            if line == "PING":
                self.send("PONG\r\n")
            elif fields[0] in ("MSG", "HMSG"):
                sizes = 2 if fields[0] == "HMSG" else 1
                body = self.take(int(fields[-1]))
                at = int(fields[-2]) if sizes == 2 else 0
                reply = fields[3] if len(fields) > 3 + sizes else ""
                got.append(self.comparable([fields[1], fields[2], reply, body[:at], body[at:]]))
                if reply and reply not in self.replies:
                    self.replies.append(reply)
            elif fields[0] != "INFO":
                got.append([line])
        return got

    @staticmethod
    def comparable(message):
        # Which of several subscriptions hears of no responders is anyone's choice; versions word it differently.
        if message[3].startswith("NATS/1.0 503"):
            return [message[0], "", "", "503", ""]
        message[3] = re.sub(r'"rtt":\d+', '"rtt":0', message[3])
        return message


def play(port, steps, reload):
    connections = [Connection(name, port) for name in ACCOUNTS]
    names = {}  # reply subjects of the server, in the order in which they appear
    log = []

    def name(found):
        return names.setdefault(found.group(), "<reply %d>" % len(names))

    for number, step in enumerate(steps):
        if number == STEPS:
            reload()
            for connection in connections:
                connection.receive()
        connection = connections[step[1]]
        if step[0] == "sub":
            connection.subscriptions += 1
            connection.send("SUB %s %d\r\n" % (step[2], connection.subscriptions))
        elif step[0] == "unsub":
            connection.send("UNSUB %d\r\n" % step[2])
        elif step[0] == "pub":
            connection.send("PUB %s %s 2\r\nhi\r\n" % (step[2], step[3]))
        elif connection.replies:
            reply = connection.replies[int(step[2] * len(connection.replies))]
            connection.send("PUB %s %s 3\r\nans\r\n" % (reply, step[3]))
        got = []
        # The one that acts first: then what it caused is at the others.
        for who in [step[1]] + [i for i in range(len(ACCOUNTS)) if i != step[1]]:
            for message in connections[who].receive():
                got.append((ACCOUNTS[who], *[re.sub(r"_R_\.\w+\.\w+", name, text) for text in message]))
        log.append((step, sorted(got)))
    for connection in connections:
        connection.socket.close()
    return log


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def run(server, first, second, steps, folder):
    port = free_port()
    path = os.path.join(folder, "server.conf")
    log_path = os.path.join(folder, "server.log")
    if os.path.exists(log_path):
        os.remove(log_path)

    def write(text):
        with open(path, "w", encoding="utf-8") as file:
            file.write("listen: 127.0.0.1:%d\nlog_file: \"%s\"\n%s" % (port, log_path, text))

    def logged(text):
        for _ in range(500):
            if os.path.exists(log_path) and text in open(log_path, encoding="utf-8").read():
                return
            time.sleep(0.02)
        raise RuntimeError("%s: no \"%s\" in its log:\n%s" % (server, text, open(log_path, encoding="utf-8").read()))

    def reload():
        write(second)
        process.send_signal(signal.SIGHUP)
        logged("Reloaded server configuration")

    write(first)
    process = subprocess.Popen([server, "-c", path], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        logged("Server is ready")
        return play(port, steps, reload)
    finally:
        process.terminate()
        process.wait()


def main():
    bundled, reference = sys.argv[1:3]
    seed = int(sys.argv[3]) if len(sys.argv) > 3 else 1
    rounds = int(sys.argv[4]) if len(sys.argv) > 4 else 8
    crossed = 0
    for number in range(rounds):
        r = random.Random(seed * 1000 + number)
        with tempfile.TemporaryDirectory() as folder:
            first, second = accepted(r, reference, folder), accepted(r, reference, folder)
            steps = script(r) + script(r)
            ours = run(bundled, first, second, steps, folder)
            theirs = run(reference, first, second, steps, folder)
        for i, (mine, other) in enumerate(zip(ours, theirs)):
            if mine != other:
                print("round %d (seed %d), step %d: %s" % (number, seed, i, mine[0]))
                print("  bundled:   %s\n  reference: %s" % (mine[1], other[1]))
                print("configuration before the reload:\n%s\nafter it:\n%s" % (first, second))
                return 1
        crossed += sum(1 for _, got in ours for message in got if "<reply" in message[3])
    if crossed == 0:
        print("no request crossed an account: the test tests nothing")
        return 1
    print("%d rounds alike, %d requests crossed" % (rounds, crossed))
    return 0


if __name__ == "__main__":
    sys.exit(main())
