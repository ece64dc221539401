#include "core/engine/accounts/mappings.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/subject/subject.h"

namespace natsop::engine {

namespace {

constexpr int kWhole = 100;

}  // namespace

SubjectMappings::Outcome SubjectMappings::map(std::string_view subject, Random& random,
                                              std::string& out) const {
  for (const Mapping& mapping : mappings_) {
    if (!subject::matches(subject, mapping.source)) {
      continue;
    }
    const bool certain = mapping.choices.size() == 1 && mapping.choices[0].up_to == kWhole;
    const int drawn = certain ? 0 : static_cast<int>(random.number(kWhole));
    for (const Choice& choice : mapping.choices) {
      if (drawn < choice.up_to) {
        out.clear();
        choice.transform.append(subject, random, out);
        return Outcome::Changed;
      }
    }
    return Outcome::Dropped;
  }
  return Outcome::Unchanged;
}

Result<SubjectMappings::Mapping> SubjectMappings::compile(const MappingRule& rule,
                                                          std::string_view cluster) {
  const auto ours = [&](const MappingRule::Destination& d) {
    return !cluster.empty() && d.cluster == cluster;
  };
  const bool qualified = std::any_of(rule.destinations.begin(), rule.destinations.end(), ours);
  Mapping mapping{.source = rule.source, .choices = {}};
  int total = 0;
  bool names_itself = false;
  for (const MappingRule::Destination& destination : rule.destinations) {
    NATSOP_TRY(auto transform, subject::Transform::make(rule.source, destination.subject));
    if (destination.weight < 0 || destination.weight > kWhole) {
      return Error(Code::Invalid, fmt::format("weight {} of mapping destination \"{}\" is not 0 to "
                                              "100",
                                              destination.weight, destination.subject));
    }
    if (qualified ? !ours(destination) : !destination.cluster.empty()) {
      continue;
    }
    total += destination.weight;
    if (total > kWhole) {
      return Error(Code::Invalid, "total weight needs to be <= 100");
    }
    names_itself =
        names_itself || subject::references_to_wildcards(destination.subject) == rule.source;
    if (destination.weight > 0) {
      mapping.choices.push_back({std::move(transform), total});
    }
  }
  if (total < kWhole && !names_itself) {
    // What is left over stays what it is.
    NATSOP_TRY(auto same, subject::Transform::make(rule.source,
                                                   subject::wildcards_to_references(rule.source)));
    mapping.choices.push_back({std::move(same), kWhole});
  }
  return mapping;
}

const SubjectMappings::Mapping* SubjectMappings::find(std::string_view source) const {
  const auto found = std::find_if(mappings_.begin(), mappings_.end(),
                                  [&](const Mapping& m) { return m.source == source; });
  return found == mappings_.end() ? nullptr : &*found;
}

std::vector<SubjectMappings::Fault> SubjectMappings::set(const std::vector<MappingRule>& rules,
                                                         std::string_view cluster) {
  std::vector<Fault> faults;
  mappings_.clear();
  rules_.clear();
  cluster_ = cluster;
  for (const MappingRule& rule : rules) {
    if (find(rule.source) != nullptr) {
      faults.push_back({rule.source, Error(Code::Exists, "the subject is mapped already")});
    } else if (auto mapping = compile(rule, cluster)) {
      mappings_.push_back(*std::move(mapping));
      rules_.push_back(rule);
    } else {
      faults.push_back({rule.source, std::move(mapping).error()});
    }
  }
  for (const Mapping& mapping : implicit_) {
    if (find(mapping.source) == nullptr) {
      mappings_.push_back(mapping);
    }
  }
  return faults;
}

Result<void> SubjectMappings::add_implicit(const MappingRule& rule) {
  NATSOP_TRY(Mapping mapping, compile(rule, cluster_));
  if (find(mapping.source) == nullptr) {
    mappings_.push_back(mapping);
  }
  implicit_.push_back(std::move(mapping));
  return {};
}

std::vector<std::string> SubjectMappings::sources() const {
  std::vector<std::string> sources;
  for (const Mapping& mapping : mappings_) {
    sources.push_back(mapping.source);
  }
  return sources;
}

}  // namespace natsop::engine
