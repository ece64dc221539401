#include <fmt/format.h>

#include "cli/process.h"
#include "commands/nats/messages/body.h"
#include "commands/nats/messages/document.h"
#include "commands/nats/messages/messages.h"
#include "commands/nats/messages/outgoing.h"
#include "commands/nats/messages/translate.h"
#include "core/text/duration.h"

namespace natsop::commands::nats::messages {
namespace {

constexpr int kForEver = 32767;  // natscli's idea of it

struct Options {
  std::string subject;
  std::optional<std::string> body;
  bool wait = true;
  bool raw = false;
  std::vector<std::string> headers;
  int count = 1;
  int replies = 1;
  std::chrono::nanoseconds reply_timeout = std::chrono::milliseconds(300);
  bool wait_for_empty = false;
  std::string translate;
  bool force_stdin = false;
  std::string send_on = "eof";
  bool templates = true;
};

void flags(cli::Command& c, Options& o) {
  c.arg("subject", o.subject, "Where to send the request").required();
  c.arg("body", o.body, "The request; read from standard input when it is not given");
  c.flag("--wait,-w", o.wait, "Does nothing: kept for scripts").negatable().hidden();
  c.flag("--raw,-r", o.raw, "Print the replies' data alone");
  c.flag("--header,-H", o.headers, "A header, \"Name: value\"");
  c.flag("--count", o.count, "Send so many requests");
  c.flag("--replies", o.replies, "Wait for so many replies; 0 for all that come within --timeout");
  c.flag("--reply-timeout", o.reply_timeout,
         "How much longer than the last a further reply may take")
      .fallback("300ms");
  c.flag("--wait-for-empty", o.wait_for_empty, "Collect replies until an empty one comes");
  c.flag("--translate", o.translate, "Pipe each reply through a command");
  c.flag("--force-stdin", o.force_stdin, "Read standard input even if it is a terminal");
  c.flag("--send-on", o.send_on,
         "Read standard input as one request (eof) or a request a line (newline)")
      .choices({"newline", "eof"});
  c.flag("--templates", o.templates, "Fill in {{Count}}, {{TimeStamp}}, {{Random 1 10}} and others")
      .negatable();
}

/// Prints one reply as it came.
Result<void> show(const jetstream::Message& reply, std::chrono::nanoseconds rtt, const Options& o,
                  DocumentPrinter& printer, cli::Context& ctx) {
  if (!o.raw && !ctx.for_machines()) {
    ctx.log(fmt::format("Received with rtt {}", text::print_go_duration(rtt)));
    log_headers(ctx, reply.headers);
  }
  NATSOP_TRY(auto body, translated(reply.data, {.command = o.translate, .subject = reply.subject}));
  if (ctx.for_machines()) {
    NATSOP_CHECK(printer.print(document_of(reply, body).put("rtt", rtt.count())));
  } else {
    o.raw ? show_raw(ctx, body) : show_body(ctx, body);
  }
  ctx.flush();
  return {};
}

Result<void> ask(const Outgoing& out, const Options& o, DocumentPrinter& printer,
                 cli::Context& ctx) {
  NATSOP_TRY(auto* const connection, ctx.connection());
  NATSOP_TRY(const auto* settings, ctx.settings());
  if (!o.raw) ctx.log(fmt::format("Sending request on \"{}\"", out.subject));
  const auto inbox = connection->new_inbox();
  NATSOP_TRY(auto replies, connection->subscribe(inbox));
  const auto begin = ctx.clock().steady();
  NATSOP_CHECK(connection->publish(out.subject, out.body, inbox, out.headers));
  std::chrono::nanoseconds wait = settings->timeout;
  std::chrono::nanoseconds total{};
  for (int received = 0; o.replies == 0 || o.wait_for_empty || received < o.replies;) {
    auto reply = replies.next(wait);
    const std::chrono::nanoseconds rtt = ctx.clock().steady() - begin;
    if (!reply) {
      if (reply.error().code() != Code::Timeout || received > 0) {
        return received > 0 && reply.error().code() == Code::Timeout ? Result<void>()
                                                                     : Result<void>(reply.error());
      }
      return Error(Code::Timeout, fmt::format("no reply on \"{}\" within {}", out.subject,
                                              text::print_duration(wait)))
          .hint("--timeout waits longer");
    }
    if (reply->status == 503) {
      return Error(Code::Unreachable,
                   fmt::format("no responders are available for \"{}\"", out.subject))
          .hint("`nats reply` answers requests; check subject and account");
    }
    if (reply->data.empty() && (o.wait_for_empty || (received > 0 && o.replies > 1))) return {};
    NATSOP_CHECK(show(*reply, rtt, o, printer, ctx));
    ++received;
    total += rtt;
    if (o.replies == 0 || o.wait_for_empty) {
      wait = settings->timeout - rtt;
      if (wait.count() <= 0) return {};
    } else {
      wait = total / received + o.reply_timeout;
    }
  }
  return {};
}

Result<void> run(const Options& o, cli::Context& ctx) {
  NATSOP_CHECK(check_subject(o.subject));
  if (o.raw && ctx.for_machines())
    return Error(Code::Usage, "--raw and --output exclude each other");
  if (o.replies < 0)
    return Error(Code::Usage, fmt::format("--replies must not be negative, got {}", o.replies));
  const Draft draft{.subject = o.subject,
                    .body = o.body,
                    .headers = o.headers,
                    .reply = {},
                    .templates = o.templates,
                    .force_stdin = o.force_stdin,
                    .send_on = o.send_on,
                    .count = o.count < 1 ? kForEver : o.count};
  NATSOP_TRY(auto* const connection, ctx.connection());
  static_cast<void>(connection);
  DocumentPrinter printer(ctx);
  return each_message(draft, ctx, [&](const Outgoing& out) { return ask(out, o, printer, ctx); });
}

}  // namespace

void request(cli::Command& parent) {
  parent.leaf<Options>(
      {.name = "request",
       .aliases = {"req"},
       .summary = "Send a request and print the replies",
       .examples = {"nats request time.now",
                    "nats request '$SYS.REQ.SERVER.PING' '' --replies 0 --timeout 1s",
                    "nats request orders.new 'hello' --raw"},
       .scope = cli::Scope::User,
       .impact = cli::Impact::ReadWrite,
       .category = "Messages",
       .data = true},
      flags, run);
}

}  // namespace natsop::commands::nats::messages
