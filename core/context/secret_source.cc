#include "core/context/secret_source.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <utility>

#include "core/base/files.h"
#include "core/json/doc.h"
#include "core/text/base64.h"

namespace natsop::context {
namespace {

/// The scheme of "scheme:rest" in lower case; empty when there is none of two letters or more.
std::string scheme_of(std::string_view value) {
  const std::size_t colon = value.find(':');
  if (colon == std::string_view::npos || colon < 2) return {};
  std::string scheme;
  for (char c : value.substr(0, colon)) {
    const auto byte = static_cast<unsigned char>(c);
    const bool first = scheme.empty();
    if (std::isalpha(byte) == 0 &&
        (first || (std::isdigit(byte) == 0 && c != '+' && c != '-' && c != '.'))) {
      return {};
    }
    scheme += static_cast<char>(std::tolower(byte));
  }
  return scheme;
}

bool has_authority(std::string_view value) {
  return value.substr(value.find(':')).starts_with("://");
}

std::string_view behind_scheme(std::string_view value) {
  return value.substr(value.find("://") + 3);
}

std::string without_line_end(std::string text) {
  while (!text.empty() && (text.back() == '\n' || text.back() == '\r')) text.pop_back();
  return text;
}

Result<std::string> decode_data(std::string_view field, std::string_view value) {
  constexpr std::string_view kMarker = ";base64,";
  const std::size_t marker = value.find(kMarker);
  if (marker == std::string_view::npos) {
    return Error(Code::Invalid, fmt::format("{}: embedded data without \";base64,\"", field))
        .hint("write it as data:;base64,...");
  }
  auto decoded = text::base64_decode(value.substr(marker + kMarker.size()));
  if (!decoded) {
    return Error(Code::Invalid, fmt::format("{}: the embedded data is not valid base64", field));
  }
  return *std::move(decoded);
}

}  // namespace

SecretKind secret_kind(std::string_view value) {
  const std::string scheme = scheme_of(value);
  if (scheme.empty()) return SecretKind::Bare;
  if (scheme == "data") return SecretKind::Data;
  if (!has_authority(value)) return SecretKind::Bare;
  if (scheme == "file") return SecretKind::File;
  if (scheme == "op") return SecretKind::OnePassword;
  if (scheme == "nsc") return SecretKind::Nsc;
  if (scheme == "env") return SecretKind::Variable;
  return SecretKind::Other;
}

SecretSource::SecretSource(SecretAccess access) : access_(std::move(access)) {
  if (!access_.read_file) {
    access_.read_file = [](const std::filesystem::path& path) { return read_file(path); };
  }
  if (!access_.environment) {
    access_.environment = [](const std::string&) { return std::optional<std::string>(); };
  }
}

Result<std::string> SecretSource::fetch(std::string_view field, const std::string& value,
                                        SecretKind kind) const {
  const std::string doing = fmt::format("reading the {}", field);
  switch (kind) {
    case SecretKind::File: {
      auto read = access_.read_file(std::string(behind_scheme(value)));
      if (!read) return std::move(read).error().during(doing);
      return *std::move(read);
    }
    case SecretKind::Variable: {
      const std::string name(behind_scheme(value));
      const auto found = access_.environment(name);
      if (!found || found->empty()) {
        return Error(Code::NotFound, fmt::format("{}: the environment variable {} is {}", field,
                                                 name, found ? "empty" : "not set"));
      }
      return *found;
    }
    case SecretKind::OnePassword: {
      if (!access_.run) {
        return Error(Code::Unsupported,
                     fmt::format("{}: op:// references cannot be read here", field));
      }
      auto ran = access_.run({"op", "read", value});
      if (!ran) return std::move(ran).error().during(doing);
      return *std::move(ran);
    }
    case SecretKind::Nsc: {
      auto profile = nsc(value);
      if (!profile) return std::move(profile).error().during(doing);
      return std::move(profile->creds);
    }
    case SecretKind::Data:
      return decode_data(field, value);
    case SecretKind::Bare:
    case SecretKind::Other:
      break;
  }
  return Error(Code::Invalid,
               fmt::format("{}: no resolver registered for scheme \"{}\"", field, scheme_of(value)))
      .hint("use a path, file://, env://, op://, nsc:// or data:;base64,");
}

Result<std::string> SecretSource::text(std::string_view field, const std::string& value) const {
  const SecretKind kind = secret_kind(value);
  if (kind == SecretKind::Bare || kind == SecretKind::Other) return value;
  NATSOP_TRY(std::string found, fetch(field, value, kind));
  return without_line_end(std::move(found));
}

Result<std::string> SecretSource::content(std::string_view field, const std::string& value) const {
  const SecretKind kind = secret_kind(value);
  if (kind != SecretKind::Bare) return fetch(field, value, kind);
  auto read = access_.read_file(value);
  if (!read) return std::move(read).error().during(fmt::format("reading the {}", field));
  return *std::move(read);
}

Result<NscProfile> SecretSource::nsc(const std::string& reference) const {
  if (access_.nsc) return access_.nsc(reference);
  if (!access_.run) {
    return Error(Code::Unsupported, fmt::format("\"{}\" cannot be looked up here", reference));
  }
  auto ran = access_.run({"nsc", "generate", "profile", reference});
  if (!ran) {
    Error error = std::move(ran).error();
    if (error.code() == Code::NotFound) {
      return Error(Code::NotFound, "cannot find `nsc` in PATH").during("resolving " + reference);
    }
    return std::move(error).during("resolving " + reference);
  }
  auto doc = json::Doc::parse(*ran);
  if (!doc) return std::move(doc).error().during("reading what `nsc generate profile` wrote");
  const std::string file = doc->text_at("/user_creds");
  if (file.empty()) {
    return Error(Code::NotFound, fmt::format("nsc has no credentials for \"{}\"", reference));
  }
  NscProfile profile;
  NATSOP_TRY(profile.creds, access_.read_file(file));
  profile.services = doc->at("/operator/service").texts();
  return profile;
}

Result<std::filesystem::path> file_of(std::string_view field, const std::string& value) {
  switch (secret_kind(value)) {
    case SecretKind::Bare:
      return std::filesystem::path(value);
    case SecretKind::File:
      return std::filesystem::path(behind_scheme(value));
    default:
      return Error(Code::Invalid, fmt::format("{}: scheme \"{}\" not supported (file/bare only)",
                                              field, scheme_of(value)));
  }
}

}  // namespace natsop::context
