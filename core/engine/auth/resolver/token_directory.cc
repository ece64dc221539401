#include "core/engine/auth/resolver/token_directory.h"

#include <fmt/format.h>

#include <utility>

#include "core/base/files.h"
#include "core/identity/jwt/digest.h"
#include "core/identity/jwt/token.h"
#include "core/text/ascii.h"

namespace natsop::engine {

namespace {

namespace jwt = identity::jwt;

constexpr std::string_view kSuffix = ".jwt";
constexpr std::string_view kDeleted = ".deleted";

}  // namespace

bool is_newer(std::string_view token, std::string_view than) {
  const auto mine = jwt::decode_generic(token);
  if (!mine) {
    return false;
  }
  const auto theirs = jwt::decode_generic(than);
  return !theirs || (mine->id != theirs->id && mine->issued_at >= theirs->issued_at);
}

Result<TokenDirectory> TokenDirectory::open(Settings settings, const Clock& clock,
                                            std::vector<std::string>* unreadable) {
  NATSOP_CHECK(make_dirs(settings.path, kPrivateDir));
  TokenDirectory directory(std::move(settings), clock);
  NATSOP_CHECK(directory.rescan(unreadable));
  return directory;
}

Result<void> TokenDirectory::rescan(std::vector<std::string>* unreadable) {
  NATSOP_TRY(const auto names, list_dir(settings_.path));
  std::map<std::string, std::string> tokens;
  for (const std::string& name : names) {
    if (!name.ends_with(kSuffix)) {
      continue;
    }
    const std::string account = name.substr(0, name.size() - kSuffix.size());
    const auto token = read_file(settings_.path / name, jwt::kTokenSizeMax);
    const bool sound = token && identity::is_account_key(account) &&
                       jwt::decode_generic(text::trim(*token)).has_value();
    if (sound) {
      tokens[account] = text::trim(*token);
    } else if (unreadable != nullptr) {
      unreadable->push_back(name);
    }
  }
  for (const std::string& account : accounts()) {
    if (!tokens.contains(account)) {
      forget(account);
    }
  }
  for (const auto& [account, token] : tokens) {
    const auto known = items_.find(account);
    if (known == items_.end() || known->second.digest != jwt::sha256(token)) {
      track(account, token);
    }
  }
  return {};
}

std::filesystem::path TokenDirectory::file_of(const std::string& account) const {
  return settings_.path / (account + std::string(kSuffix));
}

Time TokenDirectory::expiry_of(std::string_view token) const {
  if (settings_.lifetime.count() > 0) {
    return clock_->now() + settings_.lifetime;
  }
  const auto claims = jwt::decode_generic(token);
  if (!claims || claims->expires <= 0) {
    return Time::max();
  }
  const std::chrono::seconds at(claims->expires);
  return at < Time::max().time_since_epoch() ? Time(at) : Time::max();
}

void TokenDirectory::track(const std::string& account, const std::string& token) {
  forget(account);
  const StoreDigest digest = jwt::sha256(token);
  for (std::size_t i = 0; i < digest.size(); ++i) {
    digest_[i] = static_cast<unsigned char>(digest_[i] ^ digest[i]);
  }
  recency_.push_back(account);
  items_[account] = {
      .digest = digest, .expires = expiry_of(token), .used = std::prev(recency_.end())};
}

void TokenDirectory::forget(const std::string& account) {
  const auto found = items_.find(account);
  if (found == items_.end()) {
    return;
  }
  for (std::size_t i = 0; i < digest_.size(); ++i) {
    digest_[i] = static_cast<unsigned char>(digest_[i] ^ found->second.digest[i]);
  }
  recency_.erase(found->second.used);
  items_.erase(found);
}

Result<std::string> TokenDirectory::load(const std::string& account) {
  const auto found = items_.find(account);
  // A file put there by hand counts from the first time that somebody asks for it.
  if (!identity::is_account_key(account) || (found == items_.end() && !is_file(file_of(account)))) {
    return Error(Code::NotFound, fmt::format("no token of account {}", account));
  }
  NATSOP_TRY(const auto content, read_file(file_of(account), jwt::kTokenSizeMax));
  std::string token(text::trim(content));
  if (found == items_.end()) {
    track(account, token);
  } else {
    recency_.splice(recency_.end(), recency_, found->second.used);
    if (settings_.lifetime.count() > 0 && settings_.evicts) {
      found->second.expires = clock_->now() + settings_.lifetime;
    }
  }
  return token;
}

Result<void> TokenDirectory::make_room(const std::string& account) {
  if (settings_.limit == 0 || items_.contains(account)) {
    return {};
  }
  while (items_.size() >= settings_.limit) {
    if (!settings_.evicts) {
      return Error(Code::Failed, "jwt store is full");
    }
    const std::string oldest = recency_.front();
    if (const auto gone = remove_file(file_of(oldest));
        !gone && gone.error().code() != Code::NotFound) {
      return gone.error();
    }
    forget(oldest);
  }
  return {};
}

Result<void> TokenDirectory::save(const std::string& account, const std::string& token) {
  if (!identity::is_account_key(account)) {
    return Error(Code::Invalid, "invalid account key");
  }
  NATSOP_CHECK(make_room(account));
  NATSOP_CHECK(write_file_atomic(file_of(account), token, kPrivateFile));
  track(account, token);
  return {};
}

Result<bool> TokenDirectory::save_if_newer(const std::string& account, const std::string& token) {
  if (const auto present = load(account); present && !is_newer(token, *present)) {
    return false;
  }
  NATSOP_CHECK(save(account, token));
  return true;
}

Result<void> TokenDirectory::remove(const std::string& account) {
  if (settings_.deletion == Deletion::Refused) {
    return Error(Code::Unsupported, "delete must be enabled in server config");
  }
  const auto path = file_of(account);
  if (!identity::is_account_key(account) || !is_file(path)) {
    return Error(Code::NotFound, fmt::format("no token of account {}", account));
  }
  if (settings_.deletion == Deletion::Renamed) {
    NATSOP_CHECK(rename_path(path, path.string() + std::string(kDeleted)));
  } else {
    NATSOP_CHECK(remove_file(path));
  }
  forget(account);
  return {};
}

std::size_t TokenDirectory::sweep() {
  const Time now = clock_->now();
  std::vector<std::string> gone;
  for (const auto& [account, item] : items_) {
    if (item.expires <= now) {
      gone.push_back(account);
    }
  }
  for (const std::string& account : gone) {
    // What cannot be removed is not served any longer either.
    static_cast<void>(remove_file(file_of(account)));
    forget(account);
  }
  return gone.size();
}

std::vector<std::string> TokenDirectory::accounts() const {
  std::vector<std::string> keys;
  keys.reserve(items_.size());
  for (const auto& [account, item] : items_) {
    keys.push_back(account);
  }
  return keys;
}

}  // namespace natsop::engine
