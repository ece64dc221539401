#include "core/config/parser.h"

#include <fmt/format.h>

#include <utility>
#include <vector>

#include "core/config/expansion.h"
#include "core/config/scanner.h"
#include "core/text/ascii.h"

namespace natsop::config {
namespace {

/// Hashes of this kind begin as variables do; they may stand without quotes.
constexpr std::string_view kBcrypt = "2a$";

/// One text: recursive descent over a Scanner.
class Parser {
 public:
  Parser(std::string_view text, std::shared_ptr<const std::string> file, std::filesystem::path dir,
         Expansion& expansion)
      : scan_(text, std::move(file)), dir_(std::move(dir)), expansion_(expansion) {}

  [[nodiscard]] Result<Map> document();

 private:
  [[nodiscard]] Result<void> top_member(Map& map);
  [[nodiscard]] Result<void> member(Map& map, bool top);
  [[nodiscard]] Result<void> include(Map& map, const Position& where);
  [[nodiscard]] Result<Value> value();
  [[nodiscard]] Result<Value> array();
  [[nodiscard]] Result<Value> block();
  [[nodiscard]] Result<void> block_members(Map& map);
  [[nodiscard]] Result<Value> bare();
  [[nodiscard]] Result<Value> variable(const std::string& name, const Position& where);

