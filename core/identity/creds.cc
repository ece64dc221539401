#include "core/identity/creds.h"

#include <algorithm>
#include <optional>
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

}  // namespace

Result<std::string> decorate_jwt(std::string_view token) {
  token = text::trim(token);
  NATSOP_TRY(const auto claims, jwt::decode(token));
  auto kind = text::ascii_upper(jwt::name_of(jwt::type_of(claims)));
  if (const auto* generic = std::get_if<jwt::GenericClaims>(&claims);
      generic != nullptr && !generic->type().empty()) {
    kind = text::ascii_upper(generic->type());
  }
  return "-----BEGIN NATS " + kind + " JWT-----\n" + std::string(token) + "\n------END NATS " +
         kind + " JWT------\n\n";
}

Result<Secret> decorate_seed(const Secret& seed) {
  NATSOP_TRY(const auto key, KeyPair::from_seed(text::trim(seed.reveal())));
  if (!has_decorated_kind(text::trim(seed.reveal()))) {
    return Error(Code::Invalid, "seed is not an operator, account or user seed");
  }
  const auto kind = text::ascii_upper(name_of(key.kind()));
  std::string text;
  text.reserve(512);  // never grows, so no copy of the seed stays behind
  text += kWarning;
  text += "-----BEGIN " + kind + " NKEY SEED-----\n";
  text += text::trim(seed.reveal());
  text += "\n------END " + kind + " NKEY SEED------\n";
  text += kClosing;
  return Secret::take(text);
}

Result<Secret> format_creds(std::string_view token, const Secret& seed) {
  token = text::trim(token);
  NATSOP_TRY(const auto claims, jwt::decode(token));
  const auto* user = std::get_if<jwt::UserClaims>(&claims);
  if (user == nullptr) {
    return Error(Code::Invalid, jwt::quoted(jwt::name_of(jwt::type_of(claims))) +
                                    " cannot be serialized as a user config");
  }
  NATSOP_TRY(const auto key, KeyPair::from_seed(text::trim(seed.reveal())));
  if (key.kind() != KeyKind::User) return Error(Code::Invalid, "nkey seed is not an user seed");
  if (key.public_text() != user->subject) {
    return Error(Code::Invalid, "nkey seed does not match the jwt subject");
  }
  NATSOP_TRY(const auto head, decorate_jwt(token));
  NATSOP_TRY(const auto tail, decorate_seed(seed));
  auto out = Secret::zeroed(head.size() + tail.size());
  std::ranges::copy(head, out.writable().begin());
  std::ranges::copy(tail.bytes(),
                    out.writable().begin() + static_cast<std::ptrdiff_t>(head.size()));
  return out;
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
