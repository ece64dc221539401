#include "core/engine/monitor/process_meter.h"

#include <unistd.h>

#include <charconv>
#include <cmath>
#include <fstream>
#include <sstream>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace natsop::engine {

namespace {

std::vector<std::uint64_t> numbers(std::string_view text) {
  std::vector<std::uint64_t> out;
  std::size_t at = 0;
  while (at < text.size()) {
    const std::size_t end = std::min(text.find_first_of(" \n", at), text.size());
    std::uint64_t value = 0;
    std::from_chars(text.data() + at, text.data() + end, value);
    out.push_back(value);
    at = end + 1;
  }
  return out;
}

std::string content(const std::filesystem::path& path) {
  const std::ifstream in(path);
  std::ostringstream out;
  out << in.rdbuf();
  return in ? out.str() : "";
}

}  // namespace

std::uint64_t ProcFolder::memory() const {
  const auto pages = numbers(content(folder_ / "statm"));
  return pages.size() > 1 ? pages[1] * static_cast<std::uint64_t>(sysconf(_SC_PAGESIZE)) : 0;
}

std::optional<std::chrono::nanoseconds> ProcFolder::processor_time() const {
  const std::string stat = content(folder_ / "stat");
  // The second field is the program's name in brackets, which may itself hold blanks and brackets.
  const auto bracket = stat.rfind(')');
  if (bracket == std::string::npos || bracket + 2 >= stat.size()) return std::nullopt;
  const auto fields = numbers(std::string_view(stat).substr(bracket + 2));
  constexpr std::size_t kUser = 11;
  constexpr std::size_t kSystem = 12;
  if (fields.size() <= kSystem) return std::nullopt;
  const auto ticks = static_cast<double>(fields[kUser] + fields[kSystem]);
  const auto per_second = static_cast<double>(sysconf(_SC_CLK_TCK));
  return std::chrono::nanoseconds(std::llround(ticks / per_second * 1e9));
}

int ProcFolder::cores() const {
  return static_cast<int>(std::max(1U, std::thread::hardware_concurrency()));
}

ProcessMeter::ProcessMeter(const ProcessSource& source, const Clock& clock)
    : source_(source),
      clock_(clock),
      last_look_(clock.steady()),
      last_spent_(source.processor_time().value_or(std::chrono::nanoseconds(0))) {}

ProcessMeter::Figures ProcessMeter::look() {
  const auto elapsed = clock_.steady() - last_look_;
  if (elapsed >= std::chrono::seconds(1)) {
    const auto spent = source_.processor_time().value_or(last_spent_);
    const double share = static_cast<double>((spent - last_spent_).count()) /
                         static_cast<double>(std::chrono::nanoseconds(elapsed).count());
    cpu_ = std::round(share * 1000) / 10;  // a tenth of a percent
    last_look_ += elapsed;
    last_spent_ = spent;
  }
  return {.memory = source_.memory(), .cpu = cpu_, .cores = source_.cores()};
}

}  // namespace natsop::engine
