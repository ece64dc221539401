#include "core/engine/auth/resolver/account_resolver.h"

namespace natsop::engine {

namespace {

Error not_here() { return Error(Code::Unsupported, "the account resolver does not keep tokens"); }

}  // namespace

void AccountResolver::save(const std::string&, const std::string&, Done<void> done) {
  done(not_here());
}

void AccountResolver::save_if_newer(const std::string&, const std::string&, Done<bool> done) {
  done(not_here());
}

void AccountResolver::list(Done<std::vector<std::string>> done) { done(not_here()); }

void AccountResolver::remove(const std::string&, Done<void> done) { done(not_here()); }

void AccountResolver::digest(Done<StoreDigest> done) { done(not_here()); }

void AccountResolver::all(Done<std::vector<AccountToken>> done) { done(not_here()); }

}  // namespace natsop::engine
