#include <doctest/doctest.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <csignal>
#include <thread>

#include "core/engine/io/lingering.h"
#include "core/engine/io/listener.h"
#include "tests/unit/core/engine/io/peer.h"

namespace natsop::engine {
namespace {

TEST_CASE("loop") {
  EventLoop loop;
  SUBCASE("posts from another thread run on the loop's, in order") {
    std::string order;
    const auto loop_thread = std::this_thread::get_id();
    bool right_thread = true;
    std::jthread other([&] {
      for (const char c : std::string("abc")) {
        loop.post([&, c] {
          order += c;
          right_thread = right_thread && std::this_thread::get_id() == loop_thread;
        });
      }
    });
    CHECK(loop.run_until([&] { return order.size() == 3; }, kPatience));
    CHECK(order == "abc");
    CHECK(right_thread);
  }
  SUBCASE("timers call in the order in which they are due, and not when destroyed") {
    std::string order;
    const auto second = loop.after(std::chrono::milliseconds(4), [&] { order += '2'; });
    const auto first = loop.after(std::chrono::milliseconds(1), [&] { order += '1'; });
    auto never = loop.after(std::chrono::milliseconds(2), [&] { order += 'x'; });
    never.reset();
    CHECK(loop.run_until([&] { return order.size() == 2; }, kPatience));
    CHECK(order == "12");
  }
  SUBCASE("a timer may be destroyed by its own call, and one that is due by another") {
    int calls = 0;
    std::unique_ptr<Timer> a;
    std::unique_ptr<Timer> b;
    const auto call = [&] {
      ++calls;
      a.reset();
      b.reset();
    };
    a = loop.after(std::chrono::nanoseconds(0), call);
    b = loop.after(std::chrono::nanoseconds(0), call);
    const auto after_both = loop.after(std::chrono::milliseconds(5), [&] { loop.stop(); });
    loop.run();
    CHECK(calls == 1);
  }
  SUBCASE("flushes come after the turn's calls, disposals after the flushes") {
    std::string order;
    struct Flush final : Flushable {
      explicit Flush(std::string& to) : order(to) {}
      void flush() override { order += 'f'; }
      std::string& order;
    } flush(order);
    struct Gone final : Disposable {
      explicit Gone(std::string& to) : order(to) {}
      ~Gone() override { order += 'd'; }
      std::string& order;
    };
    loop.post([&] {
      loop.dispose(std::make_unique<Gone>(order));
      loop.flush_at_turn_end(flush);
      order += '1';
    });
    loop.post([&] { order += '2'; });
    loop.turn(kPatience);
    CHECK(order == "12fd");
  }
  SUBCASE("calls that post calls for ever do not keep flushes from happening") {
    bool flushed = false;
    struct Flush final : Flushable {
      explicit Flush(bool& to) : done(to) {}
      void flush() override { done = true; }
      bool& done;
    } flush(flushed);
    std::function<void()> again = [&] { loop.post(again); };
    loop.post([&] { loop.flush_at_turn_end(flush); });
    loop.post(again);
    loop.turn(kPatience);
    CHECK(flushed);
  }
  SUBCASE("the time of a turn stands still within it") {
    SteadyTime first;
    SteadyTime second;
    loop.post([&] {
      first = loop.turn_time();
      while (loop.clock().steady() == first) {
      }
      second = loop.turn_time();
    });
    loop.turn(kPatience);
    CHECK(first == second);
    loop.post([&] { second = loop.turn_time(); });
    loop.turn(kPatience);
    CHECK(second > first);
  }
  SUBCASE("signals") {
    int got = 0;
    REQUIRE(loop.on_signal({SIGUSR1, SIGUSR2}, [&](int number) { got = number; }));
    ::raise(SIGUSR2);
    CHECK(loop.run_until([&] { return got != 0; }, kPatience));
    CHECK(got == SIGUSR2);
    ::raise(SIGUSR1);
    CHECK(loop.run_until([&] { return got == SIGUSR1; }, kPatience));
  }
  SUBCASE("stop from another thread ends run, which can begin again") {
    for (int i = 0; i < 2; ++i) {
      std::jthread other([&] { loop.stop(); });
      loop.run();
    }
  }
}

TEST_CASE("listener") {
  EventLoop loop;
  SUBCASE("says where it listens, and a closed one frees the port at once") {
    auto first = Listener::open(loop, "127.0.0.1", -1, [](auto) {});
    REQUIRE(first);
    CHECK((*first)->host() == "127.0.0.1");
    const int port = (*first)->port();
    CHECK(port > 0);
    const auto second = Listener::open(loop, "127.0.0.1", port, [](auto) {});
    REQUIRE(!second);
    CHECK(second.error().message() ==
          "listen on 127.0.0.1:" + std::to_string(port) + ": address already in use");
    (*first)->close();
    CHECK(Listener::open(loop, "127.0.0.1", port, [](auto) {}));
  }
  SUBCASE("names are resolved, wrong ones named") {
    const auto named = Listener::open(loop, "localhost", 0, [](auto) {});
    REQUIRE(named);
    CHECK((*named)->host() == "127.0.0.1");
    const auto wrong = Listener::open(loop, "no such host", 0, [](auto) {});
    REQUIRE(!wrong);
    CHECK(wrong.error().message().starts_with("listen on 'no such host': "));
    CHECK(!Listener::open(loop, "127.0.0.1", 65536, [](auto) {}));
  }
  SUBCASE("the ends of a connection") {
    Server server(loop);
    Peer peer(loop, server.listener->port());
    Transport& transport = server.wait();
    CHECK(transport.peer_ip() == "127.0.0.1");
    CHECK(transport.local_ip() == "127.0.0.1");
    CHECK(transport.peer_port() > 0);
    CHECK(!transport.websocket());
    CHECK(!transport.tls());
  }
  SUBCASE("without descriptors it waits, says so once, and goes on") {
    MemorySink sink;
    Log log(sink, loop.clock());
    // The sanitizers of g++ check objects with a pipe, for which there are no descriptors either.
#ifdef __SANITIZE_ADDRESS__
    constexpr bool kLogs = false;
#else
    constexpr bool kLogs = true;
#endif
    Server server(loop, "127.0.0.1", kLogs ? Logger(log) : Logger());
    Peer first(loop, server.listener->port());
    server.wait();
    Peer peer(loop, server.listener->port());
    rlimit old{};
    REQUIRE(::getrlimit(RLIMIT_NOFILE, &old) == 0);
    rlimit low = old;
    low.rlim_cur = static_cast<rlim_t>(peer.fd()) + 1;
    REQUIRE(::setrlimit(RLIMIT_NOFILE, &low) == 0);
    CHECK(!loop.run_until([&] { return server.transports.size() == 2; },
                          std::chrono::milliseconds(50)));
    REQUIRE(::setrlimit(RLIMIT_NOFILE, &old) == 0);
    server.wait(2);
    REQUIRE(sink.lines().size() == (kLogs ? 1 : 0));
    if (!kLogs) {
      return;
    }
    CHECK(sink.lines()[0].find("cannot accept connections for now") != std::string::npos);
    CHECK(sink.lines()[0].find("too many open files") != std::string::npos);
  }
  SUBCASE("every address is IPv4 and IPv6") {
    Server server(loop, "::");
    CHECK(server.listener->host() == "::");
    Peer four(loop, server.listener->port());
    CHECK(server.wait().peer_ip() == "127.0.0.1");
    Peer six(loop, server.listener->port(), "::1");
    CHECK(server.wait(2).peer_ip() == "::1");
    CHECK(server.wait(2).local_ip() == "::1");
  }
}

TEST_CASE("tcp transport") {
  EventLoop loop;
  Server server(loop);
  Peer peer(loop, server.listener->port());
  Transport& transport = server.wait();
  Recorder user;

  SUBCASE("bytes both ways") {
    transport.start(user);
    peer.send("PING\r\n");
    CHECK(loop.run_until([&] { return user.data == "PING\r\n"; }, kPatience));
    transport.output().append("PONG\r\n");
    transport.flush();
    CHECK(transport.output().empty());
    CHECK(peer.read_to("\r\n") == "PONG\r\n");
  }
  SUBCASE("nothing is read before start, nor while paused") {
    peer.send("one");
    loop.turn(std::chrono::milliseconds(5));
    transport.start(user);
    CHECK(loop.run_until([&] { return user.data == "one"; }, kPatience));
    transport.pause_reading(true);
    peer.send("two");
    loop.turn(std::chrono::milliseconds(5));
    loop.turn(std::chrono::milliseconds(5));
    CHECK(user.data == "one");
    transport.pause_reading(false);
    CHECK(loop.run_until([&] { return user.data == "onetwo"; }, kPatience));
  }
  SUBCASE("a peer that reads late gets everything, and on_sent tells of it") {
    transport.start(user);
    std::string sent;
    for (int i = 0; sent.size() < std::size_t{16} << 20; ++i) {
      sent += "line " + std::to_string(i) + '\n';
    }
    transport.output().append(sent);
    CHECK(!transport.stuck_since());
    transport.flush();
    CHECK(!transport.output().empty());
    CHECK(transport.stuck_since() == loop.turn_time());
    CHECK(peer.read(sent.size()) == sent);
    CHECK(transport.output().empty());
    CHECK(!transport.stuck_since());
    CHECK(user.sent > 0);
  }
  SUBCASE("the peer closes") {
    transport.start(user);
    peer.send("last");
    peer.close();
    CHECK(loop.run_until([&] { return user.closed; }, kPatience));
    CHECK(user.data == "last");
    CHECK(user.end == Transport::End::PeerClosed);
  }
  SUBCASE("the peer resets") {
    transport.start(user);
    peer.reset();
    CHECK(loop.run_until([&] { return user.closed; }, kPatience));
    CHECK(user.end == Transport::End::ReadError);
    CHECK(user.closed_detail == "connection reset by peer");
  }
  SUBCASE("a write to one that is gone is told in a later turn") {
    peer.reset();
    transport.start(user);
    transport.pause_reading(true);
    loop.turn(std::chrono::milliseconds(1));
    transport.output().append("x");
    transport.flush();
    CHECK(!user.closed);
    CHECK(loop.run_until([&] { return user.closed; }, kPatience));
    CHECK(user.end == Transport::End::WriteError);
  }
  SUBCASE("close sends the last words even when input is unread") {
    transport.start(user);
    transport.pause_reading(true);
    peer.send(std::string(200000, 'x'));
    transport.output().append("-ERR 'Maximum Payload Violation'\r\n");
    transport.close();
    CHECK(peer.read_to_end() == "-ERR 'Maximum Payload Violation'\r\n");
    peer.send(std::string(100000, 'y'));
    CHECK(loop.lingering().size() == 1);
    peer.close();
    CHECK(loop.run_until([&] { return loop.lingering().size() == 0; }, kPatience));
    CHECK(!user.closed);
  }
  SUBCASE("close and dispose from within on_data") {
    user.act = [&] {
      transport.close();
      loop.dispose(std::move(server.transports[0]));
      server.transports.clear();
    };
    transport.start(user);
    peer.send("x");
    CHECK(peer.read_to_end().empty());
    CHECK(!user.closed);
  }
  SUBCASE("disposal while a write waits for the peer") {
    transport.start(user);
    transport.output().append(std::string(std::size_t{16} << 20, 'x'));
    transport.flush();
    CHECK(transport.stuck_since());
    loop.dispose(std::move(server.transports[0]));
    server.transports.clear();
    loop.turn(std::chrono::milliseconds(1));
    peer.read_to_end();
    CHECK(!user.closed);
  }
}

}  // namespace
}  // namespace natsop::engine
