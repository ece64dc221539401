// Subjects and transforms: lines of the input are a source, a destination, a subject and a pattern.
#include "core/subject/subject.h"

#include "core/subject/transform.h"
#include "core/text/ascii.h"
#include "tests/fuzz/fuzz.h"
#include "tests/support/seeded_random.h"

namespace natsop::fuzz {
namespace {

void relations(std::string_view a, std::string_view b) {
  if (!subject::is_valid(a) || !subject::is_valid(b)) return;
  const bool subset = subject::is_subset(a, b);
  require(!subset || subject::overlaps(a, b), "a subset overlaps");
  require(subject::overlaps(a, b) == subject::overlaps(b, a), "overlap goes both ways");
  require(subject::is_subset(a, a), "a subject is its own subset");
  if (!subject::has_wildcard(a)) {
    require(subject::matches(a, b) == subset, "a literal matches what it is a subset of");
    require(subject::overlaps(a, b) == subset, "a literal overlaps what it matches");
  }
}

void transforms(std::string_view source, std::string_view destination, std::string_view from) {
  test::SeededRandom random;
  const auto transform = subject::Transform::make(source, destination);
  if (!transform) return;
  const auto result = transform->apply(from, random);
  require(!result || !result->empty(), "a transformed subject is not empty");
  const auto import =
      subject::Transform::make(source, destination, subject::Transform::Mode::Reversible);
  if (!import || !result) return;
  const auto back = import->reversed();
  if (!back) return;
  const auto again = back->apply(*result, random);
  require(again && *again == from, "an import's transform goes both ways");
}

}  // namespace

void one(std::string_view input) {
  const auto lines = text::split(input, '\n');
  const auto line = [&](std::size_t i) { return i < lines.size() ? lines[i] : std::string_view(); };
  transforms(line(0), line(1), line(2));
  relations(line(2), line(0));
  relations(line(3), line(0));
  (void)subject::find_fault_strict(input);
  (void)subject::wildcards_to_references(line(0));
  (void)subject::references_to_wildcards(line(1));
  require(subject::split(line(0)).size() == subject::token_count(line(0)), "tokens are counted");
}

}  // namespace natsop::fuzz
