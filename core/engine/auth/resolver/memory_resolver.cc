#include "core/engine/auth/resolver/memory_resolver.h"

#include <fmt/format.h>

#include "core/engine/auth/resolver/token_directory.h"

namespace natsop::engine {

void MemoryResolver::fetch(const std::string& account, Done<std::string> done) {
  const auto found = tokens_.find(account);
  if (found == tokens_.end()) {
    return done(Error(Code::NotFound, fmt::format("no token of account {}", account)));
  }
  done(found->second);
}

void MemoryResolver::save(const std::string& account, const std::string& token, Done<void> done) {
  tokens_[account] = token;
  done({});
}

void MemoryResolver::save_if_newer(const std::string& account, const std::string& token,
                                   Done<bool> done) {
  const auto found = tokens_.find(account);
  if (found != tokens_.end() && !is_newer(token, found->second)) {
    return done(false);
  }
  tokens_[account] = token;
  done(true);
}

void MemoryResolver::list(Done<std::vector<std::string>> done) {
  std::vector<std::string> accounts;
  accounts.reserve(tokens_.size());
  for (const auto& [account, token] : tokens_) {
    accounts.push_back(account);
  }
  done(std::move(accounts));
}

void MemoryResolver::all(Done<std::vector<AccountToken>> done) {
  done(std::vector<AccountToken>(tokens_.begin(), tokens_.end()));
}

}  // namespace natsop::engine
