#include "core/json/reader.h"

#include <limits>

namespace natsop::json {
namespace {

constexpr std::size_t kShownMax = 60;

std::string shown(const Doc& doc) {
  auto text = doc.dump();
  if (text.size() > kShownMax) {
    text.resize(kShownMax);
    text += "...";
  }
  return text;
}

}  // namespace

Reader::Reader(Doc doc, std::string path) : doc_(std::move(doc)), path_(std::move(path)) {
  if (!doc_.is_object()) {
    error_ = Error(Code::Invalid,
                   (path_.empty() ? "" : path_ + ": ") + "expected an object, got " + shown(doc_));
    doc_ = Doc::object();
  }
}

std::string Reader::path_of(std::string_view key) const {
  return path_.empty() ? std::string(key) : path_ + "." + std::string(key);
}

bool Reader::has(std::string_view key) { return !take(key).is_null(); }

Doc Reader::take(std::string_view key) {
  known_.emplace(key);
  return doc_.member(key);
}

void Reader::fail(std::string_view key, std::string_view what) {
  if (!error_) error_ = Error(Code::Invalid, path_of(key) + ": " + std::string(what));
}

void Reader::absorb(const Error& error) {
  if (!error_) error_ = error;
}

void Reader::expected(std::string_view key, std::string_view type, const Doc& got) {
  fail(key, "expected " + std::string(type) + ", got " + shown(got));
}

void Reader::read(std::string_view key, bool& target) {
  const Doc doc = take(key);
  if (doc.is_null()) return;
  if (doc.type() != Type::Bool) return expected(key, "true or false", doc);
  target = doc.boolean();
}

void Reader::read(std::string_view key, std::int64_t& target) {
  const Doc doc = take(key);
  if (doc.is_null()) return;
  const auto low = doc.integer(0);
  const auto high = doc.integer(1);
  const bool too_big = doc.type() == Type::Integer && low < 0 && doc.unsigned_integer(0) > 0;
  if (low != high || too_big) return expected(key, "an integer", doc);
  target = low;
}

void Reader::read(std::string_view key, int& target) {
  std::int64_t value = target;
  read(key, value);
  if (value < std::numeric_limits<int>::min() || value > std::numeric_limits<int>::max()) {
    return expected(key, "an integer of 32 bits", Doc(value));
  }
  target = static_cast<int>(value);
}

void Reader::read(std::string_view key, std::uint64_t& target) {
  const Doc doc = take(key);
  if (doc.is_null()) return;
  const auto low = doc.unsigned_integer(0);
  if (low != doc.unsigned_integer(1)) return expected(key, "an unsigned integer", doc);
  target = low;
}

void Reader::read(std::string_view key, double& target) {
  const Doc doc = take(key);
  if (doc.is_null()) return;
  if (doc.type() != Type::Integer && doc.type() != Type::Real)
    return expected(key, "a number", doc);
  target = doc.real();
}

void Reader::read(std::string_view key, std::string& target) {
  const Doc doc = take(key);
  if (doc.is_null()) return;
  if (!doc.is_text()) return expected(key, "a text", doc);
  target = doc.text();
}

void Reader::read(std::string_view key, std::vector<std::string>& target) {
  const Doc doc = array(key);
  if (doc.is_null()) return;
  if (doc.texts().size() != doc.size()) return expected(key, "a list of texts", doc);
  target = doc.texts();
}

void Reader::read(std::string_view key, std::chrono::nanoseconds& target) {
  std::int64_t value = target.count();
  read(key, value);
  target = std::chrono::nanoseconds(value);
}

Doc Reader::object(std::string_view key) {
  Doc doc = take(key);
  if (!doc.is_null() && !doc.is_object()) {
    expected(key, "an object", doc);
    return {};
  }
  return doc;
}

Doc Reader::array(std::string_view key) {
  Doc doc = take(key);
  if (!doc.is_null() && !doc.is_array()) {
    expected(key, "a list", doc);
    return {};
  }
  return doc;
}

Doc Reader::unknown() const {
  Doc rest = Doc::object();
  for (const auto& [key, value] : doc_.members()) {
    if (!known_.contains(key)) rest.put(key, value);
  }
  return rest;
}

Result<void> Reader::done() const {
  if (error_) return *error_;
  return {};
}

}  // namespace natsop::json
