#pragma once
#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/config/parser.h"
#include "core/config/value.h"
#include "core/engine/options/tls_options.h"

namespace natsop::engine {

/// Reads typed options from values and collects what is wrong with them, so that one run names
/// every problem. Internal to this module.
class OptionReader {
 public:
  explicit OptionReader(const config::Sources& sources) : sources_(sources) {}

  /// What was found. Cautions are refused by a check (-t) and printed at a start.
  [[nodiscard]] const std::vector<std::string>& errors() const { return errors_; }
  [[nodiscard]] const std::vector<std::string>& cautions() const { return cautions_; }
  [[nodiscard]] const std::vector<std::string>& notes() const { return notes_; }

  void error(const config::Position& where, std::string_view message);
  void error(const config::Value& value, std::string_view message) {
    error(value.position(), message);
  }
  void caution(const config::Value& value, std::string_view message);
  /// Something that is accepted and has no effect.
  void note(std::string text);

  /// The option that is being read: its name is in messages about its value.
  void set_field(std::string_view name) { field_ = name; }
  [[nodiscard]] std::string_view field() const { return field_; }

  /// Each reads a value of its kind, or names the problem and leaves `out` as it is.
  void read(const config::Value& value, bool& out);
  void read(const config::Value& value, int& out);
  void read(const config::Value& value, std::int64_t& out);
  void read(const config::Value& value, std::string& out);
  void read(const config::Value& value, std::filesystem::path& out);
  /// A Go duration in text. A number means seconds, with a caution.
  void read(const config::Value& value, Duration& out);
  /// A list of texts, or one text.
  void read(const config::Value& value, std::vector<std::string>& out);
  void read(const config::Value& value, std::map<std::string, std::string>& out);

  /// Seconds as a number with or without a point, or a Go duration: timeouts of TLS and login.
  void read_seconds(const config::Value& value, Duration& out);
  /// read_seconds, with a caution above a minute: a unit that was not quoted is likely.
  void read_timeout(const config::Value& value, Duration& out);
  /// "host:port", or a port alone.
  void read_listen(const config::Value& value, std::string& host, int& port);
  void read_port(const config::Value& value, int& out);
  /// A subject, or a pattern of subjects.
  void read_subject(const config::Value& value, std::string& out);

  /// Whether it is a block or a list; otherwise that is named as a problem.
  [[nodiscard]] bool expect(const config::Value& value, config::Kind kind);

  /// Reads a file that an option names.
  [[nodiscard]] Result<std::string> file(const std::filesystem::path& path) const {
    return sources_.read(path);
  }

 private:
  void wrong_kind(const config::Value& value, std::string_view wanted);

  const config::Sources& sources_;
  std::string_view field_;
  std::vector<std::string> errors_;
  std::vector<std::string> cautions_;
  std::vector<std::string> notes_;
};

}  // namespace natsop::engine
