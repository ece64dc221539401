#include "commands/nsc/session/session.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <ostream>

#include "commands/nsc/session/random_name.h"
#include "core/text/distance.h"

namespace natsop::commands::nsc {

namespace fs = std::filesystem;
using identity::KeyKind;
using identity::KeyPair;

namespace {

constexpr std::size_t kNamesShown = 8;

identity::Surroundings surroundings(cli::Context& ctx) {
  return {.variable = [&ctx](std::string_view name) -> std::optional<std::string> {
            // A user without HOME still has a home folder.
            if (name == "HOME") return ctx.home();
            return ctx.environment()(name);
          },
          .cwd = ctx.cwd()};
}

identity::LocationFlags location_flags(cli::Context& ctx) {
  const auto& flags = ctx.nsc();
  return {.all_dirs = flags.all_dirs,
          .config_dir = flags.config_dir,
          .data_dir = flags.data_dir,
          .keystore_dir = flags.keystore_dir};
}

Error no_operator(const identity::NscConfig& config) {
  const auto names = config.operators();
  if (names.empty()) {
    return Error(Code::NotFound, fmt::format("no operator in `{}`", config.store_root().string()))
        .hint("`nsc add operator NAME` makes one, `nsc env -s DIR` selects another store folder");
  }
  return Error(Code::NotFound, "set an operator -- 'nsc env -o operatorName'")
      .hint(suggestion({}, names));
}

Error unknown_account(std::string_view given, const std::vector<std::string>& names) {
  return Error(Code::NotFound,
               fmt::format("account {} does not exist in the current operator", given))
      .hint(suggestion(given, names));
}

}  // namespace

std::string suggestion(std::string_view given, const std::vector<std::string>& names) {
  if (names.empty()) return "there are none yet";
  if (const auto close = text::nearest(given, names)) {
    return fmt::format("did you mean \"{}\"?", *close);
  }
  const std::vector<std::string> shown(
      names.begin(),
      names.begin() + static_cast<std::ptrdiff_t>(std::min(names.size(), kNamesShown)));
  return fmt::format("there {} {}{}", names.size() == 1 ? "is" : "are", fmt::join(shown, ", "),
                     names.size() > kNamesShown ? ", …" : "");
}

Result<Session> Session::open(cli::Context& ctx) {
  NATSOP_TRY(const auto locations, identity::locate(surroundings(ctx), location_flags(ctx)));
  NATSOP_TRY(auto config, identity::NscConfig::load(locations, ctx.cwd()));
  NATSOP_CHECK(config.prepare(ctx.clock()));
  identity::Keystore keystore(locations.keystore_dir, locations.git_ignore);
  NATSOP_CHECK(keystore.require_current_layout());
  return Session(ctx, std::move(config), std::move(keystore));
}

Result<Session> Session::open_store(cli::Context& ctx) {
  NATSOP_TRY(Session session, open(ctx));
  if (session.config_.settings().operator_name.empty()) return no_operator(session.config_);
  NATSOP_CHECK(session.open_selected());
  return session;
}

Result<Session> Session::open_any(cli::Context& ctx) {
  NATSOP_TRY(Session session, open(ctx));
  if (!session.config_.settings().operator_name.empty()) NATSOP_CHECK(session.open_selected());
  return session;
}

Result<void> Session::open_selected() {
  NATSOP_TRY(auto store, identity::Store::open(config_.store_dir()));
  NATSOP_CHECK(store.require_version_2());
  store_ = std::move(store);
  return {};
}

Result<void> Session::use_operator(std::string_view name) {
  const auto names = config_.operators();
  if (std::ranges::find(names, name) == names.end()) {
    return Error(Code::NotFound,
                 fmt::format("operator \"{}\" not in `{}`", name, config_.store_root().string()))
        .hint(suggestion(name, names));
  }
  config_.override_operator(std::string(name));
  return open_selected();
}

const identity::Store& Session::store() const {
  if (!store_) std::abort();  // the command asked for no store
  return *store_;
}

Result<fs::path> Session::expand(std::string_view path) const {
  return identity::expand_path(surroundings(*ctx_), path);
}

std::string Session::shortened(const fs::path& path) const {
  std::string text = path.string();
  const std::string home = ctx_->home();
  if (home.size() > 1 && text.starts_with(home) &&
      (text.size() == home.size() || text[home.size()] == '/')) {
    text.replace(0, home.size(), "~");
  }
  return text;
}

std::string Session::shown(const fs::path& path) const { return "`" + shortened(path) + "`"; }

Result<identity::Profile> Session::profile(std::string_view reference) const {
  return identity::Profile::open(surroundings(*ctx_), location_flags(*ctx_), reference);
}

Result<identity::Transaction> Session::begin() const {
  return identity::Transaction::begin(config_.store_root());
}

Result<std::string> Session::account(std::string_view given) const {
  if (identity::is_account_key(given)) {
    auto name = store().account_named(given);
    if (!name) {
      return Error(Code::NotFound, fmt::format("no account found with public key {}", given))
          .hint("`nsc list accounts` shows the accounts and their keys");
    }
    return name;
  }
  const std::string name(given.empty() ? std::string_view(config_.settings().account) : given);
  if (!name.empty() && store().has_account(name)) return name;
  NATSOP_TRY(const auto names, store().accounts());
  if (!name.empty()) return unknown_account(name, names);
  if (names.empty()) {
    return Error(Code::NotFound, fmt::format("operator \"{}\" has no accounts", store().name()))
        .hint("`nsc add account NAME` makes one");
  }
  return Error(Code::Usage, "an account is required")
      .hint(fmt::format("give one with --account, or select one with `nsc env -a NAME`; {}",
                        suggestion({}, names)));
}

Result<std::string> Session::user(std::string_view account, std::string_view given) const {
  NATSOP_TRY(const auto names, store().users(account));
  if (given.empty()) {
    if (names.size() == 1) return names.front();
    if (names.empty()) {
      return Error(Code::NotFound, fmt::format("account \"{}\" has no users", account))
          .hint(fmt::format("`nsc add user NAME --account {}` makes one", account));
    }
    return Error(Code::Usage, "user name is required").hint(suggestion({}, names));
  }
  if (store().has_user(account, given)) return std::string(given);
  if (identity::is_user_key(given)) {
    for (const auto& name : names) {
      const auto claims = store().user_claims(account, name);
      if (claims && claims->subject == given) return name;
    }
  }
  return Error(Code::NotFound, fmt::format("user \"{}\" not found", given))
      .hint(fmt::format("in account \"{}\" {}", account, suggestion(given, names)));
}

Result<std::string> Session::account_key(std::string_view given) const {
  if (identity::is_account_key(given)) return std::string(given);
  NATSOP_TRY(const auto name, account(given));
  NATSOP_TRY(const auto claims, store().account_claims(name));
  return claims.subject;
}

Result<std::string> Session::user_key(std::string_view account, std::string_view given) const {
  if (identity::is_user_key(given)) return std::string(given);
  NATSOP_TRY(const auto name, user(account, given));
  NATSOP_TRY(const auto claims, store().user_claims(account, name));
  return claims.subject;
}

Result<KeyPair> Session::signer(identity::SignerRequest request) const {
  if (request.value.empty()) request.value = ctx_->nsc().private_key;
  const identity::SignerResolver resolver(store(), keystore_,
                                          [this](std::string_view path) { return expand(path); });
  NATSOP_TRY(auto key, resolver.resolve(request));
  if (request.value.empty()) return key;
  NATSOP_TRY(const auto keys, resolver.candidates(request));
  if (std::ranges::find(keys, key.public_text()) == keys.end()) {
    return Error(Code::Denied, fmt::format("invalid {} signer: {}",
                                           request.kind == KeyKind::Operator ? "account" : "user",
                                           key.public_text()))
        .hint(keys.empty()
                  ? std::string("there is no key that may sign; add a signing key with --sk")
                  : fmt::format("these may sign: {}", fmt::join(keys, ", ")));
  }
  return key;
}

Result<std::vector<std::string>> Session::signers(const identity::SignerRequest& request) const {
  const identity::SignerResolver resolver(store(), keystore_,
                                          [this](std::string_view path) { return expand(path); });
  return resolver.candidates(request);
}

Result<KeyPair> Session::key_given(std::string_view value, KeyKind kind) const {
  NATSOP_TRY(auto key, identity::read_key_value(
                           value, [this](std::string_view path) { return expand(path); }));
  if (key.kind() != kind) {
    return Error(Code::Invalid,
                 fmt::format("specified key is not a valid {} nkey", identity::name_of(kind)))
        .hint(fmt::format("it is of kind {}", identity::name_of(key.kind())));
  }
  if (!key.has_seed() && keystore_.has_file(key.public_text())) {
    return keystore_.load(key.public_text());
  }
  return key;
}

Result<void> Session::select_operator(std::string_view name) {
  NATSOP_TRY(auto fresh, identity::NscConfig::load(config_.locations(), ctx_->cwd()));
  const std::string before = fresh.settings().operator_name;
  NATSOP_CHECK(fresh.select_operator(name));
  NATSOP_CHECK(fresh.save());
  config_ = std::move(fresh);
  if (!before.empty() && before != name && ctx_->terminal().err) {
    ctx_->note(fmt::format("operator \"{}\" is selected now (was \"{}\")", name, before));
  }
  return {};
}

Result<void> Session::select_account(std::string_view name) {
  NATSOP_TRY(auto fresh, identity::NscConfig::load(config_.locations(), ctx_->cwd()));
  if (fresh.settings().operator_name != config_.settings().operator_name) return {};
  const std::string before = fresh.settings().account;
  NATSOP_CHECK(fresh.select_account(name));
  NATSOP_CHECK(fresh.save());
  config_ = std::move(fresh);
  if (!before.empty() && before != name && ctx_->terminal().err) {
    ctx_->note(fmt::format("account \"{}\" is selected now (was \"{}\")", name, before));
  }
  return {};
}

Result<std::string> new_name(cli::Context& ctx, std::string_view kind, const std::string& name) {
  std::string trimmed(identity::trimmed(name));
  if (trimmed == "*") return random_name(ctx.random());
  if (trimmed.empty()) {
    return Error(Code::Usage, fmt::format("{} name is required", kind))
        .hint("give it as the argument or with --name; * stands for a random one");
  }
  if (trimmed.find_first_of("/\\") != std::string::npos) {
    return Error(Code::Usage, "name cannot contain '/' or '\\'");
  }
  NATSOP_CHECK(identity::check_entity_name(fmt::format("{} name", kind), trimmed));
  return trimmed;
}

Result<void> show_report(cli::Context& ctx, const render::Report& report, Result<void> failed) {
  if (failed) return ctx.show(report);
  NATSOP_TRY(const auto text, report.render(ctx.format()));
  ctx.err() << text;
  return failed;
}

Result<void> show_jobs(cli::Context& ctx, const render::Report& report, Result<void> failed) {
  if (failed) return show_report(ctx, report);
  if (report.empty()) return failed;
  const auto summary = report.summary();
  if (summary) return show_report(ctx, report, std::move(failed));
  return show_report(
      ctx, report,
      Error(failed.error().code(), summary.error().message()).hint(failed.error().hint()));
}

}  // namespace natsop::commands::nsc
