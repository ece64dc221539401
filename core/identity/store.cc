#include "core/identity/store.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/base/files.h"
#include "core/json/doc.h"
#include "core/json/reader.h"

namespace natsop::identity {

namespace fs = std::filesystem;
using json::Doc;

namespace {

constexpr const char* kInfoFile = ".nsc";
constexpr std::string_view kJwtSuffix = ".jwt";
constexpr std::string_view kBlanks = " \t\r\n\v\f";

std::string jwt_name(std::string_view name) {
  return fmt::format("{}{}", trimmed(name), kJwtSuffix);
}

std::vector<std::string> subfolders_with_jwt(const fs::path& dir,
                                             const std::vector<std::string>& names) {
  std::vector<std::string> found;
  for (const auto& name : names) {
    if (is_file(dir / name / jwt_name(name))) {
      found.push_back(name);
    }
  }
  return found;
}

/// A stored token, without the newline an editor may have added.
Result<std::string> read_token(const fs::path& path, std::string_view missing) {
  auto text = read_file(path);
  if (!text) {
    if (text.error().code() == Code::NotFound) {
      return Error(Code::NotFound, std::string(missing));
    }
    return std::move(text).error();
  }
  std::string token(trimmed(*text));
  if (token.empty()) {
    return Error(Code::Corrupt, fmt::format("`{}` is empty", path.string()))
        .hint("it was written half: restore the file, or remove it and add the entity again");
  }
  return token;
}

}  // namespace

std::string_view trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(kBlanks);
  return first == std::string_view::npos
             ? std::string_view()
             : text.substr(first, text.find_last_not_of(kBlanks) - first + 1);
}

Result<void> check_entity_name(std::string_view what, std::string_view name) {
  if (trimmed(name).empty()) {
    return Error(Code::Invalid, fmt::format("{} cannot be empty", what));
  }
  const auto bad = [](char c) {
    return c == '/' || static_cast<unsigned char>(c) < 0x20 || c == 0x7f;
  };
  if (name == "." || name == ".." || std::any_of(name.begin(), name.end(), bad)) {
    return Error(Code::Invalid,
                 fmt::format("{} \"{}\" cannot be a file name", what, Doc(name).dump()))
        .hint("use a name without slashes and control characters");
  }
  constexpr std::size_t kLongest = 240;  // file systems take 255 bytes, temporary files add some
  if (name.size() > kLongest) {
    return Error(Code::Invalid, fmt::format("{} is longer than {} bytes", what, kLongest));
  }
  return {};
}

std::string StoreInfo::text() const {
  return Doc::object({{"managed", managed}, {"name", name}, {"kind", kind}, {"version", version}})
      .dump_go();
}

Result<StoreInfo> read_store_info(const fs::path& dir) {
  const fs::path file = dir / kInfoFile;
  NATSOP_TRY(const std::string text, read_file(file));
  const auto broken = [&](std::string_view why) {
    return Error(Code::Corrupt, fmt::format("`{}`: {}", file.string(), why))
        .hint(fmt::format("write {} into it", StoreInfo{.name = dir.filename().string()}.text()));
  };
  auto doc = Doc::parse(text);
  if (!doc) {
    return broken(text.empty() ? "the file is empty" : doc.error().message());
  }
  StoreInfo info;
  info.kind.clear();
  info.version.clear();
  json::Reader reader(*doc, kInfoFile);
  reader.read("managed", info.managed);
  reader.read("name", info.name);
  reader.read("kind", info.kind);
  reader.read("version", info.version);
  if (auto done = reader.done(); !done) {
    return broken(done.error().message());
  }
  if (info.name.empty() || info.kind != "operator") {
    return broken("does not describe an operator");
  }
  return info;
}

std::vector<std::string> list_operators(const fs::path& store_root) {
  std::vector<std::string> found;
  if (auto names = list_dir(store_root)) {
    std::copy_if(
        names->begin(), names->end(), std::back_inserter(found),
        [&](const std::string& name) { return is_file(store_root / trimmed(name) / kInfoFile); });
  }
  return found;
}

std::vector<std::string> list_accounts(const fs::path& store_dir) {
  const fs::path dir = store_dir / "accounts";
  auto names = list_dir(dir);
  return names ? subfolders_with_jwt(dir, *names) : std::vector<std::string>();
}

