#include "core/engine/accounts/imports.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/engine/accounts/account.h"
#include "core/engine/accounts/directory.h"
#include "core/engine/accounts/exports.h"
#include "core/engine/accounts/service_import.h"
#include "core/engine/accounts/stream_import.h"
#include "core/subject/subject.h"

namespace natsop::engine {

namespace {

/// Imports that a search for cycles looks at before it gives up.
constexpr int kMaxSearch = 1024;

/// Whether two rules are the same but for what came of their activation.
bool is_same(ImportRule a, const ImportRule& b) {
  a.activation = b.activation;
  a.activation_fault = b.activation_fault;
  return a == b;
}

std::string describe(const ImportRule& rule) {
  return fmt::format("{} import \"{}\" from \"{}\"", rule.service ? "service" : "stream",
                     rule.subject, rule.account);
}

}  // namespace

struct Imports::Entry {
  ImportRule rule;
  bool implicit = false;
  std::unique_ptr<StreamImport> stream{};
  std::unique_ptr<ServiceImport> service{};
  std::optional<Problem> problem{};

  [[nodiscard]] bool made() const { return stream != nullptr || service != nullptr; }
  [[nodiscard]] bool running() const {
    return (stream != nullptr && stream->running()) || (service != nullptr && service->running());
  }
  [[nodiscard]] const std::string& local() const {
    return service != nullptr ? service->local() : stream->local();
  }
};

Imports::Imports(Account& account) : account_(account) {}

Imports::~Imports() = default;

void Imports::stop(Entry& entry) {
  if (!entry.running()) {
    return;
  }
  if (entry.service != nullptr) {
    entry.service->stop();
  } else {
    entry.stream->stop();
    --running_streams_;
  }
}

void Imports::replace(const std::vector<ImportRule>& rules) {
  std::vector<std::unique_ptr<Entry>> entries;
  for (const ImportRule& rule : rules) {
    const auto old = std::find_if(entries_.begin(), entries_.end(), [&](const auto& entry) {
      return entry != nullptr && !entry->implicit && is_same(entry->rule, rule);
    });
    if (old == entries_.end()) {
      entries.push_back(std::make_unique<Entry>(Entry{.rule = rule}));
    } else {
      (*old)->rule = rule;
      entries.push_back(std::move(*old));
    }
  }
  for (auto& entry : entries_) {
    if (entry != nullptr && entry->implicit) {
      entries.push_back(std::move(entry));
    }
  }
  entries_.swap(entries);
  Loop& loop = account_.services().loop;
  for (const auto& gone : entries) {
    if (gone != nullptr) {
      stop(*gone);
      // A delivery of this turn may be inside it.
      if (gone->stream != nullptr) {
        loop.dispose(std::move(gone->stream));
      }
      if (gone->service != nullptr) {
        loop.dispose(std::move(gone->service));
      }
    }
  }
  account_.directory().note_imports(account_);
}

void Imports::add_implicit(ImportRule rule) {
  const bool known = std::any_of(entries_.begin(), entries_.end(), [&](const auto& entry) {
    return entry->implicit && entry->rule == rule;
  });
  if (known) {
    return;
  }
  entries_.push_back(std::make_unique<Entry>(Entry{.rule = std::move(rule), .implicit = true}));
  account_.directory().note_imports(account_);
  resolve(*entries_.back());
}

void Imports::set_activation(const ImportRule& rule, ImportRule::Activation activation,
                             std::string fault) {
  for (const auto& entry : entries_) {
    const ImportRule& ours = entry->rule;
    if (ours.service == rule.service && ours.account == rule.account &&
        ours.subject == rule.subject && ours.to == rule.to) {
      entry->rule.activation = activation;
      entry->rule.activation_fault = fault;
    }
  }
  account_.directory().settle({&account_});
}

void Imports::fail(Entry& entry, Problem::Kind kind, std::string reason) {
  stop(entry);
  entry.problem = Problem{.kind = kind,
                          .account = account_.name(),
                          .rule = describe(entry.rule),
                          .reason = std::move(reason)};
}

void Imports::make(Entry& entry) {
  if (entry.rule.service) {
    if (auto made = ServiceImport::make(account_, entry.rule)) {
      entry.service = *std::move(made);
    } else {
      fail(entry, Problem::Kind::BadSubject, made.error().message());
    }
  } else if (auto made = StreamImport::make(account_, entry.rule)) {
    entry.stream = *std::move(made);
  } else {
    fail(entry, Problem::Kind::BadSubject, made.error().message());
  }
}

std::optional<std::string> Imports::duplicate_of(const Entry& entry) const {
  for (const auto& other : entries_) {
    if (other.get() == &entry || !other->running() || other->rule.service != entry.rule.service ||
        other->rule.account != entry.rule.account) {
      continue;
    }
    if (!entry.rule.service && other->rule.subject == entry.rule.subject) {
      return "stream import already exists";
    }
    if (entry.rule.service && other->local() == entry.local()) {
      return fmt::format(
          "duplicate service import subject \"{}\", previously used in import for account \"{}\", "
          "subject \"{}\"",
          entry.local(), other->rule.account, other->rule.subject);
    }
  }
  return std::nullopt;
}

/// Whether what is taken from `subject` of this account would, by imports that run, come from
/// `start_local` of where the search began.
bool Imports::reaches(const Imports& start, std::string_view start_local, bool service,
                      std::string_view subject, int& steps, std::vector<const Entry*>& seen) const {
  if (this == &start && subject::overlaps(subject, start_local)) {
    return true;
  }
  for (const auto& entry : entries_) {
    if (entry->rule.service != service || !entry->running() ||
        !subject::overlaps(entry->local(), subject) ||
        std::find(seen.begin(), seen.end(), entry.get()) != seen.end()) {
      continue;
    }
    Account* next = account_.directory().find(entry->rule.account);
    seen.push_back(entry.get());
    if (next == nullptr || ++steps > kMaxSearch) {
      return steps > kMaxSearch;
    }
    if (next->imports().reaches(start, start_local, service, entry->rule.subject, steps, seen)) {
      return true;
    }
  }
  return false;
}

std::optional<std::string> Imports::cycle_of(const Entry& entry) const {
  int steps = 0;
  std::vector<const Entry*> seen;
  Account* exporter = account_.directory().find(entry.rule.account);
  if (!exporter->imports().reaches(*this, entry.local(), entry.rule.service, entry.rule.subject,
                                   steps, seen)) {
    return std::nullopt;
  }
  return steps > kMaxSearch ? "search cycle depth exhausted" : "import forms a cycle";
}

void Imports::resolve(Entry& entry) {
  if (!entry.made()) {
    make(entry);
    if (!entry.made()) {
      return;
    }
  }
  Account* exporter = account_.directory().find(entry.rule.account);
  if (exporter == nullptr) {
    fail(entry, Problem::Kind::UnknownAccount,
         fmt::format("\"{}\" account not defined for {} import", entry.rule.account,
                     entry.rule.service ? "service" : "stream"));
    return;
  }
  const Exports::Offer offer = exporter->exports().offer_to(account_, entry.rule, entry.implicit);
  if (offer.refused) {
    fail(entry, *offer.refused, offer.reason);
    return;
  }
  if (!entry.running()) {
    if (auto duplicate = duplicate_of(entry)) {
      fail(entry, Problem::Kind::Duplicate, *std::move(duplicate));
      return;
    }
    if (auto cycle = cycle_of(entry)) {
      fail(entry, Problem::Kind::Cycle, *std::move(cycle));
      return;
    }
  }
  entry.problem.reset();
  if (entry.service != nullptr) {
    entry.service->start(*offer.service);
  } else if (entry.stream->exporter() != exporter) {
    stop(entry);
    ++running_streams_;
    entry.stream->start(*exporter);
  }
}

void Imports::recheck() {
  for (const auto& entry : entries_) {
    if (entry->running()) {
      resolve(*entry);
    }
  }
}

void Imports::resolve() {
  for (const auto& entry : entries_) {
    if (!entry->running()) {
      resolve(*entry);
    }
  }
}

bool Imports::complete() const {
  return std::all_of(entries_.begin(), entries_.end(),
                     [](const auto& entry) { return entry->running(); });
}

std::set<std::string> Imports::exporters() const {
  std::set<std::string> names;
  for (const auto& entry : entries_) {
    names.insert(entry->rule.account);
  }
  return names;
}

std::vector<Problem> Imports::problems() const {
  std::vector<Problem> problems;
  for (const auto& entry : entries_) {
    if (entry->problem && !entry->implicit) {
      problems.push_back(*entry->problem);
    }
  }
  return problems;
}

std::vector<Imports::Listed> Imports::list() const { return list(false); }

std::vector<Imports::Listed> Imports::list_implicit() const { return list(true); }

std::vector<Imports::Listed> Imports::list(bool implicit) const {
  std::vector<Listed> list;
  for (const auto& entry : entries_) {
    if (entry->implicit == implicit) {
      list.push_back({.rule = entry->rule,
                      .active = entry->running(),
                      .reason = entry->problem ? entry->problem->reason : ""});
    }
  }
  return list;
}

void Imports::shadow(Subscription& subscription) {
  if (running_streams_ == 0 || !may_have_shadows(subscription)) {
    return;
  }
  for (const auto& entry : entries_) {
    if (entry->stream != nullptr && entry->stream->running()) {
      entry->stream->shadow(subscription);
    }
  }
}

std::vector<std::string> Imports::service_subjects() const {
  std::vector<std::string> subjects;
  for (const auto& entry : entries_) {
    if (entry->service != nullptr && entry->service->running()) {
      subjects.push_back(entry->service->local());
    }
  }
  return subjects;
}

void Imports::stop_awaiting(std::string_view reply) {
  // One at a time from the start: closing one may close others.
  for (auto found = awaited_.find(reply); found != awaited_.end(); found = awaited_.find(reply)) {
    Response& response = *found->second;
    response.account->exports().responses().close(response.key, Responses::End::InterestLost);
  }
}

void Imports::on_unsubscribed(const Subscription& subscription) {
  if (awaited_.empty()) {
    return;
  }
  const std::string_view subject = subscription.subject;
  if (!subject::has_wildcard(subject)) {
    if (awaited_.contains(subject) && !account_.interest().has_interest(subject)) {
      stop_awaiting(std::string(subject));
    }
    return;
  }
  // Only replies that begin as the pattern does can be meant.
  const std::string_view start = subject.substr(0, subject.find_first_of("*>"));
  std::vector<std::string> lost;
  for (auto it = awaited_.lower_bound(start); it != awaited_.end() && it->first.starts_with(start);
       ++it) {
    if (subject::matches(it->first, subject) && !account_.interest().has_interest(it->first)) {
      lost.emplace_back(it->first);
    }
  }
  for (const std::string& reply : lost) {
    stop_awaiting(reply);
  }
}

void Imports::close() {
  replace({});
  for (const auto& entry : entries_) {
    stop(*entry);
  }
  while (!awaited_.empty()) {
    Response& response = *awaited_.begin()->second;
    response.account->exports().responses().close(response.key, Responses::End::Withdrawn);
  }
}

}  // namespace natsop::engine
