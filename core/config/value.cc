#include "core/config/value.h"

#include <algorithm>
#include <array>
#include <utility>

namespace natsop::config {

std::string_view name_of(Kind kind) {
  constexpr std::array<std::string_view, 7> kNames = {
      "a boolean", "a number", "a decimal number", "text", "a date", "a list", "a block"};
  return kNames.at(static_cast<std::size_t>(kind));
}

Value::Value(bool value, Position position) : data_(value), position_(std::move(position)) {}
Value::Value(std::int64_t value, Position position)
    : data_(value), position_(std::move(position)) {}
Value::Value(double value, Position position) : data_(value), position_(std::move(position)) {}
Value::Value(std::string value, Position position)
    : data_(std::move(value)), position_(std::move(position)) {}
Value::Value(Time value, Position position) : data_(value), position_(std::move(position)) {}

Value::Value(Array value, Position position) : position_(std::move(position)) {
  for (const auto& element : value) weight_ += element.weight();
  data_ = std::make_shared<const Array>(std::move(value));
}

Value::Value(Map value, Position position) : position_(std::move(position)) {
  weight_ = value.weight();
  data_ = std::make_shared<const Map>(std::move(value));
}

bool Value::boolean() const { return std::get<bool>(data_); }
std::int64_t Value::integer() const { return std::get<std::int64_t>(data_); }
double Value::real() const { return std::get<double>(data_); }
const std::string& Value::text() const { return std::get<std::string>(data_); }
Time Value::date() const { return std::get<Time>(data_); }
const Value::Array& Value::elements() const { return *std::get<5>(data_); }
const Map& Value::map() const { return *std::get<6>(data_); }
std::size_t Value::weight() const { return weight_; }

bool operator==(const Value& a, const Value& b) {
  if (a.kind() != b.kind()) return false;
  switch (a.kind()) {
    case Kind::Array:
      return a.elements() == b.elements();
    case Kind::Map:
      return a.map() == b.map();
    default:
      return a.data_ == b.data_;
  }
}

void Map::put(std::string key, Value value) {
  weight_ += value.weight();
  const auto [place, added] = index_.try_emplace(key, members_.size());
  if (added) {
    members_.push_back({std::move(key), std::move(value)});
  } else {
    auto& member = members_[place->second];
    weight_ -= member.value.weight();
    member = {std::move(key), std::move(value)};
  }
}

const Value* Map::find(std::string_view key) const {
  const auto place = index_.find(key);
  return place == index_.end() ? nullptr : &members_[place->second].value;
}

const Value* Map::use(std::string_view key) {
  const auto place = index_.find(key);
  if (place == index_.end()) return nullptr;
  members_[place->second].used = true;
  return &members_[place->second].value;
}

bool operator==(const Map& a, const Map& b) {
  return a.members_.size() == b.members_.size() &&
         std::ranges::all_of(a.members_, [&](const Map::Member& member) {
           const auto* other = b.find(member.key);
           return other != nullptr && *other == member.value;
         });
}

}  // namespace natsop::config
