// JSON text in: whatever is accepted must survive being written and read again.
#include "core/json/doc.h"

#include "core/json/reader.h"
#include "tests/fuzz/fuzz.h"

namespace natsop::fuzz {

void one(std::string_view input) {
  const auto doc = json::Doc::parse(input);
  if (!doc) {
    require(!doc.error().message().empty(), "an error says something");
    return;
  }
  const std::string text = doc->dump();
  const auto again = json::Doc::parse(text);
  require(again.has_value(), "what we write can be read");
  require(again->dump() == text, "writing twice gives the same text");
  require(json::Doc::parse(doc->dump_go(2)).has_value(), "Go's escapes can be read");
  require(doc->sorted().size() == doc->size(), "sorting loses nothing");

  json::Reader reader(*doc, "input");
  std::int64_t number = 0;
  std::vector<std::string> texts;
  reader.read("name", number);
  reader.read("subjects", texts);
  (void)reader.unknown();
  (void)reader.done();
}

}  // namespace natsop::fuzz
