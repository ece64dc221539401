#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string>

#include "core/engine/options/blocks.h"
#include "core/text/ascii.h"
#include "core/text/duration.h"
#include "core/text/quote.h"

namespace natsop::engine {

using config::Kind;
using config::Value;

namespace {

constexpr auto kHandshakeFallback = std::chrono::milliseconds(50);
constexpr std::size_t kDigestLength = 64;

/// As Go's crypto/tls names them, which is what configurations hold.
constexpr std::array<std::string_view, 26> kCiphers = {
    "TLS_AES_128_GCM_SHA256",
    "TLS_AES_256_GCM_SHA384",
    "TLS_CHACHA20_POLY1305_SHA256",
    "TLS_RSA_WITH_RC4_128_SHA",
    "TLS_RSA_WITH_3DES_EDE_CBC_SHA",
    "TLS_RSA_WITH_AES_128_CBC_SHA",
    "TLS_RSA_WITH_AES_256_CBC_SHA",
    "TLS_RSA_WITH_AES_128_CBC_SHA256",
    "TLS_RSA_WITH_AES_128_GCM_SHA256",
    "TLS_RSA_WITH_AES_256_GCM_SHA384",
    "TLS_ECDHE_ECDSA_WITH_RC4_128_SHA",
    "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA",
    "TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA",
    "TLS_ECDHE_RSA_WITH_RC4_128_SHA",
    "TLS_ECDHE_RSA_WITH_3DES_EDE_CBC_SHA",
    "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA",
    "TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA",
    "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256",
    "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA256",
    "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
    "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
    "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
    "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
    "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305",
    "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305",
    "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256",
};
constexpr std::array<std::string_view, 5> kCurves = {"X25519", "X25519MLKEM768", "CurveP256",
                                                     "CurveP384", "CurveP521"};

template <std::size_t N>
void read_names(OptionReader& reader, const Value& value, std::vector<std::string>& out,
                const std::array<std::string_view, N>& known, std::string_view what) {
  reader.read(value, out);
  if (out.empty()) reader.error(value, fmt::format("\"{}\" cannot be empty", reader.field()));
  for (const auto& name : out) {
    if (std::ranges::find(known, name) == known.end()) {
      reader.error(value, fmt::format("unrecognized {} {}", what, name));
    }
  }
}

void read_min_version(OptionReader& reader, const Value& value, std::string& out) {
  const auto text = value.is(Kind::Text)   ? value.text()
                    : value.is(Kind::Real) ? fmt::format("{:.1f}", value.real())
                                           : std::string();
  if (text == "1.2" || text == "1.3") {
    out = text;
  } else {
    reader.error(value, "unsupported TLS version: \"1.2\" and \"1.3\" are supported");
  }
}

void read_handshake_first(OptionReader& reader, const Value& value, std::optional<Duration>& out) {
  if (value.is(Kind::Boolean)) {
    out.reset();
    if (value.boolean()) out = Duration{0};
    return;
  }
  const auto word = value.is(Kind::Text) ? text::ascii_lower(value.text()) : std::string();
  if (word == "auto" || word == "auto_fallback") {
    out = kHandshakeFallback;
  } else if (word == "true" || word == "on" || word == "yes") {
    out = Duration{0};
  } else if (word == "false" || word == "off" || word == "no") {
    out.reset();
  } else if (const auto time = text::parse_go_duration(word); time && !word.empty()) {
    out = *time;
  } else {
    reader.error(value,
                 fmt::format("field \"{}\"'s value is not true, false, \"auto\" or a duration",
                             reader.field()));
  }
}

void read_pinned(OptionReader& reader, const Value& value, std::vector<std::string>& out) {
  reader.read(value, out);
  for (auto& digest : out) {
    digest = text::ascii_lower(digest);
    if (digest.size() != kDigestLength ||
        digest.find_first_not_of("0123456789abcdef") != std::string::npos) {
      reader.error(value, fmt::format("error parsing 'pinned_certs' key {} does not look like hex "
                                      "encoded sha256",
                                      text::go_quote(digest)));
    }
  }
}

/// `certs: [{cert_file, key_file}]`: one pair is the same as the two options.
void read_certs(OptionReader& reader, const Value& value, TlsOptions& out) {
  if (!reader.expect(value, Kind::Array)) return;
  static const std::vector<Field<TlsOptions>> fields = {
      {{"cert_file"}, Effect::Real, "", set<&TlsOptions::cert_file>},
      {{"key_file"}, Effect::Real, "", set<&TlsOptions::key_file>},
  };
  if (value.elements().size() != 1) {
    return reader.error(value, "\"certs\" takes one pair of cert_file and key_file here");
  }
  read_block(reader, value.elements().front(), fields, out);
}

using T = TlsOptions;

std::vector<Field<T>> certificate_fields() {
  return {
      {{"cert_file"}, Effect::Real, "the certificate chain to show, PEM", set<&T::cert_file>},
      {{"key_file"}, Effect::Real, "its private key, PEM", set<&T::key_file>},
      {{"ca_file"}, Effect::Real, "who may sign peers' certificates, PEM", set<&T::ca_file>},
      {{"certs", "certificates"},
       Effect::Real,
       "a list of one pair of cert_file and key_file",
       read_certs},
      {{"verify"},
       Effect::Real,
       "demand a certificate of each client and check it",
       set<&T::verify>},
      {{"verify_and_map"},
       Effect::Real,
       "and find the user by it",
       [](OptionReader& reader, const Value& value, T& out) {
         reader.read(value, out.verify_and_map);
         out.verify = out.verify || out.verify_and_map;
       }},
      {{"verify_cert_and_check_known_urls"},
       Effect::Ignored,
       "compare a peer's certificate with the URLs of routes and gateways, which there are none of",
       set<&T::verify_known_urls>},
      {{"insecure"}, Effect::Real, "for remotes: do not check the server", set<&T::insecure>},
  };
}

std::vector<Field<T>> handshake_fields() {
  return {
      {{"timeout"},
       Effect::Real,
       "how long a handshake may take; a number means seconds",
       [](OptionReader& reader, const Value& value, T& out) {
         reader.read_seconds(value, out.timeout);
         out.timeout_set = true;
       }},
      {{"min_version"},
       Effect::Real,
       "\"1.2\" or \"1.3\"",
       [](OptionReader& reader, const Value& value, T& out) {
         read_min_version(reader, value, out.min_version);
       }},
      {{"cipher_suites"},
       Effect::Real,
       "names as Go has them",
       [](OptionReader& reader, const Value& value, T& out) {
         read_names(reader, value, out.cipher_suites, kCiphers, "cipher");
       }},
      {{"curve_preferences"},
       Effect::Real,
       "X25519, CurveP256, CurveP384, CurveP521",
       [](OptionReader& reader, const Value& value, T& out) {
         read_names(reader, value, out.curve_preferences, kCurves, "curve preference");
       }},
      {{"handshake_first", "first", "immediate"},
       Effect::Real,
       "TLS before INFO: true, \"auto\" (INFO after 50ms) or a duration",
       [](OptionReader& reader, const Value& value, T& out) {
         read_handshake_first(reader, value, out.handshake_first);
       }},
      {{"pinned_certs"},
       Effect::Real,
       "hex SHA-256 of the public keys that may connect",
       [](OptionReader& reader, const Value& value, T& out) {
         read_pinned(reader, value, out.pinned_certs);
       }},
      {{"connection_rate_limit"},
       Effect::Ignored,
       "handshakes are not limited by number",
       set<&T::connection_rate_limit>},
  };
}

std::vector<Field<T>> absent_fields() {
  return {
      {{"allow_insecure_cipher_suites"},
       Effect::Ignored,
       "the library decides which are safe",
       [](OptionReader& reader, const Value& value, T&) {
         bool allow = false;
         reader.read(value, allow);
       }},
      {{"ocsp_peer"}, Effect::Refused, "certificates are not checked by OCSP", nullptr},
      {{"cert_store"}, Effect::Refused, "for Windows alone", nullptr},
      {{"cert_match"}, Effect::Refused, "for Windows alone", nullptr},
      {{"cert_match_by"}, Effect::Refused, "for Windows alone", nullptr},
      {{"cert_match_skip_invalid"}, Effect::Refused, "for Windows alone", nullptr},
      {{"ca_certs_match"}, Effect::Refused, "for Windows alone", nullptr},
  };
}

}  // namespace

const std::vector<Field<TlsOptions>>& tls_fields() {
  static const auto fields = joined({certificate_fields(), handshake_fields(), absent_fields()});
  return fields;
}

namespace {

/// That a file is there and holds such a PEM block; what is in it is for the TLS library to judge.
void check_file(OptionReader& reader, const Value& value, const std::filesystem::path& path,
                std::string_view block, std::string_view what) {
  if (path.empty()) return;
  const auto content = reader.file(path);
  if (!content) {
    reader.error(value, fmt::format("error parsing {}: {}", what, content.error().message()));
  } else if (!content->contains(block)) {
    reader.error(value,
                 fmt::format("error parsing {}: {} holds no \"{}\"", what, path.string(), block));
  }
}

}  // namespace

void read_tls(OptionReader& reader, const Value& value, std::optional<TlsOptions>& out) {
  out.emplace();
  read_block(reader, value, tls_fields(), *out);
  if (out->cert_file.empty() && !out->key_file.empty()) {
    reader.error(value, "missing 'cert_file' in TLS configuration");
  }
  if (!out->cert_file.empty() && out->key_file.empty()) {
    reader.error(value, "missing 'key_file' in TLS configuration");
  }
  constexpr std::string_view kPair = "X509 certificate/key pair";
  check_file(reader, value, out->cert_file, "BEGIN CERTIFICATE", kPair);
  check_file(reader, value, out->key_file, "PRIVATE KEY", kPair);
  check_file(reader, value, out->ca_file, "BEGIN CERTIFICATE", "ca certificate");
}

}  // namespace natsop::engine
