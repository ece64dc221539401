#include "commands/nats/check/finding.h"

namespace natsop::commands::nats {

std::string_view name_of(Health health) {
  switch (health) {
    case Health::Ok:
      return "OK";
    case Health::Warning:
      return "WARNING";
    case Health::Critical:
      return "CRITICAL";
    case Health::Unknown:
      break;
  }
  return "UNKNOWN";
}

Health Finding::health() const {
  if (!criticals_.empty()) return Health::Critical;
  return warnings_.empty() ? Health::Ok : Health::Warning;
}

}  // namespace natsop::commands::nats
