#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace natsop::engine {

/// A distinguished name, "CN=example.com,OU=NATS.io+O=Acme,DC=example": the relative names in
/// order, each a list of attributes. Types are in lower case.
struct DistinguishedName {
  using Attribute = std::pair<std::string, std::string>;
  using Relative = std::vector<Attribute>;  ///< sorted
  std::vector<Relative> parts;

  /// Reads a name of RFC 2253 (RFC 4514), with its escapes and hex strings; nothing when it is not
  /// one.
  [[nodiscard]] static std::optional<DistinguishedName> parse(std::string_view text);

  /// Whether both have the same parts, in whatever order.
  [[nodiscard]] bool same_parts(const DistinguishedName& other) const;

  friend bool operator==(const DistinguishedName&, const DistinguishedName&) = default;
};

}  // namespace natsop::engine
