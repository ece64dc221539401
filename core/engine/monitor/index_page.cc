#include "core/engine/monitor/index_page.h"

#include <fmt/format.h>

#include <array>
#include <string_view>
#include <utility>

namespace natsop::engine {

namespace {

constexpr std::array<std::pair<std::string_view, std::string_view>, 11> kLinks = {{
    {"varz", "General"},
    {"jsz", "JetStream"},
    {"connz", "Connections"},
    {"accountz", "Accounts"},
    {"accstatz", "Account Stats"},
    {"subsz", "Subscriptions"},
    {"routez", "Routes"},
    {"leafz", "LeafNodes"},
    {"gatewayz", "Gateways"},
    {"raftz", "Raft Groups"},
    {"healthz", "Health Probe"},
}};

constexpr std::string_view kHead = R"(<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<style>
body { font-family: sans-serif; margin: 2em }
a { display: block; padding: 0.2em 0; text-decoration: none }
span { font-family: monospace; color: #888 }
</style>
)";

std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    switch (c) {
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '&':
        out += "&amp;";
        break;
      case '"':
        out += "&quot;";
        break;
      default:
        out += c;
    }
  }
  return out;
}

}  // namespace

std::string index_page(const ServerView& view) {
  std::string out(kHead);
  const std::string name = escaped(view.name());
  out += fmt::format("<title>{}</title>\n</head>\n<body>\n<h1>{}</h1>\n<p>natsop, v{}</p>\n", name,
                     name, view.info().version);
  // The base path's index is at the path itself, without a slash: relative links would lose it.
  const std::string base = escaped(view.options().http_base_path);
  for (const auto& [path, title] : kLinks) {
    out += fmt::format("<a href=\"{}/{}\">{} <span>/{}</span></a>\n", base, path, title, path);
  }
  return out + "</body>\n</html>\n";
}

}  // namespace natsop::engine
