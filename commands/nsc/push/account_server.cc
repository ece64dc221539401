#include "core/identity/account_server.h"

#include <fmt/format.h>

#include "commands/nsc/push/push.h"
#include "commands/nsc/session/web.h"
#include "core/identity/jwt/token.h"
#include "core/identity/push.h"

namespace natsop::commands::nsc::push {

namespace {

constexpr int kTaken = 200;
constexpr int kCreated = 201;
constexpr int kAccepted = 202;

void tell(const identity::HttpResponse& response, render::Report& step) {
  if (response.status == kTaken) {
    step.ok("pushed account jwt to the account server");
  } else if (response.status == kCreated || response.status == kAccepted) {
    step.warn("pushed account jwt was accepted by the account server");
  } else {
    step.error(fmt::format("failed to push account to remote server: status {}", response.status));
  }
  const std::string said(identity::trimmed(response.body));
  if (!said.empty()) step.said(said);
}

}  // namespace

Result<void> to_account_server(const Session& session, const Plan& plan, render::Report& report) {
  NATSOP_TRY(const auto items, identity::push_items(session.store(), plan.accounts));
  Web web;
  for (const auto& item : items) {
    auto& step = report.group(fmt::format("pushed \"{}\" to account server", item.name),
                              render::Report::Show::StepsOnTrouble);
    NATSOP_TRY(const auto claims, identity::jwt::decode_account(item.token));
    const auto response = identity::post_account(web, plan.url, claims.subject, item.token);
    if (response) {
      tell(*response, step);
    } else {
      step.label(fmt::format("push {} to account server", item.name));
      step.error(
          fmt::format("failed to push account \"{}\": {}", item.name, response.error().one_line()));
    }
  }
  return {};
}

}  // namespace natsop::commands::nsc::push
