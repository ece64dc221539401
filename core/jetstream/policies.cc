#include "core/jetstream/policies.h"

#include <fmt/format.h>

#include <array>
#include <utility>

namespace natsop::jetstream {
namespace {

/// One choice: its value, its JSON text, and the text on pages.
template <class E>
struct Choice {
  E value;
  std::string_view name;
  std::string_view title;
};

constexpr std::array kRetentions = {
    Choice{Retention::Limits, "limits", "Limits"},
    Choice{Retention::Interest, "interest", "Interest"},
    Choice{Retention::WorkQueue, "workqueue", "WorkQueue"},
};
constexpr std::array kDiscards = {
    Choice{Discard::Old, "old", "Old"},
    Choice{Discard::New, "new", "New"},
};
constexpr std::array kStorages = {
    Choice{Storage::File, "file", "File"},
    Choice{Storage::Memory, "memory", "Memory"},
};
constexpr std::array kCompressions = {
    Choice{Compression::None, "none", "None"},
    Choice{Compression::S2, "s2", "S2 Compression"},
};
constexpr std::array kPersistModes = {
    Choice{PersistMode::Default, "default", "Default"},
    Choice{PersistMode::Async, "async", "Async"},
};
constexpr std::array kAckPolicies = {
    Choice{AckPolicy::None, "none", "None"},
    Choice{AckPolicy::All, "all", "All"},
    Choice{AckPolicy::Explicit, "explicit", "Explicit"},
    Choice{AckPolicy::FlowControl, "flow_control", "Flow Control"},
};
constexpr std::array kDeliverPolicies = {
    Choice{DeliverPolicy::All, "all", "All"},
    Choice{DeliverPolicy::Last, "last", "Last"},
    Choice{DeliverPolicy::New, "new", "New"},
    Choice{DeliverPolicy::ByStartSequence, "by_start_sequence", "By Start Sequence"},
    Choice{DeliverPolicy::ByStartTime, "by_start_time", "By Start Time"},
    Choice{DeliverPolicy::LastPerSubject, "last_per_subject", "Last Per Subject"},
};
constexpr std::array kReplayPolicies = {
    Choice{ReplayPolicy::Instant, "instant", "Instant"},
    Choice{ReplayPolicy::Original, "original", "Original"},
};
constexpr std::array kPriorityPolicies = {
    Choice{PriorityPolicy::None, "none", "None"},
    Choice{PriorityPolicy::Overflow, "overflow", "Overflow"},
    Choice{PriorityPolicy::PinnedClient, "pinned_client", "Pinned Client"},
    Choice{PriorityPolicy::Prioritized, "prioritized", "Prioritized"},
};
constexpr std::array kConsumerActions = {
    Choice{ConsumerAction::CreateOrUpdate, "", "Create or Update"},
    Choice{ConsumerAction::Create, "create", "Create"},
    Choice{ConsumerAction::Update, "update", "Update"},
};

template <class Table, class E>
const auto& choice(const Table& table, E value) {
  return table.at(static_cast<std::size_t>(value));
}

template <class Table, class E>
Result<void> parse(const Table& table, std::string_view text, E& value) {
  std::string choices;
  for (const auto& one : table) {
    if (one.name == text) {
      value = one.value;
      return {};
    }
    choices += fmt::format("{}\"{}\"", choices.empty() ? "" : ", ", one.name);
  }
  return Error(Code::Invalid, fmt::format("expected one of {}, got \"{}\"", choices, text));
}

}  // namespace

std::string_view name_of(Retention value) { return choice(kRetentions, value).name; }
std::string_view name_of(Discard value) { return choice(kDiscards, value).name; }
std::string_view name_of(Storage value) { return choice(kStorages, value).name; }
std::string_view name_of(Compression value) { return choice(kCompressions, value).name; }
std::string_view name_of(PersistMode value) { return choice(kPersistModes, value).name; }
std::string_view name_of(AckPolicy value) { return choice(kAckPolicies, value).name; }
std::string_view name_of(DeliverPolicy value) { return choice(kDeliverPolicies, value).name; }
std::string_view name_of(ReplayPolicy value) { return choice(kReplayPolicies, value).name; }
std::string_view name_of(PriorityPolicy value) { return choice(kPriorityPolicies, value).name; }
std::string_view name_of(ConsumerAction value) { return choice(kConsumerActions, value).name; }

std::string_view title_of(Retention value) { return choice(kRetentions, value).title; }
std::string_view title_of(Discard value) { return choice(kDiscards, value).title; }
std::string_view title_of(Storage value) { return choice(kStorages, value).title; }
std::string_view title_of(Compression value) { return choice(kCompressions, value).title; }
std::string_view title_of(PersistMode value) { return choice(kPersistModes, value).title; }
std::string_view title_of(AckPolicy value) { return choice(kAckPolicies, value).title; }
std::string_view title_of(DeliverPolicy value) { return choice(kDeliverPolicies, value).title; }
std::string_view title_of(ReplayPolicy value) { return choice(kReplayPolicies, value).title; }
std::string_view title_of(PriorityPolicy value) { return choice(kPriorityPolicies, value).title; }

Result<void> parse_policy(std::string_view text, Retention& value) {
  return parse(kRetentions, text, value);
}

Result<void> parse_policy(std::string_view text, Discard& value) {
  return parse(kDiscards, text, value);
}

Result<void> parse_policy(std::string_view text, Storage& value) {
  return parse(kStorages, text, value);
}

Result<void> parse_policy(std::string_view text, Compression& value) {
  if (text.empty()) return parse(kCompressions, kCompressions[0].name, value);
  return parse(kCompressions, text, value);
}

Result<void> parse_policy(std::string_view text, PersistMode& value) {
  if (text.empty()) return parse(kPersistModes, kPersistModes[0].name, value);
  return parse(kPersistModes, text, value);
}

Result<void> parse_policy(std::string_view text, AckPolicy& value) {
  return parse(kAckPolicies, text, value);
}

Result<void> parse_policy(std::string_view text, DeliverPolicy& value) {
  if (text == "undefined") return parse(kDeliverPolicies, "all", value);  // early servers
  return parse(kDeliverPolicies, text, value);
}

Result<void> parse_policy(std::string_view text, ReplayPolicy& value) {
  return parse(kReplayPolicies, text, value);
}

Result<void> parse_policy(std::string_view text, PriorityPolicy& value) {
  return parse(kPriorityPolicies, text, value);
}

Result<void> parse_policy(std::string_view text, ConsumerAction& value) {
  return parse(kConsumerActions, text, value);
}

}  // namespace natsop::jetstream
