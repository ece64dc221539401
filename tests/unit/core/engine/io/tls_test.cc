#include <doctest/doctest.h>

#include <array>
#include <fstream>
#include <optional>

#include "core/engine/io/tcp_transport.h"
#include "core/engine/io/tls_channel.h"
#include "core/engine/io/tls_context.h"
#include "core/engine/options/options.h"
#include "tests/unit/core/engine/io/certificates.h"
#include "tests/unit/core/engine/io/peer.h"

namespace natsop::engine {
namespace {

using Context = std::shared_ptr<const TlsContext>;

/// An authority, a server of its, two clients of its, and a stranger.
struct Family : Certificates {
  Family() {
    make({.name = "ca",
          .issuer = "",
          .common_name = "authority",
          .alternatives = "",
          .authority = true});
    make({.name = "server",
          .issuer = "ca",
          .common_name = "localhost",
          .alternatives = "DNS:localhost,IP:127.0.0.1"});
    make(
        {.name = "client",
         .issuer = "ca",
         .common_name = "Zoë",
         .alternatives = "email:zoe@example.com,DNS:zoe.example.com,URI:spiffe://example.com/zoe"});
    make({.name = "old",
          .issuer = "ca",
          .common_name = "old",
          .alternatives = "",
          .authority = false,
          .expired = true});
    make({.name = "stranger",
          .issuer = "",
          .common_name = "localhost",
          .alternatives = "DNS:localhost"});
  }
  TlsOptions options(const std::string& name) const {
    TlsOptions result;
    if (!name.empty()) {
      result.cert_file = certificate(name);
      result.key_file = key(name);
    }
    result.ca_file = certificate("ca");
    return result;
  }
};

const Family& family() {
  static const Family kFamily;
  return kFamily;
}

Context server_context(const TlsOptions& options) {
  auto made = TlsContext::for_server(options);
  INFO((made ? std::string() : made.error().message()));
  REQUIRE(made);
  return *made;
}

Context client_context(const TlsOptions& options, const std::string& name = "localhost") {
  auto made = TlsContext::for_client(options, name);
  INFO((made ? std::string() : made.error().message()));
  REQUIRE(made);
  return *made;
}

std::string error_of(const TlsOptions& options) {
  const auto made = TlsContext::for_server(options);
  REQUIRE(!made);
  std::string text = made.error().message();
  const std::string folder = family().folder().string() + "/";
  for (std::size_t at; (at = text.find(folder)) != std::string::npos;) {
    text.erase(at, folder.size());
  }
  return text;
}

std::string text_of(const Output& output) {
  std::array<iovec, 64> pieces;
  std::string text;
  for (const iovec& piece : std::span(pieces).first(output.front(pieces))) {
    text.append(static_cast<const char*>(piece.iov_base), piece.iov_len);
  }
  return text;
}

/// A connection with both ends in this loop.
struct Pair {
  explicit Pair(EventLoop& for_loop) : loop(for_loop), listening(loop) {
    Peer peer(loop, listening.listener->port());
    client = make_tcp_transport(loop, peer.take(), {});
    server = &listening.wait();
    server->start(server_user);
    client->start(client_user);
  }
  ~Pair() { loop.dispose(std::move(client)); }

  /// The outcome at both ends; "" for success.
  void handshake(const Context& server_side, const Context& client_side) {
    server->start_tls(server_side, true, "",
                      [this](Result<void> done) { note(done, server_result); });
    client->start_tls(client_side, false, "",
                      [this](Result<void> done) { note(done, client_result); });
    CHECK(!server_result);
    CHECK(!client_result);
    REQUIRE(loop.run_until([&] { return server_result && client_result; }, kPatience));
  }
  static void note(const Result<void>& done, std::optional<std::string>& to) {
    CHECK(!to);
    to = done ? "" : done.error().message();
  }

