#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/random.h"
#include "core/base/result.h"
#include "core/engine/accounts/rules.h"
#include "core/subject/transform.h"

namespace natsop::engine {

/// An account's subject mappings: what a published subject becomes before anyone sees it. The first
/// rule, in the order given, that a subject falls under decides, once. Loop thread only.
class SubjectMappings {
 public:
  enum class Outcome : std::uint8_t {
    Unchanged,
    Changed,  ///< the new subject is in `out`
    Dropped,  ///< weights of a rule that names its own source left something over
  };

  [[nodiscard]] bool empty() const { return mappings_.empty(); }

  /// What the literal `subject` becomes. `out` is emptied first; it keeps its room, so that nothing
  /// is allocated in the long run.
  [[nodiscard]] Outcome map(std::string_view subject, Random& random, std::string& out) const;

  /// Takes these rules instead of those before. `cluster` is this server's, empty for none: a
  /// destination that names a cluster counts in that one alone, and there instead of the others.
  /// What is wrong is left out and told, with the subject it is about.
  struct Fault {
    std::string source;
    Error error;
  };
  std::vector<Fault> set(const std::vector<MappingRule>& rules, std::string_view cluster);

  /// A rule of the server itself, after those of set(), which it outlives: the domain names of
  /// JetStream. While a rule of set() has the same source, that one counts.
  [[nodiscard]] Result<void> add_implicit(const MappingRule& rule);

  /// The sources, in order: an account with leafnodes advertises them as interest.
  [[nodiscard]] std::vector<std::string> sources() const;

  /// Those of set() that have effect, in order.
  [[nodiscard]] const std::vector<MappingRule>& rules() const { return rules_; }

 private:
  struct Choice {
    subject::Transform transform;
    int up_to = 0;  ///< cumulative weight, of 100
  };
  struct Mapping {
    std::string source;
    std::vector<Choice> choices;
  };

  static Result<Mapping> compile(const MappingRule& rule, std::string_view cluster);
  [[nodiscard]] const Mapping* find(std::string_view source) const;

  std::vector<MappingRule> rules_;
  std::vector<Mapping> mappings_;
  std::vector<Mapping> implicit_;
  std::string cluster_;
};

}  // namespace natsop::engine
