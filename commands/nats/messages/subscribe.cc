#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "commands/nats/messages/messages.h"
#include "commands/nats/messages/session.h"
#include "commands/nats/messages/stream_feed.h"
#include "core/base/files.h"
#include "core/jetstream/ack_reply.h"
#include "core/subject/subject.h"
#include "core/text/ascii.h"
#include "core/text/duration.h"

namespace natsop::commands::nats::messages {
namespace {

using jetstream::DeliverPolicy;

struct Options {
  std::vector<std::string> subjects;
  std::string queue;
  std::string durable;
  bool raw = false;
  std::string translate;
  bool ack = false;
  bool match_replies = false;
  bool inbox = false;
  unsigned count = 0;
  std::string dump;
  bool headers_only = false;
  bool subjects_only = false;
  std::uint64_t start_sequence = 0;
  bool all = false;
  bool only_new = false;
  bool last = false;
  std::string since;
  bool last_per_subject = false;
  bool terminate_at_end = false;
  std::string stream;
  std::vector<std::string> ignore;
  std::chrono::nanoseconds wait{};
  bool report_subjects = false;
  bool report_subscriptions = false;
  int report_top = 10;
  bool timestamp = false;
  bool delta_time = false;
  bool graph = false;
  bool direct = false;

  /// How many flags say where in a stream to begin.
  [[nodiscard]] int starts() const {
    return static_cast<int>(start_sequence > 0) + static_cast<int>(all) +
           static_cast<int>(only_new) + static_cast<int>(last) + static_cast<int>(!since.empty()) +
           static_cast<int>(last_per_subject);
  }
  [[nodiscard]] bool jetstream() const {
    return starts() > 0 || direct || !durable.empty() || !stream.empty();
  }
  [[nodiscard]] bool quiet() const {
    return raw || !dump.empty() || report_subjects || report_subscriptions || graph;
  }
};

void stream_flags(cli::Command& c, Options& o) {
  c.flag("--durable", o.durable, "Receive from this consumer of --stream").category("JetStream");
  c.flag("--start-sequence", o.start_sequence, "Begin at this sequence of the stream")
      .placeholder("SEQUENCE")
      .category("JetStream");
  c.flag("--all", o.all, "Begin at the stream's first message").category("JetStream");
  c.flag("--new", o.only_new, "Begin behind the stream's last message").category("JetStream");
  c.flag("--last", o.last, "Begin at the last message").category("JetStream");
  c.flag("--since", o.since, "Begin so long ago").placeholder("DURATION").category("JetStream");
  c.flag("--last-per-subject", o.last_per_subject, "Begin with the last message of each subject")
      .category("JetStream");
  c.flag("--terminate-at-end,-T", o.terminate_at_end, "End when the stream has no more")
      .category("JetStream");
  c.flag("--stream", o.stream, "Receive from this stream; else from the one with the subject")
      .placeholder("STREAM")
      .category("JetStream");
  c.flag("--direct", o.direct, "Read with direct gets instead of a consumer").category("JetStream");
}

void flags(cli::Command& c, Options& o) {
  c.arg("subjects", o.subjects, "What to subscribe to");
  c.flag("--queue", o.queue, "Queue group: each message goes to one of its members");
  c.flag("--raw,-r", o.raw, "Print bodies alone, a line each");
  c.flag("--translate", o.translate, "Pipe each body through a command");
  c.flag("--ack", o.ack, "Acknowledge messages that a stream delivers").negatable();
  c.flag("--match-replies", o.match_replies, "Show requests together with their replies");
  c.flag("--inbox,-i", o.inbox, "Subscribe to a new inbox");
  c.flag("--count", o.count, "End after so many messages");
  c.flag("--dump", o.dump, "Save each message as JSON in a folder; - for standard output")
      .placeholder("DIRECTORY");
  c.flag("--headers-only", o.headers_only, "Leave out the bodies");
  c.flag("--subjects-only", o.subjects_only, "Show the subjects alone");
  c.flag("--ignore-subject,-I", o.ignore, "Leave out messages on these subjects")
      .placeholder("SUBJECT");
  c.flag("--wait", o.wait, "End after so long without a message");
  c.flag("--report-subjects", o.report_subjects, "Count by subject, redrawn each second");
  c.flag("--report-subscriptions", o.report_subscriptions,
         "Count by what was subscribed to, redrawn each second");
  c.flag("--report-top", o.report_top, "How many subjects a report shows");
  c.flag("--timestamp,-t", o.timestamp, "Show when each message came");
  c.flag("--delta-time,-d", o.delta_time,
         "Show when each message came, counted from the start; how old it is, for streams");
  c.flag("--graph", o.graph, "Draw the messages per second of up to 4 subjects");
  stream_flags(c, o);
}

/// A usage error for flags that do not go together.
Result<void> check_stream_flags(const Options& o) {
  const auto wrong = [](const char* text) { return Error(Code::Usage, text); };
  if (!o.jetstream()) {
    if (o.terminate_at_end) return wrong("--terminate-at-end needs a stream").hint("add --all");
    return {};
  }
  if (o.starts() > 1) {
    return wrong(
        "only one of --start-sequence, --all, --new, --last, --since and "
        "--last-per-subject may be given");
  }
  if (!o.durable.empty()) {
    if (!o.subjects.empty()) return wrong("cannot specify both subjects and a durable consumer");
    if (o.stream.empty())
      return wrong("a durable consumer needs its stream").hint("add --stream NAME");
    if (o.starts() > 0 || o.direct)
      return wrong("a durable consumer has its own place to begin at; leave the other flags out");
  }
  if (o.subjects.size() > 1) return wrong("streams subscribe support only 1 subject");
  if (!o.queue.empty()) {
    return wrong("--queue does not work with streams")
        .hint("a consumer that several share: `nats consumer add`, then --durable");
  }
  if (o.inbox) return wrong("--inbox does not work with streams");
  if (o.match_replies) return wrong("--match-replies does not work with streams");
  if (o.graph) return wrong("--graph does not work with streams");
  return {};
}

Result<void> check(const Options& o, cli::Context& ctx) {
  const auto wrong = [](const char* text) { return Error(Code::Usage, text); };
  if (o.subjects.empty() && o.stream.empty() && !o.inbox) {
    return Error(Code::Usage, "no subject, and no --stream")
        .hint("`nats subscribe '>'` receives everything");
  }
  for (const auto& one : o.subjects) {
    if (auto valid = subject::validate(one); !valid)
      return Error(Code::Usage, valid.error().message());
  }
  if (o.timestamp && o.delta_time) return wrong("--timestamp and --delta-time exclude each other");
  if (static_cast<int>(o.report_subjects) + static_cast<int>(o.report_subscriptions) +
          static_cast<int>(o.graph) >
      1)
    return wrong("--report-subjects, --report-subscriptions and --graph exclude each other");
  if (o.report_top < 1) return wrong("--report-top must be at least 1");
  if (o.wait.count() < 0) return wrong("--wait must not be negative");
  if (o.inbox && !o.subjects.empty()) return wrong("--inbox takes no subjects");
  if (o.match_replies && !o.queue.empty())
    return wrong("--match-replies does not work with --queue");
  if (ctx.for_machines() && o.quiet())
    return wrong("--output excludes --raw, --dump, --graph and the reports");
  NATSOP_CHECK(check_stream_flags(o));
  if (!o.graph) return {};
  if (o.subjects.size() > RateGraph::kMost) return wrong("--graph draws at most 4 subjects");
  const auto& terminal = ctx.terminal();
  if (!terminal.out || terminal.width < RateGraph::kSmallest ||
      terminal.height < RateGraph::kSmallest)
    return wrong("--graph needs a terminal of at least 20 columns and 20 rows");
  return {};
}

/// Repeated flags, each with several subjects between commas or spaces.
Result<std::vector<std::string>> ignored_subjects(const Options& o) {
  std::vector<std::string> out;
  for (const auto& list : o.ignore) {
    std::string one;
    for (const char c : list + ",") {
      if (c != ',' && !text::is_space(c)) {
        one += c;
        continue;
      }
      if (one.empty()) continue;
      if (auto valid = subject::validate(one); !valid)
        return Error(Code::Usage, valid.error().message());
      out.push_back(std::exchange(one, {}));
    }
  }
  return out;
}

Result<SessionSettings> session_settings(const Options& o, cli::Context& ctx) {
  SessionSettings s;
  if (o.report_subjects) s.showing = Showing::BySubject;
  if (o.report_subscriptions) s.showing = Showing::BySubscription;
  if (o.graph) s.showing = Showing::Graph;
  s.look = {.raw = o.raw,
            .headers_only = o.headers_only,
            .subjects_only = o.subjects_only,
            .timestamp = o.timestamp,
            .delta_time = o.delta_time,
            .translate = o.translate,
            .dump = o.dump};
  if (!o.dump.empty() && o.dump != "-") {
    constexpr mode_t kPrivate = 0700;
    const auto folder = o.dump.front() == '/' ? o.dump : ctx.cwd() + "/" + o.dump;
    NATSOP_CHECK(make_dirs(folder, kPrivate));
    s.look.dump = folder;
  }
  NATSOP_TRY(s.ignored, ignored_subjects(o));
  s.count = o.count;
  s.idle = o.wait;
  s.top = static_cast<std::size_t>(o.report_top);
  s.until_caught_up = o.terminate_at_end;
  s.acknowledge = o.ack;
  return s;
}

/// The line that says what is subscribed to, and the one that says what is left out.
void announce(const Options& o, const SessionSettings& s, const std::string& text,
              cli::Context& ctx) {
  if (o.quiet() && !o.inbox) return;
  ctx.log(text);
  if (!s.ignored.empty()) {
    ctx.log(fmt::format("Ignored subjects: {}", fmt::join(s.ignored, ", ")));
  }
}

Result<std::unique_ptr<Feed>> open_core(const Options& o, SessionSettings& s, cli::Context& ctx) {
  NATSOP_TRY(auto* const connection, ctx.connection());
  s.subjects = o.subjects;
  if (o.inbox) s.subjects = {connection->new_inbox()};
  // The trailing space is the original's.
  const auto subjects = fmt::format("{}", fmt::join(s.subjects, ", "));
  auto said =
      o.ack ? fmt::format("Subscribing on {} with acknowledgement of JetStream messages ", subjects)
            : fmt::format("Subscribing on {} ", subjects);
  CoreInterest interest{.subjects = s.subjects, .queue = o.queue};
  if (o.match_replies) {
    const auto& prefix = connection->settings().inbox_prefix;
    s.replies = interest.subjects.size();
    interest.subjects.push_back(prefix + ".>");
    if (!o.quiet() && !ctx.for_machines())
      ctx.log(fmt::format("Matching replies with inbox prefix {}", prefix));
  } else if (s.ignored.empty()) {
    interest.at_most = o.count;
  }
  NATSOP_TRY(auto feed, open_core_feed(interest, ctx));
  announce(o, s, said, ctx);
  return feed;
}

Result<StreamReading> stream_reading(const Options& o) {
  StreamReading r{.stream = o.stream, .headers_only = o.headers_only};
  if (!o.subjects.empty()) r.filter = o.subjects.front();
  if (o.start_sequence > 0) r.from = DeliverPolicy::ByStartSequence;
  if (o.only_new) r.from = DeliverPolicy::New;
  if (o.last) r.from = DeliverPolicy::Last;
  if (o.last_per_subject) r.from = DeliverPolicy::LastPerSubject;
  r.start_seq = o.start_sequence;
  if (!o.since.empty()) {
    auto since = text::parse_duration(o.since);
    if (!since) return Error(Code::Usage, fmt::format("--since: {}", since.error().message()));
    r.from = DeliverPolicy::ByStartTime;
    r.since = *since;
  }
  if (o.ignore.empty()) r.at_most = o.count;
  // Servers want a filter for this policy.
  if (o.last_per_subject && r.filter.empty()) r.filter = ">";
  return r;
}

std::string where_from(const StreamReading& r) {
  switch (r.from) {
    case DeliverPolicy::ByStartSequence:
      return fmt::format("starting at sequence {}", r.start_seq);
    case DeliverPolicy::Last:
      return "from last received message";
    case DeliverPolicy::New:
      return "for new messages";
    case DeliverPolicy::ByStartTime:
      return fmt::format("since {}", text::print_duration(r.since));
    case DeliverPolicy::LastPerSubject:
      return "for last message per subject";
    case DeliverPolicy::All:
      break;
  }
  return "from first received message";
}

/// The one stream that holds a subject.
Result<std::string> stream_with(const std::string& subject, jetstream::Api& api) {
  NATSOP_TRY(const auto names, api.stream_names(subject));
  if (names.size() == 1) return names.front();
  if (names.empty()) {
    return Error(Code::NotFound, fmt::format("no stream has the subject \"{}\"", subject))
        .hint("`nats stream ls` lists the streams; --stream names one");
  }
  return Error(Code::Usage, fmt::format("several streams have the subject \"{}\": {}", subject,
                                        fmt::join(names, ", ")))
      .hint("--stream names one");
}

Result<std::unique_ptr<Feed>> open_durable(const Options& o, const SessionSettings& s,
                                           jetstream::Api& api, cli::Context& ctx) {
  NATSOP_TRY(const auto info, api.consumer_info(o.stream, o.durable));
  NATSOP_TRY(auto feed, open_durable_feed(info, s.ignored.empty() ? s.count : 0, ctx));
  announce(o, s,
           fmt::format("Subscribing to JetStream Stream \"{}\" using existing {} consumer \"{}\"",
                       o.stream, info.config.is_pull() ? "pull" : "push", o.durable),
           ctx);
  return feed;
}

Result<std::unique_ptr<Feed>> open_stream(const Options& o, SessionSettings& s, cli::Context& ctx) {
  NATSOP_TRY(auto* const api, ctx.jetstream());
  NATSOP_TRY(auto reading, stream_reading(o));
  s.subjects = {reading.filter.empty() ? o.stream : reading.filter};
  if (!o.durable.empty()) return open_durable(o, s, *api, ctx);
  if (reading.stream.empty()) {
    NATSOP_TRY(reading.stream, stream_with(reading.filter, *api));
  }
  NATSOP_TRY(const auto info, api->stream_info(reading.stream));
  const auto shown = reading.filter.empty() ? std::string(">") : reading.filter;
  // A consumer would take part in what these streams keep and delete.
  const bool takes_part = info.config.retention != jetstream::Retention::Limits;
  if (o.direct || takes_part) {
    NATSOP_TRY(auto feed, open_direct_feed(reading, info, ctx));
    s.look.direct = true;
    announce(o, s,
             fmt::format("Subscribing to JetStream Stream (direct) holding messages with subject "
                         "{} {}",
                         shown, where_from(reading)),
             ctx);
    return feed;
  }
  NATSOP_TRY(auto feed, open_ordered_feed(reading, ctx));
  announce(o, s, fmt::format("Subscribing to subject {} {}", shown, where_from(reading)), ctx);
  return feed;
}

Result<void> run(const Options& o, cli::Context& ctx) {
  NATSOP_CHECK(check(o, ctx));
  if (!o.since.empty()) NATSOP_CHECK(stream_reading(o));
  NATSOP_TRY(auto settings, session_settings(o, ctx));
  NATSOP_TRY(auto* const connection, ctx.connection());
  ctx.interrupt().arm();
  auto opened = o.jetstream() ? open_stream(o, settings, ctx) : open_core(o, settings, ctx);
  if (!opened) return std::move(opened).error();
  bool acknowledged = false;
  const auto acknowledge = [&](const jetstream::Message& message) {
    acknowledged = true;
    return connection->publish(message.reply, jetstream::kAck);
  };
  Session session(std::move(settings), **opened, ctx, acknowledge);
  auto done = session.run();
  if (acknowledged && connection->connected()) NATSOP_CHECK(connection->flush());
  return done;
}

}  // namespace

void subscribe(cli::Command& parent) {
  parent.leaf<Options>(
      {.name = "subscribe",
       .aliases = {"sub"},
       .summary = "Receive messages",
       .description =
           "Subscribes to subjects, or reads a stream when one of the JetStream flags is given: in "
           "order, without acknowledgements, going on where it was after a lost connection. "
           "Streams that delete what is consumed are read with direct gets.",
       .examples = {"nats subscribe 'orders.>'", "nats subscribe orders.new --queue workers --raw",
                    "nats subscribe --stream ORDERS --since 1h -T",
                    "nats subscribe --stream ORDERS --durable NEW",
                    "nats subscribe 'orders.>' --output ndjson",
                    "nats subscribe '>' --report-subjects"},
       .scope = cli::Scope::User,
       .impact = cli::Impact::ReadWrite,
       .category = "Messages",
       .data = true},
      flags, run);
}

}  // namespace natsop::commands::nats::messages
