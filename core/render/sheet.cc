#include "core/render/sheet.h"

#include <algorithm>

#include "core/json/yaml.h"

namespace natsop::render {

Sheet& Sheet::add(std::string key, View view) {
  parts_.push_back({std::move(key), std::move(view)});
  return *this;
}

Sheet& Sheet::add(std::string key, Page page) {
  parts_.push_back({std::move(key), std::move(page)});
  return *this;
}

Sheet& Sheet::note(std::string text) {
  parts_.push_back({{}, std::move(text)});
  return *this;
}

Result<std::string> Sheet::people(Format format, const Style& style) const {
  std::string out;
  for (const auto& part : parts_) {
    std::string text;
    if (const auto* view = std::get_if<View>(&part.content)) {
      if (view->empty() && !view->explains_emptiness()) continue;
      NATSOP_TRY(text, view->render(format, style));
    } else if (const auto* page = std::get_if<Page>(&part.content)) {
      NATSOP_TRY(text, page->render(format, style));
    } else {
      text = std::get<std::string>(part.content);
      if (!text.ends_with('\n')) text += '\n';
    }
    if (!out.empty() && !out.ends_with("\n\n")) out += '\n';
    out += text;
  }
  return out;
}

json::Doc Sheet::document() const {
  auto doc = json::Doc::object();
  for (const auto& part : parts_) {
    if (const auto* view = std::get_if<View>(&part.content)) {
      doc.put(part.key, view->document());
    } else if (const auto* page = std::get_if<Page>(&part.content)) {
      doc.put(part.key, page->document());
    }
  }
  return doc;
}

Result<std::string> Sheet::render(Format format, const Style& style) const {
  switch (format) {
    case Format::Json:
      return document().dump(2) + "\n";
    case Format::Yaml:
      return json::to_yaml(document());
    case Format::Table:
    case Format::Wide:
      return people(format, style);
    case Format::Ndjson:
    case Format::Csv:
    case Format::Name:
      break;
  }
  for (const auto& part : parts_) {
    if (const auto* view = std::get_if<View>(&part.content)) return view->render(format, style);
  }
  for (const auto& part : parts_) {
    if (const auto* page = std::get_if<Page>(&part.content)) return page->render(format, style);
  }
  return std::string();
}

}  // namespace natsop::render
