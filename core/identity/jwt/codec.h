#pragma once
#include <concepts>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/identity/jwt/claims.h"
#include "core/json/doc.h"
#include "core/json/reader.h"

/// What the claims' files share to write and read JSON the way Go's encoding/json does. Internal to
/// this module.
namespace natsop::identity::jwt {

/// Put a member unless it is empty, zero or false.
void put_set(json::Doc& doc, std::string_view key, const std::string& value);
void put_set(json::Doc& doc, std::string_view key, const std::vector<std::string>& value);
template <std::integral T>
void put_set(json::Doc& doc, std::string_view key, T value) {
  if (value != T{}) doc.put(key, value);
}

/// Puts what ends every body: tags, type and version.
void put_trailer(json::Doc& nats, const ClaimsData& claims, ClaimType type);

/// A reader of an object's members by their names in any case: names here are lower case.
[[nodiscard]] json::Reader fields(const json::Doc& doc, std::string path);

/// Reads a list with one function for each element; null elements are errors.
template <class T, class ReadOne>
void read_list(json::Reader& reader, std::string_view key, std::vector<T>& out, ReadOne read_one) {
  const auto elements = reader.array(key).elements();
  out.reserve(elements.size());
  for (std::size_t i = 0; i < elements.size(); ++i) {
    auto item = read_one(elements[i], reader.path_of(key) + "." + std::to_string(i));
    if (!item) return reader.absorb(item.error());
    out.push_back(std::move(*item));
  }
}

/// A text as Go's %q writes it: in quotes, with escapes; long ones are cut.
[[nodiscard]] std::string quoted(std::string_view text);

}  // namespace natsop::identity::jwt
