#include "commands/nsc/tables/tables.h"

namespace natsop::commands::nsc {

render::Style table_style(cli::Context& ctx) {
  auto style = ctx.style().with(render::Boxes::Ascii);
  style.width = 0;  // a key that is cut is no use to anybody
  style.scheme = render::Colour::None;
  return style;
}

std::string draw(const std::vector<render::Table>& tables, const render::Style& style) {
  std::string text;
  for (const auto& table : tables) {
    if (!text.empty()) text += '\n';
    text += table.render(style);
  }
  return text;
}

Result<void> show_list(cli::Context& ctx, const render::View& view, bool json) {
  if (json) {
    ctx.line(view.document().dump(1));
    return {};
  }
  NATSOP_TRY(const auto text, view.render(ctx.format(), table_style(ctx)));
  ctx.print(text);
  return {};
}

void add_list(render::Table& table, const std::string& label,
              const std::vector<std::string>& values) {
  for (std::size_t i = 0; i < values.size(); ++i) {
    table.row({i == 0 ? label : std::string(), values[i]});
  }
}

std::string yes_no(bool value) { return value ? "Yes" : "No"; }

std::string true_false(bool value) { return value ? "True" : "False"; }

}  // namespace natsop::commands::nsc
