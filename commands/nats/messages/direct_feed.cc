#include <fmt/format.h>

#include <algorithm>

#include "commands/nats/messages/stream_feed.h"

namespace natsop::commands::nats::messages {
namespace {

using jetstream::DeliverPolicy;
using std::chrono::nanoseconds;

constexpr std::int64_t kBatch = 250;
constexpr std::chrono::milliseconds kShortPause{50};
constexpr std::chrono::milliseconds kLongPause{1000};

class DirectFeed final : public Feed {
 public:
  DirectFeed(StreamReading reading, cli::Context& ctx, jetstream::Api& api)
      : reading_(std::move(reading)),
        filter_(reading_.filter.empty() ? ">" : reading_.filter),
        ctx_(ctx),
        api_(api) {}

  /// Finds out where to begin; `last` is the stream's last sequence.
  Result<void> start(std::uint64_t last) {
    next_seq_ = 1;
    switch (reading_.from) {
      case DeliverPolicy::All:
        break;
      case DeliverPolicy::ByStartSequence:
        next_seq_ = std::max<std::uint64_t>(1, reading_.start_seq);
        break;
      case DeliverPolicy::ByStartTime:
        start_time_ =
            ctx_.clock().now() - std::chrono::duration_cast<Time::duration>(reading_.since);
        break;
      case DeliverPolicy::LastPerSubject:
        up_to_ = last;
        break;
      case DeliverPolicy::New:
        next_seq_ = last + 1;
        break;
      case DeliverPolicy::Last: {
        const auto found = api_.direct_get(reading_.stream, {.last_by_subj = filter_});
        if (!found && found.error().code() != Code::NotFound) return found.error();
        next_seq_ = found ? found->seq : last + 1;
        break;
      }
    }
    return {};
  }

  Result<std::vector<Item>> next(nanoseconds timeout) override {
    const auto now = ctx_.clock().steady();
    if (now < ask_at_) {
      static_cast<void>(ctx_.interrupt().wait(std::min<nanoseconds>(timeout, ask_at_ - now)));
      return std::vector<Item>{};
    }
    auto batch = api_.direct_get_batch(reading_.stream, request());
    if (!batch) {
      const auto code = batch.error().code();
      if (code != Code::Timeout && code != Code::Unreachable) return batch.error();
      pause();  // the server is away: asked again when it may be back
      return std::vector<Item>{};
    }
    if (batch->messages.empty()) {
      nothing_more();
      return std::vector<Item>{};
    }
    pause_ = kShortPause;
    start_time_.reset();
    next_seq_ = batch->messages.back().seq + 1;
    if (up_to_ && batch->num_pending == 0) nothing_more();
    caught_up_ = batch->num_pending == 0;
    return items(std::move(*batch));
  }

  std::vector<Item> close() override { return {}; }
  [[nodiscard]] bool caught_up() const override { return caught_up_; }

 private:
  jetstream::MessageGetRequest request() const {
    jetstream::MessageGetRequest out;
    out.batch = kBatch;
    if (up_to_) {
      out.multi_last = {filter_};
      out.up_to_seq = *up_to_;
      if (next_seq_ > 1) out.seq = next_seq_;
      return out;
    }
    out.next_by_subj = filter_;
    if (start_time_) {
      out.start_time = start_time_;
    } else {
      out.seq = next_seq_;
    }
    return out;
  }

  void nothing_more() {
    caught_up_ = true;
    if (up_to_) {
      // The last ones of each subject are told; from here on everything that comes.
      next_seq_ = *up_to_ + 1;
      up_to_.reset();
      return;
    }
    pause();
  }

  void pause() {
    ask_at_ = ctx_.clock().steady() + pause_;
    pause_ = std::min<nanoseconds>(pause_ * 2, kLongPause);
  }

  std::vector<Item> items(jetstream::DirectBatch batch) const {
    std::vector<Item> out;
    auto pending = batch.num_pending + batch.messages.size();
    for (auto& stored : batch.messages) {
      Item item;
      item.message.subject = stored.subject;
      if (auto headers = stored.headers()) item.message.headers = *std::move(headers);
      item.message.data = std::move(stored.data);
      item.stored = Stored{.stream = reading_.stream,
                           .seq = stored.seq,
                           .pending = --pending,
                           .time = stored.time.value_or(Time{})};
      out.push_back(std::move(item));
    }
    return out;
  }

  StreamReading reading_;
  std::string filter_;
  cli::Context& ctx_;
  jetstream::Api& api_;
  std::uint64_t next_seq_ = 1;
  std::optional<Time> start_time_;
  std::optional<std::uint64_t> up_to_;  ///< set while the last message of each subject is read
  SteadyTime ask_at_{};
  nanoseconds pause_ = kShortPause;
  bool caught_up_ = false;
};

}  // namespace

Result<std::unique_ptr<Feed>> open_direct_feed(const StreamReading& reading,
                                               const jetstream::StreamInfo& info,
                                               cli::Context& ctx) {
  if (!info.config.allow_direct) {
    return Error(Code::Unsupported,
                 fmt::format("stream \"{}\" does not allow direct gets", reading.stream))
        .hint(fmt::format("`nats stream edit {} --allow-direct` allows them, or name a consumer "
                          "with --durable",
                          reading.stream));
  }
  NATSOP_TRY(auto* const api, ctx.jetstream());
  NATSOP_CHECK(api->require_api_level(1));
  auto feed = std::make_unique<DirectFeed>(reading, ctx, *api);
  NATSOP_CHECK(feed->start(info.state.last_seq));
  return feed;
}

}  // namespace natsop::commands::nats::messages
