#include "commands/nats/report/report.h"

#include <fmt/format.h>

#include <array>

namespace natsop::commands::nats {
namespace {

using json::Doc;

constexpr auto kShortestWatch = std::chrono::milliseconds(100);
constexpr std::size_t kColumns = 4;

/// Names in as few rows as four columns allow, filled column by column.
render::View inaccessible_view(std::string_view kind, const std::vector<std::string>& names) {
  std::vector<render::Column> columns;
  const std::size_t used = std::min(names.size(), kColumns);
  static constexpr std::array<const char*, kColumns> kPointers{"/0", "/1", "/2", "/3"};
  for (std::size_t i = 0; i < used; ++i) columns.push_back({.header = "", .pointer = kPointers[i]});
  render::View view(fmt::format("{} Inaccessible {}", names.size(), kind), std::move(columns));
  const std::size_t rows = (names.size() + used - 1) / used;
  for (std::size_t row = 0; row < rows; ++row) {
    auto cells = Doc::array();
    for (std::size_t column = 0; column < used; ++column) {
      const auto at = column * rows + row;
      cells.push(at < names.size() ? Doc(names[at]) : Doc(""));
    }
    view.add(std::move(cells));
  }
  view.document(Doc(names));
  return view;
}

}  // namespace

void watch_flag(cli::Command& c, std::chrono::nanoseconds& every) {
  c.flag("--watch", every, "Show it again and again, this far apart, until Ctrl-C")
      .placeholder("DURATION");
}

Result<void> show_report(cli::Context& ctx, std::chrono::nanoseconds every,
                         const std::string& title, const Gather& gather) {
  if (every.count() == 0) {
    NATSOP_TRY(const auto sheet, gather());
    NATSOP_TRY(const auto text, sheet.render(ctx.format(), ctx.style()));
    ctx.print(text);
    // One line ("No Streams defined") stands alone; tables get air below.
    if (!ctx.for_machines() && text.find('\n') + 1 < text.size()) ctx.line("");
    return {};
  }
  if (every < kShortestWatch) {
    return Error(Code::Usage, "--watch needs at least 100ms between two reports")
        .hint("for example --watch 1s");
  }
  const render::WatchSettings settings{.title = ctx.for_machines() ? std::string() : title,
                                       .interval = every};
  return ctx.watch(settings, [&](const render::Terminal& terminal) -> Result<std::string> {
    NATSOP_TRY(const auto sheet, gather());
    auto style = ctx.style();
    if (terminal.out) style.width = terminal.width;
    return sheet.render(ctx.format(), style);
  });
}

void add_unreachable(render::Sheet& sheet, std::string_view kind,
                     const jetstream::Unreachables& unreachable) {
  if (!unreachable.missing.empty()) {
    sheet.add("inaccessible", inaccessible_view(kind, unreachable.missing));
  }
  if (!unreachable.offline.empty()) {
    render::View view(fmt::format("{} Offline {}", unreachable.offline.size(), kind),
                      {{.header = "", .pointer = "/name"}, {.header = "", .pointer = "/reason"}});
    for (const auto& [name, reason] : unreachable.offline) {
      view.add(Doc::object({{"name", name}, {"reason", reason}}));
    }
    sheet.add("offline", std::move(view));
  }
}

}  // namespace natsop::commands::nats
