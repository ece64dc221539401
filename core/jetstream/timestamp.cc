#include "core/jetstream/timestamp.h"

#include "core/text/time.h"

namespace natsop::jetstream {

std::string format_timestamp(const Timestamp& time) {
  return text::rfc3339_nano(time.value_or(text::kZeroTime));
}

Result<Timestamp> parse_timestamp(std::string_view text) {
  NATSOP_TRY(const Time time, text::parse_rfc3339(text));
  if (time == text::kZeroTime) return Timestamp{};
  return Timestamp(time);
}

}  // namespace natsop::jetstream
