#include "core/json/doc.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <nlohmann/json.hpp>

#include "core/json/tree_builder.h"

namespace natsop::json {
namespace {

using Tree = nlohmann::ordered_json;

constexpr int kDepthMax = 512;

const Tree& null_tree() {
  static const Tree tree;
  return tree;
}

/// One reference token of a JSON pointer, unescaped; advances `rest` past it.
std::string next_token(std::string_view& rest) {
  rest.remove_prefix(1);
  const auto end = std::min(rest.find('/'), rest.size());
  std::string token;
  for (std::size_t i = 0; i < end; ++i) {
    if (rest[i] == '~' && i + 1 < end) {
      token += rest[++i] == '1' ? '/' : '~';
    } else {
      token += rest[i];
    }
  }
  rest.remove_prefix(end);
  return token;
}

std::optional<std::size_t> index_of(const std::string& token) {
  if (token.empty() || token.size() > 9) return std::nullopt;
  std::size_t index = 0;
  for (const char c : token) {
    if (c < '0' || c > '9') return std::nullopt;
    index = index * 10 + static_cast<std::size_t>(c - '0');
  }
  return index;
}

const Tree* child(const Tree& tree, const std::string& token) {
  if (tree.is_object()) {
    const auto it = tree.find(token);
    return it == tree.end() ? nullptr : &*it;
  }
  if (tree.is_array()) {
    const auto index = index_of(token);
    return index && *index < tree.size() ? &tree[*index] : nullptr;
  }
  return nullptr;
}

const Tree* find(const Tree& tree, std::string_view pointer) {
  const Tree* node = &tree;
  while (node != nullptr && !pointer.empty()) {
    node = child(*node, next_token(pointer));
  }
  return node;
}

/// Refuses texts nested deeper than kDepthMax before the recursive parser sees them.
bool too_deep(std::string_view text) {
  int depth = 0;
  bool quoted = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (quoted) {
      if (c == '\\') {
        ++i;
      } else if (c == '"') {
        quoted = false;
      }
    } else if (c == '"') {
      quoted = true;
    } else if (c == '[' || c == '{') {
      if (++depth > kDepthMax) return true;
    } else if (c == ']' || c == '}') {
      --depth;
    }
  }
  return false;
}

/// nlohmann's message without its "[json.exception...] parse error at line 1, column 2: " head,
/// which comes back apart.
std::string bare_message(std::string_view what, std::string& place) {
  const auto at = what.find("at line ");
  const auto colon = at == std::string_view::npos ? at : what.find(": ", at);
  if (colon == std::string_view::npos) return std::string(what);
  place = what.substr(at + 3, colon - at - 3);
  auto rest = what.substr(colon + 2);
  constexpr std::string_view kNoise = "syntax error while parsing ";
  if (rest.starts_with(kNoise)) rest.remove_prefix(kNoise.size());
  return std::string(rest);
}

Tree sorted_tree(const Tree& tree) {
  if (tree.is_array()) {
    Tree out = Tree::array();
    for (const auto& element : tree) out.push_back(sorted_tree(element));
    return out;
  }
  if (!tree.is_object()) return tree;
  std::vector<std::string> keys;
  for (const auto& [key, value] : tree.items()) keys.push_back(key);
  std::ranges::sort(keys);
  Tree out = Tree::object();
  for (const auto& key : keys) out[key] = sorted_tree(tree.at(key));
  return out;
}

/// Go marshals an empty array or object without an inner line break, as nlohmann does; bytes that
/// are not UTF-8 become U+FFFD in both.
std::string dump_tree(const Tree& tree, int indent) {
  return tree.dump(indent, ' ', false, Tree::error_handler_t::replace);
}

}  // namespace

Doc::Doc() : node_(std::make_shared<Tree>()) {}
Doc::Doc(bool value) : node_(std::make_shared<Tree>(value)) {}
Doc::Doc(Signed value) : node_(std::make_shared<Tree>(value.value)) {}
Doc::Doc(Unsigned value) : node_(std::make_shared<Tree>(value.value)) {}
Doc::Doc(double value) : node_(std::make_shared<Tree>(value)) {}
Doc::Doc(const char* value) : node_(std::make_shared<Tree>(value)) {}
Doc::Doc(std::string value) : node_(std::make_shared<Tree>(std::move(value))) {}
Doc::Doc(std::string_view value) : node_(std::make_shared<Tree>(std::string(value))) {}
Doc::Doc(const std::vector<std::string>& values) : node_(std::make_shared<Tree>(values)) {}
Doc::Doc(std::shared_ptr<Tree> node) : node_(std::move(node)) {}

Doc Doc::object() { return Doc(std::make_shared<Tree>(Tree::object())); }

