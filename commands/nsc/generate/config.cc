#include <fmt/format.h>

#include "commands/nsc/generate/generate.h"
#include "commands/nsc/generate/output.h"
#include "core/identity/server_config.h"

namespace natsop::commands::nsc::generate {
namespace {

struct Options {
  std::string file{kStandardOutput};
  std::string dir;
  std::string system_account;
  bool force = false;
  bool memory = false;
  bool full = false;
  bool cache = false;
  bool nkey = false;
};

void flags(cli::Command& c, Options& o) {
  c.flag("--nats-resolver", o.full, "For servers that keep all accounts, which `nsc push` fills");
  c.flag("--nats-resolver-cache", o.cache, "For servers that keep the accounts they use");
  c.flag("--mem-resolver", o.memory, "With all accounts in the configuration itself");
  c.flag("--nkey", o.nkey, "Accounts and users by their keys, without an operator").hidden();
  c.flag("--sys-account", o.system_account,
         "System account: name or public key; the operator's "
         "without")
      .placeholder("ACCOUNT");
  c.flag("--config-file", o.file, "File to write, -- for standard output").placeholder("FILE");
  c.flag("--dir", o.dir, "Folder to write into, one file for each JWT (--mem-resolver)")
      .placeholder("DIR")
      .hidden();
  c.flag("--force,-F", o.force, "Replace files that exist");
}

Result<void> check(const Options& o) {
  const int kinds = static_cast<int>(o.memory) + static_cast<int>(o.full) +
                    static_cast<int>(o.cache) + static_cast<int>(o.nkey);
  if (kinds == 0) {
    return Error(Code::Usage, "specify a config type option")
        .hint("one of --nats-resolver, --nats-resolver-cache, --mem-resolver");
  }
  if (kinds > 1) return Error(Code::Usage, "can only generate one config at a time");
  if (!o.dir.empty() && !o.memory) {
    return Error(Code::Usage, "--dir goes with --mem-resolver only");
  }
  if (!o.dir.empty() && !to_standard_output(o.file)) {
    return Error(Code::Usage, "specify only one of --dir or --config-file");
  }
  return {};
}

Result<std::string> text_of(const Session& session, const Options& o) {
  const auto& store = session.store();
  if (o.nkey) return identity::nkey_config(store);
  NATSOP_TRY(const auto system, identity::system_account_key(store, o.system_account));
  if (o.memory) return identity::memory_resolver_config(store, system);
  NATSOP_TRY(const auto names, store.accounts());
  if (names.empty()) {
    return Error(Code::NotFound, fmt::format("operator \"{}\" has no accounts", store.name()))
        .hint("`nsc add account NAME` makes one");
  }
  return identity::nats_resolver_config(
      store, system, o.full ? identity::ResolverKind::Full : identity::ResolverKind::Cache);
}

Error exists_already(const std::filesystem::path& path) {
  return Error(Code::Exists, fmt::format("`{}` already exists", path.string()))
      .hint("--force replaces it");
}

Result<void> write_files(const Session& session, const Options& o) {
  NATSOP_TRY(const auto system, identity::system_account_key(session.store(), o.system_account));
  NATSOP_TRY(const auto files, identity::memory_resolver_files(session.store(), system));
  NATSOP_TRY(const auto dir, session.expand(o.dir));
  NATSOP_CHECK(make_dirs(dir));
  for (const auto& [name, content] : files) {
    if (is_dir(dir / name)) {
      return Error(Code::Invalid, fmt::format("`{}` is a directory", (dir / name).string()));
    }
    if (!o.force && path_exists(dir / name)) return exists_already(dir / name);
  }
  for (const auto& [name, content] : files) {
    NATSOP_CHECK(write_file_atomic(dir / name, content));
  }
  note_generated(session, " " + (dir / files.back().first).string());
  return {};
}

Result<void> write_one(const Session& session, const Options& o) {
  NATSOP_TRY(const auto path, session.expand(o.file));
  if (!o.force && path_exists(path) && !is_dir(path)) return exists_already(path);
  NATSOP_TRY(const auto text, text_of(session, o));
  NATSOP_CHECK(write_output(session, o.file, text));
  render::Report report;
  report.ok("wrote server configuration to " + shown_output(session, o.file));
  NATSOP_CHECK(show_report(session.ctx(), report));
  note_generated(session, o.file);
  return {};
}

Result<void> run(const Options& o, cli::Context& ctx) {
  NATSOP_CHECK(check(o));
  NATSOP_TRY(const Session session, Session::open_store(ctx));
  if (!o.dir.empty()) return write_files(session, o);
  if (!to_standard_output(o.file)) return write_one(session, o);
  NATSOP_TRY(const auto text, text_of(session, o));
  return write_output(session, o.file, text);
}

}  // namespace

void config(cli::Command& parent) {
  parent.leaf<Options>(
      {.name = "config",
       .summary = "Generate the part of a server's configuration that has operator and accounts",
       .examples = {"nsc generate config --nats-resolver --sys-account SYS > resolver.conf",
                    "nsc generate config --mem-resolver --config-file resolver.conf --force"},
       .impact = cli::Impact::ReadOnly},
      flags, run);
}

}  // namespace natsop::commands::nsc::generate
