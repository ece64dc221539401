#include "core/render/report.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "core/json/yaml.h"
#include "core/render/csv.h"

namespace natsop::render {
namespace {

constexpr int kIndent = 7;  // the width of "[ OK ] "

std::string_view tag(Report::Level level) {
  switch (level) {
    case Report::Level::Ok:
      return "[ OK ] ";
    case Report::Level::Warn:
      return "[WARN] ";
    case Report::Level::Error:
      return "[ERR ] ";
    case Report::Level::None:
      break;
  }
  return "";
}

std::string_view word(Report::Level level) {
  switch (level) {
    case Report::Level::Ok:
      return "ok";
    case Report::Level::Warn:
      return "warn";
    case Report::Level::Error:
      return "error";
    case Report::Level::None:
      break;
  }
  return "none";
}

/// Puts each line of `text` behind the indent; the first one also behind `first`, and all behind
/// `each`.
void put_lines(std::string& out, int indent, std::string_view first, std::string_view each,
               std::string_view text) {
  while (!text.empty() && text.back() == '\n') text.remove_suffix(1);
  for (bool more = true; more; first = "") {
    const auto end = text.find('\n');
    more = end != std::string_view::npos;
    fmt::format_to(std::back_inserter(out), "{:{}}{}{}{}\n", "", indent, first, each,
                   text.substr(0, end));
    if (more) text.remove_prefix(end + 1);
  }
}

const char* jobs(std::size_t count) { return count > 1 ? "jobs" : "job"; }

/// The nodes without steps of their own, in order.
void leaves(const Report& report, std::vector<const Report*>& out) {
  for (const auto& step : report.steps()) {
    if (step.empty()) {
      out.push_back(&step);
    } else {
      leaves(step, out);
    }
  }
}

}  // namespace

Report& Report::leaf(Level level, std::string label) {
  steps_.emplace_back(level, std::move(label));
  return *this;
}

Report& Report::ok(std::string label) { return leaf(Level::Ok, std::move(label)); }
Report& Report::warn(std::string label) { return leaf(Level::Warn, std::move(label)); }
Report& Report::error(std::string label) { return leaf(Level::Error, std::move(label)); }

Report& Report::gap() {
  steps_.emplace_back(Level::None, "").gap_ = true;
  return *this;
}

Report& Report::said(std::string text) {
  steps_.emplace_back(Level::Ok, std::move(text)).said_ = true;
  return *this;
}

Report& Report::group(std::string label, Show show) {
  return steps_.emplace_back(Level::None, std::move(label), show);
}

Report& Report::add(Report child) { return steps_.emplace_back(std::move(child)); }

Report& Report::label(std::string text) {
  label_ = std::move(text);
  return *this;
}

Report& Report::level(Level level) {
  level_ = level;
  return *this;
}

Report& Report::summarised(bool yes) {
  summarised_ = yes;
  return *this;
}

Report::Level Report::level() const {
  Level worst = level_;
  for (const auto& step : steps_) worst = std::max(worst, step.level());
  return worst;
}

void Report::write(std::string& out, int indent) const {
  if (gap_) {
    out += '\n';
    return;
  }
  if (said_) {
    put_lines(out, indent, "", "> ", label_);
    return;
  }
  const Level worst = level();
  const bool heard = std::ranges::any_of(steps_, [](const Report& step) { return step.said_; });
  const bool quiet = show_ == Show::StepsOnTrouble && worst == Level::Ok && !heard;
  const bool opened = !steps_.empty() && !quiet;
  if (show_ != Show::Steps) {
    if (worst == Level::None) {
      out += '\n';
    } else {
      put_lines(out, indent, tag(worst), "", opened ? label_ + ":" : label_);
    }
    indent += kIndent;
  }
  if (!opened) return;
  for (const auto& step : steps_) step.write(out, indent);
}

std::string Report::tree() const {
  std::string out;
  write(out, 0);
  return out;
}

Result<std::string> Report::summary() const {
  std::size_t good = 0;
  std::size_t warned = 0;
  std::size_t failed = 0;
  for (const auto& step : steps_) {
    switch (step.level()) {
      case Level::Error:
        ++failed;
        break;
      case Level::Warn:
        ++warned;
        break;
      case Level::Ok:
        ++good;
        break;
      case Level::None:
        break;
    }
  }
  const auto all = good + warned + failed;
  if (failed > 0) {
    if (failed == all) return Error(Code::Failed, "all jobs failed");
    return Error(Code::Failed, fmt::format("{} {} failed - {} {} succeeded and {} had warnings",
                                           failed, jobs(failed), good, jobs(good), warned));
  }
  if (!summarised_ || all < 2) return std::string();
  if (good == all) return std::string("all jobs succeeded");
  if (warned == all) return std::string("all jobs had warnings");
  return fmt::format("{} {} succeeded - {} have warnings", good, jobs(good), warned);
}

json::Doc Report::document() const {
  auto doc = json::Doc::object({{"level", word(level())}});
  if (!label_.empty()) doc.put("label", label_);
  if (said_) doc.put("said", true);
  if (steps_.empty()) return doc;
  auto steps = json::Doc::array();
  for (const auto& step : steps_) {
    if (!step.gap_) steps.push(step.document());
  }
  return doc.put("steps", std::move(steps));
}

Result<std::string> Report::render(Format format) const {
  switch (format) {
    case Format::Json:
      return document().dump(2) + "\n";
    case Format::Yaml:
      return json::to_yaml(document());
    case Format::Ndjson: {
      std::string out;
      for (const auto& step : document().at("/steps").elements()) out += step.dump() + "\n";
      return out;
    }
    case Format::Csv:
    case Format::Name: {
      std::vector<const Report*> found;
      leaves(*this, found);
      std::string out = format == Format::Csv ? "level,label\n" : "";
      for (const auto* leaf : found) {
        if (leaf->gap_) continue;
        if (format == Format::Csv) out += fmt::format("{},", word(leaf->level()));
        out += (format == Format::Csv ? csv_field(leaf->label_) : leaf->label_) + "\n";
      }
      return out;
    }
    case Format::Table:
    case Format::Wide:
      break;
  }
  auto out = tree();
  if (const auto line = summary(); line && !line->empty()) out += *line + "\n";
  return out;
}

}  // namespace natsop::render
