#include <fmt/format.h>

#include "commands/nats/messages/messages.h"
#include "commands/nats/messages/outgoing.h"
#include "core/render/progress.h"
#include "core/text/duration.h"
#include "core/text/template.h"
#include "core/text/time.h"

namespace natsop::commands::nats::messages {
namespace {

constexpr std::int64_t kProgressFrom = 21;  // fewer messages are told of one by one

struct Schedule {
  std::chrono::nanoseconds after{};
  std::string at;
  std::string cron;
  std::string destination;
  std::chrono::nanoseconds every{};
  std::string source;
  std::chrono::nanoseconds ttl{};

  [[nodiscard]] bool wanted() const {
    return after.count() != 0 || !at.empty() || !cron.empty() || !destination.empty() ||
           every.count() != 0 || !source.empty() || ttl.count() != 0;
  }
};

struct Options {
  std::string subject;
  std::optional<std::string> body;
  std::string reply;
  std::vector<std::string> headers;
  bool atomic = false;
  int count = 1;
  bool force_stdin = false;
  bool jetstream = false;
  bool quiet = false;
  Schedule schedule;
  std::string send_on = "eof";
  std::chrono::nanoseconds sleep{};
  bool templates = true;
};

void flags(cli::Command& c, Options& o) {
  c.arg("subject", o.subject, "Where to publish").required();
  c.arg("body", o.body, "The message; read from standard input when it is not given");
  c.flag("--reply", o.reply, "Reply subject of the message").placeholder("SUBJECT");
  c.flag("--header,-H", o.headers, "A header, \"Name: value\"").placeholder("K:V");
  c.flag("--atomic", o.atomic,
         "Send the lines of standard input as one atomic batch (implies --jetstream)");
  c.flag("--count", o.count, "Publish so many messages");
  c.flag("--force-stdin", o.force_stdin, "Read standard input even if it is a terminal");
  c.flag("--jetstream,-J", o.jetstream, "Wait for the stream's acknowledgement of each message");
  c.flag("--quiet,-q", o.quiet, "Say nothing about what is published");
  c.flag("--schedule-after", o.schedule.after, "Let the stream deliver it after this time")
      .placeholder("DURATION");
  c.flag("--schedule-at", o.schedule.at, "Let the stream deliver it at this time (RFC 3339)")
      .placeholder("TIME");
  c.flag("--schedule-cron", o.schedule.cron, "Let the stream deliver it by a cron schedule")
      .placeholder("CRON");
  c.flag("--schedule-dest", o.schedule.destination, "Where a schedule delivers")
      .placeholder("SUBJECT");
  c.flag("--schedule-every", o.schedule.every, "Let the stream deliver it again and again")
      .placeholder("DURATION");
  c.flag("--schedule-source", o.schedule.source, "Subject whose last message a schedule delivers")
      .placeholder("SUBJECT");
  c.flag("--schedule-ttl", o.schedule.ttl, "How long what a schedule delivers lives")
      .placeholder("DURATION");
  c.flag("--send-on", o.send_on,
         "Read standard input as one message (eof) or a message a line (newline)")
      .choices({"newline", "eof"});
  c.flag("--sleep", o.sleep, "Pause between messages");
  c.flag("--templates", o.templates, "Fill in {{Count}}, {{TimeStamp}}, {{Random 1 10}} and others")
      .negatable();
}

/// The headers that make a stream keep a message as a schedule.
Result<jetstream::Headers> schedule_headers(const Schedule& s, cli::Context& ctx) {
  jetstream::Headers headers;
  if (!s.wanted()) return headers;
  if (s.destination.empty()) {
    return Error(Code::Usage, "a schedule needs to know where to deliver")
        .hint("add --schedule-dest SUBJECT");
  }
  headers.set("Nats-Schedule-Target", s.destination);
  int kinds = 0;
  if (!s.at.empty()) {
    NATSOP_TRY(const auto time, text::parse_rfc3339(s.at));
    headers.set("Nats-Schedule", "@at " + text::rfc3339(text::to_seconds(time)));
    ++kinds;
  }
  if (s.after.count() != 0) {
    const auto time = ctx.clock().now() + std::chrono::duration_cast<Time::duration>(s.after);
    headers.set("Nats-Schedule", "@at " + text::rfc3339(text::to_seconds(time)));
    ++kinds;
  }
  if (s.every.count() != 0) {
    headers.set("Nats-Schedule", "@every " + text::print_go_duration(s.every));
    ++kinds;
  }
  if (!s.cron.empty()) {
    headers.set("Nats-Schedule", s.cron);
    ++kinds;
  }
  if (kinds != 1) {
    return Error(
        Code::Usage,
        "a schedule needs exactly one of --schedule-at, --schedule-after, --schedule-every and "
        "--schedule-cron");
  }
  if (!s.source.empty()) headers.set("Nats-Schedule-Source", s.source);
  if (s.ttl.count() != 0) headers.set("Nats-Schedule-TTL", text::print_go_duration(s.ttl));
  return headers;
}

std::string stored(const jetstream::PubAck& ack) {
  auto text = fmt::format("Stored in Stream: {} Sequence: {}", ack.stream, ack.seq);
  if (!ack.domain.empty()) text += fmt::format(" Domain: \"{}\"", ack.domain);
  if (ack.duplicate) text += " Duplicate: true";
  if (!ack.val.empty()) text += fmt::format(" Counter Value: {}", ack.val);
  return text;
}

/// Sends the messages of one run, and tells of each or shows a bar.
class Publisher {
 public:
  Publisher(const Options& o, jetstream::Headers schedule, cli::Context& ctx)
      : o_(o), schedule_(std::move(schedule)), ctx_(ctx) {
    if (o.count >= kProgressFrom && !o.quiet && !o.atomic) {
      bar_.emplace(ctx.err(), ctx.terminal(), ctx.clock(), "Publishing",
                   static_cast<std::uint64_t>(o.count));
    }
  }

