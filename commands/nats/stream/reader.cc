#include "commands/nats/stream/reader.h"

namespace natsop::commands::nats::stream {
namespace {

constexpr int kNoMessage = 10037;

}  // namespace

Result<std::optional<jetstream::StoredMessage>> Reader::next() {
  auto message = api_->get_message(
      stream_, {.seq = next_, .next_by_subj = filter_.empty() ? std::string(">") : filter_});
  if (!message) {
    if (message.error().code() == Code::NotFound && message.error().api_code() == kNoMessage) {
      return std::optional<jetstream::StoredMessage>();
    }
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
    Reader reader(api, info.name(), middle, {});
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
