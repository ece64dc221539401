#include "core/identity/diagram.h"

#include "commands/nsc/generate/generate.h"
#include "commands/nsc/generate/output.h"

namespace natsop::commands::nsc::generate {
namespace {

struct ComponentOptions {
  identity::ComponentDiagramOptions drawn;
  std::string file{kStandardOutput};
};

struct ObjectOptions {
  identity::ObjectDiagramOptions drawn;
  std::string file{kStandardOutput};
};

void component_flags(cli::Command& c, ComponentOptions& o) {
  c.flag("--detail", o.drawn.detail, "Descriptions and links as notes");
  c.flag("--output-file,-o", o.file, "File to write, -- for standard output").placeholder("FILE");
}

void object_flags(cli::Command& c, ObjectOptions& o) {
  c.flag("--detail", o.drawn.detail, "Values that are unset or unlimited, too");
  c.flag("--show-keys", o.drawn.show_keys, "Keys and signing keys, and whether they are stored");
  c.flag("--users", o.drawn.users, "Users as well");
  c.flag("--output-file,-o", o.file, "File to write, -- for standard output").placeholder("FILE");
}

/// Unlike others, diagrams end without an empty line.
Result<void> write(const Session& session, const std::string& file, const std::string& text) {
  if (!to_standard_output(file)) return write_output(session, file, text);
  session.ctx().print(text);
  return {};
}

Result<void> draw_components(const ComponentOptions& o, cli::Context& ctx) {
  NATSOP_TRY(const Session session, Session::open_store(ctx));
  NATSOP_TRY(const auto text,
             identity::component_diagram(session.store(), o.drawn, {.now = session.now()}));
  return write(session, o.file, text);
}

Result<void> draw_objects(const ObjectOptions& o, cli::Context& ctx) {
  NATSOP_TRY(const Session session, Session::open_store(ctx));
  NATSOP_TRY(const auto text, identity::object_diagram(session.store(), session.keystore(), o.drawn,
                                                       {.now = session.now()}));
  return write(session, o.file, text);
}

void component(cli::Command& parent) {
  parent.leaf<ComponentOptions>(
      {.name = "component",
       .summary = "Draw accounts with their exports and imports",
       .examples = {"nsc generate diagram component --detail -o accounts.uml"},
       .impact = cli::Impact::ReadOnly},
      component_flags, draw_components);
}

void object(cli::Command& parent) {
  parent.leaf<ObjectOptions>(
      {.name = "object",
       .summary = "Draw operator, accounts and users with their limits and permissions",
       .examples = {"nsc generate diagram object --users --show-keys -o objects.uml"},
       .impact = cli::Impact::ReadOnly},
      object_flags, draw_objects);
}

}  // namespace

void diagram(cli::Command& parent) {
  parent.group({.name = "diagram",
                .summary = "Generate diagrams of the store in PlantUML's language",
                .examples = {"nsc generate diagram component -o accounts.uml"}},
               {component, object});
}

}  // namespace natsop::commands::nsc::generate
