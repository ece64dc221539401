#pragma once
#include <map>
#include <string>
#include <vector>

#include "core/engine/auth/resolver/account_resolver.h"

namespace natsop::engine {

/// Tokens in memory: `resolver: MEMORY`, filled from the configuration.
class MemoryResolver final : public AccountResolver {
 public:
  MemoryResolver() = default;
  explicit MemoryResolver(std::map<std::string, std::string> tokens) : tokens_(std::move(tokens)) {}

  [[nodiscard]] ResolverOptions::Type type() const override {
    return ResolverOptions::Type::Memory;
  }
  void fetch(const std::string& account, Done<std::string> done) override;
  void save(const std::string& account, const std::string& token, Done<void> done) override;
  void save_if_newer(const std::string& account, const std::string& token,
                     Done<bool> done) override;
  void list(Done<std::vector<std::string>> done) override;
  void all(Done<std::vector<AccountToken>> done) override;

 private:
  std::map<std::string, std::string> tokens_;
};

}  // namespace natsop::engine