Doc Doc::object(std::initializer_list<std::pair<std::string_view, Doc>> members) {
  auto tree = std::make_shared<Tree>(Tree::object());
  for (const auto& [key, value] : members) (*tree)[std::string(key)] = value.raw();
  return Doc(std::move(tree));
}

Doc Doc::object(std::vector<std::pair<std::string, Doc>> members) {
  auto tree = std::make_shared<Tree>(Tree::object());
  // Appends to the vector below the object: its own operator[] would search all members for every
  // key.
  std::vector<std::pair<const std::string, Tree>>& out = tree->get_ref<Tree::object_t&>();
  out.reserve(members.size());
  for (auto& [key, value] : members) out.emplace_back(std::move(key), value.raw());
  return Doc(std::move(tree));
}

Doc Doc::array() { return Doc(std::make_shared<Tree>(Tree::array())); }

Doc Doc::array(std::vector<Doc> elements) {
  auto tree = std::make_shared<Tree>(Tree::array());
  for (const auto& element : elements) tree->push_back(element.raw());
  return Doc(std::move(tree));
}

Result<Doc> Doc::parse(std::string_view text) {
  if (too_deep(text)) return Error(Code::Invalid, "invalid JSON: nested deeper than 512 levels");
  auto tree = std::make_shared<Tree>();
  const auto problem = parse_into(text, *tree);
  if (problem.empty()) return Doc(std::move(tree));
  std::string place;
  const auto message = bare_message(problem, place);
  return Error(Code::Invalid,
               "invalid JSON" + (place.empty() ? "" : " at " + place) + ": " + message);
}

Type Doc::type() const {
  switch (node_->type()) {
    case Tree::value_t::boolean:
      return Type::Bool;
    case Tree::value_t::number_integer:
    case Tree::value_t::number_unsigned:
      return Type::Integer;
    case Tree::value_t::number_float:
      return Type::Real;
    case Tree::value_t::string:
      return Type::Text;
    case Tree::value_t::array:
      return Type::Array;
    case Tree::value_t::object:
      return Type::Object;
    default:
      return Type::Null;
  }
}

Doc Doc::at(std::string_view pointer) const {
  const Tree* node = find(*node_, pointer);
  if (node == nullptr) return {};
  // The child shares ownership of the whole tree and is never written: own() clones whatever has
  // another owner.
  return Doc(std::shared_ptr<Tree>(node_, const_cast<Tree*>(node)));
}

bool Doc::has(std::string_view pointer) const { return find(*node_, pointer) != nullptr; }

Doc Doc::member(std::string_view key) const {
  if (!node_->is_object()) return {};
  const auto it = node_->find(std::string(key));
  if (it == node_->end()) return {};
  return Doc(std::shared_ptr<Tree>(node_, const_cast<Tree*>(&*it)));
}

namespace {

bool as_boolean(const Tree& tree, bool fallback) {
  return tree.is_boolean() ? tree.get<bool>() : fallback;
}

std::int64_t as_integer(const Tree& tree, std::int64_t fallback) {
  if (tree.is_number_integer()) return tree.get<std::int64_t>();
  if (tree.is_number_float()) {
    const double value = tree.get<double>();
    if (std::nearbyint(value) == value && std::abs(value) < 9e18)
      return static_cast<std::int64_t>(value);
  }
  return fallback;
}

std::uint64_t as_unsigned(const Tree& tree, std::uint64_t fallback) {
  if (tree.is_number_unsigned()) return tree.get<std::uint64_t>();
  const auto value = as_integer(tree, -1);
  return value < 0 ? fallback : static_cast<std::uint64_t>(value);
}

double as_real(const Tree& tree, double fallback) {
  return tree.is_number() ? tree.get<double>() : fallback;
}

std::string as_text(const Tree& tree, std::string fallback) {
  return tree.is_string() ? tree.get<std::string>() : std::move(fallback);
}

const Tree& at_or_null(const Tree& tree, std::string_view pointer) {
  const Tree* node = find(tree, pointer);
  return node == nullptr ? null_tree() : *node;
}

}  // namespace

bool Doc::boolean(bool fallback) const { return as_boolean(*node_, fallback); }
std::int64_t Doc::integer(std::int64_t fallback) const { return as_integer(*node_, fallback); }
std::uint64_t Doc::unsigned_integer(std::uint64_t fallback) const {
  return as_unsigned(*node_, fallback);
}
double Doc::real(double fallback) const { return as_real(*node_, fallback); }
std::string Doc::text(std::string fallback) const { return as_text(*node_, std::move(fallback)); }

