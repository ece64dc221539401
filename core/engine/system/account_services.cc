#include "core/engine/system/account_services.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/engine/accounts/client_info.h"
#include "core/engine/accounts/directory.h"
#include "core/engine/accounts/exports.h"
#include "core/engine/accounts/imports.h"
#include "core/engine/accounts/reserved.h"
#include "core/engine/monitor/absent_parts.h"
#include "core/engine/monitor/accountz.h"
#include "core/engine/monitor/accstatz.h"
#include "core/engine/monitor/connz.h"
#include "core/engine/monitor/subsz.h"
#include "core/engine/protocol/headers.h"
#include "core/engine/system/user_info.h"
#include "core/json/reader.h"
#include "core/subject/subject.h"
#include "core/text/ascii.h"
#include "core/text/base64.h"

namespace natsop::engine {

namespace {

using json::Doc;

constexpr int kMalformed = 400;
constexpr int kFailed = 500;
constexpr std::size_t kAccountToken = 3;  // of "$SYS.REQ.ACCOUNT.<account>.X"

}  // namespace

AccountServices::AccountServices(Responder& responder, ServerEvents& events)
    : responder_(responder), events_(events) {
  using S = AccountServices;
  serve("SUBSZ", &S::on_subsz);
  serve("CONNZ", &S::on_connz);
  serve("LEAFZ", &S::on_leafz);
  serve("JSZ", &S::on_jsz);
  serve("INFO", &S::on_info);
  serve("STATZ", &S::on_statz);
  serve("CONNS", &S::on_conns);
  SystemSink& sink = responder_.sink();
  sink.subscribe("$SYS.REQ.ACCOUNT.PING.STATZ", [this](const Message& m) { on_ping_statz(m); });
  sink.subscribe("$SYS.REQ.ACCOUNT.NSUBS", [this](const Message& m) { on_subscriptions(m); });
  sink.subscribe("$SYS.DEBUG.SUBSCRIBERS", [this](const Message& m) { on_debug_subscribers(m); });
  sink.subscribe("$SYS.REQ.USER.*.INFO", [this](const Message& m) { on_user_info(m); });
  offer();
  responder_.view().environment.accounts.on_created([this](Account& account) { install(account); });
}

void AccountServices::offer() {
  Exports& exports = responder_.sink().account().exports();
  for (const std::string_view subject : {"$SYS.REQ.ACCOUNT.*.CONNZ", "$SYS.REQ.ACCOUNT.*.STATZ"}) {
    exports.add_implicit({.service = true,
                          .subject = std::string(subject),
                          .response = ResponseType::Stream,
                          .account_token_position = kAccountToken + 1});
  }
  exports.add_implicit({.service = true,
                        .subject = "$SYS.REQ.USER.*.INFO",
                        .account_token_position = kAccountToken + 1});
  exports.add_implicit({.service = true, .subject = "$SYS.DEBUG.SUBSCRIBERS"}, true);
}

void AccountServices::install(Account& account) {
  const std::string& system = responder_.sink().account().name();
  const auto add = [&](std::string_view local, std::string target, bool share) {
    account.imports().add_implicit({.service = true,
                                    .account = system,
                                    .subject = std::move(target),
                                    .to = std::string(local),
                                    .share = share});
  };
  add("$SYS.REQ.USER.INFO", fmt::format("$SYS.REQ.USER.{}.INFO", account.name()), true);
  // In the system account itself these subjects are the services.
  if (&account == &responder_.sink().account()) return;
  const std::string connections = fmt::format("$SYS.REQ.ACCOUNT.{}.CONNZ", account.name());
  add("$SYS.REQ.ACCOUNT.PING.CONNZ", connections, false);
  add("$SYS.REQ.SERVER.PING.CONNZ", connections, false);
  add("$SYS.REQ.ACCOUNT.PING.STATZ", fmt::format("$SYS.REQ.ACCOUNT.{}.STATZ", account.name()),
      false);
}

void AccountServices::serve(std::string_view name, Answer answer) {
  responder_.sink().subscribe(
      fmt::format("$SYS.REQ.ACCOUNT.*.{}", name), [this, answer](const Message& request) {
        std::string_view account = subject::token_at(request.subject, kAccountToken);
        if (account == "PING") {
          // Each account asks about itself so; here that is the system account. All accounts'
          // figures have a service of their own.
          if (request.subject.ends_with(".STATZ")) return;
          account = responder_.sink().account().name();
        }
        if (const auto body = responder_.accept(request)) (this->*answer)(request, account, *body);
      });
}

void AccountServices::on_subsz(const Message& request, std::string_view account, const Doc& body) {
  auto options = SubszOptions::parse(body);
  if (!options) {
    responder_.error(request, kMalformed, options.error().message());
    return;
  }
  options->account = account;
  options->subscriptions = true;
  responder_.result(request, subsz(responder_.view(), *options));
}

void AccountServices::on_connz(const Message& request, std::string_view account, const Doc& body) {
  auto options = ConnzOptions::parse(body);
  if (!options) {
    responder_.error(request, kMalformed, options.error().message());
    return;
  }
  options->account = account;  // whatever the request says: it may come from that account
  responder_.result(request, connz(responder_.view(), *options));
}

void AccountServices::on_leafz(const Message& request, std::string_view /*account*/,
                               const Doc& /*body*/) {
  responder_.data(request, leafz(responder_.view()));
}

void AccountServices::on_jsz(const Message& request, std::string_view /*account*/,
                             const Doc& /*body*/) {
  responder_.error(request, kFailed, "jetstream not enabled");
}

void AccountServices::on_info(const Message& request, std::string_view account,
                              const Doc& /*body*/) {
  const ServerView& view = responder_.view();
  if (Account* found = view.environment.accounts.find(account)) {
    responder_.data(request, account_detail(view, *found));
  } else {
    responder_.error(request, kFailed, fmt::format("Account {} does not exist", account));
  }
}

void AccountServices::on_statz(const Message& request, std::string_view account,
                               const Doc& /*body*/) {
  const AccstatzOptions options{.accounts = {std::string(account)}, .include_unused = true};
  if (responder_.view().environment.accounts.find(account) == nullptr) return;
  responder_.data(request, accstatz(responder_.view(), options));
}

void AccountServices::on_conns(const Message& request, std::string_view account,
                               const Doc& /*body*/) {
  if (const Account* found = responder_.view().environment.accounts.find(account)) {
    responder_.bare(request, events_.account_connections(*found));
  }
}

void AccountServices::on_ping_statz(const Message& request) {
  const auto body = responder_.accept(request);
  if (!body) return;
  const auto options = AccstatzOptions::parse(*body);
  if (!options) {
    responder_.error(request, kMalformed, options.error().message());
    return;
  }
  // Who asks about certain accounts that are not here hears nothing: another server has them.
  AccountDirectory& accounts = responder_.view().environment.accounts;
  const bool none = !options->accounts.empty() &&
                    std::ranges::none_of(options->accounts, [&](const std::string& name) {
                      return accounts.find(name) != nullptr;
                    });
  if (!none) responder_.data(request, accstatz(responder_.view(), *options));
}

void AccountServices::on_subscriptions(const Message& request) {
  const auto body = parse_body(request.payload());
  if (!body) return;
  Account* account = responder_.view().environment.accounts.find(body->text_at("/acc"));
  if (account == nullptr) return;
  // Go's JSON carries the queue's bytes in base64.
  const auto queue = text::base64_decode(body->text_at("/queue"));
  if (!queue) return;
  const auto count = count_subscribers(*account, body->text_at("/subject"), *queue);
  responder_.text(request, fmt::format("{}", count));
}

void AccountServices::on_debug_subscribers(const Message& request) {
  Account* account = &responder_.sink().account();
  const auto told = headers::get(request.headers(), kRequestInfoHeader).value_or("");
  if (!told.empty()) {
    const auto info = ClientInfo::parse(told);
    if (!info) return;
    const std::string& name = info->service.empty() ? info->account : info->service;
    account = responder_.view().environment.accounts.find(name);
    if (account == nullptr) return;
  }
  const auto words = text::fields(request.payload());
  if (words.empty()) {
    responder_.text(request, "0");
    return;
  }
  const auto queue = words.size() > 1 ? words[1] : std::string_view();
  responder_.text(request, fmt::format("{}", count_subscribers(*account, words[0], queue)));
}

void AccountServices::on_user_info(const Message& request) {
  const auto info =
      ClientInfo::parse(headers::get(request.headers(), kRequestInfoHeader).value_or(""));
  if (!info) return;
  const std::string_view account = subject::token_at(request.subject, kAccountToken);
  if (const auto user = user_info(responder_.view(), *info, account)) {
    responder_.data(request, *user);
  }
}

std::uint64_t count_subscribers(Account& account, std::string_view subject,
                                std::string_view queue) {
  if (!subject::is_valid(subject)) return 0;
  std::uint64_t count = 0;
  if (subject::has_wildcard(subject)) {
    account.interest().overlapping(subject, [&](Subscription& one) {
      if (!subject::is_subset(one.subject, subject)) return;
      if (queue.empty() || one.queue == queue) ++count;
    });
    return count;
  }
  const auto matches = account.interest().match(subject);
  if (queue.empty()) count += matches->plain.size();
  for (const auto& group : matches->groups) {
    if (queue.empty() || group.queue == queue) count += group.members.size();
  }
  return count;
}

}  // namespace natsop::engine