  Result<void> send(const Outgoing& out) {
    NATSOP_TRY(auto* const connection, ctx_.connection());
    if (sent_++ > 0 && o_.sleep.count() > 0 && !ctx_.interrupt().wait(o_.sleep)) {
      return Error(Code::Cancelled, "interrupted");
    }
    jetstream::Message message;
    message.subject = out.subject;
    message.reply = out.reply;
    message.data = out.body;
    message.headers = out.headers;
    for (const auto& [name, values] : schedule_.fields()) message.headers.set(name, values.front());
    if (o_.jetstream || !schedule_.empty()) {
      say(fmt::format("Published {} bytes to \"{}\"", out.body.size(), out.subject));
      NATSOP_TRY(auto* const api, ctx_.jetstream());
      NATSOP_TRY(const auto ack, api->publish(message));
      say(stored(ack));
    } else {
      NATSOP_CHECK(connection->publish(message));
      // What waits unsent is lost when somebody interrupts a long pause.
      if (o_.sleep.count() > 0) NATSOP_CHECK(connection->flush());
      say(fmt::format("Published {} bytes to \"{}\"", out.body.size(), out.subject));
    }
    if (bar_) bar_->advance();
    return {};
  }

  Result<void> finish() {
    if (bar_) bar_->finish();
    NATSOP_TRY(auto* const connection, ctx_.connection());
    return connection->flush();
  }

 private:
  void say(const std::string& text) {
    if (!o_.quiet && !bar_) ctx_.log(text);
  }

  const Options& o_;
  jetstream::Headers schedule_;
  cli::Context& ctx_;
  std::optional<render::Progress> bar_;
  std::uint64_t sent_ = 0;
};

/// One atomic batch of the lines of standard input: each is sent with its number, and the last one
/// commits (ADR-50).
class Batch {
 public:
  Batch(const Options& o, cli::Context& ctx) : o_(o), ctx_(ctx), id_(text::new_id(ctx.random())) {}

  /// A message is sent when the next one is known, since only the last one commits.
  Result<void> add(const Outgoing& out) {
    if (held_) NATSOP_CHECK(send(*held_, false));
    held_ = out;
    return {};
  }

  Result<void> commit() {
    if (!held_) return Error(Code::Usage, "standard input holds no line to publish");
    return send(*held_, true);
  }

