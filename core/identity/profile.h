#pragma once
#include <filesystem>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/base/result.h"
#include "core/identity/keystore.h"
#include "core/identity/nsc_config.h"
#include "core/identity/secret.h"
#include "core/identity/store.h"
#include "core/json/doc.h"

namespace natsop::identity {

/// `nsc://operator[/account[/user]][?arguments]`: a reference to what is in a store. Contexts of
/// the nats CLI hold such, and `nsc generate profile` takes them.
struct ProfileReference {
  std::string operator_name;
  std::string account;  ///< may be empty
  std::string user;     ///< may be empty
  /// What to show of them, names in lower case: "userseed", "names", "store".
  std::vector<std::pair<std::string, std::string>> arguments;

  /// Invalid for other schemes, without an operator, with too many parts or unknown arguments.
  [[nodiscard]] static Result<ProfileReference> parse(std::string_view text);
};

/// What a reference stands for: a store, its keystore, and entities in it that exist.
class Profile {
 public:
  /// Finds the store that nsc would work on in these surroundings, or the one that the reference's
  /// `store` and `keystore` arguments name. NotFound when operator, account or user do not exist.
  [[nodiscard]] static Result<Profile> open(const Surroundings& surroundings,
                                            const LocationFlags& flags, std::string_view reference);

  /// The operator's server URLs; may be empty.
  [[nodiscard]] Result<std::vector<std::string>> services() const;

  /// The user's credentials: the file in the keystore, or made from token and seed where there is
  /// none. NotFound without either; Usage when the reference names no user.
  [[nodiscard]] Result<Secret> creds() const;

  /// What `nsc generate profile` prints: file of the credentials, server URLs, and the keys, seeds
  /// and names that the arguments ask for. Holds seeds then. NotFound for keys and seeds that are
  /// not there.
  [[nodiscard]] Result<json::Doc> document() const;

 private:
  Profile(ProfileReference reference, Store store, Keystore keystore)
      : reference_(std::move(reference)),
        store_(std::move(store)),
        keystore_(std::move(keystore)) {}

  /// One entity's object in the document.
  [[nodiscard]] Result<json::Doc> entity(std::string_view kind, const std::string& name,
                                         const std::vector<std::string>& keys, json::Doc doc) const;

  ProfileReference reference_;
  Store store_;
  Keystore keystore_;
};

}  // namespace natsop::identity
