// The clients of npm against a server: node smoke.mjs SERVER. Core NATS: messages, requests, services, users, NKeys, WebSocket,
// reconnecting. Both generations of the client run the same cases.
import { spawn } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";

const program = process.argv[2];
const decode = (data) => new TextDecoder().decode(data);
const encode = (text) => new TextEncoder().encode(text);

function equal(got, wanted, what = "") {
  if (JSON.stringify(got) !== JSON.stringify(wanted)) {
    throw new Error(`${what} got ${JSON.stringify(got)} instead of ${JSON.stringify(wanted)}`);
  }
}

async function failure(promise) {
  try {
    await promise;
  } catch (error) {
    return `${error.code ?? ""} ${error.name} ${error.message} ${error.cause?.message ?? ""}`;
  }
  throw new Error("should have failed");
}

function within(promise, milliseconds) {
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`nothing after ${milliseconds} ms`)), milliseconds);
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}

class Server {
  static async start(config, port = -1) {
    const server = new Server();
    server.folder = fs.mkdtempSync(path.join(os.tmpdir(), "natsop-npm."));
    fs.writeFileSync(path.join(server.folder, "server.conf"), config);
    const args = ["-c", "server.conf", "-a", "127.0.0.1", "-p", String(port), "--ports_file_dir", server.folder];
    server.process = spawn(program, args, { cwd: server.folder, stdio: "ignore" });
    server.ended = new Promise((resolve) => server.process.once("exit", resolve));
    for (let tries = 0; tries < 500; tries++) {
      const file = fs.readdirSync(server.folder).find((name) => name.endsWith(".ports"));
      try {
        server.ports = JSON.parse(fs.readFileSync(path.join(server.folder, file)));
        server.port = Number(server.ports.nats[0].split(":").pop());
        return server;
      } catch {
        await new Promise((resolve) => setTimeout(resolve, 10));
      }
    }
    throw new Error("the server did not start");
  }

  async stop(signal = "SIGTERM") {
    this.process.kill(signal);
    await this.ended;
    fs.rmSync(this.folder, { recursive: true, force: true });
  }
}

async function collect(messages) {
  const out = [];
  for await (const message of messages) out.push(decode(message.data));
  return out;
}

// Each case gets a connection of its own to an open server.
const cases = {
  "what the server says of itself": async (nc) => {
    equal(nc.info.headers, true);
    equal(nc.info.max_payload, 1048576);
    equal(typeof (await nc.rtt()), "number");
  },
  "wildcards": async (nc) => {
    const subscription = nc.subscribe("a.*.>", { max: 2 });
    for (const subject of ["a.b", "a.b.c", "b.c.d", "a.b.c.d"]) nc.publish(subject, subject);
    equal(await collect(subscription), ["a.b.c", "a.b.c.d"]);
  },
  "queue groups": async (nc) => {
    const counts = [0, 0, 0];
    counts.forEach((_, at) => nc.subscribe("q", { queue: "g", callback: () => counts[at]++ }));
    for (let at = 0; at < 300; at++) nc.publish("q");
    await nc.flush();
    equal(counts.reduce((a, b) => a + b), 300);
    equal(counts.every((count) => count > 30), true, `spread ${counts}`);
  },
  "headers": async (nc, library) => {
    const headers = library.headers();
    headers.append("X-A", "1");
    headers.append("X-A", "2");
    const subscription = nc.subscribe("h", { max: 1 });
    nc.publish("h", "x", { headers });
    for await (const message of subscription) equal(message.headers.values("X-A"), ["1", "2"]);
  },
  "requests": async (nc) => {
    nc.subscribe("svc", { callback: (_, message) => message.respond(encode("re " + decode(message.data))) });
    for (const noMux of [false, true]) {
      equal(decode((await nc.request("svc", "hi", { timeout: 1000, noMux })).data), "re hi");
    }
  },
  "requests that nobody answers": async (nc) => {
    equal(/503|no ?responders/i.test(await failure(nc.request("nobody", "", { timeout: 2000 }))), true);
  },
  "many answers": async (nc, library) => {
    nc.subscribe("many", { callback: (_, message) => ["1", "2", ""].forEach((text) => message.respond(text)) });
    const answers = await nc.requestMany("many", "", { strategy: library.sentinel, maxWait: 2000 });
    equal((await collect(answers)).filter((text) => text !== ""), ["1", "2"]);
  },
  "no echo": async (_, library, server) => {
    const quiet = await library.connect({ port: server.port, noEcho: true });
    let count = 0;
    quiet.subscribe("own", { callback: () => count++ });
    quiet.publish("own");
    await quiet.flush();
    equal(count, 0);
    await quiet.close();
  },
  "half a megabyte, and too much": async (nc) => {
    const big = new Uint8Array(512 * 1024).fill(7);
    const subscription = nc.subscribe("big", { max: 1 });
    nc.publish("big", big);
    for await (const message of subscription) equal(Buffer.compare(Buffer.from(message.data), Buffer.from(big)), 0);
    equal(/payload/i.test(await failure((async () => nc.publish("big", new Uint8Array(1048577)))())), true);
  },
  "ten thousand messages in order": async (nc) => {
    const subscription = nc.subscribe("order", { max: 10000 });
    for (let at = 0; at < 10000; at++) nc.publish("order", String(at));
    equal(await collect(subscription), Array.from({ length: 10000 }, (_, at) => String(at)));
  },
  "services": async (nc, library) => {
    const service = await library.services(nc).add({ name: "adder", version: "1.0.0" });
    service.addGroup("calc").addEndpoint("sum", (_, message) => {
      message.respond(String(JSON.parse(decode(message.data)).reduce((a, b) => a + b)));
    });
    equal(decode((await nc.request("calc.sum", "[1,2,3]", { timeout: 1000 })).data), "6");
    const client = library.services(nc).client();
    const first = async (found) => { for await (const one of await found) return one; };
    equal((await first(client.ping())).name, "adder");
    equal((await first(client.info("adder"))).endpoints[0].subject, "calc.sum");
    equal((await first(client.stats("adder"))).endpoints[0].num_requests, 1);
    await service.stop();
  },
  "drain": async (nc) => {
    const subscription = nc.subscribe("dr");
    for (let at = 0; at < 10; at++) nc.publish("dr", String(at));
    const [got] = await Promise.all([collect(subscription), nc.drain()]);
    equal(got.length, 10);
  },
  "WebSocket": async (_, library, server) => {
    if (!library.wsconnect) return;
    const nc = await library.wsconnect({ servers: server.ports.websocket[0] });
    nc.subscribe("svc", { callback: (_e, message) => message.respond(message.data) });
    const big = new Uint8Array(100000).fill(65);
    equal((await nc.request("svc", big, { timeout: 2000 })).data.length, 100000);
    await nc.close();
  },
  "reconnecting": async (_, library) => {
    let server = await Server.start("");
    const { port } = server;
    const nc = await library.connect({ port, reconnectTimeWait: 50, maxReconnectAttempts: -1 });
    let count = 0;
    nc.subscribe("r", { callback: () => count++ });
    await nc.flush();
    await server.stop("SIGKILL");
    server = await Server.start("", port);
    for (let at = 0; at < 100 && count === 0; at++) {
      try {
        nc.publish("r");
        await within(nc.flush(), 5000);
      } catch {
        await new Promise((resolve) => setTimeout(resolve, 50)); // still away
      }
    }
    equal(count > 0, true, "the subscription was not restored;");
    await nc.close();
    await server.stop();
  },
};

