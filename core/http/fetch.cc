#include "core/http/fetch.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <netdb.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <memory>
#include <utility>

#include "core/http/message.h"
#include "core/http/url.h"
#include "core/text/ascii.h"

namespace natsop::http {
namespace {

constexpr int kRedirectsMax = 5;

using Deadline = std::chrono::steady_clock::time_point;

struct FreeAddresses {
  void operator()(addrinfo* list) const { ::freeaddrinfo(list); }
};
struct FreeContext {
  void operator()(SSL_CTX* context) const { SSL_CTX_free(context); }
};
struct FreeTls {
  void operator()(SSL* tls) const { SSL_free(tls); }
};

/// A connected, non-blocking socket, with TLS over it for https. Every wait ends at the deadline.
class Stream {
 public:
  Stream(const Url& url, Deadline deadline) : url_(url), deadline_(deadline) {}
  Stream(const Stream&) = delete;
  Stream& operator=(const Stream&) = delete;
  ~Stream() {
    if (fd_ >= 0) ::close(fd_);
  }

  Result<void> open() {
    addrinfo hints = {};
    hints.ai_socktype = SOCK_STREAM;
    addrinfo* found = nullptr;
    const int failed = ::getaddrinfo(url_.host.c_str(), url_.port.c_str(), &hints, &found);
    const std::unique_ptr<addrinfo, FreeAddresses> list(found);
    if (failed != 0) {
      return Error(Code::NotFound, fmt::format("lookup {}: {}", url_.host, ::gai_strerror(failed)));
    }
    Result<void> last = Error(Code::Unreachable, "no address");
    for (const addrinfo* at = list.get(); at != nullptr; at = at->ai_next) {
      last = connect(*at);
      if (last) break;
    }
    NATSOP_CHECK(last);
    return url_.tls ? handshake() : Result<void>();
  }

  Result<void> write(std::string_view data) {
    while (!data.empty()) {
      const auto sent = tls_ ? SSL_write(tls_.get(), data.data(), static_cast<int>(data.size()))
                             : ::send(fd_, data.data(), data.size(), MSG_NOSIGNAL);
      if (sent > 0) {
        data.remove_prefix(static_cast<std::size_t>(sent));
        continue;
      }
      NATSOP_CHECK(after(static_cast<int>(sent), POLLOUT));
    }
    return {};
  }

  /// Everything up to the end of the connection.
  Result<std::string> read_all() {
    std::string all;
    char part[16384];
    while (true) {
      const auto got = tls_ ? SSL_read(tls_.get(), part, static_cast<int>(sizeof part))
                            : ::recv(fd_, part, sizeof part, 0);
      if (got > 0) {
        all.append(part, static_cast<std::size_t>(got));
        if (all.size() > kBodySizeMax) return Error(Code::Invalid, "the answer is too large");
        continue;
      }
      if (at_end(static_cast<int>(got))) return all;
      NATSOP_CHECK(after(static_cast<int>(got), POLLIN));
    }
  }

 private:
  Result<void> wait(short events) const {
    const auto left =
        std::chrono::ceil<std::chrono::milliseconds>(deadline_ - std::chrono::steady_clock::now());
    pollfd poll_fd = {fd_, events, 0};
    if (left.count() <= 0 || ::poll(&poll_fd, 1, static_cast<int>(left.count())) == 0) {
      return Error(Code::Timeout, fmt::format("no answer from {} in time", url_.authority));
    }
    return {};
  }

  Result<void> connect(const addrinfo& at) {
    if (fd_ >= 0) ::close(fd_);
    fd_ = ::socket(at.ai_family, at.ai_socktype | SOCK_NONBLOCK | SOCK_CLOEXEC, at.ai_protocol);
    if (fd_ < 0) return unreachable(errno);
    if (::connect(fd_, at.ai_addr, at.ai_addrlen) == 0) return {};
    if (errno != EINPROGRESS) return unreachable(errno);
    NATSOP_CHECK(wait(POLLOUT));
    int error = 0;
    socklen_t size = sizeof error;
    ::getsockopt(fd_, SOL_SOCKET, SO_ERROR, &error, &size);
    return error == 0 ? Result<void>() : unreachable(error);
  }

  [[nodiscard]] Error unreachable(int error) const {
    return Error(Code::Unreachable,
                 fmt::format("dial tcp {}:{}: {}", url_.host, url_.port, std::strerror(error)));
  }

