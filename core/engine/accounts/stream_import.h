#pragma once
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "core/engine/accounts/rules.h"
#include "core/engine/interest/subscription.h"
#include "core/engine/loop/loop.h"
#include "core/subject/transform.h"

namespace natsop::engine {

class Account;

/// A stream of another account under a local subject. Whoever subscribes here to something that
/// overlaps it gets a shadow subscription there, for just that part of the exported subjects.
/// Messages reach the subscriber under the local subject. Those that came through a service import
/// stay where they are.
///
/// What an account imports it does not export again, as with nats-server: a shadow has no shadows,
/// and who exports everything gives away nothing of what others let it have.
///
/// Message::subject is both what is matched and what is shown; JetStream, whose deliver subject is
/// matched and whose stored subject is shown, hands the former to the import's transform.
///
/// Made by Imports, and disposed of through the loop.
class StreamImport final : public Disposable {
 public:
  /// The rule's subjects are checked here: Invalid when one is none, or the two do not fit.
  [[nodiscard]] static Result<std::unique_ptr<StreamImport>> make(Account& importer,
                                                                  const ImportRule& rule);

  /// For make(), which checked them: `back` is the way back of `forward`.
  StreamImport(Account& importer, std::string local, std::optional<subject::Transform> forward,
               std::optional<subject::Transform> back)
      : importer_(importer),
        local_(std::move(local)),
        forward_(std::move(forward)),
        back_(std::move(back)) {}

  /// The subjects that appear here; may have wildcards.
  [[nodiscard]] const std::string& local() const { return local_; }

  /// Makes shadows in the exporter for everyone interested, now and from now on.
  void start(Account& exporter);
  /// Takes them all out.
  void stop();
  [[nodiscard]] bool running() const { return exporter_ != nullptr; }
  [[nodiscard]] Account* exporter() const { return exporter_; }

  /// Makes the shadow of a subscription of the importing account, when they overlap.
  void shadow(Subscription& subscription);

  /// The local subject of an exported literal one, appended to `out`.
  void append_local(std::string_view exported, std::string& out) const;
  [[nodiscard]] bool renames() const { return forward_.has_value(); }
  [[nodiscard]] Account& importer() const { return importer_; }

 private:
  Account& importer_;
  std::string local_;
  std::optional<subject::Transform> forward_;  ///< nothing: subjects stay the same
  std::optional<subject::Transform> back_;
  Account* exporter_ = nullptr;
};

/// Takes the shadows out of the accounts they are in, and frees them when the turn has
/// ended. With `of` only those that this import made.
void drop_shadows(Subscription& subscription, Loop& loop, const StreamImport* of = nullptr);

/// Whether the subscription takes part in stream imports: those of services and answers do not, and
/// no shadow does.
[[nodiscard]] bool may_have_shadows(const Subscription& subscription);

/// The pattern of what both stand for; they must overlap.
[[nodiscard]] std::string intersection(std::string_view a, std::string_view b);

}  // namespace natsop::engine
