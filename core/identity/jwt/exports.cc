#include "core/identity/jwt/exports.h"

#include <map>
#include <set>

#include "core/identity/jwt/codec.h"
#include "core/identity/jwt/subject_rules.h"
#include "core/identity/jwt/url_rules.h"

namespace natsop::identity::jwt {
namespace {

constexpr std::size_t kInfoSizeMax = std::size_t{8} * 1024;
constexpr std::string_view kHeaders = "headers";

void validate(const ServiceLatency& latency, ValidationResults& results) {
  if (latency.sampling < 0 || latency.sampling > 100) {
    results.error("sampling percentage needs to be between 1-100");
  }
  validate_subject(latency.results, results);
  if (has_wildcards(latency.results)) results.error("results subject can not contain wildcards");
}

/// The token at a 1-based position; empty text and false when the subject is shorter.
std::string_view token_at(std::string_view subject, std::uint64_t position, bool& found) {
  std::uint64_t at = 1;
  while (true) {
    const auto dot = subject.find('.');
    found = at == position;
    if (found) return subject.substr(0, dot);
    if (dot == std::string_view::npos) return {};
    subject.remove_prefix(dot + 1);
    ++at;
  }
}

void validate_token_position(const Export& exported, ValidationResults& results) {
  if (exported.account_token_position == 0) return;
  if (!has_wildcards(exported.subject)) {
    return results.error("Account Token Position can only be used with wildcard subjects: " +
                         exported.subject);
  }
  const auto head = "Account Token Position " + std::to_string(exported.account_token_position);
  bool found = false;
  const auto token = token_at(exported.subject, exported.account_token_position, found);
  if (!found) {
    results.error(head + " exceeds length of subject '" + exported.subject + "'");
  } else if (token != "*") {
    results.error(head + " matches '" + std::string(token) +
                  "' but must match a * in: " + exported.subject);
  }
}

/// Reports each subject that contains another of its type, or is there twice, once. Only wildcards
/// contain others, so long lists of plain subjects stay cheap.
void validate_overlap(ExportType type, const std::vector<std::string_view>& subjects,
                      ValidationResults& results) {
  std::map<std::string_view, std::string_view> containing;
  std::set<std::string_view> seen;
  std::vector<std::string_view> open;
  for (const auto subject : subjects) {
    if (!seen.insert(subject).second) {
      containing.try_emplace(subject, subject);
    } else if (has_wildcards(subject)) {
      open.push_back(subject);
    }
  }
  for (const auto subject : seen) {
    for (const auto other : open) {
      if (subject != other && is_contained_in(subject, other))
        containing.try_emplace(other, subject);
    }
  }
  for (const auto& [other, subject] : containing) {
    results.error(std::string(name_of(type)) + " export subject " + quoted(other) +
                  " already exports " + quoted(subject));
  }
}

void read_latency(json::Reader& reader, std::optional<ServiceLatency>& latency) {
  constexpr std::string_view kKey = "service_latency";
  const auto doc = reader.object(kKey);
  if (doc.is_null()) return;
  auto inner = fields(doc, reader.path_of(kKey));
  ServiceLatency read;
  const auto sampling = inner.value("sampling");
  if (!sampling.is_text()) {
    inner.read("sampling", read.sampling);
  } else if (sampling.text() != kHeaders && sampling.text() != "Headers" &&
             sampling.text() != "HEADERS") {
    inner.fail("sampling", "expected a percentage or \"headers\"");
  }
  inner.read("results", read.results);
  if (const auto done = inner.done(); !done) return reader.absorb(done.error());
  latency = std::move(read);
}

}  // namespace

std::string_view name_of(ExportType type) {
  switch (type) {
    case ExportType::Stream:
      return "stream";
    case ExportType::Service:
      return "service";
    case ExportType::Unknown:
      break;
  }
  return "unknown";
}

ExportType export_type(std::string_view name) {
  if (name == "stream") return ExportType::Stream;
  return name == "service" ? ExportType::Service : ExportType::Unknown;
}

void read(json::Reader& reader, std::string_view key, ExportType& type) {
  if (!reader.has(key)) return;
  std::string name;
  reader.read(key, name);
  type = export_type(name);
  if (type == ExportType::Unknown) reader.fail(key, "unknown export type " + quoted(name));
}

bool Export::is_single_response() const {
  return is_service() && (response_type.empty() || response_type == kSingleton);
}

void validate_info(std::string_view description, std::string_view info_url,
                   ValidationResults& results) {
  if (description.size() > kInfoSizeMax) results.error("Description is too long");
  if (info_url.empty()) return;
  if (info_url.size() > kInfoSizeMax) results.error("Info URL is too long");
  const auto parts = parse_url(info_url);
  if (!parts) {
    results.error("error parsing info url: " + parts.error().message());
  } else if (parts->host.empty() || parts->scheme.empty()) {
    results.error("error parsing info url: no scheme or host in " + quoted(info_url));
  }
}

void validate(const Export& exported, ValidationResults& results) {
  if (exported.type == ExportType::Unknown) results.error("invalid export type: \"unknown\"");
  if (exported.is_service() && !exported.is_single_response() && !exported.is_chunked_response() &&
      !exported.is_stream_response()) {
    results.error("invalid response type for service: " + quoted(exported.response_type));
  }
  if (exported.is_stream()) {
    if (!exported.response_type.empty()) {
      results.error("invalid response type for stream: " + quoted(exported.response_type));
    }
    if (exported.allow_trace) results.error("AllowTrace only valid for service export");
  }
  if (exported.latency) {
    if (!exported.is_service()) results.error("latency tracking only permitted for services");
    validate(*exported.latency, results);
  }
  if (exported.response_threshold.count() < 0)
    results.error("negative response threshold is invalid");
  if (exported.response_threshold.count() > 0 && !exported.is_service()) {
    results.error("response threshold only valid for services");
  }
  validate_subject(exported.subject, results);
  validate_token_position(exported, results);
  validate_info(exported.description, exported.info_url, results);
}

void validate(const std::vector<Export>& exports, ValidationResults& results) {
  std::vector<std::string_view> services;
  std::vector<std::string_view> streams;
  for (const auto& exported : exports) {
    (exported.is_service() ? services : streams).push_back(exported.subject);
    validate(exported, results);
  }
  validate_overlap(ExportType::Service, services, results);
  validate_overlap(ExportType::Stream, streams, results);
}

json::Doc to_doc(const Export& exported) {
  json::Doc doc = json::Doc::object();
  put_set(doc, "name", exported.name);
  put_set(doc, "subject", exported.subject);
  if (exported.type != ExportType::Unknown) doc.put("type", name_of(exported.type));
  put_set(doc, "token_req", exported.token_required);
  if (!exported.revocations.empty()) doc.put("revocations", to_doc(exported.revocations));
  put_set(doc, "response_type", exported.response_type);
  put_set(doc, "response_threshold", exported.response_threshold.count());
  if (exported.latency) {
    json::Doc latency = json::Doc::object();
    latency.put("sampling", exported.latency->sampling == 0
                                ? json::Doc(kHeaders)
                                : json::Doc(exported.latency->sampling));
    latency.put("results", exported.latency->results);
    doc.put("service_latency", latency);
  }
  put_set(doc, "account_token_position", exported.account_token_position);
  put_set(doc, "advertise", exported.advertise);
  put_set(doc, "allow_trace", exported.allow_trace);
  put_set(doc, "description", exported.description);
  put_set(doc, "info_url", exported.info_url);
  return doc;
}

Result<Export> read_export(const json::Doc& doc, const std::string& path) {
  if (doc.is_null()) return Error(Code::Invalid, path + ": null export is not allowed");
  Export exported;
  auto reader = fields(doc, path);
  reader.read("name", exported.name);
  reader.read("subject", exported.subject);
  read(reader, "type", exported.type);
  reader.read("token_req", exported.token_required);
  read(reader, "revocations", exported.revocations);
  reader.read("response_type", exported.response_type);
  reader.read("response_threshold", exported.response_threshold);
  read_latency(reader, exported.latency);
  reader.read("account_token_position", exported.account_token_position);
  reader.read("advertise", exported.advertise);
  reader.read("allow_trace", exported.allow_trace);
  reader.read("description", exported.description);
  reader.read("info_url", exported.info_url);
  NATSOP_CHECK(reader.done());
  return exported;
}

}  // namespace natsop::identity::jwt
