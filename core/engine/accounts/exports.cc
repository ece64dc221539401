#include "core/engine/accounts/exports.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/engine/accounts/account.h"
#include "core/engine/accounts/directory.h"
#include "core/engine/accounts/imports.h"
#include "core/subject/subject.h"

namespace natsop::engine {

namespace {

constexpr std::chrono::minutes kDefaultThreshold{2};

std::string_view kind_of(bool service) { return service ? "service" : "stream"; }

bool is_authorised(const ExportRule& offer, const Account& importer, const ImportRule& rule,
                   std::string& reason) {
  if (offer.account_token_position > 0) {
    if (subject::token_at(rule.subject, offer.account_token_position - 1) == importer.name()) {
      return true;
    }
    reason = fmt::format("token {} of the subject must be the importing account's name",
                         offer.account_token_position);
    return false;
  }
  if (offer.accounts && std::find(offer.accounts->begin(), offer.accounts->end(),
                                  importer.name()) != offer.accounts->end()) {
    return true;
  }
  if (offer.token_required) {
    if (rule.activation == ImportRule::Activation::Valid) {
      return true;
    }
    reason = rule.activation_fault.empty() ? "the export is private and needs an activation token"
                                           : rule.activation_fault;
    return false;
  }
  reason = "it is offered to other accounts only";
  return !offer.accounts;
}

/// Not for every account.
bool is_restricted(const ExportRule& offer) {
  return offer.accounts || offer.token_required || offer.account_token_position > 0;
}

std::optional<std::string> fault_of(const ExportRule& rule) {
  if (auto valid = subject::validate(rule.subject); !valid) {
    return valid.error().message();
  }
  if (rule.account_token_position > 0 &&
      subject::token_at(rule.subject, rule.account_token_position - 1) != subject::kAnyToken) {
    return fmt::format("account token position {} is not a \"*\" of the subject",
                       rule.account_token_position);
  }
  if (rule.latency && !subject::is_valid_literal(rule.latency->subject)) {
    return fmt::format("latency subject \"{}\" is not one to publish to", rule.latency->subject);
  }
  return std::nullopt;
}

}  // namespace

void ServiceExport::withdraw() {
  while (!waiting_.empty()) {
    Response& response = *waiting_.front();
    response.account->exports().responses().close(response.key, Responses::End::Withdrawn);
  }
  timer_.reset();
}

std::chrono::nanoseconds ServiceExport::threshold() const {
  return rule_.response_threshold.count() > 0 ? rule_.response_threshold
                                              : std::chrono::nanoseconds(kDefaultThreshold);
}

void ServiceExport::wait_for(Response& response) {
  response.touched = account_.services().loop.turn_time();
  waiting_.push_back(&response);
  response.waiting = std::prev(waiting_.end());
  if (timer_ == nullptr) {
    arm(threshold());
  }
}

void ServiceExport::touch(Response& response) {
  response.touched = account_.services().loop.turn_time();
  waiting_.splice(waiting_.end(), waiting_, response.waiting);
}

void ServiceExport::forget(Response& response) { waiting_.erase(response.waiting); }

void ServiceExport::arm(std::chrono::nanoseconds delay) {
  timer_ = account_.services().loop.after(delay, [this] { expire(); });
}

void ServiceExport::expire() {
  // Replaced only at the end: this runs inside it.
  const SteadyTime now = account_.services().loop.clock().steady();
  while (!waiting_.empty() && waiting_.front()->touched + threshold() <= now) {
    Response& response = *waiting_.front();
    response.account->exports().responses().close(response.key, Responses::End::Expired);
  }
  if (waiting_.empty()) {
    timer_.reset();
  } else {
    arm(waiting_.front()->touched + threshold() - now);
  }
}

Exports::Exports(Account& account) : account_(account), responses_(account) {}

Exports::~Exports() = default;

Exports::Offer Exports::offer_to(const Account& importer, const ImportRule& rule,
                                 bool implicit) const {
  Offer offer{.refused = Problem::Kind::NotExported,
              .reason = fmt::format(
                  "{0} import not authorized: account \"{1}\" exports no {0} that covers \"{2}\"",
                  kind_of(rule.service), account_.name(), rule.subject)};
  const auto consider = [&](const ExportRule& candidate, ServiceExport* service) {
    std::string reason;
    if (is_authorised(candidate, importer, rule, reason)) {
      offer = {.refused = std::nullopt, .reason = {}, .service = service};
      return true;
    }
    offer.refused = Problem::Kind::NotAuthorised;
    offer.reason = fmt::format("{} import not authorized: {}", kind_of(rule.service), reason);
    return false;
  };
  std::vector<std::pair<const ExportRule*, ServiceExport*>> covering;
  const auto note = [&](const ExportRule& candidate, ServiceExport* service) {
    if (subject::is_subset(rule.subject, candidate.subject)) {
      covering.emplace_back(&candidate, service);
    }
  };
  for (const Service& service : services_) {
    if (rule.service && (service.implicit == implicit || service.to_all)) {
      note(service.service->rule(), service.service.get());
    }
  }
  for (const ExportRule& stream : streams_) {
    if (!rule.service) {
      note(stream, nullptr);
    }
  }
  for (const auto& [candidate, service] : covering) {
    if (candidate->subject == rule.subject) {
      consider(*candidate, service);
      return offer;
    }
  }
  // Then those who name the importer, then those for everyone, but for subjects that a narrower one
  // keeps for others: nats-server takes any that it happens to look at first.
  const auto kept_for_others = [&](const ExportRule& open) {
    return std::ranges::any_of(covering, [&](const auto& other) {
      return is_restricted(*other.first) && subject::is_subset(other.first->subject, open.subject);
    });
  };
  for (const bool restricted : {true, false}) {
    for (const auto& [candidate, service] : covering) {
      if (is_restricted(*candidate) == restricted && (restricted || !kept_for_others(*candidate)) &&
          consider(*candidate, service)) {
        return offer;
      }
    }
  }
  return offer;
}

std::vector<Problem> Exports::set(const std::vector<ExportRule>& rules) {
  std::vector<Problem> problems;
  std::vector<Service> services;
  rules_ = rules;
  streams_.clear();
  const auto complain = [&](const ExportRule& rule, Problem::Kind kind, std::string reason) {
    problems.push_back(
        {.kind = kind,
         .account = account_.name(),
         .rule = fmt::format("{} export \"{}\"", kind_of(rule.service), rule.subject),
         .reason = std::move(reason)});
  };
  for (const ExportRule& rule : rules) {
    if (const auto fault = fault_of(rule)) {
      complain(rule, Problem::Kind::BadSubject, *fault);
      continue;
    }
    if (!rule.service) {
      std::erase_if(streams_, [&](const ExportRule& s) { return s.subject == rule.subject; });
      streams_.push_back(rule);
      continue;
    }
    const auto same = [&](const Service& s) {
      return s.service != nullptr && !s.implicit && s.service->rule().subject == rule.subject;
    };
    const auto twice = std::find_if(services.begin(), services.end(), same);
    if (twice != services.end()) {
      twice->service->set_rule(rule);  // the last one counts, as with nats-server
      continue;
    }
    // One that stays keeps its open requests.
    const auto old = std::find_if(services_.begin(), services_.end(), same);
    if (old != services_.end()) {
      old->service->set_rule(rule);
      services.push_back(std::move(*old));
    } else {
      services.push_back({.service = std::make_unique<ServiceExport>(account_, rule)});
    }
  }
  for (Service& service : services_) {
    if (service.service != nullptr && service.implicit) {
      services.push_back(std::move(service));
    }
  }
  services_.swap(services);
  for (Service& gone : services) {
    if (gone.service != nullptr) {
      gone.service->withdraw();
      account_.services().loop.dispose(std::move(gone.service));
    }
  }
  return problems;
}

void Exports::add_implicit(ExportRule service, bool to_all) {
  service.service = true;
  const bool known = std::any_of(services_.begin(), services_.end(), [&](const Service& s) {
    return s.implicit && s.service->rule().subject == service.subject;
  });
  if (known) {
    return;
  }
  services_.push_back({.service = std::make_unique<ServiceExport>(account_, std::move(service)),
                       .implicit = true,
                       .to_all = to_all});
  account_.directory().settle({&account_});  // imports may have waited for it
}

std::vector<ExportRule> Exports::implicit_rules() const {
  std::vector<ExportRule> rules;
  for (const Service& service : services_) {
    if (service.implicit) {
      rules.push_back(service.service->rule());
    }
  }
  return rules;
}

}  // namespace natsop::engine
