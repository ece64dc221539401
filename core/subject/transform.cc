#include "core/subject/transform.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <limits>

#include "core/subject/subject.h"
#include "core/text/ascii.h"

namespace natsop::subject {

namespace {

constexpr std::string_view kOpen = "{{";
constexpr std::string_view kClose = "}}";

Error bad_destination(std::string_view why, std::string_view token) {
  return Error(Code::Invalid, fmt::format("invalid mapping destination: {} in \"{}\"", why, token));
}

Error bad_argument(std::string_view token) {
  return bad_destination("function argument is invalid or in the wrong format", token);
}

/// Upper-case letters of `name` stand for either case.
bool is_named(std::string_view text, std::string_view name) {
  return text.size() == name.size() &&
         std::equal(text.begin(), text.end(), name.begin(),
                    [](char c, char n) { return c == n || c == text::to_lower(n); });
}

/// A decimal argument with spaces around it; Go's int32 bounds it.
std::optional<std::int64_t> parse_number(std::string_view text) {
  while (text.starts_with(' ')) {
    text.remove_prefix(1);
  }
  while (text.ends_with(' ')) {
    text.remove_suffix(1);
  }
  if (text.starts_with('+') && text.size() > 1 && text::is_digit(text[1])) {
    text.remove_prefix(1);
  }
  std::int64_t value = 0;
  const auto parsed = std::from_chars(text.data(), text.data() + text.size(), value);
  if (parsed.ec != std::errc() || parsed.ptr != text.data() + text.size() ||
      value > std::numeric_limits<std::int32_t>::max() ||
      value < std::numeric_limits<std::int32_t>::min()) {
    return std::nullopt;
  }
  return value;
}

/// The parts between commas; white space after a comma belongs to it.
std::vector<std::string_view> split_arguments(std::string_view text) {
  auto arguments = text::split(text, ',');
  for (std::size_t i = 1; i < arguments.size(); ++i) {
    while (!arguments[i].empty() && text::is_space(arguments[i].front())) {
      arguments[i].remove_prefix(1);
    }
  }
  return arguments;
}

bool is_reference(std::string_view token) {
  return token.size() > 1 && token.front() == '$' &&
         std::all_of(token.begin() + 1, token.end(), text::is_digit);
}

std::uint32_t fnv1a(std::uint32_t hash, std::string_view bytes) {
  for (const char c : bytes) {
    hash = (hash ^ static_cast<unsigned char>(c)) * 16777619U;
  }
  return hash;
}

constexpr std::uint32_t kFnvBasis = 2166136261U;

void append_number(std::uint64_t number, std::string& out) {
  fmt::format_to(std::back_inserter(out), "{}", number);
}

/// The bytes of the character at the front, for splitting at nothing.
std::size_t character_size(std::string_view text) {
  std::size_t size = 1;
  while (size < text.size() && (static_cast<unsigned char>(text[size]) & 0xc0) == 0x80) {
    ++size;
  }
  return size;
}

void append_split(std::string_view token, std::string_view separator, std::string& out) {
  const std::size_t start = out.size();
  std::string_view rest = token;
  while (!rest.empty()) {
    const std::size_t end =
        separator.empty() ? character_size(rest) : std::min(rest.find(separator), rest.size());
    if (end > 0) {
      if (out.size() > start) {
        out += kSeparator;
      }
      out += rest.substr(0, end);
    }
    rest.remove_prefix(std::min(rest.size(), end + separator.size()));
  }
  if (out.size() == start) {
    out += token;  // made of separators alone: an empty token would be no subject
  }
}

/// Pieces of `size` bytes, of which the first has `first`.
void append_slices(std::string_view token, std::size_t first, std::size_t size, std::string& out) {
  out += token.substr(0, first);
  for (std::size_t at = first; at < token.size(); at += size) {
    out += kSeparator;
    out += token.substr(at, size);
  }
}

}  // namespace

struct Transform::Name {
  std::string_view name;
  Function function;
};

Result<Transform::Part> Transform::parse_function(std::string_view token) {
  static constexpr std::array kNames{
      Name{"Wildcard", Function::Wildcard},
      Name{"Partition", Function::Partition},
      Name{"Split", Function::Split},
      Name{"SplitFromLeft", Function::SplitFromLeft},
      Name{"SplitFromRight", Function::SplitFromRight},
      Name{"SliceFromLeft", Function::SliceFromLeft},
      Name{"SliceFromRight", Function::SliceFromRight},
      Name{"Left", Function::Left},
      Name{"Right", Function::Right},
      Name{"Random", Function::Random},
  };
  const std::string_view call =
      text::trim(token.substr(kOpen.size(), token.size() - kOpen.size() - kClose.size()));
  const std::size_t open = call.find('(');
  const std::string_view name = text::trim(call.substr(0, open));
  const auto found = std::find_if(kNames.begin(), kNames.end(),
                                  [&](const Name& n) { return is_named(name, n.name); });
  if (open == std::string_view::npos || !call.ends_with(')') || found == kNames.end()) {
    return bad_destination("unknown function", token);
  }
  const auto arguments = split_arguments(call.substr(open + 1, call.size() - open - 2));
  Part part{found->function, "", 0, {}};
  const bool counts = part.function == Function::Partition || part.function == Function::Random;
  const bool splits = part.function == Function::Split;
  const std::size_t least = counts || part.function == Function::Wildcard ? 1 : 2;
  if (arguments.size() < least || (arguments.size() == 1 && arguments[0].empty())) {
    return bad_destination("not enough arguments passed to the function", token);
  }
  if (arguments.size() > least && part.function != Function::Partition) {
    return bad_destination("too many arguments passed to the function", token);
  }
  std::vector<std::int64_t> numbers;
  for (std::size_t i = 0; i < arguments.size() - (splits ? 1 : 0); ++i) {
    const auto number = parse_number(arguments[i]);
    if (!number) {
      return bad_argument(token);
    }
    numbers.push_back(*number);
  }
  if (splits) {
    if (arguments[1].find(' ') != std::string_view::npos) {
      return bad_argument(token);
    }
    part.text = arguments[1];
  } else if (part.function != Function::Wildcard) {
    part.number = counts ? numbers.front() : numbers.back();
    numbers.erase(counts ? numbers.begin() : numbers.end() - 1);
    if (counts && part.number < 0) {
      return bad_argument(token);
    }
  }
  for (const std::int64_t index : numbers) {
    if (index < 1) {
      return bad_destination("wildcard index out of range", token);
    }
    part.indexes.push_back(static_cast<std::size_t>(index));
  }
  return part;
}

Result<Transform::Part> Transform::parse_token(std::string_view token) {
  if (is_reference(token)) {
    const auto index = parse_number(token.substr(1));
    if (!index || *index < 1) {
      return bad_destination("wildcard index out of range", token);
    }
    return Part{Function::Wildcard, "", 0, {static_cast<std::size_t>(*index)}};
  }
  const bool opens = token.starts_with(kOpen);
  const bool closes = token.ends_with(kClose);
  if (opens && closes && token.size() > kOpen.size() + kClose.size()) {
    return parse_function(token);
  }
  // Half a function is one whose argument holds a dot, which cut it in two.
  if (opens && token.find('(') != std::string_view::npos) {
    return bad_destination("unknown function", token);
  }
  if (const Fault fault = find_fault(token); fault.problem != Problem::None) {
    return bad_destination("white space", token);
  }
  return Part{token == kRest ? Function::Rest : Function::Literal, std::string(token), 0, {}};
}

Result<Transform> Transform::make(std::string_view source, std::string_view destination,
                                  Mode mode) {
  Transform transform;
  transform.source_ = source.empty() ? kRest : source;
  transform.destination_ = destination;
  NATSOP_CHECK(validate(transform.source_));
  if (destination.empty()) {
    return Error(Code::Invalid, "invalid mapping destination: it is empty");
  }
  std::vector<std::size_t> wildcards;
  const auto source_tokens = split(transform.source_);
  for (std::size_t i = 0; i < source_tokens.size(); ++i) {
    if (source_tokens[i] == kAnyToken) {
      wildcards.push_back(i);
    }
  }
  transform.source_tokens_ = source_tokens.size();
  std::vector<bool> used(wildcards.size(), false);
  const auto tokens = split(destination);
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    const std::string_view token = tokens[i];
    if (token.empty() || token == kAnyToken || (token == kRest && i + 1 != tokens.size())) {
      return bad_destination(token.empty() ? "empty token" : "misplaced wildcard", destination);
    }
    NATSOP_TRY(Part part, parse_token(token));
    const bool plain = part.function == Function::Literal || part.function == Function::Rest;
    if (mode == Mode::Reversible && !plain && part.function != Function::Wildcard) {
      return bad_destination(
          "the only mapping function allowed for import transforms is {{Wildcard()}}", token);
    }
    for (std::size_t& index : part.indexes) {
      if (index > wildcards.size()) {
        return bad_destination("wildcard index out of range", token);
      }
      used[index - 1] = true;
      index = wildcards[index - 1];
    }
    transform.parts_.push_back(std::move(part));
  }
  if ((source_tokens.back() == kRest) != (tokens.back() == kRest)) {
    return Error(
        Code::Invalid,
        fmt::format("source \"{}\" and destination \"{}\" must both end in \">\", or neither",
                    transform.source_, destination));
  }
  if (mode == Mode::Reversible && std::find(used.begin(), used.end(), false) != used.end()) {
    return bad_destination("not using all of the token wildcard(s)", destination);
  }
  return transform;
}

