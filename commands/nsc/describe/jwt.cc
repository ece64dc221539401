#include <fmt/format.h>

#include "commands/nsc/describe/account_names.h"
#include "commands/nsc/describe/describe.h"
#include "commands/nsc/describe/output.h"
#include "commands/nsc/session/web.h"
#include "core/http/fetch.h"
#include "core/identity/creds.h"

namespace natsop::commands::nsc::describe {
namespace {

struct Options {
  std::string file;
  Output output;
};

void flags(cli::Command& c, Options& o) {
  c.flag("--file,-f", o.file, "JWT or credentials file, or a URL").placeholder("FILE");
  output_file_flag(c, o.output);
}

Result<std::string> read_token(const Session& session, const std::string& source) {
  std::string from = source;
  if (!http::is_url(from)) {
    NATSOP_TRY(const auto path, session.expand(from));
    from = path.string();
  }
  auto text = read_url_or_file(from);
  if (!text) {
    return std::move(text).error().during(fmt::format("reading the jwt from `{}`", source));
  }
  auto token = identity::parse_decorated_jwt(*text);
  identity::wipe(*text);  // a credentials file holds a seed as well
  return token;
}

Result<void> run(const Options& o, cli::Context& ctx) {
  if (o.file.empty()) {
    return Error(Code::Usage, "file is required")
        .hint("give a JWT or credentials file, or a URL, with --file");
  }
  NATSOP_TRY(const Session session, Session::open_any(ctx));
  NATSOP_TRY(const auto token, read_token(session, o.file));
  auto claims = identity::jwt::decode(token);
  if (!claims) {
    return std::move(claims).error().during(fmt::format("reading the jwt in `{}`", o.file));
  }
  Described described{.kind = std::string(identity::jwt::name_of(identity::jwt::type_of(*claims))),
                      .name = identity::jwt::data_of(*claims).name,
                      .token = token,
                      .tables = [&session, &claims, long_ids = o.output.flags->long_ids] {
                        return tables_of(*claims, account_namer(session, long_ids));
                      }};
  return present(session, o.output, described);
}

}  // namespace

void jwt_token(cli::Command& parent) {
  parent.leaf<Options>(
      {.name = "jwt",
       .summary = "Show a JWT from a file or URL: of an operator, account, user or activation",
       .examples = {"nsc describe jwt --file user.creds", "nsc describe jwt --file A.jwt --json"},
       .impact = cli::Impact::ReadOnly,
       .data = true},
      flags, run);
}

}  // namespace natsop::commands::nsc::describe
