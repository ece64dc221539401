#pragma once
#include <chrono>
#include <concepts>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "core/jetstream/policies.h"
#include "core/jetstream/timestamp.h"
#include "core/json/doc.h"
#include "core/json/reader.h"

/// How the models of this module become JSON and back: every model lists its fields once, in
/// `walk`, and a Decoder or an Encoder goes over that list. For this module's .cc files.
namespace natsop::jetstream::wire {

/// When an Encoder writes a field.
enum class Emit : std::uint8_t {
  IfSet,   ///< unless it is zero, false, empty or unset
  Always,  ///< also then
};

template <class T>
concept Model = requires(const T& value, const json::Doc& doc, std::string path) {
  { T::from_doc(doc, path) } -> std::same_as<Result<T>>;
  { value.to_doc() } -> std::same_as<json::Doc>;
};

template <class E>
concept Choice = std::is_enum_v<E>;

/// Reads fields from an object into a model; the first error sticks, with its path.
class Decoder {
 public:
  Decoder(const json::Doc& doc, std::string path) : reader_(doc, std::move(path)) {}

  template <class T>
  void operator()(const char* key, T& target, Emit = Emit::IfSet) {
    read(key, target);
  }

  /// The members that no field took; null when there are none.
  [[nodiscard]] json::Doc unknown() const;
  [[nodiscard]] Result<void> done() const { return reader_.done(); }

 private:
  template <class T>
    requires requires(json::Reader& reader, T& value) { reader.read("", value); }
  void read(const char* key, T& target) {
    reader_.read(key, target);
  }

  template <Choice E>
  void read(const char* key, E& target) {
    std::string text;
    reader_.read(key, text);
    if (!reader_.ok() || !reader_.has(key)) return;
    if (auto parsed = parse_policy(text, target); !parsed) {
      reader_.fail(key, parsed.error().message());
    }
  }

  template <Model T>
  void read(const char* key, T& target) {
    const json::Doc doc = reader_.object(key);
    if (!doc.is_null()) decode(doc, reader_.path_of(key), target);
  }

  template <Model T>
  void read(const char* key, std::optional<T>& target) {
    const json::Doc doc = reader_.object(key);
    if (doc.is_null()) return;
    target.emplace();
    decode(doc, reader_.path_of(key), *target);
  }

  template <Model T>
  void read(const char* key, std::vector<T>& target) {
    std::size_t index = 0;
    for (const json::Doc& doc : reader_.array(key).elements()) {
      decode(doc, reader_.path_of(key) + "[" + std::to_string(index++) + "]",
             target.emplace_back());
    }
  }

  template <Model T>
  void read(const char* key, std::map<std::string, T>& target) {
    for (const auto& [name, doc] : reader_.object(key).members()) {
      decode(doc, reader_.path_of(key) + "." + name, target[name]);
    }
  }

  void read(const char* key, Timestamp& target);
  void read(const char* key, std::vector<std::uint64_t>& target);
  void read(const char* key, std::vector<std::chrono::nanoseconds>& target);
  void read(const char* key, std::map<std::string, std::string>& target);
  void read(const char* key, std::map<std::string, std::uint64_t>& target);

  template <Model T>
  void decode(const json::Doc& doc, std::string path, T& target) {
    if (auto value = T::from_doc(doc, std::move(path))) {
      target = *std::move(value);
    } else {
      reader_.absorb(value.error());
    }
  }

  json::Reader reader_;
};

/// Writes a model's fields into an object, in the order it lists them.
class Encoder {
 public:
  template <class T>
  void operator()(const char* key, const T& value, Emit emit = Emit::IfSet) {
    if (emit == Emit::Always || !is_empty(value)) doc_.put(key, encode(value));
  }

  /// Puts members that a Decoder did not know behind the known ones.
  void add_unknown(const json::Doc& extra);
  [[nodiscard]] json::Doc take() { return std::move(doc_); }

 private:
  template <class T>
    requires std::is_arithmetic_v<T> || Choice<T>
  static bool is_empty(const T& value) {
    return value == T{};
  }
  static bool is_empty(const std::chrono::nanoseconds& value) { return value.count() == 0; }
  static bool is_empty(const std::string& value) { return value.empty(); }
  template <class T>
  static bool is_empty(const std::vector<T>& value) {
    return value.empty();
  }
  template <class T>
  static bool is_empty(const std::map<std::string, T>& value) {
    return value.empty();
  }
  template <class T>
  static bool is_empty(const std::optional<T>& value) {
    return !value.has_value();
  }
  template <Model T>
  static bool is_empty(const T& /*value*/) {
    return false;
  }

  template <class T>
    requires std::is_arithmetic_v<T>
  static json::Doc encode(const T& value) {
    return json::Doc(value);
  }
  template <Choice E>
  static json::Doc encode(const E& value) {
    return json::Doc(name_of(value));
  }
  static json::Doc encode(const std::string& value) { return json::Doc(value); }
  static json::Doc encode(const std::chrono::nanoseconds& value) {
    return json::Doc(static_cast<std::int64_t>(value.count()));
  }
  static json::Doc encode(const Timestamp& value) { return json::Doc(format_timestamp(value)); }
  template <class T>
  static json::Doc encode(const std::optional<T>& value) {
    return value ? encode(*value) : json::Doc();
  }
  template <Model T>
  static json::Doc encode(const T& value) {
    return value.to_doc();
  }
  template <class T>
  static json::Doc encode(const std::vector<T>& values) {
    json::Doc list = json::Doc::array();
    for (const auto& value : values) list.push(encode(value));
    return list;
  }
  template <class T>
  static json::Doc encode(const std::map<std::string, T>& values) {
    json::Doc object = json::Doc::object();
    for (const auto& [key, value] : values) object.put(key, encode(value));
    return object;
  }

  json::Doc doc_ = json::Doc::object();
};

/// Decodes a model through its `walk`. Unknown members end up in `extra`.
template <class T>
[[nodiscard]] Result<T> decode(const json::Doc& doc, std::string path) {
  Decoder decoder(doc, std::move(path));
  T value;
  T::walk(decoder, value);
  NATSOP_CHECK(decoder.done());
  value.extra = decoder.unknown();
  return value;
}

/// Encodes a model through its `walk`, `extra` last.
template <class T>
[[nodiscard]] json::Doc encode(const T& value) {
  Encoder encoder;
  T::walk(encoder, value);
  encoder.add_unknown(value.extra);
  return encoder.take();
}

}  // namespace natsop::jetstream::wire

/// Defines T::from_doc and T::to_doc through T::walk.
#define NATSOP_JETSTREAM_MODEL(T)                                 \
  Result<T> T::from_doc(const json::Doc& doc, std::string path) { \
    return wire::decode<T>(doc, std::move(path));                 \
  }                                                               \
  json::Doc T::to_doc() const { return wire::encode(*this); }
