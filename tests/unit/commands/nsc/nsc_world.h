#pragma once
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "core/identity/jwt/account.h"
#include "core/identity/jwt/operator.h"
#include "core/identity/jwt/user.h"
#include "core/identity/keystore.h"
#include "core/identity/store.h"
#include "tests/support/fake_world.h"

namespace natsop::test {

/// A FakeWorld for the nsc face. Checks of its own fail the test case they run in.
class NscWorld : public FakeWorld {
 public:
  Outcome nsc(const std::vector<std::string>& args);
  /// Runs a command that must succeed and say nothing on standard error; returns what it printed,
  /// public keys written as <A>, <U> and so on.
  std::string ok(const std::vector<std::string>& args);
  /// Runs a command that must fail with status 1, print nothing on standard output and leave every
  /// file as it is; returns its error output, keys written as above.
  std::string fails(const std::vector<std::string>& args);
  /// `nsc add operator OP` and accounts of these names; the last one is selected.
  void operator_with(const std::vector<std::string>& accounts);

  [[nodiscard]] std::filesystem::path home() const { return FakeWorld::home(); }
  /// Where the commands run.
  [[nodiscard]] std::filesystem::path cwd() const { return home(); }
  [[nodiscard]] std::filesystem::path data() const;
  [[nodiscard]] identity::Store store(const std::string& name = "OP") const;
  [[nodiscard]] identity::Keystore keystore() const;
  [[nodiscard]] identity::jwt::OperatorClaims op(const std::string& name = "OP") const;
  [[nodiscard]] identity::jwt::AccountClaims account(const std::string& name) const;
  [[nodiscard]] identity::jwt::UserClaims user(const std::string& account,
                                               const std::string& name) const;
  /// What nsc.json has selected: "OP/A".
  [[nodiscard]] std::string selected() const;
  /// Every file below the home, with its content.
  [[nodiscard]] std::map<std::string, std::string> files() const;
};

/// Keys as <A>, <U> and so on.
[[nodiscard]] std::string without_keys(const std::string& text);

}  // namespace natsop::test
