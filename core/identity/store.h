#pragma once
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.h"
#include "core/identity/jwt/token.h"
#include "core/identity/transaction.h"

namespace natsop::identity {

/// The `.nsc` file that makes a folder an operator's store.
struct StoreInfo {
  bool managed =
      false;  ///< made from an imported operator JWT: accounts are self-signed and synchronized
  std::string name;  ///< the operator's file and folder name; its claim may carry another one
  std::string kind = "operator";
  std::string version = "1";

  /// The file's exact bytes.
  [[nodiscard]] std::string text() const;
};

/// Reads `<dir>/.nsc`. NotFound when the folder is no store; Corrupt when the file is empty or
/// broken.
[[nodiscard]] Result<StoreInfo> read_store_info(const std::filesystem::path& dir);

/// The names of the folders below `store_root` that hold a `.nsc`, sorted; none when the root
/// cannot be read.
[[nodiscard]] std::vector<std::string> list_operators(const std::filesystem::path& store_root);

/// The names of the accounts in a store folder, sorted; none when it cannot be read.
[[nodiscard]] std::vector<std::string> list_accounts(const std::filesystem::path& store_dir);

/// Whether `name` can be a file name in a store: Invalid when it is empty, `.`, `..`, or holds a
/// slash or a control character. `what` starts the message ("account name"). Surrounding blanks are
/// not part of a name: trim before.
[[nodiscard]] Result<void> check_entity_name(std::string_view what, std::string_view name);

/// A name or a file's content without surrounding white space; refers into `text`.
[[nodiscard]] std::string_view trimmed(std::string_view text);

/// One operator with its accounts and users, as nsc keeps them on disk (docs/formats/store.md).
///
/// Reading needs no lock: every file is replaced atomically. To change something, begin a
/// Transaction on the store root, then read what the change depends on, then queue changes with the
/// put and remove functions, then commit. A value; cheap to copy; holds no tokens.
class Store {
 public:
  /// Opens `<store_root>/<operator>`; waits for a commit that is under way. NotFound when it is no
  /// store, Corrupt when its `.nsc` is broken.
  [[nodiscard]] static Result<Store> open(const std::filesystem::path& dir);

  /// Queues a new, empty store for the operator `name`. Exists when its folder is there and not
  /// empty.
  [[nodiscard]] static Result<Store> create(Transaction& tx, std::string_view name, bool managed);

  [[nodiscard]] const std::filesystem::path& dir() const { return dir_; }
  [[nodiscard]] std::filesystem::path root() const { return dir_.parent_path(); }
  [[nodiscard]] const StoreInfo& info() const { return info_; }
  [[nodiscard]] const std::string& name() const { return info_.name; }
  [[nodiscard]] bool managed() const { return info_.managed; }

  [[nodiscard]] std::filesystem::path operator_path() const;
  [[nodiscard]] std::filesystem::path account_dir(std::string_view account) const;
  [[nodiscard]] std::filesystem::path account_path(std::string_view account) const;
  [[nodiscard]] std::filesystem::path user_path(std::string_view account,
                                                std::string_view user) const;

  /// Account names, sorted bytewise: folders with a JWT of the same name in them.
  [[nodiscard]] Result<std::vector<std::string>> accounts() const;
  /// User names of an account, sorted bytewise; none when the account has no folder for them.
  [[nodiscard]] Result<std::vector<std::string>> users(std::string_view account) const;
  [[nodiscard]] bool has_account(std::string_view account) const;
  [[nodiscard]] bool has_user(std::string_view account, std::string_view user) const;

  /// The JWT texts. NotFound when there is none, Corrupt when the file is empty. Blanks around the
  /// token are removed.
  [[nodiscard]] Result<std::string> operator_token() const;
  [[nodiscard]] Result<std::string> account_token(std::string_view account) const;
  [[nodiscard]] Result<std::string> user_token(std::string_view account,
                                               std::string_view user) const;

  /// The same, decoded. A file that holds no such token is Corrupt, and the error names it.
  [[nodiscard]] Result<jwt::OperatorClaims> operator_claims() const;
  [[nodiscard]] Result<jwt::AccountClaims> account_claims(std::string_view account) const;
  [[nodiscard]] Result<jwt::UserClaims> user_claims(std::string_view account,
                                                    std::string_view user) const;

  /// An error that says how to go on when the operator's JWT is of version 1, which nsc refuses to
  /// work on.
  [[nodiscard]] Result<void> require_version_2() const;

  /// The name of the account with this public key; NotFound when none has it. Accounts that cannot
  /// be read are passed over.
  [[nodiscard]] Result<std::string> account_named(std::string_view public_key) const;
  /// The name of the account that issued a user: the first whose key or signing keys did. NotFound
  /// "account with public key "A..." is not in the store".
  [[nodiscard]] Result<std::string> issuing_account(const jwt::UserClaims& user) const;

  /// Queues an operator, account or user token where it belongs by its claims, as nsc files what it
  /// imports or pulls. Returns the path. Accounts that are only queued are not found for users.
  [[nodiscard]] Result<std::filesystem::path> put(Transaction& tx, std::string token) const;

  /// Queue a JWT under its name; Invalid when the name cannot be a file name.
  void put_operator(Transaction& tx, std::string token) const;
  [[nodiscard]] Result<void> put_account(Transaction& tx, std::string_view account,
                                         std::string token) const;
  [[nodiscard]] Result<void> put_user(Transaction& tx, std::string_view account,
                                      std::string_view user, std::string token) const;

  /// Queue removals; what is missing is fine.
  void remove_user(Transaction& tx, std::string_view account, std::string_view user) const;
  void remove_account(Transaction& tx, std::string_view account) const;

 private:
  Store(std::filesystem::path dir, StoreInfo info) : dir_(std::move(dir)), info_(std::move(info)) {}

  std::filesystem::path dir_;
  StoreInfo info_;
};

}  // namespace natsop::identity
