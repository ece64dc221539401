#include "commands/nsc/list/entities.h"

#include <fmt/format.h>

#include "commands/nsc/tables/tables.h"
#include "core/render/table.h"
#include "core/text/ascii.h"

namespace natsop::commands::nsc::list {
namespace {

std::vector<render::Column> columns(const render::Style& style, const std::string& current) {
  const auto emphasised = [style, current](const json::Doc& row, std::string text) {
    return row.text_at("/name") == current ? render::bold(style, text) : text;
  };
  return {{.header = "Name",
           .pointer = "/name",
           .text =
               [emphasised](const json::Doc& row) {
                 const auto name = row.text_at("/name");
                 const auto claim = row.text_at("/claim_name", name);
                 return emphasised(row, name == claim ? name : fmt::format("{} ({})", name, claim));
               }},
          {.header = "Public Key",
           .pointer = "/public_key",
           .text = [emphasised](const json::Doc& row) {
             return emphasised(
                 row, row.has("/error") ? row.text_at("/error") : row.text_at("/public_key"));
           }}};
}

}  // namespace

EntityList::EntityList(cli::Context& ctx, const std::string& title, std::string current)
    : ctx_(ctx),
      title_(title),
      current_(std::move(current)),
      view_(title, columns(table_style(ctx), current_)) {
  render::Table empty(title);
  empty.row({"No entries defined"});
  auto text = empty.render(table_style(ctx));
  if (text.ends_with('\n')) text.pop_back();  // the view ends its lines itself
  view_.name_at("/name").when_empty(std::move(text));
}

void EntityList::add(const std::string& name, const identity::jwt::ClaimsData& claims) {
  auto row = json::Doc::object({{"name", name}, {"public_key", claims.subject}});
  if (claims.name != name) row.put("claim_name", claims.name);
  view_.add(std::move(row));
}

void EntityList::add(const std::string& name, const Error& error) {
  ++unreadable_;
  view_.add(json::Doc::object({{"name", name},
                               {"public_key", ""},
                               {"error", fmt::format("error loading jwt - {}", error.message())}}));
}

Result<void> EntityList::show(bool json) const {
  NATSOP_CHECK(show_list(ctx_, view_, json));
  if (unreadable_ == 0) return {};
  return Error(Code::Corrupt, fmt::format("{} of {} {} could not be read", unreadable_,
                                          view_.size(), text::ascii_lower(title_)))
      .hint("`nsc describe` says what is wrong with each");
}

}  // namespace natsop::commands::nsc::list
