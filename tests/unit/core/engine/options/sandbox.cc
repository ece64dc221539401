#include "tests/unit/core/engine/options/sandbox.h"

#include <doctest/doctest.h>

#include "core/engine/options/validation.h"

namespace natsop::engine::test {

config::Sources Sandbox::sources() const {
  return {.read = [this](const std::filesystem::path& path) -> Result<std::string> {
            const auto file = files.find(path.string());
            if (file == files.end()) {
              return Error(Code::NotFound, "open " + path.string() + ": no such file or directory");
            }
            return file->second;
          },
          .variable = [this](std::string_view name) -> std::optional<std::string> {
            const auto variable = variables.find(name);
            if (variable == variables.end()) return std::nullopt;
            return variable->second;
          }};
}

Result<ParsedOptions> Sandbox::load(const std::string& text) const {
  auto box = *this;
  box.files["t.conf"] = text;
  box.files.emplace("cert.pem", "-----BEGIN CERTIFICATE-----");
  box.files.emplace("key.pem", "-----BEGIN PRIVATE KEY-----");
  const auto sources = box.sources();
  auto out = load_options("t.conf", sources);
  if (out) complete(out->options);
  return out;
}

Options Sandbox::options(const std::string& text) const {
  auto out = load(text);
  REQUIRE_MESSAGE(out, text << "\n" << (out ? "" : out.error().message()));
  return std::move(out->options);
}

std::string Sandbox::problem(const std::string& text) const {
  const auto out = load(text);
  if (!out) return out.error().message();
  if (!out->cautions.empty()) return out->cautions.front();
  const auto valid = validate(out->options);
  return valid ? "" : valid.error().message();
}

Options options(const std::string& text) { return Sandbox{}.options(text); }
std::string problem(const std::string& text) { return Sandbox{}.problem(text); }

}  // namespace natsop::engine::test
