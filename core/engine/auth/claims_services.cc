#include "core/engine/auth/claims_services.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <utility>

#include "core/engine/interest/matches.h"
#include "core/identity/jwt/token.h"
#include "core/subject/subject.h"
#include "core/text/ascii.h"
#include "core/text/template.h"

namespace natsop::engine {

namespace {

namespace jwt = identity::jwt;

constexpr int kDone = 200;
constexpr int kFailed = 500;
// A message names the first reasons; the log has all.
constexpr std::size_t kReasonsShown = 8;

std::string update_subject(std::string_view account) {
  return fmt::format("$SYS.REQ.ACCOUNT.{}.CLAIMS.UPDATE", account);
}

std::string lookup_subject(std::string_view account) {
  return fmt::format("$SYS.REQ.ACCOUNT.{}.CLAIMS.LOOKUP", account);
}

/// The account in "$SYS.REQ.ACCOUNT.<id>.CLAIMS.X" and "$SYS.ACCOUNT.<id>.CLAIMS.X".
std::string account_of(std::string_view subject) {
  const std::size_t index = subject.starts_with("$SYS.REQ.") ? 3 : 2;
  return std::string(subject::token_at(subject, index));
}

std::string with_reasons(const std::string& text, const std::vector<std::string>& reasons) {
  if (reasons.empty()) {
    return text;
  }
  const std::vector<std::string> first(
      reasons.begin(),
      reasons.begin() + static_cast<std::ptrdiff_t>(std::min(reasons.size(), kReasonsShown)));
  const std::string more = reasons.size() > kReasonsShown
                               ? fmt::format("; and {} more", reasons.size() - kReasonsShown)
                               : std::string();
  return fmt::format("{} - {}{}", text, fmt::join(first, "; "), more);
}

}  // namespace

ClaimsServices::ClaimsServices(Services services)
    : Sink(Party::System), services_(std::move(services)) {}

ClaimsServices::~ClaimsServices() {
  *alive_ = false;
  while (!listeners_.empty()) {
    stop(listeners_.front()->listener);
  }
}

ClaimsServices::Listener& ClaimsServices::listen(std::string subject, Service service,
                                                 std::string queue) {
  listeners_.push_back(std::make_unique<Holder>());
  Listener& listener = listeners_.back()->listener;
  listener.sink = this;
  listener.subject = std::move(subject);
  listener.queue = std::move(queue);
  listener.service = service;
  system_->subscribe(listener);
  return listener;
}

void ClaimsServices::stop(Listener& listener) {
  const auto found = std::find_if(listeners_.begin(), listeners_.end(),
                                  [&](const auto& each) { return &each->listener == &listener; });
  system_->unsubscribe(listener);
  services_.loop.dispose(std::move(*found));
  listeners_.erase(found);
}

void ClaimsServices::start() {
  system_ = services_.directory.system();
  if (system_ == nullptr) {
    return;
  }
  listen(update_subject("*"), Service::UpdateOf);
  listen("$SYS.ACCOUNT.*.CLAIMS.UPDATE", Service::UpdateOf);
  if (!services_.resolver.is_directory()) {
    return;
  }
  listen("$SYS.REQ.CLAIMS.UPDATE", Service::Update);
  listen("$SYS.REQ.CLAIMS.LIST", Service::List);
  listen("$SYS.REQ.CLAIMS.DELETE", Service::Delete);
  auto& directory = static_cast<DirectoryResolver&>(services_.resolver);
  directory.set_peers(
      [this, alive = alive_](const std::string& account, AccountResolver::Done<std::string> done) {
        if (!*alive) {
          return done(Error(Code::NotFound, "the server is stopping"));
        }
        ask_peers(account, std::move(done));
      });
  if (services_.resolver.type() != ResolverOptions::Type::Full) {
    return;
  }
  listen(lookup_subject("*"), Service::Lookup);
  listen("$SYS.REQ.CLAIMS.PACK", Service::Pack, "responder");
  pack_inbox_ = "_INBOX." + text::new_id(services_.random);
  listen(pack_inbox_, Service::PackReply);
  exchange_later();
}

bool ClaimsServices::deliver(Subscription& subscription, const Message& message,
                             const Origin& /*origin*/) {
  const Request request{.account = account_of(message.subject),
                        .reply = std::string(message.reply),
                        .payload = std::string(message.payload())};
  switch (static_cast<Listener&>(subscription).service) {
    case Service::UpdateOf:
      on_update(request, true);
      break;
    case Service::Update:
      on_update(request, false);
      break;
    case Service::Lookup:
      on_lookup(request);
      break;
    case Service::List:
      on_list(request);
      break;
    case Service::Delete:
      on_delete(request);
      break;
    case Service::Pack:
      on_pack(request);
      break;
    case Service::PackReply:
      on_pack_reply(request);
      break;
    case Service::LookupReply:
      answer_question(subscription, request.payload);
      break;
  }
  return true;
}

void ClaimsServices::send(std::string_view subject, std::string_view reply,
                          std::string_view payload) {
  const Origin origin{.sink = this, .party = Party::System, .echo = false, .imports = nullptr};
  const Message message{.subject = subject, .reply = reply, .body = payload, .header_size = 0};
  system_->publish(origin, message);
}

void ClaimsServices::respond(const std::string& reply, const std::string& account,
                             const std::string& text) {
  services_.log.debug(text, {{"account", account}});
  if (reply.empty()) {
    return;
  }
  json::Doc data = json::Doc::object();
  if (!account.empty()) {
    data.put("account", account);
  }
  data.put("code", kDone).put("message", text);
  send(reply, {}, json::Doc::object({{"server", services_.server()}, {"data", data}}).dump());
}

void ClaimsServices::refuse(const std::string& reply, const std::string& account,
                            const std::string& text, const Error& error) {
  const std::string description = fmt::format("{} - {}", text, error.one_line());
  services_.log.error(description, {{"account", account}});
  if (reply.empty()) {
    return;
  }
  json::Doc fault = json::Doc::object();
  if (!account.empty()) {
    fault.put("account", account);
  }
  fault.put("code", kFailed).put("description", description);
  send(reply, {}, json::Doc::object({{"server", services_.server()}, {"error", fault}}).dump());
}

void ClaimsServices::on_update(const Request& request, bool by_subject) {
  const std::string account = by_subject ? request.account : "n/a";
  const bool is_cache = services_.resolver.type() == ResolverOptions::Type::Cache;
  Update update{
      .account = account,
      .reply = request.reply,
      .token = std::string(text::trim(request.payload)),
      .success = is_cache ? "jwt updated cache" : "jwt updated",
      .failure = is_cache ? "jwt update cache resulted in error" : "jwt update resulted in error"};
  if (update.token.empty()) {
    return refuse(request.reply, account, "jwt update error",
                  Error(Code::Invalid, "request body is empty"));
  }
  auto claims = jwt::decode_account(update.token);
  if (!claims) {
    return refuse(request.reply, account, update.failure, claims.error());
  }
  if (!by_subject) {
    update.account = claims->subject;
  }
  jwt::ValidationResults results;
  jwt::validate(*claims, services_.loop.clock().now(), results);
  if (results.is_blocking(false)) {
    return refuse(
        update.reply, claims->subject, "jwt validation failed",
        Error(Code::Invalid, fmt::format("validation errors: {}",
                                         fmt::join(results.texts(jwt::Severity::Error), "; "))));
  }
  if (const auto fit = check_update(update, *claims, by_subject); !fit) {
    return refuse(update.reply, update.account, update.failure, fit.error());
  }
  keep(std::move(update), *claims);
}

Result<void> ClaimsServices::check_update(const Update& update, const jwt::AccountClaims& claims,
                                          bool by_subject) const {
  if (by_subject && claims.subject != update.account) {
    return Error(Code::Invalid, "subject does not match jwt content");
  }
  const auto& operators = services_.accounts.trust().operators;
  const bool bare = std::any_of(operators.begin(), operators.end(), [&](const auto& each) {
    return each.strict_signing_key_usage && each.subject == claims.issuer;
  });
  if (bare) {
    return Error(Code::Denied, "operator requires issuer to be a signing key");
  }
  return {};
}

void ClaimsServices::keep(Update update, const jwt::AccountClaims& claims) {
  const bool loaded = services_.accounts.find(claims.subject) != nullptr;
  const auto type = services_.resolver.type();
  // These keep what somebody here uses, and leave the rest to where it comes from.
  if (!loaded && type == ResolverOptions::Type::Cache) {
    return respond(update.reply, update.account, "jwt update cache skipped");
  }
  if (!loaded && type != ResolverOptions::Type::Full) {
    return respond(update.reply, update.account, "jwt update skipped");
  }
  if (!services_.resolver.is_directory()) {
    return finish(update, claims);
  }
  const std::string token = update.token;
  services_.resolver.save(
      claims.subject, token,
      [this, alive = alive_, update = std::move(update), claims](const Result<void>& saved) {
        if (!*alive) {
          return;
        }
        if (!saved) {
          return refuse(update.reply, update.account, update.failure, saved.error());
        }
        finish(update, claims);
      });
}

/// The token is kept: what it does here, and why that may be less than it says.
void ClaimsServices::finish(const Update& update, const jwt::AccountClaims& claims) {
  const auto applied = services_.accounts.update(claims.subject, update.token);
  if (!applied && !services_.resolver.is_directory()) {
    return refuse(update.reply, update.account, update.failure, applied.error());
  }
  const auto trusted = services_.accounts.verify(claims.subject, update.token);
  if (!trusted) {
    services_.log.warn(trusted.error().message());
    return respond(update.reply, update.account,
                   with_reasons(update.success, {trusted.error().message()}));
  }
  services_.accounts.explain(
      *trusted, [this, alive = alive_, update](const std::vector<std::string>& reasons) {
        if (!*alive) {
          return;
        }
        for (const std::string& reason : reasons) {
          services_.log.warn(fmt::format("pushed account {}: {}", update.account, reason));
        }
        respond(update.reply, update.account, with_reasons(update.success, reasons));
      });
}

void ClaimsServices::on_lookup(const Request& request) {
  if (request.reply.empty()) {
    return;
  }
  auto& directory = static_cast<DirectoryResolver&>(services_.resolver);
  directory.fetch_local(request.account, [this, alive = alive_,
                                          reply = request.reply](const Result<std::string>& token) {
    if (*alive) {
      send(reply, {}, token ? std::string_view(*token) : std::string_view());
    }
  });
}

void ClaimsServices::on_list(const Request& request) {
  if (request.reply.empty()) {
    return;
  }
  services_.resolver.list([this, alive = alive_, reply = request.reply](
                              const Result<std::vector<std::string>>& accounts) {
    if (!*alive) {
      return;
    }
    if (!accounts) {
      return refuse(reply, {}, "list accounts failed", accounts.error());
    }
    send(
        reply, {},
        json::Doc::object({{"server", services_.server()}, {"data", json::Doc(*accounts)}}).dump());
  });
}

Result<std::vector<std::string>> ClaimsServices::accounts_to_delete(const std::string& token,
                                                                    std::string& subject) const {
  NATSOP_TRY(const auto claims, jwt::decode_generic(token));
  subject = claims.subject;
  const auto& resolver = static_cast<const DirectoryResolver&>(services_.resolver);
  if (DirectoryResolver::settings_of(resolver.options()).deletion ==
      TokenDirectory::Deletion::Refused) {
    return Error(Code::Unsupported, "delete must be enabled in server config");
  }
  if (claims.subject != claims.issuer) {
    return Error(Code::Denied, "not self signed");
  }
  if (!services_.accounts.trust().trusts(claims.issuer)) {
    return Error(Code::Denied, "not trusted");
  }
  const json::Doc list = claims.data.member("accounts");
  std::vector<std::string> accounts = list.texts();
  const bool sound = list.is_array() && accounts.size() == list.size() &&
                     std::all_of(accounts.begin(), accounts.end(), identity::is_account_key);
  if (!sound) {
    return Error(Code::Invalid, "malformed request");
  }
  if (std::find(accounts.begin(), accounts.end(), system_->name()) != accounts.end()) {
    return Error(Code::Denied, "not allowed to delete system account");
  }
  return accounts;
}

void ClaimsServices::on_delete(const Request& request) {
  std::string subject;
  auto accounts = accounts_to_delete(std::string(text::trim(request.payload)), subject);
  if (!accounts) {
    return refuse(request.reply, {}, fmt::format("delete accounts request by {} failed", subject),
                  accounts.error());
  }
  delete_next(request.reply, *std::move(accounts), 0, {});
}

void ClaimsServices::delete_next(std::string reply, std::vector<std::string> accounts,
                                 std::size_t deleted, std::vector<std::string> failures) {
  if (accounts.empty()) {
    if (failures.empty()) {
      return respond(reply, {}, fmt::format("deleted {} accounts", deleted));
    }
    return refuse(reply, {},
                  fmt::format("deleted {} accounts, failed for {}", deleted, failures.size()),
                  Error(Code::Failed, fmt::format("{}", fmt::join(failures, "\n"))));
  }
  const std::string account = accounts.back();
  accounts.pop_back();
  services_.resolver.remove(
      account,
      [this, alive = alive_, account, reply = std::move(reply), accounts = std::move(accounts),
       deleted, failures = std::move(failures)](const Result<void>& removed) mutable {
        if (!*alive) {
          return;
        }
        // One that is not there is as good as deleted.
        if (removed || removed.error().code() == Code::NotFound) {
          services_.accounts.remove(account);
          ++deleted;
        } else {
          failures.push_back(removed.error().one_line());
        }
        delete_next(std::move(reply), std::move(accounts), deleted, std::move(failures));
      });
}

}  // namespace natsop::engine