 private:
  Result<void> send(const Outgoing& out, bool last) {
    jetstream::Message message;
    message.subject = out.subject;
    message.data = out.body;
    message.headers = out.headers;
    message.headers.set("Nats-Batch-Id", id_);
    message.headers.set("Nats-Batch-Sequence", fmt::format("{}", ++sequence_));
    if (!o_.quiet) {
      ctx_.log(
          fmt::format("Adding {} bytes to batch on subject \"{}\"", out.body.size(), out.subject));
    }
    NATSOP_TRY(auto* const api, ctx_.jetstream());
    if (!last && sequence_ > 1) {
      NATSOP_TRY(auto* const connection, ctx_.connection());
      return connection->publish(message);
    }
    if (last) message.headers.set("Nats-Batch-Commit", "1");
    // The first one is answered as well, so that a stream that takes no batches says so at once.
    NATSOP_TRY(auto* const transport, ctx_.transport());
    NATSOP_TRY(const auto answer, transport->request(message.subject, message.data, message.headers,
                                                     api->options().timeout));
    if (!last && answer.data.empty()) return {};
    NATSOP_TRY(const auto ack, jetstream::parse_pub_ack(answer));
    if (!last) return {};
    auto text =
        fmt::format("Wrote batch ID: {} Messages: {} Sequence: {}", ack.batch, ack.count, ack.seq);
    if (!ack.domain.empty()) text += fmt::format(" Domain: \"{}\"", ack.domain);
    if (!ack.val.empty()) text += fmt::format(" Counter Value: {}", ack.val);
    if (!o_.quiet) ctx_.log(text);
    return {};
  }

  const Options& o_;
  cli::Context& ctx_;
  std::string id_;
  std::optional<Outgoing> held_;
  std::uint64_t sequence_ = 0;
};

Result<void> run(const Options& o, cli::Context& ctx) {
  NATSOP_CHECK(check_subject(o.subject));
  if (!o.reply.empty()) NATSOP_CHECK(check_subject(o.reply));
  if (o.count < 1)
    return Error(Code::Usage, fmt::format("--count must be at least 1, got {}", o.count));
  if (o.atomic && (o.body || o.send_on != "newline")) {
    return Error(Code::Usage, "an atomic batch is read from standard input, a message a line")
        .hint("`printf 'one\\ntwo\\n' | nats publish SUBJECT --atomic --send-on newline`");
  }
  NATSOP_TRY(auto schedule, schedule_headers(o.schedule, ctx));
  const Draft draft{.subject = o.subject,
                    .body = o.body,
                    .headers = o.headers,
                    .reply = o.reply,
                    .templates = o.templates,
                    .force_stdin = o.force_stdin,
                    .send_on = o.send_on,
                    .count = o.count};
  // A wrong server or a refused login is told before anything is read.
  NATSOP_TRY(auto* const connection, ctx.connection());
  static_cast<void>(connection);
  if (o.sleep.count() > 0 || o.count >= kProgressFrom) ctx.interrupt().arm();
  if (o.atomic) {
    Batch batch(o, ctx);
    NATSOP_CHECK(each_message(draft, ctx, [&](const Outgoing& out) { return batch.add(out); }));
    return batch.commit();
  }
  Publisher publisher(o, std::move(schedule), ctx);
  NATSOP_CHECK(each_message(draft, ctx, [&](const Outgoing& out) { return publisher.send(out); }));
  return publisher.finish();
}

}  // namespace

void publish(cli::Command& parent) {
  parent.leaf<Options>(
      {.name = "publish",
       .aliases = {"pub"},
       .summary = "Publish messages",
       .description =
           "Body, subject and headers may hold templates: {{Count}}, {{TimeStamp}}, {{Time}}, "
           "{{Unix}}, {{UnixNano}}, {{ID}} and {{Random MIN MAX}}.",
       .examples = {"nats publish orders.new '{\"id\": {{Count}}}' --count 100",
                    "nats publish orders.new 'hello' -H 'Nats-Msg-Id: 1' --jetstream",
                    "tail -f app.log | nats publish logs.app --send-on newline"},
       .scope = cli::Scope::User,
       .impact = cli::Impact::ReadWrite,
       .category = "Messages"},
      flags, run);
}

}  // namespace natsop::commands::nats::messages
