#include "commands/nsc/session/operator_source.h"

#include <fmt/format.h>

#include <array>
#include <utility>

#include "commands/nsc/session/web.h"
#include "core/base/files.h"
#include "core/http/fetch.h"
#include "core/http/url.h"
#include "core/identity/creds.h"
#include "core/identity/jwt/token.h"
#include "core/text/ascii.h"

namespace natsop::commands::nsc {

namespace jwt = identity::jwt;

namespace {

constexpr auto kKnownOperators = std::to_array<std::pair<std::string_view, std::string_view>>(
    {{"synadia", "https://api.synadia.io/jwt/v1/operator"}});

/// The well-known name of an operator whose JWT came from this URL's host; empty for others.
std::string known_name(std::string_view url) {
  const auto from = http::Url::parse(url);
  if (!from) return {};
  for (const auto& [name, known] : kKnownOperators) {
    const auto at = http::Url::parse(known);
    if (at && text::equal_fold(at->host, from->host)) return std::string(name);
  }
  return {};
}

}  // namespace

std::vector<std::string> known_operators() {
  std::vector<std::string> names;
  for (const auto& [name, url] : kKnownOperators) names.emplace_back(name);
  return names;
}

std::string known_operator_url(const Session& session, const std::string& name) {
  for (const auto& [known, url] : kKnownOperators) {
    if (text::equal_fold(known, name)) return std::string(url);
  }
  for (const auto& spelling : {name, text::ascii_upper(name), text::ascii_lower(name)}) {
    if (auto url = session.ctx().env("NSC_" + spelling + "_OPERATOR"); !url.empty()) return url;
    if (auto url = session.ctx().env("nsc_" + spelling + "_operator"); !url.empty()) return url;
  }
  return {};
}

Result<OperatorSource> read_operator(const Session& session, const std::string& source) {
  std::string from = source;
  std::string name;
  if (!http::is_url(source)) {
    const auto path = session.expand(source);
    if (!path || !path_exists(*path)) {
      if (auto url = known_operator_url(session, source); !url.empty()) {
        from = std::move(url);
        name = source;
      }
    }
  }
  const auto doing = fmt::format("reading the operator's jwt from `{}`", from);
  if (!http::is_url(from)) {
    NATSOP_TRY(const auto path, session.expand(from));
    from = path.string();
  }
  auto text = read_url_or_file(from);
  if (!text) return std::move(text).error().during(doing);
  auto token = identity::parse_decorated_jwt(*text);
  auto claims = jwt::decode_operator(token);
  if (!claims) {
    return Error(claims.error().code(),
                 fmt::format("error importing operator jwt: {}", claims.error().message()))
        .during(doing);
  }
  if (claims->version != jwt::kVersion) {
    return Error(Code::Unsupported,
                 fmt::format("the operator's jwt is of version {}, version {} is needed",
                             claims->version, jwt::kVersion))
        .during(doing);
  }
  if (name.empty() && http::is_url(from)) name = known_name(from);
  if (name.empty()) name = claims->name;
  return OperatorSource{std::move(token), std::move(name), *std::move(claims)};
}

}  // namespace natsop::commands::nsc