Result<Store> Store::open(const fs::path& dir) {
  NATSOP_CHECK(settle(dir.parent_path()));
  auto info = read_store_info(dir);
  if (!info) {
    if (info.error().code() == Code::NotFound) {
      return Error(Code::NotFound, fmt::format("`{}` is not a valid data directory", dir.string()))
          .hint("select a store with \"nsc env -s DIR\", or create one with \"nsc add operator\"");
    }
    return std::move(info).error();
  }
  return Store(dir, *std::move(info));
}

Result<Store> Store::create(Transaction& tx, std::string_view name, bool managed) {
  NATSOP_CHECK(check_entity_name("operator name", name));
  StoreInfo info;
  info.name = trimmed(name);
  info.managed = managed;
  const fs::path dir = tx.store_root() / info.name;
  if (auto there = list_dir(dir); there && !there->empty()) {
    return Error(Code::Exists, fmt::format("operator \"{}\" already exists in `{}`", info.name,
                                           tx.store_root().string()));
  }
  tx.write(dir / kInfoFile, info.text());
  tx.make_dir(dir / "accounts");
  return Store(dir, std::move(info));
}

fs::path Store::operator_path() const { return dir_ / jwt_name(info_.name); }

fs::path Store::account_dir(std::string_view account) const {
  return dir_ / "accounts" / trimmed(account);
}

fs::path Store::account_path(std::string_view account) const {
  return account_dir(account) / jwt_name(account);
}

fs::path Store::user_path(std::string_view account, std::string_view user) const {
  return account_dir(account) / "users" / jwt_name(user);
}

Result<std::vector<std::string>> Store::accounts() const {
  const fs::path dir = dir_ / "accounts";
  auto names = list_dir(dir);
  if (!names) {
    return names.error().code() == Code::NotFound
               ? Result<std::vector<std::string>>(std::vector<std::string>())
               : std::move(names);
  }
  return subfolders_with_jwt(dir, *names);
}

Result<std::vector<std::string>> Store::users(std::string_view account) const {
  const fs::path dir = account_dir(account) / "users";
  auto names = list_dir(dir);
  if (!names) {
    return names.error().code() == Code::NotFound
               ? Result<std::vector<std::string>>(std::vector<std::string>())
               : std::move(names);
  }
  std::vector<std::string> users;
  for (const auto& name : *names) {
    if (name.ends_with(kJwtSuffix) && name.size() > kJwtSuffix.size() && is_file(dir / name)) {
      users.push_back(name.substr(0, name.size() - kJwtSuffix.size()));
    }
  }
  // "a.jwt" and "a-b.jwt" sort otherwise than "a" and "a-b".
  std::sort(users.begin(), users.end());
  return users;
}

bool Store::has_account(std::string_view account) const {
  return !trimmed(account).empty() && is_file(account_path(account));
}

bool Store::has_user(std::string_view account, std::string_view user) const {
  return !trimmed(user).empty() && is_file(user_path(account, user));
}

Result<std::string> Store::operator_token() const {
  auto token = read_token(operator_path(), fmt::format("operator {} does not exist", name()));
  if (token || token.error().code() != Code::NotFound) return token;
  return std::move(token).error().hint(
      fmt::format("its store has no `{}`: bring that file back, or remove the folder",
                  operator_path().string()));
}

Result<std::string> Store::account_token(std::string_view account) const {
  return read_token(account_path(account),
                    fmt::format("account {} does not exist in the current operator", account));
}

Result<std::string> Store::user_token(std::string_view account, std::string_view user) const {
  return read_token(user_path(account, user),
                    fmt::format("user {} does not exist in the current account", user));
}

void Store::put_operator(Transaction& tx, std::string token) const {
  tx.write(operator_path(), std::move(token));
}

Result<void> Store::put_account(Transaction& tx, std::string_view account,
                                std::string token) const {
  NATSOP_CHECK(check_entity_name("account name", account));
  tx.write(account_path(account), std::move(token));
  return {};
}

Result<void> Store::put_user(Transaction& tx, std::string_view account, std::string_view user,
                             std::string token) const {
  NATSOP_CHECK(check_entity_name("account name", account));
  NATSOP_CHECK(check_entity_name("user name", user));
  tx.write(user_path(account, user), std::move(token));
  return {};
}

void Store::remove_user(Transaction& tx, std::string_view account, std::string_view user) const {
  tx.remove(user_path(account, user));
}

void Store::remove_account(Transaction& tx, std::string_view account) const {
  tx.remove_tree(account_dir(account));
}

}  // namespace natsop::identity
