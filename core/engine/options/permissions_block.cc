#include <fmt/format.h>

#include "core/engine/options/blocks.h"
#include "core/subject/subject.h"
#include "core/text/ascii.h"
#include "core/text/quote.h"

namespace natsop::engine {

using config::Kind;
using config::Value;

namespace {

using Side = PermissionRules::Side;
using Responses = PermissionRules::Responses;

/// Subjects, or "subject queue".
void read_subjects(OptionReader& reader, const Value& value, std::vector<std::string>& out) {
  reader.read(value, out);
  for (const auto& entry : out) {
    const auto parts = text::fields(entry);
    const bool valid = !parts.empty() && parts.size() <= 2 && subject::is_valid(parts[0]) &&
                       (parts.size() == 1 ? parts[0] == entry : subject::is_valid(parts[1]));
    if (!valid) {
      reader.error(value, fmt::format("subject {} is not a valid subject", text::go_quote(entry)));
    }
  }
}

const std::vector<Field<Side>>& side_fields() {
  static const std::vector<Field<Side>> fields = {
      {{"allow"},
       Effect::Real,
       "the only subjects; without it all",
       [](OptionReader& reader, const Value& value, Side& out) {
         read_subjects(reader, value, out.allow.emplace());
       }},
      {{"deny"},
       Effect::Real,
       "subjects taken out of these",
       [](OptionReader& reader, const Value& value, Side& out) {
         read_subjects(reader, value, out.deny);
       }},
  };
  return fields;
}

void read_side(OptionReader& reader, const Value& value, Side& out) {
  if (value.is(Kind::Map)) return read_block(reader, value, side_fields(), out);
  read_subjects(reader, value, out.allow.emplace());
}

const std::vector<Field<Responses>>& response_fields() {
  static const std::vector<Field<Responses>> fields = {
      {{"max", "max_msgs", "max_messages", "max_responses"},
       Effect::Real,
       "messages to one reply subject; -1: any number",
       [](OptionReader& reader, const Value& value, Responses& out) {
         std::int64_t max = 0;
         reader.read(value, max);
         if (max != 0) out.max = max;
       }},
      {{"expires", "expiration", "ttl"},
       Effect::Real,
       "how long after the request",
       [](OptionReader& reader, const Value& value, Responses& out) {
         Duration ttl{0};
         reader.read(value, ttl);
         if (ttl != Duration{0}) out.ttl = ttl;
       }},
  };
  return fields;
}

void read_responses(OptionReader& reader, const Value& value, PermissionRules& out) {
  bool allow = value.is(Kind::Map);
  if (!allow) reader.read(value, allow);
  out.responses.reset();
  if (!allow) return;
  // clang takes no emplace() of a struct within another: its defaults are not known in time.
  out.responses = PermissionRules::Responses{};
  if (value.is(Kind::Map)) read_block(reader, value, response_fields(), *out.responses);
}

}  // namespace

const std::vector<Field<PermissionRules>>& permission_fields() {
  using T = PermissionRules;
  static const std::vector<Field<T>> fields = {
      {{"publish", "pub", "import"},
       Effect::Real,
       "a subject, a list, or {allow, deny}",
       [](OptionReader& reader, const Value& value, T& out) {
         read_side(reader, value, out.publish);
       }},
      {{"subscribe", "sub", "export"},
       Effect::Real,
       "the same; an entry may be \"subject queue\"",
       [](OptionReader& reader, const Value& value, T& out) {
         read_side(reader, value, out.subscribe);
       }},
      {{"allow_responses", "allow_response", "publish_allow_responses"},
       Effect::Real,
       "publish replies to what was received: true, or {max, expires}",
       read_responses},
  };
  return fields;
}

void read_permissions(OptionReader& reader, const Value& value,
                      std::optional<PermissionRules>& out) {
  out.emplace();
  read_block(reader, value, permission_fields(), *out);
  // Who is allowed to answer and nothing else was said of publishing may do only that.
  if (out->responses && !out->publish.allow) out->publish.allow.emplace();
}

}  // namespace natsop::engine
