// bench_signing COUNT: makes COUNT users in this process, each with a key, a signed token and the
// text of its credentials, and prints the microseconds of a user and of what it cannot do without:
// making a key and one bare signature.
#include <fmt/format.h>

#include <chrono>
#include <cstdlib>

#include "core/base/clock.h"
#include "core/identity/creds.h"
#include "core/identity/jwt/token.h"
#include "core/identity/nkey.h"

namespace natsop {
namespace {

using identity::KeyKind;
using identity::KeyPair;

template <typename Work>
Result<double> microseconds_each(const Clock& clock, long count, Work work) {
  const auto begin = clock.steady();
  for (long i = 0; i < count; ++i) NATSOP_CHECK(work(i));
  const std::chrono::duration<double, std::micro> taken = clock.steady() - begin;
  return taken.count() / static_cast<double>(count);
}

Result<void> make_user(const KeyPair& account, long number, Time now) {
  NATSOP_TRY(const auto key, KeyPair::create(KeyKind::User));
  auto claims = identity::jwt::UserClaims::create(key.public_text());
  claims.name = fmt::format("u{}", number);
  NATSOP_TRY(const auto token, identity::jwt::encode(claims, account, now));
  NATSOP_TRY(const auto seed, key.seed());
  NATSOP_CHECK(identity::format_creds(token, seed));
  return {};
}

Result<void> run(long count) {
  const SystemClock clock;
  NATSOP_TRY(const auto account, KeyPair::create(KeyKind::Account));
  NATSOP_TRY(const auto user, microseconds_each(clock, count, [&](long i) {
               return make_user(account, i, clock.now());
             }));
  NATSOP_TRY(const auto key, microseconds_each(clock, count, [](long) -> Result<void> {
               NATSOP_CHECK(KeyPair::create(KeyKind::User));
               return {};
             }));
  const std::string text(420, 'x');  // about the length of a user's token
  NATSOP_TRY(const auto signature, microseconds_each(clock, count, [&](long) -> Result<void> {
               NATSOP_CHECK(account.sign(text));
               return {};
             }));
  fmt::print("{:.2f} {:.2f} {:.2f}\n", user, key, signature);
  return {};
}

}  // namespace
}  // namespace natsop

int main(int argc, char** argv) {
  const long count = argc > 1 ? std::strtol(argv[1], nullptr, 10) : 10'000;
  const auto done = natsop::run(count);
  if (!done) fmt::print(stderr, "bench_signing: {}\n", done.error().message());
  return done ? 0 : 1;
}
