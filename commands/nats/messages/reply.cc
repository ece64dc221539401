#include <fmt/format.h>

#include "cli/process.h"
#include "commands/nats/messages/body.h"
#include "commands/nats/messages/messages.h"
#include "commands/nats/messages/outgoing.h"
#include "commands/nats/messages/reply_command.h"
#include "core/client/mailbox.h"
#include "core/subject/subject.h"
#include "core/text/shell_split.h"
#include "core/text/template.h"

namespace natsop::commands::nats::messages {
namespace {

using jetstream::Message;

struct Options {
  std::string subject;
  std::optional<std::string> body;
  bool echo = false;
  std::string command;
  std::string queue = "NATS-RPLY-22";
  std::chrono::nanoseconds sleep{};
  std::vector<std::string> headers;
  unsigned count = 0;
};

void flags(cli::Command& c, Options& o) {
  c.arg("subject", o.subject, "Where requests come from; may have wildcards").required();
  c.arg("body", o.body, "What to answer; without it, and without a command, the request itself");
  c.flag("--echo", o.echo, "Answer with the request's body");
  c.flag("--command", o.command,
         "Answer with what a command prints; {{1}} stands for the second token of the subject");
  c.flag("--queue,-q", o.queue, "Queue group: one of its members answers each request");
  c.flag("--sleep", o.sleep, "Wait a random time, up to this, before each answer")
      .placeholder("MAX");
  c.flag("--header,-H", o.headers, "A header of the answers, \"Name: value\"");
  c.flag("--count", o.count, "End after so many requests");
}

Result<void> check(const Options& o) {
  if (auto valid = subject::validate(o.subject); !valid)
    return Error(Code::Usage, valid.error().message());
  if (o.echo && !o.command.empty())
    return Error(Code::Usage, "--echo and --command exclude each other");
  if (o.sleep.count() < 0) return Error(Code::Usage, "--sleep must not be negative");
  if (auto words = text::shell_split(o.command); !words)
    return Error(Code::Usage, fmt::format("--command: {}", words.error().message()));
  return {};
}

/// Answers the requests of one run.
class Replier {
 public:
  Replier(const Options& o, cli::Context& ctx, client::Connection& connection)
      : o_(o), ctx_(ctx), connection_(connection) {}

  [[nodiscard]] bool done() const { return o_.count > 0 && answered_ >= o_.count; }

  Result<void> take(const Message& request) {
    const auto number = answered_++;
    ctx_.log(fmt::format("[#{}] Received on subject \"{}\":", number, request.subject));
    log_headers(ctx_, request.headers);
    ctx_.line("");
    ctx_.line(request.data);
    ctx_.flush();
    if (o_.sleep.count() > 0) {
      const auto most = static_cast<std::uint64_t>(o_.sleep.count());
      const std::chrono::nanoseconds pause(ctx_.random().number(most + 1));
      // An interrupted pause still ends with the answer: somebody waits for it.
      static_cast<void>(ctx_.interrupt().wait(pause));
    }
    if (request.reply.empty()) {
      ctx_.log("The message asks for no reply");
      return {};
    }
    NATSOP_TRY(auto answer, make(request, static_cast<std::int64_t>(number)));
    auto sent = connection_.publish(request.reply, answer.body, {}, answer.headers);
    if (!sent) ctx_.log(fmt::format("Could not reply: {}", sent.error().one_line()));
    return {};
  }

 private:
  Result<Outgoing> make(const Message& request, std::int64_t number) {
    const Draft draft{.subject = {}, .body = {}, .headers = o_.headers};
    const bool plain = o_.echo || !o_.command.empty() || !o_.body;
    NATSOP_TRY(auto answer,
               fill_in(draft, plain ? std::string() : *o_.body, number, ctx_, request.data));
    if (!o_.command.empty()) {
      answer.body = run_command(request, number);
    } else if (plain) {
      answer.body = request.data;
    }
    return answer;
  }

  std::string run_command(const Message& request, std::int64_t number) {
    const auto scope = text::message_scope(
        {.clock = ctx_.clock(), .random = ctx_.random(), .count = number, .request = request.data});
    const auto failed = [&](const std::string& why) {
      ctx_.log(fmt::format("Command \"{}\" failed to run: {}", o_.command, why));
    };
    const auto words = command_words(o_.command, request.subject, scope);
    if (!words) {
      failed(words.error().one_line());
      return {};
    }
    // A body with a NUL in it fits no variable; the command still gets it on standard input.
    const auto variable = request.data.substr(0, request.data.find('\0'));
    auto ran =
        cli::run_filter(*words, {.input = request.data,
                                 .extra_environment = {"NATS_REQUEST_SUBJECT=" + request.subject,
                                                       "NATS_REQUEST_BODY=" + variable}});
    if (!ran) {
      failed(ran.error().one_line());
      return {};
    }
    if (ran->status != 0) failed(fmt::format("exit status {}", ran->status));
    return std::move(ran->output);
  }

  const Options& o_;
  cli::Context& ctx_;
  client::Connection& connection_;
  unsigned answered_ = 0;
};

Result<void> run(const Options& o, cli::Context& ctx) {
  NATSOP_CHECK(check(o));
  NATSOP_TRY(auto* const connection, ctx.connection());
  NATSOP_TRY(const auto* settings, ctx.settings());
  if (!o.body && o.command.empty() && !o.echo) {
    ctx.log("No body or command supplied, enabling echo mode");
  }
  ctx.interrupt().arm();
  NATSOP_TRY(const auto mailbox, client::Mailbox::make());
  NATSOP_CHECK(mailbox->subscribe(*connection, o.subject, o.queue, 0, o.count));
  NATSOP_CHECK(connection->flush());
  ctx.log(fmt::format("Listening on \"{}\" in group \"{}\"", o.subject, o.queue));
  Replier replier(o, ctx, *connection);
  while (!replier.done() && !ctx.interrupt().pending()) {
    for (const auto& mail : mailbox->take(std::chrono::hours(1), ctx.interrupt().fd())) {
      NATSOP_CHECK(replier.take(mail.message));
    }
  }
  ctx.log("\nDraining...");
  // Requests that the group has handed to us are answered: no other member gets them.
  if (connection->connected()) {
    if (auto drained = mailbox->drain(settings->timeout); !drained)
      ctx.log(drained.error().one_line());
    for (const auto& mail : mailbox->take({})) NATSOP_CHECK(replier.take(mail.message));
    NATSOP_CHECK(connection->flush());
  }
  if (!replier.done()) return Error(Code::Cancelled, "");
  return {};
}

}  // namespace

void reply(cli::Command& parent) {
  parent.leaf<Options>(
      {.name = "reply",
       .summary = "Answer requests with a text, with themselves, or with what a command prints",
       .description =
           "Body and headers may hold templates: {{Request}}, {{Count}}, {{TimeStamp}}, {{Time}}, "
           "{{Unix}}, {{UnixNano}}, {{ID}} and {{Random MIN MAX}}. A command gets the request on "
           "standard input, and its subject and body in NATS_REQUEST_SUBJECT and "
           "NATS_REQUEST_BODY.",
       .examples = {"nats reply time.now --command date", "nats reply 'service.echo.>' --echo",
                    "nats reply 'weather.*' --command 'curl -s wttr.in/{{1}}?format=3'"},
       .scope = cli::Scope::User,
       .impact = cli::Impact::ReadWrite,
       .category = "Messages"},
      flags, run);
}

}  // namespace natsop::commands::nats::messages
