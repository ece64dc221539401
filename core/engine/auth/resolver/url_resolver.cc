#include "core/engine/auth/resolver/url_resolver.h"

#include <fmt/format.h>

#include <utility>

#include "core/http/fetch.h"

namespace natsop::engine {

namespace {

constexpr int kOk = 200;

Result<std::string> get(const std::string& url) {
  http::Request request;
  request.url = url;
  request.timeout = UrlResolver::kTimeout;
  NATSOP_TRY(auto response, http::fetch(request));
  if (response.status != kOk) {
    return Error(Code::NotFound, fmt::format("could not fetch <\"{}\">: {}", url, response.status));
  }
  return std::move(response.body);
}

}  // namespace

UrlResolver::UrlResolver(std::string url, Worker& worker) : url_(std::move(url)), worker_(worker) {
  if (!url_.ends_with('/')) {
    url_ += '/';
  }
}

UrlResolver::~UrlResolver() { *alive_ = false; }

Result<void> UrlResolver::probe() const {
  NATSOP_TRY(const auto body, get(url_));
  return {};
}

void UrlResolver::fetch(const std::string& account, Done<std::string> done) {
  // `done` goes along with the answer: what it holds belongs to the loop's thread.
  worker_.run([url = url_ + account, alive = alive_,
               done = std::move(done)]() mutable -> Worker::Completion {
    return [alive = std::move(alive), done = std::move(done), answer = get(url)] {
      if (*alive) {
        done(answer);
      }
    };
  });
}

}  // namespace natsop::engine
