#include <fmt/format.h>

#include <algorithm>

#include "cli/context.h"
#include "commands/nats/picker/picker.h"
#include "commands/nats/stream/message_text.h"
#include "commands/nats/stream/reader.h"
#include "commands/nats/stream/stream.h"
#include "core/subject/subject.h"
#include "core/text/time.h"

namespace natsop::commands::nats::stream {
namespace {

using jetstream::StoredMessage;

constexpr std::int64_t kManyAhead = 1000;

struct Options {
  std::string stream;
  int size = 10;
  bool size_given = false;
  std::optional<int> id;
  std::optional<std::chrono::nanoseconds> since;
  bool raw = false;
  std::string translate;
  std::string subject;
  std::shared_ptr<const Group> group;
};

void flags(cli::Command& c, Options& o) {
  c.arg("stream", o.stream, "The stream; asked for without");
  c.arg("size", o.size, "How many messages make a page").given(o.size_given);
  c.flag("--id", o.id, "Begin at this sequence");
  c.flag("--since", o.since, "Begin this far back: 10m, 2h, 1d");
  c.flag("--raw", o.raw, "Print the bodies alone");
  c.flag("--translate", o.translate, "Pipe each body through a command first").placeholder("CMD");
  c.flag("--subject", o.subject, "Only messages on SUBJECT (wildcards allowed)")
      .placeholder("SUBJECT");
  o.group = c.shared<Group>();
}

Result<void> check(const Options& o) {
  if (o.size < 1) {
    return Error(Code::Usage, fmt::format("\"{}\" is no page size: it must be 1 or more", o.size));
  }
  if (o.id && *o.id < 1) {
    return Error(Code::Usage, fmt::format("\"{}\" is no message sequence: they begin at 1", *o.id));
  }
  if (o.id && o.since) return Error(Code::Usage, "--id and --since exclude each other");
  if (o.since && o.since->count() < 0) return Error(Code::Usage, "--since must not be negative");
  if (o.subject.empty()) return {};
  const auto valid = subject::validate(o.subject);
  if (valid) return {};
  return Error(Code::Usage, valid.error().message()).hint(valid.error().hint());
}

Result<std::string> text_of(const Options& o, const std::string& stream,
                            const StoredMessage& message, const render::Style& style) {
  NATSOP_TRY(const auto body, body_lines(message, stream, o.translate));
  if (o.raw) return body;
  auto out = fmt::format("[{}] Subject: {}", message.seq, message.subject);
  if (message.time) {
    out += fmt::format(" Received: {}", text::date_time(*message.time, style.zone));
  }
  NATSOP_TRY(const auto headers, header_lines(message));
  return fmt::format("{}\n{}\n{}\n", out, headers, body);
}

/// Pages on a terminal. Where nobody can be asked: one page when its size was given, else all there
/// was at the beginning.
class Viewer {
 public:
  Viewer(const Options& o, cli::Context& ctx, const jetstream::StreamInfo& info)
      : o_(o), ctx_(ctx), stream_(info.name()), last_(info.state.last_seq) {
    asks_ = ctx.interactive() && !ctx.for_machines();
  }

  Result<void> run(Reader& reader) {
    auto style = ctx_.style();
    auto all = json::Doc::array();
    for (int on_page = 0;; ++on_page) {
      if (!asks_ && o_.size_given && on_page == o_.size) break;
      NATSOP_TRY(const auto message, reader.next());
      if (!message || (!asks_ && message->seq > last_)) {
        if (!ctx_.for_machines() && !o_.raw) ctx_.log("Reached apparent end of data");
        break;
      }
      if (asks_ && on_page == o_.size) {
        NATSOP_TRY(const bool more, next_page());
        if (!more) return {};
        on_page = 0;
      }
      if (ctx_.format() == render::Format::Ndjson) {
        NATSOP_CHECK(ctx_.show(message->to_doc()));
      } else if (ctx_.for_machines()) {
        all.push(message->to_doc());
      } else {
        NATSOP_TRY(const auto text, text_of(o_, stream_, *message, style));
        ctx_.print(text);
      }
      if (!ctx_.out()) return {};  // nobody reads on: "| head"
    }
    if (!ctx_.for_machines() || ctx_.format() == render::Format::Ndjson) return {};
    return ctx_.show(all);
  }

 private:
  Result<bool> next_page() {
    ctx_.flush();
    return ctx_.prompter().confirm({.message = "Next Page?", .fallback = true});
  }

  const Options& o_;
  cli::Context& ctx_;
  std::string stream_;
  std::uint64_t last_;
  bool asks_;
};

Result<void> run(const Options& o, cli::Context& ctx) {
  NATSOP_CHECK(check(o));
  NATSOP_TRY(const auto info, pick_stream(ctx, o.stream, {.all = o.group->all}));
  NATSOP_TRY(auto* const api, ctx.jetstream());
  auto start =
      o.id ? static_cast<std::uint64_t>(*o.id) : std::max<std::uint64_t>(info.state.first_seq, 1);
  if (o.since) {
    const auto now = info.ts.value_or(ctx.clock().now());
    NATSOP_TRY(start, sequence_since(*api, info, now - *o.since));
  }
  // One more than a page, to know whether there is another one; all there is in a pipe.
  const auto ahead = ctx.interactive() || o.size_given ? std::int64_t{o.size} + 1 : kManyAhead;
  Reader reader(*api, info, start, o.subject, ahead);
  return Viewer(o, ctx, info).run(reader);
}

}  // namespace

void view(cli::Command& parent) {
  parent.leaf<Options>(
      {.name = "view",
       .summary = "Page through the messages of a stream",
       .description = "Nothing is acknowledged or removed. In a pipe, all messages are printed, or "
                      "as many as the page size says.",
       .examples = {"nats stream view ORDERS", "nats stream view ORDERS 25 --since 1h",
                    "nats stream view ORDERS --subject orders.eu --raw | jq .total",
                    "nats stream view ORDERS 100 --id 5000 -o ndjson"},
       .scope = cli::Scope::User,
       .impact = cli::Impact::ReadOnly,
       .data = true},
      flags, run);
}

}  // namespace natsop::commands::nats::stream
