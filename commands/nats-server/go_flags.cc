#include "commands/nats-server/go_flags.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <utility>

#include "core/text/number.h"
#include "core/text/quote.h"

namespace natsop::commands::nats_server {
namespace {

Error usage(std::string text) { return {Code::Usage, std::move(text)}; }

/// "-name" or "--name=value" taken apart.
struct Word {
  std::string name;
  std::optional<std::string> value;
};

Result<Word> take_apart(const std::string& arg) {
  std::string_view rest(arg);
  rest.remove_prefix(rest.starts_with("--") ? 2 : 1);
  if (rest.empty() || rest.starts_with('-') || rest.starts_with('=')) {
    return usage("bad flag syntax: " + arg);
  }
  const auto equals = rest.find('=');
  Word out{.name = std::string(rest.substr(0, equals)), .value = std::nullopt};
  if (equals != std::string_view::npos) out.value = std::string(rest.substr(equals + 1));
  return out;
}

/// The value as the flag's `take` expects it.
Result<std::string> checked(const GoFlag& flag, const Word& word) {
  switch (flag.kind) {
    case GoFlag::Kind::Switch: {
      const auto on = text::parse_bool(word.value.value_or("true"));
      if (on) return std::string(*on ? "true" : "false");
      return usage(fmt::format("invalid boolean value {} for -{}: parse error",
                               text::go_quote(*word.value), word.name));
    }
    case GoFlag::Kind::Number: {
      const auto number = text::parse_integer(*word.value);
      if (number) return std::to_string(*number);
      return usage(fmt::format("invalid value {} for flag -{}: parse error",
                               text::go_quote(*word.value), word.name));
    }
    case GoFlag::Kind::Text:
      break;
  }
  return *word.value;
}

}  // namespace

Result<std::vector<std::string>> parse_go_flags(const std::vector<std::string>& args,
                                                std::span<const GoFlag> flags) {
  auto arg = args.begin();
  for (; arg != args.end() && arg->size() > 1 && arg->starts_with('-'); ++arg) {
    if (*arg == "--") {
      ++arg;
      break;
    }
    NATSOP_TRY(auto word, take_apart(*arg));
    const auto flag = std::ranges::find_if(flags, [&](const GoFlag& each) {
      return std::ranges::find(each.names, word.name) != each.names.end();
    });
    if (flag == flags.end()) return usage("flag provided but not defined: -" + word.name);
    if (flag->kind != GoFlag::Kind::Switch && !word.value) {
      if (++arg == args.end()) return usage("flag needs an argument: -" + word.name);
      word.value = *arg;
    }
    NATSOP_TRY(const auto value, checked(*flag, word));
    NATSOP_CHECK(flag->take(value));
  }
  return std::vector<std::string>(arg, args.end());
}

}  // namespace natsop::commands::nats_server
