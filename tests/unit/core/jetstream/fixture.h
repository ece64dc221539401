#pragma once
#include <doctest/doctest.h>

#include <string>

#include "core/base/files.h"
#include "core/json/doc.h"

namespace natsop::jetstream {

/// A file of tests/unit/core/jetstream/fixtures, without its last line feed.
inline std::string fixture_text(const std::string& name) {
  auto text = read_file(std::string(NATSOP_JETSTREAM_FIXTURES "/") + name);
  REQUIRE(text);
  while (text->ends_with('\n')) text->pop_back();
  return *text;
}

inline json::Doc parse_or_fail(const std::string& text) {
  auto doc = json::Doc::parse(text);
  REQUIRE_MESSAGE(doc, text);
  return *doc;
}

inline json::Doc fixture(const std::string& name) { return parse_or_fail(fixture_text(name)); }

}  // namespace natsop::jetstream