bool Doc::boolean_at(std::string_view pointer, bool fallback) const {
  return as_boolean(at_or_null(*node_, pointer), fallback);
}
std::int64_t Doc::integer_at(std::string_view pointer, std::int64_t fallback) const {
  return as_integer(at_or_null(*node_, pointer), fallback);
}
std::uint64_t Doc::unsigned_at(std::string_view pointer, std::uint64_t fallback) const {
  return as_unsigned(at_or_null(*node_, pointer), fallback);
}
double Doc::real_at(std::string_view pointer, double fallback) const {
  return as_real(at_or_null(*node_, pointer), fallback);
}
std::string Doc::text_at(std::string_view pointer, std::string fallback) const {
  return as_text(at_or_null(*node_, pointer), std::move(fallback));
}

std::vector<Doc> Doc::elements() const {
  std::vector<Doc> out;
  if (!node_->is_structured()) return out;
  out.reserve(node_->size());
  for (auto& element : *node_) out.push_back(Doc(std::shared_ptr<Tree>(node_, &element)));
  return out;
}

std::vector<std::pair<std::string, Doc>> Doc::members() const {
  std::vector<std::pair<std::string, Doc>> out;
  if (!node_->is_object()) return out;
  for (auto& [key, value] : node_->items())
    out.emplace_back(key, Doc(std::shared_ptr<Tree>(node_, &value)));
  return out;
}

std::vector<std::string> Doc::texts() const {
  std::vector<std::string> out;
  if (!node_->is_array()) return out;
  for (const auto& element : *node_) {
    if (element.is_string()) out.push_back(element.get<std::string>());
  }
  return out;
}

std::size_t Doc::size() const { return node_->is_structured() ? node_->size() : 0; }

Tree& Doc::own() {
  if (node_.use_count() != 1) node_ = std::make_shared<Tree>(*node_);
  return *node_;
}

Doc& Doc::set(std::string_view pointer, Doc value) {
  Tree copy = value.raw();
  Tree* node = &own();
  while (!pointer.empty()) {
    const auto token = next_token(pointer);
    if (node->is_array()) {
      const auto index = index_of(token);
      if (!index || *index >= node->size()) std::abort();
      node = &(*node)[*index];
      continue;
    }
    if (node->is_null()) *node = Tree::object();
    if (!node->is_object()) std::abort();
    node = &(*node)[token];
  }
  *node = std::move(copy);
  return *this;
}

Doc& Doc::put(std::string_view key, Doc value) {
  Tree copy = value.raw();
  auto& tree = own();
  if (tree.is_null()) tree = Tree::object();
  if (!tree.is_object()) std::abort();
  tree[std::string(key)] = std::move(copy);
  return *this;
}

Doc& Doc::push(Doc value) {
  Tree copy = value.raw();
  auto& tree = own();
  if (tree.is_null()) tree = Tree::array();
  if (!tree.is_array()) std::abort();
  tree.push_back(std::move(copy));
  return *this;
}

Doc& Doc::erase(std::string_view pointer) {
  if (pointer.empty() || !has(pointer)) return *this;
  const auto cut = pointer.rfind('/');
  Tree* parent = const_cast<Tree*>(find(own(), pointer.substr(0, cut)));
  auto last = pointer.substr(cut);
  const auto token = next_token(last);
  if (parent->is_array()) {
    parent->erase(*index_of(token));
  } else {
    parent->erase(token);
  }
  return *this;
}

std::string Doc::dump(int indent) const { return dump_tree(*node_, indent); }

std::string Doc::dump_go(int indent) const {
  // These characters occur inside strings only, so the finished text can be escaped in one pass.
  const auto plain = dump_tree(*node_, indent);
  std::string out;
  out.reserve(plain.size());
  for (std::size_t i = 0; i < plain.size(); ++i) {
    const char c = plain[i];
    if (c == '<') {
      out += "\\u003c";
    } else if (c == '>') {
      out += "\\u003e";
    } else if (c == '&') {
      out += "\\u0026";
    } else if (c == '\xe2' && i + 2 < plain.size() && plain[i + 1] == '\x80' &&
               (plain[i + 2] == '\xa8' || plain[i + 2] == '\xa9')) {
      out += plain[i + 2] == '\xa8' ? "\\u2028" : "\\u2029";
      i += 2;
    } else {
      out += c;
    }
  }
  return out;
}

Doc Doc::sorted() const { return Doc(std::make_shared<Tree>(sorted_tree(*node_))); }

bool operator==(const Doc& a, const Doc& b) { return *a.node_ == *b.node_; }

std::string pointer_key(std::string_view key) {
  std::string out;
  for (const char c : key) {
    if (c == '~') {
      out += "~0";
    } else if (c == '/') {
      out += "~1";
    } else {
      out += c;
    }
  }
  return out;
}

}  // namespace natsop::json
