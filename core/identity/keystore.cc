#include "core/identity/keystore.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <system_error>

#include "core/base/files.h"
#include "core/identity/store.h"

namespace natsop::identity {

namespace fs = std::filesystem;

namespace {

constexpr std::string_view kKeySuffix = ".nk";
constexpr std::string_view kCredsSuffix = ".creds";
constexpr std::size_t kShortestKey = 4;  // what a shard path needs; real ones have 56 characters

constexpr std::string_view kGitIgnore =
    "# seeds stay out of version control\n"
    "**/*.nk\n"
    "\n"
    "# credentials hold a seed too\n"
    "**/*.creds\n";

/// Key files hold the bare seed, or just a public key; editors may have added a line end.
Result<KeyPair> parse_key(std::string_view text) {
  const std::string_view key = trimmed(text);
  return kind_of(key) == KeyKind::Seed ? KeyPair::from_seed(key) : KeyPair::from_public(key);
}

Result<KeyPair> read_key(const fs::path& path) {
  NATSOP_TRY(std::string text, read_file(path));
  const Secret secret = Secret::take(text);
  auto key = parse_key(secret.reveal());
  if (!key) {
    return Error(Code::Corrupt, fmt::format("`{}` holds no nkey", path.string()))
        .hint("restore the key file from a backup, or remove it");
  }
  return key;
}

bool is_secret_file(const fs::path& path) {
  const fs::path extension = path.extension();
  return (extension == kKeySuffix || extension == kCredsSuffix) && !is_dir(path);
}

/// Every file with one of the two suffixes below `root`, links to folders not followed.
Result<std::vector<fs::path>> secret_files(const fs::path& root) {
  std::vector<fs::path> found;
  std::error_code ec;
  fs::recursive_directory_iterator it(root, ec);
  for (; !ec && it != fs::recursive_directory_iterator(); it.increment(ec)) {
    if (is_secret_file(it->path())) {
      found.push_back(it->path());
    }
  }
  if (ec && ec != std::errc::no_such_file_or_directory) {
    return file_error(ec.value(), "list", root);
  }
  std::sort(found.begin(), found.end());
  return found;
}

/// Where a file of an old ring belongs: `OP/accounts/A/users/u.creds` becomes `creds/OP/A/u.creds`.
Result<fs::path> migrated_creds(const fs::path& file, const fs::path& root) {
  const fs::path relative = file.lexically_relative(root);
  const std::vector<fs::path> parts(relative.begin(), relative.end());
  if (parts.size() == 4 && parts[0] == "creds") {
    return relative;
  }
  if (parts.size() == 5) {
    return fs::path("creds") / parts[0] / parts[2] / parts[4];
  }
  return Error(Code::Invalid,
               fmt::format("`{}` is neither where old key rings keep creds nor where new ones do",
                           file.string()))
      .hint("move the file out of the key ring, then try again");
}

}  // namespace

fs::path Keystore::key_path(std::string_view public_key) const {
  // The name of the file is checked by is_public before it is ever written; too short a text finds
  // no file.
  if (public_key.size() < kShortestKey) {
    return root_ / "keys" / fmt::format("{}{}", public_key, kKeySuffix);
  }
  return root_ / "keys" / public_key.substr(0, 1) / public_key.substr(1, 2) /
         fmt::format("{}{}", public_key, kKeySuffix);
}

fs::path Keystore::creds_dir(std::string_view operator_name, std::string_view account) const {
  return root_ / "creds" / operator_name / account;
}

fs::path Keystore::creds_path(std::string_view operator_name, std::string_view account,
                              std::string_view user) const {
  return creds_dir(operator_name, account) / fmt::format("{}{}", user, kCredsSuffix);
}

Result<KeyPair> Keystore::load(std::string_view public_key) const {
  if (!is_public(public_key)) {
    return Error(Code::Invalid, fmt::format("\"{}\" is not a public nkey", public_key));
  }
  const fs::path path = key_path(public_key);
  auto key = read_key(path);
  if (!key) {
    if (key.error().code() == Code::NotFound) {
      return Error(Code::NotFound, fmt::format("the key {} is not in the keystore", public_key))
          .hint(fmt::format("nsc import keys, or put its seed at {}", path.string()));
    }
    return key;
  }
  if (key->public_text() != public_key) {
    return Error(Code::Corrupt,
                 fmt::format("`{}` holds another key, {}", path.string(), key->public_text()))
        .hint("restore the key file from a backup, or remove it");
  }
  return key;
}

bool Keystore::has_seed(std::string_view public_key) const {
  const auto key = load(public_key);
  return key && key->has_seed();
}

bool Keystore::has_file(std::string_view public_key) const { return is_file(key_path(public_key)); }

Result<std::vector<std::string>> Keystore::list() const {
  NATSOP_TRY(const auto files, secret_files(root_));
  std::vector<std::string> keys;
  for (const auto& file : files) {
    if (file.extension() == kKeySuffix) {
      keys.push_back(file.stem().string());
    }
  }
  std::sort(keys.begin(), keys.end());
  keys.erase(std::unique(keys.begin(), keys.end()), keys.end());
  return keys;
}

/// The folders and the .gitignore that every keystore has.
Result<void> Keystore::prepare() const {
  NATSOP_CHECK(make_dirs(root_ / "keys", kPrivateDir));
  NATSOP_CHECK(make_dirs(root_ / "creds", kPrivateDir));
  if (!git_ignore_) {
    return {};
  }
  auto written = path_exists(root_ / ".gitignore")
                     ? Result<void>()
                     : write_new_file(root_ / ".gitignore", kGitIgnore, kPrivateFile);
  if (!written && written.error().code() != Code::Exists) {  // another process was quicker
    return written;
  }
  return {};
}

Result<fs::path> Keystore::store(const KeyPair& key) const {
  NATSOP_TRY(const Secret seed, key.seed());
  NATSOP_CHECK(prepare());
  fs::path path = key_path(key.public_text());
  NATSOP_CHECK(make_dirs(path.parent_path(), kPrivateDir));
  auto written = write_new_file(path, seed.reveal(), kPrivateFile);
  if (written) {
    return path;
  }
  if (written.error().code() != Code::Exists) {
    return std::move(written).error();
  }
  const auto there = load(key.public_text());
  if (!there || !there->has_seed()) {
    return Error(Code::Exists,
                 fmt::format("key `{}` already exists and is different", path.string()))
        .hint("remove the file if it is of no use");
  }
  return path;
}

Result<fs::path> Keystore::store(Transaction& tx, const KeyPair& key) const {
  NATSOP_TRY(Secret seed, key.seed());
  fs::path path = key_path(key.public_text());
  if (path_exists(path)) {
    return store(key);  // nothing to write: only checks that it is the same
  }
  tx.make_dir(root_ / "keys");
  tx.make_dir(root_ / "creds");
  if (git_ignore_ && !path_exists(root_ / ".gitignore")) {
    tx.write(root_ / ".gitignore", std::string(kGitIgnore));
  }
  tx.write(path, std::move(seed));
  return path;
}

Result<void> Keystore::remove(std::string_view public_key) const {
  const fs::path path = key_path(public_key);
  auto removed = remove_file(path);
  if (!removed && removed.error().code() != Code::NotFound) {
    return removed;
  }
  ::rmdir(path.parent_path().c_str());  // refuses when other keys share the folder
  return {};
}

void Keystore::remove(Transaction& tx, std::string_view public_key) const {
  tx.remove(key_path(public_key));
}

Result<fs::path> Keystore::store_creds(Transaction& tx, std::string_view operator_name,
                                       std::string_view account, std::string_view user,
                                       std::string_view user_key, Secret creds) const {
  NATSOP_CHECK(check_entity_name("operator name", operator_name));
  NATSOP_CHECK(check_entity_name("account name", account));
  NATSOP_CHECK(check_entity_name("user name", user));
  if (!tx.writes(key_path(user_key)) && !has_file(user_key)) {
    return Error(Code::NotFound,
                 "unable to store creds file - user's seed file is not in the keystore");
  }
  fs::path path = creds_path(operator_name, account, user);
  tx.write(path, std::move(creds));
  return path;
}

bool Keystore::has_creds(std::string_view operator_name, std::string_view account,
                         std::string_view user) const {
  return is_file(creds_path(operator_name, account, user));
}

Result<bool> Keystore::needs_migration() const {
  auto names = list_dir(root_);
  if (!names) {
    return names.error().code() == Code::NotFound ? Result<bool>(false)
                                                  : Result<bool>(std::move(names).error());
  }
  // Only what lies outside of the current folders is walked: they may hold very many keys.
  for (const auto& name : *names) {
    if (name == "keys" || name == "creds") {
      continue;
    }
    if (is_secret_file(root_ / name)) {
      return true;
    }
    if (is_dir(root_ / name)) {
      NATSOP_TRY(const auto files, secret_files(root_ / name));
      if (!files.empty()) {
        return true;
      }
    }
  }
  return false;
}

Result<void> Keystore::require_current_layout() const {
  NATSOP_TRY(const bool old, needs_migration());
  if (old) {
    return Error(Code::Unsupported,
                 fmt::format("the keystore `{}` needs migration", root_.string()))
        .hint("type \"nsc keys migrate\" to update it");
  }
  return {};
}

Result<KeystoreMigration> Keystore::migrate(Random& random) const {
  NATSOP_TRY(const auto files, secret_files(root_));
  const std::string id =
      random.text(22, "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");
  const Keystore fresh(root_.parent_path() / id, git_ignore_);
  NATSOP_CHECK(fresh.prepare());
  KeystoreMigration done;
  const auto copy = [&](const fs::path& file) -> Result<void> {
    if (file.extension() == kKeySuffix) {
      NATSOP_TRY(const KeyPair key, read_key(file));
      NATSOP_TRY(const fs::path stored, fresh.store(key));
      ++done.keys;
      return {};
    }
    NATSOP_TRY(const fs::path relative, migrated_creds(file, root_));
    NATSOP_TRY(std::string text, read_file(file));
    const Secret creds = Secret::take(text);
    NATSOP_CHECK(make_dirs((fresh.root() / relative).parent_path(), kPrivateDir));
    ++done.creds;
    return write_file_atomic(fresh.root() / relative, creds.reveal(), kPrivateFile);
  };
  for (const auto& file : files) {
    if (auto copied = copy(file); !copied) {
      std::error_code ignored;
      fs::remove_all(fresh.root(), ignored);
      return std::move(copied.error()).during(fmt::format("migrating `{}`", file.string()));
    }
  }
  done.old_dir = root_.string() + "_" + id;
  NATSOP_CHECK(rename_path(root_, done.old_dir));
  NATSOP_CHECK(rename_path(fresh.root(), root_));
  return done;
}

}  // namespace natsop::identity
