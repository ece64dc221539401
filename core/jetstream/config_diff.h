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

/// The fields of a configuration that is `asked` for and that the `answer` of a server does not
/// have at all, by path: the server is too old for them. Empty, zero and false ones do not count.
[[nodiscard]] std::vector<std::string> ignored_fields(const json::Doc& asked,
                                                      const json::Doc& answer);

}  // namespace natsop::jetstream
