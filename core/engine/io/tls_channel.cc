#include "core/engine/io/tls_channel.h"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <utility>

#include "core/text/base64.h"

namespace natsop::engine {

namespace {

struct Free {
  void operator()(SSL* ssl) const { SSL_free(ssl); }
  void operator()(BIO* bio) const { BIO_free(bio); }
  void operator()(BIO_METHOD* method) const { BIO_meth_free(method); }
  void operator()(GENERAL_NAMES* names) const { GENERAL_NAMES_free(names); }
};

/// What OpenSSL reads from and writes to in place of a socket.
struct Wire {
  std::span<const char> input;
  std::string kept;
  Output output;
};

int wire_write(BIO* bio, const char* data, int size) {
  auto* wire = static_cast<Wire*>(BIO_get_data(bio));
  wire->output.append({data, static_cast<std::size_t>(size)});
  return size;
}

int wire_read(BIO* bio, char* data, int size) {
  auto* wire = static_cast<Wire*>(BIO_get_data(bio));
  BIO_clear_retry_flags(bio);
  if (wire->input.empty()) {
    BIO_set_retry_read(bio);
    return -1;
  }
  const std::size_t part = std::min(static_cast<std::size_t>(size), wire->input.size());
  std::memcpy(data, wire->input.data(), part);
  wire->input = wire->input.subspan(part);
  return static_cast<int>(part);
}

long wire_control(BIO*, int command, long, void*) { return command == BIO_CTRL_FLUSH ? 1 : 0; }

int wire_create(BIO* bio) {
  BIO_set_init(bio, 1);
  return 1;
}

const BIO_METHOD* wire_method() {
  static const std::unique_ptr<BIO_METHOD, Free> kMethod = [] {
    std::unique_ptr<BIO_METHOD, Free> method(
        BIO_meth_new(BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "natsop"));
    BIO_meth_set_write(method.get(), wire_write);
    BIO_meth_set_read(method.get(), wire_read);
    BIO_meth_set_ctrl(method.get(), wire_control);
    BIO_meth_set_create(method.get(), wire_create);
    return method;
  }();
  return kMethod.get();
}

bool is_address(const std::string& name) {
  std::array<unsigned char, 16> bytes;
  return inet_pton(AF_INET, name.c_str(), bytes.data()) == 1 ||
         inet_pton(AF_INET6, name.c_str(), bytes.data()) == 1;
}

std::string sha256(std::span<const unsigned char> bytes) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest;
  unsigned size = 0;
  EVP_Digest(bytes.data(), bytes.size(), digest.data(), &size, EVP_sha256(), nullptr);
  return text::hex_encode({reinterpret_cast<const char*>(digest.data()), size});
}

std::string subject_of(X509* certificate) {
  const std::unique_ptr<BIO, Free> text(BIO_new(BIO_s_mem()));
  // As RFC 2253 has it, but with letters beyond ASCII as they are.
  X509_NAME_print_ex(text.get(), X509_get_subject_name(certificate), 0,
                     XN_FLAG_RFC2253 & ~static_cast<unsigned long>(ASN1_STRFLGS_ESC_MSB));
  char* data = nullptr;
  const long size = BIO_get_mem_data(text.get(), &data);
  return {data, static_cast<std::size_t>(size)};
}

/// DER of something that OpenSSL writes with `write`.
template <class Thing>
std::string sha256_of(int (*write)(const Thing*, unsigned char**), const Thing* thing) {
  const int size = write(thing, nullptr);
  if (size <= 0) {
    return {};
  }
  std::vector<unsigned char> bytes(static_cast<std::size_t>(size));
  unsigned char* end = bytes.data();
  write(thing, &end);
  return sha256(bytes);
}

void add_names(X509* certificate, TlsPeer::Certificate& to) {
  const std::unique_ptr<GENERAL_NAMES, Free> names(static_cast<GENERAL_NAMES*>(
      X509_get_ext_d2i(certificate, NID_subject_alt_name, nullptr, nullptr)));
  const int count = names ? sk_GENERAL_NAME_num(names.get()) : 0;
  for (int i = 0; i < count; ++i) {
    int type = 0;
    const void* value = GENERAL_NAME_get0_value(sk_GENERAL_NAME_value(names.get(), i), &type);
    if (type != GEN_EMAIL && type != GEN_DNS && type != GEN_URI) {
      continue;
    }
    const auto* text = static_cast<const ASN1_STRING*>(value);
    const auto* begin = reinterpret_cast<const char*>(ASN1_STRING_get0_data(text));
    auto& list = type == GEN_EMAIL ? to.emails : type == GEN_DNS ? to.dns_names : to.uris;
    list.emplace_back(begin, static_cast<std::size_t>(ASN1_STRING_length(text)));
  }
}

TlsPeer::Certificate describe(X509* certificate, bool verified) {
  TlsPeer::Certificate result;
  result.subject = subject_of(certificate);
  add_names(certificate, result);
  result.spki_sha256 = sha256_of<X509_PUBKEY>(i2d_X509_PUBKEY, X509_get_X509_PUBKEY(certificate));
  result.raw_sha256 = sha256_of<X509>(i2d_X509, certificate);
  result.verified = verified;
  return result;
}

TlsPeer describe_peer(SSL* ssl) {
  TlsPeer peer;
  const std::string_view version = SSL_get_version(ssl);
  peer.version = version.starts_with("TLSv") ? version.substr(4) : version;
  if (const SSL_CIPHER* cipher = SSL_get_current_cipher(ssl); cipher != nullptr) {
    const char* name = SSL_CIPHER_standard_name(cipher);
    peer.cipher_suite = name != nullptr ? name : SSL_CIPHER_get_name(cipher);
  }
  const bool verified =
      (SSL_get_verify_mode(ssl) & SSL_VERIFY_PEER) != 0 && SSL_get_verify_result(ssl) == X509_V_OK;
  X509* leaf = SSL_get0_peer_certificate(ssl);
  if (leaf != nullptr) {
    peer.certificates.push_back(describe(leaf, verified));
  }
  // OpenSSL puts the leaf into the chain only on the side that connects.
  STACK_OF(X509)* chain = SSL_get_peer_cert_chain(ssl);
  for (int i = 0; chain != nullptr && i < sk_X509_num(chain); ++i) {
    X509* one = sk_X509_value(chain, i);
    if (leaf == nullptr || X509_cmp(one, leaf) != 0) {
      peer.certificates.push_back(describe(one, verified));
    }
  }
  return peer;
}

}  // namespace