void Transform::append_part(const Part& part, std::string_view subject, Random& random,
                            std::string& out) const {
  const std::string_view token =
      part.indexes.empty() ? std::string_view() : token_at(subject, part.indexes[0]);
  const auto number = static_cast<std::size_t>(std::max<std::int64_t>(part.number, 0));
  const bool fits = number > 0 && number < token.size();
  switch (part.function) {
    case Function::Literal:
      out += part.text;
      return;
    case Function::Rest: {
      std::string_view rest = subject;
      for (std::size_t i = 0; i + 1 < source_tokens_; ++i) {
        rest.remove_prefix(rest.find(kSeparator) + 1);
      }
      out += rest;
      return;
    }
    case Function::Wildcard:
      out += token;
      return;
    case Function::Partition: {
      std::uint32_t hash = kFnvBasis;
      for (const std::size_t index : part.indexes) {
        hash = fnv1a(hash, token_at(subject, index));
      }
      hash = part.indexes.empty() ? fnv1a(hash, subject) : hash;
      append_number(number == 0 ? 0 : hash % number, out);
      return;
    }
    case Function::Random:
      append_number(random.number(number), out);
      return;
    case Function::Split:
      append_split(token, part.text, out);
      return;
    case Function::SplitFromLeft:
      append_slices(token, fits ? number : token.size(), token.size(), out);
      return;
    case Function::SplitFromRight:
      append_slices(token, fits ? token.size() - number : token.size(), token.size(), out);
      return;
    case Function::SliceFromLeft:
      append_slices(token, fits ? number : token.size(), fits ? number : 1, out);
      return;
    case Function::SliceFromRight: {
      const std::size_t short_one = fits ? token.size() % number : 0;
      append_slices(token,
                    !fits            ? token.size()
                    : short_one == 0 ? number
                                     : short_one,
                    fits ? number : 1, out);
      return;
    }
    case Function::Left:
      out += fits ? token.substr(0, number) : token;
      return;
    case Function::Right:
      out += fits ? token.substr(token.size() - number) : token;
      return;
  }
}

