#pragma once
#include <doctest/doctest.h>

#include <chrono>
#include <memory>
#include <string>

#include "core/client/connection.h"
#include "core/context/server_url.h"
#include "tests/support/nats_server.h"

namespace natsop::test {

using client::Connection;
using context::ConnectSettings;
using std::chrono::milliseconds;
using std::chrono::seconds;

/// Settings for one server's URL, with little patience.
inline ConnectSettings settings_for(const std::string& url) {
  ConnectSettings settings;
  auto urls = context::parse_server_urls(url);
  REQUIRE(urls);
  settings.urls = *urls;
  settings.url_origin = "the test";
  settings.name = "a \"test\"";
  settings.timeout = seconds(5);
  return settings;
}

/// The error of a result as one line; empty when it has none.
template <class T>
std::string why(const Result<T>& result) {
  return result ? std::string() : result.error().one_line();
}

/// The value of a result; a failed one fails the test and says why.
template <class T>
T must(Result<T> result) {
  INFO(why(result));
  REQUIRE(result.has_value());
  return *std::move(result);
}

inline void must(const Result<void>& result) {
  INFO(why(result));
  REQUIRE(result.has_value());
}

}  // namespace natsop::test
