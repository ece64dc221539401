#include "core/engine/protocol/parser.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <utility>

#include "core/subject/subject.h"
#include "core/text/ascii.h"
#include "core/text/quote.h"

namespace natsop::engine {

namespace {

using Op = Verb::Op;
using Arguments = Verb::Arguments;

// The order is that of their frequency.
constexpr std::array<Verb, 10> kClientVerbs{{
    {.name = "PUB", .op = Op::Pub, .arguments = Arguments::Blank},
    {.name = "HPUB", .op = Op::HPub, .arguments = Arguments::Blank},
    {.name = "SUB", .op = Op::Sub, .arguments = Arguments::Blank},
    {.name = "UNSUB", .op = Op::Unsub, .arguments = Arguments::Blank},
    {.name = "PING", .op = Op::Ping, .arguments = Arguments::None},
    {.name = "PONG", .op = Op::Pong, .arguments = Arguments::None},
    {.name = "CONNECT", .op = Op::Connect, .arguments = Arguments::Loose},
    {.name = "INFO", .op = Op::Info, .arguments = Arguments::Loose},
    {.name = "+OK", .op = Op::Ok, .arguments = Arguments::None},
    {.name = "-ERR", .op = Op::Err, .arguments = Arguments::Blank},
}};

constexpr std::size_t kLineEnd = 2;
constexpr std::size_t kSnippet = 32;

constexpr bool is_blank(char c) { return c == ' ' || c == '\t'; }

/// Whether `line` begins with the verb in any case; `name` is in capitals.
bool starts_with(std::string_view line, std::string_view name) {
  return line.size() >= name.size() &&
         std::ranges::equal(line.substr(0, name.size()), name, {}, text::to_upper);
}

const Verb* find_verb(std::string_view line) {
  // What nearly every line of a busy connection is.
  if (line.size() > 4 && std::memcmp(line.data(), "PUB ", 4) == 0) {
    return kClientVerbs.data();
  }
  const char first = text::to_upper(line.front());
  for (const Verb& verb : kClientVerbs) {
    if (verb.name.front() == first && starts_with(line, verb.name)) {
      const std::size_t size = verb.name.size();
      const bool fits =
          verb.arguments != Arguments::Blank || (line.size() > size && is_blank(line[size]));
      return fits ? &verb : nullptr;
    }
  }
  return nullptr;
}

/// Whether a line that begins so may still become one.
bool may_become_verb(std::string_view line) {
  return std::ranges::any_of(kClientVerbs, [&](const Verb& verb) {
    const std::size_t size = std::min(line.size(), verb.name.size());
    return starts_with(line, verb.name.substr(0, size)) &&
           (verb.arguments != Arguments::Blank || line.size() <= verb.name.size() ||
            is_blank(line[verb.name.size()]));
  });
}

std::string_view arguments_of(std::string_view line, const Verb& verb) {
  std::size_t at = verb.name.size();
  while (at < line.size() && is_blank(line[at])) {
    ++at;
  }
  return line.substr(at);
}

std::string_view without_return(std::string_view line) {
  return line.ends_with('\r') ? line.substr(0, line.size() - 1) : line;
}

/// Up to N words that blanks separate; `count` is N + 1 when there are more.
template <std::size_t N>
struct Words {
  explicit Words(std::string_view text) {
    // Most bytes are above the blanks: one comparison for them.
    const auto blank = [](char c) { return c <= ' ' && (c == ' ' || c == '\t' || c == '\r'); };
    const char* at = text.data();
    const char* const end = at + text.size();
    while (true) {
      while (at != end && blank(*at)) {
        ++at;
      }
      if (at == end) {
        return;
      }
      if (count == N) {
        ++count;
        return;
      }
      const char* const begin = at;
      do {
        ++at;
      } while (at != end && !blank(*at));
      begins[count] = begin;
      sizes[count++] = static_cast<std::size_t>(at - begin);
    }
  }
  [[nodiscard]] std::string_view operator[](std::size_t i) const { return {begins[i], sizes[i]}; }

