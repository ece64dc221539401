#include "commands/nats/messages/outgoing.h"

#include <fmt/format.h>

#include <istream>
#include <iterator>

#include "core/subject/subject.h"
#include "core/text/names.h"
#include "core/text/template.h"

namespace natsop::commands::nats::messages {
namespace {

std::string expanded(std::string_view what, const std::string& text,
                     const text::TemplateScope& scope, cli::Context& ctx) {
  auto result = text::expand_template(text, scope);
  if (result) return *std::move(result);
  ctx.log(fmt::format("Could not parse {} template: {}", what, result.error().message()));
  return text;
}

/// One body `count` times. `number` runs over them.
Result<void> repeat(const Draft& draft, const std::string& body, cli::Context& ctx,
                    const std::function<Result<void>(const Outgoing&)>& send) {
  for (std::int64_t number = 1; number <= draft.count; ++number) {
    if (ctx.interrupt().pending()) return Error(Code::Cancelled, "interrupted");
    NATSOP_TRY(const auto message, fill_in(draft, body, number, ctx));
    NATSOP_CHECK(send(message));
  }
  return {};
}

Result<void> each_line(const Draft& draft, cli::Context& ctx,
                       const std::function<Result<void>(const Outgoing&)>& send) {
  std::string line;
  while (std::getline(ctx.in(), line)) {
    // A line is complete with its newline; what follows the last one counts unless it is empty.
    if (ctx.in().eof() && line.empty()) break;
    if (line.ends_with('\r')) line.pop_back();
    NATSOP_CHECK(repeat(draft, line, ctx, send));
  }
  return {};
}

}  // namespace

Result<Outgoing> fill_in(const Draft& draft, const std::string& body, std::int64_t number,
                         cli::Context& ctx, const std::optional<std::string>& request) {
  Outgoing message{.subject = draft.subject, .body = body, .reply = draft.reply};
  if (draft.headers.empty() &&
      (!draft.templates ||
       (draft.subject.find("{{") == std::string::npos && body.find("{{") == std::string::npos))) {
    return message;
  }
  const auto scope = text::message_scope(
      {.clock = ctx.clock(), .random = ctx.random(), .count = number, .request = request});
  if (draft.templates) {
    message.subject = expanded("subject", draft.subject, scope, ctx);
    message.body = expanded("body", body, scope, ctx);
  }
  for (const auto& header : draft.headers) {
    NATSOP_TRY(const auto field, text::parse_header(header));
    auto value = text::expand_template(field.second, scope);
    if (!value) {
      return Error(Code::Usage,
                   fmt::format("header \"{}\": {}", field.first, value.error().message()));
    }
    message.headers.add(field.first, *value);
  }
  return message;
}

bool reads_stdin(const Draft& draft, const cli::Context& ctx) {
  if (draft.body) return false;
  const auto& terminal = ctx.terminal();
  return draft.force_stdin || !terminal.in || (terminal.in && terminal.out);
}

Result<void> each_message(const Draft& draft, cli::Context& ctx,
                          const std::function<Result<void>(const Outgoing&)>& send) {
  if (!reads_stdin(draft, ctx)) return repeat(draft, draft.body.value_or(""), ctx, send);
  ctx.log("Reading payload from STDIN");
  if (draft.send_on == "newline") return each_line(draft, ctx, send);
  const std::string body{std::istreambuf_iterator<char>(ctx.in()),
                         std::istreambuf_iterator<char>()};
  return repeat(draft, body, ctx, send);
}

Result<void> check_subject(const std::string& subject) {
  if (subject.find("{{") != std::string::npos)
    return {};  // a template: the client checks what comes out
  if (auto valid = subject::validate(subject); !valid)
    return Error(Code::Usage, valid.error().message());
  if (subject::has_wildcard(subject)) {
    return Error(Code::Usage,
                 fmt::format("subject \"{}\" has a wildcard: messages go to one subject", subject));
  }
  return {};
}

}  // namespace natsop::commands::nats::messages
