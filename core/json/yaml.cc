#include "core/json/yaml.h"

#include <fmt/format.h>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <set>
#include <sstream>

#include "core/text/width.h"

namespace natsop::json {
namespace {

constexpr int kDepthMax = 512;
constexpr std::size_t kNodesMax =
    1'000'000;  // aliases of aliases can stand for far more than the text holds

bool one_of(std::string_view text, std::initializer_list<std::string_view> words) {
  return std::ranges::find(words, text) != words.end();
}

bool is_null_word(std::string_view text) { return one_of(text, {"", "~", "null", "Null", "NULL"}); }

/// The number that a plain scalar stands for in YAML's core schema; null when it is none.
Doc number(std::string_view text) {
  const bool negative = text.starts_with('-');
  const auto body = negative || text.starts_with('+') ? text.substr(1) : text;
  if (body.empty()) return {};
  const char* end = body.data() + body.size();
  const bool hex = body.starts_with("0x");
  const bool octal = body.starts_with("0o");
  std::uint64_t magnitude = 0;
  const int base = hex ? 16 : octal ? 8 : 10;
  const auto* digits = body.data() + (hex || octal ? 2 : 0);
  if (const auto [stop, code] = std::from_chars(digits, end, magnitude, base);
      code == std::errc() && stop == end) {
    if (!negative) return magnitude;
    if (magnitude <= std::uint64_t{1} << 63) return static_cast<std::int64_t>(~magnitude + 1);
  }
  const char first = body.front() == '.' && body.size() > 1 ? body[1] : body.front();
  if (hex || octal || first < '0' || first > '9') return {};
  double real = 0;
  const auto [stop, code] = std::from_chars(body.data(), end, real);
  if (code != std::errc() || stop != end || !std::isfinite(real)) return {};
  return negative ? -real : real;
}

/// Looks like a date, a time or a sexagesimal number to readers of older YAML.
bool looks_timed(std::string_view text) {
  if (text.empty() || text.front() < '0' || text.front() > '9') return false;
  return text.find_first_not_of("0123456789:.-+_TtZz eE") == std::string_view::npos;
}

/// Whether a text must be quoted to be read back as text, by this reader and by those of YAML 1.1.
bool ambiguous(const std::string& text) {
  if (is_null_word(text) || looks_timed(text) || !number(text).is_null()) return true;
  if (text == "<<" || text == "=" || text.front() == '.') return true;
  if (std::ranges::any_of(text,
                          [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; }))
    return true;
  std::string lower = text;
  for (char& c : lower) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c;
  return one_of(lower, {"true", "false", "yes", "no", "on", "off", "y", "n"});
}

/// Whether a literal block gives the text back unchanged.
bool fits_literal(const std::string& text) {
  if (text.size() < 3 || !text.ends_with('\n') || text.ends_with("\n\n")) return false;
  if (text.front() == ' ' || text.front() == '\n') return false;
  return std::ranges::all_of(
             text, [](char c) { return c == '\n' || static_cast<unsigned char>(c) >= 0x20; }) &&
         text.find(" \n") == std::string::npos;
}

void emit_text(YAML::Emitter& out, const std::string& text) {
  if (fits_literal(text)) {
    out << YAML::Literal << text.substr(0, text.size() - 1);  // reading puts the last break back
  } else if (ambiguous(text) || text.find('\n') != std::string::npos) {
    out << YAML::DoubleQuoted << text;
  } else {
    out << text;  // the emitter quotes what is not a valid plain scalar
  }
}

void emit(YAML::Emitter& out, const Doc& doc) {
  switch (doc.type()) {
    case Type::Object:
      out << YAML::BeginMap;
      for (const auto& [key, value] : doc.members()) {
        out << YAML::Key;
        if (key.find('\n') != std::string::npos) {
          out << YAML::DoubleQuoted << key;
        } else {
          emit_text(out, key);
        }
        out << YAML::Value;
        emit(out, value);
      }
      out << YAML::EndMap;
      return;
    case Type::Array:
      if (doc.size() == 0) out << YAML::Flow;
      out << YAML::BeginSeq;
      for (const auto& element : doc.elements()) emit(out, element);
      out << YAML::EndSeq;
      return;
    case Type::Text:
      emit_text(out, doc.text());
      return;
    case Type::Null:
      out << YAML::Null;
      return;
    case Type::Bool:
    case Type::Integer:
    case Type::Real:
      out << doc.dump();
      return;
  }
}

Error at(const YAML::Mark& mark, std::string_view what) {
  if (mark.is_null()) return Error(Code::Invalid, fmt::format("invalid YAML: {}", what));
  return Error(Code::Invalid, fmt::format("invalid YAML at line {}, column {}: {}", mark.line + 1,
                                          mark.column + 1, what));
}

/// Turns nodes into documents, and counts them.
class Reading {
 public:
  Result<Doc> convert(const YAML::Node& node, int depth) {
    if (depth > kDepthMax) return at(node.Mark(), "nested deeper than 512 levels");
    if (++nodes_ > kNodesMax)
      return at(node.Mark(), "its aliases stand for more than a million values");
    switch (node.Type()) {
      case YAML::NodeType::Scalar:
        return scalar(node);
      case YAML::NodeType::Sequence:
        return sequence(node, depth);
      case YAML::NodeType::Map:
        return map(node, depth);
      case YAML::NodeType::Null:
      case YAML::NodeType::Undefined:
        break;
    }
    return Doc();
  }

