#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "cli/context.h"
#include "commands/nats/picker/picker.h"
#include "commands/nats/stream/stream.h"
#include "core/subject/subject.h"
#include "core/text/number.h"
#include "core/text/width.h"

namespace natsop::commands::nats::stream {
namespace {

using json::Doc;
using Count = std::pair<std::string, std::uint64_t>;

struct Options {
  std::string stream;
  std::string filter = ">";
  bool json = false;
  std::string sort = "messages";
  bool reverse = false;
  bool names = false;
  std::shared_ptr<const Group> group;
};

void flags(cli::Command& c, Options& o) {
  c.arg("stream", o.stream, "The stream; asked for without");
  c.arg("filter", o.filter, "Only subjects that match this");
  c.flag("--json,-j", o.json, "Print the counts by subject as JSON");
  c.flag("--sort", o.sort, "What to order by").choices({"name", "subjects", "messages", "count"});
  c.flag("--reverse,-R", o.reverse, "The other way round");
  c.flag("--names", o.names, "Print the subjects alone").negatable();
  o.group = c.shared<Group>();
}

/// How many subjects stand side by side.
std::size_t columns_for(const std::vector<Count>& counts) {
  std::size_t longest = 0;
  std::uint64_t most = 0;
  for (const auto& [subject, count] : counts) {
    longest = std::max(longest, text::width(subject));
    most = std::max(most, count);
  }
  const auto both = longest + text::commas(most).size();
  return both < 20 ? 3 : both < 30 ? 2 : 1;
}

/// A table that is filled column by column; the document is the list of subjects.
render::View table_of(const std::string& stream, const std::vector<Count>& counts) {
  static constexpr std::array<const char*, 6> kPointers{"/0", "/1", "/2", "/3", "/4", "/5"};
  const auto across = columns_for(counts);
  const auto rows = (counts.size() + across - 1) / across;
  std::vector<render::Column> columns;
  for (std::size_t i = 0; i < across; ++i) {
    columns.push_back({.header = "Subject", .pointer = kPointers[2 * i]});
    columns.push_back({.header = "Count", .pointer = kPointers[2 * i + 1]});
  }
  render::View view(fmt::format("{} Subjects in stream {}", text::commas(counts.size()), stream),
                    std::move(columns));
  for (std::size_t row = 0; row < rows; ++row) {
    auto cells = Doc::array();
    for (std::size_t i = 0; i < across; ++i) {
      const auto at = i * rows + row;
      const bool there = at < counts.size();
      cells.push(there ? Doc(counts[at].first) : Doc(""));
      cells.push(there && counts[at].second > 0 ? Doc(text::commas(counts[at].second)) : Doc(""));
    }
    view.add(std::move(cells));
  }
  return view;
}

/// One subject a row, for machines.
render::View list_of(const std::vector<Count>& counts) {
  render::View view("", {{.header = "Subject", .pointer = "/subject"},
                         {.header = "Count", .pointer = "/messages"}});
  for (const auto& [subject, count] : counts) {
    view.add(Doc::object({{"subject", subject}, {"messages", count}}));
  }
  return view.name_at("/subject");
}

void order(std::vector<Count>& counts, const Options& o) {
  // They come ordered by name, so that equal counts stay so.
  if (o.sort == "messages" || o.sort == "count") {
    std::ranges::stable_sort(counts, {}, &Count::second);
  }
  if (o.reverse) std::ranges::reverse(counts);
}

Result<void> run(const Options& o, cli::Context& ctx) {
  if (const auto valid = subject::validate(o.filter); !valid) {
    return Error(Code::Usage, valid.error().message());
  }
  NATSOP_TRY(const auto info, pick_stream(ctx, o.stream, {.all = o.group->all}));
  NATSOP_TRY(auto* const api, ctx.jetstream());
  NATSOP_TRY(const auto found, api->stream_subjects(info.name(), o.filter));
  std::vector<Count> counts(found.begin(), found.end());
  order(counts, o);
  if (o.json) {
    auto doc = Doc::object();
    for (const auto& [subject, count] : counts) doc.put(subject, count);
    return ctx.show(doc);
  }
  if (o.names) {
    for (const auto& [subject, count] : counts) ctx.line(subject);
    return {};
  }
  if (ctx.for_machines()) return ctx.show(list_of(counts));
  if (counts.empty()) {
    ctx.line(fmt::format("No subjects found matching {}", o.filter));
    return {};
  }
  NATSOP_CHECK(ctx.show(table_of(info.name(), counts)));
  ctx.line("");
  return {};
}

}  // namespace

void subjects(cli::Command& parent) {
  parent.leaf<Options>({.name = "subjects",
                        .aliases = {"subj"},
                        .summary = "List the subjects that a stream holds messages of",
                        .examples = {"nats stream subjects ORDERS",
                                     "nats stream subjects ORDERS 'orders.eu.>' --sort name"},
                        .scope = cli::Scope::User,
                        .impact = cli::Impact::ReadOnly,
                        .data = true},
                       flags, run);
}

}  // namespace natsop::commands::nats::stream
