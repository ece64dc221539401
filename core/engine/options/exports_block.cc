#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "core/engine/options/blocks.h"
#include "core/subject/subject.h"
#include "core/subject/transform.h"
#include "core/text/ascii.h"
#include "core/text/number.h"
#include "core/text/quote.h"

/// What crosses an account's border: `exports` and `imports`.
namespace natsop::engine {

using config::Kind;
using config::Value;

namespace {

constexpr int kWhole = 100;  // percent

void read_exported(OptionReader& reader, const Value& value, ExportRule& out, bool service) {
  if (!out.subject.empty()) {
    return reader.error(
        value, fmt::format("Detected {} {} but already saw a {}", service ? "service" : "stream",
                           value.is(Kind::Text) ? text::go_quote(value.text()) : "",
                           out.service ? "service" : "stream"));
  }
  out.service = service;
  reader.read_subject(value, out.subject);
}

void read_response(OptionReader& reader, const Value& value, ExportRule& out) {
  std::string type;
  reader.read(value, type);
  const auto word = text::ascii_lower(type);
  if (word == "single" || word == "singleton") {
    out.response = ResponseType::Single;
  } else if (word == "stream") {
    out.response = ResponseType::Stream;
  } else if (word == "chunk" || word == "chunked") {
    out.response = ResponseType::Chunked;
  } else if (!type.empty()) {
    reader.error(value, fmt::format("Unknown response type: {}", text::go_quote(type)));
  }
}

void read_sampling(OptionReader& reader, const Value& value, ExportRule::Latency& out) {
  std::int64_t percent = -1;
  if (value.is(Kind::Integer)) percent = value.integer();
  if (value.is(Kind::Text)) {
    std::string_view word = value.text();
    if (text::equal_fold(text::trim(word), "headers")) {
      out.sampling = 0;
      return;
    }
    if (word.ends_with('%')) word.remove_suffix(1);
    percent = text::parse_decimal(word).value_or(-1);
  }
  if (percent < 1 || percent > kWhole) {
    return reader.error(value, "Expected a sampling of 1 to 100 percent, or \"headers\"");
  }
  out.sampling = static_cast<int>(percent);
}

const std::vector<Field<ExportRule::Latency>>& latency_fields() {
  using T = ExportRule::Latency;
  static const std::vector<Field<T>> fields = {
      {{"subject"},
       Effect::Real,
       "where it is reported",
       [](OptionReader& reader, const Value& value, T& out) {
         reader.read_subject(value, out.subject);
       }},
      {{"sampling"}, Effect::Real, "1 to 100 percent, or \"headers\"", read_sampling},
  };
  return fields;
}

void read_latency(OptionReader& reader, const Value& value, ExportRule& out) {
  // clang takes no emplace() of a struct within another: its defaults are not known in time.
  out.latency = ExportRule::Latency{};
  auto& latency = *out.latency;
  if (value.is(Kind::Text)) return reader.read_subject(value, latency.subject);
  read_block(reader, value, latency_fields(), latency);
  if (latency.subject.empty()) reader.error(value, "Latency subject required, but missing");
}

/// Directives of services on something else, and a token that is no wildcard.
void check_export(OptionReader& reader, const Value& value, const ExportRule& rule) {
  if (rule.subject.empty()) {
    return reader.error(value, "an export needs a \"service\" or a \"stream\" with its subject");
  }
  const auto& map = value.map();
  const auto has = [&](std::initializer_list<std::string_view> names) {
    for (const auto& member : map.members()) {
      for (const auto name : names) {
        if (text::equal_fold(member.key, name)) return true;
      }
    }
    return false;
  };
  if (!rule.service && has({"response", "response_type"})) {
    reader.error(value, "Detected response directive on non-service");
  }
  if (!rule.service && has({"latency"})) {
    reader.error(value, "Detected latency directive on non-service");
  }
  if (!rule.service &&
      has({"threshold", "response_threshold", "response_max_time", "response_time"})) {
    reader.error(value, "Detected response threshold on non-service");
  }
  const auto position = rule.account_token_position;
  if (position != 0 && subject::token_at(rule.subject, position - 1) != subject::kAnyToken) {
    reader.error(value, fmt::format("Error adding {} export {}: token {} of it is no '*'",
                                    rule.service ? "service" : "stream",
                                    text::go_quote(rule.subject), position));
  }
}

/// `{account: A, subject: s}` of an import.
void read_imported(OptionReader& reader, const Value& value, ImportRule& out, bool service) {
  static const std::vector<Field<ImportRule>> fields = {
      {{"account"}, Effect::Real, "", set<&ImportRule::account>},
      {{"subject"},
       Effect::Real,
       "",
       [](OptionReader& nested, const Value& text, ImportRule& rule) {
         nested.read_subject(text, rule.subject);
       }},
  };
  if (!out.account.empty()) {
    return reader.error(value, "an import takes either a \"service\" or a \"stream\"");
  }
  out.service = service;
  read_block(reader, value, fields, out);
  if (out.account.empty() || out.subject.empty()) {
    reader.error(value, "Expect an account name and a subject");
  }
}

/// How many single tokens a subject leaves open, references to others' counted as such; and whether
/// it ends open.
std::pair<std::size_t, bool> openness(const std::string& subject) {
  const auto pattern = subject::references_to_wildcards(subject);
  const auto tokens = subject::split(pattern);
  return {static_cast<std::size_t>(std::ranges::count(tokens, subject::kAnyToken)),
          !tokens.empty() && tokens.back() == subject::kRest};
}

/// What one side leaves open the other must fill, in both directions.
void check_renaming(OptionReader& reader, const Value& value, const ImportRule& rule) {
  const auto* kind = rule.service ? "service" : "stream";
  if (!subject::is_valid(rule.to)) {
    return reader.error(value,
                        fmt::format("subject {} is not a valid subject", text::go_quote(rule.to)));
  }
  if (openness(rule.to) != openness(rule.subject)) {
    reader.error(value, fmt::format("Error adding {} import {}: invalid mapping destination: not "
                                    "using all of the token wildcard(s) in {}",
                                    kind, text::go_quote(rule.subject), rule.to));
  }
}

void check_import(OptionReader& reader, const Value& value, const ImportRule& rule) {
  if (rule.account.empty()) {
    return reader.error(value, "an import needs a \"service\" or a \"stream\" to take");
  }
  if (!rule.prefix.empty() && !rule.to.empty()) {
    reader.error(value, "Stream import can not have a 'prefix' and a 'to' property");
  }
  if (rule.service && !rule.prefix.empty()) {
    reader.error(value, "a service import takes no 'prefix': name its subject with 'to'");
  }
  if (!rule.prefix.empty() && !subject::is_valid_literal(rule.prefix)) {
    reader.error(value, "Stream import prefix can not contain wildcard tokens");
  }
  if (!rule.to.empty() && !rule.subject.empty()) check_renaming(reader, value, rule);
}

}  // namespace

const std::vector<Field<ExportRule>>& export_fields() {
  using T = ExportRule;
  static const std::vector<Field<T>> fields = {
      {{"stream"},
       Effect::Real,
       "the subjects of a stream of messages",
       [](OptionReader& reader, const Value& value, T& out) {
         read_exported(reader, value, out, false);
       }},
      {{"service"},
       Effect::Real,
       "the subjects of a service",
       [](OptionReader& reader, const Value& value, T& out) {
         read_exported(reader, value, out, true);
       }},
      {{"accounts"},
       Effect::Real,
       "who may import it; without it everyone",
       [](OptionReader& reader, const Value& value, T& out) {
         reader.read(value, out.accounts.emplace());
       }},
      {{"response_type", "response"}, Effect::Real, "single, stream or chunked", read_response},
      {{"response_threshold", "threshold", "response_max_time", "response_time"},
       Effect::Real,
       "how long a response may take",
       set<&T::response_threshold>},
      {{"latency"},
       Effect::Real,
       "where latency is reported: a subject, or {subject, sampling}",
       read_latency},
      {{"account_token_position"},
       Effect::Real,
       "which token of the subject is the importing account's name, from 1",
       [](OptionReader& reader, const Value& value, T& out) {
         std::int64_t position = 0;
         reader.read(value, position);
         if (position < 0 ||
             position > static_cast<std::int64_t>(subject::token_count(out.subject)) + kWhole) {
           return reader.error(value, "\"account_token_position\" is out of range");
         }
         out.account_token_position = static_cast<std::uint32_t>(position);
       }},
      {{"allow_trace"},
       Effect::Ignored,
       "messages are not traced across accounts",
       set<&T::allow_trace>},
  };
  return fields;
}

const std::vector<Field<ImportRule>>& import_fields() {
  using T = ImportRule;
  static const std::vector<Field<T>> fields = {
      {{"stream"},
       Effect::Real,
       "{account, subject} of the exporter",
       [](OptionReader& reader, const Value& value, T& out) {
         read_imported(reader, value, out, false);
       }},
      {{"service"},
       Effect::Real,
       "{account, subject} of the exporter",
       [](OptionReader& reader, const Value& value, T& out) {
         read_imported(reader, value, out, true);
       }},
      {{"to"}, Effect::Real, "the local subject; without it the exporter's", set<&T::to>},
      {{"prefix"}, Effect::Real, "of a stream: in front of its subject", set<&T::prefix>},
      {{"share"}, Effect::Real, "tell the service who asks", set<&T::share>},
      {{"allow_trace"},
       Effect::Ignored,
       "messages are not traced across accounts",
       set<&T::allow_trace>},
  };
  return fields;
}

void read_export(OptionReader& reader, const Value& value, std::vector<ExportRule>& out) {
  ExportRule rule;
  const auto before = reader.errors().size();
  read_block(reader, value, export_fields(), rule);
  if (reader.errors().size() == before) check_export(reader, value, rule);
  if (reader.errors().size() == before) out.push_back(std::move(rule));
}

void read_import(OptionReader& reader, const Value& value, std::vector<ImportRule>& out) {
  ImportRule rule;
  const auto before = reader.errors().size();
  read_block(reader, value, import_fields(), rule);
  if (reader.errors().size() == before) check_import(reader, value, rule);
  if (reader.errors().size() == before) out.push_back(std::move(rule));
}

}  // namespace natsop::engine
