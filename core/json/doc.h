#pragma once
#include <concepts>
#include <cstdint>
#include <initializer_list>
#include <memory>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/base/result.h"

namespace natsop::json {

/// What a Doc holds.
enum class Type { Null, Bool, Integer, Real, Text, Array, Object };

/// One JSON value: object members keep their order, integers keep 64 bits (signed or unsigned).
///
/// A cheap value type: copies and children share one immutable tree, `set` and `push` copy on
/// write. Reading what is absent or of another type yields nothing or a default, never an error;
/// where input must be checked, use json::Reader (core/json/reader.h). Paths are JSON pointers
/// ("/state/messages", "/sources/0/name").
class Doc {
 public:
  Doc();  ///< null
  Doc(std::nullptr_t) : Doc() {}
  Doc(bool value);
  template <std::signed_integral T>
  Doc(T value) : Doc(Signed{value}) {}
  template <std::unsigned_integral T>
    requires(!std::same_as<T, bool>)
  Doc(T value) : Doc(Unsigned{value}) {}
  Doc(double value);
  Doc(const char* value);
  Doc(std::string value);
  Doc(std::string_view value);
  Doc(const std::vector<std::string>& values);

  [[nodiscard]] static Doc object();
  [[nodiscard]] static Doc object(std::initializer_list<std::pair<std::string_view, Doc>> members);
  /// An object of many members; the caller sees to it that no key is there twice.
  [[nodiscard]] static Doc object(std::vector<std::pair<std::string, Doc>> members);
  [[nodiscard]] static Doc array();
  [[nodiscard]] static Doc array(std::vector<Doc> elements);

  /// Parses one JSON text. Errors: Invalid, with line and column; nesting above 512 levels and
  /// invalid UTF-8 are refused.
  [[nodiscard]] static Result<Doc> parse(std::string_view text);

  [[nodiscard]] Type type() const;
  [[nodiscard]] bool is_null() const { return type() == Type::Null; }
  [[nodiscard]] bool is_object() const { return type() == Type::Object; }
  [[nodiscard]] bool is_array() const { return type() == Type::Array; }
  [[nodiscard]] bool is_text() const { return type() == Type::Text; }

  /// The value at a JSON pointer; null when there is none. "" is the document itself.
  [[nodiscard]] Doc at(std::string_view pointer) const;
  [[nodiscard]] bool has(std::string_view pointer) const;

  /// A member by its key (no pointer syntax); null when there is none.
  [[nodiscard]] Doc member(std::string_view key) const;

  /// Typed reads of this value: the fallback when it is of another type. Integers accept whole
  /// reals.
  [[nodiscard]] bool boolean(bool fallback = false) const;
  [[nodiscard]] std::int64_t integer(std::int64_t fallback = 0) const;
  [[nodiscard]] std::uint64_t unsigned_integer(std::uint64_t fallback = 0) const;
  [[nodiscard]] double real(double fallback = 0) const;
  [[nodiscard]] std::string text(std::string fallback = {}) const;

  /// The same by pointer: doc.text_at("/config/name").
  [[nodiscard]] bool boolean_at(std::string_view pointer, bool fallback = false) const;
  [[nodiscard]] std::int64_t integer_at(std::string_view pointer, std::int64_t fallback = 0) const;
  [[nodiscard]] std::uint64_t unsigned_at(std::string_view pointer,
                                          std::uint64_t fallback = 0) const;
  [[nodiscard]] double real_at(std::string_view pointer, double fallback = 0) const;
  [[nodiscard]] std::string text_at(std::string_view pointer, std::string fallback = {}) const;

  /// Elements of an array or member values of an object; empty for anything else.
  [[nodiscard]] std::vector<Doc> elements() const;
  /// Members of an object in order; empty for anything else.
  [[nodiscard]] std::vector<std::pair<std::string, Doc>> members() const;
  /// The texts of an array of texts; elements of other types are left out.
  [[nodiscard]] std::vector<std::string> texts() const;
  /// Number of elements or members; 0 for scalars.
  [[nodiscard]] std::size_t size() const;

  /// Puts a value at a JSON pointer, making missing objects on the way; replaces what was there.
  /// Returns *this. Aborts when the path runs through a scalar (a programmer's error: the shape is
  /// ours).
  Doc& set(std::string_view pointer, Doc value);
  /// Puts a member by its key (no pointer syntax) into this object.
  Doc& put(std::string_view key, Doc value);
  /// Appends to this array (null becomes an array).
  Doc& push(Doc value);
  /// Removes the value at a JSON pointer, if there is one.
  Doc& erase(std::string_view pointer);

  /// Text: indent < 0 on one line without spaces; otherwise that many spaces a level, as Go's
  /// MarshalIndent writes it.
  [[nodiscard]] std::string dump(int indent = -1) const;
  /// As dump, and with `<`, `>`, `&`, U+2028, U+2029 escaped the way Go's encoding/json does by
  /// default.
  [[nodiscard]] std::string dump_go(int indent = -1) const;

  /// The same document with every object's members sorted by key, at every level.
  [[nodiscard]] Doc sorted() const;

  friend bool operator==(const Doc& a, const Doc& b);

  /// For core/json alone: the tree behind it.
  [[nodiscard]] const nlohmann::ordered_json& raw() const { return *node_; }
  explicit Doc(std::shared_ptr<nlohmann::ordered_json> node);

 private:
  struct Signed {
    std::int64_t value;
  };
  struct Unsigned {
    std::uint64_t value;
  };
  explicit Doc(Signed value);
  explicit Doc(Unsigned value);
  nlohmann::ordered_json& own();

  std::shared_ptr<nlohmann::ordered_json>
      node_;  // shared: never written unless this is its only owner
};

/// Escapes one key for use in a JSON pointer ("~" and "/").
[[nodiscard]] std::string pointer_key(std::string_view key);

}  // namespace natsop::json
