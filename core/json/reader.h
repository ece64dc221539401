#pragma once
#include <chrono>
#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "core/json/doc.h"

namespace natsop::json {

/// Typed, checked decoding of one JSON object, with the path in every error: `config.max_age:
/// expected an integer, got "1z"`.
///
/// Each `read` leaves its target alone when the key is absent or null; the first error sticks and
/// makes later reads do nothing, so a decoder reads all its fields and then returns
/// `reader.done()`.
class Reader {
 public:
  /// path names the document in errors, for example "stream.config"; empty for the root.
  Reader(Doc doc, std::string path);

  void read(std::string_view key, bool& target);
  void read(std::string_view key, int& target);
  void read(std::string_view key, std::int64_t& target);
  void read(std::string_view key, std::uint64_t& target);
  void read(std::string_view key, double& target);
  void read(std::string_view key, std::string& target);
  void read(std::string_view key, std::vector<std::string>& target);
  void read(std::string_view key,
            std::chrono::nanoseconds& target);  ///< integer nanoseconds, as Go marshals them
  template <class T>
  void read(std::string_view key, std::optional<T>& target) {
    if (!has(key)) return;
    T value{};
    read(key, value);
    target = std::move(value);
  }

  /// As read, and an error when the key is absent.
  template <class T>
  void require(std::string_view key, T& target) {
    if (!has(key)) {
      fail(key, "is missing");
      return;
    }
    read(key, target);
  }

  /// True when the key is present and not null. Counts as knowing the key.
  [[nodiscard]] bool has(std::string_view key);
  /// The value of a key (null when absent), for nested objects and arrays; an error unless it is
  /// absent or of this type.
  [[nodiscard]] Doc object(std::string_view key);
  [[nodiscard]] Doc array(std::string_view key);
  /// The value of a key as it is (null when absent), for members of several types. Counts as
  /// knowing the key.
  [[nodiscard]] Doc value(std::string_view key) { return take(key); }

  /// Records an error about a key, unless one is recorded already.
  void fail(std::string_view key, std::string_view what);
  /// Takes over an error from a nested decoder.
  void absorb(const Error& error);
  [[nodiscard]] bool ok() const { return !error_; }

  /// The path of a key below this reader's path, for nested readers.
  [[nodiscard]] std::string path_of(std::string_view key) const;

  /// Members that no call above asked for, in order: kept by models that must not lose fields on a
  /// round trip.
  [[nodiscard]] Doc unknown() const;

  [[nodiscard]] Result<void> done() const;

 private:
  [[nodiscard]] Doc take(std::string_view key);
  void expected(std::string_view key, std::string_view type, const Doc& got);

  Doc doc_;
  std::string path_;
  std::set<std::string, std::less<>> known_;
  std::optional<Error> error_;
};

}  // namespace natsop::json
