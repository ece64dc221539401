#pragma once
#include <string>

#include "core/base/clock.h"
#include "core/base/result.h"
#include "core/identity/keystore.h"
#include "core/identity/store.h"
#include "core/text/zone.h"

namespace natsop::identity {

/// PlantUML sources drawn from a store: `nsc generate diagram`.

/// When a diagram is made, and the zone its times are printed in.
struct DiagramTime {
  Time now;
  text::Zone zone = text::Zone::local();
};

struct ComponentDiagramOptions {
  bool detail = false;  ///< descriptions and links as notes
};

/// Accounts with their exports as interfaces and their imports as arrows; what is wrong with them
/// as notes.
[[nodiscard]] Result<std::string> component_diagram(const Store& store,
                                                    const ComponentDiagramOptions& options,
                                                    const DiagramTime& time);

struct ObjectDiagramOptions {
  bool users = false;
  bool show_keys = false;  ///< keys, and whether their seeds are stored
  bool detail = false;     ///< unset and unlimited values too
};

/// Operator, accounts and users with their limits and permissions, and who signed whom.
[[nodiscard]] Result<std::string> object_diagram(const Store& store, const Keystore& keystore,
                                                 const ObjectDiagramOptions& options,
                                                 const DiagramTime& time);

}  // namespace natsop::identity
