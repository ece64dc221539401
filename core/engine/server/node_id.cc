#include "core/engine/server/node_id.h"

#include "core/identity/jwt/digest.h"

namespace natsop::engine {

namespace {

constexpr std::string_view kDigits =
    "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
constexpr std::size_t kSize = 8;

}  // namespace

std::string node_id(std::string_view server_name) {
  const auto digest = identity::jwt::sha256(server_name);
  std::string id;
  for (std::size_t i = 0; i < kSize; ++i) {
    id += kDigits[digest[i] % kDigits.size()];
  }
  return id;
}

}  // namespace natsop::engine
