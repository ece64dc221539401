// Credentials files and key files from anywhere: the key that is found is in the text, and errors
// do not repeat it.
#include "core/identity/creds.h"

#include "tests/fuzz/fuzz.h"

namespace natsop::fuzz {
namespace {

void check(std::string_view input, const Result<identity::KeyPair>& key) {
  if (!key) {
    require(key.error().message().size() < 200, "an error does not repeat the input");
    return;
  }
  const auto seed = key->seed();
  require(seed.has_value(), "what is found is a seed");
  // Its last character carries bits without meaning, and line ends may stand between its lines.
  if (!input.contains('\r')) {
    require(input.contains(seed->reveal().substr(0, 8)), "and it is in the text");
  }
}

}  // namespace

void one(std::string_view input) {
  require(identity::parse_decorated_jwt(input).size() <= input.size(),
          "a token is part of the text");
  check(input, identity::parse_decorated_key(input));
  check(input, identity::parse_decorated_user_key(input));
  check(input, identity::parse_seed_text(input));
  const auto creds = identity::parse_creds(input);
  if (creds) require(input.contains(creds->token), "and so is that of a user");
}

}  // namespace natsop::fuzz
