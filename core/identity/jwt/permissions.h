#pragma once
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/identity/jwt/validation.h"
#include "core/json/doc.h"
#include "core/json/reader.h"

namespace natsop::identity::jwt {

/// Subjects allowed and denied; with nothing allowed, everything but the denied is.
struct Permission {
  std::vector<std::string> allow{};
  std::vector<std::string> deny{};

  [[nodiscard]] bool empty() const { return allow.empty() && deny.empty(); }
  friend bool operator==(const Permission&, const Permission&) = default;
};

/// How often (-1: without limit) and how long after a request its responder may publish to the
/// reply subject.
struct ResponsePermission {
  std::int64_t max = 0;
  std::chrono::nanoseconds ttl{0};

  friend bool operator==(const ResponsePermission&, const ResponsePermission&) = default;
};

struct Permissions {
  Permission publish{};
  Permission subscribe{};  ///< entries may be "subject queue"
  std::optional<ResponsePermission> responses{};

  [[nodiscard]] bool empty() const { return publish.empty() && subscribe.empty() && !responses; }
  friend bool operator==(const Permissions&, const Permissions&) = default;
};

void validate(const Permissions& permissions, ValidationResults& results);

/// Puts pub, sub and resp into `doc`; pub and sub are always there.
void put(json::Doc& doc, const Permissions& permissions);
/// Reads pub, sub and resp.
void read(json::Reader& reader, Permissions& permissions);

}  // namespace natsop::identity::jwt
