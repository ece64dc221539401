#include "core/identity/creds.h"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "core/identity/jwt/codec.h"
#include "core/identity/jwt/token.h"
#include "core/text/ascii.h"

namespace natsop::identity {
namespace {

constexpr std::string_view kDashes = "---";
constexpr std::string_view kWarning =
    "************************* IMPORTANT *************************\n"
    "NKEY Seed printed below can be used to sign and prove identity.\n"
    "NKEYs are sensitive and should be treated as secrets.\n"
    "\n";
constexpr std::string_view kClosing =
    "\n*************************************************************\n";

/// A line of a text, without its end, and the rest behind it. `rest` has no data once the last line
/// is taken.
struct Line {
  std::string_view text;
  bool ended = false;  // by a line feed, not by the end of the text
};

Line next_line(std::string_view& rest) {
  const auto feed = rest.find('\n');
  Line line{rest.substr(0, feed), feed != std::string_view::npos};
  rest.remove_prefix(line.ended ? feed + 1 : rest.size());
  if (line.text.ends_with('\r')) line.text.remove_suffix(1);
  return line;
}

/// Three or more dashes, anything, and three or more dashes at the end; from the beginning of the
/// line when `whole`.
bool is_border(std::string_view line, bool whole) {
  if (!line.ends_with(kDashes)) return false;
  const auto first = line.find(kDashes);
  return first + kDashes.size() <= line.size() - kDashes.size() && (!whole || first == 0);
}

bool is_content(std::string_view line) {
  return !line.empty() && std::ranges::all_of(line, [](char c) {
    return text::is_word(c) || c == '-' || c == '.' || c == '=';
  });
}

/// The lines that stand alone between two borders, in order.
std::vector<std::string_view> blocks_of(std::string_view rest) {
  std::vector<std::string_view> out;
  while (!rest.empty()) {
    const auto begin = next_line(rest);
    if (!begin.ended || !is_border(begin.text, false)) continue;
    auto ahead = rest;
    const auto content = next_line(ahead);
    if (!content.ended || !is_content(content.text)) continue;
    if (!is_border(next_line(ahead).text, true)) continue;
    out.push_back(content.text);
    rest = ahead;
  }
  return out;
}

bool has_decorated_kind(std::string_view seed) {
  return seed.starts_with("SO") || seed.starts_with("SA") || seed.starts_with("SU");
}

/// The seed's text within `text`; empty when there is none.
std::string_view find_seed(std::string_view text) {
  if (const auto blocks = blocks_of(text); blocks.size() > 1) return blocks[1];
  while (!text.empty()) {
    const auto line = text::trim(next_line(text).text);
    if (has_decorated_kind(line)) return line;
  }
  return {};
}

/// The lines between `-----BEGIN * SEED-----` and its END line, joined; empty when there are no
/// such lines.
std::string between_seed_borders(std::string_view rest) {
  std::string out;
  bool inside = false;
  while (!rest.empty()) {
    const auto line = text::trim(next_line(rest).text);
    if (line.starts_with("-----BEGIN ") && line.ends_with(" SEED-----")) {
      inside = true;
    } else if (inside && line.starts_with("------END ") && line.ends_with(" SEED------")) {
      return out;
    } else if (inside) {
      out += line;
    }
  }
  wipe(out);
  return {};
}

std::string decorated_jwt(std::string_view token, std::string_view kind) {
  const auto word = text::ascii_upper(kind);
  return fmt::format("-----BEGIN NATS {0} JWT-----\n{1}\n------END NATS {0} JWT------\n\n", word,
                     token);
}

/// A decorated token, if any, and the decorated seed after it. The seed is copied from one secret
/// to the other alone.
Secret joined(std::string_view head, std::string_view seed, std::string_view kind) {
  const auto word = text::ascii_upper(kind);
  const auto begin = fmt::format("{}{}-----BEGIN {} NKEY SEED-----\n", head, kWarning, word);
  const auto end = fmt::format("\n------END {} NKEY SEED------\n{}", word, kClosing);
  auto out = Secret::zeroed(begin.size() + seed.size() + end.size());
  auto* at = std::ranges::copy(begin, out.writable().data()).out;
  at = std::ranges::copy(seed, at).out;
  std::ranges::copy(end, at);
  return out;
}

}  // namespace

Result<std::string> decorate_jwt(std::string_view token) {
  token = text::trim(token);
  NATSOP_TRY(const auto claims, jwt::decode(token));
  const auto* generic = std::get_if<jwt::GenericClaims>(&claims);
  if (generic != nullptr && !generic->type().empty()) return decorated_jwt(token, generic->type());
  return decorated_jwt(token, jwt::name_of(jwt::type_of(claims)));
}

Result<Secret> decorate_seed(const Secret& seed) {
  const auto text = text::trim(seed.reveal());
  NATSOP_TRY(const auto key, KeyPair::from_seed(text));
  if (!has_decorated_kind(text)) {
    return Error(Code::Invalid, "seed is not an operator, account or user seed");
  }
  return joined({}, text, name_of(key.kind()));
}

Result<Secret> format_creds(std::string_view token, const Secret& seed) {
  token = text::trim(token);
  const auto text = text::trim(seed.reveal());
  NATSOP_TRY(const auto claims, jwt::decode(token));
  const auto kind = jwt::name_of(jwt::type_of(claims));
  const auto* user = std::get_if<jwt::UserClaims>(&claims);
  if (user == nullptr) {
    return Error(Code::Invalid, jwt::quoted(kind) + " cannot be serialized as a user config");
  }
  NATSOP_TRY(const auto key, KeyPair::from_seed(text));
  if (key.kind() != KeyKind::User) return Error(Code::Invalid, "nkey seed is not an user seed");
  if (key.public_text() != user->subject) {
    return Error(Code::Invalid, "nkey seed does not match the jwt subject");
  }
  return joined(decorated_jwt(token, kind), text, kind);
}

std::string parse_decorated_jwt(std::string_view text) {
  const auto blocks = blocks_of(text);
  return std::string(blocks.empty() ? text::trim(text) : blocks[0]);
}

Result<KeyPair> parse_decorated_key(std::string_view text) {
  const auto seed = find_seed(text);
  if (seed.empty()) return Error(Code::NotFound, "no nkey seed found");
  if (!has_decorated_kind(seed)) return Error(Code::Invalid, "doesn't contain a seed nkey");
  return KeyPair::from_seed(seed);
}

Result<KeyPair> parse_decorated_user_key(std::string_view text) {
  const auto seed = find_seed(text);
  if (!seed.empty() && !seed.starts_with("SU")) {
    return Error(Code::Invalid, "doesn't contain an user seed nkey");
  }
  return parse_decorated_key(text);
}

Result<KeyPair> parse_seed_text(std::string_view text) {
  if (std::string seed = between_seed_borders(text); !seed.empty()) {
    auto key = KeyPair::from_seed(seed);
    wipe(seed);
    return key;
  }
  while (!text.empty()) {
    const auto line = text::trim(next_line(text).text);
    if (is_seed(line)) return KeyPair::from_seed(line);
  }
  return Error(Code::NotFound, "no nkey seed found");
}

Result<UserCreds> parse_creds(std::string_view text) {
  NATSOP_TRY(auto key, parse_decorated_user_key(text));
  const auto blocks = blocks_of(text);
  if (blocks.size() < 2) return Error(Code::Invalid, "no user token found");
  return UserCreds{std::string(blocks[0]), std::move(key)};
}

}  // namespace natsop::identity
