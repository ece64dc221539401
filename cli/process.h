#pragma once
#include <string>
#include <vector>

#include "core/base/result.h"

namespace natsop::cli {

/// Runs a program found in PATH to its end and returns what it wrote on standard output; its
/// standard input and error are ours. Errors: NotFound when it does not exist, Failed when it ends
/// with another status than 0.
[[nodiscard]] Result<std::string> run_program(const std::vector<std::string>& argv);

/// What a filter reads, and what its environment has besides ours.
struct FilterInput {
  std::string input;
  std::vector<std::string> extra_environment = {};  ///< "NAME=value"
};

struct FilterOutput {
  std::string output;  ///< standard output and error, as they came
  int status = 0;      ///< exit status, or 128 + the signal that ended it
};

/// Runs a program found in PATH with some text as its standard input. Errors: NotFound when it does
/// not exist.
[[nodiscard]] Result<FilterOutput> run_filter(const std::vector<std::string>& argv,
                                              const FilterInput& input);

}  // namespace natsop::cli