struct TlsChannel::State {
  std::shared_ptr<const TlsContext> context;
  Wire wire;
  std::unique_ptr<SSL, Free> ssl;
};

TlsChannel::TlsChannel(std::shared_ptr<const TlsContext> context, bool server)
    : state_(std::make_unique<State>()) {
  state_->context = std::move(context);
  state_->ssl.reset(SSL_new(state_->context->get()));
  SSL* ssl = state_->ssl.get();
  BIO* bio = BIO_new(wire_method());
  BIO_set_data(bio, &state_->wire);
  SSL_set_bio(ssl, bio, bio);  // which gives the ssl its one reference
  if (server) {
    SSL_set_accept_state(ssl);
    return;
  }
  SSL_set_connect_state(ssl);
  const std::string& name = state_->context->server_name();
  if (is_address(name)) {
    if (!state_->context->insecure()) {
      X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(ssl), name.c_str());
    }
  } else if (!name.empty()) {
    std::string copy = name;  // OpenSSL's own macro for this casts as C does
    SSL_ctrl(ssl, SSL_CTRL_SET_TLSEXT_HOSTNAME, TLSEXT_NAMETYPE_host_name, copy.data());
    SSL_set1_host(ssl, name.c_str());
  }
}

TlsChannel::TlsChannel(TlsChannel&& other) noexcept = default;
TlsChannel::~TlsChannel() = default;

Output& TlsChannel::wire() { return state_->wire.output; }

void TlsChannel::feed(std::span<const char> wire_bytes) {
  Wire& wire = state_->wire;
  if (wire.input.empty()) {
    wire.input = wire_bytes;
    return;
  }
  // What was kept and not used up yet comes first.
  wire.kept = std::string(wire.input.data(), wire.input.size());
  wire.kept.append(wire_bytes.data(), wire_bytes.size());
  wire.input = wire.kept;
}

void TlsChannel::keep() {
  Wire& wire = state_->wire;
  std::string rest(wire.input.data(), wire.input.size());
  wire.kept = std::move(rest);
  wire.input = wire.kept;
}

Result<bool> TlsChannel::handshake() {
  SSL* ssl = state_->ssl.get();
  ERR_clear_error();
  const int result = SSL_do_handshake(ssl);
  if (result == 1) {
    TlsPeer peer = describe_peer(ssl);
    NATSOP_CHECK(state_->context->check_pins(peer));
    peer_ = std::move(peer);
    return true;
  }
  const int problem = SSL_get_error(ssl, result);
  if (problem == SSL_ERROR_WANT_READ) {
    return false;
  }
  std::string reason = take_tls_error("closed by the peer");
  if (const long verdict = SSL_get_verify_result(ssl);
      verdict != X509_V_OK && (SSL_get_verify_mode(ssl) & SSL_VERIFY_PEER) != 0) {
    reason = fmt::format("{}: {}", reason, X509_verify_cert_error_string(verdict));
  }
  return Error(Code::Denied, reason);
}

Result<std::size_t> TlsChannel::read(std::span<char> plain) {
  SSL* ssl = state_->ssl.get();
  std::size_t total = 0;
  ERR_clear_error();
  while (total < plain.size() && !ended_) {
    std::size_t part = 0;
    const int result = SSL_read_ex(ssl, plain.data() + total, plain.size() - total, &part);
    if (result == 1) {
      total += part;
      continue;
    }
    const int problem = SSL_get_error(ssl, result);
    if (problem == SSL_ERROR_ZERO_RETURN) {
      ended_ = true;
    } else if (problem != SSL_ERROR_WANT_READ && total == 0) {
      return Error(Code::Invalid, take_tls_error("the peer broke the protocol"));
    }
    break;
  }
  return total;
}

Result<void> TlsChannel::write(Output& plain, std::size_t limit) {
  ERR_clear_error();
  while (state_->wire.output.size() < limit && !plain.empty()) {
    const std::string_view front = plain.first_piece();
    std::size_t part = 0;
    if (SSL_write_ex(state_->ssl.get(), front.data(), front.size(), &part) != 1) {
      return Error(Code::Invalid, take_tls_error("cannot write"));
    }
    plain.consume(part);
  }
  return {};
}

void TlsChannel::end() {
  ERR_clear_error();
  SSL_shutdown(state_->ssl.get());
  ERR_clear_error();
}

}  // namespace natsop::engine
