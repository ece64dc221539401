#include <fmt/format.h>

#include <algorithm>

#include "core/engine/options/blocks.h"
#include "core/identity/creds.h"
#include "core/identity/jwt/token.h"
#include "core/identity/nkey.h"
#include "core/text/ascii.h"
#include "core/text/quote.h"

namespace natsop::engine {

using config::Kind;
using config::Value;

namespace {

constexpr std::string_view kTokenStart = "eyJ";

/// The operator's token: the text itself, or of the file that it names.
void read_operator(OptionReader& reader, const Value& value, OperatorOptions& out) {
  if (!reader.expect(value, Kind::Text)) return;
  auto text = value.text();
  if (!text.starts_with(kTokenStart)) {
    const auto content = reader.file(text);
    if (!content) {
      return reader.error(value,
                          fmt::format("error parsing operator JWT: {}", content.error().message()));
    }
    text = *content;
  }
  const auto token = identity::parse_decorated_jwt(text);
  if (const auto claims = identity::jwt::decode_operator(token); !claims) {
    return reader.error(value,
                        fmt::format("error parsing operator JWT: {}", claims.error().message()));
  }
  out.jwts.push_back(token);
}

struct NamedType {
  std::string_view name;
  ResolverOptions::Type type;
};

constexpr NamedType kTypes[] = {
    {"memory", ResolverOptions::Type::Memory},
    {"mem", ResolverOptions::Type::Memory},
    {"full", ResolverOptions::Type::Full},
    {"cache", ResolverOptions::Type::Cache},
};

void read_type(OptionReader& reader, const Value& value, ResolverOptions& out) {
  if (!reader.expect(value, Kind::Text)) return;
  const auto word = text::ascii_lower(value.text());
  const auto known = std::ranges::find(kTypes, word, &NamedType::name);
  if (known == std::end(kTypes)) {
    return reader.error(value,
                        fmt::format("unknown resolver type {}: memory, full and cache are known, "
                                    "and URL(\"…\") in place of the block",
                                    text::go_quote(value.text())));
  }
  out.type = known->type;
}

/// MEMORY, or URL(…).
void read_word(OptionReader& reader, const Value& value, ResolverOptions& out) {
  const auto& word = value.text();
  const auto lower = text::ascii_lower(word);
  if (lower == "memory" || lower == "mem") {
    out.type = ResolverOptions::Type::Memory;
    return;
  }
  const auto open = word.find('(');
  const bool url = open != std::string::npos && word.ends_with(')') &&
                   text::trim(lower.substr(0, open)) == "url";
  if (!url) {
    return reader.error(value,
                        "error parsing account resolver, should be MEM or URL(\"url\") or a map "
                        "containing dir and type state=[FULL|CACHE])");
  }
  auto inside = std::string_view(word).substr(open + 1, word.size() - open - 2);
  if (inside.starts_with('"') && inside.ends_with('"') && inside.size() > 1) {
    inside = inside.substr(1, inside.size() - 2);
  }
  if (!inside.starts_with("http://") && !inside.starts_with("https://")) {
    return reader.error(value, fmt::format("error parsing account resolver: {} is no HTTP URL",
                                           text::go_quote(inside)));
  }
  out.type = ResolverOptions::Type::Url;
  out.url = inside;
}

/// What a type does not take.
void check_resolver(OptionReader& reader, const Value& value, const ResolverOptions& resolver) {
  using Type = ResolverOptions::Type;
  const auto has = [&](std::string_view key) {
    return std::ranges::any_of(value.map().members(), [&](const config::Map::Member& member) {
      return text::equal_fold(member.key, key);
    });
  };
  const auto refuse = [&](std::string_view type, std::initializer_list<std::string_view> keys) {
    for (const auto key : keys) {
      if (has(key)) reader.error(value, fmt::format("{} does not accept {}", type, key));
    }
  };
  if (resolver.type == Type::Memory) return;
  if (resolver.type == Type::None) return reader.error(value, "a resolver needs a \"type\"");
  if (resolver.dir.empty()) {
    reader.error(value, "dir has no value and needs to point to a directory");
  }
  if (resolver.type == Type::Cache) refuse("CACHE", {"interval", "allow_delete", "hard_delete"});
  if (resolver.type == Type::Full) refuse("FULL", {"ttl"});
  if (resolver.hard_delete && !resolver.allow_delete) {
    reader.error(value, "hard_delete has no effect without allow_delete");
  }
  if (resolver.limit < 0) reader.error(value, "limit can not be negative");
}

}  // namespace

const std::vector<Field<ResolverOptions>>& resolver_fields() {
  using T = ResolverOptions;
  static const std::vector<Field<T>> fields = {
      {{"type"},
       Effect::Real,
       "full keeps all accounts, cache some, memory only preloaded ones",
       read_type},
      {{"dir"}, Effect::Real, "where accounts are kept", set<&T::dir>},
      {{"limit"}, Effect::Real, "how many accounts are kept", set<&T::limit>},
      {{"interval"}, Effect::Real, "full: how often servers compare theirs", set<&T::interval>},
      {{"ttl"}, Effect::Real, "cache: how long an account is kept", set<&T::ttl>},
      {{"timeout"},
       Effect::Real,
       "how long other servers are asked for an account",
       set<&T::timeout>},
      {{"allow_delete"},
       Effect::Real,
       "full: accounts may be deleted by request",
       set<&T::allow_delete>},
      {{"hard_delete"},
       Effect::Real,
       "and their files removed rather than renamed",
       set<&T::hard_delete>},
  };
  return fields;
}

void read_operators(OptionReader& reader, const Value& value, OperatorOptions& out) {
  out.jwts.clear();
  if (!value.is(Kind::Array)) return read_operator(reader, value, out);
  for (const auto& element : value.elements()) read_operator(reader, element, out);
}

void read_resolver(OptionReader& reader, const Value& value, OperatorOptions& out) {
  out.resolver = {};
  if (value.is(Kind::Text)) return read_word(reader, value, out.resolver);
  if (!value.is(Kind::Map)) {
    return reader.error(value,
                        "error parsing account resolver, should be MEM or URL(\"url\") or a map "
                        "containing dir and type state=[FULL|CACHE])");
  }
  const auto before = reader.errors().size();
  read_block(reader, value, resolver_fields(), out.resolver);
  if (reader.errors().size() == before) check_resolver(reader, value, out.resolver);
}

void read_preload(OptionReader& reader, const Value& value, OperatorOptions& out) {
  if (!reader.expect(value, Kind::Map)) return;
  out.preload.clear();
  for (const auto& member : value.map().members()) {
    if (member.used) continue;
    if (!identity::is_account_key(member.key)) {
      reader.error(member.value,
                   "preload key " + text::go_quote(member.key) + " must be a public account nkey");
      continue;
    }
    if (!member.value.is(Kind::Text)) {
      reader.error(member.value, fmt::format("preload of {} must be a JWT as text", member.key));
      continue;
    }
    const auto token = identity::parse_decorated_jwt(member.value.text());
    if (const auto claims = identity::jwt::decode_account(token); !claims) {
      reader.error(member.value, fmt::format("preload of {} is no account JWT: {}", member.key,
                                             claims.error().message()));
      continue;
    }
    out.preload[member.key] = token;
  }
}

void read_trusted_keys(OptionReader& reader, const Value& value, OperatorOptions& out) {
  reader.read(value, out.trusted_keys);
  for (const auto& key : out.trusted_keys) {
    if (!identity::is_operator_key(key)) {
      reader.error(value, fmt::format("trust key {} required to be a valid public operator nkey",
                                      text::go_quote(key)));
    }
  }
}

}  // namespace natsop::engine
