#pragma once
#include <optional>
#include <string>
#include <vector>

#include "commands/nsc/session/session.h"
#include "core/identity/secret.h"

namespace natsop::commands::nsc::list {

/// Which keys are wanted.
struct KeyQuery {
  bool operators = false;
  bool accounts = false;
  bool users = false;
  bool curves = false;
  bool not_referenced = false;  ///< only keys in the keystore that this operator does not know
  std::string account;          ///< name; empty: all
  std::string user;             ///< name; empty: all
  std::string filter;           ///< part of the public key, in any case
};

/// One key that the operator's JWTs name, or that lies in the keystore.
struct KeyEntry {
  enum class Stored { No, Yes, Bad };

  std::string name{};    ///< of the operator, account or user; "?" when nobody refers to the key
  std::string key{};     ///< public
  std::string parent{};  ///< public key of the issuing entity; empty for operators
  identity::KeyKind kind = identity::KeyKind::Unknown;
  bool signing = false;
  bool curve = false;   ///< auth callout requests are encrypted for it
  int depth = 0;        ///< 0 operator, 1 account, 2 user
  std::string token{};  ///< JWT of the entity; empty for keys that are not an identity
  Stored stored = Stored::No;
  std::string path{};  ///< of the key file; empty when there is none
};

/// The keys in the order they are listed: the operator's, then account by account. Without a store
/// only keys that nobody refers to. Damaged JWTs are errors: their keys would look unreferenced.
[[nodiscard]] Result<std::vector<KeyEntry>> find_keys(const Session& session,
                                                      const KeyQuery& query);

}  // namespace natsop::commands::nsc::list
