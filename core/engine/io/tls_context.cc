#include "core/engine/io/tls_context.h"

#include <fmt/format.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <filesystem>
#include <utility>

#include "core/base/files.h"
#include "core/engine/io/tcp_transport.h"
#include "core/engine/options/options.h"
#include "core/text/ascii.h"

namespace natsop::engine {

namespace {

struct Free {
  void operator()(SSL_CTX* context) const { SSL_CTX_free(context); }
  void operator()(BIO* bio) const { BIO_free(bio); }
  void operator()(X509* certificate) const { X509_free(certificate); }
  void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
};
using Context = std::unique_ptr<SSL_CTX, Free>;

/// Go's short names of two suites; it knows the rest by their standard names, as OpenSSL does.
constexpr std::array<std::pair<std::string_view, std::string_view>, 2> kShortNames = {
    {{"TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305", "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256"},
     {"TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305", "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256"}}};

constexpr std::array<std::pair<std::string_view, std::string_view>, 4> kCurves = {
    {{"CurveP256", "P-256"}, {"CurveP384", "P-384"}, {"CurveP521", "P-521"}, {"X25519", "X25519"}}};

/// OpenSSL's lists, with ':' between names: TLS 1.3 has its own.
struct Suites {
  std::string before_13;
  std::string since_13;
};

void add(std::string& list, std::string_view name) {
  if (!list.empty()) {
    list += ':';
  }
  list += name;
}

Result<Suites> suites_of(const std::vector<std::string>& names) {
  Suites suites;
  for (const std::string& name : names) {
    std::string standard = name;
    for (const auto& [short_name, long_name] : kShortNames) {
      if (name == short_name) {
        standard = long_name;
      }
    }
    const std::string_view found = OPENSSL_cipher_name(standard.c_str());
    if (found == "(NONE)") {
      return Error(Code::Invalid, fmt::format("unrecognized cipher suite '{}'", name));
    }
    // Those of TLS 1.3 do not say how keys are exchanged.
    add(standard.find("_WITH_") == std::string::npos ? suites.since_13 : suites.before_13, found);
  }
  return suites;
}

Result<std::string> curves_of(const std::vector<std::string>& names) {
  std::string list;
  for (const std::string& name : names) {
    const auto* found = std::find_if(kCurves.begin(), kCurves.end(),
                                     [&](const auto& one) { return one.first == name; });
    if (found == kCurves.end()) {
      return Error(Code::Invalid, fmt::format("unrecognized curve preference '{}'", name))
          .hint("use CurveP256, CurveP384, CurveP521 or X25519");
    }
    add(list, found->second);
  }
  return list;
}

Error bad(std::string_view what, const std::filesystem::path& file, std::string_view why) {
  return Error(Code::Invalid, fmt::format("tls: {} '{}': {}", what, file.string(), why));
}

/// The file's bytes as OpenSSL reads them.
Result<std::unique_ptr<BIO, Free>> open(std::string_view what, const std::filesystem::path& file) {
  std::unique_ptr<BIO, Free> bio(BIO_new_file(file.c_str(), "r"));
  if (!bio) {
    const int number = errno;
    ERR_clear_error();
    return bad(what, file, describe_errno(number));
  }
  return bio;
}

/// An encrypted key fails instead of asking the terminal.
int no_passphrase(char*, int, int, void*) { return -1; }

Result<void> load_certificate(SSL_CTX* context, const TlsOptions& options) {
  NATSOP_TRY(const auto chain, open("certificate", options.cert_file));
  int count = 0;
  for (;; ++count) {
    std::unique_ptr<X509, Free> one(
        PEM_read_bio_X509(chain.get(), nullptr, no_passphrase, nullptr));
    if (!one) {
      break;
    }
    const int added = count == 0 ? SSL_CTX_use_certificate(context, one.get())
                                 : static_cast<int>(SSL_CTX_add1_chain_cert(context, one.get()));
    if (added != 1) {
      return bad("certificate", options.cert_file, take_tls_error("cannot be used"));
    }
  }
  const unsigned long last = ERR_peek_last_error();
  const bool at_end =
      ERR_GET_LIB(last) == ERR_LIB_PEM && ERR_GET_REASON(last) == PEM_R_NO_START_LINE;
  if (count == 0 || !at_end) {
    const std::string why = take_tls_error("not a certificate");
    return bad("certificate", options.cert_file,
               count == 0 && at_end ? "holds no PEM certificate" : why);
  }
  ERR_clear_error();
  return {};
}

Result<void> load_key(SSL_CTX* context, const TlsOptions& options) {
  NATSOP_TRY(const auto file, open("private key", options.key_file));
  const std::unique_ptr<EVP_PKEY, Free> key(
      PEM_read_bio_PrivateKey(file.get(), nullptr, no_passphrase, nullptr));
  if (!key) {
    (void)take_tls_error("");
    return bad("private key", options.key_file, "holds no PEM private key without a passphrase");
  }
  if (SSL_CTX_use_PrivateKey(context, key.get()) != 1 || SSL_CTX_check_private_key(context) != 1) {
    (void)take_tls_error("");
    return bad("private key", options.key_file,
               fmt::format("does not belong to certificate '{}'", options.cert_file.string()));
  }
  return {};
}

Result<void> load_authorities(SSL_CTX* context, const TlsOptions& options, bool server) {
  if (options.ca_file.empty()) {
    SSL_CTX_set_default_verify_paths(context);
    return {};
  }
  NATSOP_TRY(const auto file, open("CA", options.ca_file));
  X509_STORE* store = SSL_CTX_get_cert_store(context);
  int count = 0;
  while (const std::unique_ptr<X509, Free> one{
      PEM_read_bio_X509(file.get(), nullptr, no_passphrase, nullptr)}) {
    X509_STORE_add_cert(store, one.get());
    if (server) {
      SSL_CTX_add_client_CA(context, one.get());
    }
    ++count;
  }
  ERR_clear_error();
  if (count == 0) {
    return bad("CA", options.ca_file, "holds no PEM certificate");
  }
  return {};
}

Result<void> set_rules(SSL_CTX* context, const TlsOptions& options) {
  int version = TLS1_2_VERSION;
  if (options.min_version == "1.3") {
    version = TLS1_3_VERSION;
  } else if (!options.min_version.empty() && options.min_version != "1.2") {
    return Error(Code::Invalid,
                 fmt::format("tls: unsupported minimum version '{}'", options.min_version))
        .hint("use 1.2 or 1.3");
  }
  SSL_CTX_set_min_proto_version(context, version);
  NATSOP_TRY(const Suites suites, suites_of(options.cipher_suites));
  if (!suites.before_13.empty() &&
      SSL_CTX_set_cipher_list(context, suites.before_13.c_str()) != 1) {
    return Error(Code::Invalid, "tls: cipher suites: " + take_tls_error("none can be used"));
  }
  if (!suites.since_13.empty() && SSL_CTX_set_ciphersuites(context, suites.since_13.c_str()) != 1) {
    return Error(Code::Invalid, "tls: cipher suites: " + take_tls_error("none can be used"));
  }
  NATSOP_TRY(const std::string curves, curves_of(options.curve_preferences));
  if (!curves.empty() && SSL_CTX_set1_groups_list(context, curves.c_str()) != 1) {
    return Error(Code::Invalid, "tls: curves: " + take_tls_error("none can be used"));
  }
  return {};
}

void set_modes(SSL_CTX* context) {
  // Idle connections keep no buffers; there is nothing to resume, as connections live long.
  SSL_CTX_set_mode(context, SSL_MODE_RELEASE_BUFFERS | SSL_MODE_ENABLE_PARTIAL_WRITE |
                                SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER | SSL_MODE_NO_AUTO_CHAIN);
  SSL_CTX_set_options(context, SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_TICKET | SSL_OP_NO_COMPRESSION |
                                   SSL_OP_CIPHER_SERVER_PREFERENCE);
  SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
  SSL_CTX_set_num_tickets(context, 0);
}

}  // namespace

std::string take_tls_error(std::string_view fallback) {
  std::string text(fallback);
  if (const unsigned long first = ERR_get_error(); first != 0) {
    if (const char* reason = ERR_reason_error_string(first); reason != nullptr) {
      text = reason;
    }
  }
  ERR_clear_error();
  return text;
}

Result<void> check_cipher_suites(const std::vector<std::string>& names) {
  NATSOP_CHECK(suites_of(names));
  return {};
}

Result<void> check_curves(const std::vector<std::string>& names) {
  NATSOP_CHECK(curves_of(names));
  return {};
}

TlsContext::TlsContext(Key, ssl_ctx_st* owned, const TlsOptions& options, std::string server_name)
    : context_(owned), server_name_(std::move(server_name)), insecure_(options.insecure) {
  for (const std::string& pin : options.pinned_certs) {
    pins_.push_back(text::ascii_lower(pin));
  }
  std::sort(pins_.begin(), pins_.end());
}

TlsContext::~TlsContext() { SSL_CTX_free(context_); }

Result<std::shared_ptr<const TlsContext>> TlsContext::make(const TlsOptions& options, bool server,
                                                           std::string server_name) {
  ERR_clear_error();
  Context context(SSL_CTX_new(server ? TLS_server_method() : TLS_client_method()));
  if (!context) {
    return Error(Code::Failed, "tls: " + take_tls_error("cannot be set up"));
  }
  set_modes(context.get());
  NATSOP_CHECK(set_rules(context.get(), options));
  if (options.cert_file.empty() != options.key_file.empty()) {
    return Error(Code::Invalid, options.cert_file.empty() ? "tls: cert_file is missing"
                                                          : "tls: key_file is missing");
  }
  if (!options.cert_file.empty()) {
    NATSOP_CHECK(load_certificate(context.get(), options));
    NATSOP_CHECK(load_key(context.get(), options));
  }
  const bool verify = server ? options.verify || options.verify_and_map : !options.insecure;
  if (verify || !options.ca_file.empty()) {
    NATSOP_CHECK(load_authorities(context.get(), options, server));
  }
  SSL_CTX_set_verify(context.get(),
                     verify ? SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT : SSL_VERIFY_NONE,
                     nullptr);
  return std::make_shared<const TlsContext>(Key{}, context.release(), options,
                                            std::move(server_name));
}

Result<std::shared_ptr<const TlsContext>> TlsContext::for_server(const TlsOptions& options) {
  if (options.cert_file.empty() && options.key_file.empty()) {
    return Error(Code::Invalid, "tls: cert_file and key_file are missing");
  }
  return make(options, true, "");
}

Result<std::shared_ptr<const TlsContext>> TlsContext::for_monitoring(TlsOptions options) {
  options.verify = false;
  options.verify_and_map = false;
  options.pinned_certs.clear();
  return for_server(options);
}

Result<std::shared_ptr<const TlsContext>> TlsContext::for_client(const TlsOptions& options,
                                                                 std::string server_name) {
  return make(options, false, std::move(server_name));
}

Result<void> TlsContext::check_pins(const TlsPeer& peer) const {
  if (pins_.empty()) {
    return {};
  }
  if (peer.certificates.empty()) {
    return Error(Code::Denied, "pinned certificates: the peer gave none");
  }
  const std::string& pin = peer.certificates.front().spki_sha256;
  if (!std::binary_search(pins_.begin(), pins_.end(), pin)) {
    return Error(Code::Denied, fmt::format("pinned certificates: {} is none of them", pin));
  }
  return {};
}

}  // namespace natsop::engine
