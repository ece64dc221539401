#include "commands/nats/consumer/questions.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "core/jetstream/names.h"
#include "core/text/duration.h"
#include "core/text/number.h"

namespace natsop::commands::nats::consumer {
namespace {

Result<void> is_duration(const std::string& text) {
  const auto span = text::parse_duration(text);
  if (!span) return span.error();
  return {};
}

Result<void> is_number(const std::string& text) {
  const auto value = text::parse_decimal(text);
  if (!value) return value.error();
  return {};
}

Result<void> is_start(const std::string& text) {
  jetstream::ConsumerConfig config;
  return parse_start(text, Time(), config);
}

/// Questions that take their defaults unasked, or that become missing flags where there is no
/// terminal.
class Questions {
 public:
  Questions(cli::Context& ctx, bool defaults) : ctx_(ctx), defaults_(defaults) {}

  Result<std::string> input(const char* flag, const render::Input& question) {
    if (!wanted(flag)) return question.fallback;
    return ctx_.prompter().input(question);
  }
  Result<std::string> select(const char* flag, const render::Select& question) {
    if (!wanted(flag)) return question.options[question.fallback];
    NATSOP_TRY(const auto index, ctx_.prompter().select(question));
    return question.options[index];
  }
  Result<bool> confirm(const char* flag, const render::Confirm& question) {
    if (!wanted(flag)) return question.fallback;
    return ctx_.prompter().confirm(question);
  }
  Result<std::int64_t> number(const char* flag, render::Input question) {
    question.validate = is_number;
    NATSOP_TRY(const auto text, input(flag, question));
    return text::parse_decimal(text);
  }
  /// A question that has no default answer.
  Result<std::string> required(const char* flag, const render::Input& question) {
    if (ctx_.interactive()) return ctx_.prompter().input(question);
    missing_.emplace_back(flag);
    return std::string();
  }

  /// Something that no question here asks for, and that is missing.
  void lacks(const char* what) { missing_.emplace_back(what); }

  [[nodiscard]] Result<void> finish() const {
    if (missing_.empty()) return {};
    auto error = Error(Code::Usage, fmt::format("cannot ask without a terminal; missing: {}",
                                                fmt::join(missing_, ", ")));
    if (defaults_) return error;
    return std::move(error).hint("--defaults takes the default answer to every question");
  }

 private:
  bool wanted(const char* flag) {
    if (defaults_) return false;
    if (ctx_.interactive()) return true;
    missing_.emplace_back(flag);
    return false;
  }

