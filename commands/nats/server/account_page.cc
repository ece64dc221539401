#include "commands/nats/server/account_page.h"

#include <fmt/format.h>

#include "core/text/time.h"

namespace natsop::commands::nats::server {
namespace {

using json::Doc;
using render::Page;

constexpr std::size_t kListed = 20;
constexpr int kWholeWeight = 100;
constexpr int kIndent = 2;

void time_row(Page& page, std::string label, const Doc& value) {
  const auto time = text::parse_rfc3339(value.text());
  if (time && *time != text::kZeroTime) page.time(std::move(label), *time);
}

void details(Page& page, const Doc& account) {
  page.section("Details");
  page.row("Complete", account.boolean_at("/complete"));
  page.row("Expired", account.boolean_at("/expired"));
  page.row("System Account", account.boolean_at("/is_system"));
  time_row(page, "Updated", account.at("/update_time"));
  page.row("JetStream", account.boolean_at("/jetstream_enabled"));
  page.row("Client Connections", account.integer_at("/client_connections"));
  page.row("Leafnode Connections", account.integer_at("/leafnode_connections"));
  page.row("Subscriptions", account.integer_at("/subscriptions"));
  page.row_if("Issuer", account.text_at("/issuer_key"));
  page.row_if("Tag", account.text_at("/name_tag"));
  page.row_if("Tags", account.at("/tags").texts());
}

void mappings(Page& page, const Doc& account) {
  const auto all = account.at("/mappings").members();
  if (all.empty()) return;
  page.section("Mappings");
  for (const auto& [subject, destinations] : all) {
    page.indent(kIndent).line(subject);
    page.indent(2 * kIndent);
    for (const auto& one : destinations.elements()) {
      std::vector<std::string> parts{one.text_at("/subject")};
      const auto cluster = one.text_at("/cluster");
      const auto weight = one.integer_at("/weight", kWholeWeight);
      if (!cluster.empty()) parts.push_back("in cluster " + cluster);
      if (weight != kWholeWeight) parts.push_back(fmt::format("with weight {}", weight));
      page.row("Destination", parts);
    }
    page.indent(0).blank();
  }
}

/// Where an import comes from: "local from subject remote in account A".
std::string origin(const Doc& import) {
  const auto remote = import.text_at("/subject");
  const auto local = import.text_at("/local_subject", remote);
  const auto account = import.text_at("/account");
  const bool renamed = !remote.empty() && remote != local;
  auto text = local;
  if (renamed) text += ", from subject " + remote;
  if (!account.empty()) text += (renamed ? " in account " : ", from account ") + account;
  return text;
}

void imports(Page& page, const char* title, const Doc& list) {
  if (list.size() == 0) return;
  page.section(title);
  for (const auto& import : list.elements()) {
    if (import.boolean_at("/invalid")) page.row("Invalid", true);
    page.row("Subject", origin(import));
    page.row("Type", import.text_at("/type"));
    page.row_if("Name", import.text_at("/name"));
    page.row("Sharing", import.boolean_at("/share"));
    const auto tracking = import.boolean_at("/tracking");
    const auto header = import.at("/tracking_header");
    page.row("Tracking", header.is_object() ? fmt::format("{} header {}", tracking, header.dump())
                                            : fmt::format("{}", tracking));
    page.blank();
  }
}

/// The first values of a list, and how many there are when that is not all.
void some_rows(Page& page, const char* label, std::vector<std::string> values) {
  if (values.empty()) return;
  if (values.size() > kListed) {
    page.row(label, fmt::format("{} of {}; --json shows all", kListed, values.size()));
    values.resize(kListed);
    for (auto& one : values) page.more(std::move(one));
    return;
  }
  page.lines(label, values);
}

void exports(Page& page, const Doc& list) {
  if (list.size() == 0) return;
  page.section("Exports");
  for (const auto& one : list.elements()) {
    page.row("Subject", one.text_at("/subject"));
    page.row("Type", one.text_at("/type"));
    page.row("Tokens Required", one.boolean_at("/token_req"));
    page.row_if("Response Type", one.text_at("/response_type"));
    if (const auto threshold = one.integer_at("/response_threshold"); threshold > 0) {
      page.duration("Response Threshold", std::chrono::nanoseconds(threshold));
    }
    page.row_if("Description", one.text_at("/description"));
    page.row_if("Info URL", one.text_at("/info_url"));
    page.row_if("Name", one.text_at("/name"));
    page.row_if("Account Token Pos", one.integer_at("/account_token_position"));
    some_rows(page, "Accounts", one.at("/approved_accounts").texts());
    std::vector<std::string> revoked;
    for (const auto* key : {"/revocations", "/revoked_act"}) {
      for (const auto& [account, since] : one.at(key).members()) revoked.push_back(account);
    }
    some_rows(page, "Revocations", std::move(revoked));
    page.blank();
  }
}

void revoked_users(Page& page, const Doc& account) {
  const auto users = account.at("/revoked_user").members();
  if (users.empty()) return;
  page.section("Revoked Users");
  for (const auto& [user, since] : users) time_row(page, user, since);
}

}  // namespace

Page account_page(const Doc& account) {
  const auto name = account.text_at("/account_name");
  Page page(fmt::format("Account information for account {}", name));
  details(page, account);
  mappings(page, account);
  imports(page, "Imports", account.at("/imports"));
  exports(page, account.at("/exports"));
  imports(page, "Responses", account.at("/responses"));
  revoked_users(page, account);
  page.document(account).name(name);
  return page;
}

}  // namespace natsop::commands::nats::server
