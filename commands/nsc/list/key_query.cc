#include "commands/nsc/list/key_query.h"

#include <algorithm>
#include <set>

#include "core/text/ascii.h"

namespace natsop::commands::nsc::list {

namespace jwt = identity::jwt;
using identity::KeyKind;

namespace {

/// All keys that the operator's JWTs name.
class Collector {
 public:
  explicit Collector(const identity::Store& store) : store_(store) {}

  Result<std::vector<KeyEntry>> collect() {
    NATSOP_TRY(const auto op, store_.operator_claims());
    NATSOP_TRY(const auto token, store_.operator_token());
    add({.name = store_.name(), .key = op.subject, .kind = KeyKind::Operator, .token = token});
    for (const auto& key : op.signing_keys) {
      add({.name = store_.name(), .key = key, .kind = KeyKind::Operator, .signing = true});
    }
    NATSOP_TRY(const auto accounts, store_.accounts());
    for (const auto& account : accounts) NATSOP_CHECK(collect_account(account, op.subject));
    return std::move(found_);
  }

 private:
  void add(KeyEntry entry) { found_.push_back(std::move(entry)); }

  Result<void> collect_account(const std::string& name, const std::string& op) {
    NATSOP_TRY(const auto claims, store_.account_claims(name));
    NATSOP_TRY(const auto token, store_.account_token(name));
    const KeyEntry base{.name = name, .kind = KeyKind::Account, .depth = 1};
    auto entry = base;
    entry.key = claims.subject;
    entry.parent = op;
    entry.token = token;
    add(entry);
    for (const auto& [key, scope] : claims.signing_keys) {
      entry = base;
      entry.key = key;
      entry.parent = op;
      entry.signing = true;
      add(entry);
    }
    if (!claims.authorization.xkey.empty()) {
      entry = base;
      entry.key = claims.authorization.xkey;
      entry.parent = claims.subject;
      entry.kind = KeyKind::Curve;
      entry.curve = true;
      add(entry);
    }
    NATSOP_TRY(const auto users, store_.users(name));
    for (const auto& user : users) {
      NATSOP_TRY(const auto user_claims, store_.user_claims(name, user));
      NATSOP_TRY(const auto user_token, store_.user_token(name, user));
      add({.name = user,
           .key = user_claims.subject,
           .parent = claims.subject,
           .kind = KeyKind::User,
           .depth = 2,
           .token = user_token});
    }
    return {};
  }

  const identity::Store& store_;
  std::vector<KeyEntry> found_;
};

bool wanted_kind(const KeyEntry& entry, const KeyQuery& query) {
  switch (entry.kind) {
    case KeyKind::Operator:
      return query.operators;
    case KeyKind::Account:
      return query.accounts;
    case KeyKind::User:
      return query.users;
    case KeyKind::Curve:
      return query.curves;
    default:
      return false;
  }
}

/// Keeps what the query wants; `entries` come account by account.
std::vector<KeyEntry> choose(std::vector<KeyEntry> entries, const KeyQuery& query) {
  std::vector<KeyEntry> chosen;
  std::string account;
  for (auto& entry : entries) {
    if (entry.depth == 1) account = entry.name;
    if (!wanted_kind(entry, query)) continue;
    if (entry.depth > 0 && !query.account.empty() && account != query.account) continue;
    if (entry.depth == 2 && !query.user.empty() && entry.name != query.user) continue;
    chosen.push_back(std::move(entry));
  }
  return chosen;
}

Result<std::vector<KeyEntry>> unreferenced(const Session& session,
                                           const std::vector<KeyEntry>& known) {
  std::set<std::string> keys;
  for (const auto& entry : known) keys.insert(entry.key);
  NATSOP_TRY(const auto stored, session.keystore().list());
  std::vector<KeyEntry> found;
  for (const auto& key : stored) {
    if (keys.contains(key)) continue;
    const auto kind = identity::kind_of(key);
    found.push_back({.name = "?", .key = key, .kind = kind, .curve = kind == KeyKind::Curve});
  }
  return found;
}

void look_up(const identity::Keystore& keystore, KeyEntry& entry) {
  if (!keystore.has_file(entry.key)) return;
  entry.path = keystore.key_path(entry.key).string();
  entry.stored = keystore.has_seed(entry.key) ? KeyEntry::Stored::Yes : KeyEntry::Stored::Bad;
}

}  // namespace

Result<std::vector<KeyEntry>> find_keys(const Session& session, const KeyQuery& query) {
  std::vector<KeyEntry> entries;
  if (session.has_store()) {
    NATSOP_TRY(entries, Collector(session.store()).collect());
  }
  if (query.not_referenced) {
    NATSOP_TRY(entries, unreferenced(session, entries));
  } else {
    entries = choose(std::move(entries), query);
  }
  const auto filter = text::ascii_upper(query.filter);
  std::erase_if(entries,
                [&](const KeyEntry& entry) { return entry.key.find(filter) == std::string::npos; });
  for (auto& entry : entries) look_up(session.keystore(), entry);
  return entries;
}

}  // namespace natsop::commands::nsc::list
