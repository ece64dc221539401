#include "core/render/style.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <array>

namespace natsop::render {
namespace {

constexpr std::array<std::string_view, 8> kSchemeNames = {"blue",    "cyan", "double",  "green",
                                                          "magenta", "red",  "rounded", "yellow"};

/// The colour that a scheme's name stands for; None for "double" and "rounded".
Colour colour_of(std::string_view scheme) {
  if (scheme == "blue") return Colour::Blue;
  if (scheme == "cyan") return Colour::Cyan;
  if (scheme == "green") return Colour::Green;
  if (scheme == "magenta") return Colour::Magenta;
  if (scheme == "red") return Colour::Red;
  if (scheme == "yellow") return Colour::Yellow;
  return Colour::None;
}

/// The parameter of the escape sequence that selects a foreground colour.
int code_of(Colour colour) {
  switch (colour) {
    case Colour::Red:
      return 31;
    case Colour::Green:
      return 32;
    case Colour::Yellow:
      return 33;
    case Colour::Blue:
      return 34;
    case Colour::Magenta:
      return 35;
    case Colour::Cyan:
      return 36;
    case Colour::None:
      break;
  }
  return 39;
}

}  // namespace

Result<Style> make_style(const StyleChoice& choice, const Terminal& terminal, Time now) {
  Style style;
  style.now = now;
  style.zone = text::Zone::local();
  const std::string_view format = choice.table_format;
  if (choice.llm || format == "md" || format == "markdown") {
    style.boxes = Boxes::Markdown;
  } else if (format == "csv") {
    style.boxes = Boxes::Csv;
  } else if (format == "tsv") {
    style.boxes = Boxes::Tsv;
  } else if (choice.colours == "double") {
    style.boxes = Boxes::Double;
  }
  style.scheme = colour_of(choice.colours);
  if (!choice.colours.empty() && style.scheme == Colour::None && choice.colours != "double" &&
      choice.colours != "rounded") {
    return Error(Code::Usage, fmt::format("unknown color scheme \"{}\"", choice.colours))
        .hint(fmt::format("choose one of {}", fmt::join(kSchemeNames, ", ")));
  }
  const bool boxed = style.boxes == Boxes::Rounded || style.boxes == Boxes::Double;
  style.colour = terminal.colour && boxed;
  style.width = terminal.out && boxed ? terminal.width : 0;
  return style;
}

std::span<const std::string_view> scheme_names() { return kSchemeNames; }

std::string paint(const Style& style, Colour colour, std::string_view text) {
  if (!style.colour || colour == Colour::None || text.empty()) return std::string(text);
  return fmt::format("\x1b[{}m{}\x1b[0m", code_of(colour), text);
}

std::string bold(const Style& style, std::string_view text) {
  if (!style.colour || text.empty()) return std::string(text);
  return fmt::format("\x1b[1m{}\x1b[0m", text);
}

}  // namespace natsop::render