 private:
  /// yaml-cpp turns \N and \_ into lone bytes.
  static Error bad_escape(const YAML::Node& node) {
    return at(node.Mark(),
              "the escapes \\N and \\_ are not supported, write the characters themselves");
  }

  static Result<Doc> scalar(const YAML::Node& node) {
    const auto& text = node.Scalar();
    const auto& tag = node.Tag();
    if (!text::is_utf8(text)) return bad_escape(node);
    if (tag == "!" || tag == "tag:yaml.org,2002:str") return Doc(text);
    if (is_null_word(text)) return Doc();
    if (one_of(text, {"true", "True", "TRUE"})) return Doc(true);
    if (one_of(text, {"false", "False", "FALSE"})) return Doc(false);
    if (auto value = number(text); !value.is_null()) return value;
    return Doc(text);
  }

  Result<Doc> sequence(const YAML::Node& node, int depth) {
    std::vector<Doc> elements;
    for (const auto& element : node) {
      NATSOP_TRY(auto value, convert(element, depth + 1));
      elements.push_back(std::move(value));
    }
    return Doc::array(std::move(elements));
  }

  Result<Doc> map(const YAML::Node& node, int depth) {
    auto doc = Doc::object();
    std::set<std::string> seen;
    std::vector<YAML::Node> merged;
    for (const auto& entry : node) {
      if (!entry.first.IsScalar()) return at(entry.first.Mark(), "a key is not a scalar");
      const auto& key = entry.first.Scalar();
      if (!text::is_utf8(key)) return bad_escape(entry.first);
      if (key == "<<" && entry.first.Tag() != "!") {
        if (entry.second.IsSequence()) {
          for (const auto& each : entry.second) merged.push_back(each);
        } else {
          merged.push_back(entry.second);
        }
        continue;
      }
      if (!seen.insert(key).second) {
        return at(entry.first.Mark(), fmt::format("the key \"{}\" is there twice", key));
      }
      NATSOP_TRY(auto value, convert(entry.second, depth + 1));
      doc.put(key, std::move(value));
    }
    for (const auto& other : merged) {
      if (!other.IsMap()) return at(other.Mark(), "only maps can be merged");
      NATSOP_TRY(auto values, convert(other, depth + 1));
      for (auto& [key, value] : values.members()) {
        if (seen.insert(key).second) doc.put(key, value);
      }
    }
    return doc;
  }

  std::size_t nodes_ = 0;
};

/// Passes over one document. YAML::LoadAll is no choice: where the parser does not advance ("}", ",
/// x"), it collects empty documents until the memory is gone.
class Skipper : public YAML::EventHandler {
 public:
  [[nodiscard]] const YAML::Mark& start() const { return start_; }

  void OnDocumentStart(const YAML::Mark& mark) override { start_ = mark; }
  void OnDocumentEnd() override {}
  void OnNull(const YAML::Mark& /*mark*/, YAML::anchor_t /*anchor*/) override {}
  void OnAlias(const YAML::Mark& /*mark*/, YAML::anchor_t /*anchor*/) override {}
  void OnScalar(const YAML::Mark& /*mark*/, const std::string& /*tag*/, YAML::anchor_t /*anchor*/,
                const std::string& /*value*/) override {}
  void OnSequenceStart(const YAML::Mark& /*mark*/, const std::string& /*tag*/,
                       YAML::anchor_t /*anchor*/, YAML::EmitterStyle::value /*style*/) override {}
  void OnSequenceEnd() override {}
  void OnMapStart(const YAML::Mark& /*mark*/, const std::string& /*tag*/, YAML::anchor_t /*anchor*/,
                  YAML::EmitterStyle::value /*style*/) override {}
  void OnMapEnd() override {}

 private:
  YAML::Mark start_;
};

}  // namespace

std::string to_yaml(const Doc& doc) {
  YAML::Emitter out;
  out.SetIndent(2);
  emit(out, doc);
  return std::string(out.c_str(), out.size()) + "\n";
}

Result<Doc> from_yaml(std::string_view text) {
  if (!text::is_utf8(text)) return Error(Code::Invalid, "invalid YAML: not UTF-8");
  // YAML allows no NUL, and yaml-cpp would take it for a sign of UTF-16 or UTF-32.
  if (text.find('\0') != std::string_view::npos)
    return Error(Code::Invalid, "invalid YAML: it holds a zero byte");
  try {
    std::istringstream input{std::string(text)};
    YAML::Parser parser(input);
    Skipper skipper;
    if (!parser.HandleNextDocument(skipper)) return Doc();
    if (parser.HandleNextDocument(skipper)) return at(skipper.start(), "a second document follows");
    return Reading().convert(YAML::Load(std::string(text)), 0);
  } catch (const YAML::Exception& e) {
    return at(e.mark, e.msg);
  }
}

}  // namespace natsop::json