  Scanner scan_;
  std::filesystem::path dir_;
  Expansion& expansion_;
  std::vector<Map*> scopes_;  ///< the blocks that are open, outermost first
  int braces_ = 0;            ///< around the whole
};

Result<Map> Parser::document() {
  Map out;
  scopes_.push_back(&out);
  for (scan_.skip_comments(true); !scan_.at_end(); scan_.skip_comments(true)) {
    NATSOP_CHECK(top_member(out));
  }
  if (braces_ > 0) return scan_.error("a { has no }");
  return out;
}

Result<void> Parser::top_member(Map& map) {
  // The whole may stand in braces, as JSON does.
  if (scan_.peek() == '{') {
    ++braces_;
    scan_.advance();
    return {};
  }
  if (scan_.peek() == '}' && braces_ > 0) {
    --braces_;
    scan_.advance();
    return {};
  }
  NATSOP_CHECK(member(map, true));
  scan_.skip_comments(false);
  const char end = scan_.peek();
  if (scan_.at_end() || end == '\n' || end == '\r') return {};
  if (end == ';' || end == ',' || end == '}') {
    if (end == '}' && braces_ > 0) --braces_;
    scan_.advance();
    return {};
  }
  return scan_.error(fmt::format("expected the end of a value, found {}", scan_.next_name()));
}

Result<void> Parser::member(Map& map, bool top) {
  const auto where = scan_.position();
  if (scan_.peek() == '=' || scan_.peek() == ':') {
    return scan_.error(fmt::format("expected a key, found {}", scan_.next_name()));
  }
  bool quoted = false;
  NATSOP_TRY(auto key, scan_.key(quoted));
  const bool spaced = scan_.at_end() || text::is_space(scan_.peek());
  if (!quoted && spaced && text::equal_fold(key, "include")) return include(map, where);
  scan_.skip_space(true);
  if (scan_.peek() == '=' || scan_.peek() == ':') {
    scan_.advance();
    // At the top a value stands on its key's line.
    scan_.skip_space(!top);
  }
  if (scan_.at_end() && !top) return scan_.error("a { has no }");
  if (!top && scan_.peek() == '}') {
    return error_at(where, fmt::format("Parse error: \"{}\" has no value", key));
  }
  if (!top && scan_.peek() == ',') {
    return scan_.error(fmt::format("expected a value, found {}", scan_.next_name()));
  }
  NATSOP_TRY(auto made, value());
  made.set_position(where);
  map.put(std::move(key), std::move(made));
  return {};
}

Result<void> Parser::include(Map& map, const Position& where) {
  scan_.skip_space(false);
  NATSOP_TRY(const auto path, scan_.path());
  auto included = expansion_.file((dir_ / path).lexically_normal());
  if (!included) {
    return error_at(where, fmt::format("error parsing include file '{}', {}", path,
                                       included.error().message()));
  }
  for (const auto& each : included->members()) {
    map.put(each.key, each.value);
    if (each.used) (void)map.use(each.key);
  }
  return {};
}

Result<Value> Parser::value() {
  scan_.skip_space(false);
  const auto where = scan_.position();
  NATSOP_CHECK(expansion_.count(1, where));
  switch (scan_.peek()) {
    case '[':
      return array();
    case '{':
      return block();
    case '"': {
      NATSOP_TRY(auto text, scan_.double_quoted());
      return Value(std::move(text), where);
    }
    case '\'': {
      NATSOP_TRY(auto text, scan_.single_quoted());
      return Value(std::move(text), where);
    }
    case '(': {
      NATSOP_TRY(auto text, scan_.block());
      return Value(std::move(text), where);
    }
    case '.':
      return scan_.error(
          "a number starts with a digit, and text that starts with '.' is in quotes");
    case '\n':
    case '\r':
      return scan_.error("expected a value, found the end of the line");
    default:
      break;
  }
  if (scan_.peek() == '-' || text::is_digit(scan_.peek())) return scan_.number();
  return bare();
}

Result<Value> Parser::array() {
  const auto opening = scan_;
  NATSOP_CHECK(expansion_.descend(scan_.position()));
  scan_.advance();
  Value::Array out;
  for (scan_.skip_comments(true); scan_.peek() != ']'; scan_.skip_comments(true)) {
    if (scan_.at_end()) return opening.error("a [ has no ]");
    if (scan_.peek() == ',') return scan_.error("expected a value, found ','");
    NATSOP_TRY(auto element, value());
    out.push_back(std::move(element));
    scan_.skip_comments(false);
    const char end = scan_.peek();
    if (end == ',' || end == '\n' || end == '\r') {
      scan_.advance();
    } else if (end != ']') {
      return scan_.at_end()
                 ? opening.error("a [ has no ]")
                 : scan_.error(fmt::format("expected ',' or ']' or the end of the line, found {}",
                                           scan_.next_name()));
    }
  }
  scan_.advance();
  expansion_.ascend();
  return Value(std::move(out), opening.position());
}

Result<Value> Parser::block() {
  const auto where = scan_.position();
  NATSOP_CHECK(expansion_.descend(scan_.position()));
  Map out;
  scopes_.push_back(&out);
  NATSOP_CHECK(block_members(out));
  scopes_.pop_back();
  expansion_.ascend();
  return Value(std::move(out), where);
}

Result<void> Parser::block_members(Map& map) {
  const auto opening = scan_;
  scan_.advance();
  for (scan_.skip_comments(true); scan_.peek() != '}'; scan_.skip_comments(true)) {
    if (scan_.at_end()) return opening.error("a { has no }");
    NATSOP_CHECK(member(map, false));
    scan_.skip_comments(false);
    const char end = scan_.peek();
    if (end == ',' || end == ';' || end == '\n' || end == '\r') {
      scan_.advance();
    } else if (end != '}') {
      return scan_.at_end()
                 ? opening.error("a { has no }")
                 : scan_.error(fmt::format("expected ',' or '}}' or the end of the line, found {}",
                                           scan_.next_name()));
    }
  }
  scan_.advance();
  return {};
}

Result<Value> Parser::bare() {
  const auto where = scan_.position();
  NATSOP_TRY(auto found, scan_.bare(scan_.offset()));
  if (!found.escaped && !found.quote) {
    const auto word = text::ascii_lower(found.text);
    if (word == "true" || word == "yes" || word == "on") return Value(true, where);
    if (word == "false" || word == "no" || word == "off") return Value(false, where);
    if (found.text.starts_with('$')) return variable(found.text.substr(1), where);
  }
  return Value(std::move(found.text), where);
}

Result<Value> Parser::variable(const std::string& name, const Position& where) {
  if (name.starts_with(kBcrypt)) return Value("$" + name, where);
  for (auto scope = scopes_.rbegin(); scope != scopes_.rend(); ++scope) {
    const auto* value = (*scope)->use(name);
    if (value == nullptr) continue;
    NATSOP_CHECK(expansion_.count(value->weight(), where));
    auto out = *value;
    out.set_position(where);
    return out;
  }
  NATSOP_TRY(auto out, expansion_.variable(name, where));
  out.set_position(where);
  return out;
}

}  // namespace

Result<Map> Expansion::text(std::string_view text, const std::string& name,
                            const std::filesystem::path& dir) {
  auto file = std::make_shared<const std::string>(name);
  if (text.starts_with("\xef\xbb\xbf")) text.remove_prefix(3);
  if (const auto nul = text.find('\0'); nul != std::string_view::npos) {
    Scanner at(text, file);
    at.advance(nul);
    return at.error("a configuration is text, found a NUL byte");
  }
  return Parser(text, std::move(file), dir, *this).document();
}

}  // namespace natsop::config
