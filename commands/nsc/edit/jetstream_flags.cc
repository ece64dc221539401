#include "commands/nsc/edit/jetstream_flags.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "cli/context.h"

namespace natsop::commands::nsc::edit {

namespace jwt = identity::jwt;

namespace {

std::string label_of(int tier) {
  return tier == 0 ? std::string("global") : fmt::format("R{}", tier);
}

std::vector<std::string> tier_names(const jwt::AccountClaims& claims) {
  std::vector<std::string> names;
  for (const auto& [name, limits] : claims.limits.tiers) names.push_back(name);
  return names;
}

Error exclusive(std::string_view flag) {
  return Error(Code::Usage, fmt::format("{} is exclusive of all other js options", flag));
}

Result<void> check_tier(const std::optional<int>& tier, std::string_view flag) {
  if (!tier || (*tier >= -1 && *tier <= 5)) return {};
  return Error(Code::Invalid,
               fmt::format("{} {} is out of range: 0 (global) to 5 replicas", flag, *tier));
}

/// Global limits and tiers do not mix.
Result<void> check_mix(const jwt::AccountClaims& claims, int tier) {
  if (tier == 0 && !claims.limits.tiers.empty()) {
    return Error(Code::Conflict, fmt::format("cannot set a jetstream global limit when a "
                                             "configuration has tiered limits '{}'",
                                             fmt::join(tier_names(claims), ",")))
        .hint(
            "choose a tier with --js-tier, or remove the tiers with --rm-js-tier or --js-disable");
  }
  if (tier > 0 && is_set(claims.limits.jetstream)) {
    return Error(Code::Conflict,
                 "cannot set a jetstream tier limit when a configuration has a global limit")
        .hint("remove the global limit with --rm-js-tier 0 first");
  }
  return {};
}

void disable(jwt::AccountClaims& claims, render::Report& report) {
  claims.limits.jetstream = {};
  report.ok("deleted global limit");
  for (const auto& name : tier_names(claims)) report.ok("deleted tier limit " + name);
  claims.limits.tiers.clear();
}

Result<void> remove_tier(jwt::AccountClaims& claims, int tier, render::Report& report) {
  if (tier == 0) {
    claims.limits.jetstream = {};
    report.ok("deleted global limit");
    return {};
  }
  if (claims.limits.tiers.empty()) return Error(Code::NotFound, "account doesn't have tier limits");
  if (claims.limits.tiers.erase(label_of(tier)) == 0) {
    return Error(Code::NotFound, fmt::format("account doesn't have tier {} limit", label_of(tier)))
        .hint(fmt::format("its tiers are {}", fmt::join(tier_names(claims), ", ")));
  }
  report.ok("deleted tier limit " + label_of(tier));
  return {};
}

Result<void> enable_tier(jwt::AccountClaims& claims, int tier, render::Report& report) {
  NATSOP_CHECK(check_mix(claims, tier));
  auto& limits = tier == 0 ? claims.limits.jetstream : claims.limits.tiers[label_of(tier)];
  if (is_set(limits)) {
    return Error(Code::Conflict,
                 fmt::format("jetstream tier {} is already enabled", label_of(tier)));
  }
  limits = {.memory_storage = jwt::kNoLimit, .disk_storage = jwt::kNoLimit};
  report.ok(tier == 0 ? std::string("enabled global limit")
                      : "enabled tier limit " + label_of(tier));
  return {};
}

Result<void> set_limits(const JetStreamOptions& o, jwt::AccountClaims& claims,
                        render::Report& report) {
  const int tier = o.tier.value_or(0);
  NATSOP_CHECK(check_mix(claims, tier));
  const auto label = label_of(tier);
  auto limits = tier_limits(claims, tier);
  const auto set = [&](const std::optional<Limit>& given, std::int64_t& value,
                       std::string_view what) {
    if (!given) return;
    value = given->value;
    report.ok(fmt::format("changed {} max {} to {}", label, what, value));
  };
  set(o.streams, limits.streams, "streams");
  set(o.consumers, limits.consumers, "consumer");
  set(o.memory_storage, limits.memory_storage, "mem storage");
  set(o.max_memory_stream, limits.memory_max_stream_bytes, "memory stream");
  set(o.disk_storage, limits.disk_storage, "disk storage");
  set(o.max_disk_stream, limits.disk_max_stream_bytes, "disk stream");
  set(o.max_ack_pending, limits.max_ack_pending, "ack pending");
  if (o.max_bytes_required) {
    limits.max_bytes_required = *o.max_bytes_required;
    report.ok(fmt::format("changed {} max bytes required to {}", label, limits.max_bytes_required));
  }
  (tier == 0 ? claims.limits.jetstream : claims.limits.tiers[label]) = limits;
  return {};
}

Error system_account_refuses(const JetStreamOptions& o) {
  if (o.enable_tier) {
    return Error(Code::Conflict,
                 "system account cannot have JetStream limits - please rerun with --js-disable");
  }
  std::vector<std::string> given;
  const auto add = [&](bool is_given, const char* flag) {
    if (is_given) given.emplace_back(flag);
  };
  add(o.tier.has_value(), "--js-tier");
  add(o.memory_storage.has_value(), "--js-mem-storage");
  add(o.disk_storage.has_value(), "--js-disk-storage");
  add(o.streams.has_value(), "--js-streams");
  add(o.consumers.has_value(), "--js-consumer");
  add(o.max_memory_stream.has_value(), "--js-max-mem-stream");
  add(o.max_disk_stream.has_value(), "--js-max-disk-stream");
  add(o.max_bytes_required.has_value(), "--js-max-bytes-required");
  add(o.max_ack_pending.has_value(), "--js-max-ack-pending");
  return Error(
      Code::Conflict,
      fmt::format(
          "system account cannot have jetstream related settings - please rerun without: {}",
          fmt::join(given, " ")));
}

}  // namespace

bool JetStreamOptions::any_limit() const {
  return memory_storage || disk_storage || streams || consumers || max_memory_stream ||
         max_disk_stream || max_ack_pending || max_bytes_required || old_memory_storage ||
         old_disk_storage || old_streams || old_consumers;
}

bool JetStreamOptions::any() const {
  return any_limit() || tier || enable_tier || remove_tier || disable;
}

bool is_set(const jwt::JetStreamLimits& limits) { return limits != jwt::JetStreamLimits{}; }

jwt::JetStreamLimits tier_limits(const jwt::AccountClaims& claims, int tier) {
  const auto found = claims.limits.tiers.find(label_of(tier));
  const auto limits =
      tier == 0 ? claims.limits.jetstream
                : (found == claims.limits.tiers.end() ? jwt::JetStreamLimits{} : found->second);
  if (is_set(limits)) return limits;
  return {.streams = jwt::kNoLimit,
          .consumers = jwt::kNoLimit,
          .max_ack_pending = jwt::kNoLimit,
          .memory_max_stream_bytes = jwt::kNoLimit,
          .disk_max_stream_bytes = jwt::kNoLimit};
}

void jetstream_flags(cli::Command& c, JetStreamOptions& o) {
  const auto limit = [&c](std::string_view name, std::optional<Limit>& target, const char* fallback,
                          std::string_view help) {
    return c.flag(name, target, help).fallback(fallback).placeholder("N").category("JetStream");
  };
  c.flag("--js-tier", o.tier,
         "Tier that the limits below are for, by replicas; 0 is the global limits")
      .fallback("0")
      .placeholder("N")
      .category("JetStream");
  c.flag("--js-enable", o.enable_tier, "Enable a tier without limits; 0 is the global limits")
      .fallback("-1")
      .placeholder("TIER")
      .category("JetStream");
  c.flag("--rm-js-tier", o.remove_tier, "Remove a tier; 0 is the global limits")
      .fallback("-1")
      .placeholder("TIER")
      .category("JetStream");
  c.flag("--js-disable", o.disable, "Remove all JetStream limits, which disables it")
      .category("JetStream");
  limit("--js-mem-storage", o.memory_storage, "0",
        "Bytes in memory; -1 is unlimited, 0 disables memory storage");
  limit("--js-disk-storage", o.disk_storage, "0",
        "Bytes on disk; -1 is unlimited, 0 disables disk storage");
  limit("--js-streams", o.streams, "-1", "Streams at most; -1 is unlimited");
  limit("--js-consumer", o.consumers, "-1", "Consumers at most; -1 is unlimited");
  limit("--js-max-mem-stream", o.max_memory_stream, "-1",
        "Bytes of a memory stream at most; -1 is unlimited");
  limit("--js-max-disk-stream", o.max_disk_stream, "-1",
        "Bytes of a file stream at most; -1 is unlimited");
  limit("--js-max-ack-pending", o.max_ack_pending, "-1",
        "Unacknowledged messages of a consumer at most; -1: as it says");
  c.flag("--js-max-bytes-required", o.max_bytes_required, "Streams must limit their bytes")
      .fallback("false")
      .category("JetStream");
  limit("--mem-storage", o.old_memory_storage, "0", "Old name of --js-mem-storage").hidden();
  limit("--disk-storage", o.old_disk_storage, "0", "Old name of --js-disk-storage").hidden();
  limit("--streams", o.old_streams, "-1", "Old name of --js-streams").hidden();
  limit("--consumer", o.old_consumers, "-1", "Old name of --js-consumer").hidden();
}

Result<void> settle(JetStreamOptions& o, cli::Context& ctx) {
  const auto rename = [&ctx](std::optional<Limit>& old, std::optional<Limit>& target,
                             std::string_view old_name, std::string_view name) {
    if (!old) return;
    ctx.note(fmt::format("Flag --{} has been deprecated, it got renamed to --{}", old_name, name));
    if (!target) target = old;
    old.reset();
  };
  rename(o.old_memory_storage, o.memory_storage, "mem-storage", "js-mem-storage");
  rename(o.old_disk_storage, o.disk_storage, "disk-storage", "js-disk-storage");
  rename(o.old_streams, o.streams, "streams", "js-streams");
  rename(o.old_consumers, o.consumers, "consumer", "js-consumer");
  NATSOP_CHECK(check_tier(o.tier, "js-tier"));
  NATSOP_CHECK(check_tier(o.enable_tier, "js-enable"));
  NATSOP_CHECK(check_tier(o.remove_tier, "rm-js-tier"));
  // -1 is how "no tier" is written.
  if (o.enable_tier == -1) o.enable_tier.reset();
  if (o.remove_tier == -1) o.remove_tier.reset();
  if (o.tier == -1)
    return Error(Code::Invalid, "js-tier -1 is out of range: 0 (global) to 5 replicas");
  const bool limits = o.any_limit() || o.tier;
  if (o.remove_tier && (limits || o.enable_tier)) return exclusive("rm-js-tier");
  if (o.disable && (limits || o.remove_tier || o.enable_tier)) return exclusive("js-disable");
  if (o.enable_tier && limits) return exclusive("js-enable");
  if (o.tier && !o.any_limit()) {
    return Error(Code::Usage, "js-tier needs a limit to set")
        .hint("such as --js-disk-storage 10GB, or use --js-enable");
  }
  return {};
}

Result<void> apply(const JetStreamOptions& o, bool system, jwt::AccountClaims& claims,
                   render::Report& report) {
  if (o.disable) {
    disable(claims, report);
    return {};
  }
  if (o.remove_tier) return remove_tier(claims, *o.remove_tier, report);
  if (system && (o.enable_tier || o.any_limit())) return system_account_refuses(o);
  if (o.enable_tier) return enable_tier(claims, *o.enable_tier, report);
  if (o.any_limit()) return set_limits(o, claims, report);
  return {};
}

}  // namespace natsop::commands::nsc::edit
