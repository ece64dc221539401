#include "core/engine/accounts/service_import.h"

#include <fmt/format.h>

#include "core/engine/accounts/account.h"
#include "core/engine/accounts/directory.h"
#include "core/engine/accounts/imports.h"
#include "core/engine/accounts/reserved.h"
#include "core/engine/protocol/headers.h"
#include "core/subject/subject.h"

namespace natsop::engine {

namespace {

/// The request crossed a border before.
bool came_through_service(const Origin& origin) {
  return origin.imports != nullptr && !origin.imports->answer;
}

}  // namespace

ServiceImport::ServiceImport(Account& importer, const ImportRule& rule, std::string local,
                             std::optional<subject::Transform> transform)
    : Sink(Party::Account),
      importer_(importer),
      target_(rule.subject),
      share_(rule.share),
      transform_(std::move(transform)),
      renamed_(!transform_ && local != rule.subject) {
  subscription_.sink = this;
  subscription_.subject = std::move(local);
}

Result<std::unique_ptr<ServiceImport>> ServiceImport::make(Account& importer,
                                                           const ImportRule& rule) {
  NATSOP_CHECK(subject::validate(rule.subject));
  const std::string& named = rule.to.empty() ? rule.subject : rule.to;
  std::string local = subject::references_to_wildcards(named);
  NATSOP_CHECK(subject::validate(local));
  std::optional<subject::Transform> transform;
  if (named != rule.subject &&
      (subject::has_wildcard(local) || subject::has_wildcard(rule.subject))) {
    auto there = subject::Transform::make(rule.subject, subject::wildcards_to_references(named),
                                          subject::Transform::Mode::Reversible);
    auto back = there ? there->reversed() : std::move(there);
    if (!back) {
      return Error(Code::Invalid,
                   fmt::format("failed to create mapping transform for service import subject "
                               "from \"{}\" to \"{}\": {}",
                               named, rule.subject, back.error().message()));
    }
    transform = *std::move(back);
  }
  return std::make_unique<ServiceImport>(importer, rule, std::move(local), std::move(transform));
}

void ServiceImport::start(ServiceExport& service) {
  service_ = &service;
  if (!subscription_.active) {
    importer_.interest().insert(subscription_);
  }
}

void ServiceImport::stop() {
  importer_.interest().remove(subscription_);
  service_ = nullptr;
}

bool ServiceImport::deliver(Subscription& /*subscription*/, const Message& message,
                            const Origin& origin) {
  if (service_ == nullptr) {
    return false;
  }
  for (const ImportStep* step = origin.imports; step != nullptr; step = step->before) {
    if (step->service == service_) {
      return false;  // it goes round in a circle, or is an answer that would be a request to the
                     // same
    }
  }
  ServiceExport& service = *service_;
  Account& exporter = service.account();
  const ImportStep step{.service = &service, .before = origin.imports};
  Origin onward = origin;
  onward.imports = &step;

  ScratchPool::Lent subject(importer_.scratch());
  ScratchPool::Lent reply(importer_.scratch());
  ScratchPool::Lent body(importer_.scratch());
  Message request = with_request_info(message, origin, *body);
  if (transform_) {
    transform_->append(message.subject, importer_.dice(), *subject);
    request.subject = *subject;
  } else if (renamed_) {
    request.subject = target_;
  }
  auto tracking = begin_tracking(service, message, origin, share_);
  if (message.reply.empty() && tracking != nullptr) {
    publish_latency(service, *tracking, LatencyStatus::BadRequest, nullptr);
  }
  if (message.reply.empty() || message.reply.starts_with(kAckPrefix)) {
    return exporter.publish(onward, request) > 0;
  }
  Responses& responses = exporter.exports().responses();
  const Response& response = responses.open(service, importer_, message.reply, std::move(tracking));
  const std::uint64_t key = response.key;
  *reply = response.subject;
  request.reply = *reply;
  const bool taken = exporter.publish(onward, request) > 0;
  if (!taken) {
    responses.close(key, Responses::End::NotTaken);
  }
  return taken;
}

bool ServiceImport::describe_requestor(const Message& message, const Origin& origin,
                                       ClientInfo& info) const {
  const Member* member = member_of(origin);
  const bool to_system = importer_.directory().system() == &service_->account();
  const auto header = headers::get(message.headers(), kRequestInfoHeader, headers::Case::Any);
  if (came_through_service(origin) && header) {
    auto before = ClientInfo::parse(*header);
    if (!before) {
      return false;
    }
    info = *std::move(before);
    info.service = importer_.name();
  } else if (member != nullptr) {
    member->describe(info, share_);
  } else {
    return false;
  }
  if (!share_ && !to_system) {
    return true;
  }
  if (member != nullptr && info.server.empty()) {
    // The system account's services may know where a request came in, whatever is shared.
    ClientInfo full;
    member->describe(full, true);
    info.server = full.server;
    info.cluster = full.cluster;
  }
  return true;
}

Message ServiceImport::with_request_info(const Message& message, const Origin& origin,
                                         std::string& out) {
  ClientInfo info;
  if (!describe_requestor(message, origin, info)) {
    return message;
  }
  if (told_text_.empty() || !(info == told_)) {
    told_text_ = info.to_json().dump_go();
    told_ = std::move(info);
  }
  headers::append_with(message.headers(), kRequestInfoHeader, told_text_, out, headers::Case::Any);
  Message told = message;
  told.header_size = out.size();
  out += message.payload();
  told.body = out;
  return told;
}

}  // namespace natsop::engine
