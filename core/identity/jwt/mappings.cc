#include "core/identity/jwt/mappings.h"

#include "core/identity/jwt/codec.h"
#include "core/identity/jwt/subject_rules.h"

namespace natsop::identity::jwt {
namespace {

Result<WeightedMapping> read_destination(const json::Doc& doc, const std::string& path) {
  WeightedMapping mapping;
  auto reader = fields(doc, path);
  reader.read("subject", mapping.subject);
  reader.read("weight", mapping.weight);
  reader.read("cluster", mapping.cluster);
  if (mapping.weight < 0 || mapping.weight > 255) reader.fail("weight", "expected 0 to 255");
  NATSOP_CHECK(reader.done());
  return mapping;
}

void validate_weights(std::string_view from, const std::vector<WeightedMapping>& destinations,
                      ValidationResults& results) {
  constexpr std::string_view kExceeds = " exceeds 100% among all of it's weighted to mappings";
  const auto head = "Mapping " + quoted(from);
  std::map<std::string_view, int> by_cluster;
  int total = 0;
  for (const auto& destination : destinations) {
    const int weight = destination.effective_weight();
    validate_subject(destination.subject, results);
    if (weight > 100)
      results.error(head + " has a weight " + std::to_string(weight) + " that exceeds 100");
    if (destination.cluster.empty()) {
      total += weight;
    } else if (int& sum = by_cluster[destination.cluster]; (sum += weight) > 100) {
      results.error(head + " in cluster " + quoted(destination.cluster) + std::string(kExceeds));
    }
  }
  if (total > 100) results.error(head + std::string(kExceeds));
}

}  // namespace

void validate(const Mappings& mappings, ValidationResults& results) {
  for (const auto& [from, destinations] : mappings) {
    validate_subject(from, results);
    validate_weights(from, destinations, results);
  }
}

json::Doc to_doc(const Mappings& mappings) {
  std::vector<std::pair<std::string, json::Doc>> members;
  for (const auto& [from, destinations] : mappings) {
    json::Doc list = json::Doc::array();
    for (const auto& destination : destinations) {
      json::Doc one = json::Doc::object({{"subject", destination.subject}});
      put_set(one, "weight", destination.weight);
      put_set(one, "cluster", destination.cluster);
      list.push(one);
    }
    members.emplace_back(from, list);
  }
  return json::Doc::object(std::move(members));
}

void read(json::Reader& reader, std::string_view key, Mappings& mappings) {
  auto inner =
      json::Reader(reader.has(key) ? reader.object(key) : json::Doc::object(), reader.path_of(key));
  for (const auto& [from, list] : reader.object(key).members())
    read_list(inner, from, mappings[from], read_destination);
  if (const auto done = inner.done(); !done) reader.absorb(done.error());
}

}  // namespace natsop::identity::jwt
