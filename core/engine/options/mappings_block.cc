#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "core/engine/options/blocks.h"
#include "core/subject/subject.h"
#include "core/subject/transform.h"
#include "core/text/number.h"
#include "core/text/quote.h"

namespace natsop::engine {

using config::Kind;
using config::Value;

namespace {

constexpr int kWhole = 100;  // percent
constexpr int kUnset = -1;

void read_weight(OptionReader& reader, const Value& value, int& out) {
  std::int64_t weight = kUnset;
  if (value.is(Kind::Integer)) weight = value.integer();
  if (value.is(Kind::Text)) {
    std::string_view digits = value.text();
    if (digits.ends_with('%')) digits.remove_suffix(1);
    weight = text::parse_decimal(digits).value_or(kUnset);
  }
  if (weight < 0 || weight > kWhole) {
    return reader.error(value,
                        fmt::format("Invalid weight {} for mapping destination",
                                    value.is(Kind::Text) ? value.text() : std::to_string(weight)));
  }
  out = static_cast<int>(weight);
}

/// One destination with a weight; nothing when something was wrong with it.
std::optional<MappingRule::Destination> read_destination(OptionReader& reader, const Value& value) {
  const auto before = reader.errors().size();
  MappingRule::Destination out;
  out.weight = kUnset;
  read_block(reader, value, mapping_fields(), out);
  if (reader.errors().size() != before) return std::nullopt;
  if (out.subject.empty()) {
    reader.error(value, "Missing destination in mapping");
  } else if (out.weight == kUnset) {
    reader.error(value, fmt::format("Missing weight for mapping destination {}",
                                    text::go_quote(out.subject)));
  }
  return reader.errors().size() == before ? std::optional(std::move(out)) : std::nullopt;
}

void read_destinations(OptionReader& reader, const Value& value, MappingRule& out) {
  if (value.is(Kind::Text)) {
    out.destinations.emplace_back().subject = value.text();
  } else if (value.is(Kind::Map)) {
    if (auto one = read_destination(reader, value)) out.destinations.push_back(std::move(*one));
  } else if (value.is(Kind::Array)) {
    for (const auto& element : value.elements()) {
      if (auto one = read_destination(reader, element)) out.destinations.push_back(std::move(*one));
    }
  } else {
    reader.error(value, fmt::format("Unknown type for mapping destination of {}",
                                    text::go_quote(out.source)));
  }
}

void check_mapping(OptionReader& reader, const Value& value, const MappingRule& mapping) {
  std::map<std::string, int> totals;  // by cluster
  for (const auto& destination : mapping.destinations) {
    const auto transform = subject::validate_mapping(mapping.source, destination.subject);
    if (!transform) {
      reader.error(
          value,
          fmt::format("Error adding mapping for {} to {} : {}", text::go_quote(mapping.source),
                      text::go_quote(destination.subject), transform.error().message()));
    }
    totals[destination.cluster] += destination.weight;
  }
  const bool over =
      std::ranges::any_of(totals, [](const auto& total) { return total.second > kWhole; });
  if (over) {
    reader.error(value, fmt::format("Error adding mapping for {} : total weight needs to be <= 100",
                                    text::go_quote(mapping.source)));
  }
}

}  // namespace

const std::vector<Field<MappingRule::Destination>>& mapping_fields() {
  using T = MappingRule::Destination;
  static const std::vector<Field<T>> fields = {
      {{"destination", "dest"},
       Effect::Real,
       "the new subject, or a function of the old",
       set<&T::subject>},
      {{"weight"},
       Effect::Real,
       "percent of the messages, 20 or \"20%\"",
       [](OptionReader& reader, const Value& value, T& out) {
         read_weight(reader, value, out.weight);
       }},
      {{"cluster"}, Effect::Real, "only on servers of this cluster", set<&T::cluster>},
  };
  return fields;
}

void read_mappings(OptionReader& reader, const Value& value, std::vector<MappingRule>& out) {
  if (!reader.expect(value, Kind::Map)) return;
  out.clear();
  for (const auto& member : value.map().members()) {
    MappingRule mapping;
    mapping.source = member.key;
    if (!subject::is_valid(mapping.source)) {
      reader.error(member.value,
                   fmt::format("Subject {} is not a valid subject", text::go_quote(member.key)));
      continue;
    }
    const auto before = reader.errors().size();
    read_destinations(reader, member.value, mapping);
    if (reader.errors().size() == before) check_mapping(reader, member.value, mapping);
    out.push_back(std::move(mapping));
  }
}

}  // namespace natsop::engine
