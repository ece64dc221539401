// Keys and seeds from anywhere: only what checks out is taken, and it prints as it was read.
#include "core/identity/nkey.h"

#include "tests/fuzz/fuzz.h"

namespace natsop::fuzz {

void one(std::string_view input) {
  if (const auto key = identity::PublicKey::parse(input)) {
    const auto again = identity::PublicKey::parse(key->text());
    require(again && again->text() == key->text(), "a public key reads back");
    require(identity::is_public(key->text()), "and is one");
  }
  require(identity::is_seed(input) == identity::KeyPair::from_seed(input).has_value(),
          "a seed makes a key pair");
  const auto pair = identity::KeyPair::from_seed(input);
  if (!pair) {
    const bool secret = input.starts_with('S') && input.size() > 50;
    require(!secret || pair.error().message().find(input) == std::string::npos,
            "an error does not repeat a seed");
    return;
  }
  require(identity::is_public(pair->public_text()), "its public key is one");
  if (!pair->can_sign()) return;
  const auto signature = pair->sign("message");
  require(signature.has_value(), "it signs");
}

}  // namespace natsop::fuzz