  EventLoop& loop;
  Server listening;
  Transport* server;
  std::unique_ptr<Transport> client;
  Recorder server_user;
  Recorder client_user;
  std::optional<std::string> server_result;
  std::optional<std::string> client_result;
};

TEST_CASE("tls context") {
  TlsOptions options = family().options("server");
  SUBCASE("errors name the file and the cause") {
    options.cert_file = family().folder() / "none.pem";
    CHECK(error_of(options) == "tls: certificate 'none.pem': no such file or directory");
    options.cert_file = family().key("server");
    CHECK(error_of(options) == "tls: certificate 'server.key': holds no PEM certificate");
    options.cert_file = family().certificate("client");
    CHECK(error_of(options) ==
          "tls: private key 'server.key': does not belong to certificate 'client.pem'");
    options = family().options("server");
    options.key_file = family().certificate("server");
    CHECK(error_of(options) ==
          "tls: private key 'server.pem': holds no PEM private key without a passphrase");
    options.key_file = "";
    CHECK(error_of(options) == "tls: key_file is missing");
    options = family().options("server");
    options.ca_file = family().key("ca");
    CHECK(error_of(options) == "tls: CA 'ca.key': holds no PEM certificate");
    CHECK(error_of({}) == "tls: cert_file and key_file are missing");
  }
  SUBCASE("a certificate that is cut off is not taken for a shorter chain") {
    std::ifstream whole(options.cert_file);
    std::string text(std::istreambuf_iterator<char>(whole), {});
    options.cert_file = family().folder() / "cut.pem";
    std::ofstream(options.cert_file) << text << text.substr(0, text.size() / 2);
    CHECK(error_of(options).starts_with("tls: certificate 'cut.pem': "));
  }
  SUBCASE("names of suites, curves and versions are Go's") {
    CHECK(check_cipher_suites({"TLS_AES_128_GCM_SHA256", "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
                               "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305"}));
    CHECK(check_cipher_suites({"AES"}).error().message() == "unrecognized cipher suite 'AES'");
    CHECK(check_curves({"CurveP256", "X25519"}));
    CHECK(check_curves({"P-256"}).error().message() == "unrecognized curve preference 'P-256'");
    options.min_version = "1.1";
    CHECK(error_of(options) == "tls: unsupported minimum version '1.1'");
  }
}

TEST_CASE("tls") {
  EventLoop loop;
  Pair pair(loop);
  SUBCASE("both sides agree, and bytes go both ways") {
    pair.handshake(server_context(family().options("server")),
                   client_context(family().options("")));
    CHECK(pair.server_result == "");
    CHECK(pair.client_result == "");
    REQUIRE(pair.server->tls());
    CHECK(pair.server->tls()->version == "1.3");
    CHECK(pair.server->tls()->cipher_suite.starts_with("TLS_"));
    CHECK(pair.server->tls()->certificates.empty());
    REQUIRE(pair.client->tls()->certificates.size() == 1);
    CHECK(pair.client->tls()->certificates[0].subject == "CN=localhost,O=natsop");
    CHECK(pair.client->tls()->certificates[0].verified);
    pair.client->output().append("PING\r\n");
    pair.client->flush();
    CHECK(loop.run_until([&] { return pair.server_user.data == "PING\r\n"; }, kPatience));
    std::string much;
    for (int i = 0; much.size() < 8 << 20; ++i) {
      much += "line " + std::to_string(i) + '\n';
    }
    pair.server->output().append(much);
    pair.server->flush();
    CHECK(pair.server->stuck_since());
    CHECK(loop.run_until([&] { return pair.client_user.data.size() == much.size(); }, kPatience));
    CHECK(pair.client_user.data == much);
    CHECK(!pair.server->stuck_since());
    CHECK(pair.server_user.sent > 0);
    pair.server->output().append("bye");
    pair.server->close();
    CHECK(loop.run_until([&] { return pair.client_user.closed; }, kPatience));
    CHECK(pair.client_user.data.ends_with("bye"));
    CHECK(pair.client_user.end == Transport::End::PeerClosed);
  }
  SUBCASE("what was written before goes out plain, what was read too early is used") {
    pair.server->output().append("INFO {}\r\n");
    std::string hello;
    pair.server_user.act = [&] {
      pair.server_user.act = nullptr;
      hello = std::exchange(pair.server_user.data, "");
      pair.server->start_tls(server_context(family().options("server")), true, hello,
                             [&](Result<void> done) { Pair::note(done, pair.server_result); });
    };
    pair.client_user.act = [&] {
      pair.client_user.act = nullptr;
      CHECK(pair.client_user.data == "INFO {}\r\n");
      pair.client->start_tls(client_context(family().options("")), false, "",
                             [&](Result<void> done) { Pair::note(done, pair.client_result); });
    };
    pair.server->flush();
    CHECK(loop.run_until([&] { return pair.server_result && pair.client_result; }, kPatience));
    CHECK(hello.starts_with('\x16'));
    CHECK(pair.server_result == "");
  }
  SUBCASE("a client certificate is described") {
    TlsOptions server = family().options("server");
    server.verify_and_map = true;
    pair.handshake(server_context(server), client_context(family().options("client")));
    REQUIRE(pair.server_result == "");
    REQUIRE(pair.server->tls()->certificates.size() == 1);
    const TlsPeer::Certificate& certificate = pair.server->tls()->certificates[0];
    CHECK(certificate.subject == "CN=Zoë,O=natsop");
    CHECK(certificate.emails == std::vector<std::string>{"zoe@example.com"});
    CHECK(certificate.dns_names == std::vector<std::string>{"zoe.example.com"});
    CHECK(certificate.uris == std::vector<std::string>{"spiffe://example.com/zoe"});
    CHECK(certificate.spki_sha256.size() == 64);
    CHECK(certificate.raw_sha256.size() == 64);
    CHECK(certificate.verified);
  }
}

TEST_CASE("tls refuses") {
  EventLoop loop;
  Pair pair(loop);
  SUBCASE("verify refuses no certificate, a stranger's and an expired one") {
    TlsOptions server = family().options("server");
    server.verify = true;
    SUBCASE("none") {
      server.min_version = "1.2";
      pair.server->start_tls(server_context(server), true, "",
                             [&](Result<void> done) { Pair::note(done, pair.server_result); });
      pair.client->start_tls(client_context(family().options("")), false, "", [](Result<void>) {});
      REQUIRE(loop.run_until([&] { return pair.server_result.has_value(); }, kPatience));
      CHECK(pair.server_result == "peer did not return a certificate");
      pair.server->close();
      // A TLS 1.3 client believes itself connected until it hears the alert.
      CHECK(loop.run_until([&] { return pair.client_user.closed; }, kPatience));
    }
    SUBCASE("stranger") {
      TlsOptions client = family().options("stranger");
      pair.server->start_tls(server_context(server), true, "",
                             [&](Result<void> done) { Pair::note(done, pair.server_result); });
      pair.client->start_tls(client_context(client), false, "", [](Result<void>) {});
      REQUIRE(loop.run_until([&] { return pair.server_result.has_value(); }, kPatience));
      CHECK(pair.server_result == "certificate verify failed: self-signed certificate");
    }
    SUBCASE("expired") {
      pair.server->start_tls(server_context(server), true, "",
                             [&](Result<void> done) { Pair::note(done, pair.server_result); });
      pair.client->start_tls(client_context(family().options("old")), false, "",
                             [](Result<void>) {});
      REQUIRE(loop.run_until([&] { return pair.server_result.has_value(); }, kPatience));
      CHECK(pair.server_result == "certificate verify failed: certificate has expired");
    }
  }
  SUBCASE("a client refuses a wrong name and a stranger, unless told not to care") {
    const auto check = [&](const TlsOptions& server, TlsOptions client, const std::string& name,
                           std::string_view expected) {
      pair.handshake(server_context(server), client_context(client, name));
      CHECK(*pair.client_result == expected);
      CHECK(pair.server_result->empty() == expected.empty());
    };
    SUBCASE("name") {
      check(family().options("server"), family().options(""), "other.example.com",
            "certificate verify failed: hostname mismatch");
    }
    SUBCASE("address") { check(family().options("server"), family().options(""), "127.0.0.1", ""); }
    SUBCASE("another address") {
      check(family().options("server"), family().options(""), "127.0.0.2",
            "certificate verify failed: IP address mismatch");
    }
    SUBCASE("stranger") {
      check(family().options("stranger"), family().options(""), "localhost",
            "certificate verify failed: self-signed certificate");
    }
    SUBCASE("insecure") {
      TlsOptions client;
      client.insecure = true;
      check(family().options("stranger"), client, "anything", "");
    }
  }
  SUBCASE("pinned certificates") {
    TlsOptions server = family().options("server");
    server.verify = true;
    server.pinned_certs = {std::string(64, 'A')};
    pair.handshake(server_context(server), client_context(family().options("client")));
    CHECK(pair.server_result->starts_with("pinned certificates: "));
    Pair again(loop);
    const std::string pin = pair.server_result->substr(21, 64);
    server.pinned_certs.push_back(pin);
    again.handshake(server_context(server), client_context(family().options("client")));
    CHECK(again.server_result == "");
  }
  SUBCASE("suites, versions and curves are kept to") {
    TlsOptions server = family().options("server");
    server.cipher_suites = {"TLS_AES_256_GCM_SHA384"};
    server.curve_preferences = {"CurveP384"};
    server.min_version = "1.3";
    pair.handshake(server_context(server), client_context(family().options("")));
    CHECK(pair.server->tls()->cipher_suite == "TLS_AES_256_GCM_SHA384");
  }
  SUBCASE("garbage instead of a hello") {
    pair.server->start_tls(server_context(family().options("server")), true, "",
                           [&](Result<void> done) { Pair::note(done, pair.server_result); });
    pair.client->output().append("PING\r\nPING\r\n");
    pair.client->flush();
    REQUIRE(loop.run_until([&] { return pair.server_result.has_value(); }, kPatience));
    CHECK(pair.server_result == "wrong version number");
    CHECK(!pair.server_user.closed);
    pair.server->close();
  }
  SUBCASE("the peer goes away in the middle") {
    pair.server->start_tls(server_context(family().options("server")), true, "",
                           [&](Result<void> done) { Pair::note(done, pair.server_result); });
    pair.client->close();
    REQUIRE(loop.run_until([&] { return pair.server_result.has_value(); }, kPatience));
    CHECK(pair.server_result == "connection closed by the peer");
    CHECK(!pair.server_user.closed);
  }
  SUBCASE("closing in the middle tells nobody") {
    pair.server->start_tls(server_context(family().options("server")), true, "",
                           [&](Result<void> done) { Pair::note(done, pair.server_result); });
    pair.server->close();
    CHECK(loop.run_until([&] { return pair.client_user.closed; }, kPatience));
    CHECK(!pair.server_result);
  }
}

TEST_CASE("a tls record that was changed on the way ends the link") {
  EventLoop loop;
  Server listening(loop);
  Peer peer(loop, listening.listener->port());
  Transport& server = listening.wait();
  Recorder user;
  server.start(user);
  bool established = false;
  server.start_tls(server_context(family().options("server")), true, "",
                   [&](Result<void> done) { established = done.has_value(); });
  TlsChannel client(client_context(family().options("")), false);
  const auto send = [&](bool spoil) {
    std::string bytes = text_of(client.wire());
    client.wire().clear();
    if (spoil) {
      bytes.back() = static_cast<char>(bytes.back() ^ 1);
    }
    peer.send(bytes);
  };
  std::string received;
  for (bool done = false; !done;) {
    const Result<bool> result = client.handshake();
    REQUIRE(result);
    done = *result;
    if (!client.wire().empty()) {
      send(false);
    }
    if (!done) {
      received = peer.read(1);
      client.feed(received);
    }
  }
  CHECK(loop.run_until([&] { return established; }, kPatience));
  Output plain;
  plain.append("good");
  REQUIRE(client.write(plain, 1000));
  send(false);
  CHECK(loop.run_until([&] { return user.data == "good"; }, kPatience));
  plain.append("bad");
  REQUIRE(client.write(plain, 1000));
  send(true);
  CHECK(loop.run_until([&] { return user.closed; }, kPatience));
  CHECK(user.data == "good");
  CHECK(user.end == Transport::End::Protocol);
  CHECK(user.closed_detail == "tls: decryption failed or bad record mac");
}

}  // namespace
}  // namespace natsop::engine
