#include "commands/nats/bench/latencies.h"

#include <algorithm>
#include <bit>
#include <cmath>

namespace natsop::commands::nats::bench {

using std::chrono::nanoseconds;

std::size_t Latencies::bucket_of(std::uint64_t value) {
  if (value < kParts) return static_cast<std::size_t>(value);
  const auto shift = static_cast<unsigned>(std::bit_width(value)) - kBits - 1;
  return static_cast<std::size_t>(((shift + 1ULL) << kBits) + (value >> shift) - kParts);
}

std::uint64_t Latencies::middle_of(std::size_t bucket) {
  if (bucket < kParts) return bucket;
  const auto shift = static_cast<unsigned>(bucket >> kBits) - 1;
  const std::uint64_t low = ((bucket & (kParts - 1)) + kParts) << shift;
  return low + (1ULL << shift) / 2;
}

void Latencies::add(nanoseconds time) {
  const auto value = static_cast<std::uint64_t>(std::max<nanoseconds::rep>(0, time.count()));
  ++buckets_[bucket_of(value)];
  min_ = count_ == 0 ? value : std::min(min_, value);
  max_ = std::max(max_, value);
  ++count_;
  const auto real = static_cast<double>(value);
  sum_ += real;
  squares_ += real * real;
}

void Latencies::add(const Latencies& other) {
  if (other.count_ == 0) return;
  for (std::size_t at = 0; at < kBuckets; ++at) buckets_[at] += other.buckets_[at];
  min_ = count_ == 0 ? other.min_ : std::min(min_, other.min_);
  max_ = std::max(max_, other.max_);
  count_ += other.count_;
  sum_ += other.sum_;
  squares_ += other.squares_;
}

nanoseconds Latencies::min() const { return nanoseconds(min_); }

nanoseconds Latencies::mean() const {
  if (count_ == 0) return nanoseconds(0);
  return nanoseconds(std::llround(sum_ / static_cast<double>(count_)));
}

nanoseconds Latencies::deviation() const {
  if (count_ == 0) return nanoseconds(0);
  const auto number = static_cast<double>(count_);
  const double mean = sum_ / number;
  return nanoseconds(std::llround(std::sqrt(std::max(0.0, squares_ / number - mean * mean))));
}

nanoseconds Latencies::percentile(double percent) const {
  if (count_ == 0) return nanoseconds(0);
  const auto rank = static_cast<std::uint64_t>(std::clamp(
      std::ceil(percent / 100 * static_cast<double>(count_)), 1.0, static_cast<double>(count_)));
  std::uint64_t seen = 0;
  for (std::size_t at = 0; at < kBuckets; ++at) {
    seen += buckets_[at];
    if (seen >= rank) return nanoseconds(std::clamp(middle_of(at), min_, max_));
  }
  return max();
}

}  // namespace natsop::commands::nats::bench
