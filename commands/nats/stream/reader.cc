#include "commands/nats/stream/reader.h"

#include <algorithm>

#include "core/jetstream/api_level.h"

namespace natsop::commands::nats::stream {
namespace {

constexpr int kNoMessage = 10037;
constexpr int kBatchApiLevel = 1;
constexpr std::int64_t kBatchMax = 256;

}  // namespace

Reader::Reader(jetstream::Api& api, const jetstream::StreamInfo& info, std::uint64_t start,
               std::string filter, std::int64_t ahead)
    : api_(&api),
      stream_(info.name()),
      next_(start),
      filter_(filter.empty() ? std::string(">") : std::move(filter)),
      ahead_(std::min(ahead, kBatchMax)) {
  const bool knows = jetstream::host_api_level(info.config.metadata).value_or(0) >= kBatchApiLevel;
  if (!knows || !info.config.allow_direct) ahead_ = 1;
}

void Reader::read_ahead() {
  auto answer =
      api_->direct_get_batch(stream_, {.seq = next_, .next_by_subj = filter_, .batch = ahead_});
  if (!answer) {
    ahead_ = 1;  // reading one by one may be allowed where this is not
    return;
  }
  for (auto& message : answer->messages) batch_.push_back(std::move(message));
}

Result<std::optional<jetstream::StoredMessage>> Reader::next() {
  if (batch_.empty() && ahead_ > 1) read_ahead();
  if (!batch_.empty()) {
    auto message = std::move(batch_.front());
    batch_.pop_front();
    next_ = message.seq + 1;
    return std::optional(std::move(message));
  }
  // The leader has the last word on where the end is: a replica that answers batches may be behind.
  auto message = api_->get_message(stream_, {.seq = next_, .next_by_subj = filter_});
  if (!message) {
    if (message.error().api_code() == kNoMessage) return std::optional<jetstream::StoredMessage>();
    return message.error();
  }
  next_ = message->seq + 1;
  return std::optional(std::move(*message));
}

Result<std::uint64_t> sequence_since(jetstream::Api& api, const jetstream::StreamInfo& info,
                                     Time time) {
  auto low = info.state.first_seq;
  auto high = info.state.last_seq + 1;
  while (low < high) {
    const auto middle = low + (high - low) / 2;
    Reader reader(api, info, middle, {});
    NATSOP_TRY(const auto message, reader.next());
    if (!message || message->seq >= high || !message->time || *message->time >= time) {
      high = middle;
    } else {
      low = message->seq + 1;
    }
  }
  return low;
}

}  // namespace natsop::commands::nats::stream
