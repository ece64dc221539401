#include "commands/nats/stream/questions_limits.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <limits>

#include "commands/nats/stream/questions.h"
#include "core/jetstream/names.h"
#include "core/subject/subject.h"
#include "core/text/ascii.h"
#include "core/text/duration.h"

namespace natsop::commands::nats::stream {
namespace {

using jetstream::StreamConfig;
using std::chrono::nanoseconds;

constexpr nanoseconds kUsualWindow = std::chrono::minutes(2);
constexpr std::int64_t kRequiredBytes = std::int64_t{256} << 20;
constexpr std::int64_t kReplicasMax = 1000;  // servers refuse far less
constexpr auto kSizeMax = std::numeric_limits<std::int64_t>::max();

/// What the questions know.
struct Asking {
  const ConfigFlags& flags;
  const Filling& how;
  cli::Context& ctx;
  StreamConfig& config;

  [[nodiscard]] render::Prompter& prompter() const { return ctx.prompter(); }
};

bool is_fed_by_subjects(const Asking& a) {
  return a.flags.mirror.empty() && a.flags.sources.empty();
}

nanoseconds usual_window(const Asking& a) {
  if (!a.flags.mirror.empty()) return nanoseconds(0);
  const auto age = a.config.max_age;
  return age.count() > 0 && age < kUsualWindow ? age : kUsualWindow;
}

Result<void> ask_name(const Asking& a) {
  NATSOP_TRY(a.config.name, ask_text(a.prompter(), {.message = "Stream Name",
                                                    .help = "Letters, digits, - and _",
                                                    .validate = jetstream::check_stream_name}));
  return {};
}

Result<void> are_subjects(const std::string& text) {
  const auto subjects = text::split_list(text);
  if (subjects.empty()) return Error(Code::Invalid, "a value is required");
  for (const auto one : subjects) NATSOP_CHECK(subject::validate(one));
  return {};
}

Result<void> ask_subjects(const Asking& a) {
  NATSOP_TRY(
      const auto text,
      ask_text(a.prompter(), {.message = "Subjects",
                              .help = "Subjects to listen to, separated by spaces or commas; "
                                      "wildcards are allowed",
                              .validate = are_subjects}));
  for (const auto one : text::split_list(text)) a.config.subjects.emplace_back(one);
  return {};
}

Result<void> ask_storage(const Asking& a) {
  NATSOP_TRY(const auto index, a.prompter().select({.message = "Storage",
                                                    .options = {"file", "memory"},
                                                    .help = "Where messages are kept"}));
  a.config.storage = index == 0 ? jetstream::Storage::File : jetstream::Storage::Memory;
  return {};
}

Result<void> ask_replicas(const Asking& a) {
  NATSOP_TRY(const auto replicas,
             ask_integer(a.prompter(), "Replication", 1, "How many servers keep the data", 1));
  a.config.num_replicas = static_cast<int>(std::min<std::int64_t>(replicas, kReplicasMax));
  return {};
}

Result<void> ask_retention(const Asking& a) {
  NATSOP_TRY(
      const auto index,
      a.prompter().select({.message = "Retention Policy",
                           .options = {"Limits", "Interest", "Work Queue"},
                           .help = "Limits keeps messages until a limit is reached, Interest "
                                   "as long as a consumer wants them, Work Queue until one "
                                   "has acknowledged them"}));
  a.config.retention = static_cast<jetstream::Retention>(index);
  return {};
}

Result<void> ask_discard(const Asking& a) {
  NATSOP_TRY(const auto index,
             a.prompter().select({.message = "Discard Policy",
                                  .options = {"New", "Old"},
                                  .fallback = 1,
                                  .help = "What happens at a limit: New refuses messages, Old "
                                          "deletes the oldest ones"}));
  a.config.discard = index == 0 ? jetstream::Discard::New : jetstream::Discard::Old;
  return {};
}

std::int64_t limit(std::int64_t value) { return value <= 0 ? -1 : value; }

Result<void> ask_max_msgs(const Asking& a) {
  NATSOP_TRY(const auto value, ask_integer(a.prompter(), "Stream Messages Limit", -1,
                                           "How many messages it keeps; -1: any number"));
  a.config.max_msgs = limit(value);
  return {};
}

Result<void> ask_max_msgs_per_subject(const Asking& a) {
  NATSOP_TRY(const auto value, ask_integer(a.prompter(), "Per Subject Messages Limit", -1,
                                           "How many it keeps of each subject; -1: any number"));
  a.config.max_msgs_per_subject = limit(value);
  return {};
}

Result<void> ask_max_bytes(const Asking& a) {
  const bool required = a.how.max_bytes_required;
  NATSOP_TRY(const auto value,
             ask_size(a.prompter(), "Total Stream Size", required ? "256MB" : "-1",
                      "How large it gets: 10MB, 1GB; -1: any size", required, kSizeMax));
  a.config.max_bytes = limit(value);
  return {};
}

Result<nanoseconds> ask_age(const Asking& a, std::string message, std::string fallback,
                            std::string help) {
  const auto read = [](const std::string& text) -> Result<void> {
    NATSOP_TRY(const auto age, parse_age(text));
    static_cast<void>(age);
    return {};
  };
  NATSOP_TRY(const auto text, a.prompter().input({.message = std::move(message),
                                                  .fallback = std::move(fallback),
                                                  .help = std::move(help),
                                                  .validate = read}));
  return parse_age(text);
}

Result<void> ask_max_age(const Asking& a) {
  NATSOP_TRY(a.config.max_age,
             ask_age(a, "Message TTL", "-1", "How old messages get: 1h, 2d, 1w; -1: any age"));
  return {};
}

Result<void> ask_max_msg_size(const Asking& a) {
  NATSOP_TRY(const auto value, ask_size(a.prompter(), "Max Message Size", "-1",
                                        "How large one message may be: 10KB, 1MB; -1: any size",
                                        false, kMessageSizeMax));
  a.config.max_msg_size = static_cast<int>(limit(value));
  return {};
}

Result<void> ask_dupe_window(const Asking& a) {
  NATSOP_TRY(a.config.duplicate_window,
             ask_age(a, "Duplicate tracking time window", text::print_go_duration(usual_window(a)),
                     "How long the ids of messages are remembered, to drop repeated ones"));
  return {};
}

Result<void> ask_rollup(const Asking& a) {
  NATSOP_TRY(a.config.allow_rollup_hdrs,
             a.prompter().confirm({.message = "Allow message Roll-ups"}));
  return {};
}

Result<void> ask_delete(const Asking& a) {
  NATSOP_TRY(const bool allowed,
             a.prompter().confirm({.message = "Allow message deletion", .fallback = true}));
  a.config.deny_delete = !allowed;
  return {};
}

Result<void> ask_purge(const Asking& a) {
  NATSOP_TRY(const bool allowed,
             a.prompter().confirm(
                 {.message = "Allow purging subjects or the entire stream", .fallback = true}));
  a.config.deny_purge = !allowed;
  return {};
}

/// A question, and the flag that answers it beforehand.
struct Question {
  std::string_view flag;
  bool (*is_open)(const Asking&);
  Result<void> (*ask)(const Asking&);
  bool has_default = true;  // --defaults answers it
};

using A = const Asking&;

const std::array<Question, 15>& questions() {
  static const std::array<Question, 15> kQuestions{{
      {"a stream name", [](A a) { return a.config.name.empty(); }, ask_name, false},
      {"--subjects", [](A a) { return is_fed_by_subjects(a) && a.config.subjects.empty(); },
       ask_subjects, false},
      {"--storage", [](A a) { return !a.flags.storage; }, ask_storage},
      {"--replicas", [](A a) { return !a.flags.replicas; }, ask_replicas},
      {"--retention", [](A a) { return !a.flags.retention; }, ask_retention},
      {"--discard",
       [](A a) { return !a.flags.discard && !a.flags.discard_per_subject.value_or(false); },
       ask_discard},
      {"--max-msgs", [](A a) { return !a.flags.max_msgs; }, ask_max_msgs},
      {"--max-msgs-per-subject",
       [](A a) {
         return !a.flags.max_msgs_per_subject &&
                (is_fed_by_subjects(a) || !a.config.subjects.empty());
       },
       ask_max_msgs_per_subject},
      {"--max-bytes",
       [](A a) {
         return !a.flags.max_bytes_given || (a.how.max_bytes_required && a.config.max_bytes <= 0);
       },
       ask_max_bytes},
      {"--max-age", [](A a) { return !a.flags.max_age; }, ask_max_age},
      {"--max-msg-size", [](A a) { return !a.flags.max_msg_size_given; }, ask_max_msg_size},
      {"--dupe-window", [](A a) { return !a.flags.dupe_window && a.flags.mirror.empty(); },
       ask_dupe_window},
      {"--[no-]allow-rollup", [](A a) { return !a.flags.allow_rollup; }, ask_rollup},
      {"--[no-]deny-delete", [](A a) { return !a.flags.deny_delete; }, ask_delete},
      {"--[no-]deny-purge", [](A a) { return !a.flags.deny_purge; }, ask_purge},
  }};
  return kQuestions;
}

Result<void> nothing_missing(const Asking& a) {
  std::vector<std::string_view> missing;
  for (const auto& question : questions()) {
    if (a.how.defaults && question.has_default) continue;
    if (question.is_open(a)) missing.push_back(question.flag);
  }
  if (missing.empty()) return {};
  return Error(Code::Usage, fmt::format("cannot ask without a terminal, and these are missing: {}",
                                        fmt::join(missing, ", ")))
      .hint(a.how.defaults ? "give them on the command line"
                           : "give them, or --defaults to take the usual answers for the rest");
}

/// The usual answers to what is open, except where the configuration begins with them.
void take_defaults(const Asking& a) {
  if (!a.flags.max_msgs_per_subject) a.config.max_msgs_per_subject = -1;
  if (a.how.max_bytes_required && a.config.max_bytes <= 0) a.config.max_bytes = kRequiredBytes;
  if (!a.flags.dupe_window) a.config.duplicate_window = usual_window(a);
}

}  // namespace

StreamConfig new_stream_config() {
  StreamConfig config;
  config.max_consumers = -1;
  config.max_msgs = -1;
  config.max_bytes = -1;
  config.max_msg_size = -1;
  config.num_replicas = 1;
  config.allow_direct = true;
  return config;
}

Result<void> fill_in(const ConfigFlags& o, const Filling& how, cli::Context& ctx,
                     StreamConfig& config) {
  const Asking asking{o, how, ctx, config};
  if (!ctx.interactive()) NATSOP_CHECK(nothing_missing(asking));
  for (const auto& question : questions()) {
    if (how.defaults && question.has_default) continue;
    if (question.is_open(asking)) NATSOP_CHECK(question.ask(asking));
  }
  if (how.defaults) take_defaults(asking);
  return {};
}

}  // namespace natsop::commands::nats::stream