  Result<void> handshake() {
    context_.reset(SSL_CTX_new(TLS_client_method()));
    if (!context_ || SSL_CTX_set_default_verify_paths(context_.get()) != 1) return tls_error();
    SSL_CTX_set_verify(context_.get(), SSL_VERIFY_PEER, nullptr);
    SSL_CTX_set_min_proto_version(context_.get(), TLS1_2_VERSION);
    tls_.reset(SSL_new(context_.get()));
    if (!tls_ || SSL_set_fd(tls_.get(), fd_) != 1 ||
        SSL_set1_host(tls_.get(), url_.host.c_str()) != 1 || !name_server()) {
      return tls_error();
    }
    while (true) {
      const int done = SSL_connect(tls_.get());
      if (done == 1) return {};
      NATSOP_CHECK(after(done, POLLIN));
    }
  }

  /// Server name indication; the macro for it casts in the old style.
  bool name_server() {
    std::string name = url_.host;
    return SSL_ctrl(tls_.get(), SSL_CTRL_SET_TLSEXT_HOSTNAME, TLSEXT_NAMETYPE_host_name,
                    name.data()) == 1;
  }

  [[nodiscard]] Error tls_error() const {
    if (tls_) {
      if (const long verdict = SSL_get_verify_result(tls_.get()); verdict != X509_V_OK) {
        return Error(Code::Denied, fmt::format("certificate of {}: {}", url_.host,
                                               X509_verify_cert_error_string(verdict)));
      }
    }
    const auto code = ERR_get_error();
    const char* reason = code == 0 ? nullptr : ERR_reason_error_string(code);
    return Error(Code::Unreachable, fmt::format("TLS with {}: {}", url_.host,
                                                reason == nullptr ? "connection closed" : reason));
  }

  [[nodiscard]] bool at_end(int result) const {
    if (!tls_) return result == 0;
    // Many servers close without the TLS farewell; the framing of the answer tells whether it is
    // whole.
    const int error = SSL_get_error(tls_.get(), result);
    return error == SSL_ERROR_ZERO_RETURN || (error == SSL_ERROR_SYSCALL && errno == 0) ||
           (error == SSL_ERROR_SSL &&
            ERR_GET_REASON(ERR_peek_error()) == SSL_R_UNEXPECTED_EOF_WHILE_READING);
  }

  /// What to do after a call that did not go through: wait, or give up.
  Result<void> after(int result, short events) const {
    if (tls_) {
      switch (SSL_get_error(tls_.get(), result)) {
        case SSL_ERROR_WANT_READ:
          return wait(POLLIN);
        case SSL_ERROR_WANT_WRITE:
          return wait(POLLOUT);
        default:
          return tls_error();
      }
    }
    if (result < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) return wait(events);
    if (result < 0 && errno == EINTR) return {};
    return Error(Code::Unreachable,
                 fmt::format("connection to {}: {}", url_.authority, std::strerror(errno)));
  }

  const Url& url_;
  Deadline deadline_;
  int fd_ = -1;
  std::unique_ptr<SSL_CTX, FreeContext> context_;
  std::unique_ptr<SSL, FreeTls> tls_;
};

Result<Answer> round_trip(const Request& request, Deadline deadline) {
  NATSOP_TRY(const Url url, Url::parse(request.url));
  Stream stream(url, deadline);
  NATSOP_CHECK(stream.open());
  NATSOP_CHECK(stream.write(write_request(request, url)));
  NATSOP_TRY(const std::string bytes, stream.read_all());
  return read_answer(bytes);
}

}  // namespace

bool is_url(std::string_view text) {
  const auto lower = text::ascii_lower(text.substr(0, 8));
  return lower.starts_with("http://") || lower.starts_with("https://");
}

Result<Response> fetch(const Request& request) {
  const Deadline deadline = std::chrono::steady_clock::now() + request.timeout;
  Request current = request;
  for (int redirects = 0; redirects <= kRedirectsMax; ++redirects) {
    auto answer = round_trip(current, deadline);
    if (!answer) {
      return std::move(answer).error().during(fmt::format("requesting {}", current.url));
    }
    const int status = answer->response.status;
    const bool moved =
        status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
    if (!moved || answer->location.empty() || current.method != "GET") return answer->response;
    current.url = resolve_url(current.url, answer->location);
  }
  return Error(Code::Invalid, fmt::format("too many redirects from {}", request.url));
}

}  // namespace natsop::http
