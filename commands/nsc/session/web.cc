#include "commands/nsc/session/web.h"

#include <fmt/format.h>

#include "core/base/files.h"
#include "core/http/fetch.h"

namespace natsop::commands::nsc {
namespace {

Result<identity::HttpResponse> send(const http::Request& request) {
  NATSOP_TRY(auto answer, http::fetch(request));
  return identity::HttpResponse{.status = answer.status, .body = std::move(answer.body)};
}

}  // namespace

Result<identity::HttpResponse> Web::get(const std::string& url) { return send({.url = url}); }

Result<identity::HttpResponse> Web::post(const std::string& url, std::string_view content_type,
                                         std::string_view body) {
  return send({.method = "POST",
               .url = url,
               .content_type = std::string(content_type),
               .body = std::string(body)});
}

Result<std::string> read_url_or_file(const std::string& url_or_path) {
  if (!http::is_url(url_or_path)) return read_file(url_or_path);
  NATSOP_TRY(auto answer, http::fetch({.url = url_or_path}));
  if (answer.ok()) return std::move(answer.body);
  return Error(Code::NotFound, fmt::format("the server answered with status {}", answer.status));
}

}  // namespace natsop::commands::nsc
