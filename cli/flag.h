#pragma once
#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.h"

namespace natsop::cli {

/// What a flag or argument accepts. The names are those that the originals' command trees use
/// (docs/testing.md).
enum class Kind {
  Switch,  ///< given or not
  Toggle,  ///< --x and --no-x
  Text,
  Texts,  ///< repeatable
  Int,
  Int64,
  Uint,
  Uint8,
  Uint16,
  Uint32,
  Uint64,
  Real,
  Duration,
  Choice,  ///< one of a list, exact and case-sensitive
  Choices,
  File,  ///< an existing file
  Files,
  Dir,  ///< an existing folder
  Map,  ///< KEY=VALUE or KEY:VALUE, repeatable
  Url,
  Urls,
  Regexp,
};

/// One flag or positional argument: how it is spelled, what it means, and where its value goes.
///
/// Plain data, read by the parser, the help and man generators, completion and introspection.
struct FlagData {
  std::string_view name;                      ///< without dashes
  char short_name = 0;                        ///< 0 when there is none
  std::vector<std::string_view> other_names;  ///< hidden synonyms
  std::string_view help;
  std::string_view placeholder;  ///< empty: made from the name
  std::string_view env;          ///< environment variable that supplies a default
  std::string_view type_name;    ///< replaces the kind's name in introspection
  std::string_view bare;         ///< value when given without one (`--x` for `--x=1`)
  std::string_view category;     ///< heading on the help page; empty: the command's own
  std::vector<std::string_view> choices;
  std::string fallback;  ///< the default as shown; empty when there is none
  Kind kind = Kind::Text;
  bool required = false;
  bool hidden = false;
  bool repeatable = false;
  bool last_wins = false;   ///< giving it twice is fine
  bool comma_list = false;  ///< values split at commas (nsc's lists)
  bool* given = nullptr;    ///< set when the command line or the environment supplied it
  std::function<Result<void>(std::string_view)> assign;

  [[nodiscard]] bool takes_value() const {
    return kind != Kind::Switch && kind != Kind::Toggle && bare.empty();
  }
};

/// Refines a flag right after it was declared: `c.flag("--count", o.count,
/// "…").placeholder("N").env("X");` Texts must outlive the process's command tree: pass literals.
class Flag {
 public:
  explicit Flag(FlagData& data) : d_(&data) {}

  Flag& placeholder(std::string_view text);
  Flag& env(std::string_view variable);
  Flag& choices(std::vector<std::string_view> list);
  Flag& negatable();  ///< a switch that also has a --no- form
  Flag& hidden();
  Flag& required();
  Flag& fallback(
      std::string text);  ///< the default to show, where the target's initial value does not tell
  Flag& existing_file();
  Flag& existing_dir();
  Flag& also(std::string_view name);   ///< another spelling, without dashes
  Flag& bare(std::string_view value);  ///< `--x` alone means `--x=value`
  Flag& given(bool& seen);
  Flag& type(std::string_view name);  ///< the type name that introspection shows
  Flag& category(std::string_view heading);
  Flag& check(std::function<Result<void>(std::string_view)>
                  rule);  ///< runs on each text before it is assigned

 private:
  FlagData* d_;
};

/// Splits "-s,--subject" or "--subject" into the two names of a flag; a positional's name has no
/// dashes.
void name_flag(FlagData& data, std::string_view names);

/// Binds a flag to its target by type: the kind, the shown default (from the target's present
/// value) and the assignment.
void bind(FlagData& data, bool& target);
void bind(FlagData& data, std::string& target);
void bind(FlagData& data, std::vector<std::string>& target);
void bind(FlagData& data, int& target);
void bind(FlagData& data, unsigned& target);
void bind(FlagData& data, std::uint8_t& target);
void bind(FlagData& data, std::uint16_t& target);
void bind(FlagData& data, std::int64_t& target);
void bind(FlagData& data, std::uint64_t& target);
void bind(FlagData& data, double& target);
void bind(FlagData& data, std::chrono::nanoseconds& target);
void bind(FlagData& data, std::map<std::string, std::string>& target);

template <class T>
void bind(FlagData& data, std::optional<T>& target) {
  // The inner target lives in the closure: a value appears in the optional only when the flag was
  // given.
  auto inner = std::make_shared<T>();
  bind(data, *inner);
  data.fallback.clear();
  auto assign = data.assign;
  data.assign = [inner, assign, &target](std::string_view text) -> Result<void> {
    NATSOP_CHECK(assign(text));
    target = *inner;
    return {};
  };
}

/// Binds a byte size ("10MB", "1GiB", "-1") to a count of bytes.
void bind_bytes(FlagData& data, std::int64_t& target);

/// The name of a flag's type in natscli's command tree ("String", "UnNegatableBool") and in nsc's
/// ("stringSlice").
[[nodiscard]] std::string_view nats_type(const FlagData& data);
[[nodiscard]] std::string_view nsc_type(const FlagData& data);

}  // namespace natsop::cli
