#include "commands/nsc/describe/account_names.h"

#include <map>
#include <memory>

namespace natsop::commands::nsc::describe {
namespace {

/// Finds names, remembering what it found; other operators are read only for keys that the selected
/// one does not have.
class Names {
 public:
  explicit Names(const Session& session) : session_(session) {}

  std::string find(const std::string& key) {
    const auto known = found_.find(key);
    if (known != found_.end()) return known->second;
    return found_[key] = look_up(key);
  }

 private:
  [[nodiscard]] std::string look_up(const std::string& key) const {
    std::string selected;
    if (session_.has_store()) {
      selected = session_.store().name();
      if (const auto name = session_.store().account_named(key)) return *name;
    }
    for (const auto& op : session_.config().operators()) {
      if (op == selected) continue;
      const auto store = identity::Store::open(session_.config().store_root() / op);
      const auto name = store ? store->account_named(key) : Result<std::string>(store.error());
      if (name) return op + "/" + *name;
    }
    return key;
  }

  const Session& session_;
  std::map<std::string, std::string> found_;
};

}  // namespace

AccountNamer account_namer(const Session& session, bool long_ids) {
  if (long_ids) {
    return [](const std::string& key) { return key; };
  }
  return [names = std::make_shared<Names>(session)](const std::string& key) {
    return names->find(key);
  };
}

}  // namespace natsop::commands::nsc::describe
