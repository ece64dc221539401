#pragma once
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cli/context.h"
#include "core/identity/keystore.h"
#include "core/identity/nsc_config.h"
#include "core/identity/profile.h"
#include "core/identity/signer.h"
#include "core/identity/store.h"
#include "core/identity/transaction.h"
#include "core/text/time.h"

namespace natsop::commands::nsc {

/// What an nsc command works on: the places that root flags and environment name, nsc.json, the
/// keystore and the selected operator's store.
///
/// Reading needs no lock. A command that changes something first asks its questions, then calls
/// `begin`, and only then reads what the change depends on. Nothing here changes what is selected
/// in nsc.json, except `select_operator` and `select_account`. One per run; the Context must
/// outlive it.
class Session {
 public:
  /// For commands that work without a store (add operator, env, generate nkey, describe jwt). On
  /// the first run of all, makes nsc.json and the store root. Errors: Corrupt nsc.json; Conflict
  /// when the keystore has the layout of before 2019.
  [[nodiscard]] static Result<Session> open(cli::Context& ctx);

  /// Also opens the selected operator's store; NotFound when none is selected, Unsupported when it
  /// holds tokens of version 1.
  [[nodiscard]] static Result<Session> open_store(cli::Context& ctx);

  /// As open_store where there is one, else as open: for commands that can do with or without
  /// (describe operator, list keys). `has_store` tells.
  [[nodiscard]] static Result<Session> open_any(cli::Context& ctx);

  /// Opens the store of this operator instead; NotFound, with a suggestion, when it does not exist.
  /// Nothing is selected by it.
  [[nodiscard]] Result<void> use_operator(std::string_view name);

  [[nodiscard]] cli::Context& ctx() const { return *ctx_; }
  [[nodiscard]] identity::NscConfig& config() { return config_; }
  [[nodiscard]] const identity::NscConfig& config() const { return config_; }
  [[nodiscard]] const identity::Keystore& keystore() const { return keystore_; }
  [[nodiscard]] bool has_store() const { return store_.has_value(); }
  /// Aborts without a store (see open_store).
  [[nodiscard]] const identity::Store& store() const;
  [[nodiscard]] Time now() const { return ctx_->clock().now(); }
  [[nodiscard]] text::Seconds seconds() const { return text::to_seconds(now()); }
  /// -i was given: ask for everything.
  [[nodiscard]] bool interactive() const { return ctx_->nsc().interactive; }
  [[nodiscard]] render::Prompter& prompter() const { return ctx_->prompter(); }

  /// An absolute path from one that the user typed (`~`, relative).
  [[nodiscard]] Result<std::filesystem::path> expand(std::string_view path) const;
  /// A path with the home folder as `~`.
  [[nodiscard]] std::string shortened(const std::filesystem::path& path) const;
  /// The same as messages show it: between back quotes.
  [[nodiscard]] std::string shown(const std::filesystem::path& path) const;

  /// What an nsc:// reference stands for, here or where the reference says.
  [[nodiscard]] Result<identity::Profile> profile(std::string_view reference) const;

  /// Takes the lock of the store root; see identity::Transaction.
  [[nodiscard]] Result<identity::Transaction> begin() const;

  // -- names
  // ---------------------------------------------------------------------------------------------------------

  /// The account that a name or an account's public key stands for; the selected account when
  /// `given` is empty. Errors: Usage "an account is required"; NotFound with a suggestion.
  [[nodiscard]] Result<std::string> account(std::string_view given) const;
  /// The user; the only one of the account when `given` is empty. Errors: Usage "user name is
  /// required"; NotFound with a suggestion, and when the account has no users at all.
  [[nodiscard]] Result<std::string> user(std::string_view account, std::string_view given) const;
  /// The public key that a name or an account's public key (of another operator, too) stands for.
  [[nodiscard]] Result<std::string> account_key(std::string_view given) const;
  /// The public key that a name of a user of the account, or a user's public key, stands for.
  [[nodiscard]] Result<std::string> user_key(std::string_view account,
                                             std::string_view given) const;

  // -- signing
  // -------------------------------------------------------------------------------------------------------

  /// The key that signs, -K included (nsc.md 5.4). Denied when -K names a key that may not sign
  /// here.
  [[nodiscard]] Result<identity::KeyPair> signer(identity::SignerRequest request) const;
  /// Who may sign, in the order they are tried.
  [[nodiscard]] Result<std::vector<std::string>> signers(
      const identity::SignerRequest& request) const;
  /// A key that the user gave with --public-key or --sk: public key, seed or file, of this kind. A
  /// public key is completed from the keystore when its seed is there.
  [[nodiscard]] Result<identity::KeyPair> key_given(std::string_view value,
                                                    identity::KeyKind kind) const;

  // -- what is selected
  // ----------------------------------------------------------------------------------------------

  /// Selects an entity that was just added, and notes on a terminal when another one was selected
  /// before. nsc.json is read anew, so that changes of other processes stay.
  [[nodiscard]] Result<void> select_operator(std::string_view name);
  [[nodiscard]] Result<void> select_account(std::string_view name);

 private:
  Session(cli::Context& ctx, identity::NscConfig config, identity::Keystore keystore)
      : ctx_(&ctx), config_(std::move(config)), keystore_(std::move(keystore)) {}
  [[nodiscard]] Result<void> open_selected();

  cli::Context* ctx_;
  identity::NscConfig config_;
  identity::Keystore keystore_;
  std::optional<identity::Store> store_;
};

/// A hint out of a list of names: `did you mean "X"?`, or the names there are; empty when there are
/// none.
[[nodiscard]] std::string suggestion(std::string_view given, const std::vector<std::string>& names);

/// A name given as a flag, or as the first argument.
[[nodiscard]] inline const std::string& name_or_argument(const std::string& name,
                                                         const std::string& argument) {
  return name.empty() ? argument : name;
}

/// The name of a new entity: without blanks around it, `*` replaced by a random one. `kind` is
/// "account". Usage: "account name is required", and names that cannot be file names.
[[nodiscard]] Result<std::string> new_name(cli::Context& ctx, std::string_view kind,
                                           const std::string& name);

/// Prints a report. When `failed` is an error, the report goes to standard error, and the error is
/// returned.
[[nodiscard]] Result<void> show_report(cli::Context& ctx, const render::Report& report,
                                       Result<void> failed = {});

/// The same for commands with several jobs whose failures are steps already: the error's message
/// is the report's summary ("all jobs failed"), its hint stays. An empty report is not printed.
[[nodiscard]] Result<void> show_jobs(cli::Context& ctx, const render::Report& report,
                                     Result<void> failed);

}  // namespace natsop::commands::nsc
