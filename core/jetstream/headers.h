#pragma once
#include <cstddef>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/base/result.h"

namespace natsop::jetstream {

/// Message headers: names in the order they were first added, each with one or more values in
/// order.
///
/// Names are case sensitive, as they are on the wire and in nats-server. A value type.
class Headers {
 public:
  using Field = std::pair<std::string, std::vector<std::string>>;

  Headers() = default;
  /// For literals: Headers{{"Nats-Msg-Id", "1"}, {"X", "y"}}.
  Headers(std::initializer_list<std::pair<std::string_view, std::string_view>> fields);

  /// Appends a value to a name.
  void add(std::string_view name, std::string_view value);
  /// Makes this the only value of a name.
  void set(std::string_view name, std::string_view value);
  void erase(std::string_view name);

  /// The first value of a name; nothing when the name is absent.
  [[nodiscard]] std::optional<std::string> find(std::string_view name) const;
  /// The first value of a name; empty when the name is absent.
  [[nodiscard]] std::string get(std::string_view name) const;
  [[nodiscard]] bool has(std::string_view name) const;
  /// Every value of a name, in order.
  [[nodiscard]] std::vector<std::string> values(std::string_view name) const;

  [[nodiscard]] const std::vector<Field>& fields() const { return fields_; }
  [[nodiscard]] bool empty() const { return fields_.empty(); }

  friend bool operator==(const Headers&, const Headers&) = default;

 private:
  [[nodiscard]] const Field* field(std::string_view name) const;

  std::vector<Field> fields_;
};

/// A header block as it travels: "NATS/1.0[ status[ description]]" and one "Name: value" line per
/// value.
struct HeaderBlock {
  int status = 0;  ///< 0 when the first line carries none
  std::string description{};
  Headers headers{};
};

/// Reads a header block, with or without its closing empty line. Errors: Invalid.
[[nodiscard]] Result<HeaderBlock> parse_header_block(std::string_view block);

/// Writes a header block, closing empty line included; empty when there is nothing to say.
[[nodiscard]] std::string format_header_block(const HeaderBlock& block);

}  // namespace natsop::jetstream
