#pragma once
#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <initializer_list>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/engine/options/option_reader.h"
#include "core/engine/options/reference.h"
#include "core/text/ascii.h"
#include "core/text/distance.h"

namespace natsop::engine {

/// One option of a block that fills a T. Internal to this module.
template <class T>
struct Field {
  std::vector<std::string_view> names;  ///< the first is the one to write
  Effect effect;
  std::string_view about;
  void (*read)(OptionReader& reader, const config::Value& value, T& out);
};

namespace detail {

template <class T>
struct OwnerOf;
template <class Owner, class T>
struct OwnerOf<T Owner::*> {
  using type = Owner;
};

}  // namespace detail

/// Reads a value into the member at the end of a path of members: set<&Options::log, &Log::debug>.
template <auto First, auto... Rest>
void set(OptionReader& reader, const config::Value& value,
         typename detail::OwnerOf<decltype(First)>::type& out) {
  reader.read(value, ((out.*First).*....*Rest));
}

/// Reads a value for its errors alone, for an option that nothing is kept of: check<bool>.
template <class Kept, class T>
void check(OptionReader& reader, const config::Value& value, T& /*out*/) {
  Kept unused{};
  reader.read(value, unused);
}

/// "unknown field "x"", with the field that was probably meant.
[[nodiscard]] std::string unknown_field(std::string_view name,
                                        const std::vector<std::string>& known);

/// Reads a block by its fields. Names match in any case; what is none of them is an error unless it
/// is used as a variable.
template <class T>
void read_fields(OptionReader& reader, const config::Map& map, const std::vector<Field<T>>& fields,
                 T& out) {
  for (const auto& member : map.members()) {
    const auto name = text::ascii_lower(member.key);
    const auto field = std::ranges::find_if(fields, [&](const Field<T>& each) {
      return std::ranges::find(each.names, name) != each.names.end();
    });
    if (field == fields.end()) {
      if (member.used) continue;
      std::vector<std::string> known;
      for (const auto& each : fields)
        known.insert(known.end(), each.names.begin(), each.names.end());
      reader.error(member.value, unknown_field(member.key, known));
      continue;
    }
    reader.set_field(name);
    if (field->effect == Effect::Refused) {
      reader.error(member.value, fmt::format("\"{}\" is not supported: {}", name, field->about));
      continue;
    }
    if (field->effect == Effect::Ignored)
      reader.note(fmt::format("accepted without effect: {}", name));
    field->read(reader, member.value, out);
  }
}

/// The same for a value that must be a block.
template <class T>
void read_block(OptionReader& reader, const config::Value& value,
                const std::vector<Field<T>>& fields, T& out) {
  if (reader.expect(value, config::Kind::Map)) read_fields(reader, value.map(), fields, out);
}

/// Fields of one block from several lists.
template <class T>
[[nodiscard]] std::vector<Field<T>> joined(std::initializer_list<std::vector<Field<T>>> parts) {
  std::vector<Field<T>> out;
  for (const auto& part : parts) out.insert(out.end(), part.begin(), part.end());
  return out;
}

template <class T>
[[nodiscard]] std::vector<OptionNote> notes_of(const std::vector<Field<T>>& fields) {
  std::vector<OptionNote> out;
  for (const auto& field : fields) out.push_back({field.names, field.effect, field.about});
  return out;
}

}  // namespace natsop::engine
