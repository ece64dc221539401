#include "commands/nsc/describe/output.h"

#include <fmt/format.h>

#include "commands/nsc/describe/field.h"
#include "commands/nsc/tables/tables.h"
#include "core/base/files.h"
#include "core/identity/creds.h"
#include "core/identity/jwt/token.h"

namespace natsop::commands::nsc::describe {
namespace {

namespace jwt = identity::jwt;

Result<std::string> text_of(cli::Context& ctx, const OutputFlags& flags, bool to_file,
                            const Described& described) {
  if (flags.raw) {
    if (to_file) return identity::decorate_jwt(described.token);
    return described.token + "\n";
  }
  if (!flags.field.empty() || flags.json) {
    NATSOP_TRY(const auto payload, jwt::peek_payload(described.token));
    if (flags.field.empty()) return payload.sorted().dump(1) + "\n";
    NATSOP_TRY(const auto value, extract_field(payload, flags.field));
    return value.sorted().dump() + "\n";
  }
  auto style = table_style(ctx);
  if (to_file) style.colour = false;
  return draw(described.tables(), style);
}

Result<void> show_for_machines(cli::Context& ctx, const Described& described) {
  switch (ctx.format()) {
    case render::Format::Name:
      ctx.line(described.name);
      return {};
    case render::Format::Csv:
      return Error(Code::Unsupported, "a JWT has no rows for csv")
          .hint("use json, or yaml, or --field for one value");
    default: {
      NATSOP_TRY(const auto payload, jwt::peek_payload(described.token));
      return ctx.show(payload);
    }
  }
}

}  // namespace

void output_flags(cli::Command& c, OutputFlags& o) {
  c.flag("--field,-F", o.field, "Print one value of the JSON, such as nats.exports[0].subject")
      .placeholder("PATH");
  c.flag("--json,-J", o.json, "Print the claims as JSON");
  c.flag("--long-ids,-W", o.long_ids, "Print keys of accounts instead of their names");
  c.flag("--raw,-R", o.raw, "Print the JWT itself");
}

void output_file_flag(cli::Command& c, Output& o) {
  o.flags = c.shared<OutputFlags>();
  c.flag("--output-file,-o", o.file, "File to write; -- is standard output").placeholder("FILE");
}

Result<void> present(const Session& session, const Output& output, const Described& described) {
  auto& ctx = session.ctx();
  const auto& flags = *output.flags;
  const bool to_file = output.file != "--" && !output.file.empty();
  const bool own_form = flags.raw || flags.json || !flags.field.empty();
  if (!to_file && !own_form && ctx.for_machines()) return show_for_machines(ctx, described);
  NATSOP_TRY(const auto text, text_of(ctx, flags, to_file, described));
  if (!to_file) {
    ctx.print(text);
    return {};
  }
  NATSOP_TRY(const auto path, session.expand(output.file));
  NATSOP_CHECK(write_file_atomic(path, text, kPrivateFile));
  render::Report report;
  report.ok(fmt::format("wrote {} {} to {}", described.kind, flags.raw ? "jwt" : "description",
                        session.shown(output.file)));
  return show_report(ctx, report);
}

}  // namespace natsop::commands::nsc::describe
