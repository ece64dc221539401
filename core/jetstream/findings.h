#pragma once
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/jetstream/error_catalogue.h"
#include "core/jetstream/validation.h"

namespace natsop::jetstream {

/// err_codes whose text the rule itself gives.
inline constexpr int kInvalidStream = 10052;
inline constexpr int kInvalidConsumer = 10012;
inline constexpr int kInvalidDeliverPolicy = 10094;

/// Collects problems. For the *_validation.cc files.
class Findings {
 public:
  explicit Findings(int default_code) : default_code_(default_code) {}

  /// A problem in our words, under the general code.
  void add(std::string path, std::string message) {
    add(std::move(path), default_code_, std::move(message));
  }
  void add(std::string path, int api_code, std::string message) {
    problems_.push_back({std::move(path), std::move(message), api_code});
  }
  /// A problem that has a code and a text of its own.
  void add_known(std::string path, int api_code) {
    problems_.push_back({std::move(path), known_error_text(api_code), api_code});
  }
  void add_known_if(bool bad, std::string_view path, int api_code) {
    if (bad) add_known(std::string(path), api_code);
  }
  void add_if(bool bad, std::string_view path, std::string_view message) {
    if (bad) add(std::string(path), std::string(message));
  }

  [[nodiscard]] std::vector<Problem> take() { return std::move(problems_); }

 private:
  int default_code_;
  std::vector<Problem> problems_;
};

/// Bytes of all keys and values.
[[nodiscard]] std::size_t metadata_size(const Metadata& metadata);

}  // namespace natsop::jetstream
