#include "commands/nats/messages/session.h"

#include <algorithm>
#include <ostream>

#include "core/jetstream/ack_reply.h"
#include "core/render/watch.h"
#include "core/subject/subject.h"

namespace natsop::commands::nats::messages {
namespace {

using jetstream::Message;
using std::chrono::nanoseconds;

constexpr nanoseconds kLong = std::chrono::hours(1);

}  // namespace

Session::Session(SessionSettings settings, Feed& feed, cli::Context& ctx, Acknowledge acknowledge)
    : settings_(std::move(settings)),
      feed_(feed),
      ctx_(ctx),
      acknowledge_(std::move(acknowledge)),
      viewer_(settings_.look, ctx),
      graph_(settings_.subjects),
      last_message_(ctx.clock().steady()),
      last_sample_(last_message_) {}

Result<void> Session::run() {
  done_ = settings_.until_caught_up && feed_.caught_up();
  if (settings_.showing != Showing::Messages) {
    NATSOP_CHECK(run_screen());
  } else {
    while (!done_ && !interrupted()) NATSOP_CHECK(pump(kLong));
  }
  const bool stopped = interrupted() && !done_;
  auto rest = feed_.close();
  // With --count and the like, what came after the end is somebody else's.
  if (stopped) NATSOP_CHECK(take_all(std::move(rest)));
  if (settings_.look.dump.size() > 1 && shown_ >= 100) ctx_.line("");
  ctx_.flush();
  if (stopped) return Error(Code::Cancelled, "");
  return {};
}

Result<void> Session::run_screen() {
  Result<void> pumped;
  bool last = false;
  // The frame after the end shows the final numbers.
  const auto wait = [&](nanoseconds time) {
    if (last || interrupted()) return false;
    pumped = pump(time);
    last = done_ || !pumped;
    return !interrupted();
  };
  NATSOP_CHECK(render::watch(
      ctx_.out(), ctx_.terminal(), ctx_.clock(),
      {.measure = [](render::Terminal& terminal) { terminal.refresh_size(); }},
      [this](const render::Terminal& terminal) -> Result<std::string> { return screen(terminal); },
      wait));
  return pumped;
}

std::string Session::screen(const render::Terminal& terminal) {
  if (settings_.showing != Showing::Graph) {
    return activity_.report(settings_.top).render(ctx_.style());
  }
  const auto now = ctx_.clock().steady();
  const std::chrono::duration<double> passed = now - last_sample_;
  last_sample_ = now;
  graph_.sample(passed.count());
  return graph_.draw(terminal);
}

Result<void> Session::pump(nanoseconds time) {
  const auto end = ctx_.clock().steady() + time;
  while (!done_ && !interrupted()) {
    const auto now = ctx_.clock().steady();
    nanoseconds left = end - now;
    if (left.count() <= 0) return {};
    if (settings_.idle.count() > 0) {
      const nanoseconds patience = last_message_ + settings_.idle - now;
      if (patience.count() <= 0) {
        done_ = true;
        return {};
      }
      left = std::min(left, patience);
    }
    NATSOP_TRY(auto items, feed_.next(left));
    if (!items.empty()) last_message_ = ctx_.clock().steady();
    NATSOP_CHECK(take_all(std::move(items)));
    if (settings_.until_caught_up && feed_.caught_up()) done_ = true;
    if (!ctx_.out()) done_ = true;  // nobody reads any more
  }
  return {};
}

Result<void> Session::take_all(std::vector<Item> items) {
  const bool any = !items.empty();
  for (auto& item : items) {
    if (done_) break;
    NATSOP_CHECK(take(std::move(item)));
  }
  if (any && settings_.showing == Showing::Messages) ctx_.flush();
  return {};
}

Result<void> Session::take(Item item) {
  const bool is_reply = settings_.replies == item.source && settings_.replies.has_value();
  if (!is_reply && ignores(item.message.subject)) return {};
  if (settings_.replies) {
    if (!is_reply && item.message.reply.empty()) return show(item, nullptr);
    auto pair = is_reply ? pairing_.reply(std::move(item.message))
                         : pairing_.request(std::move(item.message));
    if (!pair) return {};
    item.message = std::move(pair->request);
    return show(item, &pair->reply);
  }
  NATSOP_CHECK(show(item, nullptr));
  return acknowledge(item);
}

Result<void> Session::show(const Item& item, const Message* reply) {
  ++shown_;
  switch (settings_.showing) {
    case Showing::Messages:
      NATSOP_CHECK(viewer_.show(item, shown_, reply));
      break;
    case Showing::BySubject:
      activity_.add(item.message.subject, item.message.data.size());
      break;
    case Showing::BySubscription:
      activity_.add(settings_.subjects[std::min(item.source, settings_.subjects.size() - 1)],
                    item.message.data.size());
      break;
    case Showing::Graph:
      graph_.add(item.source);
      break;
  }
  if (settings_.count > 0 && shown_ >= settings_.count) done_ = true;
  return {};
}

Result<void> Session::acknowledge(const Item& item) {
  if (!settings_.acknowledge && !feed_.acknowledged()) return {};
  if (!jetstream::is_ack_reply(item.message.reply)) return {};
  ctx_.flush();
  if (!ctx_.out()) return {};  // not shown, so not done with
  return acknowledge_(item.message);
}

bool Session::ignores(const std::string& subject) const {
  return std::ranges::any_of(settings_.ignored, [&](const std::string& pattern) {
    return subject::matches(subject, pattern);
  });
}

}  // namespace natsop::commands::nats::messages
