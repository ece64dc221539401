#include <arpa/inet.h>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include <algorithm>
#include <array>
#include <memory>
#include <utility>

#include "core/client/stream.h"

namespace natsop::client {
namespace {

struct FreeContext {
  void operator()(SSL_CTX* context) const { SSL_CTX_free(context); }
};
struct FreeSession {
  void operator()(SSL* session) const { SSL_free(session); }
};
using ContextHandle = std::unique_ptr<SSL_CTX, FreeContext>;
using SessionHandle = std::unique_ptr<SSL, FreeSession>;

constexpr std::size_t kChunk = 16384;

std::string library_words() {
  const unsigned long code = ERR_get_error();
  ERR_clear_error();
  const char* reason = code == 0 ? nullptr : ERR_reason_error_string(code);
  return reason == nullptr ? "unknown reason" : reason;
}

/// TLS with memory BIOs: OpenSSL turns bytes into bytes, and the stream below does the moving.
class TlsStream final : public ByteStream {
 public:
  TlsStream(std::unique_ptr<ByteStream> below, ContextHandle context, SessionHandle session)
      : below_(std::move(below)), context_(std::move(context)), session_(std::move(session)) {}

  Result<Step> read(std::span<char> into) override {
    while (true) {
      ERR_clear_error();
      const int got = SSL_read(session_.get(), into.data(), static_cast<int>(into.size()));
      if (got > 0) return Step{.bytes = static_cast<std::size_t>(got)};
      const int reason = SSL_get_error(session_.get(), got);
      if (reason == SSL_ERROR_ZERO_RETURN) return Step{.closed = true};
      if (reason != SSL_ERROR_WANT_READ) return failure("reading");
      NATSOP_CHECK(send_on());
      NATSOP_TRY(const Step step, pull());
      if (step.bytes == 0) return step;
    }
  }

  Result<Step> write(std::string_view bytes) override {
    NATSOP_TRY(const Step before, send_on());
    if (before.closed || before.wait != Wait::Nothing || bytes.empty()) return before;
    ERR_clear_error();
    const auto size = static_cast<int>(std::min(bytes.size(), kChunk));
    const int taken = SSL_write(session_.get(), bytes.data(), size);
    if (taken <= 0) {
      if (SSL_get_error(session_.get(), taken) == SSL_ERROR_WANT_READ) {
        return Step{.wait = Wait::Readable};
      }
      return failure("writing");
    }
    NATSOP_TRY(const Step after, send_on());
    return Step{.bytes = static_cast<std::size_t>(taken), .closed = after.closed};
  }

  [[nodiscard]] bool buffered() const override {
    return SSL_has_pending(session_.get()) == 1 ||
           BIO_ctrl_pending(SSL_get_rbio(session_.get())) > 0 || below_->buffered();
  }

  [[nodiscard]] int fd() const override { return below_->fd(); }

  Result<void> shake_hands(const Deadline& deadline) {
    constexpr std::string_view kDoing = "in the TLS handshake";
    while (true) {
      ERR_clear_error();
      const int done = SSL_do_handshake(session_.get());
      // What it has to say goes out even when it fails: the alert tells the server why.
      auto sent = write_all_pending(deadline, kDoing);
      if (done == 1) return sent;
      if (SSL_get_error(session_.get(), done) != SSL_ERROR_WANT_READ) return handshake_failure();
      if (!sent) return sent;
      NATSOP_TRY(const Step step, pull());
      if (step.closed) {
        return Error(Code::Unreachable, "TLS: the server closed the connection in the handshake")
            .hint("does the server speak TLS here, and does it want a client certificate?");
      }
      if (step.bytes == 0) NATSOP_CHECK(wait_for(fd(), Wait::Readable, deadline, kDoing));
    }
  }

 private:
  static Error failure(std::string_view doing) {
    return Error(Code::Unreachable, fmt::format("TLS {}: {}", doing, library_words()));
  }

  [[nodiscard]] Error handshake_failure() const {
    const long verified = SSL_get_verify_result(session_.get());
    if (verified != X509_V_OK) {
      return Error(Code::Denied, fmt::format("TLS: the server's certificate does not verify: {}",
                                             X509_verify_cert_error_string(verified)))
          .hint("--tlsca names the certificate authority to trust");
    }
    return Error(Code::Unreachable, fmt::format("TLS handshake: {}", library_words()))
        .hint(
            "does the server speak TLS here, and want a client certificate (--tlscert, --tlskey)?");
  }

  Result<void> write_all_pending(const Deadline& deadline, std::string_view doing) {
    while (true) {
      NATSOP_TRY(const Step step, send_on());
      if (step.closed || step.wait == Wait::Nothing) return {};
      NATSOP_CHECK(wait_for(fd(), step.wait, deadline, doing));
    }
  }

