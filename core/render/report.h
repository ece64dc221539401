#pragma once
#include <list>
#include <string>
#include <vector>

#include "core/base/result.h"
#include "core/json/doc.h"
#include "core/render/format.h"
#include "core/render/style.h"

namespace natsop::render {

/// What `nsc` prints about the steps of a command:
///
///     [ OK ] push to nats-server "nats://localhost:4222" using system account "SYS":
///            [ OK ] push SYS to nats-server with nats account resolver:
///                   [ OK ] pushed "SYS" to nats-server srv-1: jwt updated
///
/// A tree: a node's level is the worst of its steps and its own. References that `group` returns
/// stay valid as long as the report does.
class Report {
 public:
  enum class Level { None, Ok, Warn, Error };
  /// Which of a node and its steps are printed.
  enum class Show {
    All,            ///< the label, and the steps below it
    Steps,          ///< the steps alone, in the label's place
    StepsOnTrouble  ///< the label, and the steps only when one is not OK or the other side said
                    ///< something
  };

  /// The root of a report, whose own label is not printed.
  Report() : show_(Show::Steps) {}
  Report(Level level, std::string label, Show show = Show::All)
      : level_(level), label_(std::move(label)), show_(show) {}

  /// Steps. Labels may have several lines.
  Report& ok(std::string label);
  Report& warn(std::string label);
  Report& error(std::string label);
  /// Adds an empty line.
  Report& gap();
  /// What the other side said: each line is printed as "> line". Counts as OK.
  Report& said(std::string text);
  /// A step with steps of its own; returns that step.
  Report& group(std::string label, Show show = Show::All);
  /// Takes over a report made elsewhere; returns it where it now lives.
  Report& add(Report child);

  /// Replaces what was set when the report was made, as pull and rename do.
  Report& label(std::string text);
  Report& level(Level level);

  /// Whether a summary line follows (`all jobs succeeded`): push, pull, delete and others have one,
  /// add and edit not.
  Report& summarised(bool yes = true);

  [[nodiscard]] Level level() const;
  [[nodiscard]] const std::string& label() const { return label_; }
  [[nodiscard]] bool empty() const { return steps_.empty(); }
  [[nodiscard]] const std::list<Report>& steps() const { return steps_; }

  /// The tree as text, each line ending in a newline; no summary.
  [[nodiscard]] std::string tree() const;

  /// The line after the tree, without a newline; empty when there is none to print. Errors: Failed
  /// when a top step failed: "all jobs failed", "1 job failed - 2 jobs succeeded and 0 had
  /// warnings".
  [[nodiscard]] Result<std::string> summary() const;

  /// Tree and summary line for people; json, ndjson (one top step a line) and yaml of document().
  /// Name and Csv list the steps that have none of their own: label, and level and label. Failure
  /// is not an error here: see summary().
  [[nodiscard]] Result<std::string> render(Format format) const;

  /// {"level": "ok", "label": ..., "steps": [...]}
  [[nodiscard]] json::Doc document() const;

 private:
  Report& leaf(Level level, std::string label);
  void write(std::string& out, int indent) const;

  Level level_ = Level::None;
  std::string label_;
  Show show_ = Show::All;
  bool said_ = false;
  bool gap_ = false;
  bool summarised_ = false;
  std::list<Report> steps_;
};

}  // namespace natsop::render