const guarded = {
  "users": async (server, library) => {
    const nc = await library.connect({ port: server.port, user: "derek", pass: "foobar" });
    await nc.flush();
    await nc.close();
    equal(/authorization/i.test(await failure(library.connect({ port: server.port, user: "derek", pass: "x" }))), true);
  },
  "NKeys": async (server, library, seed) => {
    const nc = await library.connect({ port: server.port, authenticator: library.nkeyAuthenticator(encode(seed)) });
    await nc.flush();
    await nc.close();
  },
  "permissions": async (server, library) => {
    const nc = await library.connect({ port: server.port, user: "limited", pass: "x" });
    const subscription = nc.subscribe("forbidden");
    equal(/permissions/i.test(await failure(collect(subscription))), true);
    nc.publish("forbidden");
    await nc.flush();
    await nc.close();
  },
};

async function libraries() {
  const old = await import("nats");
  const node = await import("@nats-io/transport-node");
  const core = await import("@nats-io/nats-core");
  const { Svcm } = await import("@nats-io/services");
  globalThis.WebSocket ??= (await import("ws")).WebSocket;  // older Node has none of its own
  return {
    "nats": { ...old, services: (nc) => nc.services, sentinel: old.RequestStrategy.SentinelMsg },
    "@nats-io": {
      ...node, wsconnect: core.wsconnect, sentinel: "sentinel",
      services: (nc) => new Svcm(nc),
    },
  };
}

const counts = { passed: 0, failed: 0 };
async function one(name, work) {
  try {
    await within(work(), 20000);
    counts.passed++;
  } catch (error) {
    counts.failed++;
    console.log(`FAILED ${name}: ${error.message}`);
  }
}

for (const [tag, library] of Object.entries(await libraries())) {
  const open = await Server.start("websocket { host: 127.0.0.1, port: -1, no_tls: true, compression: true }");
  for (const [name, work] of Object.entries(cases)) {
    await one(`${tag}: ${name}`, async () => {
      const nc = await library.connect({ port: open.port });
      try {
        await work(nc, library, open);
      } finally {
        if (!nc.isClosed()) await nc.close();
      }
    });
  }
  await open.stop();
  const key = library.nkeys.createUser();
  const closed = await Server.start(`authorization { users: [
    {user: derek, password: foobar}, {nkey: ${key.getPublicKey()}},
    {user: limited, password: x, permissions: {publish: "ok", subscribe: "ok"}} ] }`);
  for (const [name, work] of Object.entries(guarded)) {
    await one(`${tag}: ${name}`, () => work(closed, library, decode(key.getSeed())));
  }
  await closed.stop();
}
console.log(`${counts.passed} passed, ${counts.failed} failed`);
process.exit(counts.failed > 0 ? 1 : 0);
