#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace natsop::commands::nats {

/// How a check ends, in the numbers of Nagios.
enum class Health : std::uint8_t { Ok = 0, Warning = 1, Critical = 2, Unknown = 3 };

/// "OK", "WARNING", "CRITICAL", "UNKNOWN".
[[nodiscard]] std::string_view name_of(Health health);

/// A figure that a check measured. Thresholds that are 0 are none.
struct Metric {
  std::string name{};
  double value = 0;
  double warning = 0;
  double critical = 0;
  std::string unit{};  ///< "s" or "%"; empty: a count
  std::string help{};
};

/// What a check of `nats server check` found out: what is wrong, what is well, and figures. The
/// worst decides.
class Finding {
 public:
  /// `suite` is the kind of check, `item` what was checked.
  Finding(std::string suite, std::string item) : suite_(std::move(suite)), item_(std::move(item)) {}

  void critical(std::string text) { criticals_.push_back(std::move(text)); }
  void warn(std::string text) { warnings_.push_back(std::move(text)); }
  void ok(std::string text) { oks_.push_back(std::move(text)); }
  void add(Metric metric) { metrics_.push_back(std::move(metric)); }

  [[nodiscard]] Health health() const;
  [[nodiscard]] const std::string& suite() const { return suite_; }
  [[nodiscard]] const std::string& item() const { return item_; }
  [[nodiscard]] const std::vector<std::string>& criticals() const { return criticals_; }
  [[nodiscard]] const std::vector<std::string>& warnings() const { return warnings_; }
  [[nodiscard]] const std::vector<std::string>& oks() const { return oks_; }
  [[nodiscard]] const std::vector<Metric>& metrics() const { return metrics_; }

 private:
  std::string suite_;
  std::string item_;
  std::vector<std::string> criticals_;
  std::vector<std::string> warnings_;
  std::vector<std::string> oks_;
  std::vector<Metric> metrics_;
};

}  // namespace natsop::commands::nats
