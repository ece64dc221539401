#pragma once
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "core/identity/jwt/validation.h"
#include "core/json/doc.h"
#include "core/json/reader.h"

namespace natsop::identity::jwt {

/// One destination of a mapping, for a share of the messages.
struct WeightedMapping {
  std::string subject{};
  int weight = 0;         ///< percent; 0: 100
  std::string cluster{};  ///< only for messages that enter there; empty: everywhere

  [[nodiscard]] int effective_weight() const { return weight == 0 ? 100 : weight; }
  friend bool operator==(const WeightedMapping&, const WeightedMapping&) = default;
};

/// Destinations by source subject.
using Mappings = std::map<std::string, std::vector<WeightedMapping>, std::less<>>;

void validate(const Mappings& mappings, ValidationResults& results);
[[nodiscard]] json::Doc to_doc(const Mappings& mappings);
void read(json::Reader& reader, std::string_view key, Mappings& mappings);

}  // namespace natsop::identity::jwt
