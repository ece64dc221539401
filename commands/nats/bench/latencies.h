#pragma once
#include <array>
#include <chrono>
#include <cstdint>

namespace natsop::commands::nats::bench {

/// How long many operations took: their percentiles to within one percent, in 64 KiB however many
/// there are.
class Latencies {
 public:
  void add(std::chrono::nanoseconds time);
  void add(const Latencies& other);

  [[nodiscard]] std::uint64_t count() const { return count_; }
  /// All are zero without samples.
  [[nodiscard]] std::chrono::nanoseconds min() const;
  [[nodiscard]] std::chrono::nanoseconds max() const { return std::chrono::nanoseconds(max_); }
  [[nodiscard]] std::chrono::nanoseconds mean() const;
  [[nodiscard]] std::chrono::nanoseconds deviation() const;
  /// The time that `percent` of the operations did not exceed.
  [[nodiscard]] std::chrono::nanoseconds percentile(double percent) const;

 private:
  // Every power of two is cut into kParts buckets of equal width.
  static constexpr unsigned kBits = 7;
  static constexpr std::uint64_t kParts = 1U << kBits;
  static constexpr std::size_t kBuckets = (64 - kBits + 1) << kBits;

  [[nodiscard]] static std::size_t bucket_of(std::uint64_t value);
  [[nodiscard]] static std::uint64_t middle_of(std::size_t bucket);

  std::array<std::uint64_t, kBuckets> buckets_{};
  std::uint64_t count_ = 0;
  std::uint64_t min_ = 0;
  std::uint64_t max_ = 0;
  double sum_ = 0;
  double squares_ = 0;
};

}  // namespace natsop::commands::nats::bench
