#include "commands/nsc/session/permission_flags.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "cli/context.h"
#include "core/identity/jwt/claims.h"
#include "core/identity/jwt/subject_rules.h"
#include "core/text/duration.h"

namespace natsop::commands::nsc {

namespace jwt = identity::jwt;

namespace {

Result<void> check_list(const List& list, bool publish) {
  for (const auto& entry : list) {
    const auto spaces = std::ranges::count(entry, ' ');
    if (publish && spaces > 0) {
      return Error(Code::Invalid,
                   fmt::format("publish permission subject \"{}\" contains illegal space", entry));
    }
    if (spaces > 1) {
      return Error(Code::Invalid,
                   fmt::format("subscribe permission subject \"{}\" can at most contain one space",
                               entry))
          .hint("one space separates the subject from a queue group");
    }
    jwt::ValidationResults results;
    jwt::validate_permission(entry, !publish, results);
    if (!results.empty()) return Error(Code::Invalid, results.issues().front().text);
  }
  return {};
}

Result<std::chrono::nanoseconds> parse_ttl(const std::string& text) {
  if (text.empty()) return std::chrono::nanoseconds{0};
  auto ttl = text::parse_go_duration(text);
  if (!ttl || ttl->count() < 0) {
    return Error(Code::Invalid, fmt::format("response-ttl \"{}\" is not a duration", text))
        .hint("give a number with a unit: 500ms, 5s, 2m, 1h");
  }
  return ttl;
}

void allow(std::vector<std::string>& list, const List& more, std::string_view label,
           render::Report& report) {
  jwt::add_texts(list, more);
  for (const auto& entry : more) report.ok(fmt::format("added {} \"{}\"", label, entry));
}

}  // namespace

bool PermissionOptions::any() const {
  return !allow_pub.empty() || !allow_pubsub.empty() || !allow_sub.empty() || !deny_pub.empty() ||
         !deny_pubsub.empty() || !deny_sub.empty() || max_responses || old_max_responses ||
         !response_ttl.empty() || !remove.empty() || remove_responses;
}

void permission_flags(cli::Command& c, PermissionOptions& o) {
  c.flag("--allow-pub", o.allow_pub, "Subjects that may be published to").placeholder("SUBJECT,…");
  c.flag("--allow-pubsub", o.allow_pubsub, "Subjects that may be published to and subscribed to")
      .placeholder("SUBJECT,…");
  c.flag("--allow-sub", o.allow_sub,
         "Subjects that may be subscribed to; \"SUBJECT QUEUE\" for a queue group")
      .placeholder("SUBJECT,…");
  c.flag("--deny-pub", o.deny_pub, "Subjects that may not be published to")
      .placeholder("SUBJECT,…");
  c.flag("--deny-pubsub", o.deny_pubsub,
         "Subjects that may neither be published to nor subscribed to")
      .placeholder("SUBJECT,…");
  c.flag("--deny-sub", o.deny_sub, "Subjects that may not be subscribed to")
      .placeholder("SUBJECT,…");
  c.flag("--allow-pub-response", o.max_responses,
         "How often a request's reply subject may be published to (once when no number is given)")
      .bare("1")
      .fallback("0")
      .placeholder("N");
  c.flag("--max-responses", o.old_max_responses, "Old name of --allow-pub-response")
      .hidden()
      .fallback("0")
      .placeholder("N");
  c.flag("--response-ttl", o.response_ttl,
         "How long a reply subject may be published to: 500ms, 5s, 2m")
      .placeholder("DURATION");
}

void permission_removal_flags(cli::Command& c, PermissionOptions& o) {
  c.flag("--rm", o.remove, "Subjects to remove from all four lists").placeholder("SUBJECT,…");
  c.flag("--rm-response-perms", o.remove_responses, "Remove the permission to publish responses");
}

Result<void> check(const PermissionOptions& o, cli::Context& ctx) {
  if (o.old_max_responses) {
    ctx.note(
        "Flag --max-responses has been deprecated, use --allow-pub-response or "
        "--allow-pub-response=n");
  }
  for (const auto& count : {o.max_responses, o.old_max_responses}) {
    if (count && *count < -1) {
      return Error(
          Code::Invalid,
          fmt::format("{} responses are out of range: -1 (unlimited), or 0 and more", *count));
    }
  }
  NATSOP_TRY([[maybe_unused]] const auto ttl, parse_ttl(o.response_ttl));
  for (const auto* list : {&o.allow_pub, &o.allow_pubsub, &o.deny_pub, &o.deny_pubsub}) {
    NATSOP_CHECK(check_list(*list, true));
  }
  for (const auto* list : {&o.allow_sub, &o.deny_sub}) NATSOP_CHECK(check_list(*list, false));
  return {};
}

void apply(const PermissionOptions& o, jwt::Permissions& permissions, render::Report& report) {
  if (o.remove_responses) {
    permissions.responses.reset();
    report.ok("removed response permissions");
    return;
  }
  if (const auto count = o.max_responses ? o.max_responses : o.old_max_responses) {
    if (!permissions.responses) permissions.responses.emplace();
    permissions.responses->max = *count;
    report.ok(fmt::format("set max responses to {}", *count));
  }
  if (!o.response_ttl.empty()) {
    if (!permissions.responses) permissions.responses.emplace();
    permissions.responses->ttl = parse_ttl(o.response_ttl).value_or(std::chrono::nanoseconds{0});
    report.ok(
        fmt::format("set response ttl to {}", text::print_go_duration(permissions.responses->ttl)));
  }
  auto& pub = permissions.publish;
  auto& sub = permissions.subscribe;
  allow(pub.allow, o.allow_pub, "pub", report);
  allow(pub.allow, o.allow_pubsub, "pub", report);
  allow(pub.deny, o.deny_pub, "deny pub", report);
  allow(pub.deny, o.deny_pubsub, "deny pub", report);
  allow(sub.allow, o.allow_sub, "sub", report);
  allow(sub.allow, o.allow_pubsub, "sub", report);
  allow(sub.deny, o.deny_sub, "deny sub", report);
  allow(sub.deny, o.deny_pubsub, "deny sub", report);
  for (const auto& entry : o.remove) {
    bool found = false;
    for (const auto& [list, label] :
         {std::pair{&pub.allow, "pub"}, std::pair{&pub.deny, "deny pub"},
          std::pair{&sub.allow, "sub"}, std::pair{&sub.deny, "deny sub"}}) {
      if (jwt::remove_texts(*list, {entry}) == 0) continue;
      found = true;
      report.ok(fmt::format("removed {} \"{}\"", label, entry));
    }
    if (!found) report.warn(fmt::format("\"{}\" is in none of the permissions", entry));
  }
}

}  // namespace natsop::commands::nsc
