#include "commands/nsc/revocations/listing.h"

#include <fmt/format.h>

#include "commands/nsc/revocations/cutoff.h"
#include "commands/nsc/tables/tables.h"
#include "core/render/view.h"
#include "core/text/time.h"

namespace natsop::commands::nsc::revocations {
namespace {

/// Revocations of all time hold dates that no calendar has.
std::string rfc1123(const json::Doc& row, const text::Zone& zone) {
  const text::Seconds time(std::chrono::seconds(row.integer_at("/revoked_until_unix")));
  return text::format_time(time, zone, "%a, %d %b %Y %H:%M:%S %Z");
}

}  // namespace

Result<void> show(cli::Context& ctx, const std::string& title, std::string_view everybody,
                  const identity::jwt::RevocationList& list) {
  const auto zone = table_style(ctx).zone;
  render::View view(title, {{.header = "Public Key",
                             .pointer = "/public_key",
                             .text =
                                 [everybody = std::string(everybody)](const json::Doc& row) {
                                   const auto key = row.text_at("/public_key");
                                   return key == kEverybody ? fmt::format("* [{}]", everybody)
                                                            : key;
                                 }},
                            {.header = "Revoke Credentials Before",
                             .text = [zone](const json::Doc& row) { return rfc1123(row, zone); }}});
  for (const auto& [key, until] : list) {
    const text::Seconds time{std::chrono::seconds(until)};
    view.add(json::Doc::object({{"public_key", key},
                                {"revoked_until", text::rfc3339(time)},
                                {"revoked_until_unix", until}}));
  }
  return show_list(ctx, view, false);
}

}  // namespace natsop::commands::nsc::revocations