void Transform::append(std::string_view subject, Random& random, std::string& out) const {
  bool first = true;
  for (const Part& part : parts_) {
    if (!first) {
      out += kSeparator;
    }
    first = false;
    append_part(part, subject, random, out);
  }
}

std::optional<std::string> Transform::apply(std::string_view subject, Random& random) const {
  if (!is_valid_literal(subject) || !matches(subject, source_)) {
    return std::nullopt;
  }
  std::string out;
  append(subject, random, out);
  return out;
}

Result<Transform> Transform::reversed() const {
  // The place, among the destination's references, of the token that each of the source's wildcards
  // went to.
  std::vector<std::size_t> went_to(source_tokens_, 0);
  std::vector<std::string> source;
  std::size_t references = 0;
  for (const Part& part : parts_) {
    if (part.function == Function::Wildcard) {
      went_to[part.indexes[0]] = ++references;
      source.emplace_back(kAnyToken);
    } else if (part.function == Function::Literal || part.function == Function::Rest) {
      source.push_back(part.text);
    } else {
      return Error(Code::Invalid,
                   fmt::format("\"{}\" to \"{}\" has no way back", source_, destination_));
    }
  }
  std::vector<std::string> destination;
  const auto tokens = split(source_);
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    destination.push_back(went_to[i] > 0 ? fmt::format("${}", went_to[i]) : std::string(tokens[i]));
  }
  return make(fmt::format("{}", fmt::join(source, ".")),
              fmt::format("{}", fmt::join(destination, ".")), Mode::Reversible);
}

Result<void> validate_mapping(std::string_view source, std::string_view destination) {
  if (destination.empty()) {
    return {};
  }
  NATSOP_TRY([[maybe_unused]] const Transform transform, Transform::make(source, destination));
  return {};
}

std::string wildcards_to_references(std::string_view subject) {
  std::string out;
  std::size_t index = 0;
  for (const std::string_view token : split(subject)) {
    if (!out.empty()) {
      out += kSeparator;
    }
    if (token == kAnyToken) {
      out += '$';
      append_number(++index, out);
    } else {
      out += token;
    }
  }
  return out;
}

std::string references_to_wildcards(std::string_view subject) {
  std::string out;
  for (const std::string_view token : split(subject)) {
    if (!out.empty()) {
      out += kSeparator;
    }
    const bool call =
        token.starts_with(kOpen) && token.ends_with(kClose) &&
        is_named(text::trim(token.substr(kOpen.size(), token.find('(') - kOpen.size())),
                 "Wildcard");
    out += (is_reference(token) && token[1] != '0') || call ? kAnyToken : token;
  }
  return out;
}

}  // namespace natsop::subject
