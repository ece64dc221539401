#pragma once
#include <span>
#include <string>
#include <string_view>

#include "core/base/clock.h"
#include "core/base/result.h"
#include "core/render/terminal.h"
#include "core/text/zone.h"

namespace natsop::render {

/// How tables are drawn.
enum class Boxes {
  Rounded,   ///< ╭─┬╮, the default of `nats`
  Double,    ///< ╔═╦╗
  Ascii,     ///< +-+ as `nsc` draws, all cells to the left
  Markdown,  ///< NATS_TABLE_FORMAT=md, LLMFORMAT=1; pages become bullet lists
  Csv,       ///< NATS_TABLE_FORMAT=csv: the cells as people read them
  Tsv,
};

enum class Colour { None, Red, Green, Yellow, Blue, Magenta, Cyan };

/// How things look, decided once per run. A plain value; the default is what a pipe gets.
struct Style {
  Boxes boxes = Boxes::Rounded;
  Colour scheme = Colour::None;  ///< of borders, colons and prompt prefixes; used when `colour`
  bool colour = false;           ///< escape sequences are allowed
  int width = 0;                 ///< tables are cut to this many columns; 0: never cut
  Time now{};                    ///< what As::Age is measured against
  text::Zone zone = text::Zone::utc();  ///< of times that people read

  /// The same with another kind of box, for a face or a command that has its own.
  [[nodiscard]] Style with(Boxes other) const {
    Style copy = *this;
    copy.boxes = other;
    return copy;
  }
};

/// What decides a Style. Texts are empty when unset.
struct StyleChoice {
  /// --colors, NATS_COLOR or the context's color_scheme: one of scheme_names().
  std::string colours{};
  /// NATS_TABLE_FORMAT: md, markdown, csv, tsv; anything else means boxes.
  std::string table_format{};
  bool llm = false;  ///< LLMFORMAT=1: markdown
};

/// The style for this terminal, with local times. Colours and widths apply on a terminal only, so
/// that a pipe gets whole, plain text. Errors: Usage for an unknown scheme.
[[nodiscard]] Result<Style> make_style(const StyleChoice& choice, const Terminal& terminal,
                                       Time now);

/// blue cyan double green magenta red rounded yellow
[[nodiscard]] std::span<const std::string_view> scheme_names();

/// The text in a colour, or bold; unchanged unless style.colour.
[[nodiscard]] std::string paint(const Style& style, Colour colour, std::string_view text);
[[nodiscard]] std::string bold(const Style& style, std::string_view text);

}  // namespace natsop::render
