#include "commands/nsc/session/random_name.h"

#include <fmt/format.h>

#include <array>
#include <string_view>

namespace natsop::commands::nsc {
namespace {

constexpr auto kAdjectives = std::to_array<std::string_view>(
    {"amber",  "agile",  "bold",    "brisk",   "calm",   "clear",  "cosmic", "crisp",
     "daring", "deft",   "eager",   "fair",    "fleet",  "gentle", "golden", "grand",
     "happy",  "humble", "jolly",   "keen",    "lively", "lucid",  "mellow", "mighty",
     "nimble", "noble",  "patient", "quick",   "quiet",  "rapid",  "serene", "silver",
     "snappy", "solid",  "steady",  "stellar", "sunny",  "swift",  "tidy",   "vivid"});

constexpr auto kSurnames = std::to_array<std::string_view>(
    {"abel",    "babbage",  "bernoulli", "bohr",    "boole",    "cantor",  "cauchy",  "church",
     "curie",   "dijkstra", "dirac",     "easley",  "euler",    "faraday", "fermat",  "fourier",
     "galois",  "gauss",    "germain",   "goedel",  "hamming",  "hilbert", "hopper",  "kelvin",
     "kepler",  "lagrange", "laplace",   "leibniz", "lovelace", "maxwell", "meitner", "newton",
     "noether", "pascal",   "perlman",   "riemann", "shannon",  "tesla",   "turing",  "volta"});

}  // namespace

std::string random_name(Random& random) {
  return fmt::format("{}_{}", kAdjectives[random.number(kAdjectives.size())],
                     kSurnames[random.number(kSurnames.size())]);
}

}  // namespace natsop::commands::nsc