  std::size_t count = 0;
  // Not filled in advance: that would cost more than finding the words.
  std::array<const char*, N> begins;
  std::array<std::size_t, N> sizes;
};

/// Up to nine digits; -1 for anything else.
std::int64_t parse_size(std::string_view text) {
  constexpr std::size_t kMostDigits = 9;
  if (text.empty() || text.size() > kMostDigits) {
    return -1;
  }
  std::int64_t value = 0;
  for (const char c : text) {
    if (!text::is_digit(c)) {
      return -1;
    }
    value = value * 10 + (c - '0');
  }
  return value;
}

/// Whether none of the bytes is a blank or a control character: eight at a step.
bool is_one_word(std::string_view text) {
  constexpr std::uint64_t kOnes = 0x0101010101010101ULL;
  constexpr std::uint64_t kHighest = 0x80 * kOnes;
  constexpr std::uint64_t kAbove = (' ' + 1) * kOnes;
  const auto has_low = [](std::uint64_t word) { return ((word - kAbove) & ~word & kHighest) != 0; };
  const char* at = text.data();
  std::size_t left = text.size();
  std::uint64_t word = 0;
  for (; left >= sizeof word; left -= sizeof word) {
    std::memcpy(&word, at, sizeof word);
    if (has_low(word)) {
      return false;
    }
    at += sizeof word;
  }
  for (; left > 0; --left) {
    if (static_cast<unsigned char>(*at++) <= ' ') {
      return false;
    }
  }
  return true;
}

/// "subject size", as most PUBs are. False for anything else, right or wrong.
bool parse_plain_publish(std::string_view arguments, PublishLine& line) {
  constexpr std::size_t kMostDigits = 9;
  const char* const begin = arguments.data();
  const char* const end = begin + arguments.size();
  const char* at = end;
  std::size_t size = 0;
  std::size_t factor = 1;
  while (at != begin && text::is_digit(at[-1])) {
    --at;
    size += static_cast<std::size_t>(*at - '0') * factor;
    factor *= 10;
  }
  const auto digits = static_cast<std::size_t>(end - at);
  if (digits == 0 || digits > kMostDigits || at - begin < 2 || at[-1] != ' ') {
    return false;
  }
  const std::string_view subject(begin, static_cast<std::size_t>(at - begin) - 1);
  if (!is_one_word(subject)) {
    return false;
  }
  line = {.subject = subject, .reply = {}, .header_size = 0, .size = size};
  return true;
}

}  // namespace

std::size_t Parser::feed(std::span<const char> bytes) {
  const char* at = bytes.data();
  const char* const end = at + bytes.size();
  while (at != end && !failed_) {
    if (step(at, end) == Step::Stop) {
      return failed_ ? bytes.size() : static_cast<std::size_t>(at - bytes.data());
    }
  }
  return bytes.size();
}

Parser::Step Parser::step(const char*& at, const char* end) {
  if (collecting_) {
    return take_body(at, end);
  }
  if (!line_.empty()) {
    return continue_partial(at, end);
  }
  if (rules_.gated && text::to_upper(*at) != 'C' && !handler_.on_gate()) {
    return Step::Stop;
  }
  const auto left = static_cast<std::size_t>(end - at);
  const auto* newline = static_cast<const char*>(std::memchr(at, '\n', left));
  if (newline == nullptr) {
    const std::string_view piece(at, left);
    at = end;
    return begin_partial(piece);
  }
  const std::string_view line(at, static_cast<std::size_t>(newline - at));
  at = newline + 1;
  return complete_line(line, at, end);
}

Parser::Step Parser::complete_line(std::string_view line, const char*& at, const char* end) {
  const Verb* verb = line.empty() ? nullptr : find_verb(line);
  if (verb == nullptr) {
    return fail(Fault::Operation,
                "proto=" + text::go_quote(line.substr(0, std::min(line.size(), kSnippet))));
  }
  return run(*verb, without_return(arguments_of(line, *verb)), at, end);
}

Parser::Step Parser::begin_partial(std::string_view piece) {
  line_ = piece;
  return check_partial();
}

Parser::Step Parser::continue_partial(const char*& at, const char* end) {
  const auto left = static_cast<std::size_t>(end - at);
  const auto* newline = static_cast<const char*>(std::memchr(at, '\n', left));
  if (newline == nullptr) {
    line_.append(at, left);
    at = end;
    return check_partial();
  }
  line_.append(at, static_cast<std::size_t>(newline - at));
  at = newline + 1;
  const std::string line = std::exchange(line_, {});
  return complete_line(line, at, end);
}

/// Refuses a line that can come to nothing good as soon as that shows, so that nobody makes us
/// keep much of it.
Parser::Step Parser::check_partial() {
  if (!may_become_verb(line_)) {
    return fail(Fault::Operation,
                "proto=" + text::go_quote(line_.substr(0, std::min(line_.size(), kSnippet))));
  }
  const Verb* verb = find_verb(line_);
  if (verb == nullptr) {
    return Step::Next;
  }
  if (verb->arguments == Arguments::None) {
    line_.resize(verb->name.size());
    return Step::Next;
  }
  const std::string_view arguments = arguments_of(line_, *verb);
  if (without_return(arguments).size() > rules_.max_control_line) {
    return fail(Fault::ControlLine, fmt::format("max_control_line {}", rules_.max_control_line));
  }
  if (arguments.empty()) {
    line_.resize(std::min(line_.size(), verb->name.size() + 1));
  }
  return Step::Next;
}

Parser::Step Parser::run(const Verb& verb, std::string_view arguments, const char*& at,
                         const char* end) {
  if (verb.arguments != Arguments::None && arguments.size() > rules_.max_control_line) {
    return fail(Fault::ControlLine, fmt::format("max_control_line {}", rules_.max_control_line));
  }
  switch (verb.op) {
    case Op::Pub:
    case Op::HPub:
      return publish(verb, arguments, at, end);
    case Op::Sub:
      return subscribe(arguments);
    case Op::Unsub:
      return unsubscribe(arguments);
    case Op::Ping:
      return go_on(handler_.on_ping());
    case Op::Pong:
      return go_on(handler_.on_pong());
    case Op::Connect:
      return go_on(handler_.on_connect(arguments));
    case Op::Info:
      return go_on(handler_.on_info(arguments));
    case Op::Ok:
      return Step::Next;
    case Op::Err:
      return go_on(handler_.on_error(arguments));
  }
  return Step::Next;
}

bool Parser::parse_publish(std::string_view arguments, bool headers, PublishLine& line,
                           std::string& wrong) const {
  const Words<4> words(arguments);
  const std::size_t count = words.count;
  const std::size_t sizes = headers ? 2 : 1;
  if (count != 1 + sizes && count != 2 + sizes) {
    wrong = "Parse Error";
    return false;
  }
  const std::int64_t size = parse_size(words[count - 1]);
  const std::int64_t header_size = headers ? parse_size(words[count - 2]) : 0;
  if (header_size < 0) {
    wrong = "Bad or Missing Header Size";
  } else if (size < 0) {
    wrong = headers ? "Bad or Missing Total Size" : "Bad or Missing Size";
  } else if (header_size > size) {
    wrong = "Header Size larger then TotalSize";
  }
  if (!wrong.empty()) {
    return false;
  }
  line = {.subject = words[0],
          .reply = count == 2 + sizes ? words[1] : std::string_view(),
          .header_size = static_cast<std::size_t>(header_size),
          .size = static_cast<std::size_t>(size)};
  return true;
}

Parser::Step Parser::publish(const Verb& verb, std::string_view arguments, const char*& at,
                             const char* end) {
  const bool headers = verb.op == Op::HPub;
  if (headers && !rules_.headers) {
    return fail(Fault::Headers, "message headers not supported");
  }
  PublishLine line;
  if (std::string wrong; (headers || !parse_plain_publish(arguments, line)) &&
                         !parse_publish(arguments, headers, line, wrong)) {
    return fail(Fault::Arguments,
                fmt::format("{} {}: {}", headers ? "processHeaderPub" : "processPub", wrong,
                            text::go_quote(arguments)));
  }
  if (rules_.max_payload >= 0 && static_cast<std::int64_t>(line.size) > rules_.max_payload) {
    return fail(Fault::Payload, fmt::format("{} vs {}", line.size, rules_.max_payload));
  }
  if (rules_.pedantic && !subject::is_valid_literal(line.subject)) {
    handler_.on_bad_publish_subject();
  }
  const auto left = static_cast<std::size_t>(end - at);
  if (left >= line.size + kLineEnd && at[line.size] == '\r' && at[line.size + 1] == '\n') {
    const std::string_view body(at, line.size);
    at += line.size + kLineEnd;
    return go_on(handler_.on_publish(line, body));
  }
  // The views move along with a copy of the line.
  const char* const old = arguments.data();
  line_ = arguments;
  const auto moved = [&](std::string_view view) {
    return view.empty() ? view
                        : std::string_view(line_).substr(
                              static_cast<std::size_t>(view.data() - old), view.size());
  };
  pending_ = line;
  pending_.subject = moved(line.subject);
  pending_.reply = moved(line.reply);
  collecting_ = true;
  body_.clear();
  return at == end ? Step::Next : take_body(at, end);
}

Parser::Step Parser::take_body(const char*& at, const char* end) {
  const std::size_t whole = pending_.size + kLineEnd;
  const std::size_t part = std::min(whole - body_.size(), static_cast<std::size_t>(end - at));
  if (body_.capacity() < whole) {
    body_.reserve(whole);
  }
  body_.append(at, part);
  at += part;
  const std::string_view tail =
      std::string_view(body_).substr(std::min(pending_.size, body_.size()));
  if (!std::string_view("\r\n").starts_with(tail)) {
    collecting_ = false;
    return fail(Fault::Operation, "the payload does not end at its size");
  }
  if (body_.size() < whole) {
    return Step::Next;
  }
  collecting_ = false;
  const std::string body = std::exchange(body_, {});
  // The line stays where it is meanwhile: pending_ looks into it.
  const bool more = handler_.on_publish(pending_, std::string_view(body).substr(0, pending_.size));
  line_ = {};
  return go_on(more);
}

Parser::Step Parser::subscribe(std::string_view arguments) {
  const Words<3> words(arguments);
  switch (words.count) {
    case 2:
      return go_on(handler_.on_subscribe(words[0], "", words[1]));
    case 3:
      return go_on(handler_.on_subscribe(words[0], words[1], words[2]));
    default:
      return fail(Fault::Arguments, "processSub Parse Error: " + text::go_quote(arguments));
  }
}

Parser::Step Parser::unsubscribe(std::string_view arguments) {
  const Words<2> words(arguments);
  switch (words.count) {
    case 1:
      return go_on(handler_.on_unsubscribe(words[0], -1));
    case 2:
      return go_on(handler_.on_unsubscribe(words[0], parse_size(words[1])));
    default:
      return fail(Fault::Arguments, "processUnsub Parse Error: " + text::go_quote(arguments));
  }
}

Parser::Step Parser::fail(Fault fault, std::string detail) {
  failed_ = true;
  line_ = {};
  body_ = {};
  handler_.on_fault(fault, detail);
  return Step::Stop;
}

}  // namespace natsop::engine
