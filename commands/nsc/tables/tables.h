#pragma once
#include <string>
#include <vector>

#include "cli/context.h"
#include "core/render/table.h"
#include "core/render/view.h"

namespace natsop::commands::nsc {

/// How nsc draws: ASCII boxes, every cell to the left, lines never cut.
[[nodiscard]] render::Style table_style(cli::Context& ctx);

/// Several tables one below the other, a blank line between.
[[nodiscard]] std::string draw(const std::vector<render::Table>& tables,
                               const render::Style& style);

/// Prints a list as -o asks, or, with `json` (--json), as nsc's JSON: indented by one blank.
[[nodiscard]] Result<void> show_list(cli::Context& ctx, const render::View& view, bool json);

/// A label and one value a row; the label stands at the first. Nothing when there are none.
void add_list(render::Table& table, const std::string& label,
              const std::vector<std::string>& values);

/// "Yes" and "No"; "True" and "False".
[[nodiscard]] std::string yes_no(bool value);
[[nodiscard]] std::string true_false(bool value);

}  // namespace natsop::commands::nsc
