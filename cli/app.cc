#include "cli/app.h"

#include <fmt/format.h>

#include <ostream>

#include "cli/exit_status.h"
#include "cli/help.h"
#include "core/base/version.h"

namespace natsop::cli {
namespace {

struct Choice {
  const Face* face;
  std::vector<std::string> args;
};

std::string_view base_name(std::string_view path) {
  const auto slash = path.rfind('/');
  return slash == std::string_view::npos ? path : path.substr(slash + 1);
}

const Face* face_named(const Faces& faces, std::string_view name) {
  for (const Face* face : {&faces.nats, &faces.nsc, &faces.nats_server}) {
    if (name == face->name) return face;
  }
  return nullptr;
}

Choice choose(const Faces& faces, const std::vector<std::string>& argv) {
  std::vector<std::string> args(argv.begin() + (argv.empty() ? 0 : 1), argv.end());
  if (!argv.empty()) {
    if (const Face* face = face_named(faces, base_name(argv[0]))) return {face, std::move(args)};
  }
  if (!args.empty()) {
    if (const Face* face = face_named(faces, args[0])) {
      args.erase(args.begin());
      return {face, std::move(args)};
    }
  }
  return {&faces.natsop, std::move(args)};
}

Dialect dialect_of(const Face& face) {
  return face.kind == FaceKind::Nsc ? Dialect::Nsc : Dialect::Nats;
}

/// Format and tree of one run: what is needed to print an error well.
class Run {
 public:
  Run(const Face& face, World& world) : face_(face), world_(world), tree_(make_tree(face)) {}

  int operator()(std::vector<std::string> args) {
    auto done = execute(std::move(args));
    world_.io.out.flush();
    if (done && !world_.io.out) done = Error(Code::Failed, "standard output cannot be written");
    if (done) return 0;
    if (const auto ended = status_of(done.error())) return *ended;
    report(done.error());
    return status(done.error());
  }

 private:
  Result<void> execute(std::vector<std::string> args) {
    if (face_.program != nullptr) {
      Context ctx(world_, tree_->nats, tree_->nsc);
      return face_.program(args, ctx);
    }
    if (!args.empty() && args[0] == "help") {
      args.erase(args.begin());
      NATSOP_TRY(Command* const command, find_command(tree_->root, args));
      return help(*command);
    }
    NATSOP_TRY(const Parsed parsed,
               parse(tree_->root, std::move(args), dialect_of(face_), world_.environment));
    if (tree_->nats->version || tree_->nsc->version) return print_version();
    if (parsed.help) return help(*parsed.command);
    Context ctx(world_, tree_->nats, tree_->nsc);
    if (const auto& output = parsed.command->output(); !output.empty()) {
      NATSOP_TRY(const auto format, render::parse_format(output));
      ctx.format(format);
      machine_errors_ = format == render::Format::Json || format == render::Format::Ndjson;
    }
    ctx.raw_args(parsed.raw_args);
    return parsed.command->run(ctx);
  }

  Result<void> help(Command& command) {
    world_.io.out << help_page(command, {.width = world_.terminal.out ? world_.terminal.width : 100,
                                         .colour = world_.terminal.colour,
                                         .banner = face_.banner});
    return {};
  }

  Result<void> print_version() {
    switch (face_.kind) {
      case FaceKind::Nsc:
        world_.io.out << fmt::format("nsc version {} (natsop)\n", version());
        break;
      default:
        world_.io.out << fmt::format("{}\n", version());
    }
    return {};
  }

  void report(const Error& error) {
    // Who pressed Ctrl-C knows that the command was interrupted.
    if (error.code() == Code::Cancelled && error.message().empty()) return;
    auto& err = world_.io.err;
    if (machine_errors_) {
      auto body =
          json::Doc::object({{"code", name_of(error.code())}, {"message", error.one_line()}});
      if (!error.hint().empty()) body.put("hint", error.hint());
      if (error.api_code() != 0) body.put("api_code", error.api_code());
      err << json::Doc::object({{"error", body}}).dump() << "\n";
      return;
    }
    err << error_prefix() << error.message() << "\n";
    for (const auto& step : error.context()) err << "  while " << step << "\n";
    if (!error.hint().empty()) err << "  hint: " << error.hint() << "\n";
  }

  [[nodiscard]] std::string error_prefix() const {
    switch (face_.kind) {
      case FaceKind::Nsc:
        return "Error: ";
      case FaceKind::NatsServer:
        return "nats-server: ";
      default:
        return fmt::format("{}: error: ", face_.name);
    }
  }

  [[nodiscard]] int status(const Error& error) const {
    // The original's scripts test nsc for 0 or 1 alone, and a server's tell by 1 that it did not
    // start.
    if (face_.kind == FaceKind::Nsc) return error.code() == Code::Cancelled ? 130 : 1;
    if (face_.kind == FaceKind::NatsServer) return error.code() == Code::Usage ? 2 : 1;
    return static_cast<int>(exit_status(error.code()));
  }

  const Face& face_;
  World& world_;
  std::unique_ptr<Tree> tree_;
  bool machine_errors_ = false;
};

}  // namespace

std::unique_ptr<Tree> make_tree(const Face& face) {
  auto tree = std::make_unique<Tree>(
      Tree{Command(Spec{.name = face.name, .summary = face.banner}), nullptr, nullptr});
  tree->root.children_from(face.commands);
  if (face.kind == FaceKind::Nsc) {
    tree->nsc = tree->root.bind_options<NscGlobals>(nsc_flags);
    tree->nats = std::make_shared<NatsGlobals>();
  } else {
    tree->nats = tree->root.bind_options<NatsGlobals>(nats_flags);
    tree->nsc = std::make_shared<NscGlobals>();
  }
  return tree;
}

int run(const Faces& faces, const std::vector<std::string>& argv, World& world) {
  auto choice = choose(faces, argv);
  return Run(*choice.face, world)(std::move(choice.args));
}

std::string_view version() { return kVersion; }

}  // namespace natsop::cli
