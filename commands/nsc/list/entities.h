#pragma once
#include <string>

#include "cli/context.h"
#include "core/identity/jwt/claims.h"
#include "core/render/view.h"

/// Lists of names and public keys.
namespace natsop::commands::nsc::list {

class EntityList {
 public:
  /// `title` is "Accounts"; the entity called `current` is bold on terminals.
  EntityList(cli::Context& ctx, const std::string& title, std::string current);

  /// `claims` as read from the entity's file; an error shows up in its place.
  template <class Claims>
  void add(const std::string& name, const Result<Claims>& claims) {
    if (claims) {
      add(name, static_cast<const identity::jwt::ClaimsData&>(*claims));
    } else {
      add(name, claims.error());
    }
  }

  /// Corrupt, after the list, when one of them could not be read.
  [[nodiscard]] Result<void> show(bool json) const;

 private:
  void add(const std::string& name, const identity::jwt::ClaimsData& claims);
  void add(const std::string& name, const Error& error);

  cli::Context& ctx_;
  std::string title_;
  std::string current_;
  std::size_t unreadable_ = 0;
  render::View view_;
};

}  // namespace natsop::commands::nsc::list
