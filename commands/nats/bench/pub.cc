#include <fmt/format.h>

#include "commands/nats/bench/bench.h"
#include "commands/nats/bench/crew.h"
#include "core/text/duration.h"
#include "core/text/number.h"

namespace natsop::commands::nats::bench {
namespace {

struct Options {
  std::string subject;
  Load load;
  Pace pace;
  Body body;
  bool multisubject = false;
  int multisubject_max = 100000;
  bool multisubject_random = false;
};

void flags(cli::Command& c, Options& o) {
  c.arg("subject", o.subject, "Where to publish").required();
  c.flag("--sleep", o.load.sleep, "Pause between messages").placeholder("DURATION");
  load_flags(c, o.load);
  c.flag("--multisubject", o.multisubject, "Add a number as the subject's last token");
  c.flag("--multisubjectmax", o.multisubject_max,
         "How many different subjects that makes; 0: each message has its own");
  c.flag("--multisubjectrandomize", o.multisubject_random, "Take the numbers in random order");
  body_flags(c, o.body);
  pace_flags(c, o.pace);
}

/// A row of numbers that looks random and costs next to nothing (xorshift64).
class Scatter {
 public:
  explicit Scatter(std::uint64_t seed) : state_(seed | 1U) {}
  std::uint64_t below(std::uint64_t limit) {
    state_ ^= state_ << 13U;
    state_ ^= state_ >> 7U;
    state_ ^= state_ << 17U;
    return state_ % limit;
  }

 private:
  std::uint64_t state_;
};

/// The subject of each message of one client.
class Subjects {
 public:
  Subjects(const Options& o, std::int64_t msgs, std::uint64_t seed)
      : many_(o.multisubject),
        random_(o.multisubject_random),
        limit_(static_cast<std::uint64_t>(o.multisubject_max > 0 ? o.multisubject_max : msgs)),
        text_(o.multisubject ? o.subject + "." : o.subject),
        stem_(text_.size()),
        scatter_(seed) {}

  const std::string& of(std::int64_t message) {
    if (!many_) return text_;
    const std::uint64_t number =
        random_ ? scatter_.below(limit_) : static_cast<std::uint64_t>(message) % limit_;
    text_.resize(stem_);
    fmt::format_to(std::back_inserter(text_), "{}", number);
    return text_;
  }

 private:
  bool many_;
  bool random_;
  std::uint64_t limit_;
  std::string text_;
  std::size_t stem_;
  Scatter scatter_;
};

Result<void> run(const Options& o, cli::Context& ctx) {
  if (o.multisubject_max < 0) return Error(Code::Usage, "--multisubjectmax cannot be negative");
  NATSOP_TRY(Plan plan, make_plan(o.load, o.pace, o.body));
  plan.label = "Core NATS publisher";
  plan.doing = "publishing";
  plan.remarks.insert(plan.remarks.end(), {{"multi-subject", o.multisubject ? "true" : "false"},
                                           {"multi-subject-max", text::commas(o.multisubject_max)},
                                           {"sleep", text::print_go_duration(o.load.sleep)},
                                           {"subject", o.subject}});
  const std::uint64_t seed = ctx.random().number(std::uint64_t{1} << 62U);
  return run_clients(plan, ctx, {}, [&](Client& client) -> Result<void> {
    Subjects subjects(o, plan.msgs, seed + static_cast<std::uint64_t>(client.number));
    NATSOP_CHECK(send_all(plan, client, [&](std::int64_t message) {
      return client.connection->publish(subjects.of(message), plan.data, {}, plan.headers);
    }));
    // Only what the server has got counts as published.
    NATSOP_CHECK(client.connection->flush());
    client.end = client.clock->steady();
    return {};
  });
}

}  // namespace

void pub(cli::Command& parent) {
  parent.leaf<Options>({.name = "pub",
                        .summary = "Publish messages as fast as it goes",
                        .examples = {"nats bench pub orders --msgs 1000000 --size 16B",
                                     "nats bench pub orders --clients 4 --throughput 10000 "
                                     "--duration 30s"},
                        .scope = cli::Scope::User,
                        .impact = cli::Impact::ReadWrite,
                        .data = true},
                       flags, run);
}

}  // namespace natsop::commands::nats::bench
