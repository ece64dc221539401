#include "commands/nats/messages/activity.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/render/plot.h"
#include "core/text/number.h"
#include "core/text/size.h"

namespace natsop::commands::nats::messages {
namespace {

constexpr std::size_t kHistory = 1000;  // samples; no terminal is wider

}  // namespace

void Activity::add(std::string_view subject, std::size_t bytes) {
  auto found = counts_.find(subject);
  if (found == counts_.end()) found = counts_.emplace(std::string(subject), Count{}).first;
  ++found->second.messages;
  found->second.bytes += bytes;
}

render::Table Activity::report(std::size_t top) const {
  std::vector<std::pair<std::string_view, Count>> rows(counts_.begin(), counts_.end());
  std::ranges::sort(rows, [](const auto& a, const auto& b) {
    return a.second.messages != b.second.messages ? a.second.messages > b.second.messages
                                                  : a.first < b.first;
  });
  if (rows.size() > top) rows.resize(top);
  render::Table table(top == 1 ? "Top Subject Report"
                               : fmt::format("Top {} Active Subjects Report", top));
  table.headers({"Subject", "Message Count", "Bytes"});
  Count total;
  for (const auto& [subject, count] : rows) {
    table.row({subject, text::commas(count.messages), text::print_size(count.bytes)});
    total.messages += count.messages;
    total.bytes += count.bytes;
  }
  table.footer({"Totals", text::commas(total.messages), text::print_size(total.bytes)});
  return table;
}

RateGraph::RateGraph(std::vector<std::string> subjects)
    : subjects_(std::move(subjects)), counts_(subjects_.size()), rates_(subjects_.size()) {}

void RateGraph::sample(double seconds) {
  for (std::size_t i = 0; i < subjects_.size(); ++i) {
    auto& rates = rates_[i];
    rates.push_back(seconds > 0 ? static_cast<double>(counts_[i]) / seconds : 0);
    if (rates.size() > kHistory) rates.erase(rates.begin());
    counts_[i] = 0;
  }
}

std::string RateGraph::draw(const render::Terminal& terminal) const {
  const auto plots = static_cast<int>(subjects_.size());
  // A blank line after each plot, and the row of the cursor.
  const render::PlotSize size{.width = terminal.width, .height = (terminal.height - 1) / plots - 1};
  std::string out;
  for (std::size_t i = 0; i < subjects_.size(); ++i) {
    out += render::plot(rates_[i], subjects_[i] + " / second", size) + "\n";
    if (i + 1 < subjects_.size()) out += "\n";
  }
  return out;
}

}  // namespace natsop::commands::nats::messages
