#include <fmt/format.h>

#include "cli/context.h"
#include "commands/nats/picker/picker.h"
#include "commands/nats/stream/message_text.h"
#include "commands/nats/stream/questions.h"
#include "commands/nats/stream/stream.h"
#include "core/subject/subject.h"
#include "core/text/duration.h"
#include "core/text/time.h"

namespace natsop::commands::nats::stream {
namespace {

using jetstream::MessageGetRequest;
using jetstream::StoredMessage;

struct Options {
  std::string stream;
  std::optional<std::int64_t> id;
  std::string last_for;
  bool json = false;
  std::string translate;
  std::shared_ptr<const Group> group;
};

void flags(cli::Command& c, Options& o) {
  c.arg("stream", o.stream, "The stream; asked for without");
  c.arg("id", o.id, "The message's sequence; asked for without");
  c.flag("--last-for,-S", o.last_for, "The newest message on SUBJECT instead")
      .placeholder("SUBJECT");
  c.flag("--json,-j", o.json, "Print the message as it is stored, as JSON");
  c.flag("--translate", o.translate, "Pipe the body through a command first").placeholder("CMD");
  o.group = c.shared<Group>();
}

Result<MessageGetRequest> last_for(const std::string& subject) {
  const auto valid = subject::validate(subject);
  if (valid) return MessageGetRequest{.last_by_subj = subject};
  return Error(Code::Usage, valid.error().message()).hint(valid.error().hint());
}

Result<MessageGetRequest> at(std::int64_t sequence) {
  if (sequence > 0) return MessageGetRequest{.seq = static_cast<std::uint64_t>(sequence)};
  return Error(Code::Usage,
               fmt::format("\"{}\" is no message sequence: they begin at 1", sequence));
}

/// What the command line says; nothing when it says neither.
Result<std::optional<MessageGetRequest>> given(const Options& o, bool can_ask) {
  if (!o.last_for.empty() && o.id) {
    return Error(Code::Usage, "a sequence and --last-for exclude each other");
  }
  if (!o.last_for.empty()) return last_for(o.last_for);
  if (o.id && !(can_ask && *o.id == -1)) return at(*o.id);
  if (can_ask) return std::optional<MessageGetRequest>();
  return Error(Code::Usage, "cannot ask for the message's sequence without a terminal")
      .hint("`nats stream get STREAM SEQUENCE`, or --last-for SUBJECT");
}

Result<MessageGetRequest> asked(cli::Context& ctx) {
  NATSOP_TRY(const auto sequence, ask_integer(ctx.prompter(), "Message Sequence to retrieve", -1,
                                              "-1 to ask for the newest one of a subject instead"));
  if (sequence != -1) return at(sequence);
  NATSOP_TRY(const auto subject,
             ask_text(ctx.prompter(), {.message = "Subject to retrieve last message for",
                                       .validate = [](const std::string& text) {
                                         return subject::validate(text);
                                       }}));
  return last_for(subject);
}

Result<void> show(const Options& o, cli::Context& ctx, const std::string& stream,
                  const StoredMessage& message) {
  if (o.json || ctx.for_machines()) return ctx.show(message.to_doc());
  const auto style = ctx.style();
  std::string received;
  if (message.time) {
    received = fmt::format(" received {} ({})", text::date_time(*message.time, style.zone),
                           text::print_duration(style.now - *message.time));
  }
  NATSOP_TRY(const auto headers, header_lines(message));
  NATSOP_TRY(const auto body, body_lines(message, stream, o.translate));
  ctx.print(fmt::format("Item: {}#{}{} on Subject {}\n\n", stream, message.seq, received,
                        message.subject));
  if (!headers.empty()) ctx.print(fmt::format("Headers:\n{}\n", headers));
  ctx.print(body);
  return {};
}

Result<void> run(const Options& o, cli::Context& ctx) {
  NATSOP_TRY(const auto known, given(o, ctx.interactive()));
  NATSOP_TRY(const auto info, pick_stream(ctx, o.stream, {.all = o.group->all}));
  auto request = known.value_or(MessageGetRequest{});
  if (!known) {
    NATSOP_TRY(request, asked(ctx));
  }
  NATSOP_TRY(auto* const api, ctx.jetstream());
  NATSOP_TRY(const auto message, api->get_message(info.name(), request));
  return show(o, ctx, info.name(), message);
}

}  // namespace

void get(cli::Command& parent) {
  parent.leaf<Options>(
      {.name = "get",
       .summary = "Show one message of a stream",
       .examples = {"nats stream get ORDERS 1234", "nats stream get ORDERS --last-for orders.eu",
                    "nats stream get ORDERS 1234 --translate 'jq .'"},
       .scope = cli::Scope::User,
       .impact = cli::Impact::ReadOnly,
       .data = true},
      flags, run);
}

}  // namespace natsop::commands::nats::stream
