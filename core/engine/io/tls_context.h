#pragma once
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.h"
#include "core/engine/loop/transport.h"

struct ssl_ctx_st;

namespace natsop::engine {

struct TlsOptions;

/// Certificates and rules for one side of TLS. Immutable: a reload makes a new one, for new
/// connections. From any thread.
class TlsContext {
  struct Key {};

 public:
  /// For those who connect to us. Reads the files now; errors name the file and what is wrong with
  /// it. Clients are asked for a certificate only with verify or verify_and_map.
  [[nodiscard]] static Result<std::shared_ptr<const TlsContext>> for_server(
      const TlsOptions& options);

  /// The same for monitoring over https, which asks nobody for a certificate.
  [[nodiscard]] static Result<std::shared_ptr<const TlsContext>> for_monitoring(TlsOptions options);

  /// For connecting to `server_name`, a name or an address, which its certificate must be for
  /// unless `options.insecure`. Names are sent as SNI.
  [[nodiscard]] static Result<std::shared_ptr<const TlsContext>> for_client(
      const TlsOptions& options, std::string server_name);

  /// For the two above, which alone have the Key.
  TlsContext(Key, ssl_ctx_st* owned, const TlsOptions& options, std::string server_name);
  TlsContext(const TlsContext&) = delete;
  TlsContext& operator=(const TlsContext&) = delete;
  ~TlsContext();

  /// OpenSSL's form of it.
  [[nodiscard]] ssl_ctx_st* get() const { return context_; }
  [[nodiscard]] const std::string& server_name() const { return server_name_; }
  [[nodiscard]] bool insecure() const { return insecure_; }

  /// Checks a peer against pinned_certs: an error when there are some and its certificate is none.
  [[nodiscard]] Result<void> check_pins(const TlsPeer& peer) const;

 private:
  static Result<std::shared_ptr<const TlsContext>> make(const TlsOptions& options, bool server,
                                                        std::string server_name);

  ssl_ctx_st* context_;
  std::string server_name_;
  bool insecure_;
  std::vector<std::string> pins_;  ///< lower case, sorted
};

/// Whether these names of Go's can be used here; the error names the one that cannot. For options,
/// before any file is read.
[[nodiscard]] Result<void> check_cipher_suites(const std::vector<std::string>& names);
[[nodiscard]] Result<void> check_curves(const std::vector<std::string>& names);

/// Drains OpenSSL's queue of errors of this thread: the first one's reason ("no start line"), or
/// `fallback`.
[[nodiscard]] std::string take_tls_error(std::string_view fallback);

}  // namespace natsop::engine
