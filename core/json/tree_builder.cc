#include "core/json/tree_builder.h"

#include <cstdint>
#include <nlohmann/json.hpp>
#include <unordered_map>
#include <vector>

namespace natsop::json {
namespace {

using Tree = nlohmann::ordered_json;
using Object = Tree::object_t;
using Members = std::vector<std::pair<const std::string, Tree>>;

/// The members as the vector they are, to append without a search.
Members& members_of(Tree& tree) { return tree.get_ref<Object&>(); }

/// Leaves the last value of each repeated key, in the place of the first.
void drop_repeated(Tree& tree) {
  auto& members = members_of(tree);
  std::unordered_map<std::string_view, std::size_t> last;
  for (std::size_t i = 0; i < members.size(); ++i) last[members[i].first] = i;
  if (last.size() == members.size()) return;
  Tree kept = Tree::object();
  for (const auto& [key, value] : members) {
    const auto entry = last.find(key);
    if (entry == last.end()) continue;
    members_of(kept).emplace_back(key, std::move(members[entry->second].second));
    last.erase(entry);
  }
  tree = std::move(kept);
}

/// Receives the parts of a text in order, as nlohmann's reader finds them.
class Builder final : public nlohmann::json_sax<Tree> {
 public:
  explicit Builder(Tree& root) : root_(root) {}

  [[nodiscard]] const std::string& message() const { return message_; }

  bool null() override { return add(nullptr); }
  bool boolean(bool value) override { return add(value); }
  bool number_integer(std::int64_t value) override { return add(value); }
  bool number_unsigned(std::uint64_t value) override { return add(value); }
  bool number_float(double value, const std::string& /*text*/) override { return add(value); }
  bool string(std::string& value) override { return add(std::move(value)); }
  bool binary(Tree::binary_t& /*value*/) override { return false; }

  bool start_object(std::size_t /*size*/) override { return open(Tree::object()); }
  bool start_array(std::size_t /*size*/) override { return open(Tree::array()); }
  bool end_array() override { return close(); }

  bool key(std::string& value) override {
    key_ = std::move(value);
    return true;
  }

  bool end_object() override {
    drop_repeated(*open_.back());
    return close();
  }

  bool parse_error(std::size_t /*position*/, const std::string& /*token*/,
                   const nlohmann::detail::exception& error) override {
    message_ = error.what();
    return false;
  }

 private:
  bool add(Tree value) {
    place(std::move(value));
    return true;
  }

  // Pointers to open containers stay good: only the innermost one grows.
  bool open(Tree container) {
    open_.push_back(place(std::move(container)));
    return true;
  }

  bool close() {
    open_.pop_back();
    return true;
  }

  Tree* place(Tree value) {
    if (open_.empty()) {
      root_ = std::move(value);
      return &root_;
    }
    Tree& parent = *open_.back();
    if (parent.is_array()) {
      parent.push_back(std::move(value));
      return &parent.back();
    }
    return &members_of(parent).emplace_back(std::move(key_), std::move(value)).second;
  }

  Tree& root_;
  std::vector<Tree*> open_;
  std::string key_;
  std::string message_;
};

}  // namespace

std::string parse_into(std::string_view text, Tree& tree) {
  Builder builder(tree);
  if (Tree::sax_parse(text, &builder)) return {};
  return builder.message();
}

}  // namespace natsop::json
