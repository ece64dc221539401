#include "core/identity/jwt/limits.h"

#include <arpa/inet.h>

#include <algorithm>
#include <array>

#include "core/identity/jwt/claims.h"
#include "core/identity/jwt/codec.h"
#include "core/text/ascii.h"
#include "core/text/zone.h"

namespace natsop::identity::jwt {
namespace {

void put(json::Doc& doc, const JetStreamLimits& limits) {
  put_set(doc, "mem_storage", limits.memory_storage);
  put_set(doc, "disk_storage", limits.disk_storage);
  put_set(doc, "streams", limits.streams);
  put_set(doc, "consumer", limits.consumers);
  put_set(doc, "max_ack_pending", limits.max_ack_pending);
  put_set(doc, "mem_max_stream_bytes", limits.memory_max_stream_bytes);
  put_set(doc, "disk_max_stream_bytes", limits.disk_max_stream_bytes);
  put_set(doc, "max_bytes_required", limits.max_bytes_required);
}

void read(json::Reader& reader, JetStreamLimits& limits) {
  reader.read("mem_storage", limits.memory_storage);
  reader.read("disk_storage", limits.disk_storage);
  reader.read("streams", limits.streams);
  reader.read("consumer", limits.consumers);
  reader.read("max_ack_pending", limits.max_ack_pending);
  reader.read("mem_max_stream_bytes", limits.memory_max_stream_bytes);
  reader.read("disk_max_stream_bytes", limits.disk_max_stream_bytes);
  reader.read("max_bytes_required", limits.max_bytes_required);
}

void read_tiers(json::Reader& reader, std::map<std::string, JetStreamLimits>& tiers) {
  constexpr std::string_view kKey = "tiered_limits";
  const auto doc = reader.object(kKey);
  for (const auto& [name, tier] : doc.members()) {
    auto inner = fields(tier, reader.path_of(kKey) + "." + name);
    read(inner, tiers[name]);
    if (const auto done = inner.done(); !done) return reader.absorb(done.error());
  }
}

/// Each element of comma separated lists, trimmed and in lower case.
std::vector<std::string> split_cidrs(const std::vector<std::string>& lists) {
  std::vector<std::string> out;
  for (const auto& list : lists) {
    for (const auto part : text::split(list, ',')) add_tags(out, {std::string(part)});
  }
  return out;
}

/// Sources are a list of texts or one comma separated text (version 1).
void read_sources(json::Reader& reader, std::vector<std::string>& sources) {
  if (const auto doc = reader.value("src"); doc.is_text()) {
    add_cidrs(sources, {doc.text()});
  } else {
    reader.read("src", sources);
  }
}

Result<TimeRange> read_range(const json::Doc& doc, const std::string& path) {
  TimeRange range;
  auto reader = fields(doc, path);
  reader.read("start", range.start);
  reader.read("end", range.end);
  NATSOP_CHECK(reader.done());
  return range;
}

bool in_range(std::string_view digits, int max) {
  if (digits.empty() || digits.size() > 3 || !std::ranges::all_of(digits, text::is_digit)) {
    return false;
  }
  return std::stoi(std::string(digits)) <= max;
}

}  // namespace

bool JetStreamLimits::unlimited() const {
  const auto free = [](std::int64_t limit) { return limit <= 0; };
  return memory_storage == kNoLimit && disk_storage == kNoLimit && streams == kNoLimit &&
         consumers == kNoLimit && free(max_ack_pending) && free(memory_max_stream_bytes) &&
         free(disk_max_stream_bytes) && !max_bytes_required;
}

AccountLimits AccountLimits::unlimited() {
  AccountLimits limits;
  limits.subscriptions = kNoLimit;
  limits.data = kNoLimit;
  limits.payload = kNoLimit;
  limits.imports = kNoLimit;
  limits.exports = kNoLimit;
  limits.wildcard_exports = true;
  limits.connections = kNoLimit;
  limits.leaf_connections = kNoLimit;
  return limits;
}

bool AccountLimits::jetstream_enabled() const {
  if (tiers.empty()) return jetstream.enabled();
  return std::ranges::any_of(tiers, [](const auto& tier) { return tier.second.enabled(); });
}

UserPermissionLimits UserPermissionLimits::unlimited() {
  UserPermissionLimits limits;
  limits.subscriptions = kNoLimit;
  limits.data = kNoLimit;
  limits.payload = kNoLimit;
  return limits;
}

void add_cidrs(std::vector<std::string>& list, const std::vector<std::string>& more) {
  add_texts(list, split_cidrs(more));
}

std::size_t remove_cidrs(std::vector<std::string>& list, const std::vector<std::string>& fewer) {
  return remove_texts(list, split_cidrs(fewer));
}

bool is_cidr(std::string_view text) {
  const auto slash = text.find('/');
  if (slash == std::string_view::npos) return false;
  const std::string address(text.substr(0, slash));
  const auto bits = text.substr(slash + 1);
  std::array<unsigned char, 16> parsed{};
  if (inet_pton(AF_INET, address.c_str(), parsed.data()) == 1) return in_range(bits, 32);
  return inet_pton(AF_INET6, address.c_str(), parsed.data()) == 1 && in_range(bits, 128);
}

bool is_time_of_day(std::string_view text) {
  const auto first = text.find(':');
  if (first == std::string_view::npos || first == 0 || first > 2) return false;
  auto rest = text.substr(first + 1);
  if (rest.size() < 5 || rest[2] != ':') return false;
  const auto fraction = rest.substr(5);
  const bool fraction_fits =
      fraction.empty() || (fraction.size() > 1 && (fraction[0] == '.' || fraction[0] == ',') &&
                           std::ranges::all_of(fraction.substr(1), text::is_digit));
  return fraction_fits && in_range(text.substr(0, first), 23) && in_range(rest.substr(0, 2), 59) &&
         in_range(rest.substr(3, 2), 59);
}

void validate(const AccountLimits& limits, ValidationResults& results) {
  if (limits.tiers.empty()) return;
  if (limits.jetstream != JetStreamLimits{}) {
    results.error("JetStream Limits and tiered JetStream Limits are mutually exclusive");
  }
  if (limits.tiers.contains("")) {
    results.error("Tiered JetStream Limits can not contain a blank \"\" tier name");
  }
}

void validate(const TimeRange& range, ValidationResults& results) {
  if (range.start.empty()) {
    results.error("time ranges start must contain a start");
  } else if (!is_time_of_day(range.start)) {
    results.error("start in time range is invalid " + quoted(range.start));
  }
  if (range.end.empty()) {
    results.error("time ranges end must contain an end");
  } else if (!is_time_of_day(range.end)) {
    results.error("end in time range is invalid " + quoted(range.end));
  }
}

void validate(const UserPermissionLimits& limits, ValidationResults& results) {
  validate(limits.permissions, results);
  for (const auto& cidr : limits.sources) {
    if (!is_cidr(cidr)) results.error("invalid cidr " + quoted(cidr) + " in user src limits");
  }
  for (const auto& range : limits.times) validate(range, results);
  if (!text::Zone::named(limits.times_location)) {
    results.error("could not parse iana time zone by name: unknown time zone " +
                  limits.times_location);
  }
}

json::Doc to_doc(const AccountLimits& limits) {
  json::Doc doc = json::Doc::object();
  put_set(doc, "subs", limits.subscriptions);
  put_set(doc, "data", limits.data);
  put_set(doc, "payload", limits.payload);
  put_set(doc, "imports", limits.imports);
  put_set(doc, "exports", limits.exports);
  put_set(doc, "wildcards", limits.wildcard_exports);
  put_set(doc, "disallow_bearer", limits.disallow_bearer);
  put_set(doc, "conn", limits.connections);
  put_set(doc, "leaf", limits.leaf_connections);
  put(doc, limits.jetstream);
  if (limits.tiers.empty()) return doc;
  json::Doc tiers = json::Doc::object();
  for (const auto& [name, tier] : limits.tiers) {
    json::Doc one = json::Doc::object();
    put(one, tier);
    tiers.put(name, one);
  }
  return doc.put("tiered_limits", tiers);
}

void read(json::Reader& reader, AccountLimits& limits) {
  reader.read("subs", limits.subscriptions);
  reader.read("data", limits.data);
  reader.read("payload", limits.payload);
  reader.read("imports", limits.imports);
  reader.read("exports", limits.exports);
  reader.read("wildcards", limits.wildcard_exports);
  reader.read("disallow_bearer", limits.disallow_bearer);
  reader.read("conn", limits.connections);
  reader.read("leaf", limits.leaf_connections);
  read(reader, limits.jetstream);
  read_tiers(reader, limits.tiers);
}

void put(json::Doc& doc, const UserPermissionLimits& limits) {
  put(doc, limits.permissions);
  put_set(doc, "src", limits.sources);
  if (!limits.times.empty()) {
    json::Doc times = json::Doc::array();
    for (const auto& range : limits.times) {
      json::Doc one = json::Doc::object();
      put_set(one, "start", range.start);
      put_set(one, "end", range.end);
      times.push(one);
    }
    doc.put("times", times);
  }
  put_set(doc, "times_location", limits.times_location);
  put_set(doc, "subs", limits.subscriptions);
  put_set(doc, "data", limits.data);
  put_set(doc, "payload", limits.payload);
  put_set(doc, "bearer_token", limits.bearer_token);
  put_set(doc, "proxy_required", limits.proxy_required);
  put_set(doc, "allowed_connection_types", limits.allowed_connection_types);
}

void read(json::Reader& reader, UserPermissionLimits& limits) {
  read(reader, limits.permissions);
  read_sources(reader, limits.sources);
  read_list(reader, "times", limits.times, read_range);
  reader.read("times_location", limits.times_location);
  reader.read("subs", limits.subscriptions);
  reader.read("data", limits.data);
  reader.read("payload", limits.payload);
  reader.read("bearer_token", limits.bearer_token);
  reader.read("proxy_required", limits.proxy_required);
  reader.read("allowed_connection_types", limits.allowed_connection_types);
}

}  // namespace natsop::identity::jwt
