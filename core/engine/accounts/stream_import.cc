#include "core/engine/accounts/stream_import.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/engine/accounts/account.h"
#include "core/subject/subject.h"

namespace natsop::engine {

namespace {

/// A subscription in the exporting account on behalf of one in the importing account.
struct Shadow final : Subscription {
  Subscription* original = nullptr;  ///< the one it is a shadow of
  Account* account = nullptr;        ///< where it is
  const StreamImport* import = nullptr;
};

/// Gives messages on to the subscription behind a shadow. Of the party of the one behind it: a
/// queue group prefers others to a leafnode wherever that is a member.
class ShadowSink final : public Sink {
 public:
  explicit ShadowSink(Party party) : Sink(party) {}

  bool deliver(Subscription& subscription, const Message& message, const Origin& origin) override {
    auto& shadow = static_cast<Shadow&>(subscription);
    Subscription& original = *shadow.original;
    // A request, or an answer, from a third account is not re-exported as a stream.
    if (origin.imports != nullptr || !original.active) {
      return false;
    }
    if (!origin.echo && original.sink == origin.sink) {
      return false;
    }
    if (!shadow.import->renames()) {
      return original.sink->deliver(original, message, origin);
    }
    ScratchPool::Lent subject(shadow.import->importer().scratch());
    shadow.import->append_local(message.subject, *subject);
    Message renamed = message;
    renamed.subject = *subject;
    return original.sink->deliver(original, renamed, origin);
  }
};

// They have no state: all is in the shadows.
ShadowSink shadow_sink{Party::Account};
ShadowSink leaf_shadow_sink{Party::Leaf};

bool is_shadow(const Subscription& subscription) {
  return subscription.sink == &shadow_sink || subscription.sink == &leaf_shadow_sink;
}

/// Keeps what was taken out until the turn has ended.
struct Retired final : Disposable {
  std::vector<std::unique_ptr<Subscription>> shadows;
};

void take_out(Subscription& shadow) {
  static_cast<Shadow&>(shadow).account->interest().remove(shadow);
}

Error unfit(std::string_view exported, std::string_view local, const Error& error) {
  return Error(Code::Invalid,
               fmt::format("failed to create mapping transform for stream import subject from "
                           "\"{}\" to \"{}\": {}",
                           exported, local, error.message()));
}

}  // namespace

Result<std::unique_ptr<StreamImport>> StreamImport::make(Account& importer,
                                                         const ImportRule& rule) {
  NATSOP_CHECK(subject::validate(rule.subject));
  if (!rule.prefix.empty()) {
    NATSOP_CHECK(subject::validate(rule.prefix));
    if (subject::has_wildcard(rule.prefix)) {
      return Error(Code::Invalid, "stream import prefix can not contain wildcard tokens");
    }
  }
  const std::string& named = rule.to.empty() ? rule.subject : rule.to;
  const std::string prefixed = subject::join({rule.prefix, named});
  const std::string local = subject::references_to_wildcards(prefixed);
  NATSOP_CHECK(subject::validate(local));
  if (prefixed == rule.subject) {
    return std::make_unique<StreamImport>(importer, local, std::nullopt, std::nullopt);
  }
  auto forward = subject::Transform::make(rule.subject, subject::wildcards_to_references(prefixed),
                                          subject::Transform::Mode::Reversible);
  if (!forward) {
    return unfit(rule.subject, prefixed, forward.error());
  }
  auto back = forward->reversed();
  if (!back) {
    return unfit(rule.subject, prefixed, back.error());
  }
  return std::make_unique<StreamImport>(importer, local, *std::move(forward), *std::move(back));
}

void StreamImport::start(Account& exporter) {
  exporter_ = &exporter;
  std::vector<Subscription*> interested;
  importer_.interest().overlapping(local_, [&](Subscription& subscription) {
    if (may_have_shadows(subscription)) {
      interested.push_back(&subscription);
    }
  });
  for (Subscription* subscription : interested) {
    shadow(*subscription);
  }
}

void StreamImport::stop() {
  if (exporter_ == nullptr) {
    return;
  }
  std::vector<Subscription*> interested;
  importer_.interest().overlapping(
      local_, [&](Subscription& subscription) { interested.push_back(&subscription); });
  for (Subscription* subscription : interested) {
    drop_shadows(*subscription, importer_.services().loop, this);
  }
  exporter_ = nullptr;
}

void StreamImport::shadow(Subscription& subscription) {
  if (!subject::overlaps(subscription.subject, local_)) {
    return;
  }
  auto shadow = std::make_unique<Shadow>();
  const std::string part = intersection(subscription.subject, local_);
  if (back_) {
    back_->append(part, importer_.dice(), shadow->subject);
  } else {
    shadow->subject = part;
  }
  shadow->sink = subscription.sink->party() == Party::Leaf ? &leaf_shadow_sink : &shadow_sink;
  shadow->queue = subscription.queue;
  shadow->weight = subscription.weight;
  shadow->original = &subscription;
  shadow->account = exporter_;
  shadow->import = this;
  Shadow& made = *shadow;
  subscription.shadows.push_back(std::move(shadow));
  exporter_->interest().insert(made);
}

void StreamImport::append_local(std::string_view exported, std::string& out) const {
  forward_->append(exported, importer_.dice(), out);
}

void drop_shadows(Subscription& subscription, Loop& loop, const StreamImport* of) {
  auto& shadows = subscription.shadows;
  const auto stays = [&](const std::unique_ptr<Subscription>& shadow) {
    return of != nullptr && static_cast<const Shadow&>(*shadow).import != of;
  };
  const auto gone = std::stable_partition(shadows.begin(), shadows.end(), stays);
  if (gone == shadows.end()) {
    return;
  }
  auto retired = std::make_unique<Retired>();
  for (auto it = gone; it != shadows.end(); ++it) {
    take_out(**it);
    retired->shadows.push_back(std::move(*it));
  }
  shadows.erase(gone, shadows.end());
  loop.dispose(std::move(retired));
}

bool may_have_shadows(const Subscription& subscription) {
  return subscription.sink->party() != Party::Account && !is_shadow(subscription);
}

std::string intersection(std::string_view a, std::string_view b) {
  std::string out;
  subject::Tokens a_tokens(a);
  subject::Tokens b_tokens(b);
  std::string_view one;
  std::string_view other;
  // Once one of them has come to its `>`, the other decides.
  while ((one == subject::kRest || a_tokens.next(one)) &&
         (other == subject::kRest || b_tokens.next(other))) {
    const bool narrower_is_other =
        one == subject::kRest || (one == subject::kAnyToken && other != subject::kRest);
    const std::string_view token = narrower_is_other ? other : one;
    out += out.empty() ? "" : ".";
    out += token;
    if (token == subject::kRest) {
      break;
    }
  }
  return out;
}

}  // namespace natsop::engine
