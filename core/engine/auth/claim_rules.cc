#include "core/engine/auth/claim_rules.h"

#include <utility>

namespace natsop::engine {

namespace {

namespace jwt = identity::jwt;

PermissionRules::Side side(const jwt::Permission& permission) {
  PermissionRules::Side rules;
  if (!permission.allow.empty()) {
    rules.allow = permission.allow;
  }
  rules.deny = permission.deny;
  return rules;
}

ResponseType response_type(const jwt::Export& exported) {
  if (exported.is_stream_response()) {
    return ResponseType::Stream;
  }
  return exported.is_chunked_response() ? ResponseType::Chunked : ResponseType::Single;
}

}  // namespace

std::optional<PermissionRules> permission_rules(const jwt::Permissions& permissions) {
  if (permissions.empty()) {
    return std::nullopt;
  }
  PermissionRules rules;
  rules.publish = side(permissions.publish);
  rules.subscribe = side(permissions.subscribe);
  if (permissions.responses) {
    PermissionRules::Responses responses;
    if (permissions.responses->max != 0) {
      responses.max = permissions.responses->max;
    }
    if (permissions.responses->ttl.count() != 0) {
      responses.ttl = permissions.responses->ttl;
    }
    rules.responses = responses;
    // Who may answer, and is told nothing of publishing, may do nothing else.
    if (!rules.publish.allow) {
      rules.publish.allow.emplace();
    }
  }
  return rules;
}

ExportRule export_rule(const jwt::Export& exported) {
  ExportRule rule;
  rule.service = exported.is_service();
  rule.subject = exported.subject;
  rule.token_required = exported.token_required;
  rule.response = response_type(exported);
  rule.response_threshold = exported.response_threshold;
  rule.account_token_position = static_cast<std::uint32_t>(exported.account_token_position);
  if (exported.latency) {
    rule.latency = ExportRule::Latency{.sampling = exported.latency->sampling,
                                       .subject = exported.latency->results};
  }
  rule.allow_trace = exported.allow_trace;
  return rule;
}

ImportRule import_rule(const jwt::Import& imported) {
  ImportRule rule;
  rule.service = imported.is_service();
  rule.account = imported.account;
  rule.subject = imported.subject;
  rule.share = imported.share;
  rule.allow_trace = imported.allow_trace;
  if (!imported.local_subject.empty()) {
    rule.to = imported.local_subject;
  } else if (rule.service) {
    // The old form has the roles of the two swapped.
    if (!imported.to.empty()) {
      rule.subject = imported.to;
      rule.to = imported.subject;
    }
  } else {
    rule.prefix = imported.to;
  }
  return rule;
}

AccountRules account_rules(const jwt::AccountClaims& claims, const ActivationCheck& check) {
  AccountRules rules;
  rules.display_name = claims.name;
  for (const jwt::Export& exported : claims.exports) {
    rules.exports.push_back(export_rule(exported));
  }
  for (const jwt::Import& imported : claims.imports) {
    ImportRule rule = import_rule(imported);
    if (!imported.token.empty()) {
      const Result<void> activation = check(imported);
      rule.activation =
          activation ? ImportRule::Activation::Valid : ImportRule::Activation::Invalid;
      rule.activation_fault = activation ? std::string() : activation.error().message();
    }
    rules.imports.push_back(std::move(rule));
  }
  for (const auto& [source, destinations] : claims.mappings) {
    MappingRule rule{.source = source, .destinations = {}};
    for (const jwt::WeightedMapping& to : destinations) {
      rule.destinations.push_back(
          {.subject = to.subject, .weight = to.effective_weight(), .cluster = to.cluster});
    }
    rules.mappings.push_back(std::move(rule));
  }
  rules.limits = {.connections = claims.limits.connections,
                  .leafnodes = claims.limits.leaf_connections,
                  .subscriptions = claims.limits.subscriptions,
                  .payload = claims.limits.payload};
  rules.default_permissions = permission_rules(claims.default_permissions);
  return rules;
}

}  // namespace natsop::engine
