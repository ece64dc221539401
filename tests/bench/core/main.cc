// bench_load PORT stream|requests [publishers=N] [subscribers=N] [queue=1] [wildcards=1] [size=N]
// [seconds=S] Puts one kind of load on the server at this port, and prints what it did as one line
// of JSON.
#include <fmt/format.h>

#include <cstdlib>
#include <iostream>
#include <string>
#include <string_view>

#include "tests/bench/core/load.h"

namespace {

using natsop::bench::Shape;

double number(std::string_view text) { return std::strtod(std::string(text).c_str(), nullptr); }

void set(Shape& shape, std::string_view argument) {
  const std::size_t equal = argument.find('=');
  const std::string_view name = argument.substr(0, equal);
  const double value = equal == std::string_view::npos ? 0 : number(argument.substr(equal + 1));
  if (name == "publishers") {
    shape.publishers = static_cast<int>(value);
  } else if (name == "subscribers") {
    shape.subscribers = static_cast<int>(value);
  } else if (name == "queue") {
    shape.queue = value > 0;
  } else if (name == "wildcards") {
    shape.wildcards = value > 0;
  } else if (name == "size") {
    shape.size = static_cast<std::size_t>(value);
  } else if (name == "seconds") {
    shape.seconds = value;
  } else {
    natsop::bench::fail(fmt::format("unknown argument \"{}\"", argument));
  }
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 3) natsop::bench::fail("usage: bench_load PORT stream|requests [NAME=VALUE…]");
  const int port = static_cast<int>(number(argv[1]));
  const std::string_view kind = argv[2];
  Shape shape;
  for (int at = 3; at < argc; ++at) set(shape, argv[at]);
  if (kind == "requests") {
    const auto did = natsop::bench::run_requests(port, shape);
    std::cout << fmt::format(
        "{{\"requests\": {}, \"seconds\": {:.6f}, \"p50\": {:.2f}, \"p99\": {:.2f}}}\n",
        did.requests, did.seconds, did.p50, did.p99);
  } else {
    const auto did = natsop::bench::run_stream(port, shape);
    std::cout << fmt::format("{{\"published\": {}, \"delivered\": {}, \"seconds\": {:.6f}}}\n",
                             did.published, did.delivered, did.seconds);
  }
}