  cli::Context& ctx_;
  bool defaults_;
  std::vector<std::string> missing_;
};

Result<void> usable_name(const std::string& name) { return jetstream::check_consumer_name(name); }

Result<void> ask_name_and_kind(Questions& ask, Definition& d, std::string& name) {
  if (name.empty() && !d.ephemeral) {
    NATSOP_TRY(name, ask.required("the consumer's name (or --ephemeral)",
                                  {.message = "Consumer name",
                                   .help = "Clients find the consumer by this name; it survives "
                                           "them. --ephemeral makes one without",
                                   .validate = usable_name}));
  }
  if (!d.pull && !d.target) {
    NATSOP_TRY(
        const auto target,
        ask.input("--pull or --target", {.message = "Delivery target (empty for Pull Consumers)",
                                         .help = "The subject that messages are pushed to"}));
    d.target = target;
  }
  const bool push = !d.pull && !d.target->empty();
  if (push && !d.deliver_group) {
    NATSOP_TRY(d.deliver_group,
               ask.input("--deliver-group",
                         {.message = "Delivery Queue Group",
                          .help = "Subscribers of this queue group share the messages"}));
  }
  return {};
}

Result<void> ask_policies(Questions& ask, Definition& d, bool push) {
  if (!d.deliver) {
    NATSOP_TRY(d.deliver,
               ask.input("--deliver",
                         {.message = "Start policy (all, new, last, subject, 1h, msg sequence)",
                          .fallback = "all",
                          .help = "Where in the stream to begin: with everything, what comes from "
                                  "now on, the last message, the last one of each subject, some "
                                  "time ago, or a sequence",
                          .validate = is_start}));
  }
  if (!d.ack) {
    const std::vector<std::string> policies{"explicit", "all", "none"};
    NATSOP_TRY(d.ack, ask.select("--ack", {.message = "Acknowledgment policy",
                                           .options = policies,
                                           .fallback = push ? 2U : 0U,
                                           .help = "explicit: each message; all: one message and "
                                                   "those before it; none: no acknowledgement"}));
  }
  if (!d.replay) {
    NATSOP_TRY(d.replay, ask.select("--replay", {.message = "Replay policy",
                                                 .options = {"instant", "original"},
                                                 .help = "original: at the pace at which the "
                                                         "messages were stored"}));
  }
  if (!d.filters) {
    NATSOP_TRY(const auto filters,
               ask.input("--filter", {.message = "Filter Stream by subjects (blank for all)",
                                      .help = "Subjects, separated by blanks or commas"}));
    d.filters = split_list(filters);
  }
  return {};
}

Result<void> ask_limits(Questions& ask, Definition& d, bool push) {
  const bool acks = *d.ack != "none";
  if (acks && d.max_deliver.value_or(0) == 0) {
    NATSOP_TRY(const auto tries,
               ask.number("--max-deliver", {.message = "Maximum Allowed Deliveries",
                                            .fallback = "-1",
                                            .help = "How often a message is tried; -1: no limit"}));
    d.max_deliver = static_cast<int>(tries);
  }
  if (!acks) d.max_deliver = -1;
  if (acks && d.max_pending.value_or(-1) == -1) {
    NATSOP_TRY(const auto pending,
               ask.number("--max-pending",
                          {.message = "Maximum Acknowledgments Pending",
                           .fallback = "0",
                           .help = "How many messages may wait for acknowledgement before delivery "
                                   "pauses; 0: what the server chooses"}));
    d.max_pending = static_cast<int>(pending);
  }
  if (push && !d.heartbeat) {
    NATSOP_TRY(d.heartbeat, ask.input("--heartbeat", {.message = "Idle Heartbeat",
                                                      .fallback = "0s",
                                                      .help = "How often to tell that nothing came",
                                                      .validate = is_duration}));
  }
  if (push && !d.flow_control) {
    NATSOP_TRY(
        d.flow_control,
        ask.confirm("--flow-control",
                    {.message = "Enable Flow Control, ie --flow-control",
                     .help = "Push no faster than the subscriber reads; needs a heartbeat"}));
  }
  if (!d.headers_only) {
    NATSOP_TRY(d.headers_only,
               ask.confirm("--headers-only", {.message = "Deliver headers only without bodies"}));
  }
  return {};
}

Result<void> ask_backoff(Questions& ask, Definition& d) {
  if (d.backoff || *d.ack == "none") return {};
  NATSOP_TRY(const bool wanted,
             ask.confirm("--backoff", {.message = "Add a Retry Backoff Policy"}));
  d.backoff = "none";
  if (!wanted) return {};
  NATSOP_TRY(d.backoff, ask.select("--backoff", {.message = "Backoff policy",
                                                 .options = {"linear", "none"},
                                                 .fallback = 1}));
  if (*d.backoff == "none") return {};
  NATSOP_TRY(const auto shortest, ask.input("--backoff-min", {.message = "Minimum retry time",
                                                              .fallback = "1m",
                                                              .validate = is_duration}));
  NATSOP_TRY(const auto longest, ask.input("--backoff-max", {.message = "Maximum retry time",
                                                             .fallback = "10m",
                                                             .validate = is_duration}));
  NATSOP_TRY(const auto steps,
             ask.number("--backoff-steps", {.message = "Number of steps to generate in the policy",
                                            .fallback = "20"}));
  NATSOP_TRY(d.backoff_min, text::parse_duration(shortest));
  NATSOP_TRY(d.backoff_max, text::parse_duration(longest));
  d.backoff_steps = static_cast<unsigned>(steps);
  return {};
}

Result<void> ask_all(Questions& ask, Definition& d, std::string& name) {
  NATSOP_CHECK(ask_name_and_kind(ask, d, name));
  const bool push = !d.pull && !d.target->empty();
  NATSOP_CHECK(ask_policies(ask, d, push));
  NATSOP_CHECK(ask_limits(ask, d, push));
  return ask_backoff(ask, d);
}

}  // namespace

Result<void> ask_for_definition(cli::Context& ctx, bool defaults, Definition& d,
                                std::string& name) {
  Questions ask(ctx, defaults);
  NATSOP_CHECK(ask_all(ask, d, name));
  return ask.finish();
}

Error missing_answers(cli::Context& ctx, bool defaults, Definition d, std::string name) {
  Questions ask(ctx, defaults);
  ask.lacks("the stream's name");
  const auto asked = ask_all(ask, d, name);
  if (!asked) return asked.error();
  return ask.finish().error();
}

}  // namespace natsop::commands::nats::consumer
