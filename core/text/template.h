#pragma once
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/clock.h"
#include "core/base/random.h"
#include "core/base/result.h"
#include "core/text/zone.h"

namespace natsop::text {

/// The part of Go's text/template that messages are written with: text around actions in {{ and }}.
///
/// An action is a name known to the scope with its arguments, {{Random 1 10}}, a name as a field,
/// {{.Count}}, a string or raw string, {{"{{"}}, or a comment, {{/* … */}}. {{- and -}} take white
/// space off the text beside them. Anything else of Go's language is Unsupported, with the line it
/// stands on.

/// What the actions of a template may name.
class TemplateScope {
 public:
  /// Gives a name's text; the arguments are as written, numbers and unquoted strings.
  using Function = std::function<Result<std::string>(std::span<const std::string> arguments)>;

  /// A name with arguments, as a function alone.
  void add_function(std::string name, std::size_t arguments, Function function);

  /// A name without, as a function {{Name}} and a field {{.Name}}; made each time it is used.
  void add_value(std::string name, std::function<std::string()> value);

  /// A name as a field alone.
  void add_field(std::string name, std::string value);

 private:
  friend class TemplateReader;
  struct Entry {
    std::string name;
    std::size_t arguments = 0;
    bool as_function = true;
    bool as_field = true;
    Function function;
  };
  std::vector<Entry> entries_;
};

/// The text with its actions replaced. Invalid or Unsupported errors say what is wrong on which
/// line; text without {{ is returned as it is.
[[nodiscard]] Result<std::string> expand_template(std::string_view text,
                                                  const TemplateScope& scope);

/// What the templates of published messages, replies and headers are filled in from.
struct MessageTemplate {
  const Clock& clock;
  Random& random;
  Zone zone = Zone::local();
  std::int64_t count = 1;              ///< the message's number
  std::optional<std::string> request;  ///< the request's body, in replies
};

/// A scope with Count, Cnt, Unix, UnixNano, TimeStamp (RFC 3339), Time (3:04PM), ID, Random MIN MAX
/// and, in replies, Request. The time is that of this call; clock and random must outlive the
/// scope.
[[nodiscard]] TemplateScope message_scope(const MessageTemplate& message);

/// 22 letters and digits, each ID different: what NATS clients name inboxes and templates call ID.
[[nodiscard]] std::string new_id(Random& random);

/// Letters and digits, between `shortest` and `longest` of them, in either order.
[[nodiscard]] std::string random_text(Random& random, std::uint64_t shortest,
                                      std::uint64_t longest);

}  // namespace natsop::text
