#include "core/engine/system/request.h"

#include <algorithm>

#include "core/engine/monitor/fields.h"
#include "core/engine/protocol/headers.h"
#include "core/engine/system/gzip.h"
#include "core/json/reader.h"
#include "core/text/ascii.h"

namespace natsop::engine {

namespace {

using json::Doc;

constexpr int kMalformed = 400;
constexpr int kFailed = 500;

bool has_tag(const std::vector<std::string>& tags, std::string_view wanted) {
  return std::ranges::any_of(
      tags, [wanted](const std::string& one) { return text::equal_fold(one, wanted); });
}

}  // namespace

Result<ServerFilter> ServerFilter::parse(const Doc& body) {
  ServerFilter filter;
  json::Reader reader(body, "");
  reader.read("server_name", filter.server_name);
  reader.read("cluster", filter.cluster);
  reader.read("host", filter.host);
  reader.read("tags", filter.tags);
  reader.read("domain", filter.domain);
  reader.read("exact_match", filter.exact_match);
  NATSOP_CHECK(reader.done());
  return filter;
}

bool ServerFilter::admits(const ServerView& view) const {
  const auto fits = [this](const std::string& wanted, const std::string& have) {
    return wanted.empty() ||
           (exact_match ? have == wanted : have.find(wanted) != std::string::npos);
  };
  const Options& options = view.options();
  return fits(server_name, view.name()) && fits(cluster, options.cluster_name) &&
         fits(host, view.info().host) && domain.empty() &&
         std::ranges::all_of(
             tags, [&](const std::string& tag) { return has_tag(options.server_tags, tag); });
}

Result<Doc> parse_body(std::string_view payload) {
  if (payload.find_first_not_of(" \t\r\n") == std::string_view::npos) return Doc::object();
  NATSOP_TRY(Doc body, Doc::parse(payload));
  if (!body.is_object()) return Error(Code::Invalid, "expected a JSON object");
  return body;
}

std::optional<Doc> Responder::accept(const Message& request) {
  const auto body = parse_body(request.payload());
  const auto filter = body ? ServerFilter::parse(*body) : Result<ServerFilter>(body.error());
  if (!filter) {
    error(request, kMalformed, filter.error().message());
    return std::nullopt;
  }
  if (!filter->admits(view_)) return std::nullopt;
  return *body;
}

void Responder::data(const Message& request, const Doc& data, std::string_view name) {
  if (request.reply.empty()) return;
  bare(request, Doc::object({{"server", stamp_.next()}, {name, data}}));
}

void Responder::done(const Message& request) {
  if (request.reply.empty()) return;
  bare(request, Doc::object({{"server", stamp_.next()}}));
}

void Responder::error(const Message& request, int code, std::string_view description) {
  data(request, Doc::object({{"code", code}, {"description", description}}), "error");
}

void Responder::result(const Message& request, const Result<Doc>& result) {
  if (result) {
    data(request, *result);
  } else {
    error(request, kFailed, result.error().message());
  }
}

void Responder::bare(const Message& request, const Doc& answer) { text(request, answer.dump_go()); }

void Responder::text(const Message& request, std::string_view answer) {
  if (request.reply.empty()) return;
  const auto accepted = headers::get(request.headers(), "Accept-Encoding").value_or("");
  if (natsop::text::ascii_lower(accepted).find("gzip") != std::string::npos) {
    sink_.publish(request.reply, "Content-Encoding", "gzip", gzip(answer));
  } else {
    sink_.publish(request.reply, answer);
  }
}

}  // namespace natsop::engine
