#include "commands/nats/check/formats.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <map>

#include "core/json/doc.h"
#include "core/render/table.h"
#include "core/text/number.h"

namespace natsop::commands::nats {
namespace {

using json::Doc;

/// Go writes whole numbers without a point.
Doc number(double value) {
  constexpr double kExact = 9007199254740992.0;  // 2^53
  if (std::abs(value) < kExact && value == std::floor(value)) {
    return {static_cast<std::int64_t>(value)};
  }
  return {value};
}

std::string nagios_metric(const Metric& metric) {
  const auto show = [&](double value) {
    return metric.unit == "s" ? fmt::format("{:.4f}", value) : fmt::format("{:.0f}", value);
  };
  const bool quoted = metric.name.find_first_of(" \t") != std::string::npos;
  auto text = quoted ? "'" + metric.name + "'" : metric.name;
  text += "=" + show(metric.value) + metric.unit;
  if (metric.warning == 0 && metric.critical == 0) return text;
  text += ";";
  if (metric.warning != 0) text += show(metric.warning);
  if (metric.critical != 0) text += ";" + show(metric.critical);
  return text;
}

/// What stands in a HELP line, or between the quotes of a label.
std::string escaped(std::string_view text, bool label) {
  std::string out;
  for (const char c : text) {
    if (c == '\\') {
      out += "\\\\";
    } else if (c == '\n') {
      out += "\\n";
    } else if (c == '"' && label) {
      out += "\\\"";
    } else {
      out += c;
    }
  }
  return out;
}

/// The parts that are not empty, with "_" between.
std::string full_name(std::initializer_list<std::string_view> parts) {
  std::string out;
  for (const auto part : parts) {
    if (part.empty()) continue;
    if (!out.empty()) out += "_";
    out += part;
  }
  return out;
}

}  // namespace

std::string go_number(double value) {
  constexpr std::size_t kLongest = 64;
  constexpr int kSmallest = -4;
  constexpr int kLargest = 6;
  std::string digits(kLongest, '\0');
  const auto made = std::to_chars(digits.data(), digits.data() + digits.size(), value,
                                  std::chars_format::scientific);
  digits.resize(static_cast<std::size_t>(made.ptr - digits.data()));
  const auto at = digits.find('e');
  if (at == std::string::npos) return fmt::format("{}", value);
  const auto exponent = text::parse_decimal(std::string_view(digits).substr(at + 1));
  if (!exponent || *exponent < kSmallest || *exponent >= kLargest) return digits;
  const auto fixed =
      std::to_chars(digits.data(), digits.data() + digits.size(), value, std::chars_format::fixed);
  if (fixed.ec != std::errc()) return fmt::format("{}", value);
  digits.resize(static_cast<std::size_t>(fixed.ptr - digits.data()));
  return digits;
}

std::string nagios_text(const Finding& finding) {
  auto text = fmt::format("{} {}", name_of(finding.health()), finding.item());
  for (const auto& one : finding.criticals()) text += " Crit:" + one;
  for (const auto& one : finding.warnings()) text += " Warn:" + one;
  for (const auto& one : finding.oks()) text += " OK:" + one;
  if (finding.metrics().empty()) return text;
  text += " |";
  for (const auto& metric : finding.metrics()) text += " " + nagios_metric(metric);
  return text;
}

std::string json_text(const Finding& finding) {
  auto doc = Doc::object({{"status", name_of(finding.health())},
                          {"check_suite", finding.suite()},
                          {"check_name", finding.item()}});
  if (!finding.warnings().empty()) doc.put("warning", finding.warnings());
  if (!finding.criticals().empty()) doc.put("critical", finding.criticals());
  if (!finding.oks().empty()) doc.put("ok", finding.oks());
  auto metrics = Doc::array();
  for (const auto& one : finding.metrics()) {
    auto metric = Doc::object({{"name", one.name},
                               {"value", number(one.value)},
                               {"warning", number(one.warning)},
                               {"critical", number(one.critical)}});
    if (!one.unit.empty()) metric.put("unit", one.unit);
    metrics.push(metric);
  }
  return doc.put("perf_data", metrics).dump_go(2);
}

std::string prometheus_text(const Finding& finding, std::string_view name_space) {
  std::map<std::string, std::string> families;  // in order of name, as Prometheus' library has them
  std::string item = finding.item();
  std::ranges::replace(item, '"', '.');
  const auto add = [&](std::string_view metric, std::string_view help, const std::string& labels,
                       double value) {
    const auto name = full_name({name_space, finding.suite(), metric});
    families[name] = fmt::format("# HELP {0} {1}\n# TYPE {0} gauge\n{0}{{{2}}} {3}\n", name,
                                 escaped(help, false), labels, go_number(value));
  };
  const auto of_item = fmt::format("item=\"{}\"", escaped(item, true));
  for (const auto& metric : finding.metrics()) {
    const auto fallback = fmt::format("Data about the NATS CLI check {}", finding.suite());
    add(metric.name, metric.help.empty() ? fallback : metric.help, of_item, metric.value);
  }
  add("status_code", fmt::format("Nagios compatible status code for {}", finding.suite()),
      fmt::format("{},status=\"{}\"", of_item, name_of(finding.health())),
      static_cast<double>(finding.health()));
  std::string text;
  for (const auto& [name, family] : families) text += family;
  return text;
}

std::string people_text(const Finding& finding, const render::Style& style) {
  auto text = fmt::format("{}: {}\n\n", finding.item(), name_of(finding.health()));
  render::Table status;
  status.headers({"Status", "Message"});
  for (const auto& one : finding.oks()) status.row({"OK", one});
  for (const auto& one : finding.warnings()) status.row({"Warning", one});
  for (const auto& one : finding.criticals()) status.row({"Critical", one});
  if (!status.empty()) text += "Status Detail\n\n" + status.render(style);
  render::Table metrics;
  metrics.headers(
      {"Metric", "Value", "Unit", "Critical Threshold", "Warning Threshold", "Description"});
  for (const auto& one : finding.metrics()) {
    metrics.row({one.name, text::commas(one.value), one.unit, text::commas(one.critical),
                 text::commas(one.warning), one.help});
  }
  if (!metrics.empty()) text += "\nCheck Metrics\n\n" + metrics.render(style);
  return text;
}

}  // namespace natsop::commands::nats
