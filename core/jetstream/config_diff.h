#pragma once
#include <string>
#include <vector>

#include "core/json/doc.h"

namespace natsop::jetstream {

/// One field that differs between two configurations. Values are JSON; empty when the field is not
/// there.
struct Difference {
  std::string path;  ///< "placement.tags", "sources[1].name"
  std::string before;
  std::string after;
  friend bool operator==(const Difference&, const Difference&) = default;
};

/// The fields that differ, in the order of the newer configuration, removed ones last. Lists of
/// texts (subjects, tags) are compared without regard to order and shown whole; what servers note
/// in metadata is left out.
[[nodiscard]] std::vector<Difference> differences(const json::Doc& before, const json::Doc& after);

}  // namespace natsop::jetstream
