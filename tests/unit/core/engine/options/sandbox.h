#pragma once
#include <map>
#include <string>
#include <string_view>

#include "core/engine/options/options_parser.h"

namespace natsop::engine::test {

/// Files and environment variables that are only here.
struct Sandbox {
  std::map<std::string, std::string> files{};
  std::map<std::string, std::string, std::less<>> variables{};

  [[nodiscard]] config::Sources sources() const;
  /// The options of a file of this text, named t.conf, completed and not validated. It may name
  /// cert.pem and key.pem.
  [[nodiscard]] Result<ParsedOptions> load(const std::string& text) const;
  /// The same for texts that are right.
  [[nodiscard]] Options options(const std::string& text) const;
  /// What is wrong with the text, lines and contradictions; empty when nothing is.
  [[nodiscard]] std::string problem(const std::string& text) const;
};

[[nodiscard]] Options options(const std::string& text);
[[nodiscard]] std::string problem(const std::string& text);

}  // namespace natsop::engine::test
