#pragma once
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "core/base/result.h"
#include "core/render/format.h"
#include "core/render/page.h"
#include "core/render/style.h"
#include "core/render/view.h"

namespace natsop::render {

/// Several views and pages that are one command's output: `stream report` with its streams and its
/// replication.
///
/// People get them one after the other, a blank line between. Json and yaml are one object with a
/// member per key; ndjson, csv and names are those of the first view, or page where there is no
/// view.
class Sheet {
 public:
  /// An empty view without a text for that case is left out for people.
  Sheet& add(std::string key, View view);
  Sheet& add(std::string key, Page page);
  /// Lines for people alone.
  Sheet& note(std::string text);

  /// The text to print, newline at the end. Errors: as View::render and Page::render.
  [[nodiscard]] Result<std::string> render(Format format, const Style& style) const;

 private:
  struct Part {
    std::string key;  // empty: a note
    std::variant<View, Page, std::string> content;
  };
  [[nodiscard]] Result<std::string> people(Format format, const Style& style) const;
  [[nodiscard]] json::Doc document() const;

  std::vector<Part> parts_;
};

}  // namespace natsop::render