  /// Moves bytes from the stream below to OpenSSL.
  Result<Step> pull() {
    std::array<char, kChunk> chunk;
    NATSOP_TRY(const Step step, below_->read(chunk));
    if (step.bytes > 0) {
      BIO_write(SSL_get_rbio(session_.get()), chunk.data(), static_cast<int>(step.bytes));
    }
    return step;
  }

  /// Moves bytes from OpenSSL to the stream below; `wait` says whether some are left.
  Result<Step> send_on() {
    BIO* source = SSL_get_wbio(session_.get());
    while (true) {
      if (outgoing_.empty()) {
        outgoing_.resize(BIO_ctrl_pending(source));
        if (outgoing_.empty()) return below_->write({});
        BIO_read(source, outgoing_.data(), static_cast<int>(outgoing_.size()));
      }
      NATSOP_TRY(const Step step, below_->write(outgoing_));
      outgoing_.erase(0, step.bytes);
      if (step.closed || step.bytes == 0) return step;
    }
  }

  std::unique_ptr<ByteStream> below_;
  ContextHandle context_;
  SessionHandle session_;
  std::string outgoing_;
};

Result<ContextHandle> make_context(const context::TlsSettings& tls) {
  ContextHandle context(SSL_CTX_new(TLS_client_method()));
  if (!context) return Error(Code::Failed, "TLS: " + library_words());
  SSL_CTX_set_min_proto_version(context.get(), TLS1_2_VERSION);
  SSL_CTX_set_default_verify_paths(context.get());
  ERR_clear_error();
  if (!tls.ca.empty() && SSL_CTX_load_verify_file(context.get(), tls.ca.c_str()) != 1) {
    return Error(Code::Invalid, fmt::format("cannot read the CA certificates in {}: {}",
                                            tls.ca.string(), library_words()));
  }
  if (!tls.cert.empty() &&
      (SSL_CTX_use_certificate_chain_file(context.get(), tls.cert.c_str()) != 1 ||
       SSL_CTX_use_PrivateKey_file(context.get(), tls.key.c_str(), SSL_FILETYPE_PEM) != 1)) {
    return Error(Code::Invalid,
                 fmt::format("cannot read the client certificate {} and its key {}: {}",
                             tls.cert.string(), tls.key.string(), library_words()));
  }
  if (!tls.curves.empty()) {
    // The macro SSL_CTX_set1_groups_list hides an old-style cast.
    std::string list = fmt::format("{}", fmt::join(tls.curves, ":"));
    if (SSL_CTX_ctrl(context.get(), SSL_CTRL_SET_GROUPS_LIST, 0, list.data()) != 1) {
      return Error(Code::Invalid, fmt::format("TLS does not know the curves {}", list));
    }
  }
  SSL_CTX_set_verify(context.get(), tls.skip_verify ? SSL_VERIFY_NONE : SSL_VERIFY_PEER, nullptr);
  return context;
}

bool is_address(const std::string& host) {
  std::array<unsigned char, sizeof(in6_addr)> bytes;
  return ::inet_pton(AF_INET, host.c_str(), bytes.data()) == 1 ||
         ::inet_pton(AF_INET6, host.c_str(), bytes.data()) == 1;
}

}  // namespace

Result<std::unique_ptr<ByteStream>> open_tls(std::unique_ptr<ByteStream> below,
                                             const context::TlsSettings& tls,
                                             const std::string& host, const Deadline& deadline) {
  NATSOP_TRY(ContextHandle context, make_context(tls));
  SessionHandle session(SSL_new(context.get()));
  if (!session) return Error(Code::Failed, "TLS: " + library_words());
  SSL_set_bio(session.get(), BIO_new(BIO_s_mem()), BIO_new(BIO_s_mem()));
  SSL_set_connect_state(session.get());
  if (is_address(host)) {
    X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(session.get()), host.c_str());
  } else {
    SSL_set_hostflags(session.get(), X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
    SSL_set1_host(session.get(), host.c_str());
    // The macro SSL_set_tlsext_host_name hides an old-style cast.
    std::string name = host;
    SSL_ctrl(session.get(), SSL_CTRL_SET_TLSEXT_HOSTNAME, TLSEXT_NAMETYPE_host_name, name.data());
  }
  auto stream =
      std::make_unique<TlsStream>(std::move(below), std::move(context), std::move(session));
  NATSOP_CHECK(stream->shake_hands(deadline));
  return std::unique_ptr<ByteStream>(std::move(stream));
}

}  // namespace natsop::client
