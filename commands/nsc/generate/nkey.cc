#include "core/identity/nkey.h"

#include <fmt/format.h>

#include "commands/nsc/generate/generate.h"
#include "commands/nsc/session/session.h"

namespace natsop::commands::nsc::generate {
namespace {

using identity::KeyKind;
using identity::KeyPair;

struct Options {
  bool operator_key = false;
  bool account = false;
  bool user = false;
  bool curve = false;
  bool store = false;
};

void flags(cli::Command& c, Options& o) {
  c.flag("--operator,-o", o.operator_key, "A key of an operator");
  c.flag("--account,-a", o.account, "A key of an account");
  c.flag("--user,-u", o.user, "A key of a user");
  c.flag("--curve,-x", o.curve, "A curve key, for encryption");
  c.flag("--store,-S", o.store, "Put the keys into the keystore instead of showing their seeds");
}

Result<std::string> generate_one(const Session& session, KeyKind kind, std::string_view name,
                                 bool store) {
  NATSOP_TRY(const KeyPair key, KeyPair::create(kind));
  if (store) {
    NATSOP_TRY(const auto path, session.keystore().store(key));
    return fmt::format("{}\n{} key stored {}\n\n", key.public_text(), name, path.string());
  }
  NATSOP_TRY(const auto seed, key.seed());
  return fmt::format("{}\n{}\n\n", seed.reveal(), key.public_text());
}

Result<void> run(const Options& o, cli::Context& ctx) {
  if (!o.operator_key && !o.account && !o.user && !o.curve) {
    return Error(Code::Usage, "set --operator, --account, --user, or --curve");
  }
  NATSOP_TRY(const Session session, Session::open(ctx));
  const auto generate = [&](bool wanted, KeyKind kind, std::string_view name) -> Result<void> {
    if (!wanted) return {};
    NATSOP_TRY(const auto text, generate_one(session, kind, name, o.store));
    ctx.print(text);
    return {};
  };
  NATSOP_CHECK(generate(o.operator_key, KeyKind::Operator, "operator"));
  NATSOP_CHECK(generate(o.account, KeyKind::Account, "account"));
  NATSOP_CHECK(generate(o.user, KeyKind::User, "user"));
  return generate(o.curve, KeyKind::Curve, "curve");
}

}  // namespace

void nkey(cli::Command& parent) {
  parent.leaf<Options>(
      {.name = "nkey",
       .summary = "Generate keys: each seed with its public key",
       .examples = {"nsc generate nkey --user", "nsc generate nkey --account --store"},
       .impact = cli::Impact::ReadWrite},
      flags, run);
}

}  // namespace natsop::commands::nsc::generate
