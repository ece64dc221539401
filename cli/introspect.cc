#include "cli/introspect.h"

namespace natsop::cli {
namespace {

json::Doc names(const std::vector<std::string_view>& list) {
  json::Doc out = json::Doc::array();
  for (const auto name : list) out.push(name);
  return out;
}

json::Doc tags(const Spec& spec) {
  json::Doc out = json::Doc::array();
  if (spec.scope != Scope::None)
    out.push(spec.scope == Scope::User ? "scope:user" : "scope:system");
  if (spec.impact != Impact::None)
    out.push(spec.impact == Impact::ReadOnly ? "impact:ro" : "impact:rw");
  return out;
}

json::Doc nats_flag(const FlagData& flag) {
  json::Doc out = json::Doc::object({{"name", flag.name}});
  if (flag.short_name != 0) out.put("short", std::string(1, flag.short_name));
  out.put("type", nats_type(flag));
  if (!flag.fallback.empty()) out.put("default", json::Doc::array({json::Doc(flag.fallback)}));
  if (flag.kind == Kind::Toggle) out.put("neg", true);
  if (flag.repeatable) out.put("rep", true);
  if (!flag.choices.empty()) out.put("enum", names(flag.choices));
  if (flag.required) out.put("required", true);
  if (flag.hidden) out.put("hidden", true);
  if (!flag.env.empty()) out.put("env", flag.env);
  if (!flag.placeholder.empty()) out.put("ph", flag.placeholder);
  return out;
}

json::Doc nsc_flag(const FlagData& flag, bool inherited) {
  json::Doc out = json::Doc::object(
      {{"name", flag.name}, {"type", nsc_type(flag)}, {"default", flag.fallback}});
  if (flag.short_name != 0) out.put("short", std::string(1, flag.short_name));
  if (flag.repeatable) out.put("repeatable", true);
  if (flag.hidden) out.put("hidden", true);
  if (inherited) out.put("inherited", true);
  return out;
}

template <class Flag>
json::Doc each(std::deque<FlagData>& list, const Flag& to_doc) {
  json::Doc out = json::Doc::array();
  for (const auto& flag : list) out.push(to_doc(flag));
  return out;
}

void walk_nats(Command& command, json::Doc& out) {
  for (auto& child : command.children()) {
    out.push(json::Doc::object({{"path", child.path()},
                                {"aliases", names(child.spec().aliases)},
                                {"hidden", child.spec().hidden},
                                {"tags", tags(child.spec())},
                                {"args", each(child.args(), nats_flag)},
                                {"flags", each(child.flags(), nats_flag)}}));
    walk_nats(child, out);
  }
}

void walk_nsc(Command& command, json::Doc& out) {
  const bool group = !command.is_leaf();
  out.push(json::Doc::object({{"path", command.path()},
                              {"aliases", names(command.spec().aliases)},
                              {"flags", each(command.flags(), [group](const FlagData& f) {
                                 return nsc_flag(f, group);
                               })}}));
  for (auto& child : command.children()) walk_nsc(child, out);
}

}  // namespace

json::Doc introspect_nats(Command& root) {
  json::Doc out = json::Doc::array();
  walk_nats(root, out);
  return out;
}

json::Doc introspect_nsc(Command& root) {
  json::Doc out = json::Doc::array();
  walk_nsc(root, out);
  return out;
}

}  // namespace natsop::cli
