#include "core/jetstream/wire.h"

namespace natsop::jetstream::wire {

json::Doc Decoder::unknown() const {
  json::Doc rest = reader_.unknown();
  return rest.size() == 0 ? json::Doc() : rest;
}

void Decoder::read(const char* key, Timestamp& target) {
  std::string text;
  reader_.read(key, text);
  if (!reader_.ok() || !reader_.has(key)) return;
  if (auto time = parse_timestamp(text)) {
    target = *time;
  } else {
    reader_.fail(key, time.error().message());
  }
}

void Decoder::read(const char* key, std::vector<std::uint64_t>& target) {
  for (const json::Doc& element : reader_.array(key).elements()) {
    // Two fallbacks tell a number from anything else.
    const auto value = element.unsigned_integer(0);
    if (value != element.unsigned_integer(1)) {
      return reader_.fail(key, "expected a list of unsigned integers");
    }
    target.push_back(value);
  }
}

void Decoder::read(const char* key, std::vector<std::chrono::nanoseconds>& target) {
  for (const json::Doc& element : reader_.array(key).elements()) {
    const auto value = element.integer(0);
    if (value != element.integer(1)) {
      return reader_.fail(key, "expected a list of integers, nanoseconds each");
    }
    target.emplace_back(value);
  }
}

void Decoder::read(const char* key, std::map<std::string, std::string>& target) {
  for (const auto& [name, value] : reader_.object(key).members()) {
    if (!value.is_text()) return reader_.fail(key, "expected texts only, at \"" + name + "\"");
    target[name] = value.text();
  }
}

void Decoder::read(const char* key, std::map<std::string, std::uint64_t>& target) {
  for (const auto& [name, element] : reader_.object(key).members()) {
    const auto value = element.unsigned_integer(0);
    if (value != element.unsigned_integer(1)) {
      return reader_.fail(key, "expected unsigned integers only, at \"" + name + "\"");
    }
    target[name] = value;
  }
}

void Encoder::add_unknown(const json::Doc& extra) {
  for (const auto& [key, value] : extra.members()) {
    if (doc_.member(key).is_null()) doc_.put(key, value);
  }
}

}  // namespace natsop::jetstream::wire
