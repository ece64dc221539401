#pragma once
#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "core/base/clock.h"
#include "core/config/position.h"

namespace natsop::config {

class Map;

enum class Kind : std::uint8_t { Boolean, Integer, Real, Text, Date, Array, Map };

/// "a boolean", "a number", …: for messages.
[[nodiscard]] std::string_view name_of(Kind kind);

/// One value of a configuration with the place it was written at: inside a map that is the place of
/// its key. A cheap value: arrays and maps are shared and never change.
class Value {
 public:
  using Array = std::vector<Value>;

  Value() : Value(false) {}  ///< false, nowhere
  explicit Value(bool value, Position position = {});
  explicit Value(std::int64_t value, Position position = {});
  explicit Value(double value, Position position = {});
  explicit Value(std::string value, Position position = {});
  explicit Value(Time value, Position position = {});
  explicit Value(Array value, Position position = {});
  explicit Value(Map value, Position position = {});

  [[nodiscard]] Kind kind() const { return static_cast<Kind>(data_.index()); }
  [[nodiscard]] bool is(Kind kind) const { return this->kind() == kind; }
  [[nodiscard]] const Position& position() const { return position_; }
  void set_position(Position position) { position_ = std::move(position); }

  /// Each is for values of its kind alone; anything else aborts.
  [[nodiscard]] bool boolean() const;
  [[nodiscard]] std::int64_t integer() const;
  [[nodiscard]] double real() const;
  [[nodiscard]] const std::string& text() const;
  [[nodiscard]] Time date() const;
  [[nodiscard]] const Array& elements() const;
  [[nodiscard]] const Map& map() const;

  /// How many values this is, counting those inside.
  [[nodiscard]] std::size_t weight() const;

  /// Equal content; positions do not matter.
  friend bool operator==(const Value& a, const Value& b);

 private:
  std::variant<bool, std::int64_t, double, std::string, Time, std::shared_ptr<const Array>,
               std::shared_ptr<const Map>>
      data_;
  Position position_;
  std::size_t weight_ = 1;
};

/// Keys with values, in the order in which keys were first written.
class Map {
 public:
  struct Member {
    std::string key;
    Value value;
    /// Whether another value refers to it as `$key`: then it need not be an option.
    bool used = false;
  };

  /// Replaces what was there under this key, whole.
  void put(std::string key, Value value);
  [[nodiscard]] const Value* find(std::string_view key) const;
  /// find(), noting that the value is used as a variable.
  [[nodiscard]] const Value* use(std::string_view key);
  [[nodiscard]] const std::vector<Member>& members() const { return members_; }
  [[nodiscard]] bool empty() const { return members_.empty(); }
  [[nodiscard]] std::size_t weight() const { return weight_; }

  friend bool operator==(const Map& a, const Map& b);

 private:
  std::vector<Member> members_;
  std::map<std::string, std::size_t, std::less<>> index_;
  std::size_t weight_ = 1;
};

}  // namespace natsop::config
