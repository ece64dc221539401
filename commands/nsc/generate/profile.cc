#include "core/identity/profile.h"

#include "commands/nsc/generate/generate.h"
#include "commands/nsc/generate/output.h"

namespace natsop::commands::nsc::generate {
namespace {

struct Options {
  std::vector<std::string> references;
  std::string file{kStandardOutput};
};

void flags(cli::Command& c, Options& o) {
  c.arg("url", o.references, "nsc://OPERATOR/ACCOUNT/USER, with arguments for more").required();
  c.flag("--output-file,-o", o.file, "File to write, -- for standard output").placeholder("FILE");
}

Result<void> run(const Options& o, cli::Context& ctx) {
  if (o.references.size() > 1) return Error(Code::Usage, "one reference at a time");
  NATSOP_TRY(const Session session, Session::open(ctx));
  NATSOP_TRY(const auto profile, session.profile(o.references.front()));
  NATSOP_TRY(const auto doc, profile.document());
  const auto text = doc.dump_go(2);
  if (to_standard_output(o.file)) {
    ctx.line(text);
    return {};
  }
  NATSOP_CHECK(write_output(session, o.file, text, kPrivateFile));
  render::Report report;
  report.ok("wrote tool configuration to " + shown_output(session, o.file));
  return show_report(ctx, report);
}

}  // namespace

void profile(cli::Command& parent) {
  parent.leaf<Options>(
      {.name = "profile",
       .summary = "Generate what other tools need to log in as a user: credentials and servers",
       .description =
           {"Prints JSON with the path of the user's credentials file and the operator's server "
            "URLs. Arguments behind a `?`, joined with `&`, add more: operatorKey, accountKey, "
            "userKey or key for public keys; operatorSeed, accountSeed, userSeed or seed for "
            "seeds, with =KEY those of a signing key; operatorName, accountName, userName or name "
            "for names; store=DIR and keystore=DIR look elsewhere."},
       .examples = {"nsc generate profile nsc://OP/A/u",
                    "nsc generate profile 'nsc://OP/A/u?keys&userSeed' -o profile.json"},
       .impact = cli::Impact::ReadOnly},
      flags, run);
}

}  // namespace natsop::commands::nsc::generate
